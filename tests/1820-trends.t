#!/bin/sh
# cwai-trends: figures to the byte on both stores, days at the border of the shop's zone, groups, filters, what goes wrong.
. "${0%/*}/lib.sh"
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
umask 022

# a ID ENDED CHANNEL TOPIC SCORE [MEMBERS]: an analysis; MEMBERS is a jq object.
a() {
	jq -nc --arg id "$1" --arg ended "$2" --arg channel "$3" --arg topic "$4" --argjson score "$5" --argjson more "${6:-{\}}" '
		{v: 1, kind: "result", analysis: ({conversation: $id, customer: "c001", channel: $channel, started: $ended, ended: $ended,
		  messages: {customer: 2, shop: 1, human: 0}, entities: [], topics: [{name: $topic, weight: 0.6}, {name: "z", weight: 0.1}],
		  sentiment: {label: (if $score > 0 then "positive" else "negative" end), score: $score, trend: "steady"},
		  crews: ["sales", "info"], handoff: null, unresolved: [], waits: {first_ms: 8, longest_ms: 9, mean_ms: 8}} + $more)}'
}
p001='{"type":"product","id":"p001","text":"protetor","start":0,"end":8,"score":1}'
p002='{"type":"product","id":"p002","text":"outro protetor","start":0,"end":8,"score":1}'
state='{"type":"state","text":"São Paulo","value":"SP","start":0,"end":8,"score":1}'
things='{"type":"category","id":"corretivo","text":"corretivos","start":0,"end":8,"score":1},{"type":"money","text":"R$ 54,90","value":"54.90","start":0,"end":8,"score":1}'
city='{"type":"city","text":"São Paulo","start":0,"end":8,"score":1}'
q() { jq -nc --arg t "$1" '{text: $t, message: "m", ts: "2026-06-01T00:00:00Z"}'; }
{
	a k1 2026-06-17T02:59:59.999Z whatsapp price 0.5 "{\"entities\":[$p001,$p001,$p002],\"unresolved\":[$(q 'Vocês entregam em Recife?')]}"
	a k2 2026-06-17T03:00:00.000Z whatsapp price -0.25 "{\"entities\":[$p002,$city,$state,$things],\"handoff\":\"asked\",\"unresolved\":[$(q 'voces entregam no recife??')],\"waits\":{\"first_ms\":1000}}"
	a k3 2026-05-19T03:00:00.000Z web delivery 0.1 "{\"entities\":[$p001],\"crews\":[\"delivery\"],\"customer\":null,\"waits\":{\"first_ms\":null}}"
	a k4 2026-05-19T02:59:59.999Z web price 0.3 "{\"entities\":[$p002],\"sentiment\":{\"label\":\"positive\",\"score\":0.3,\"trend\":\"better\"}}"
	a k5 2026-04-19T03:00:00.000Z web price 0.3 "{\"handoff\":\"unknown\"}"
	a k6 2026-04-19T02:59:59.999Z web price 0.3
} >analyses.ndjson
t() { cwai-trends "$@" 2>err; }
# allow URL YES: the customer allows to be analysed, or not.
allow() {
	store_sql "$1" "UPDATE customers SET data = '{\"consent\":{\"analytics\":$2}}' WHERE id = 'c001'" >/dev/null
}
by() { t --by "$@" | jq -c '[.key, .conversations, (.mentions // .messages // .asked), .share, .sentiment, .before]' | paste -sd' ' -; }
keys() { t --by "$@" | jq -r '"\(.key):\(.conversations)"' | paste -sd' ' -; }

