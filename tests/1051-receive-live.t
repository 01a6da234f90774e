#!/bin/sh
# cwai-receive while a shop is at work: bursts that become one record, persons who take over, webhooks that never came.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"
. "$TOP/tests/fake/chatwoot.sh"
W=$TOP/tests/fixtures/webhooks

# said ID CONVERSATION TEXT [MORE]: the webhook of a customer's message; MORE is of jq.
said() {
	jq -c --argjson id "$1" --argjson conversation "$2" --arg text "$3" \
		'.id = $id | .conversation.id = $conversation | .content = $text'"${4:+ | $4}" "$W/whatsapp.json"
}
# at SECONDS...: for MORE: a second of that minute.
at() { printf '.created_at = "2026-06-17T14:00:%06.3fZ"' "$1"; }
show() { jq -c '[.id, .text // .reason, .merged]' "$@"; }
lines() { [ "$(wc -l <"$1")" -ge "$2" ]; }

# ---- what is joined ----
said 12 640 "três" >many
said 10 640 "um" '.attachments = [{"file_type": "image", "data_url": "http://a/1"}]' >>many
said 11 640 "dois" >>many
said 11 640 "dois" >>many
said 13 640 "" '.content = null | .attachments = [{"file_type": "audio", "data_url": "http://a/2"}, {"file_type": "file", "data_url": "http://a/3"}]' >>many
said 20 641 "só" >>many
is "a burst is one record, another conversation another, at the end of input at once" "$(cwai-receive --no-store --debounce 1h <many | show)" \
	'["chatwoot:2:13","um\ndois\ntrês",["chatwoot:2:10","chatwoot:2:11","chatwoot:2:12","chatwoot:2:13"]]
["chatwoot:2:20","só",null]'
is "it has the attachments of all" "$(cwai-receive --no-store --debounce 1h <many | jq -c '[.attachments[].url]')" '["http://a/1","http://a/2","http://a/3"]
[]'
is "one alone is as without" "$(said 20 641 "só" | cwai-receive --no-store --debounce 1h | cksum)" "$(said 20 641 "só" | cwai-receive --no-store | cksum)"
is "without the option nothing is joined" "$(cwai-receive --no-store <many | wc -l)" 5
said 10 640 "um" '.conversation.unread_count = 1' >fresh
said 11 640 "dois" '.conversation.unread_count = 2' >>fresh
is "a new conversation stays new" "$(cwai-receive --no-store --debounce 1h <fresh | jq -c '[.conversation.new, .conversation.id]')" '[true,"chatwoot:2:640"]'
is "but for that the record is the last one's" "$(cwai-receive --no-store --debounce 1h <fresh | jq -cS 'del(.merged, .text, .conversation.new)')" \
	"$(tail -1 fresh | cwai-receive --no-store | jq -cS 'del(.text, .conversation.new)')"
for i in 1 2 3 4 5 6 7; do said $((100 + i)) 640 "$i"; done >seven
is "so many at most" "$(cwai-receive --no-store --debounce 1h --debounce-count 3 <seven | show)" \
	'["chatwoot:2:103","1\n2\n3",["chatwoot:2:101","chatwoot:2:102","chatwoot:2:103"]]
["chatwoot:2:106","4\n5\n6",["chatwoot:2:104","chatwoot:2:105","chatwoot:2:106"]]
["chatwoot:2:107","7",null]'
said 30 640 "x" '.content = ("á" * 140000)' >long
for i in 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49; do sed "s/\"id\":30,/\"id\":$i,/" long; done >>long.more
cat long long.more >longs
cwai-receive --no-store --debounce 1h <longs >out
is "what is long is not held until it is no line any more" "$(jq -s 'map(.text | length) | add > 140000 * 20' out) $(jq -r '.merged[]' out | wc -l)" "true 20"
is "-v counts messages, not records" "$(cwai-receive --no-store --debounce 1h -v <many 2>&1 >/dev/null | sed 's/  */ /g')" "deliveries number
duplicate 1
message 5"
status "a count of 0 is a mistake" 64 cwai-receive --debounce 1s --debounce-count 0
status "so is a span that is none" 64 cwai-receive --debounce soon
cwai-receive --no-store --debounce 1h <many >/dev/full 2>err
is "a full disk ends with 74" "$?" 74

