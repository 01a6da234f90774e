#!/bin/sh
# The message pipeline on the embedded store: messages a second, and end-to-end latency.
. "${0%/*}/lib.sh"
cwai-init cosmeticos >/dev/null
messages 20000 >in
CWAI_NOW=2026-06-17T12:00:00Z
export CWAI_NOW
head -100 in | cwai-context | cwai-route | cwai-crew >/dev/null
rm -f store.db* cwai.yaml
cwai-init cosmeticos >/dev/null
for n in 1 2; do
	set -- $(measure 1 sh -c "cwai-lanes -k conversation.id -n $n --stats-file stats -- 'cwai-context | cwai-route | cwai-crew' <in >out")
	printf 'lanes -n %s -- context | route | crew: %6.0f messages/s  ' "$n" "$(awk -v ms="$1" 'BEGIN { print 20000 / ms * 1000 }')"
	jq -r '"p50 \(.latency_ms.p50) ms, p99 \(.latency_ms.p99) ms"' stats
	[ "$(jq -c 'select(.reply)' out | wc -l)" -eq 20000 ] || echo "not every message got a reply"
	rm -f store.db* cwai.yaml
	cwai-init cosmeticos >/dev/null
done
