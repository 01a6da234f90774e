#!/bin/sh
# cwai-privacy audit: what is written down, and that every way to change it behind its back is seen; on both stores.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
i=0
for url in $(stores); do
	i=$((i + 1))
	on=${url%%:*}
	cwai init -s "$url" "$T/shop$i/" >/dev/null 2>&1 || exit 1
	cd "$T/shop$i" || exit 1
	for id in c001 c002 c003 c001 c002; do
		cwai-privacy consent grant $id service 2>/dev/null
		cwai-privacy export $id >/dev/null
	done
	is "$on: ten lines" "$(cwai-privacy audit | wc -l)" 10
	is "of one customer" "$(cwai-privacy audit --customer c001 | jq -r .action | sort | uniq -c | tr -s ' \n' ' ')" " 2 consent 2 export "
	is "by phone too" "$(cwai-privacy audit --customer +5511990000001 | wc -l)" 4
	is "the newest two" "$(cwai-privacy audit -l 2 | jq -r .action | tr '\n' ' ')" "consent export "
	is "of the last hour" "$(cwai-privacy audit --since 1h | wc -l)" 10
	is "from a time on" "$(cwai-privacy audit --since 2100-01-01 | wc -l)" 0
	status "a time that is none" 64 cwai-privacy audit --since yesterday
	is "nobody is named" "$(cwai-privacy audit | grep -cE '\bc00[0-9]\b|\bAna\b|99000')" 0
	like "who did it is" "$(cwai-privacy audit -l 1 | jq -r .actor)" "^cwai-privacy:$(id -un)\$"
	status "all is as it was written" 0 cwai-privacy audit verify
	cp "$T/out" heads
	is "a head for each chain that was written to" "$(jq -s 'map(.lines) | add' <heads)" 10
	is "what lines say is not told" "$(jq -r '.finding // empty' <heads)" ""
	status "the heads that were kept are met" 0 cwai-privacy audit verify --heads heads

	found() { cwai-privacy audit verify "$@" | jq -r 'select(.finding) | "\(.finding) \(.from)-\(.to)"' | tr '\n' ' '; }
	# a chain, or all of the log, that is taken out with the record of its end
	q() { store_sql "$url" "$1" >/dev/null; }
	whole() {
		q "DELETE FROM audit"
		q "DELETE FROM audit_heads"
		q "INSERT INTO audit SELECT * FROM lines"
		q "INSERT INTO audit_heads SELECT * FROM ends"
	}
	take_out() { # CONDITION
		q "DELETE FROM audit WHERE $1"
		q "DELETE FROM audit_heads WHERE $1"
	}
	cwai-privacy erase c004 --yes --no-vacuum >/dev/null
	q "CREATE TABLE lines AS SELECT * FROM audit"
	q "CREATE TABLE ends AS SELECT * FROM audit_heads"
	take_out "1 = 1"
	status "an empty log is not taken for a new one" 1 cwai-privacy audit verify
	is "for the store has what leaves lines" "$(jq -r .message <"$T/out")" \
		"the log is empty, but the store has what leaves lines: 5 consents, 1 erased id"
	whole
	is "with the lines again it is right" "$(found)" ""
	take_out "chain = (SELECT MIN(chain) FROM lines WHERE action = 'consent')"
	is "a chain that is gone is missed by what it told of" "$(found)" "gone null-null "
	whole
	take_out "chain = (SELECT chain FROM lines WHERE action = 'erase')"
	like "so is that of an erasure" "$(cwai-privacy audit verify | jq -r '.message // empty')" \
		'^lines are gone with their chain, or with its end: the store has .*1 erased id without one$'
	whole
	q "INSERT INTO conversations (domain, id, customer_id, created_at, updated_at) VALUES ('cosmeticos', 'x', 'c001', 1, 1)"
	q "INSERT INTO turns (domain, conversation_id, seq, message_id, role, text, ts) VALUES ('cosmeticos', 'x', 1, 'm1', 'customer', 'oi', 1)"
	is "a message says nothing of a log that has lines" "$(found)" ""
	take_out "1 = 1"
	like "but of one that has none" "$(cwai-privacy audit verify | jq -r .message)" '1 erased id, 1 message$'
	whole
	q "DROP TABLE lines"
	q "DROP TABLE ends"

	# All lines into one chain of known numbers, as one process would have written them, is not to be had from outside:
	# a chain of some lines, whose last tells of nothing that the store has elsewhere, stands for it.
	chain() {
		store_sql "$url" "SELECT MIN(chain) FROM audit a WHERE domain = 'cosmeticos' AND action = 'export' AND seq >= 4 AND seq = (SELECT MAX(seq) FROM audit b WHERE b.domain = a.domain AND b.chain = a.chain)"
	}
	while chain=$(chain) && [ -z "$chain" ]; do
		cwai-privacy export c003 >/dev/null
	done
	at="domain = 'cosmeticos' AND chain = $chain"
	last=$(store_sql "$url" "SELECT MAX(seq) FROM audit WHERE $at")
	cwai-privacy audit verify >heads
	save=$(store_sql "$url" "SELECT hash FROM audit WHERE $at AND seq = 2")

	for column in actor action subject what why; do
		old=$(store_sql "$url" "SELECT $column FROM audit WHERE $at AND seq = 2")
		store_sql "$url" "UPDATE audit SET $column = 'nobody' WHERE $at AND seq = 2" >/dev/null
		is "another $column shows" "$(found)" "changed 2-2 "
		store_sql "$url" "UPDATE audit SET $column = '$old' WHERE $at AND seq = 2" >/dev/null
	done
	store_sql "$url" "UPDATE audit SET ts = ts + 1 WHERE $at AND seq = 2" >/dev/null
	is "another time shows" "$(found)" "changed 2-2 "
	status "and is the exit status" 1 cwai-privacy audit verify
	like "which says where" "$(jq -r '.message // empty' <"$T/out")" "^chain $chain: line 2 is not as it was written"
	store_sql "$url" "UPDATE audit SET ts = ts - 1 WHERE $at AND seq = 2" >/dev/null
	is "put right again it is right" "$(found)" ""

	store_sql "$url" "UPDATE audit SET hash = 'x' WHERE $at AND seq = 2" >/dev/null
	is "another hash shows, and that the next line does not follow it" "$(found)" "changed 2-2 changed 3-3 "
	store_sql "$url" "UPDATE audit SET hash = '$save' WHERE $at AND seq = 2" >/dev/null

	store_sql "$url" "CREATE TABLE kept AS SELECT * FROM audit WHERE $at" >/dev/null
	back() { store_sql "$url" "DELETE FROM audit WHERE $at" >/dev/null; store_sql "$url" "INSERT INTO audit SELECT * FROM kept" >/dev/null; }
	store_sql "$url" "DELETE FROM audit WHERE $at AND seq = 2" >/dev/null
	is "a line that is taken out" "$(found)" "missing 2-2 "
	back
	store_sql "$url" "DELETE FROM audit WHERE $at AND seq < 3" >/dev/null
	is "the beginning" "$(found)" "missing 1-2 "
	back
	store_sql "$url" "DELETE FROM audit WHERE $at AND seq = $last" >/dev/null
	is "the end" "$(found)" "cut_off $last-$last "
	back
	store_sql "$url" "INSERT INTO audit SELECT domain, chain, $last + 1, ts, actor, action, subject, what, why, hash FROM audit WHERE $at AND seq = 1" >/dev/null
	is "a line that is put in" "$(found)" "inserted $((last + 1))-$((last + 1)) "
	back
	store_sql "$url" "UPDATE audit SET seq = 0 WHERE $at AND seq = 1" >/dev/null
	is "a line before the first" "$(found)" "inserted 0-0 missing 1-1 "
	back
	is "as it was" "$(found --heads heads)" ""

	store_sql "$url" "DELETE FROM audit WHERE $at AND seq = $last" >/dev/null
	store_sql "$url" "UPDATE audit_heads SET seq = $last - 1, hash = (SELECT hash FROM audit WHERE $at AND seq = $last - 1) WHERE $at" >/dev/null
	is "an end that was cut with its record is not seen from inside" "$(found)" ""
	is "but by the heads that were kept" "$(found --heads heads)" "cut_off $last-$last "
	is "which says it of one line as of one" "$(cwai-privacy audit verify --heads heads | jq -r '.message // empty')" \
		"chain $chain: line $last is missing, but there when the heads were kept"
	store_sql "$url" "DELETE FROM audit WHERE $at" >/dev/null
	store_sql "$url" "DELETE FROM audit_heads WHERE $at" >/dev/null
	is "so is a chain that is gone" "$(found --heads heads)" "cut_off 1-$last "
	store_sql "$url" "DROP TABLE kept" >/dev/null
	[ "$i" -gt 1 ] || cp privacy.key "$T/key"
	mv privacy.key other
	for verb in 'privacy audit verify' 'privacy consent grant c001 service' 'profile get c001' 'enrich c001' context; do
		# shellcheck disable=SC2086
		status "$verb without the key" 78 cwai $verb
		like "says what to do" "$(cat "$T/err")" 'privacy.key is not there.*put its copy back'
	done
	is "doctor too" "$(cwai doctor | jq -r 'select(.check == "privacy key" and .state == "mend").message' | grep -c 'put its copy back')" 1
	is "and none is made" "$(find . -name 'privacy.key*')" ""
	(umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >privacy.key) # as cwai-privacy(1) has it
	cwai-privacy audit verify >x 2>/dev/null
	is "with another key nothing can be told to be right" "$(jq -r 'select(.finding == "changed").finding' <x | sort -u)" changed
	mv other privacy.key
	cd "$T" || exit 1
done
done_testing
