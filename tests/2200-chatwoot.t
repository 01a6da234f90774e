#!/bin/sh
# cwai-chatwoot: verbs and records against tests/fake/chatwoot; both tokens; what is tried again and what is not; following
# across restarts; what it says when it cannot.
# shellcheck disable=SC2030,SC2031 # what a subshell sets is meant for it alone
. "${0%/*}/lib.sh"
. "$TOP/tests/fake/chatwoot.sh"
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY CHATWOOT_URL CHATWOOT_API_KEY
chatwoot_start || exit 1
export CHATWOOT_BASE_URL="$CW" CHATWOOT_ACCOUNT_ID=1 CHATWOOT_API_TOKEN=token-admin CHATWOOT_BOT_TOKEN=token-bot
# Retries soon: the waits of a test are those that it asks for.
printf 'domains: [cosmeticos]\nchatwoot: {retry: 0.01, tries: 4, timeout: 5, bot_id: 12}\n' >cwai.yaml

# log FILTER: what the server was asked since the last time.
log() {
	chatwoot_do '{"do":"log"}' | jq -r "$1"
}
# fault MODE [MEMBERS]: the next request goes wrong; what was asked before is forgotten.
fault() {
	chatwoot_do '{"do":"fault","mode":"none"}' >/dev/null
	chatwoot_do "{\"do\":\"fault\",\"mode\":\"$1\"${2:-}}" >/dev/null
	chatwoot_do '{"do":"log"}' >/dev/null
}
# says TEXT: a customer of conversation 40 writes; prints the message's number.
says() {
	chatwoot_do "{\"do\":\"customer\",\"conversation\":40,\"text\":\"$1\"}" | jq .message
}

# ---- lists ----
is "conversations, whatever their status" "$(cwai-chatwoot conversations | jq -r '.id + " " + .status + " " + .channel' | tr '\n' ',')" \
	"chatwoot:1:38 open whatsapp,chatwoot:1:39 resolved whatsapp,chatwoot:1:40 pending instagram,chatwoot:1:41 snoozed api,"
is "by status" "$(cwai-chatwoot conversations --status pending | jq -r .id)" chatwoot:1:40
is "by inbox and assignee" "$(cwai-chatwoot conversations -i 3 -a assigned --status open | jq -r '.id + .assignee.name')" chatwoot:1:38Ana
is "one" "$(cwai-chatwoot conversations show chatwoot:1:40 | jq -c '[.kind, .id, .customer.id, .inbox]')" '["result","chatwoot:1:40","chatwoot:1:c3",4]'
is "by a filter" "$(cwai-chatwoot conversations filter '[{"attribute_key":"status","filter_operator":"equal_to","values":["snoozed"],"query_operator":null}]' | jq -r .id)" chatwoot:1:41
like "times are RFC 3339" "$(cwai-chatwoot conversations show 40 | jq -r .ts)" '^20..-..-..T..:..:..\.[0-9]{3}Z$'
chatwoot_do '{"do":"simulate","conversations":60,"messages":1,"rate":1000,"seed":1}' >/dev/null
chatwoot_do '{"do":"wait_idle"}' >/dev/null
wait_for 20 sh -c '[ "$(cwai-chatwoot conversations | wc -l)" -eq 64 ]'
ok "every page of conversations" $?
is "each once" "$(cwai-chatwoot conversations | jq -r .id | sort -u | wc -l)" 64
is "at most so many" "$(cwai-chatwoot conversations -l 30 | wc -l)" 30
is "none said anything in time to come" "$(cwai-chatwoot conversations --since 2099-01-01)" ""
is "all did since long ago" "$(cwai-chatwoot conversations --since 1000d | wc -l)" 64
is "every page of contacts" "$(cwai-chatwoot contacts search + | jq -r .id | sort -u | wc -l)" "$(cwai-chatwoot contacts search + | wc -l)"
for i in $(seq 130); do
	echo "{\"do\":\"note\",\"conversation\":41,\"text\":\"n$i\"}"
