#!/bin/sh
# What cwai-lanes itself costs: 10,000 message records through cat, by the number of conversations and of copies.
# shellcheck disable=SC2046,SC2086
. "${0%/*}/lib.sh"
messages 10000 >in
sed 's/"conversation":{"id":"[^"]*"/"conversation":{"id":"one"/' in >one
set -- $(measure 5 sh -c 'cat <in | cat >/dev/null')
printf '%-44s %8s ms\n' "cat | cat" "$1"
lanes() { # NAME INPUT PIPELINE OPTION...
	name=$1 in=$2 pipeline=$3
	shift 3
	set -- "$*" $(measure 5 sh -c "cwai-lanes $* --stats-file stats -- '$pipeline' <$in >/dev/null")
	printf '%-44s %8s ms %8.0f messages/s  %s\n' "$name" "$2" "$(awk -v ms="$2" 'BEGIN { print 1e7 / ms }')" \
		"$(jq -r '.latency_ms | "p50 \(.p50) ms, p99 \(.p99) ms"' stats)"
}
lanes "1,000 conversations, one copy" in cat
lanes "1,000 conversations, two copies" in cat -n 2
lanes "1,000 conversations, three stages" in 'cat | cat | cat'
lanes "one conversation: a message at a time" one cat
