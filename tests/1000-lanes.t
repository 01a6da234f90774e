#!/bin/sh
# cwai-lanes: order within a key, one at a time, many side by side; nonsense, errors, stops, bounds.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"
records() { # N KEYS: records of conversations, interleaved
	awk -v n="$1" -v k="$2" 'BEGIN { for (i = 0; i < n; i++) printf "{\"v\":1,\"id\":\"m%d\",\"conversation\":{\"id\":\"c%d\"},\"n\":%d}\n", i, i * 7 % k, i }'
}
in_order() { # FILE OF FILE: the same records, each once, in order for each key
	jq -cs 'group_by(.conversation.id)[] | map(.id)' "$1" >left
	jq -cs 'group_by(.conversation.id)[] | map(.id)' "$2" >right
	cmp -s left right
}
records 1000 50 >in

# ---- the common case ----
cwai-lanes -n 2 -- 'cat | cat' <in >out 2>err
is "two copies: status" "$?" 0
in_order out in
ok "all out once, in order for each key" $?
is "nothing on stderr" "$(cat err)" ""
cwai-lanes -n 2 --stats-file stats -- cat <in >/dev/null
is "the stats are a record" "$(jq -c '[.kind,.messages,.answers,.errors,.restarts,(.copies|length),([.copies[].answers]|add)]' stats)" '["result",1000,1000,0,0,2,1000]'
is "latencies are in order" "$(jq '.latency_ms | .p50 > 0 and .p50 <= .p90 and .p90 <= .p99 and .p99 <= .max' stats)" true
cwai-lanes -n 2 --stats-file again -- cat <in >/dev/null
is "the same keys go to the same copies" "$(jq -c '[.copies[].answers]' again)" "$(jq -c '[.copies[].answers]' stats)"
like "--stats is for people" "$(cwai-lanes -s -- cat <in 2>&1 >/dev/null | head -1)" '^1000 messages in [0-9.]+ s, 1000 answered, 0 with an error, 0 timed out, 0 restarts$'
is "no input, no output" "$(cwai-lanes -- cat </dev/null; echo $?)" 0
is "the bytes are the pipeline's" "$(printf ' {"id" :"1", "n":1.10} \n' | cwai-lanes -- cat)" ' {"id" :"1", "n":1.10} '

# ---- one at a time ----
mark='perl -pe "BEGIN { \$| = 1; open L, q(>>), q(log); L->autoflush } /\"id\":\"(\w+)/; syswrite L, \"\$ENV{W} \$1\n\""'
records 20 1 | cwai-lanes -- "W=in $mark | W=out $mark" >out
is "of one key, one is inside at a time" "$(awk '{ if ((NR % 2 ? "in" : "out") != $1 || (NR % 2 == 0 && $2 != last)) bad = 1; last = $2 } END { print NR, bad + 0 }' log)" "40 0"
# A stage that holds three records and gives them back to front goes on only when three keys are inside together.
records 30 3 | cwai-lanes -- 'perl -ne "\$| = 1; push @h, \$_; if (@h == 3) { print reverse @h; @h = () }"' >out
in_order out in 2>/dev/null
is "keys do not wait for each other" "$(jq -cs '[length, (group_by(.conversation.id) | all(map(.n) == (map(.n) | sort)))]' out)" '[30,true]'
printf '%s\n' '{"id":"1","k":7}' '{"id":"2","k":"x"}' '{"id":"3"}' '{"id":4}' '{"id":"5","k":null}' | cwai-lanes -k k -- cat | jq -sc 'map(.id | tostring) | sort' >out
is "numbers are keys and ids too; without the key a record is alone" "$(cat out)" '["1","2","3","4","5"]'
printf '%s\n' '{"id":"same","k":1}' '{"id":"same","k":2}' '{"id":"same","k":3}' | cwai-lanes -k k -- cat >out
is "one id under three keys: one after the other" "$(jq -sc 'map(.k) | sort' out)" '[1,2,3]'

