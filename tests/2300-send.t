#!/bin/sh
# cwai-send against a stand-in for Chatwoot: each answer once, nobody talked over, people when they are wanted.
. "${0%/*}/lib.sh"
. "$TOP/tests/fake/chatwoot.sh"
chatwoot_start || exit 1
trap 'chatwoot_stop; cd /; rm -rf "$T"' EXIT
CHATWOOT_BASE_URL=$CW CHATWOOT_ACCOUNT_ID=1 CHATWOOT_API_TOKEN=token-admin CHATWOOT_BOT_TOKEN=token-bot
export CHATWOOT_BASE_URL CHATWOOT_ACCOUNT_ID CHATWOOT_API_TOKEN CHATWOOT_BOT_TOKEN
api() { "$TOP/tests/fake/get" "$CW/api/v1/accounts/1/$1" token-admin; }

# shop STORE-URL: a folder with a configuration on that store.
shop() {
	rm -rf "$T/shop" && mkdir "$T/shop" && cd "$T/shop" || exit 1
	cwai init -q --empty -s "$1" cosmeticos >/dev/null || exit 1
	echo 'chatwoot: {bot_id: 12, retry: 0.02, tries: 3, timeout: 2}' >>cwai.yaml
}
# begin TEXT: a new customer writes: sets the conversation C and the message m.
begin() {
	customers=$((customers + 1))
	chatwoot_do '{"do":"fault","mode":"none"}' >/dev/null
	chatwoot_do "{\"do\":\"customer\",\"inbox\":3,\"contact\":{\"name\":\"Bia Souza\",\"phone\":\"+55119777766$customers\"},\"text\":\"$1\"}" >begun
	C=$(jq .conversation begun) m=$(jq .message begun)
}
customers=10
# write TEXT: that customer writes again; prints the message's number.
write() {
	chatwoot_do "{\"do\":\"customer\",\"conversation\":$C,\"text\":\"$1\"}" | jq .message
}
# record MESSAGE PARTS [HANDOFF] [CHANNEL]: a message record with its reply.
record() {
	printf '{"v":1,"kind":"message","id":"chatwoot:1:%s","ts":"2026-11-26T13:00:00.000Z","domain":"cosmeticos","channel":"%s","conversation":{"id":"chatwoot:1:%s"},"customer":{"name":"Bia Souza"},"text":"x","reply":{"parts":%s,"handoff":%s}}\n' "$1" "${4-whatsapp}" "$C" "$2" "${3-null}"
}
part() { printf '[{"crew":"sales","text":"%s","facts":[]}]' "$1"; }
send() { cwai-send --settle 300ms "$@"; }
# posted: what the bot said in that conversation: private, content.
posted() { api conversations/$C/messages | jq -c '.payload[] | select(.message_type == 1) | [.private, .content]'; }
count() { posted | wc -l | tr -d ' '; }

