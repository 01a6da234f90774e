#!/bin/sh
# Who touched whose data: each tool that reads or writes a customer's says so in the audit log, in the same transaction.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
export CWAI_NOW
# tick: a minute later, so that lines of several processes have an order
tick() {
	k=$((k + 1))
	CWAI_NOW=$(printf '2026-06-17T12:%02d:00Z' "$k")
}

message() {
	printf '{"v":1,"kind":"message","id":"chatwoot:1:%s","ts":"2026-06-17T12:00:0%s.000Z","domain":"cosmeticos","channel":"whatsapp",' "$1" "$1"
	printf '"conversation":{"id":"chatwoot:1:42"},"customer":{"id":"chatwoot:1:c5","name":"Bia Prado","phone":"+5511977776666"},"text":"%s"}\n' "$2"
}
# trail [OPTION...]: what stands in the log, without times and the system's user
trail() {
	cwai-privacy audit "$@" | jq -r '"\(.actor | split(":")[0]) \(.action) \(.what) (\(.why))"'
}

for url in $(stores); do
	kind=${url%%:*} k=0
	tick
	rm -rf "$T/shop" && mkdir "$T/shop" && cd "$T/shop" || exit 1
	cwai-init -d cosmeticos --store "$url" . >/dev/null 2>&1
	is "$kind: nothing was touched yet" "$(trail)" ""
	tick
	message 1 "oi, tem batom?" | cwai-context | cwai-enrich >/dev/null
	is "$kind: a message's way is one line" "$(trail)" \
		"cwai-context process customer, turns, orders, appointments (message chatwoot:1:1)"
	is "$kind: and other systems hear of a new customer" "$(store_sql "$url" "SELECT entity, entity_id, action FROM outbox")" "profile|chatwoot:1:c5|insert"
	tick
	message 2 "e perfume?" | cwai-context -n >/dev/null
	is "$kind: a dry run stores nothing" "$(trail | wc -l)" 1
	tick
	cwai-profile get chatwoot:1:c5 >/dev/null
	tick
	message 1 "oi" | cwai-profile get >/dev/null
	tick
	cwai-profile get nobody >/dev/null 2>&1
	tick
	cwai-profile history chatwoot:1:c5 >/dev/null
	is "$kind: who looks is known" "$(trail --customer chatwoot:1:c5 | tail -n +2)" "cwai-profile read profile (cwai-profile)
cwai-profile read profile (chatwoot:1:1)
cwai-profile read history (cwai-profile)"
	tick
	cwai-profile -n update chatwoot:1:c5 name=Beatriz --source conversation >/dev/null
	tick
	cwai-profile update chatwoot:1:c5 name=Beatriz --source conversation >/dev/null
	tick
	cwai-profile update chatwoot:1:c5 name=Beatriz --source conversation >/dev/null
	tick
	cwai-profile link c001 chatwoot:1:c5 >/dev/null
	tick
	cwai-profile unlink c001 >/dev/null
	is "$kind: and who changes" "$(trail --since 1d | tail -n +5)" "cwai-profile write profile (conversation)
cwai-profile write link (manual)
cwai-profile write link (unlink)"
	tick
	cwai-enrich chatwoot:1:c5 >/dev/null
	CWAI_NOW=2026-06-17T14:00:00Z
	cwai-analyze --stored >/dev/null
	is "$kind: what is read for an offer, and of a conversation" "$(trail | tail -n 2)" \
		"cwai-enrich read profile, orders, appointments (cwai-enrich)
cwai-analyze read turns (conversation chatwoot:1:42)"
	CWAI_NOW=2026-06-17T14:30:00Z
	cwai-privacy consent grant chatwoot:1:c5 analytics >/dev/null
	message 3 "quanto custa o perfume?" | cwai-context >/dev/null
	CWAI_NOW=2026-06-17T16:00:00Z
	cwai-analyze --stored >/dev/null
	is "$kind: with consent it is kept" "$(trail | tail -n 1)" "cwai-analyze write analysis, profile (conversation chatwoot:1:42)"
	is "$kind: the customer stands there by pseudonym only" "$(store_sql "$url" "SELECT count(*) FROM audit WHERE subject LIKE 'p:%' AND subject <> '' AND what NOT LIKE '%Bia%' AND why NOT LIKE '%977776666%'")" \
		"$(store_sql "$url" "SELECT count(*) FROM audit")"
	status "$kind: all as it was written" 0 cwai-privacy audit verify
	store_sql "$url" "UPDATE audit SET why = 'nothing' WHERE action = 'process' AND why = 'message chatwoot:1:3'"
	cwai-privacy audit verify >"$T/out" 2>/dev/null
	is "$kind: what was altered shows" "$? $(jq -r 'select(.finding) | .finding' "$T/out")" "1 changed"
	chmod 0 privacy.key
	[ "$(id -u)" -eq 0 ] && rm privacy.key && mkdir privacy.key
	message 4 "oi" | cwai-context >"$T/out" 2>"$T/err"
	like "$kind: without its key nothing is read" "$? $(wc -c <"$T/out")" '^(7[0-9]|6[0-9]) 0$'
	like "$kind: and the key is named" "$(cat "$T/err")" 'privacy\.key'
	rmdir privacy.key 2>/dev/null
done
done_testing