for store in $(stores); do
	e=${store%%:*}
	rm -rf shop && mkdir shop && cd shop || exit 1
	CWAI_STORE=$store && export CWAI_STORE
	cwai-init cosmeticos >/dev/null 2>&1
	allow "$store" true

	status "$e: an empty store is no mistake" 0 cwai-trends
	is "$e: it counts nothing" "$(jq -c '[.v,.kind,.conversations,.sentiment,.products,.first_wait.p50_ms,.before.conversations]' "$T/out")" '[1,"result",0,null,[],null,0]'
	is "$e: and says what to run" "$(cat "$T/err")" "cwai-trends: no conversation of 2026-05-19 to 2026-06-17 was analysed; run \`cwai-analyze --stored\` on those that are stored"
	status "$e: analyses are loaded" 0 cwai-trends load ../analyses.ndjson
	is "$e: in silence" "$(cat "$T/out" "$T/err")" ""
	status "$e: the same again" 0 cwai-trends load ../analyses.ndjson
	t >out
	is "$e: changes nothing" "$(jq -c '[.since,.until,.conversations,.messages,.sentiment,.handoffs,.questions]' out)" '["2026-05-19","2026-06-17",3,9,0.117,1,2]'
	is "$e: the days before are beside it" "$(jq -c .before out)" '{"since":"2026-04-19","until":"2026-05-18","conversations":2,"messages":6,"sentiment":0.3,"handoffs":1,"questions":0,"first_wait":{"p50_ms":8,"p90_ms":8,"mean_ms":8,"answered":2,"unanswered":0}}'
	is "$e: waits" "$(jq -c .first_wait out)" '{"p50_ms":8,"p90_ms":992,"mean_ms":504,"answered":2,"unanswered":1}'
	is "$e: products by their mentions, with their names" "$(jq -c '[.products[] | [.key,.name[0:14],.mentions,.conversations,.sentiment,.before]]' out)" '[["p001","Protetor Solar",3,2,0.3,0],["p002","Protetor Solar",2,2,0.125,1]]'
	is "$e: topics" "$(jq -c '[.topics[] | [.key,.conversations,.share,.before]]' out)" '[["price",2,0.6667,2],["delivery",1,0.3333,0]]'
	is "$e: crews, channels, reasons" "$(jq -c '[(.crews, .channels, .handoff_reasons)[] | [.key,.conversations,.before]]' out)" '[["sales",2,2],["delivery",1,0],["whatsapp",2,0],["web",1,2],["asked",1,0]]'
	is "$e: like questions are one" "$(jq -c '[.unanswered_questions[] | [.asked,.conversations,.before, (.text | ascii_downcase | test("recife"))]]' out)" '[[2,2,0,true]]'
	is "$e: a row a day, also of days without any" "$(jq -c '[(.days | length), .days[0], .days[1], .days[29]]' out)" '[30,{"day":"2026-05-19","conversations":1,"sentiment":0.1,"before":1},{"day":"2026-05-20","conversations":0,"sentiment":null,"before":0},{"day":"2026-06-17","conversations":1,"sentiment":-0.25,"before":1}]'
	is "$e: hours are the shop's" "$(jq -c '[.week[2][23], .week[3][0], .week[2][0]]' out)" '[1,1,1]'

	is "$e: a filter that all of them pass changes nothing" "$(t --where messages.shop=1 | jq -c 'del(.where)')" "$(jq -c 'del(.where)' out)"
	is "$e: nor does one that is no path" "$(t --where handoff=nothing --where channel=web | jq -c '[.conversations,.days[0].conversations,.before.conversations]')" '[0,0,0]'

	is "$e: by topic" "$(by topic)" '["price",2,6,0.6667,0.125,2] ["delivery",1,3,0.3333,0.1,0]'
	is "$e: by day, in order" "$(keys day)" "2026-05-19:1 2026-06-16:1 2026-06-17:1"
	is "$e: by week, of its Monday" "$(keys week)" "2026-05-18:1 2026-06-15:2"
	is "$e: by month" "$(keys month --since 2026-01)" "2026-04:2 2026-05:2 2026-06:2"
	is "$e: by hour" "$(keys hour)" "00:2 23:1"
	is "$e: by weekday" "$(keys weekday)" "2:2 3:1"
	is "$e: by handoff, none too" "$(keys handoff)" ":2 asked:1"
	is "$e: by customer, one of them not known" "$(keys customer)" "c001:2 :1"
	is "$e: by product" "$(by product)" '["p001",2,3,0.6667,0.3,0] ["p002",2,2,0.6667,0.125,1]'
	is "$e: by an entity" "$(by entities.city)" '["sao paulo",1,1,0.3333,-0.25,0]'
	is "$e: by wait" "$(t --by wait | jq -c '[.key,.conversations,.mean_ms]' | paste -sd' ' -)" '["",1,null] ["8",1,8] ["960",1,1000]'
	is "$e: by question" "$(t --by question | jq -c '[.asked,.conversations,.text != null]')" '[2,2,true]'
	is "$e: by a member, each item of its arrays" "$(keys crews)" "info:2 sales:2 delivery:1"
	is "$e: by a member inside" "$(keys topics.name)" "z:3 price:2 delivery:1"
	is "$e: the first of them" "$(keys topics.name --limit 1)" "z:3"
	is "$e: the first of them the other way round is the last" "$(keys topics.name --limit 1 --reverse)" "delivery:1"
	is "$e: sorted otherwise" "$(keys topic --sort sentiment --reverse)" "delivery:1 price:2"
	is "$e: sorted by what changed" "$(keys channel --sort change)" "whatsapp:2 web:1"

	is "$e: only a channel" "$(t --where channel=whatsapp | jq -c '[.where,.conversations,.messages,.questions,.first_wait.p90_ms,.before.conversations,[.products[].mentions]]')" '[["channel=whatsapp"],2,6,2,992,0,[2,2]]'
	is "$e: with a product" "$(keys topic --where product=p001)" "delivery:1 price:1"
	is "$e: with two" "$(keys channel --where entities.product=p001 --where product=p002)" "whatsapp:1"
	is "$e: without any" "$(keys day --since 2026-04 --where product=)" "2026-04-18:1 2026-04-19:1"
	is "$e: with a city, as it is written" "$(keys channel --where 'city=SÃO Paulo')" "whatsapp:1"
	is "$e: with a state, as the table shows it" "$(by entities.state --where 'state=sao paulo' | cut -c1-7)" '["sp",1'
	is "$e: a category has the domain's title" "$(t --by category | jq -c '[.key,.name]')" '["corretivo","Corretivo"]'
	t --html page.html --since 7d --where topic=price --where handoff=
	like "$e: days of one month name it once" "$(cat page.html)" '<p class="when">11 a 17 de junho de 2026 '
	like "$e: filters are named in Portuguese" "$(cat page.html)" '<li>Assunto: Preço</li><li>Passou para uma pessoa: não há</li>'
	is "$e: as it is kept" "$(keys channel --where state=SP)" "whatsapp:1"
	is "$e: with a category, as the domain calls it" "$(keys channel --where 'category=CORRETIVO')" "whatsapp:1"
	for m in 54,90 'R$ 54,90' 54.90 54.9 '54,90 reais'; do
		is "$e: with an amount, $m" "$(keys channel --where "money=$m")" "whatsapp:1"
	done
	is "$e: in capitals" "$(keys topic --where channel=WEB --where sentiment=Positive)" "delivery:1"
	is "$e: not handed over" "$(keys channel --where handoff=)" "web:1 whatsapp:1"
	is "$e: by a member" "$(keys channel --since 2026-05-01 --where sentiment.trend=better)" "web:1"
	is "$e: of one hour of one day" "$(keys topic --where hour=23 --where day=2026-06-16)" "price:1"
	is "$e: questions of a channel" "$(t --by question --where channel=web | wc -l)" 0
	is "$e: questions by a member" "$(t --by question --where crews=info | jq -c '[.asked,.conversations]')" '[2,2]'

	is "$e: the last second of a day is of that day" "$(keys channel --since 2026-06-16 --until 2026-06-16)" "whatsapp:1"
	is "$e: the first of the next is of that" "$(keys channel --since 2026-06-17 --until 2026-06-17)" "whatsapp:1"
	is "$e: seven days end today" "$(t --since 7d | jq -c '[.since,.until,.before.since]')" '["2026-06-11","2026-06-17","2026-06-04"]'
	is "$e: weeks and months" "$(t --since 2w --until 2026-05 | jq -c '[.since,.until]')" '["2026-05-18","2026-05-31"]'
	is "$e: today is the shop's" "$(t --since 1d --now 2026-06-17T02:00:00Z | jq -r .until)" 2026-06-16

	a k1 2026-06-01T12:00:00Z instagram delivery 0.9 >../again.ndjson
	cwai-trends load <../again.ndjson
	is "$e: a conversation that is analysed again counts as it is now" "$(keys channel)" "instagram:1 web:1 whatsapp:1"
	is "$e: and no more as it was" "$(keys day)" "2026-05-19:1 2026-06-01:1 2026-06-17:1"
	echo '{"v":1,"kind":"result","analysis":{"channel":"web"}}' >../bad.ndjson
	status "$e: an analysis of nothing" 65 cwai-trends load ../bad.ndjson
	is "$e: is told with its line" "$(cat "$T/err")" "cwai-trends: ../bad.ndjson: line 1: the analysis names no conversation"

	# What an analysis of a person brings along stays only with consent, as with cwai-analyze.
	audit() { store_sql "$store" "SELECT action, what, why FROM audit ORDER BY chain, seq" | sort | uniq -c | sed 's/^ *//'; }
	kept() { store_sql "$store" "SELECT data FROM analyses WHERE conversation_id = '$1'" | jq -c '[.customer, .key_points, [.unresolved[].message], [.entities[].type], .topics[0].name]'; }
	is "$e: the audit log tells of those that stay with their customer" "$(audit)" "3 write|analysis|conversation k1