done | cwai-chatwoot -j 8 >noted
is "many records side by side come out in order" "$(jq -r .text noted | tr '\n' ' ')" "$(seq -f 'n%g' 130 | tr '\n' ' ')"
is "every page of messages, as they were done" "$(cwai-chatwoot messages 41 | jq -r 'select(.private) | .text' | tr '\n' ' ')" "$(seq -f 'n%g' 130 | tr '\n' ' ')"
last=$(cwai-chatwoot messages 41 | tail -1 | jq -r '.id | split(":")[2]')
is "those behind one" "$(cwai-chatwoot messages 41 --after $((last - 2)) | wc -l)" 2
is "templates" "$(cwai-chatwoot templates list 3 | jq -r '.name + " " + .language')" "pedido_enviado pt_BR"
is "templates are synced" "$(cwai-chatwoot templates sync 3 | jq -r .kind)" result
is "articles are rules" "$(cwai-chatwoot articles ajuda | head -1 | jq -c '[.kind, .id, .type, .question, .answer]')" \
	'["rule","chatwoot:1:article:1","faq","Prazo de entrega","O prazo é de 5 dias úteis."]'
chatwoot_do '{"do":"log"}' >/dev/null
cwai-chatwoot post portals/ajuda/articles '{"article":{"title":"Formas","content":"# Pagar\n\n- **Pix** e [cartão](https://x.example/c)\n* `boleto`\n\n> ver_isto 2*3\\*4\n","author_id":1,"status":1,"locale":"pt_BR"}}' >/dev/null
is "without the marks of Markdown" "$(cwai-chatwoot articles ajuda | jq -r 'select(.question == "Formas") | .answer')" "Pagar