# ---- replays: the time is the deliveries' own ----
{
	said 10 640 a "$(at 0)"
	said 11 640 b "$(at 4)"
	said 20 641 z "$(at 6)"
	said 12 640 c "$(at 8)"
	said 13 640 d "$(at 14)"
	said 21 641 y "$(at 40)"
} >timed
is "a silence of 5 s" "$(cwai-receive --no-store --now ts --debounce 5s <timed | show)" '["chatwoot:2:12","a\nb\nc",["chatwoot:2:10","chatwoot:2:11","chatwoot:2:12"]]
["chatwoot:2:20","z",null]
["chatwoot:2:13","d",null]
["chatwoot:2:21","y",null]'
is "10 s at most" "$(cwai-receive --no-store --now ts --debounce 30s --debounce-max 10s <timed | jq -r .text | tr '\n' ' ')" 'a b c z d y '
is "the same twice" "$(cwai-receive --no-store --now ts --debounce 5s <timed | cksum)" "$(cwai-receive --no-store --now ts --debounce 5s <timed | cksum)"
{ said 10 640 a "$(at 20)"; said 20 641 z "$(at 2)"; said 11 640 b "$(at 21)"; } >back
is "time does not go back" "$(cwai-receive --no-store --now ts --debounce 5s <back | jq -r .text)" 'a
b
z'
jq -c '{ts: "2026-06-17T14:30:00Z", body: .}' back >wrapped
is "a delivery that says when it came goes by that" "$(cwai-receive --no-store --now ts --debounce 5s <wrapped | wc -l)" 2
{ said 10 640 a "$(at 0)"; cat "$W/event-typing.json"; said 11 640 b "$(at 3)"; } >typing
is "an event that tells no time is of no time" "$(cwai-receive --no-store --now ts --debounce 5s <typing | jq -r .text)" 'a
b'

# ---- while it runs ----
# begin ARGS...: starts it; 5 is its input, live its output.
begin() {
	rm -f feed
	mkfifo feed
	cwai-receive "$@" <feed >live 2>err &
	pid=$!
	exec 5>feed
}
finish() {
	exec 5>&-
	wait $pid
}
ms() { echo $(($(date +%s%N) / 1000000)); }

begin --no-store --debounce 400ms
said 11 640 dois >&5
said 10 640 um >&5
since=$(ms)
ok "what is held comes out when it is quiet, with no input and no end" "$(wait_for 20 lines live 1; echo $?)"
[ $(($(ms) - since)) -ge 390 ]
ok "not before" $?
is "and it is whole" "$(show live)" '["chatwoot:2:11","um\ndois",["chatwoot:2:10","chatwoot:2:11"]]'
said 12 640 mais >&5
printf '{"half":"a line' >&5
ok "half a line does not stop the clock" "$(wait_for 20 lines live 2; echo $?)"
printf '"}\n\n\n' >&5
said 13 640 ainda >&5
printf '\n' >&5
ok "nor does a blank one" "$(wait_for 20 lines live 4; echo $?)"
finish
is "nothing is twice" "$(jq -r '.text // .kind' live)" 'um
dois
mais
bad
ainda'

begin --no-store --debounce 1h --debounce-max 500ms
i=100
until lines live 1 || [ $i -gt 900 ]; do
	said $i 640 "$i" >&5
	i=$((i + 1))
done
ok "somebody who never pauses is answered all the same" "$(lines live 1; echo $?)"
finish
is "every message is in one record" "$(jq -r '.merged // [.id] | .[]' live | sort | uniq -d | wc -l) $(jq -r '.merged // [.id] | .[]' live | wc -l)" "0 $((i - 100))"

cat >cwai.yaml <<X
store: none.db
domains: [$TOP/examples/cosmeticos]
X
marked() { [ "$(store_sql "$CWAI_STORE" "SELECT COUNT(*) FROM seen" 2>/dev/null)" = "$1" ]; }
for store in $(stores); do
	CWAI_STORE=$store
	export CWAI_STORE
	name=${store%%:*}
	said 9 639 antes >before
	said 10 640 um >burst
	said 11 640 dois >>burst
	begin --debounce 1h --debounce-count 3
	cat before burst >&5
	said 12 641 x >&5
	said 13 641 y >&5
	said 14 641 z >&5
	ok "$name: what is whole is out" "$(wait_for 20 lines live 1; echo $?)"
	ok "$name: and marked" "$(wait_for 20 marked 3; echo $?)"
	kill -9 $pid
	finish 2>/dev/null
	is "$name: after kill -9 what was held comes again, what was out does not" "$({ cat before burst; said 14 641 z; } | cwai-receive --debounce 1h | show)" \
		'["chatwoot:2:9","antes",null]
