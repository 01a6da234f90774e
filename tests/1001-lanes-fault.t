#!/bin/sh
# cwai-lanes when stages are killed: everything comes out exactly once and in order for each key.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"
awk 'BEGIN { for (i = 0; i < 1000; i++) printf "{\"id\":\"m%d\",\"conversation\":{\"id\":\"c%d\"},\"n\":%d}\n", i, i * 7 % 50, i }' >in

# A stage that kills itself at random records; each start draws other numbers, the same in each run.
cat >killer <<'X'
$| = 1;
open F, ">>", "starts.$ENV{CWAI_COPY}"; print F "x"; close F;
srand((($ENV{SEED} * 1000 + (-s "starts.$ENV{CWAI_COPY}")) * 2654435761) % 4294967296);
while (<STDIN>) { kill 9, $$ if rand() < 0.015; print }
X
seed=0
for p in 'perl killer' 'perl killer | cat' 'cat | perl killer' 'cat | perl killer | cat' 'perl killer | perl killer'; do
	seed=$((seed + 1))
	rm -f starts.*
	SEED=$seed cwai-lanes -n 2 --stats-file stats -- "$p" <in >out 2>err
	is "$p: status" "$?" 0
	jq -cs 'group_by(.conversation.id)[] | map(.id)' in >want
	jq -cs 'group_by(.conversation.id)[] | map(.id)' out >got
	cmp -s got want
	ok "$p: all out once, in order for each key" $?
	[ "$(jq .restarts stats)" -gt 3 ]
	ok "$p: it was started again" $?
	like "$p: the reason is on stderr" "$(cat err)" 'fed again'
done

# A record that always kills.
printf '%s\n' '{"id":"1","k":1}' '{"id":"poison","k":2}' '{"id":"2","k":3}' '{"id":"3","k":2}' |
	cwai-lanes -k k -- 'perl -ne "\$| = 1; kill 9, \$\$ if /poison/; print" | cat' >out 2>err
is "poison: status" "$?" 1
is "it goes out with an error after three deaths; the others come out" \
	"$(jq -sc 'sort_by(.id) | map([.id, .error.kind])' out)" '[["1",null],["2",null],["3",null],["poison","unavailable"]]'
like "it is named" "$(jq -r 'select(.error).error.message' out)" '^"poison": the pipeline ended 3 times in a row'

# A kill of cwai-lanes itself takes its stages with it, and the whole input fed again gives the rest.
mkfifo feed alive told
cwai-lanes -n 2 -- 'exec 7>alive; echo here >&7; cat | tail -f /dev/null | cat' <feed >out 2>err &
pid=$!
exec 5>feed 6<alive
cat in >&5 &
read -r one <&6
read -r two <&6
is "two copies run" "$one $two" "here here"
kill -9 $pid
wait $pid 2>/dev/null
is "its stages are gone with it" "$(cat <&6)" "" # ends when the last of them is
exec 5>&- 6<&-
cwai-lanes -n 2 -- cat <feed >told 2>err &
pid=$!
exec 5>feed 6<told
head -400 in >&5
read -r one <&6
kill -9 $pid
wait $pid 2>/dev/null
{ printf '%s\n' "$one"; cat; } <&6 >first
exec 5>&- 6<&-
cwai-lanes -n 2 -- cat <in >second
is "a run after the kill gives every record" "$(grep -h '}$' first second | jq -r .id | sort -u | wc -l)" 1000
done_testing