2 write|analysis|conversation k2
2 write|analysis|conversation k4
2 write|analysis|conversation k5
2 write|analysis|conversation k6"
	person="{\"key_points\":[\"quer o protetor\"],\"entities\":[$p001,{\"type\":\"order\",\"text\":\"S00042\"}],\"unresolved\":[$(q 'tem?')]}"
	a p1 2026-01-05T12:00:00Z web price 0.1 "$person" >../one.ndjson
	a p2 2026-01-05T12:00:00Z web price 0.1 "$person" | jq -c '.analysis.customer = "nobody" | .analysis' >../nobody.ndjson
	before=$(audit) profile=$(store_sql "$store" "SELECT data FROM customers WHERE id = 'c001'")
	cwai-trends load ../one.ndjson
	is "$e: with consent all of it stays" "$(kept p1)" '["c001",["quer o protetor"],["m"],["product","order"],"price"]'
	is "$e: and the profile learns nothing of it" "$(store_sql "$store" "SELECT data FROM customers WHERE id = 'c001'")" "$profile"
	allow "$store" false
	cwai-trends load ../one.ndjson
	is "$e: without consent nothing of a person stays" "$(kept p1)" '[null,[],[],["product"],"price"]'
	cwai-trends load ../nobody.ndjson
	is "$e: nor of a customer that the store does not know" "$(kept p2)" '[null,[],[],["product"],"price"]'
	is "$e: their questions are counted" "$(t --until 2026-01-31 --where channel=web | jq -c '[.questions,.questions_without_text,.unanswered_questions]') $(t --by question --until 2026-01-31 | jq -c '[.key,.text,.asked]')" '[2,2,[]] ["",null,2]'
	is "$e: and only the first was audited" "$(audit)" "$before