# ---- what does not enter the pipeline ----
e='{"id":"2","conversation":{"id":"a"},"error":{"tool":"t","kind":"data","message":"m","retryable":false}}'
printf '%s\n' '{"id":"1","conversation":{"id":"a"}}' "$e" '{"id":"3","conversation":{"id":"a"}}' | cwai-lanes -- 'jq -c --unbuffered .x=1' >out 2>err
is "with an error: status" "$?" 1
is "a record with an error passes untouched in its place" "$(sed -n 2p out)" "$e"
is "and is counted" "$(cat err)" "cwai-lanes: 1 record carries an error"
is "-E drop keeps it out" "$(echo "$e" | cwai-lanes -E drop -- cat 2>/dev/null)" ""
echo "$e" | cwai-lanes -E stop -- cat >out 2>err
is "-E stop ends with 65" "$?" 65
is "without id: an error of kind data" "$(echo '{"n":1}' | cwai-lanes -- cat 2>/dev/null | jq -c '[.n,.error.tool,.error.kind]')" '[1,"cwai-lanes","data"]'
is "no record: kind bad" "$(printf 'oops\n{"id":"1"}\n' | cwai-lanes -- cat 2>/dev/null | jq -c '[.kind,.raw]')" "$(printf '["bad","oops"]\n[null,null]')"

# ---- nonsense ----
nonsense() { # NAME PIPELINE REGEX
	printf '%s\n' '{"id":"m1","conversation":{"id":"a"}}' | cwai-lanes -- "$2" >out 2>err
	is "$1: status" "$?" 76
	like "$1: named" "$(cat err)" "$3"
	is "$1: the answer is out, nothing else" "$(jq -c '.id + (.error.kind // "")' out)" '"m1"'
}
nonsense "an unknown id" 'sed -u "s/.*/&\n{\"id\":\"x9\"}/"' 'answered "x9", which it was not asked'
nonsense "twice" 'sed -u "s/.*/&\n&/"' 'answered "m1" twice'
nonsense "no record" 'sed -u "s/.*/&\nhello/"' 'wrote a line that is no record: not a JSON object'
nonsense "no id" 'sed -u "s/.*/&\n{\"a\":1}/"' 'wrote a record without an id'

# ---- records that never come out ----
records 6 6 | cwai-lanes -- 'grep --line-buffered -v m2' >out 2>err
is "a swallowed record: status" "$?" 1
is "it goes out with an error, and no other" "$(jq -sc 'sort_by(.n) | map([.id, .error.kind])' out)" '[["m0",null],["m1",null],["m2","unavailable"],["m3",null],["m4",null],["m5",null]]'
records 6 3 | cwai-lanes --timeout 0.2 -- 'grep --line-buffered -v m2' >out 2>err
is "one with another behind it: in time" "$(jq -sc 'sort_by(.n) | map([.id, .error.kind])' out)" '[["m0",null],["m1",null],["m2","again"],["m3",null],["m4",null],["m5",null]]'
printf '%s\n' '{"id":"1","k":1}' '{"id":"hang","k":2}' '{"id":"2","k":3}' '{"id":"3","k":2}' |
	cwai-lanes -k k --timeout 0.2 -- 'while read -r l; do case $l in *hang*) exec tail -f /dev/null ;; esac; echo "$l"; done' >out 2>err
is "a record that hangs: status" "$?" 1
is "it is an error that may be tried again; the others come out" "$(jq -sc 'sort_by(.id) | map([.id, .error.kind, .error.retryable])' out)" '[["1",null,null],["2",null,null],["3",null,null],["hang","again",true]]'
like "it is named" "$(jq -r 'select(.error).error.message' out)" '^"hang": the pipeline did not answer within 0.2 s$'