["chatwoot:2:11","um\ndois",["chatwoot:2:10","chatwoot:2:11"]]'
	is "$name: and then no more" "$(cat before burst | cwai-receive --debounce 1h | wc -l)" 0
done
unset CWAI_STORE

# ---- who takes over ----
# person ID CONVERSATION SECONDS [MORE]: somebody of the shop writes to the customer.
person() {
	jq -c --argjson id "$1" --argjson conversation "$2" \
		'.id = $id | .conversation.id = $conversation | .conversation.updated_at = 1781704800 + '"$3 | $(at "$3")${4:+ | $4}" "$W/gate-outgoing.json"
}
# change EVENT CONVERSATION SECONDS [MORE]: its status is pending, nobody has it.
change() {
	jq -c --argjson conversation "$2" ".event = \"$1\" | .changed_attributes = null | .id = \$conversation | .updated_at = 1781704800.5 + $3${4:+ | $4}" \
		"$W/event-conversation-updated.json"
}
status='.changed_attributes = [{"status": {"previous_value": "open", "current_value": "pending"}}]'
assignee='.changed_attributes = [{"waiting_since": {}}, {"assignee_id": {"previous_value": 7, "current_value": null}}]'
after() { { cat; said 90 640 "e agora?"; } | cwai-receive --no-store --all | jq -r 'select(.id == "chatwoot:2:90") | .reason // .kind'; }
is "a person's words make the bot silent there" "$(person 50 640 10 | after)" human
is "not elsewhere" "$(person 50 641 10 | after)" message
is "words typed on the phone do, too" "$(person 50 640 10 '.sender = null | .content_attributes = {"external_echo": true}' | after)" human
is "old servers: a type of numbers, a sender by its type" "$(person 50 640 10 '.message_type = 1 | .sender |= del(.type) | .sender_type = "User" | .conversation.status = 2' | after)" human
is "old servers: their times" "$({ person 50 640 10 '.created_at = "2026-06-17 14:00:10 UTC"'; change conversation_updated 640 10 "$status"; } | after)" human
is "a private note does not" "$(person 50 640 10 '.private = true' | after)" message
is "an agent bot does not" "$(person 50 640 10 '.sender = {"id": 12, "name": "b", "type": "agent_bot"}' | after)" message
is "nobody's words do not" "$(person 50 640 10 '.sender = null' | after)" message
is "a rule's do not" "$(person 50 640 10 '.content_attributes = {"automation_rule_id": 3}' | after)" message
is "a campaign's do not" "$(person 50 640 10 '.additional_attributes = {"campaign_id": 3}' | after)" message
is "ours do not, whoever sends them" "$(person 50 640 10 '.content_attributes = {"cwai": {"message": "chatwoot:2:7"}}' | after)" message
is "a template does not" "$(person 50 640 10 '.message_type = "template"' | after)" message
is "in a conversation that is a person's anyway it is no news" "$(person 50 640 10 '.conversation.status = "open"' | after)" message