1 write|analysis|conversation p1"
	echo '{"analysis":"what"}' >../bad.ndjson
	status "$e: an analysis that is no object" 65 cwai-trends load ../bad.ndjson
	is "$e: is told too" "$(cat "$T/err")" "cwai-trends: ../bad.ndjson: line 1: the analysis is no object"

	printf '%s\n' '{"v":1,"kind":"event","event":"conversation_created"}' '{"v":1,"kind":"message","text":"oi","analysis":{"sentiment":{"label":"neutral","score":0},"entities":[]}}' \
		'{"v":1,"kind":"result","id":"analyze","conversations":1}' >../mixed.ndjson
	a m1 2026-01-05T12:00:00Z web price 0.1 >>../mixed.ndjson
	status "$e: what cwai-analyze lets pass is passed over" 0 cwai-trends load ../mixed.ndjson
	is "$e: and counted" "$(cat "$T/err") $(kept m1 | jq -c .[4])" 'cwai-trends: 3 records without an analysis of a conversation passed over "price"'

	cwai-trends --html page.html 2>err
	is "$e: a page is written" "$? $(head -c 15 page.html) $(cat err)" "0 <!doctype html> "
	is "$e: others may read it" "$(stat -c %a page.html)" 644
	cmp -s page.html - <<-EOF
		$(cwai-trends --html -)
	EOF
	ok "$e: the same on standard output" $?
	unset CWAI_STORE
	cd ..
done