# ---- ends ----
is "what a copy ends with at the end is the status" "$(echo '{"id":"1"}' | cwai-lanes -- 'cat; exit 69' 2>/dev/null >&2; echo $?)" 69
echo '{"id":"1"}' | cwai-lanes -- cat >/dev/full 2>err
is "a full disk ends with 74" "$?" 74
echo '{"id":"1"}' | cwai-lanes -- cat >&- 2>err
is "a closed output ends with 74" "$?" 74
(trap '' TERM; yes '{"id":"1"}' | cwai-lanes -- cat 2>err; echo $? >st) | head -1 >/dev/null
is "a reader that leaves ends it by SIGPIPE" "$(cat st)" 141
is "quietly" "$(cat err)" ""
status "no pipeline is a mistake" 64 cwai-lanes
status "two operands too" 64 cwai-lanes -- cat cat
(while :; do echo '{"id":"1"}'; echo '{"id":"2"}'; done) 2>/dev/null | cwai-lanes -- 'no-such-command 2>/dev/null' >out 2>err
is "a pipeline that never runs ends it with 69" "$?" 69
like "and says so" "$(cat err)" 'ended 6 times and never answered \(last status 127\)'

# A signal: what was read is finished, then it ends; what hangs goes out with an error after the grace.
mkfifo feed told
cwai-lanes -- 'tee seen' <feed >told 2>err &
pid=$!
exec 5>feed 6<told
records 100 10 >&5
read -r first <&6
kill -TERM $pid
{ printf '%s\n' "$first"; cat; } <&6 >out
wait $pid
is "SIGTERM: status" "$?" 0
exec 5>&- 6<&-
in_order out seen
ok "what was read is out" $?
cwai-lanes --grace 0.1 -- 'exec 5>told; for i in 1 2 3; do read -r l; echo "$l" >&5; done; exec tail -f /dev/null' <feed >out 2>err &
pid=$!
exec 5>feed 6<told
records 3 3 >&5
read -r first <&6
kill -TERM $pid
wait $pid
is "SIGTERM on a pipeline that hangs: status" "$?" 1
exec 5>&- 6<&-
is "what was read goes out, to be tried again" "$(jq -sc 'map([.id, .error.kind, .error.retryable]) | sort' out)" \
	'[["m0","again",true],["m1","again",true],["m2","again",true]]'

# ---- bounds ----
# A reader that is slow holds up the pipeline and the input, and is nobody's timeout.
awk 'BEGIN { for (i = 0; i < 20000; i++) { printf "{\"id\":\"m%d\",\"conversation\":{\"id\":\"c%d\"},\"n\":%d,\"pad\":\"%0500d\"}\n", i, i % 100, i, 0; if (i % 100 == 0) { print i >"fed"; fflush("fed") } } }' |
	cwai-lanes --timeout 0.2 -- cat 2>err | {
	read -r first
	echo '{"id":"clock"}' | cwai-lanes --timeout 0.5 -- 'tail -f /dev/null' >/dev/null 2>&1 # half a second goes by
	tail -1 fed >lead
	printf '%s\n' "$first"
	cat
} >out
[ "$(cat lead)" -lt 5000 ]
ok "the input waits for the reader" $?
is "all out, none late" "$(jq -sc '[length, map(select(.error)) | length]' out | head -1)" "$(jq -nc '[20000,0]' | head -1)"
awk 'BEGIN { for (i = 0; i < 6; i++) { s = "x"; while (length(s) < 4000000) s = s s; printf "{\"id\":\"m%d\",\"conversation\":{\"id\":\"c%d\"},\"n\":%d,\"pad\":\"%s\"}\n", i, i % 2, i, s } }' >huge
cwai-lanes -n 2 -- 'cat | cat' <huge >out
is "huge records: status" "$?" 0
is "each byte is there" "$(sort out | cksum)" "$(sort huge | cksum)"
{ printf '{"id":"big","pad":"'; head -c 17825792 /dev/zero | tr '\0' x; printf '"}\n{"id":"after"}\n'; } | cwai-lanes -- cat >out 2>err
is "a line over 16 MiB is bad, and the rest goes on" "$(jq -sc 'map(.id // .error.kind) | sort' out)" '["after","data"]'
echo '{"id":"1"}' | cwai-lanes -- 'head -c 17825792 /dev/zero | tr "\0" x; echo; cat' >out 2>err
is "a pipeline's line over 16 MiB is nonsense" "$? $(cat out)" '76 {"id":"1"}'
records 500 500 | cwai-lanes --max-in-flight 1 --max-pending 2 -n 3 -- cat | jq -sc 'length' >out
is "the narrowest bounds still pass all" "$(cat out)" 500
done_testing
