#!/bin/sh
# cwai-eval entities: the marked messages of the example domains, on both stores; the figures worked out by hand; wrong input.
. "${0%/*}/lib.sh"
gold=$TOP/tests/fixtures/entities.ndjson
is "300 messages, half of them held back, 60 without an entity" "$(jq -s -c '[length,(map(select(.held))|length),(map(select(.entities==[]))|length)]' "$gold")" '[300,150,60]'
is "every type stands there 15 times or more" "$(jq -s -c '[.[].entities[].type]|group_by(.)|map(length)|[length,(min>=15)]' "$gold")" '[17,true]'
i=0
for url in $(stores); do
	i=$((i + 1))
	on=${url%%:*}
	mkdir "$T/shop$i" && cd "$T/shop$i" || exit 1
	for d in cosmeticos saude varejo; do
		cwai init -d $d -s "$url" "$T/init$i-$d" >"$T/init" 2>&1 || sed 's/^/# /' "$T/init"
	done
	printf 'store: "%s"\ndomains: [cosmeticos, saude, varejo]\n' "$url" >cwai.yaml
	status "entities on $on" 0 cwai-eval entities "$gold"
	is "$on: all were judged" "$(jq -c '[.texts,.without,.marked]' "$T/out")" '[300,60,390]'
	is "$on: F1 is .97 or more, and .95 of those held back" "$(jq -c '[.f1>=0.97,.f1_held>=0.95]' "$T/out")" '[true,true]'
	is "$on: no type is under .9" "$(jq -r '.types[]|select(.f1<0.9)|"\(.type) \(.f1)"' "$T/out")" ""
	is "$on: products, each with its id" "$(jq -c '.types[]|select(.type=="product")|.f1>=0.9' "$T/out")" true
	cp "$T/out" "$T/report$i"
	for d in cosmeticos saude varejo; do
		f=$CWAI_SHARE/$d/products.ndjson
		is "$on: each product of $d is found by its whole name" "$(jq -c --arg d $d '{v: 1, kind: "message", domain: $d, id, text: ("tem " + .name + "?")}' "$f" | cwai-analyze -m |
			jq -c 'select([.analysis.entities[] | [.type, .id, .start, .end]] != [["product", .id, 4, (.text | length - 1)]]) | [.id, .text, .analysis.entities]')" ""
		is "$on: there are some" "$(jq -n 'reduce inputs as $p (0; . + 1) > 50' "$f")" true
	done
	is "$on: of two sizes the one said, though its number is there twice" "$(echo '{"v":1,"kind":"message","domain":"cosmeticos","text":"tem protetor solar facial toque seco solarenga fps 50 de 50 ml?"}' | cwai-analyze -m | jq -c '[.analysis.entities[] | [.id, .start]]')" '[["p001",4]]'
done
is "both stores give the same" "$(cat "$T/report1")" "$(cat "$T/report2")"
like "a table for people" "$(TERM=xterm NO_COLOR=1 script -qc "cwai-eval entities $gold" /dev/null | tr -d '\r')" '^types$'

# Two are marked right, one is missed, one is made up, one has another value, one stands elsewhere: 2 of 5 found, 2 of 5 marked.
e='"entities":[{"type":"money","text":"80 reais","value":"80.00"},{"type":"date","text":"amanhã"},{"type":"time","text":"15h"},{"type":"order","text":"1234","value":"1234"},{"type":"city","text":"Itu"}]'
f='{"type":"money","start":4,"end":12,"value":"80.00"},{"type":"date","start":13,"end":19,"value":"2026-06-18"},{"type":"order","start":27,"end":31,"value":"9"},{"type":"city","start":31,"end":35},{"type":"cpf","start":0,"end":3}'
printf '%s\n' "{\"text\":\"até 80 reais amanhã 15h ou 1234 Itu\",$e,\"analysis\":{\"entities\":[$f]}}" >given
status "records that carry them" 0 cwai-eval entities --given given
is "precision, recall and F1" "$(jq -c '[.marked,.found,.precision,.recall,.f1]' "$T/out")" '[5,5,0.4,0.4,0.4]'
is "by type" "$(jq -c '.types[]|[.type,.marked,.found,.f1]' "$T/out")" '["city",1,1,0]
["cpf",0,1,0]
["date",1,1,1]
["money",1,1,1]
["order",1,1,0]
["time",1,0,0]'
is "from standard input" "$(cwai-eval entities --given <given | jq .f1)" 0.4
is "without --given too" "$(cwai-eval entities given | jq .f1)" 0.4
is "nothing marked and nothing found has no figure" "$(echo '{"text":"oi","entities":[]}' | cwai-eval entities | jq -c '[.texts,.without,.f1]')" '[1,1,null]'
is "the present is the record's" "$(echo '{"text":"hoje","ts":"2026-01-05T12:00:00Z","entities":[{"type":"date","text":"hoje","value":"2026-01-05"}]}' | cwai-eval entities | jq .f1)" 1
is "or that of --now" "$(echo '{"text":"hoje","entities":[{"type":"date","text":"hoje","value":"2026-03-08"}]}' | cwai-eval entities --now 2026-03-08T12:00:00Z | jq .f1)" 1

o='{"text":"os pedidos 12345, 67890 e 11111 não chegaram, e quero 2 batons","entities":[{"type":"order","text":"12345","value":"12345"},{"type":"order","text":"67890","value":"67890"},{"type":"order","text":"11111","value":"11111"}]}'
is "every order of a list" "$(echo "$o" | cwai-eval entities | jq -c '.types[]|select(.type=="order")|[.marked,.found,.f1]')" '[3,3,1]'

echo '{"text":"oi"}' >bad
status "no list of entities" 65 cwai-eval entities bad
is "is told" "$(cat "$T/err")" 'cwai-eval: bad: line 1: no "text" or no list "entities"'
echo '{"text":"oi","entities":[{"type":"city","text":"Itu"}]}' >bad
status "a mark that is not in the text" 65 cwai-eval entities bad
like "is told" "$(cat "$T/err")" 'bad: line 1: entity 1 has no "type", or its "text" does not stand in the text, in order'
echo '{"text":"oi","domain":"nada","entities":[]}' >bad
! cwai-eval entities bad >"$T/out" 2>"$T/err"
ok "a domain that is not there fails" $?
like "and is named" "$(cat "$T/err")" 'nada'
status "records that carry none with --given" 65 cwai-eval entities --given bad
like "are told" "$(cat "$T/err")" 'analysis.entities'
status "no such file" 66 cwai-eval entities none
status "operands" 64 cwai-eval entities a b
done_testing
