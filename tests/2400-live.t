#!/bin/sh
# The live pipeline, with everything going wrong: tests/soak/live.sh in its short form, on both stores beside each other.
. "${0%/*}/lib.sh"
CWAI_BUILD=$BUILD
export CWAI_BUILD
live() { "$TOP/tests/soak/live.sh" -n 150 -c 30 -r 60 "$@"; }
live -s 1 -k 4 -u sqlite >one 2>&1 &
live -s 5 -k 4 -u "${CWAI_TEST_PG:-none://}" >two 2>&1
wait
for store in one two; do
	while IFS= read -r line; do
		case $line in
		'ok - '*) ok "$store: ${line#ok - }" 0 ;;
		'not ok - '*) ok "$store: ${line#not ok - }" 1 ;;
		'#'*) echo "$line" ;;
		esac
	done <$store
	like "$store: it came to its end" "$(tail -1 $store)" '^9 passed, 0 failed'
done
done_testing
