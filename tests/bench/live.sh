#!/bin/sh
# From a customer's message to the reply that stands in the conversation, p50 and p99: a bot that only says "ok" (what the
# stand-in for Chatwoot needs by itself, on the same machine) beside the live pipeline. RATE messages a second, each of
# another customer, without debounce.
. "${0%/*}/lib.sh"
RATE=${RATE:-100} SECONDS_EACH=${SECONDS_EACH:-6}
HOME=$T XDG_STATE_HOME=$T/state
CHATWOOT_ACCOUNT_ID=1 CHATWOOT_API_TOKEN=token-admin CHATWOOT_BOT_TOKEN=token-bot CWAI_CHATWOOT_SECRET=s3cr3t-bot CWAI_CONFIG=$T/cwai.yaml
export HOME XDG_STATE_HOME CHATWOOT_ACCOUNT_ID CHATWOOT_API_TOKEN CHATWOOT_BOT_TOKEN CWAI_CHATWOOT_SECRET CWAI_CONFIG
until_there() { while [ ! -s "$1" ]; do sleep 0.02; done; }
fake() { "$TOP/tests/fake/ask" "$CHATWOOT_BASE_URL" "$1"; }
# begin RATE: a stand-in, and a shop.
begin() {
	rm -rf store.db* derived cwai.yaml chat url spool
	"$TOP/tests/fake/chatwoot" --seed empty --ready chat >/dev/null 2>&1 &
	chatwoot=$!
	until_there chat
	CHATWOOT_BASE_URL=$(cat chat)
	export CHATWOOT_BASE_URL
	cwai-init cosmeticos >/dev/null
	echo 'chatwoot: {bot_id: 12}' >>cwai.yaml
	rate=$1 N=$(($1 * SECONDS_EACH))
}
# answered N: waits for so many messages in all; what is known of them goes to the file ms.
answered() {
	left=30
	while [ "$left" -gt 0 ]; do
		fake '{"do":"dump","what":"messages"}' >all
		jq -c '(map(select(.message_type == 0) | {key: "chatwoot:1:\(.id)", value: .at}) | from_entries) as $asked |
			[.[] | select(.content_attributes.cwai.part == 1) | (.at - $asked[.content_attributes.cwai.message]) * 1000]' all >ms
		[ "$(jq length ms)" -lt "$1" ] || break
		left=$((left - 1))
		sleep 1
	done
}
# measure_it NAME PID: customers write to the bot whose URL is in the file url; PID is ended.
measure_it() {
	fake "{\"do\":\"deliver\",\"url\":\"$(cat url)/chatwoot\",\"timestamps\":\"real\"}" >/dev/null
	# Indexes are made and all is opened before.
	fake '{"do":"simulate","conversations":40,"seed":9,"texts":["tem shampoo?"]}' >/dev/null
	answered 40
	fake "{\"do\":\"simulate\",\"conversations\":$N,\"rate\":$rate,\"texts\":[\"tem batom vermelho?\",\"vocês abrem domingo?\",\"tem shampoo?\",\"oi, bom dia\"]}" >said
	fake '{"do":"wait_idle","timeout":120}' >/dev/null
	answered $((N + 40))
	jq -c '.[40:]' ms >ms.new && mv ms.new ms
	kill "$2" 2>/dev/null || :
	jq -r --arg name "$1" --argjson n "$N" --arg rate "$rate" 'sort | "\($name) \($rate)/s: p50 \(.[length / 2 | floor] * 10 | round / 10) ms, p99 \(.[length * .99 | floor] * 10 | round / 10) ms" +
		if length < $n then ", \(length) of \($n) answered" else "" end' ms
}
over() {
	kill "$chatwoot" 2>/dev/null || :
	wait 2>/dev/null || :
}
# live NAME PIPELINE [SEND]
live() {
	sh -c 'echo $$ >listen.pid; exec cwai-listen -q -a 127.0.0.1:0 --rate 0 --spool spool --ready-file url' 2>err | cwai-receive | cwai-lanes -n 2 --stats-file stats -- "$2" | ${3:-cat} >out 2>>err &
	until_there url
	measure_it "$1" "$(cat listen.pid)"
	over
	jq -r '"    of that inside lanes: p50 \(.latency_ms.p50) ms"' stats
}
for r in $((RATE / 5)) "$RATE"; do
	begin "$r"
	"$TOP/tests/fake/sink" "$CHATWOOT_BASE_URL" url >/dev/null 2>&1 &
	until_there url
	measure_it 'a bot that says "ok",      ' $!
	over
	begin "$r"
	live 'lanes | cwai-send,         ' 'cwai-context | cwai-route | cwai-crew' cwai-send
	begin "$r"
	live 'four cwai-send in lanes,   ' 'cwai-context | cwai-route | cwai-crew' 'cwai-lanes -n 4 -- cwai-send'
	begin "$r"
	live 'cwai-send inside lanes -n 2,' 'cwai-context | cwai-route | cwai-crew | cwai-send'
done
