#!/bin/sh
# cwai-privacy: consent from the command line and in chat, export, pseudonyms, retention; wrong input; on both stores.
. "${0%/*}/lib.sh"
NOW=2026-06-17T15:00:00Z
msg() { # NUMBER TEXT [CONVERSATION]
	jq -cn --arg i "$1" --arg t "$2" --arg c "${3:-1}" '{v:1,kind:"message",id:"chatwoot:1:\($i)",ts:"2026-06-17T15:00:00.000Z",domain:"cosmeticos",channel:"whatsapp",conversation:{id:"chatwoot:1:\($c)",status:"pending"},customer:{id:"chatwoot:1:c37",name:"Ana Beatriz",phone:"+5511990000001",email:null},text:$t,attachments:[]}'
}
say() { msg "$@" | cwai-context --now $NOW | cwai-route | cwai-greet --now $NOW | cwai-crew --now $NOW >"$T/said"; jq -r '[.reply.parts[].text] | join("\n")' <"$T/said"; }

i=0
for url in $(stores); do
	i=$((i + 1))
	on=${url%%:*}
	cwai init -s "$url" "$T/shop$i/" >/dev/null 2>"$T/made" || exit 1
	cd "$T/shop$i" || exit 1
	cp -R "$TOP/examples/cosmeticos" mine && cp "$TOP/examples/templates.yaml" .
	printf 'store: "%s"\ndomains: [mine]\n' "$url" >cwai.yaml

	# ---- the command line ----
	like "$on: the key is made with the shop, and told" "$(cat "$T/made")" 'made the key of the pseudonyms, .*privacy.key: keep a copy'
	rm privacy.key
	for verb in 'privacy audit' 'privacy audit verify' 'privacy erase -n c001' 'privacy retention -n'; do
		# shellcheck disable=SC2086
		status "$verb needs none" 0 cwai $verb
	done
	cwai doctor >/dev/null
	is "nor does who only reads make it" "$(find . -name 'privacy.key*')" ""
	status "grant" 0 cwai-privacy consent grant c001 analytics marketing --message chatwoot:1:5
	like "who writes first makes it, and tells" "$(cat "$T/err")" 'made the key of the pseudonyms, .*privacy.key: keep a copy'
	is "and is its owner's" "$(stat -c %a privacy.key)" 600
	status "revoke one, by phone" 0 cwai-privacy consent revoke '(11) 9 9000-0001' marketing --source balcão
	status "a message that is read again" 0 cwai-privacy consent grant c001 analytics marketing --message chatwoot:1:5
	is "says nothing new, and does not undo what came after it: show tells every step" "$(cwai-privacy consent show c001 | jq -r '"\(.purpose) \(.granted) \(.source) \(.message)"')" "analytics true cli chatwoot:1:5
marketing true cli chatwoot:1:5
marketing false balcão null"
	is "the customer's record has what counts" "$(store_sql "$url" "SELECT data FROM customers WHERE id = 'c001'" | jq -c .consent)" '{"analytics":true,"marketing":false}'
	is "and what it had before" "$(store_sql "$url" "SELECT data FROM customers WHERE id = 'c001'" | jq -r .preferences.tipo_pele)" oleosa
	status "revoke all" 0 cwai-privacy consent revoke c001
	is "refuses what was allowed, and what was never asked" "$(cwai-privacy consent show c001 | jq -r '"\(.purpose) \(.granted)"' | tail -3 | sort | tr '\n' ' ')" "address false analytics false service false "
	is "in the customer's record, too" "$(store_sql "$url" "SELECT data FROM customers WHERE id = 'c001'" | jq -cS .consent)" '{"address":false,"analytics":false,"marketing":false,"service":false}'
	is "who did it is in the audit log" "$(cwai-privacy audit --customer c001 | jq -r '"\(.action) \(.what)"' | head -2)" "consent analytics marketing: granted