# At a terminal
mkdir seen && cd seen && cwai-init cosmeticos >/dev/null 2>&1
allow "sqlite:$PWD/store.db" true
cwai-trends load ../analyses.ndjson
TERM=xterm NO_COLOR=1 script -qc "stty cols 80; cwai-trends" /dev/null | tr -d '\r' >out
like "an overview in words" "$(head -1 out)" '^cosmeticos, 2026-05-19 to 2026-06-17'
like "counts with their change" "$(cat out)" '^  conversations +3  ▲ 50%$'
like "bars" "$(cat out)" '^  price +█+ +2 +66\.7% +\+0\.12  =$'
like "questions" "$(cat out)" 'Recife\? +█'
is "and no word of those that are not kept, when there are none" "$(grep -c consent out)" 0
[ "$(wc -L <out)" -le 80 ]
ok "nothing wider than the terminal" $?
TERM=xterm NO_COLOR=1 script -qc "cwai-trends --by topic" /dev/null | tr -d '\r' >out
like "groups in words" "$(cat out)" '^  delivery +█'
TERM=xterm NO_COLOR=1 script -qc "stty cols 80; cwai-trends --by product" /dev/null | tr -d '\r' >out
is "two products that differ in a number do so at a terminal" "$(grep -c '50 Solarenga .* █' out) $(grep -c '30 Solarenga .* █' out)" "1 1"
[ "$(wc -L <out)" -le 80 ]
ok "and fit it" $?
TERM=xterm NO_COLOR=1 script -qc "stty cols 80; cwai-privacy audit" /dev/null | tr -d '\r' >out
is "a table cuts no time" "$(grep -cE '^2026-06-17T15:00:00\.000Z  ' out) $(wc -L <out)" "5 80"
like "records with --json" "$(TERM=xterm script -qc "cwai-trends --json --by topic" /dev/null | head -1)" '^\{"v":1,"kind":"result","by":"topic"'
a u1 2026-02-01T12:00:00Z web price 0.1 "{\"customer\":\"nobody\",\"unresolved\":[$(q 'tem?')]}" | cwai-trends load
like "a question that is not kept is said" "$(TERM=xterm script -qc 'cwai-trends --until 2026-02-01' /dev/null | tr -d '\r')" "1 not answered question without text: it is kept with the customer's consent only"
like "an empty store is said" "$(TERM=xterm script -qc 'cwai-trends --until 2020-01-01' /dev/null)" 'no conversation of 2019-12-03 to 2020-01-01 was analysed; run .cwai-analyze --stored'
is "and shows no empty tables" "$(TERM=xterm script -qc 'cwai-trends --until 2020-01-01' /dev/null | wc -l)" 1

# Figures of the page: 2 conversations before, 51 now, one in eleven with a handoff.
for i in $(seq 53); do
	a "g$i" "2025-02-0$((i > 2 ? 4 : 2))T12:00:00Z" web price 0.1 "{\"handoff\":$([ "$i" -gt 48 ] && echo '"asked"' || echo null)}"
done | cwai-trends load
cwai-trends --html page.html --since 2d --until 2025-02-05
like "thousands have a point" "$(cat page.html)" '</span><span class="sr">subiu</span> 2\.450%</span>'
like "shares are whole" "$(cat page.html)" '<dt>Passaram para uma pessoa</dt><dd class="fig">5</dd><dd class="foot"><span class="delta">novo</span> 10%</dd>'

