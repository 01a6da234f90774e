#!/bin/sh
# cwai-context when things go wrong: killed in mid-stream, a locked store, one that cannot be read or written, a full disk,
# a server that goes away. Each is told, and after its mend the same records go through.
. "${0%/*}/lib.sh"

# As root, take away the right to pass over file modes.
bound() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search "$@"
	else
		"$@"
	fi
}
use() {
	printf 'store: "%s"\ndomains: [cosmeticos]\n' "$1" >cwai.yaml
}
# messages N: of seven conversations of five customers.
messages() {
	awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) printf "{\"kind\":\"message\",\"id\":\"m%d\",\"ts\":\"2026-06-17T12:00:00.%03dZ\",\"channel\":\"whatsapp\",\"conversation\":{\"id\":\"k%d\"},\"customer\":{\"id\":\"c%d\"},\"text\":\"texto %d\"}\n", i, i % 1000, i % 7, i % 5, i }'
}
turns() {
	store_sql "$1" 'SELECT conversation_id, seq, message_id, role, text, ts FROM turns ORDER BY conversation_id, seq'
}

# Locked for longer than it waits: in the background, while the rest goes on.
messages 1 >one
use "$T/long.db"
cwai-context <one >/dev/null 2>&1
mkfifo hold
sqlite3 -batch long.db <hold >held 2>&1 &
holder=$!
exec 4>hold
echo "BEGIN IMMEDIATE; SELECT 'held';" >&4
wait_for 20 grep -q held held
ok "another process holds the lock" $?
messages 2 | tail -1 >two
cp cwai.yaml long.yaml
cwai-context -C long.yaml <two >late 2>late.err &
waiting=$!

# ---- kill -9 in mid-stream, on both stores ----
messages 400 >all
use "$T/clean.db"
cwai-context <all | jq -cS .context >want
turns "$T/clean.db" >want.turns
is "a run without trouble" "$(wc -l <want.turns)" 400
has_lines() {
	[ "$(wc -l <"$1")" -ge "$2" ]
}
for url in $(stores); do
	s=${url%%:*}
	use "$url"
	rm -f feed
	mkfifo feed
	for at in 1 3 50 120 300; do
		: >out
		cwai-context <feed >out 2>/dev/null &
		pid=$!
		exec 3>feed
		head -$((at + 60)) all >&3 &
		writer=$!
		wait_for 20 has_lines out "$at" || ok "$s: $at records came out" 1
		kill -9 "$pid"
		exec 3>&-
		wait "$pid" "$writer" 2>/dev/null
	done
	cwai-context <all | jq -cS .context >got
	cmp -s got want
	ok "$s: killed five times, then fed again: the same contexts" $?
	turns "$url" >got.turns
	cmp -s got.turns want.turns
	ok "$s: and the same turns" $?
	# Two at once on one store, each with its half of the conversations.
	grep '"k[0-3]"' all >half1
	grep '"k[4-6]"' all >half2
done
use "$T/both.db"
cwai-context <half1 >out1 2>err1 &
other=$!
cwai-context <half2 >out2 2>err2
is "two at once on a new store: the first" "$?" 0
wait "$other"
is "two at once on a new store: the second" "$?" 0
turns "$T/both.db" >got.turns
cmp -s got.turns want.turns
ok "two at once: the same turns" $?

# ---- a lock that is let go ----
use "$T/short.db"
cwai-context <one >/dev/null
mkfifo hold2
sqlite3 -batch short.db <hold2 >held2 2>&1 &
holder2=$!
exec 5>hold2
echo "BEGIN IMMEDIATE; SELECT 'held';" >&5
wait_for 20 grep -q held held2
cwai-context <two >out 2>err &
pid=$!
naps() {
	[ "$(awk '/^voluntary/ { print $2 }' "/proc/$1/status")" -ge 30 ]
}
wait_for 20 naps "$pid"
ok "it waits for the lock" $?
is "and has written nothing" "$(cat out)" ""
echo "COMMIT;" >&5
exec 5>&-
wait "$pid"
is "when it is let go the record goes through" "$?" 0
is "without an error" "$(jq -c '[.context.customer.id,.error]' <out)" '["c2",null]'
wait "$holder2"

