#!/bin/sh
# cwai-send killed at each step of an answer: cwai-receive --reconcile asks for the message again, and what lacks is said,
# nothing twice. And two at once.
. "${0%/*}/lib.sh"
. "$TOP/tests/fake/chatwoot.sh"
chatwoot_start --seed empty || exit 1
trap 'chatwoot_stop; cd /; rm -rf "$T"' EXIT
CHATWOOT_BASE_URL=$CW CHATWOOT_ACCOUNT_ID=1 CHATWOOT_API_TOKEN=token-admin CHATWOOT_BOT_TOKEN=token-bot
export CHATWOOT_BASE_URL CHATWOOT_ACCOUNT_ID CHATWOOT_API_TOKEN CHATWOOT_BOT_TOKEN
customers=10
# begin STORE: a new customer writes, in conversation $C.
begin() {
	store=$1 customers=$((customers + 1))
	printf 'store: "%s"\ndomains: [cosmeticos]\nchatwoot: {bot_id: 12, retry: 0.02, tries: 2, timeout: 9}\n' "$store" >cwai.yaml
	chatwoot_do '{"do":"fault","mode":"none"}' >/dev/null
	C=$(chatwoot_do "{\"do\":\"customer\",\"inbox\":3,\"contact\":{\"name\":\"Bia\",\"phone\":\"+55119777766$customers\"},\"text\":\"oi $customers\"}" | jq .conversation)
}
# asked: what --reconcile gives of it. reply PARTS [HANDOFF]: with this reply.
asked() { cwai-receive --reconcile 1h | jq -c "select(.conversation.id == \"chatwoot:1:$C\")"; }
reply() { jq -c --argjson parts "$1" --argjson handoff "${2-null}" '.reply = {$parts, $handoff}'; }
send() { cwai-send --settle 300ms "$@"; }
# resend: by another sender, which waits longer than the killed one's request takes (slow).
resend() { cwai-send --settle 3500ms; }
posted() { chatwoot_do "{\"do\":\"dump\",\"what\":\"messages\",\"conversation\":$C}" | jq -r '.[] | select(.message_type == 1) | .content' | tr '\n' ' '; }
slow() { chatwoot_do "{\"do\":\"fault\",\"mode\":\"slow\",\"seconds\":${2-2},\"after\":${3-0},\"match\":{\"method\":\"POST\",\"path\":\"$1\"}}" >/dev/null; }
begun() { [ "$(store_sql "$store" "SELECT state FROM sends WHERE conversation_id = 'chatwoot:1:$C'" 2>/dev/null)" = sending ]; }
said() { case $(posted) in *"$1"*) return 0 ;; esac; return 1; }
# killed CONDITION...: a sender of the record "one", killed when the condition holds.
killed() {
	cwai-send --settle 300ms <one >/dev/null 2>&1 &
	pid=$!
	wait_for 20 "$@"
	kill -9 $pid
	wait $pid 2>/dev/null
}
two='[{"crew":"a","text":"bolha um"},{"crew":"b","text":"bolha dois"}]'
for store in $(stores); do
	case $store in postgres*) kind=PostgreSQL ;; *) kind=SQLite ;; esac
	begin "$store"
	asked | reply "$two" >one
	slow typing
	killed begun
	is "$kind: killed before a word was said: nothing is there" "$(posted)" ""
	is "it is asked for again" "$(asked | jq -r .text)" "oi $customers"
	is "and answered" "$(asked | reply "$two" | resend | jq -r .delivery.state)" sent
	is "once" "$(posted)" "bolha um bolha dois "
	is "then nothing is asked for" "$(asked)" ""

	begin "$store"
	asked | reply "$two" >one
	slow messages 2 1
	killed said "bolha um"
	is "$kind: killed between two bubbles: it is asked for again" "$(asked | jq -r .text)" "oi $customers"
	is "the rest is said" "$(asked | reply "$two" | resend | jq -r .delivery.state)" sent
	chatwoot_do '{"do":"wait_idle","timeout":5}' >/dev/null
	is "each once" "$(posted)" "bolha um bolha dois "

	begin "$store"
	asked | reply "$two" '{"reason":"person","note":"nota"}' >one
	slow toggle_status 2
	killed said nota
	is "$kind: killed before a person has it: it is asked for again" "$(asked | jq -r .text)" "oi $customers"
	is "and handed over" "$(asked | reply "$two" '{"reason":"person","note":"nota"}' | resend | jq -r .delivery.state)" handed
	is "with one note" "$(posted)" "bolha um bolha dois nota "
	is "the conversation is open" "$(chatwoot_do "{\"do\":\"dump\",\"what\":\"conversations\",\"conversation\":$C}" | jq -r '.[0].status')" open

	# ---- two at once ----
	begin "$store"
	asked | reply "$two" >one
	slow typing 2
	cwai-send --settle 300ms <one >first 2>err &
	pid=$!
	wait_for 20 begun
	is "$kind: one that is not heard of for long: another goes on" "$(send <one | jq -r .delivery.state)" sent
	wait $pid
	is "and the first says nothing more" "$(jq -r '.delivery.state' first) $(posted)" "already bolha um bolha dois "
	begin "$store"
	asked | reply "$two" >one
	for i in 1 2 3 4; do
		cwai-send --settle 2s <one >"out$i" 2>/dev/null &
		pids="${pids-} $!"
	done
	# shellcheck disable=SC2086 # numbers
	wait $pids
	is "$kind: four at the same time: one sends" "$(cat out1 out2 out3 out4 | jq -r .delivery.state | sort | tr '\n' ' ')$(posted)" "already already already sent bolha um bolha dois "

	# ---- what failed is the dead letters' ----
	begin "$store"
	asked | reply "$two" >one
	chatwoot_do '{"do":"fault","mode":"http502","times":99,"match":{"method":"POST","path":"messages"}}' >/dev/null
	is "$kind: what fails is kept" "$(send --dead-letter dead <one 2>/dev/null | jq -r .error.kind) $(wc -l <dead)" "unavailable 1"
	chatwoot_do '{"do":"fault","mode":"none"}' >/dev/null
	is "and not asked for" "$(asked)" ""
	is "but tried again" "$(cwai-send --retry --settle 300ms --dead-letter dead 2>/dev/null | jq -r .delivery.state) $(posted)" "sent bolha um bolha dois "
done
done_testing