for store in $(stores); do
	shop "$store"
	case $store in postgres*) kind=PostgreSQL ;; *) kind=SQLite ;; esac

	# ---- once ----
	begin 'tem protetor solar?'
	got=$(record "$m" "$(part 'Temos o **FPS 50** por R$ 69,90.')" | send)
	is "$kind: an answer is posted" "$(echo "$got" | jq -c '.delivery | [.state, (.messages | length)]')" '["sent",1]'
	is "with its text" "$(posted)" '[false,"Temos o **FPS 50** por R$ 69,90."]'
	is "and the mark of the message that it answers" "$(api conversations/$C/messages | jq -c '.payload[-1].content_attributes.cwai')" "{\"message\":\"chatwoot:1:$m\",\"part\":1}"
	is "the rest of the record is as it was" "$(echo "$got" | jq -c 'del(.delivery)')" "$(record "$m" "$(part 'Temos o **FPS 50** por R$ 69,90.')" | jq -c .)"
	is "the same record again says nothing" "$(record "$m" "$(part 'outra coisa')" | send | jq -c .delivery)" '{"state":"already","messages":[]}'
	is "so the customer reads it once" "$(count)" 1
	older=$((m - 1))
	is "an older message is not answered any more" "$(record "$older" "$(part 'tarde')" | send | jq -r '.delivery.state')" discarded

	# ---- read again before posting ----
	m=$(write 'e o de rosto?')
	newer=$(write 'deixa pra la')
	is "a newer message: discarded" "$(record "$m" "$(part 'um')" | send | jq -c '.delivery | [.state, .reason]')" '["discarded","newer"]'
	is "the newer one is answered" "$(record "$newer" "$(part 'Tudo bem!')" | send | jq -r .delivery.state)" sent
	m=$(write 'oi?')
	chatwoot_do "{\"do\":\"human\",\"conversation\":$C,\"text\":\"aqui e a Ana\"}" >/dev/null
	is "a person has answered: discarded" "$(record "$m" "$(part 'dois')" | send | jq -c '.delivery | [.state, .reason]')" '["discarded","person"]'
	begin 'oi'
	chatwoot_do "{\"do\":\"echo\",\"conversation\":$C,\"text\":\"do telefone\"}" >/dev/null
	is "answered on the phone: discarded" "$(record "$m" "$(part 'dois')" | send | jq -r '.delivery.reason')" person
	begin oi
	chatwoot_do "{\"do\":\"assign\",\"conversation\":$C,\"assignee\":7}" >/dev/null
	is "assigned to a person: discarded" "$(record "$m" "$(part 'dois')" | send --no-store | jq -r '.delivery.reason')" person
	begin oi
	chatwoot_do "{\"do\":\"status\",\"conversation\":$C,\"status\":\"open\"}" >/dev/null
	is "not pending: discarded" "$(record "$m" "$(part 'dois')" | send --no-store | jq -r '.delivery.reason')" status
	is "and nothing was said" "$(count)" 0

	# ---- lost answers and faults ----
	begin 'oi'
	chatwoot_do '{"do":"fault","mode":"lost","match":{"method":"POST","path":"messages"}}' >/dev/null
	is "a lost answer: it is looked for" "$(record "$m" "$(part 'uma vez')" | send | jq -r .delivery.state)" sent
	is "and not said twice" "$(count)" 1
	m=$(write 'oi')
	chatwoot_do '{"do":"fault","mode":"eof","match":{"method":"POST","path":"messages"}}' >/dev/null
	is "not done: it is said again" "$(record "$m" "$(part 'duas')" | send | jq -r .delivery.state)" sent
	is "once" "$(count)" 2
	m=$(write 'oi')
	chatwoot_do '{"do":"fault","mode":"http429","times":2,"match":{"method":"POST","path":"messages"}}' >/dev/null
	is "too many requests: later" "$(record "$m" "$(part 'tres')" | send | jq -r .delivery.state)" sent
	m=$(write 'oi')
	chatwoot_do '{"do":"fault","mode":"http502","times":30,"match":{"method":"POST","path":"messages"}}' >/dev/null
	got=$(record "$m" "$(part 'quatro')" | send --dead-letter dead.ndjson 2>err)
	is "it goes on failing: the record carries the error" "$(echo "$got" | jq -c '[.error.tool, .error.kind]')" '["cwai-send","unavailable"]'
	is "and is kept" "$(jq -r .id dead.ndjson)" "chatwoot:1:$m"
	is "with all it needs" "$(jq -r '.reply.parts[0].text' dead.ndjson)" quatro
	is "readable by its owner only" "$(stat -c %a dead.ndjson)" 600
	status "--retry while it fails: 1" 1 cwai-send --settle 300ms --retry --dead-letter dead.ndjson
	is "it is kept on" "$(jq -r .id dead.ndjson)" "chatwoot:1:$m"
	chatwoot_do '{"do":"fault","mode":"none"}' >/dev/null
	is "--retry when it does not" "$(cwai-send --settle 300ms --retry --dead-letter dead.ndjson | jq -r .delivery.state)" sent
	[ ! -e dead.ndjson ]
	ok "nothing is kept then" $?
	is "four answers in all" "$(count)" 4
	status "--retry with nothing kept is no error" 0 cwai-send --settle 300ms --retry --dead-letter dead.ndjson

	# ---- a process that is killed between two bubbles goes on where it was ----
	m=$(write 'manda tudo')
	chatwoot_do '{"do":"fault","mode":"slow","after":1,"seconds":2,"match":{"method":"POST","path":"messages"}}' >/dev/null
	record "$m" '[{"crew":"a","text":"bolha um"},{"crew":"b","text":"bolha dois"},{"crew":"c","text":"bolha tres"}]' >three
	cwai-send --settle 300ms <three >/dev/null 2>&1 &
	pid=$!
	wait_for 20 sh -c "[ \$($TOP/tests/fake/get $CW/api/v1/accounts/1/conversations/$C/messages token-admin | grep -c 'bolha um') -gt 0 ]"
	kill -9 $pid
	wait $pid 2>/dev/null
	chatwoot_do '{"do":"fault","mode":"none"}' >/dev/null
	is "after kill -9 the rest is said" "$(cwai-send --settle 3500ms <three | jq -c '.delivery.state')" '"sent"'
	chatwoot_do '{"do":"wait_idle","timeout":5}' >/dev/null
	is "each bubble once, in order" "$(posted | tail -3 | tr '\n' ' ')" '[false,"bolha um"] [false,"bolha dois"] [false,"bolha tres"] '

	# ---- handing over ----
	begin 'quero uma pessoa'
	chatwoot_do '{"do":"log"}' >/dev/null
	got=$(record "$m" "$(part 'Vou passar para a equipe.')" '{"reason":"person","team":"Vendas","note":"Pediu {{contact.email}} pessoa","priority":"high","labels":["bot"]}' | send)
	is "a person is wanted: handed over" "$(echo "$got" | jq -c '.delivery | [.state, .reason]')" '["handed","person"]'
	is "in order: line, note, labels, priority, team, status last" "$(chatwoot_do '{"do":"log"}' | jq -r '.[] | select(.method == "POST") | .path | sub(".*/[0-9]+/"; "")' | tr '\n' ' ')" 'toggle_typing_status messages messages labels toggle_priority assignments toggle_status '
	is "the conversation is open" "$(api conversations/$C | jq -c '[.status, .priority, .labels, .meta.team.name]')" '["open","high",["bot"],"vendas"]'
	is "the note is private, and no Liquid" "$(posted | tail -1 | jq -r '"\(.[0]) \(.[1] | contains("{{"))"')" 'true false'
	is "again: nothing" "$(record "$m" "$(part 'x')" | send | jq -r .delivery.state)" already
	begin 'x'
	chatwoot_do '{"do":"fault","mode":"lost","after":1,"match":{"method":"POST","path":"messages"}}' >/dev/null
	record "$m" "$(part 'Um instante.')" '{"reason":"person","note":"uma nota"}' | send >/dev/null
	is "a note whose answer is lost is written once" "$(posted | grep -c 'uma nota')" 1

	# ---- what failed before ----
	begin 'x'
	broken=$(record "$m" '[]' | jq -c 'del(.reply) + {error: {tool: "cwai-crew", kind: "unavailable", message: "store is down", retryable: true}}')
	got=$(echo "$broken" | send 2>err)
	is "a record with an error: a person has it" "$(echo "$got" | jq -c '[.delivery.state, .error.tool]')" '["handed","cwai-crew"]'
	is "with a line for the customer and a note" "$(posted | jq -c '.[0]' | tr '\n' ' ')" 'false true '
	like "the note says why" "$(posted | tail -1)" 'store is down'
	is "records that are no messages pass" "$(echo '{"v":1,"kind":"event","id":"e"}' | send)" '{"v":1,"kind":"event","id":"e"}'

	# ---- channels ----
	begin 'x'
	chatwoot_do "{\"do\":\"set\",\"conversation\":$C,\"can_reply\":false}" >/dev/null
	is "outside 24 hours without a template: a person" "$(record "$m" "$(part 'x')" | send | jq -c '.delivery | [.state, .reason]')" '["handed","window"]'
	is "only the note is there" "$(posted | jq -c '.[0]')" true

	# ---- -n ----
	begin 'x'
	got=$(record "$m" "$(part 'seco')" | send -n 2>requests | jq -r .delivery.state)
	is "-n tells what would be" "$got" sent
	like "and prints the requests" "$(cat requests)" '^POST /api/v1/accounts/1/conversations/[0-9]+/messages \{"content":"seco"'
	is "nothing was said" "$(count)" 0
	is "or marked" "$(record "$m" "$(part 'molhado')" | send | jq -r .delivery.state)" sent
	is "the requests are as Chatwoot has them" "$(chatwoot_do '{"do":"violations"}')" '[]'
