#!/bin/sh
# What a filter costs beside jq, what each tool costs to start beside /bin/true, and that memory does not grow.
. "${0%/*}/lib.sh"
messages 100000 >in
echo "adding a key to 100,000 message records ($(($(wc -c <in) / 1000000)) MB), median of 5:"
set -- $(measure 5 sh -c "jq -c '.k=\"v\"' <in >/dev/null")
jq=$1
printf '  %-28s %8s ms\n' "jq -c '.k=\"v\"'" "$jq"
set -- $(measure 5 sh -c 'add_key <in >/dev/null')
printf '  %-28s %8s ms   %s times as fast\n' "the smallest filter" "$1" "$(ratio "$jq" "$1")"
cwai-init cosmeticos >/dev/null
cwai-train route -o m "$CWAI_SHARE/cosmeticos/intents.yaml" >/dev/null 2>&1
set -- $(measure 5 sh -c 'cwai-route --model m <in >/dev/null')
printf '  %-28s %8s ms   %s times as fast\n' "cwai-route --model" "$1" "$(ratio "$jq" "$1")"

echo "start-up on empty input, median of 40:"
set -- $(measure 40 /bin/true)
true=$1
printf '  %-28s %8s ms\n' /bin/true "$true"
for t in "$BUILD"/bin/cwai-*; do
	n=${t##*/}
	case $n in
	cwai-route) cmd="$n --model m" ;;
	cwai-rules) cmd="$n" ;;
	cwai-lanes) cmd="$n -- cat" ;;
	cwai-context | cwai-crew | cwai-greet | cwai-receive | cwai-product-search) cmd=$n ;;
	*) cmd="$n --version" ;;
	esac
	set -- $(measure 40 sh -c "exec $cmd </dev/null >/dev/null")
	printf '  %-28s %8s ms   %s times\n' "$cmd" "$1" "$(ratio "$1" "$true")"
done

echo "peak memory, KiB, on 1,000 and on 1,000,000 records:"
messages 1000 >small
messages 1000000 >big
for cmd in add_key "cwai-route --model m" "cwai-rules --rules rules.ndjson --limit 0" "cwai-greet" "cwai-lanes -- cat"; do
	echo '{"id":"r1","question":"troca","answer":"Sete dias."}' >rules.ndjson
	set -- $(measure 1 sh -c "exec $cmd <small >/dev/null")
	small=$3
	set -- $(measure 1 sh -c "exec $cmd <big >/dev/null")
	printf '  %-42s %8s %8s\n' "$cmd" "$small" "$3"
done
