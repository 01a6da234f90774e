#!/bin/sh
# cwai-context on both stores: who writes, history, window and budget, the same again, domains, other records.
. "${0%/*}/lib.sh"

# message ID CONVERSATION CUSTOMER TEXT [MEMBERS]
message() {
	printf '{"v":1,"kind":"message","id":"%s","ts":"2026-06-17T12:00:0%s.000Z","domain":"cosmeticos","channel":"whatsapp","conversation":{"id":"%s","status":"pending"},"customer":{"id":"%s"%s},"text":"%s"}\n' \
		"$1" "${1#m}" "$2" "$3" "${5-}" "$4"
}
# context [OPTION...]: the members in the order of their names
context() {
	cwai-context "$@" | jq -cS '.context // .error // .'
}

for url in $(stores); do
	s=${url%%:*}
	printf 'store: "%s"\ndomains: [cosmeticos, saude]\n' "$url" >cwai.yaml
	status "$s: no input" 0 cwai-context
	is "$s: a new customer, a first message" "$(message m1 k1 chatwoot:1:c5 oi ',"name":"Ana","phone":"11 9000-0001"' | context)" \
		'{"customer":{"email":null,"id":"chatwoot:1:c5","name":"Ana","phone":"+5511990000001"},"history":[],"last_interaction":null,"new":true,"task":null}'
	message m2 k1 chatwoot:1:c5 'quero um \"sérum\" 😀' >second
	context <second >got
	is "$s: a second message" "$(cat got)" \
		'{"customer":{"email":null,"id":"chatwoot:1:c5","name":"Ana","phone":"+5511990000001"},"history":[{"role":"customer","text":"oi","ts":"2026-06-17T12:00:01.000Z"}],"last_interaction":null,"new":false,"task":null}'
	is "$s: the second again" "$(context <second)" "$(cat got)"
	is "$s: turns are stored once" "$(store_sql "$url" 'SELECT seq, message_id, role, text FROM turns ORDER BY seq')" \
		"1|m1|customer|oi
2|m2|customer|quero um \"sérum\" 😀"
	message m3 k1 chatwoot:1:c5 'e o segundo?' >third
	is "$s: a window of one" "$(context -w 1 -n <third | jq -c '[.history[].text]')" '["quero um \"sérum\" 😀"]'
	is "$s: no window" "$(context -w 0 -n <third | jq -c .history)" '[]'
	is "$s: a budget of two tokens cuts the newest" "$(context -b 2 -n <third | jq -c '[.history[].text]')" '["quero um"]'
	is "$s: a dry run stores nothing" "$(store_sql "$url" 'SELECT count(*) FROM turns')" 2
	is "$s: another contact of the same phone" "$(message m3 k2 chatwoot:1:c6 oi ',"phone":"+55 11 99000-0001"' | context | jq -c '[.customer.id,.new,.last_interaction]')" \
		'["chatwoot:1:c5",true,{"conversation":"k1","topic":null,"ts":"2026-06-17T12:00:02.000Z"}]'
	is "$s: a phone typed on the site proves nothing" "$(message m4 k3 chatwoot:1:c7 oi ',"phone":"+5511990000001"' | sed 's/whatsapp/web/' | context | jq -c '[.customer.id,.customer.phone]')" \
		'["chatwoot:1:c7",null]'
	is "$s: a dry run makes no customer" "$(message m5 k4 chatwoot:1:c8 oi | context -n | jq -c '[.customer,.new]')" '[null,true]'
	is "$s: no customer" "$(message m6 k5 '' oi | context | jq -c '[.customer,.new]')" '[null,true]'

	# Several domains in one stream, and what is no message.
	{
		message m1 k1 chatwoot:1:c5 olá | sed 's/cosmeticos/saude/'
		printf '{"kind":"event","id":"e1",  "n":1.10}\n'
		message m7 k1 chatwoot:1:c5 'voltei'
		message m8 k1 chatwoot:1:c5 '?' | sed 's/"cosmeticos"/"bicicletas"/'
		printf '{"kind":"message","id":"m9"}\n'
	} >mixed
	cwai-context <mixed >out 2>err
	is "$s: a record with an error makes it 1" "$?" 1
	is "$s: the other domain knows nothing of the first" "$(sed -n 1p out | jq -c '.context | [.new,.customer.name,(.history | length)]')" '[true,null,0]'
	is "$s: what is no message passes as it is" "$(sed -n 2p out)" '{"kind":"event","id":"e1",  "n":1.10}'
	is "$s: the first domain goes on" "$(sed -n 3p out | jq -c '.context | [.new,(.history | length)]')" '[false,2]'
	is "$s: a domain that is not there" "$(sed -n 4p out | jq -c '[.error.kind,.error.retryable]')" '["config",false]'
	is "$s: a message without a conversation" "$(sed -n 5p out | jq -r .error.kind)" data
	is "$s: -d serves one domain whatever the record says" "$(message m2 k1 '' oi | sed 's|cosmeticos|none|' | context -d saude -n | jq .new)" false
	is "$s: a day of silence begins a new visit" \
		"$(message m9 k1 chatwoot:1:c5 oi | sed 's/06-17T/06-19T/' | context | jq -c '[.new,.last_interaction.ts]')" '[false,"2026-06-17T12:00:07.000Z"]'
done

status "an operand is 64" 64 cwai-context extra
status "a window too wide is 64" 64 cwai-context -w 100000
rm cwai.yaml
status "no configuration is 66" 66 cwai-context
like "and says how to make one" "$(cat err)" 'cwai init'
done_testing