# What goes wrong
wrong() {
	status "$1" "$2" cwai-trends $3
	like "$1: is said" "$(head -1 "$T/err")" "$4"
}
wrong "a field that is none" 64 "--by chanel" 'no field "chanel": take channel, crew,'
wrong "a filter of a field that is none" 64 "--where chanel=web" '^cwai-trends: --where: there is no field "chanel"'
wrong "a filter without a value" 64 "--where channel" 'no FIELD=VALUE'
wrong "an entity's type that is none" 64 "--by entities.nothing" 'no field "entities.nothing"'
wrong "a day that is none" 64 "--since 2026-02-30" 'since "2026-02-30" is no day: write it as 2026-06-30, 2026-06, 7d or 4w$'
wrong "another" 64 "--until tomorrow" 'until "tomorrow" is no day'
wrong "the wrong way round" 64 "--since 2026-06-10 --until 2026-06-01" 'since is later than --until$'
wrong "more days than there may be" 64 "--since 36500d" '^cwai-trends: --since is more than twenty years before --until$'
wrong "more than a number can be" 64 "--since 99999999999999999999w" 'more than twenty years'
wrong "no day at all" 64 "--since 0d" 'since "0d" is no day'
wrong "too long" 64 "--since 1900-01-01" 'more than twenty years'
wrong "a filter's day that is none" 64 "--by topic --where day=17/06/2026" '"17/06/2026" is no day: write it as 2026-06-30$'
wrong "a filter's hour that is none" 64 "--by topic --where hour=noon" '"noon" is no hour'
wrong "an hour that no day has" 64 "--by topic --where hour=24" '"24" is no hour: they are 0 to 23$'
wrong "a weekday that no week has" 64 "--where weekday=7" '"7" is no weekday: they are 0 to 6$'
wrong "a sentiment that is none" 64 "--where sentiment=positivo" '"positivo" is no sentiment: take positive, neutral or negative$'
wrong "an amount that is none" 64 "--where money=caro" '"caro" is no amount: write it as 54,90$'
wrong "a list of objects" 64 "--by topics" 'by: "topics" has members: say which, as topics.name$'
wrong "an object" 64 "--where waits=8" 'where: "waits" has members: say which, as waits.longest_ms$'
wrong "an order of nothing" 64 "--sort key" 'sort and --reverse go with --by$'
wrong "the other way round of nothing" 64 "--reverse" 'sort and --reverse go with --by$'
wrong "filtered by questions" 64 "--by topic --where question=x" "can't be filtered by question"
wrong "a page by a field" 64 "--by topic --html x.html" "html and --by don't go together"
wrong "a page as a record" 64 "--html - --json" "html and --json don't go together"
wrong "an operand" 64 "today" 'nothing called "today"'
for o in "--by topic" "--where channel=web" "--since 7d" "--until 2026-06" "--limit 0" "--sort key" --reverse "--html x.html" --json; do
	wrong "load with $o" 64 "load $o ../analyses.ndjson" '^cwai-trends: load shows nothing: it takes no --by, .*, --json$'
done
is "which makes no page" "$(ls x.html 2>&1 | grep -c 'No such')" 1
# member NAME JQ ERROR: an analysis whose member was changed is refused with the line and the member.
member() {
	{ a ok 2026-06-01T12:00:00Z web price 0.1; a not 2026-06-01T12:00:00Z web price 0.1 | jq -c ".analysis${2}"; } >wrong.ndjson
	wrong "load: $1" 65 "load wrong.ndjson" "^cwai-trends: wrong.ndjson: line 2: $3\$"
}
member "a label" '.sentiment.label = "feliz"' 'sentiment.label: must be negative, neutral or positive'
member "a score" '.sentiment.score = 99' 'sentiment.score: must be a number from -1 to 1'
member "less than no messages" '.messages.customer = -5' 'messages.customer: must be a whole number from 0 to 1000000'
member "half a message" '.messages.shop = 1.5' 'messages.shop: must be a whole number from 0 to 1000000'
member "topics that are a text" '.topics = "x"' 'topics: must be a list of objects with "name"'
member "an entity without a type" '.entities = [{}]' 'entities: must be a list of objects with "type"'
member "a crew that is no text" '.crews = [1]' 'crews: must be a list of texts'
member "a wait before the question" '.waits.first_ms = -1' 'waits.first_ms: must be a whole number from 0 to 316224000000'
member "a wait of ages" '.waits.longest_ms = 1e18' 'waits.longest_ms: must be a whole number from 0 to 316224000000'
member "a channel that is no text" '.channel = 7' 'channel: must be a text'
member "a beginning that is no time" '.started = "then"' 'started: must be a time'
for o in pass drop; do
	wrong "load -E $o" 64 "load -E $o analyses.ndjson" "^cwai-trends: what is wrong ends it: -E $o does not apply\$"
done
status "load -E stop is what it does" 0 cwai-trends load -E stop ../analyses.ndjson
wrong "a file that is missing" 66 "load nowhere.ndjson" 'cannot open nowhere.ndjson'
wrong "a folder that is missing" 73 "--html nowhere/page.html" 'nowhere/page.html'
wrong "no configuration" 66 "-C nowhere.yaml" 'nowhere.yaml'
cwai-trends --html - >/dev/full 2>err
is "a full disk" "$? $(cat err)" "74 cwai-trends: the page can't be written to standard output: No space left on device"
mkdir ro && printf 'x' >ro/page.html
is "no file is left beside a page" "$(cwai-trends --html ro/page.html; ls ro)" page.html
like "and an old one is replaced" "$(head -c 15 ro/page.html)" '<!doctype html>'
done_testing
