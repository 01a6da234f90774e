#!/bin/sh
# cwai-replay: recordings and spools through pipelines, at a pace or at once, compared with what they expect.
. "${0%/*}/lib.sh"
cwai init -q cosmeticos >/dev/null || exit 1
day=$CWAI_SHARE/cosmeticos/conversations
one=$day/01-recomendacao.ndjson
total=$(cat "$day"/*.ndjson | wc -l | tr -d ' ')

status "the recorded day is as it should be: 0" 0 cwai-replay --json "$day"
is "a record a delivery" "$(wc -l <out | tr -d ' ')" "$total"
is "each with what it expects and what came" "$(jq -c 'select(.ok and .kind == "result" and (.expect | type) == "object" and (.got | type) == "object") | 1' out | wc -l | tr -d ' ')" "$total"
cp out before
cwai-replay --json "$day" >again 2>/dev/null
is "the same recording gives the same on any day" "$(cat again)" "$(cat before)"

# ---- what is not met ----
sed 's/"gate":"message"/"gate":"human"/' "$one" >wrong.ndjson
status "an expectation that is not met: 1" 1 cwai-replay --json wrong.ndjson
like "and told" "$(jq -r 'select(.ok | not) | .unmet[0]' out | head -1)" 'gate'
status "a pipeline that answers nothing meets nothing: 1" 1 cwai-replay --json "$one" 'cat >/dev/null'
status "a pipeline that fails: 69" 69 cwai-replay "$one" 'cat >/dev/null; exit 9'
like "says so" "$(cat err)" 'status 9'

# ---- any pipeline ----
is "the records of any pipeline, as they come" "$(cwai-replay --records "$one" 'cwai-receive --no-store' | jq -r .kind | sort -u)" message
is "each at its own time" "$(cwai-replay --records "$one" 'cwai-receive --no-store | cwai-context' | jq -r '.ts[0:10]' | sort -u)" 2026-06-17
is "a pipeline that leaves early is no end of ours" "$(cwai-replay --records "$day" 'head -1 | wc -l' | tr -d ' ')" 1

# ---- at a pace ----
at() { date +%s%N; }
start=$(at)
cwai-replay -s 60000 --records "$one" 'cat' >fast
quick=$((($(at) - start) / 1000000))
is "all of it comes, at a pace" "$(wc -l <fast | tr -d ' ')" "$(wc -l <"$one" | tr -d ' ')"
jq -c '.body.created_at // empty' "$one" >times.txt
span=$(jq -rs '[.[] | select(type == "string") | sub("\\.[0-9]+Z$"; "Z") | fromdate] | max - min' times.txt)
[ "$quick" -ge $((span * 1000 / 60000)) ]
ok "$span s at 60,000 times take no less than they must ($quick ms)" $?

# ---- a spool of cwai-listen ----
CWAI_LISTEN_TOKEN=door cwai-listen -q --no-emit -a 127.0.0.1:0 --spool spool --ready-file url >/dev/null 2>listen.err &
pid=$!
wait_for 20 test -s url
jq -c .body "$one" | while IFS= read -r body; do
	printf '%s' "$body" >body
	curl -s -o /dev/null -H 'Content-Type: application/json' --data-binary @body "$(cat url)/chatwoot/door"
done
kill $pid
wait $pid 2>/dev/null
is "a spool is a recording" "$(cwai-replay --records spool 'cwai-receive --no-store' | jq -r .id)" "$(cwai-replay --records "$one" 'cwai-receive --no-store' | jq -r .id)"
status "that expects nothing, and is met" 0 cwai-replay --json spool

# ---- at a terminal, and wrong ----
TERM=xterm NO_COLOR=1 script -qec "cwai-replay $one" /dev/null >shown 2>/dev/null </dev/null
like "people see the dialogue" "$(cat shown)" 'protetor solar'
like "and the sum" "$(cat shown)" 'expectations met'
status "no such recording: 66" 66 cwai-replay nothing.ndjson
echo 'no json' >bad.ndjson
status "a bad one: 65" 65 cwai-replay bad.ndjson
like "with file and line" "$(cat err)" 'bad.ndjson'
status "without one: 64" 64 cwai-replay
status "a pace below 0: 64" 64 cwai-replay -s -1 "$one"
done_testing