done

# ---- text ----
shop "sqlite:$T/text.db" && begin x
record "$m" "$(part '{{ contact.email }} e {% raw %}')" | send >/dev/null
is "Liquid in a reply is not evaluated" "$(posted | jq -r '.[1]' | sed 's/\xe2\x80\x8b//g')" '{{ contact.email }} e {% raw %}'
m=$(write 'x')
long=$(awk 'BEGIN { for (i = 0; i < 200; i++) printf "Frase numero %d da resposta longa. ", i }')
record "$m" "$(part "$long")" | send >/dev/null
is "a long reply comes in bubbles that the channel takes" "$(posted | tail -n +2 | jq -c '.[1] | length <= 4096' | sort -u)" true
[ "$(posted | tail -n +2 | wc -l)" -gt 1 ]
ok "several" $?
m=$(write 'x')
record "$m" '[{"crew":"s","text":"Qual turno?","choices":["Manhã","Tarde"]}]' | send >/dev/null
is "choices are buttons where the channel has them" "$(api conversations/$C/messages | jq -c '.payload[-1] | [.content_type, [.content_attributes.items[].title]]')" '["input_select",["Manhã","Tarde"]]'
m=$(write 'x')
record "$m" '[{"crew":"s","text":"Qual turno?","choices":["Um turno com um nome comprido demais para um botão da Meta","Tarde"]}]' null instagram | send >/dev/null
like "and text where not" "$(posted | tail -1)" 'Qual turno.*1.*Um turno.*2.*Tarde'
echo 'outside_window: {template: retomar, language: pt_BR, category: UTILITY, text: "Oi {name}", body: {"1": "{name}"}}' >"$T/more"
cp -R "$CWAI_SHARE/cosmeticos" "$T/shop/cosmeticos" && cat "$T/more" >>"$T/shop/cosmeticos/domain.yaml"
sed -i "s|^domains:.*|domains: [$T/shop/cosmeticos]|; s|^  - .*||" cwai.yaml
m=$(write 'x')
chatwoot_do "{\"do\":\"set\",\"conversation\":$C,\"can_reply\":false}" >/dev/null
is "outside 24 hours the domain's template" "$(record "$m" "$(part 'x')" | send | jq -r .delivery.state)" sent
is "is posted with the customer's name" "$(chatwoot_do '{"do":"log"}' | jq -c '[.[] | select(.body.template_params)][-1].body | [.content, .template_params.name, .template_params.processed_params.body["1"]]')" '["Oi Bia","retomar","Bia"]'