- Pix e cartão (https://x.example/c)
- boleto

ver_isto 2*3*4"

# ---- what changes something ----
is "a note, whose Liquid is broken up" "$(cwai-chatwoot note 40 'oi {{contact.name}}' | jq -c '[.kind, .private, .sender.type, (.text | test("{{"))]')" '["message",true,"agent_bot",false]'
is "status" "$(cwai-chatwoot status 40 snoozed --until 2h | jq -r .result) $(cwai-chatwoot status chatwoot:1:40 pending | jq -r .result)" "snoozed pending"
is "an agent and a team" "$(cwai-chatwoot assign 40 --agent me --team 2 | jq -c '[.result.agent.id, .result.team.name]')" '[1,"vendas"]'
is "nobody" "$(cwai-chatwoot assign 40 --agent none --team none | jq -c .result)" '{"agent":null,"team":null}'
cwai-chatwoot labels add 40 vip >/dev/null
is "labels are added" "$(cwai-chatwoot labels add 40 troca vip | jq -c .result)" '["vip","troca"]'
is "taken away" "$(cwai-chatwoot labels remove 40 vip | jq -c .result)" '["troca"]'
is "and set" "$(cwai-chatwoot labels set 40 bot | jq -c .result) $(cwai-chatwoot conversations show 40 | jq -c .labels)" '["bot"] ["bot"]'
log . >/dev/null
cwai-chatwoot labels add 40 bot >/dev/null
is "what is so already is not written" "$(log '[.[].method] | join(" ")')" GET
cwai-chatwoot attributes 40 pedido=S00042 n:=2 >/dev/null
is "attributes are merged" "$(cwai-chatwoot attributes 40 cor=azul n:=null | jq -c .result) $(cwai-chatwoot conversations show 40 | jq -c .attributes)" \
	'{"pedido":"S00042","cor":"azul"} {"pedido":"S00042","cor":"azul"}'
id=$(cwai-chatwoot contacts create name='Zé Único' phone=+5511988887777 email=Ze@Example.com cep=01310 | jq -r .id)
like "a contact" "$id" '^chatwoot:1:c[0-9]+$'
is "found by phone" "$(cwai-chatwoot contacts find +5511988887777 | jq -r .id)" "$id"
is "by e-mail" "$(cwai-chatwoot contacts find zE@example.com | jq -r .id)" "$id"
is "by nothing else" "$(cwai-chatwoot contacts find +551198888777 | jq -c .result)" null
is "its attributes are merged" "$(cwai-chatwoot contacts update "$id" identifier=odoo:res.partner:77 vip:=true | jq -c .attributes)" '{"cep":"01310","vip":true}'
is "and taken away" "$(cwai-chatwoot contacts update "$id" cep:=null name=Zé | jq -c '[.name, .attributes]')" '["Zé",{"vip":true}]'
is "found by identifier" "$(cwai-chatwoot contacts find odoo:res.partner:77 | jq -r .id)" "$id"
other=$(cwai-chatwoot contacts create name=Zezinho | jq -r .id)
is "merged" "$(cwai-chatwoot contacts merge "$id" "$other" | jq -r .id)" "$id"
status "the other is gone" 66 cwai-chatwoot contacts show "$other"
status "a phone that is taken" 65 cwai-chatwoot contacts create phone=+5511988887777
like "in the server's words" "$(cat err)" 'Phone number has already been taken'
log . >/dev/null
is "-n shows the request" "$(cwai-chatwoot -n note 40 hi)" \
	'{"v":1,"kind":"result","method":"POST","path":"/api/v1/accounts/1/conversations/40/messages","body":{"content":"hi","message_type":"outgoing","private":true}}'
is "of records too" "$(echo '{"do":"labels","conversation":40,"add":["vip"]}' | cwai-chatwoot -n | jq -c '.result[].body')" '{"labels":["bot","vip"]}'
is "and changes nothing" "$(log '[.[].method] | join(" ")')" GET
is "records" "$(printf '%s\n' '{"do":"status","conversation":{"id":"chatwoot:1:40"},"status":"pending","x":1}' '{"do":"nothing"}' '{"do":"status","conversation":40,"status":"closed"}' |
	cwai-chatwoot 2>/dev/null | jq -c '[.result, .x, .error.kind]')" '["pending",1,null]
[null,null,"data"]
[null,null,"data"]'

# ---- tokens and secrets ----
log . >/dev/null
cwai-chatwoot note 40 a >/dev/null; cwai-chatwoot labels add 40 x >/dev/null; cwai-chatwoot messages 40 >/dev/null
is "the bot speaks, the person reads" "$(log '[.[].token] | join(" ")')" "bot admin admin admin"
is "the bot does what it may" "$(unset CHATWOOT_API_TOKEN; cwai-chatwoot labels add 40 y | jq -c .kind)" '"result"'
(unset CHATWOOT_API_TOKEN; cwai-chatwoot messages 40 2>err; echo $? >st)
is "what it may not needs the other token" "$(cat st) $(cat err)" "78 cwai-chatwoot: this needs the token of a person of Chatwoot: set CHATWOOT_API_TOKEN, or name a file with chatwoot.token_file in cwai.yaml"
status "a super admin" 77 env CHATWOOT_API_TOKEN=token-super cwai-chatwoot conversations
like "the server's words" "$(cat err)" 'HTTP 401: Access to this endpoint is not authorized for bots'
status "a wrong token" 77 env CHATWOOT_API_TOKEN=hush-hush cwai-chatwoot conversations
like "in the server's words" "$(cat err)" 'HTTP 401: Invalid Access Token'
is "the token is not repeated" "$(cat out err | grep -c hush)" 0
cwai-chatwoot bot create Ajuda https://bot.example.com/a --secrets-file bot.env >out 2>err
is "secrets go to a file for its owner only" "$(stat -c %a bot.env) $(grep -c . bot.env)" "600 2"
cwai-chatwoot webhook create https://hook.example.com/ --event message_created >>out 2>>err
cwai-chatwoot setup https://bot.example.com/b -i 3 --name Loja --secrets-file setup.env >>out 2>>err
is "of setup too" "$(stat -c %a setup.env) $(cut -d= -f1 setup.env | tr '\n' ' ')" "600 CHATWOOT_BOT_TOKEN CWAI_CHATWOOT_SECRET "
cwai-chatwoot get agent_bots >>out; cwai-chatwoot get webhooks >>out; cwai-chatwoot bot list >>out; cwai-chatwoot webhook list >>out
sed 's/^[^=]*=//' bot.env setup.env >secrets
chatwoot_do '{"do":"dump","what":"webhooks"}' | jq -r '.. | .secret? // empty' >>secrets
is "none is printed" "$(grep -cFf secrets out)$(grep -cFf secrets err)" 00
is "but with --show" "$(cwai-chatwoot get agent_bots --show | grep -cFf secrets)" 1
is "setup takes the bot that is there" "$(cwai-chatwoot setup https://bot.example.com/b -i 3 | head -1 | cut -d' ' -f5-)" "was there"
is "the bot is attached" "$(cwai-chatwoot get inboxes/3/agent_bot | jq -r '.result.agent_bot.name')" Loja

# ---- again, or not ----
for mode in http500 http502 http429 eof reset cut; do
	fault $mode ',"match":{"path":"labels"}'
	status "$mode: a label all the same" 0 cwai-chatwoot labels add 40 "l-$mode"
	is "$mode: as it should be" "$(cwai-chatwoot conversations show 40 | jq ".labels | index(\"l-$mode\") != null")" true
done
fault http429 ',"match":{"path":"messages"},"times":2'
status "a note after 429" 0 cwai-chatwoot note 40 'after 429'
for mode in lost lost502 http500; do
	fault $mode ',"match":{"path":"messages","method":"POST"}'
	status "$mode: a note that may have been posted" 74 cwai-chatwoot note 40 "once $mode"
	like "$mode: it says so" "$(cat err)" 'it may have been done or not'
	is "$mode: it is asked once" "$(log '[.[] | select(.method == "POST")] | length')" 1
done
is "of records: kind io, not to be tried again" "$(fault lost ',"match":{"method":"POST"}'; echo '{"do":"note","conversation":40,"text":"x"}' | cwai-chatwoot 2>/dev/null | jq -c '[.error.kind, .error.retryable]')" '["io",false]'
fault http500 ',"times":99'
status "a server that stays down" 69 cwai-chatwoot conversations
is "four times" "$(log 'length')" 4
fault html ',"times":99'
status "a page in place of an answer" 76 cwai-chatwoot conversations
like "says what may be wrong" "$(cat err)" 'is the address right\?'
fault none

# ---- mistakes ----
status "a conversation that is not" 66 cwai-chatwoot note 999 x
status "an id of another account" 65 cwai-chatwoot note chatwoot:2:40 x
status "no id" 64 cwai-chatwoot messages abc
status "no status" 64 cwai-chatwoot status 40 closed
status "no such filter of status" 64 cwai-chatwoot conversations --status closed
status "no verb" 64 cwai-chatwoot explode
status "too few words" 64 cwai-chatwoot labels add 40
status "until without snoozed" 65 cwai-chatwoot status 40 open --until 2h
status "no network" 69 env CHATWOOT_BASE_URL=http://127.0.0.1:9 cwai-chatwoot conversations
status "an address with a path" 78 env CHATWOOT_BASE_URL="$CW/app" cwai-chatwoot conversations
status "no account" 78 env CHATWOOT_ACCOUNT_ID=abc cwai-chatwoot conversations
(unset CHATWOOT_API_TOKEN CHATWOOT_BOT_TOKEN; cwai-chatwoot conversations 2>err; echo $? >st)
is "no token" "$(cat st)" 78
like "says what to set" "$(cat err)" 'CHATWOOT_API_TOKEN'
(cd / && unset CHATWOOT_BASE_URL && cwai-chatwoot conversations 2>"$T/err"; echo $? >"$T/st")
like "no address, no configuration" "$(cat st) $(cat err)" '^66 .*cwai init'
is "nothing was asked wrongly" "$(chatwoot_do '{"do":"violations"}' | jq -c '[.[] | select(.path | test("portals") | not)]')" "[]"

# ---- following ----
# follow ARGS: begins to follow; FOLLOW is its number. Its output is added to the file followed.
follow() {
	cwai-chatwoot follow --interval 50ms --cursor cursor.json "$@" >>followed 2>>follow.err &
	FOLLOW=$!
	wait_for 10 test -s cursor.json || echo "# it does not begin"
}
# has N: so many messages came out.
has() {
	[ "$(jq -r .body.id followed | sort -u | wc -l)" -ge "$1" ]
}
: >followed
follow
first=$(says 'oi, tudo bem?')
wait_for 10 has 1
ok "what a customer writes comes out" $?
is "as the webhook would be" "$(head -1 followed | jq -c '[.v, .kind, .source, .body.event, .body.message_type, .body.id, .body.conversation.status, .body.conversation.meta.assignee_type, .body.conversation.channel, .body.inbox.name, .body.account.id, .body.private, (.body.sender | has("type"))]')" \
	"[1,\"webhook\",\"chatwoot\",\"message_created\",\"incoming\",$first,\"pending\",null,\"Channel::Instagram\",\"Instagram\",1,false,false]"
is "cwai-receive takes it" "$(head -1 followed | cwai-receive --no-store | jq -c '[.kind, .id, .channel, .text]')" "[\"message\",\"chatwoot:1:$first\",\"instagram\",\"oi, tudo bem?\"]"
kill $FOLLOW
wait $FOLLOW
is "SIGTERM ends it" $? 0
says 'enquanto isso' >/dev/null
follow
wait_for 10 has 2
ok "it goes on where it was" $?
for i in 1 2 3 4 5 6 7 8; do
	says "k$i" >/dev/null
	kill -9 $FOLLOW
	wait $FOLLOW 2>/dev/null
	says "l$i" >/dev/null
	follow
done
wait_for 20 has 18
ok "after kill -9, too" $?
is "nothing is lost, nothing but this comes" "$(jq -r '.body.id' followed | sort -nu | tr '\n' ' ')" \
	"$(cwai-chatwoot messages 40 --after $((first - 1)) | jq -r 'select(.type != "activity") | .id | split(":")[2]' | tr '\n' ' ')"
is "every line is whole" "$(jq -c 'select(.body.id == null)' followed | wc -l)" 0
chatwoot_do '{"do":"fault","mode":"http502","times":12}' >/dev/null
says 'depois da queda' >/dev/null
wait_for 20 has 19
ok "a server that was down is waited for" $?
kill $FOLLOW
wait $FOLLOW
is "no secret in what it wrote" "$(cat cursor.json follow.err followed | grep -c 'token-')" 0
is "the cursor is its owner's" "$(stat -c %a cursor.json)" 600
status "the cursor of another server" 65 env CHATWOOT_BASE_URL=http://127.0.0.1:9 cwai-chatwoot follow --cursor cursor.json
status "a token that is refused ends it" 77 env CHATWOOT_API_TOKEN=none cwai-chatwoot follow --cursor other.json
cwai-chatwoot follow --interval 50ms --cursor full.json --since 1000d >/dev/full 2>err
is "a full disk ends it" "$?" 74
is "with the cursor where it was" "$(jq -c '[.base, .conversations]' full.json)" '[0,{}]'
(cwai-chatwoot follow --interval 50ms --cursor since.json --since 1000d | head -3 | wc -l >lines)
is "since long ago; nobody reads any more: it ends" "$(cat lines)" 3
chatwoot_stop
done_testing