# ---- stores that cannot be used ----
use "$T/none.db"
printf 'This is no database but a text of more than one hundred bytes, which is what the engine reads before it can tell.\n' >none.db
status "not a database is 69" 69 cwai-context <one
like "is told" "$(cat err)" 'none\.db is not an SQLite database'
rm none.db
use "$T/shut.db"
cwai-context <one >/dev/null
chmod 0 shut.db
bound cwai-context <one >out 2>err
is "a store that may not be read is 77" "$?" 77
like "with the mend" "$(cat err)" 'shut\.db: Permission denied: chmod u\+rw'
chmod 400 shut.db
bound cwai-context <one >out 2>err
is "a store that may not be written is 77" "$?" 77
chmod 600 shut.db
mkdir sub
cp shut.db sub/a.db
use "$T/sub/a.db"
chmod 500 sub
bound cwai-context <two >out 2>err
st=$?
ok "a folder that may not be written is 69 or 77: $st" $((st != 69 && st != 77))
like "with the mend" "$(cat err)" 'folder must be there and writable|file and its folder writable'
chmod 700 sub
status "mended, it works" 0 cwai-context
use "$T/no/such/folder/a.db"
status "a folder that is not there is 73" 73 cwai-context
like "is told" "$(cat err)" 'cannot be made: No such file or directory'
use "$T/shut.db"
store_sql "$T/shut.db" "INSERT INTO cwai_version VALUES (999, 'of tomorrow', '')"
status "a store of a newer version is 78" 78 cwai-context
like "with the mend" "$(cat err)" 'version 999 .* install a newer cwai'
store_sql "$T/shut.db" "DELETE FROM cwai_version WHERE number = 999"
status "mended, it works" 0 cwai-context
use "postgresql://ana:s3nha@127.0.0.1:1/loja"
status "a server that is not there is 69" 69 cwai-context
is "its password is not told" "$(grep -c s3nha err)" 0
use "mysql://localhost/loja"
status "an engine that is not known is 78" 78 cwai-context

# ---- a store that breaks in mid-stream ----
use "$T/torn.db"
{
	sed -n 1,3p all
} | cwai-context >/dev/null
rm -f feed
mkfifo feed
cwai-context <feed >out 2>err &
pid=$!
exec 3>feed
sed -n 1p all >&3
wait_for 20 has_lines out 1
store_sql "$T/torn.db" 'ALTER TABLE turns RENAME TO elsewhere'
sed -n 2p all >&3
wait_for 20 has_lines out 2
store_sql "$T/torn.db" 'ALTER TABLE elsewhere RENAME TO turns'
sed -n 3p all >&3
exec 3>&-
wait "$pid"
is "a table that is gone in mid-stream makes it 1" "$?" 1
is "its record carries the error, the next is well" "$(jq -c .error.kind <out | tr '\n' ' ')" 'null "config" null '

# ---- a full disk: a small one of our own where root can have it, else a limit on the length of files ----
cat >full.sh <<'END'
if [ "$1" = tmpfs ]; then
	mount -t tmpfs -o size=600k none "$PWD/small" || exit 99
	cwai-context <all >full.out 2>full.err
	echo "$?" >full.status
else
	trap '' XFSZ
	(ulimit -f 800; cwai-context <all 2>full.err; echo "$?" >full.status) | cat >full.out
fi
if [ "$1" = tmpfs ]; then
	mount -o remount,size=20m "$PWD/small" || exit 99
fi
cwai-context <all >again.out 2>again.err
echo "$?" >again.status
sqlite3 small/a.db 'SELECT conversation_id, seq, message_id, role, text, ts FROM turns ORDER BY conversation_id, seq' >again.turns
END
mkdir small
messages 4000 >all
use "$T/big.db"
cwai-context <all >/dev/null
turns "$T/big.db" >want.turns
use "$T/small/a.db"
unshare -m sh full.sh tmpfs 2>/dev/null || sh full.sh limit
is "a full disk makes it 1" "$(cat full.status)" 1
is "every record comes out" "$(wc -l <full.out)" 4000
is "those after it carry a retryable error" "$(jq -c 'select(.error) | [.error.kind,.error.retryable]' <full.out | sort -u)" '["unavailable",true]'
is "with room again all goes through" "$(cat again.status)" 0
sort again.turns >got.sorted
sort want.turns >want.sorted
[ "$(cut -d'|' -f1,3- <got.sorted | sort)" = "$(cut -d'|' -f1,3- <want.sorted | sort)" ]
ok "and the turns are all there, once" $?

# ---- a server that goes away and comes back ----
chmod 711 "$T"
messages 4 >all
trap '"$TOP/tests/postgres" stop "$T/pg" 2>"$T/stopped"; cd /; rm -rf "$T"' EXIT
url=$("$TOP/tests/postgres" start "$T/pg" 4>&-) || ok "a server of our own" 1
use "$url"
rm -f feed
mkfifo feed
cwai-context <feed >out 2>err &
pid=$!
exec 3>feed
sed -n 1p all >&3
wait_for 20 has_lines out 1
"$TOP/tests/postgres" stop "$T/pg"
sed -n 2,3p all >&3
wait_for 20 has_lines out 3
"$TOP/tests/postgres" start "$T/pg" >/dev/null 3>&- 4>&- # it would keep the feed open
sed -n 4p all >&3
exec 3>&-
wait "$pid"
is "a server that goes away in mid-stream makes it 1" "$?" 1
is "its records carry a retryable error, until it is back" "$(jq -c '[.error.kind,.error.retryable]' <out | tr '\n' ' ')" \
	'[null,null] ["unavailable",true] ["unavailable",true] [null,null] '
is "fed again, all goes through" "$(cwai-context <all | jq -c .error | sort -u)" null

# ---- and the lock that was held for too long ----
wait "$waiting"
is "a lock that is held for too long makes it 1" "$?" 1
is "the record may be tried again" "$(jq -c '[.error.kind,.error.retryable]' <late)" '["again",true]'
exec 4>&-
wait "$holder"
is "let go, it goes through" "$(cwai-context -C long.yaml <two | jq -c '[.context.customer.id,.error]')" '["c2",null]'
done_testing