consent marketing: revoked"
	is "show of a purpose tells of that one" "$(cwai-privacy consent show c001 analytics | jq -r .purpose | sort -u)" analytics
	like "at a terminal too" "$(TERM=xterm NO_COLOR=1 script -qfec 'cwai-privacy consent show c001 marketing' /dev/null </dev/null | tr -d '\r' | cut -d' ' -f1 | tr '\n' ' ')" '^purpose marketing $'
	status "not of one that is none" 64 cwai-privacy consent show c001 breakfast
	while read -r words; do
		# shellcheck disable=SC2086
		status "not understood: $words" 64 cwai-privacy $words
	done <<-END
		consent grant c001 marketing -n
		consent revoke c001 --yes
		consent show c001 --source x
		consent show c001 -l 1
		consent grant c001
		export c001 -n
		export c001 --customer c001
		erase c001 --yes --html page
		erase c001 --yes --heads x
		retention -n --yes
		pseudonymise -n
		audit --heads x
		audit verify -l 1
		audit verify --customer c001
		audit verify now
		audit look
		audit --since lixo
	END
	like "and the option is named" "$(cwai-privacy consent grant c001 marketing -n 2>&1)" '^cwai-privacy: --dry-run does not go with consent grant$'
	is "nothing came of it" "$(cwai-privacy consent show c001 | jq -r '"\(.purpose) \(.granted)"' | grep -c true)" 2
	status "a purpose that is none" 64 cwai-privacy consent grant c001 breakfast
	like "is told, with those there are" "$(cat "$T/err")" 'service, analytics, marketing, address'
	status "a customer that is none" 66 cwai-privacy consent grant c999 service
	is "nothing is exported of nobody" "$(cwai-privacy export c999 2>"$T/err")" ""
	like "and that is said" "$(cat "$T/err")" 'nothing is stored'

	# ---- in chat ----
	is "a domain that does not ask does not ask" "$(say 10 'oi' 1 | grep -c revogar)" 0
	echo 'consent: {ask: [service, analytics]}' >>mine/domain.yaml
	store_sql "$url" "UPDATE customers SET data = '{\"preferences\":{}}' WHERE id = 'c001'" >/dev/null
	like "the question comes behind a reply" "$(say 11 'oi, bom dia' 2)" 'guardar o seu histórico.* melhorar o atendimento.*sim.*não.*revogar'
	is "the task is open" "$(store_sql "$url" "SELECT task FROM conversations WHERE id = 'chatwoot:1:2'" | jq -c '[.crew, .kind, .purposes]')" '["info","consent",["service","analytics"]]'
	like "a clear yes" "$(say 12 'Sim, pode!' 2)" 'Anotei a sua autorização'
	is "is written down, with its message" "$(store_sql "$url" "SELECT purpose, granted, source, message_id FROM consents WHERE source = 'chat' ORDER BY purpose" | tr '\n' ' ')" "analytics|1|chat|chatwoot:1:12 service|1|chat|chatwoot:1:12 "
	is "and stands in the audit log" "$(cwai-privacy audit | jq -r 'select(.actor | startswith("cwai-crew")) | "\(.action) \(.what) (\(.why))"')" "consent service analytics: granted (chat)"
	is "and the dialogue is over" "$(store_sql "$url" "SELECT COALESCE(task, 'null') FROM conversations WHERE id = 'chatwoot:1:2'")" null
	is "who answered is not asked again" "$(say 13 'oi' 3 | grep -c revogar)" 0
	like "revogar takes it back" "$(say 14 'quero revogar' 3)" 'não vamos fazer isso'
	is "all of it" "$(store_sql "$url" "SELECT purpose, granted FROM consents WHERE message_id = 'chatwoot:1:14' ORDER BY purpose" | tr '\n' ' ')" "address|0 analytics|0 marketing|0 service|0 "
	store_sql "$url" "UPDATE customers SET data = '{}' WHERE id = 'c001'" >/dev/null
	like "who was never asked can refuse" "$(say 140 'revogar' 30)" 'não vamos fazer isso'
	is "and that is written down" "$(store_sql "$url" "SELECT COUNT(*) FROM consents WHERE message_id = 'chatwoot:1:140' AND granted = 0") $(store_sql "$url" "SELECT data FROM customers WHERE id = 'c001'" | jq -c .consent.marketing)" "4 false"
	store_sql "$url" "UPDATE customers SET data = '{}' WHERE id = 'c001'" >/dev/null
	like "asked" "$(say 15 'bom dia' 4)" revogar
	like "an answer that is none is answered as what it is" "$(say 16 'vocês abrem domingo?' 4)" 'domingo'
	is "nothing is written down" "$(store_sql "$url" "SELECT COUNT(*) FROM consents WHERE message_id = 'chatwoot:1:16'")" 0
	is "and the question does not come again in this conversation" "$(say 17 'oi' 4 | grep -c revogar)" 0
	like "but in another" "$(say 18 'oi' 5)" revogar
	like "a no" "$(say 19 'não, obrigada' 5)" 'não vamos fazer isso'
	is "is written down" "$(store_sql "$url" "SELECT COUNT(*) FROM consents WHERE message_id = 'chatwoot:1:19' AND granted = 0")" 2
	# each text as the answer to the open question, and what is written down
	k=30
	for text in 'talvez' 'não sei' 'sim e não' 'sem problema' 'quanto custa?' 'sim, quanto custa o batom vermelho?' '.' \
		'Sim' 'claro' 'pode sim' 'ok 👍' 'aceito, obrigada' '👍' 'Autorizo' \
		'NÃO' 'nao quero' 'claro que não' 'prefiro não' '👎' 'não, obrigado'; do
		k=$((k + 1))
		msg $k "$text" $k | jq -c '. + {context:{customer:{id:"c001"},task:{crew:"info",kind:"consent",purposes:["service"]}},route:{crews:[],intents:[],unknown:true}}'
	done | cwai-crew --now $NOW >answers
	is "clear answers are taken, others are not" "$(store_sql "$url" "SELECT granted FROM consents WHERE message_id IN ($(jq -r '.id' <answers | sed "s/.*/'&'/" | paste -sd,)) ORDER BY message_id" | tr '\n' ' ')" "1 1 1 1 1 1 1 0 0 0 0 0 0 "
	is "those that are clear" "$(store_sql "$url" "SELECT message_id FROM consents WHERE message_id IN ($(jq -r '.id' <answers | sed "s/.*/'&'/" | paste -sd,)) ORDER BY message_id LIMIT 1")" chatwoot:1:38
	store_sql "$url" "DELETE FROM turns WHERE message_id = 'chatwoot:1:38' AND role = 'shop'" >/dev/null
	msg 38 'Sim' 38 | jq -c '. + {context:{customer:{id:"c001"},task:{crew:"info",kind:"consent",purposes:["service"]}},route:{crews:[],intents:[],unknown:true}}' | cwai-crew --now 2026-06-18T15:00:00Z >again
	like "an answer whose reply was lost on its way is answered again" "$(jq -r '.reply.parts[0].text' <again)" 'Anotei a sua autorização'
	is "and recorded once" "$(store_sql "$url" "SELECT COUNT(*) FROM consents WHERE message_id = 'chatwoot:1:38'")" 1
	k=60
	for text in 'quero apagar meus dados' 'me esqueça por favor' 'Podem excluir o meu cadastro?' 'que dados vocês têm de mim?' 'quero apagar manchas, o que indica?'; do
		k=$((k + 1))
		msg $k "$text" $k | jq -c '. + {context:{customer:{id:"c001"}},route:{crews:["sales"],intents:[{name:"recommend",crew:"sales",confidence:0.9}],unknown:false}}'
	done | cwai-crew --now $NOW >wishes
	is "who wants to be forgotten, or to know, is handed to a person" "$(jq -r '.reply.handoff.reason' <wishes | tr '\n' ' ')" "privacy privacy privacy privacy null "
	like "who is told so" "$(jq -r '.reply.parts[0].text' <wishes)" 'os dados são seus'
	is "and the person which command" "$(jq -r '.reply.handoff.note // ""' <wishes | grep -c 'cwai privacy export c001; apagar: cwai privacy erase c001')" 4

	# ---- export ----
	cwai-privacy export c001 >x
	is "every table with rows of theirs is there" "$(jq -r .table <x | sort -u | tr '\n' ' ')" "audit consents conversations customer_ids customers outbox records turns "
	is "each turn" "$(jq -c 'select(.table == "turns")' <x | wc -l)" "$(store_sql "$url" "SELECT COUNT(*) FROM turns WHERE conversation_id IN (SELECT id FROM conversations WHERE customer_id = 'c001')")"
	is "JSON is JSON" "$(jq -r 'select(.table == "turns" and .row.role == "shop") | .row.reply.parts | type' <x | sort -u)" array
	is "nobody else's" "$(grep -cw 'c002' x)" 0
	is "what was read is written down" "$(cwai-privacy audit --customer c001 -l 1 | jq -r '.action + " " + .why')" "export cwai-privacy export"
	status "the page" 0 cwai-privacy export c001 --html page.html
	is "its mode" "$(stat -c %a page.html)" 600
	ln -s page.html linked.html && mkfifo pipe.html && echo old >page.html
	cwai-privacy export c001 --html linked.html
	is "a link to a page is followed" "$(test -h linked.html && head -1 page.html)" '<!DOCTYPE html>'
	timeout 20 cat pipe.html >read.html &
	timeout 20 cwai-privacy export c001 --html pipe.html
	wait
	is "a pipe is written to" "$(test -p pipe.html && head -1 read.html)" '<!DOCTYPE html>'
	status "a page where none can be" 73 cwai-privacy export c001 --html none/page.html
	is "is told by its name" "$(cat "$T/err")" 'cwai-privacy: cannot create none/page.html: No such file or directory'
	like "its title" "$(cat page.html)" '<title>Seus dados na loja Flor de Aroeira, em '
	like "in Portuguese" "$(cat page.html)" '<h2>Mensagens \('
	is "nothing from elsewhere" "$(grep -cE 'https?://|<script|<img|<link' page.html)" 0
	msg 199 '<script>alert(1)</script> & "x"' 199 | cwai-context --now $NOW >/dev/null
	cwai-privacy export c001 --html page.html
	is "what a customer wrote is text" "$(grep -c '<script' page.html)" 0
	like "as it was written" "$(cat page.html)" '&lt;script&gt;alert'
	[ "$(script -qec "env TERM=xterm cwai-privacy export c001" /dev/null </dev/null | grep -c 'Mensagens (')" -eq 1 ]
	ok "at a terminal it is a report" $?

	# ---- pseudonyms ----
	store_sql "$url" "UPDATE customers SET data = '{\"preferences\":{\"vegano\":true},\"addresses\":[{\"street\":\"Rua das Acácias\",\"city\":\"Santos\"}]}' WHERE id = 'c001'" >/dev/null
	msg 5 'oi, sou a Ana Beatriz, meu cpf é 529.982.247-25 e o zap 11 99000-0001' >m
	cwai-context --now $NOW <m | tee c | cwai-privacy pseudonymise >p
	is "nothing of the person is left" "$(grep -ciwE 'ana|beatriz|99000|529|c001|c37|acácias|souza' p)" 0
	is "ids are names" "$(jq -r '[.customer.id, .customer.phone, .context.customer.id, .conversation.id] | map(test("^p:[0-9a-f]{32}$")) | all' <p)" true
	is "the same for the same" "$(cwai-privacy pseudonymise <c)" "$(cat p)"
	is "one phone has one name" "$(jq -r '.customer.phone == .context.customer.phone' <p)" true
	is "what counts is left" "$(jq -c '[.context.customer.preferences, .channel, .id, .ts]' <p)" "$(jq -c '[.context.customer.preferences, .channel, .id, .ts]' <c)"
	is "an export can be handed on" "$(cwai-privacy export c001 | cwai-privacy pseudonymise | sed -E 's/p:[0-9a-f]{32}|[0-9a-f]{64}//g' | grep -ciE 'beatriz|99000|529.982|acácias|souza')" 0
	cwai-analyze --stored --now 2026-06-17T18:00:00Z >/dev/null
	cwai-privacy export c001 >x
	cwai-privacy export c001 --html page.html
	sed -n 's:^<dt>\(.*\)</dt>.*:\1:p' page.html | sed 's/ › /\n/g' | sed 's/ [0-9]*$//' | sort -u >labels
	jq -r 'select(.table != "turns").row | paths | select(any(. == "preferences") | not) | last | strings | select(. != "data")' x | tr _ ' ' | sort -u >names # a date is a data
	is "each name on the page is a Portuguese one" "$(comm -12 labels names)" ""
	is "and so is what stands there" "$(sed 's:</*d[dt]>:\n:g' page.html | grep -xE 'update|create|sale|done|pending|positive|neutral|negative|steady|whatsapp|profile|order|appointment|offer|product|date|[0-9]+\.[0-9]+|.*(message|conversation) chatwoot.*|.*turns.*')" ""
	is "no code stands twice" "$(grep -c '<dt>código</dt><dd>o005</dd>' page.html)" 1
	cwai-privacy pseudonymise <x >p
	{
		store_sql "$url" "SELECT phone FROM customers WHERE id = 'c001'; SELECT email FROM customers WHERE id = 'c001'; SELECT external_id FROM customer_ids WHERE customer_id = 'c001'; SELECT id FROM records WHERE customer = 'c001' AND entity <> 'offer'"
		printf 'c001\nBeatriz\nSouza\nAcácias\n99000\n'
	} | sort -u >theirs
	ok "the customer has ids to be found" "$(($(grep -cFf theirs x) < 20))"
	is "none of them is in what is handed on" "$(sed -E 's/[0-9a-f]{64}//g' p | grep -iFf theirs)" ""
	is "nor an id of a conversation" "$(jq -r '(.. | objects | .conversation_id, .conversation), (select(.table == "conversations").row.id), (select(.table == "audit").row.why | select(startswith("conversation")) | split(" ")[1]) | strings | .[0:2]' p | sort -u)" p:
	cwai-profile update c001 preferences.vegano=false >/dev/null
	cwai-privacy export c001 | cwai-privacy pseudonymise >p
	is "also the changes in it name nobody" "$(jq -r 'select(.table == "outbox").row | "\(.entity) \(.entity_id[0:2])"' <p | sort -u) $(grep -c '"c001"' p)" "profile p: 0"
	echo '{"v":1,"kind":"event","domain":"cosmeticos","entity":"product","entity_id":"p001","version":1}' >p
	is "while those of things do" "$(cwai-privacy pseudonymise <p)" "$(cat p)"
	ps() { printf '%s\n' "$1" | cwai-privacy pseudonymise; }
	id() { ps "{\"customer\":{\"id\":\"$1\"}}" | jq -r .customer.id; }
	is "the groups of a report are people too" "$(ps '{"kind":"result","by":"customer","key":"c001","where":["customer=c001","topic=c001"]}' | jq -c '[.key, .where]')" "[\"$(id c001)\",[\"customer=$(id c001)\",\"topic=c001\"]]"
	is "other groups are none" "$(ps '{"kind":"result","by":"topic","key":"c001"}')" '{"kind":"result","by":"topic","key":"c001"}'
	is "ids that are numbers are ids" "$(ps '{"customer":5,"contact_id":5,"sender":{"id":5},"conversation":{"id":5}}' | jq -r '.. | scalars' | sort -u)" "$(id 5)"
	is "names and phones that are numbers too" "$(ps '{"customer":{"id":"c1","name":7,"phone":11988887777}}' | jq -r '.customer | map(.[0:2]) | unique[]')" p:
	is "a link with another system leads to nobody" "$(ps '{"entity":"customer","id":"c1","model":"res.partner","remote_id":"12"}' | jq -r '.id[0:2] + .remote_id[0:2]')" p:p:
	is "a count is none" "$(ps '{"analysis":{"messages":{"customer":5,"shop":2},"sentiment":{"customer":{"label":"positive","score":0.2}}}}')" '{"analysis":{"messages":{"customer":5,"shop":2},"sentiment":{"customer":{"label":"positive","score":0.2}}}}'
	is "what is told of a person is no person" "$(ps '{"customer":{"id":"c1","mentioned_entities":[{"type":"service","id":"limpeza-pele"}],"interests":{"sol":2},"recent_purchases":[{"id":"o1","number":"S1","lines":[{"product":"p1","name":"Batom"}]}]}}' | jq -c '.customer | [.mentioned_entities, .interests, .recent_purchases[0].number, .recent_purchases[0].lines]')" '[[{"type":"service","id":"limpeza-pele"}],{"sol":2},"S1",[{"product":"p1","name":"Batom"}]]'
	is "an order has one name in a profile, in a row, and among facts" "$(ps '{"context":{"customer":{"id":"c1","recent_purchases":[{"id":"o1"}]}},"reply":{"parts":[{"facts":["o1","p1"]}]},"x":{"entity":"order","id":"o1"}}' | jq -r '[.context.customer.recent_purchases[0].id, .reply.parts[0].facts[], .x.id] | map(. == "'"$(id o1)"'") | map(tostring) | join(" ")')" "true true false true"
	is "an address goes, with what it is called" "$(ps '{"customer":{"addresses":[{"label":"casa da Ana","street":"Rua X","number":"3","city":"Santos"}]}}')" '{"customer":{"addresses":[{"label":null,"street":null,"number":null,"city":"Santos"}]}}'
	is "an id in a text has its name" "$(ps '{"customer":{"id":"c001"},"reply":{"handoff":{"note":"cwai privacy export c001; c0011"}}}' | jq -r .reply.handoff.note)" "cwai privacy export $(id c001); c0011"
	is "a broken line stays one" "$(echo '{"x' | cwai-privacy pseudonymise | jq -r .kind)" bad

	# ---- retention ----
	is "nothing goes that is not declared" "$(cwai-privacy retention)" ""
	echo 'retention: {turns: 30d, sends: 30d, seen: 7d, outbox: 30d, customers: 5y, audit: 1y}' >>mine/domain.yaml
	turns=$(store_sql "$url" "SELECT COUNT(*) FROM turns")
	cwai-privacy retention -n --now 2026-12-31T00:00:00Z | jq -r '"\(.retention) \(.rows)"' >would
	is "and leaves" "$(store_sql "$url" "SELECT COUNT(*) FROM turns")" "$turns"
	is "before its time nothing goes" "$(cwai-privacy retention --now 2026-07-01T00:00:00Z | jq -s 'map(.rows) | add')" 0
	store_sql "$url" "INSERT INTO sync_state VALUES ('cosmeticos', 'outbox:odoo', '{\"seq\":5}'), ('cosmeticos', 'webhook:crm', '{\"seq\":2}')" >/dev/null
	cwai-privacy retention --now 2026-12-31T00:00:00Z >r
	is "what -n said goes" "$(jq -r '"\(.retention) \(.rows)"' <r | grep -v '^outbox')" "$(grep -v '^outbox' would)"
	is "turns go" "$(store_sql "$url" "SELECT COUNT(*) FROM turns")" 0
	is "and the conversations they were of" "$(store_sql "$url" "SELECT COUNT(*) FROM conversations")" 0
	is "of the outbox what its readers took" "$(store_sql "$url" "SELECT MIN(seq) FROM outbox")" 3
	is "customers stay for their years" "$(store_sql "$url" "SELECT COUNT(*) FROM customers WHERE id = 'c001'")" 1
	edge=$(($(date -ud 2027-01-01T00:00:00Z +%s) * 1000 - 30 * 86400000))
	store_sql "$url" "INSERT INTO conversations (domain, id, created_at, updated_at) VALUES ('cosmeticos', 'edge', $edge, $edge)" >/dev/null
	store_sql "$url" "INSERT INTO turns (domain, conversation_id, seq, message_id, role, text, ts) VALUES ('cosmeticos', 'edge', 1, 'old', 'customer', 'a', $edge - 1), ('cosmeticos', 'edge', 2, 'edge', 'customer', 'b', $edge)" >/dev/null
	is "-n counts a turn that is a millisecond older than its period" "$(cwai-privacy retention -n --now 2027-01-01T00:00:00Z | jq -r 'select(.retention == "turns").rows')" 1
	cwai-privacy retention --now 2027-01-01T00:00:00Z >r
	is "it goes, and one of that very age stays, with its conversation" "$(store_sql "$url" "SELECT message_id FROM turns; SELECT id FROM conversations" | tr '\n' ' ')" "edge edge "
	cwai-privacy retention --now 2027-01-01T00:00:00.001Z >r
	is "until a millisecond later" "$(store_sql "$url" "SELECT COUNT(*) FROM turns")" 0
	cwai-privacy retention --now 2036-01-01T00:00:00Z >r
	is "then they are erased" "$(store_sql "$url" "SELECT COUNT(*) FROM customers")" 0
	is "the audit log is whole behind its new beginning" "$(cwai-privacy audit verify | jq -r 'select(.finding)')" ""
	printf 'retention: {turn: 3d}\n' >>mine/domain.yaml
	sed -i '/^retention: {turns/d' mine/domain.yaml
	status "a slip in a period" 78 cwai-privacy retention
	like "is named" "$(cat "$T/err")" 'retention.turn: there is no such period: turns'
	cd "$T" || exit 1
done

# ---- wrong input ----
status "nothing to do" 64 cwai-privacy
status "an unknown verb" 64 cwai-privacy forget c001
status "export of nobody named" 64 cwai-privacy export
status "grant without a purpose" 64 cwai-privacy consent grant c001
status "audit of a word" 64 cwai-privacy audit all
cd / && status "no configuration" 66 cwai-privacy audit
done_testing