is "a new status gives it back" "$({ person 50 640 10; change conversation_status_changed 640 20; } | after)" message
is "so does a change of it" "$({ person 50 640 10; change conversation_updated 640 20 "$status"; } | after)" message
is "and of its assignee" "$({ person 50 640 10; change conversation_updated 640 20 "$assignee"; } | after)" message
is "changes may be an object" "$({ person 50 640 10; change conversation_updated 640 20 '.changed_attributes = {"status": ["open", "pending"]}'; } | after)" message
is "our bot may have it then" "$({ person 50 640 10; change conversation_updated 640 20 "$assignee | .meta.assignee_type = \"AgentBot\" | .meta.assignee = {\"id\": 12}"; } | after)" message
is "any other change does not" "$({ person 50 640 10; change conversation_updated 640 20 '.changed_attributes = [{"first_reply_created_at": {}}, {"waiting_since": {}}, {"label_list": {}}]'; } | after)" human
is "nor one that is not told" "$({ person 50 640 10; change conversation_updated 640 20; } | after)" human
is "a status that is not pending does not" "$({ person 50 640 10; change conversation_status_changed 640 20 '.status = "open"'; } | after)" human
is "nor when a person has it" "$({ person 50 640 10; change conversation_status_changed 640 20 '.meta.assignee = {"id": 7, "type": "user"}'; } | after)" human
is "an event from before that comes late does not" "$({ person 50 640 10; change conversation_updated 640 5 "$status"; } | after)" human
is "words from before that come late take nothing" "$({ change conversation_updated 640 20 "$status"; person 50 640 10; } | after)" message
is "the next words take it again" "$({ person 50 640 10; change conversation_updated 640 20 "$status"; person 51 640 30; person 49 640 9; } | after)" human
old='.updated_at = null | .account = null'
is "old servers: a change without its time counts by the last activity" "$({ person 50 640 10 '.created_at = "2026-06-17 14:00:10 UTC"'; change conversation_status_changed 640 0 "$old | .last_activity_at = 1781704810"; } | after)" message
is "old servers: but not one from before" "$({ person 50 640 10 '.created_at = "2026-06-17 14:00:10 UTC"'; change conversation_status_changed 640 0 "$old | .last_activity_at = 1781704809"; } | after)" human

{ said 10 640 um; said 20 641 x; said 11 640 dois; person 12 640 30; said 13 640 três; } >answered
is "a burst that a person answers is dropped" "$(cwai-receive --no-store --debounce 1h <answered | show)" '["chatwoot:2:20","x",null]'
is "-a tells it, and what the customer writes on" "$(cwai-receive --no-store --debounce 1h -a <answered | jq -c '[.id, .reason]')" '["chatwoot:2:10","human"]
["chatwoot:2:11","human"]
["chatwoot:2:12","outgoing"]
["chatwoot:2:13","human"]
["chatwoot:2:20",null]'
is "words from before the conversation was given back drop nothing" "$({ change conversation_updated 640 20 "$status"; said 10 640 um; person 9 640 10; } | cwai-receive --no-store --debounce 1h | show)" '["chatwoot:2:10","um",null]'
for store in $(stores); do
	CWAI_STORE=$store
	export CWAI_STORE
	name=${store%%:*}
	{ person 50 640 10; change conversation_updated 642 20 "$status"; } | cwai-receive >/dev/null
	is "$name: the next run knows" "$(said 60 640 oi | cwai-receive -a | jq -r .reason)" human
	{ change conversation_updated 640 5 "$status"; person 49 642 10; } | cwai-receive >/dev/null
	is "$name: what comes late changes nothing" "$({ said 60 640 oi; said 61 642 oi; } | cwai-receive -a | jq -r '.reason // .kind')" 'human
message'
	change conversation_updated 640 20 "$status" | cwai-receive >/dev/null
	is "$name: given back in another run: a message that was kept out comes when it is sent again" "$(said 60 640 oi | cwai-receive -a | jq -r '.reason // .kind')" message
	begin --debounce 300ms
	said 70 640 a >&5
	store_sql "$store" "ALTER TABLE mutes RENAME TO gone" >/dev/null
	ok "$name: a store that fails stops nothing" "$(wait_for 20 lines live 1; echo $?)"
	person 71 640 30 >&5
	said 72 640 b >&5
	said 73 643 c >&5
	ok "$name: memory knows meanwhile" "$(wait_for 20 lines live 2; echo $?)"
	store_sql "$store" "ALTER TABLE gone RENAME TO mutes" >/dev/null
	finish
	is "$name: who was answered" "$(jq -r .text live)" 'a
c'
	like "$name: it is told" "$(cat err)" 'known by memory alone'
	is "$name: and the store has it in the end" "$(said 74 640 d | cwai-receive -a | jq -r .reason)" human
done
unset CWAI_STORE

