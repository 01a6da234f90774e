#!/bin/sh
# cwai-listen when things go wrong: killed under load, the disk full, stdout blocked or closed, clients that are slow.
# shellcheck disable=SC2119,SC2120
. "${0%/*}/lib.sh"
unset CWAI_CHATWOOT_SECRET CHATWOOT_WEBHOOK_SECRET_FILE CWAI_LISTEN_TOKEN XDG_STATE_HOME
export CWAI_CHATWOOT_SECRET=s3cr3t
DELIVER=$TOP/tests/fake/deliver
pid=
mounted=
cleanup() {
	[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null
	cd /
	[ -z "$mounted" ] || umount "$mounted"
	rm -rf "$T"
}
trap cleanup EXIT
# started: waits until it listens.
started() {
	wait_for 20 test -s url || { echo "# it does not listen: $(cat err.log)"; exit 1; }
	U=$(cat url)
}
ids() { grep -hoE '"x-chatwoot-delivery":"d[0-9]+"' "$@" | grep -oE '[0-9]+' | sort -u; }
missing() { sort -u "$1" | comm -23 - "$2" | wc -l | tr -d ' '; }

# ---- slow clients: begun first, looked at last ----
CWAI_LISTEN_TOKEN=0123456789abcdef cwai-listen -q --rate 0 --addr 127.0.0.1:0 --spool slow --ready-file url >/dev/null 2>slow.log &
slow=$!
started
SLOW=$U
for what in header body idle; do
	"$TOP/tests/fake/trickle" "$SLOW/chatwoot/0123456789abcdef" $what >$what.took &
done

# ---- killed twenty times under load ----
rm -f url
: >acked
seed=$$
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	rm -f url
	cwai-listen --rate 0 --segment 64K --addr 127.0.0.1:0 --spool spool --ready-file url >"out.$round" 2>>err.log &
	pid=$!
	started
	"$DELIVER" "$U" $((round * 100000)) 100000 --threads 8 --kill "$pid" --after $((seed / 65536 % 300 + 1)) >>acked 2>>deliver.err
	wait "$pid" 2>/dev/null
	st=$?
	[ "$st" -eq 137 ] || ok "round $round: it was killed (status $st)" 1
done
rm -f url
cwai-listen --rate 0 --addr 127.0.0.1:0 --spool spool --ready-file url >out.end 2>>err.log &
pid=$!
started
"$DELIVER" "$U" 9000000 200 >>acked
kill "$pid" && wait "$pid"
is "SIGTERM ends it cleanly" "$?" 0
pid=
ids out.* >emitted
cwai-listen emit --spool spool --consumer audit >audited
ids audited >stored
echo "# $(wc -l <acked) acknowledged, $(wc -l <stored) stored, $(cat out.* | wc -l) lines came out"
is "twenty kills: each delivery that was acknowledged came out" "$(missing acked emitted)" 0
is "none was acknowledged that is not stored" "$(missing acked stored)" 0
is "numbers have no gap" "$(jq -r '.id[7:]' audited | awk '$1 != NR { print NR; exit }')" ""
[ "$(wc -l <acked)" -gt 1000 ]
ok "there was load" $?

# ---- the disk is full ----
# full NAME: cwai-listen -v of pid at $U does not get anything stored, then (room) it does.
full() {
	is "$1: first there is room" "$("$DELIVER" "$U" 1 5 --bytes 500 | wc -l)" 5
	"$DELIVER" "$U" 100 400 --bytes 4000 --threads 4 >acked.full 2>statuses
	like "$1: 503" "$(cat statuses)" '^503 [0-9]+$'
	is "$1: nothing else" "$(grep -vc '^503' statuses)" 0
	like "$1: loud" "$(cat full.log)" 'NOTHING IS ACCEPTED: cannot write the spool .*: (No space left on device|File too large)'
	like "$1: not in every line" "$(grep -c NOTHING full.log)" '^[1-3]$'
	is "$1: health says it" "$(curl -s -m 20 -o /dev/null -w '%{http_code}' "$U/healthz")" 503
	room
	healthy() { [ "$(curl -s -m 20 -o /dev/null -w '%{http_code}' "$U/healthz")" = 200 ]; }
	wait_for 20 healthy
	ok "$1: healthy when there is room, before a delivery comes" $?
	is "$1: deliveries are taken again" "$("$DELIVER" "$U" 1000 20 | tee -a acked.full | wc -l)" 20
	kill "$pid" && wait "$pid"
	is "$1: ends cleanly" "$?" 0
	pid=
	ids full.out >emitted
	is "$1: what was acknowledged came out" "$(missing acked.full emitted)" 0
	is "$1: what was not did not" "$(grep -c . emitted)" "$(($(wc -l <acked.full) + 5))"
	like "$1: it says when it goes on" "$(cat full.log)" 'takes deliveries again'
}
# A limit of the process: the same on every machine. Its stdout is a pipe, which has none.
rm -f url
mkfifo pipe
cat pipe >full.out &
(
	trap '' XFSZ
	# shellcheck disable=SC3045 # dash and bash know it
	ulimit -S -f 400
	exec cwai-listen --rate 0 --addr 127.0.0.1:0 --spool "$T/small" --ready-file url >pipe 2>full.log
) &
pid=$!
room() { prlimit --pid "$pid" --fsize=unlimited; }
started
full "a file that may not grow"

# A disk of its own, where that may be made.
mkdir disk
if mount -t tmpfs -o size=512k none disk 2>/dev/null; then
	mounted=$T/disk
	rm -f url
	cwai-listen --rate 0 --addr 127.0.0.1:0 --spool disk/spool --ready-file url >full.out 2>full.log &
	pid=$!
	room() { mount -o remount,size=16m disk; }
	started
	full "a full disk"
fi

# ---- the folder goes away ----
rm -f url
cwai-listen --rate 0 --addr 127.0.0.1:0 --spool gone --ready-file url >gone.out 2>gone.log &
pid=$!
started
"$DELIVER" "$U" 1 5 >acked.gone
came() { [ "$(wc -l <gone.out)" -ge "$1" ]; }
wait_for 20 came 5
rm -rf gone
"$DELIVER" "$U" 6 5 >>acked.gone
wait_for 20 came 10
is "a spool that was removed is made again" "$(jq -r .id gone.out | tail -1)" listen:10
like "and that is told" "$(cat gone.log)" 'the spool gone is gone, with what it held'
kill "$pid" && wait "$pid"
is "and it ends cleanly" "$?" 0

# ---- stdout is blocked, then closed ----
rm -f url pipe
mkfifo pipe
exec 7<>pipe
cwai-listen --rate 0 --addr 127.0.0.1:0 --spool blocked --ready-file url >pipe 2>blocked.log 7>&- &
pid=$!
started
is "stdout blocked: all are acknowledged" "$("$DELIVER" "$U" 1 1000 --bytes 2000 | wc -l)" 1000
like "the lag shows it" "$(curl -s -m 20 "$U/metrics" | grep '^cwai_listen_spool_lag')" ' [0-9]{3,4}$'
memory=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status")
echo "# $memory KiB"
kill "$pid" && wait "$pid"
is "stdout blocked: SIGTERM ends it" "$?" 0
like "it says what waits" "$(cat blocked.log)" '[0-9]+ deliveries wait in the spool for the next start'
dd bs=1M iflag=nonblock <&7 >some 2>/dev/null
exec 7>&-
cwai-listen emit --spool blocked >rest
grep '}$' some >whole
ids whole rest >emitted
is "nothing of it is lost" "$(wc -l <emitted)" 1000

rm -f url
mkfifo reader
head -1 reader >one &
cwai-listen --rate 0 --addr 127.0.0.1:0 --spool closed --ready-file url >reader 2>closed.log &
pid=$!
started
"$DELIVER" "$U" 1 1 >acked.closed
wait "$pid"
is "stdout closed: it ends as others do" "$?" 141
pid=
like "it says why" "$(cat closed.log)" 'in the spool: standard output is closed$'
is "what was acknowledged is there" "$(cwai-listen emit --spool closed --consumer x | wc -l)" "$(wc -l <acked.closed | tr -d ' ')"

# ---- many clients ----
rm -f url
cwai-listen --rate 0 --addr 127.0.0.1:0 --spool many --ready-file url >many.out 2>many.log &
pid=$!
started
is "64 side by side" "$("$DELIVER" "$U" 1 2000 --threads 64 | wc -l)" 2000
kill "$pid" && wait "$pid"
is "SIGTERM after them" "$?" 0
pid=
is "all came out, once" "$(jq -r .body.id many.out | sort -n | uniq | wc -l)-$(wc -l <many.out)" 2000-2000

# ---- the slow clients of the beginning ----
for what in header body idle; do
	wait_for 60 test -s $what.took
	like "a slow client is cut: $what" "$(cat $what.took)" '^1[0-9][.][0-9]$'
done
like "it is counted" "$(curl -s -m 20 "$SLOW/metrics" | grep 408)" '^cwai_listen_requests_total\{source="chatwoot",status="408"\} 1$'
kill "$slow" && wait "$slow"
is "and others were served meanwhile" "$?" 0
done_testing
