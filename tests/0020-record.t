#!/bin/sh
# The record contract (cwai-record(5)), on a filter that adds one key: cwai-rules over a file.
. "${0%/*}/lib.sh"
echo '{"id":"r1","question":"Qual o prazo de troca?","answer":"Sete dias."}' >rules.ndjson
add() { cwai-rules --rules rules.ndjson --limit 0 "$@"; }

# Splice: every byte that the filter did not add stays.
cat >in.ndjson <<'X'
{"id":12345678901234567890,"a":1.10,"e":1e5,"text":"troca"}
{"text":"a\u00e9\/\"\n\ud83d\ude00","text":"twice","k" : [ 1 ,2,  {"x":null} ] }
 {"text":"😀 ação","deep":[[[[[[[[[{"a":{"b":1}}]]]]]]]]]} 
{ "text":"x" }
X
add <in.ndjson >out.ndjson 2>err
is "every record is answered" "$(wc -l <out.ndjson)" 4
sed 's/,\{0,1\}"rules":\[\]//' out.ndjson >stripped
is "what the filter added apart, the bytes are the input's" "$(cat stripped)" "$(cat in.ndjson)"
is "the member stands before the last brace" "$(sed -n 4p out.ndjson)" '{ "text":"x" ,"rules":[]}'
is "a member that is there is replaced where it stands" "$(echo '{"rules":7,"text":"x"}' | add)" '{"rules":[],"text":"x"}'

# Bad lines become records of kind bad, the stream goes on, and the status is 1.
bad() {
	printf '%b' "$2" | add >out 2>err
	st=$?
	is "$1: status" "$st" 1
	is "$1: the rest goes on" "$(tail -1 out | cut -c1-16)" '{"text":"after",'
	is "$1: kind" "$(head -1 out | jq -r .kind)" bad
	like "$1: says what" "$(head -1 out | jq -r .error.message)" "$3"
	is "$1: counted on stderr" "$(cat err)" "cwai-rules: 1 record carries an error"
}
bad "not JSON" 'oops\n{"text":"after"}\n' '^line 1: not a JSON object'
bad "an array" '[1,2]\n{"text":"after"}\n' '^line 1: not a JSON object'
bad "cut short" '{"text":\n{"text":"after"}\n' '^line 1: not JSON at byte 9: it ends where a value should be'
bad "a NUL" '{"text":"a\0b"}\n{"text":"after"}\n' '^line 1: a NUL at byte 11'
bad "truncated UTF-8" '{"text":"a\0303"}\n{"text":"after"}\n' '^line 1: invalid UTF-8 at byte 11'
bad "Latin-1" '{"text":"caf\0351"}\n{"text":"after"}\n' '^line 1: invalid UTF-8 at byte 13'
printf '{"a":%s}\n{"text":"after"}\n' "$(head -c 10000 /dev/zero | tr '\0' '[')$(head -c 10000 /dev/zero | tr '\0' ']')" | add >out 2>err
like "depth 10,000 is refused" "$(head -1 out | jq -r .error.message)" 'nested too deep'
is "and the rest goes on" "$(tail -1 out)" '{"text":"after","rules":[]}'
{ printf '{"text":"'; head -c 17825792 /dev/zero | tr '\0' x; printf '"}\n{"text":"after"}\n'; } | add >out 2>err
is "17 MiB: status" "$?" 1
like "17 MiB: says so" "$(head -1 out | jq -r .error.message)" '^line 1 is over the 16777216 bytes'
is "17 MiB: the rest goes on" "$(tail -1 out)" '{"text":"after","rules":[]}'
{ printf '{"text":"'; head -c 16777000 /dev/zero | tr '\0' ' '; printf '"}\n'; } | add >out 2>err
is "a line just under 16 MiB passes" "$?" 0

is "CRLF is read" "$(printf '{"text":"x"}\r\n' | add)" '{"text":"x","rules":[]}'
is "a last line without its end is read" "$(printf '{"text":"x"}' | add)" '{"text":"x","rules":[]}'
is "blank lines are skipped" "$(printf '\n  \n{"text":"x"}\n\n' | add)" '{"text":"x","rules":[]}'
is "a byte order mark is skipped" "$(printf '\357\273\277{"text":"x"}\n' | add)" '{"text":"x","rules":[]}'
is "no input, no output" "$(add </dev/null; echo $?)" 0

# Errors travel.
r='{"text":"x","error":{"tool":"t","kind":"data","message":"m","retryable":false}}'
is "a record with an error passes untouched" "$(echo "$r" | add 2>/dev/null)" "$r"
echo "$r" | add >/dev/null 2>&1
is "and the status is 1" "$?" 1
is "-E drop keeps it out" "$(printf '%s\n{"text":"y"}\n' "$r" | add -E drop 2>/dev/null)" '{"text":"y","rules":[]}'
printf 'bad\n{"text":"y"}\n' | add -E stop >out 2>err
is "-E stop ends with 65" "$?" 65
is "-E stop writes nothing more" "$(cat out)" ""
like "-E stop says which line" "$(cat err)" '^cwai-rules: line 1: '

# Output that fails.
echo '{"text":"x"}' | add >/dev/full 2>err
is "a full disk ends with 74" "$?" 74
like "and is told" "$(cat err)" 'cannot write to standard output: No space left'
echo '{"text":"x"}' | add >&- 2>err
is "a closed output ends with 74" "$?" 74
(trap '' TERM; yes '{"text":"x"}' | add 2>err; echo $? >st) | head -1 >/dev/null
is "a reader that leaves ends it by SIGPIPE" "$(cat st)" 141
is "quietly" "$(cat err)" ""
done_testing