# ---- what was lost ----
rm cwai.yaml
customer() { chatwoot_do "{\"do\":\"customer\",\"conversation\":$1,\"text\":\"$2\"}" >/dev/null; }
writes() { chatwoot_do "{\"do\":\"customer\",\"inbox\":$1,\"contact\":{\"name\":\"$2\",\"phone\":\"$3\"},\"text\":\"$4\"}" | jq .conversation; }
answer() { # CONVERSATION MESSAGE: our bot's words, which name the message that they answer
	curl -sf -H 'api-access-token: token-bot' -H 'Content-Type: application/json' "$CW/api/v1/accounts/1/conversations/$1/messages" \
		-d "{\"content\":\"sim\",\"message_type\":\"outgoing\",\"content_attributes\":{\"cwai\":{\"message\":\"chatwoot:1:$2\",\"part\":1}}}" >/dev/null
}
CHATWOOT_ACCOUNT_ID=1 CHATWOOT_API_TOKEN=token-admin
export CHATWOOT_ACCOUNT_ID CHATWOOT_API_TOKEN
unset CWAI_CONFIG
for version in 4.15 4.10; do
	chatwoot_start --seed empty --version $version --bot http://127.0.0.1:9/nowhere
	CHATWOOT_BASE_URL=$CW
	export CHATWOOT_BASE_URL
	chatwoot_do '{"do":"set","keep_pending_on_bot_failure":true}' >/dev/null
	chatwoot_do '{"do":"deliver","retry":0}' >/dev/null
	for inbox in 3 4 5 6 7; do writes $inbox "Ana $inbox" +551199999000$inbox "oi $inbox" >/dev/null; done
	chatwoot_do '{"do":"wait_idle"}' >/dev/null
	chatwoot_do '{"do":"dump","what":"deliveries"}' | jq -r '.[] | select(.event == "message_created") | .body' >bodies
	cwai-receive --reconcile 1h </dev/null | jq -cS '.ts |= sub("[.].*"; "")' | sort >asked
	cwai-receive <bodies | jq -cS '.ts |= sub("[.].*"; "")' | sort >told
	is "$version: what is asked for is as if it had been told" "$(cat asked)" "$(cat told)"
	is "$version: five conversations" "$(wc -l <asked)" 5
	customer 42 "e aí?"
	answer 42 4711
	is "$version: of what is answered nothing comes again, of what came before the answer but is none it does" \
		"$(cwai-receive --reconcile 1h | show | grep -F -e '"oi 3' -e aí)" '["chatwoot:1:4716","e aí?",null]'
	chatwoot_do '{"do":"human","conversation":43,"text":"oi, aqui é a Ana"}' >/dev/null
	customer 43 "obrigada"
	is "$version: a person who took over unheard is noticed" "$(cwai-receive --reconcile 1h | grep -c obrigada)" 0
	chatwoot_do '{"do":"status","conversation":43,"status":"open"}' >/dev/null
	chatwoot_do '{"do":"status","conversation":43,"status":"pending"}' >/dev/null
	chatwoot_do '{"do":"assign","conversation":43,"assignee":0}' >/dev/null
	customer 43 "mais uma coisa"
	is "$version: until it is given back" "$(cwai-receive --reconcile 1h | jq -r 'select(.conversation.id == "chatwoot:1:43").text')" "obrigada
mais uma coisa"
	for i in $(seq 45); do customer 44 "n$i"; done
	is "$version: many messages of one conversation" "$(cwai-receive --reconcile 1h | jq -r 'select(.conversation.id == "chatwoot:1:44") | .merged | length' | tr '\n' ' ')" "20 20 6 "
	is "$version: in their order" "$(cwai-receive --reconcile 1h | jq -r 'select(.conversation.id == "chatwoot:1:44").text' | tail -2)" 'n44
n45'
	chatwoot_do '{"do":"simulate","conversations":60,"messages":2,"inbox":3}' >/dev/null
	chatwoot_do '{"do":"wait_idle"}' >/dev/null
	chatwoot_do '{"do":"dump","what":"conversations"}' >conversations
	is "$version: many conversations" "$(cwai-receive --reconcile 1h | jq -r .conversation.id | sort -u | wc -l)" "$(jq '[.[] | select(.status == "pending")] | length' conversations)"
	is "$version: with a status that is another's nothing comes" "$(chatwoot_do '{"do":"status","conversation":45,"status":"open"}' >/dev/null
	chatwoot_do '{"do":"assign","conversation":46,"assignee":7}' >/dev/null
	cwai-receive --reconcile 1h | grep -c -e '"chatwoot:1:45"' -e '"chatwoot:1:46"')" 0
	is "$version: Chatwoot has no complaint" "$(chatwoot_do '{"do":"violations"}')" "[]"
	chatwoot_stop