# ---- wrong and missing ----
shop "sqlite:$T/wrong.db" && begin x
unset CHATWOOT_BOT_TOKEN
got=$(record "$m" "$(part 'x')" | send --dead-letter d 2>err | jq -r .error.message)
like "without the bot's token: which one, and where to set it" "$got" 'CHATWOOT_BOT_TOKEN'
export CHATWOOT_BOT_TOKEN=token-wrong
got=$(record "$m" "$(part 'x')" | send --dead-letter d 2>err | jq -c '[.error.kind, (.error.message | contains("Invalid Access Token"))]')
is "a wrong token: refused, in the server's words" "$got" '["refused",true]'
is "and nowhere printed" "$(grep -rlE 'token-(wrong|admin)' . "$T/.config" 2>/dev/null)" ""
export CHATWOOT_BOT_TOKEN=token-bot
is "a conversation that is not there" "$(record "$m" "$(part 'x')" | sed "s/chatwoot:1:$C\"/chatwoot:1:99999\"/" | send --dead-letter d 2>err | jq -r .error.kind)" noinput
unset CHATWOOT_BASE_URL
status "no address: 78" 78 cwai-send
like "and where to give it" "$(cat "$T/err")" 'CHATWOOT_BASE_URL'
export CHATWOOT_BASE_URL=http://127.0.0.1:9
got=$(record "$m" "$(part 'x')" | send --dead-letter d 2>err | jq -r .error.kind)
is "a server that is not there" "$got" unavailable
status "-n and --retry do not go together" 64 cwai-send -n --retry
done_testing