done

printf 'store: none.db\ndomains: [%s]\n' "$TOP/examples/cosmeticos" >cwai.yaml
for store in $(stores); do
	CWAI_STORE=$store
	export CWAI_STORE
	name=${store%%:*}
	chatwoot_start --seed empty --bot http://127.0.0.1:9/nowhere
	CHATWOOT_BASE_URL=$CW
	chatwoot_do '{"do":"set","keep_pending_on_bot_failure":true}' >/dev/null
	chatwoot_do '{"do":"deliver","retry":0}' >/dev/null
	chatwoot_do '{"do":"clock","now":"2026-06-17 12:00:00"}' >/dev/null
	writes 3 Ana +5511999990003 velha >/dev/null
	chatwoot_do '{"do":"clock","now":"2026-06-17 14:00:00"}' >/dev/null
	writes 3 Bia +5511999990004 um >/dev/null
	customer 43 dois
	writes 4 Caio +5511999990005 nova >/dev/null
	chatwoot_do '{"do":"wait_idle"}' >/dev/null
	chatwoot_do '{"do":"dump","what":"deliveries"}' | jq -r '.[] | select(.event == "message_created") | .body' >bodies
	cwai-receive <bodies >taken
	is "$name: what was taken in and never answered comes" "$(CWAI_NOW=2026-06-17T15:00:00Z cwai-receive --reconcile 2h | jq -r .text | sort)" 'dois
nova
um'
	is "$name: and again, until it is answered" "$(cwai-receive --reconcile 2026-06-17T13:30:00Z | jq -c '[.domain, .id, .merged]' | sort)" '["cosmeticos","chatwoot:1:4713",["chatwoot:1:4712","chatwoot:1:4713"]]
["cosmeticos","chatwoot:1:4714",null]'
	store_sql "$store" "INSERT INTO send_marks (domain, conversation_id, number) VALUES ('cosmeticos', 'chatwoot:1:43', 4713)" >/dev/null
	is "$name: as the store knows" "$(cwai-receive --reconcile 2026-06-17T13:30:00Z | jq -r .text)" nova
	is "$name: since longer ago, more" "$(cwai-receive --reconcile 2026-06-17 | jq -r .text)" 'nova
velha'
	customer 42 "está aí?"
	is "$name: what was asked for is a duplicate when it is told" "$(cwai-receive --reconcile 2026-06-17 | jq -r .text
	chatwoot_do '{"do":"wait_idle"}' >/dev/null
	chatwoot_do '{"do":"dump","what":"deliveries"}' | jq -r '.[] | select(.event == "message_created") | .body' | cwai-receive -a | jq -r .reason | sort -u)" 'velha
está aí?
nova
duplicate'
	chatwoot_do '{"do":"human","conversation":44,"text":"oi"}' >/dev/null
	customer 44 "quero outra"
	cwai-receive --reconcile 2026-06-17 >/dev/null
	is "$name: a person who was found there is known afterwards" "$(store_sql "$store" "SELECT conversation_id, reason FROM mutes")" "chatwoot:1:44|user"
	chatwoot_do '{"do":"fault","mode":"http500","match":{"path":"messages"},"times":1}' >/dev/null
	is "$name: a server that fails is asked again" "$(cwai-receive --reconcile 2026-06-17 | wc -l)" 1
	chatwoot_stop
	status "$name: one that is not there ends it with 69" 69 env CWAI_STORE="$store" sh -c 'sed "\$a chatwoot: {tries: 1}" cwai.yaml >once.yaml && cwai-receive -C once.yaml --reconcile 1h'
done
unset CWAI_STORE
status "a time that is none" 64 cwai-receive --reconcile yesterday
status "no address" 78 env -u CHATWOOT_BASE_URL cwai-receive --no-store --reconcile 1h
status "a bot's token reads no messages" 78 env -u CHATWOOT_API_TOKEN CHATWOOT_BOT_TOKEN=token-bot cwai-receive --no-store --reconcile 1h
done_testing
