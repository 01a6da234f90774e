#!/bin/sh
# live.sh [-s SEED] [-n MESSAGES] [-c CONVERSATIONS] [-r RATE] [-k KILLS] [-u STORE-URL]: customers write to a stand-in for
# Chatwoot, cwai-listen and examples/deploy/cwai-pipeline answer; deliveries come twice and out of order, one request in
# twenty fails with 500, another is done and its answer lost. With -k the tools are killed, each in turn, at random
# moments, and started again by a loop, as systemd would. Then: every message was answered or a person has it, nothing was
# said twice, and in each conversation answers stand in the order of the messages. The folder is kept when it is not so.
# Without options: 2,000 messages of 300 conversations, in peace and with 30 kills, on SQLite; CWAI_TEST_PG: there, too.
# shellcheck disable=SC2016
set -u
LC_ALL=C.UTF-8 TZ=UTC
TOP=$(cd "${0%/*}/../.." && pwd)
BUILD=${CWAI_BUILD:-$TOP/build}
PATH=$BUILD/bin:$PATH
CWAI_SHARE=$TOP/examples
export LC_ALL TZ PATH CWAI_SHARE BUILD
unset CWAI_CONFIG CWAI_NOW CWAI_LOG CWAI_STORE

seed=$(date +%s) messages=2000 conversations=300 rate=25 kills='' url=''
while getopts s:n:c:r:k:u: o; do
	case $o in
	s) seed=$OPTARG ;;
	n) messages=$OPTARG ;;
	c) conversations=$OPTARG ;;
	r) rate=$OPTARG ;;
	k) kills=$OPTARG ;;
	u) url=$OPTARG ;;
	*) exit 64 ;;
	esac
done
if [ -z "$kills" ]; then # the long form: itself, several times
	good=0 bad=0
	for u in sqlite ${CWAI_TEST_PG:+"$CWAI_TEST_PG"}; do
		for k in 0 30; do
			if "$0" -s "$seed" -n "$messages" -c "$conversations" -r "$rate" -k "$k" -u "$u"; then
				good=$((good + 1))
			else
				bad=$((bad + 1))
			fi
		done
	done
	echo "$good passed, $bad failed"
	[ "$bad" -eq 0 ]
	exit
fi

T=$(mktemp -d "${TMPDIR:-/tmp}/cwai-live.XXXXXX") && cd "$T" || exit 1
HOME=$T XDG_STATE_HOME=$T/state XDG_CONFIG_HOME=$T/none
export HOME XDG_STATE_HOME XDG_CONFIG_HOME
good=0 bad=0
# ok NAME STATUS
ok() {
	if [ "$2" -eq 0 ]; then
		good=$((good + 1))
		echo "ok - $1"
	else
		bad=$((bad + 1))
		echo "not ok - $1"
	fi
}
# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
	deadline=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$deadline" ] || return 1
		sleep 0.02
	done
}
fake() { "$TOP/tests/fake/ask" "$CW" "$1"; }
# dice N: below N, the next of the seed.
dice() {
	rolls=$((rolls + 1))
	awk -v seed="$seed" -v roll="$rolls" -v n="$1" 'BEGIN { srand(seed * 1000 + roll); rand(); printf "%d", rand() * n }'
}
rolls=0
leave() {
	: >end
	for pid in "${door_loop-}" "${shop_loop-}" "${writing-}" "$fake_pid"; do
		[ -z "$pid" ] || kill "$pid" 2>/dev/null
	done
	for session in door shop; do
		[ ! -s $session.pid ] || pkill -9 -s "$(cat $session.pid)"
	done
	wait
	cd /
	if [ "$bad" -eq 0 ]; then
		rm -rf "$T"
	else
		echo "# seed $seed, kept in $T"
	fi
	[ -z "${schema-}" ] || psql -q "$CWAI_TEST_PG" -c "DROP SCHEMA $schema CASCADE" >/dev/null 2>&1
}
trap leave EXIT
trap 'bad=1; exit 1' HUP INT TERM

# ---- the shop ----
case $url in
postgres*)
	schema=live$$
	psql -q "$url" -c "CREATE SCHEMA $schema" >/dev/null || { echo "not ok - PostgreSQL"; bad=1; exit 1; }
	store="$url&options=-csearch_path%3D$schema"
	kind=PostgreSQL
	;;
*) store=$T/store.db kind=SQLite ;;
esac
"$TOP/tests/fake/chatwoot" --seed empty --ready ready >/dev/null 2>fake.err &
fake_pid=$!
wait_for 30 test -s ready || { echo "not ok - the stand-in did not start"; bad=1; exit 1; }
CW=$(cat ready)
CHATWOOT_BASE_URL=$CW CHATWOOT_ACCOUNT_ID=1 CHATWOOT_API_TOKEN=token-admin CHATWOOT_BOT_TOKEN=token-bot
CWAI_SPOOL=$T/spool CWAI_CHATWOOT_SECRET=s3cr3t-bot CWAI_SETTLE=300ms CWAI_DEBOUNCE=100ms CWAI_SINCE=1h
export CHATWOOT_BASE_URL CHATWOOT_ACCOUNT_ID CHATWOOT_API_TOKEN CHATWOOT_BOT_TOKEN
export CWAI_SPOOL CWAI_CHATWOOT_SECRET CWAI_SETTLE CWAI_DEBOUNCE CWAI_SINCE
cwai init -q -s "$store" cosmeticos >/dev/null || exit 1
echo 'chatwoot: {bot_id: 12, retry: 0.05, tries: 5, timeout: 10}' >>cwai.yaml
CWAI_CONFIG=$T/cwai.yaml
export CWAI_CONFIG

# again NAME COMMAND...: as Restart=always has it, in a session of its own, until there is a file end.
cat >again <<'END'
name=$1
shift
while [ ! -e end ]; do
	setsid -w "$@" </dev/null >>"$name.out" 2>>"$name.err" &
	echo $! >"$name.new" && mv "$name.new" "$name.pid"
	wait $!
	echo "$name ended with $?" >>restarts
	[ -e end ] || sleep 0.05
done
END
# The door's address stays the same when it is started again.
cwai-listen --no-emit --addr 127.0.0.1:0 --spool spool --ready-file listens 2>door.err &
first=$!
wait_for 30 test -s listens || { echo "not ok - cwai-listen did not start"; bad=1; exit 1; }
kill "$first"
wait "$first"
address=$(sed 's|.*//||; s|/.*||' listens)
rm listens
sh again door cwai-listen --no-emit --addr "$address" --spool spool --ready-file listens --rate 0 2>again.err &
door_loop=$!
wait_for 30 test -s listens || { echo "not ok - cwai-listen did not start again"; bad=1; exit 1; }
sh again shop "$TOP/examples/deploy/cwai-pipeline" 2>again.err &
shop_loop=$!

# ---- the customers ----
fake "{\"do\":\"deliver\",\"url\":\"http://$address/chatwoot\",\"duplicates\":0.1,\"reorder\":4,\"seed\":$seed,\"timestamps\":\"real\",\"retry\":0.2,\"threads\":8}" >/dev/null
# What nobody took stays the bot's: people would answer it otherwise, and nothing would be seen of what is lost.
fake '{"do":"set","keep_pending_on_bot_failure":true}' >/dev/null
fake "{\"do\":\"fault\",\"mode\":\"http500\",\"share\":0.05,\"seed\":$seed,\"match\":{\"path\":\"/api/\"}}" >/dev/null
fake "{\"do\":\"fault\",\"mode\":\"lost\",\"share\":0.05,\"seed\":$((seed + 1)),\"match\":{\"path\":\"/api/\"}}" >/dev/null
begun=$(date +%s)
fake "{\"do\":\"simulate\",\"conversations\":$conversations,\"messages\":$(((messages + conversations - 1) / conversations)),\"rate\":$rate,\"inbox\":3,\"seed\":$seed,\"texts\":[\"oi, bom dia\",\"tem protetor solar para pele oleosa até 80 reais?\",\"e o mais barato?\",\"quanto custa o segundo?\",\"vocês abrem domingo?\",\"obrigada!\",\"tem batom vermelho?\",\"qual o horário de vocês?\",\"tem shampoo?\",\"quero falar com uma pessoa\",\"vocês entregam?\"]}" >written &
writing=$!

# ---- who is killed ----
spooled() { cat spool/*.ndjson 2>/dev/null | wc -l; }
reached() { [ "$(spooled)" -ge "$1" ] || ! kill -0 "$writing" 2>/dev/null; }
# pids NAME: those of that name; the door has a session of its own.
pids() {
	case $1 in
	door) cat door.pid ;;
	*) pgrep -s "$(cat shop.pid)" -x "$1" ;;
	esac
}
is_back() {
	for pid in $(pids "$1"); do
		[ "$pid" = "$2" ] || return 0
	done
	return 1
}
killed=0 at=0
while [ "$killed" -lt "$kills" ]; do
	set -- cwai-send cwai-lanes cwai-receive cwai-crew door cwai-context cwai-listen cwai-route
	shift $(((killed + seed) % 8))
	at=$((at + $(dice $((2 * messages * 9 / 10 / kills))) + 1))
	wait_for 600 reached "$at"
	sleep "0.0$(dice 10)" # any moment, not only those when something comes
	wait_for 30 is_back "$1" none
	pid=$(pids "$1" | head -1)
	kill -9 "$pid" 2>/dev/null && echo "$1 $pid at $at" >>kills
	killed=$((killed + 1))
	wait_for 60 is_back "$1" "$pid" || { ok "$1 is started again" 1; break; }
done
wait "$writing"

# ---- what is left is finished ----
idle() { [ "$(fake '{"do":"wait_idle","timeout":20}' | jq .idle)" = true ]; }
wait_for 120 idle
ok "every delivery was taken or given up" $?
taken() { [ "$(curl -s "http://$address/metrics" | awk '/^cwai_listen_[a-z_]*lag/ { n += $2 } END { print n + 0 }')" = 0 ]; }
wait_for 120 taken
ok "all of it went into the pipeline" $?
: >end
kill "$(cat shop.pid)"
wait "$shop_loop"
is_quiet() { ! pgrep -s "$(cat shop.pid)" >/dev/null; }
wait_for 120 is_quiet
ok "asked to end, the pipeline finishes what it has" $?
fake '{"do":"fault","mode":"none"}' >/dev/null
check() {
	fake '{"do":"dump","what":"messages"}' >messages.json
	fake '{"do":"dump","what":"conversations"}' >conversations.json
	jq -n --slurpfile m messages.json --slurpfile c conversations.json -f "$TOP/tests/soak/live.jq" >found.json
}
[ "$kills" -gt 0 ] || check
[ "$kills" -gt 0 ] || cp found.json peace.json
# What cron does every few minutes.
for round in 1 2 3; do
	cwai-send --retry --settle "$CWAI_SETTLE" >>retried 2>>retry.err
	cwai-receive --reconcile 1h 2>>reconcile.err | cwai-lanes -k conversation.id -n 2 -- 'cwai-context | cwai-route | cwai-crew' 2>>reconcile.err |
		cwai-send --settle "$CWAI_SETTLE" >>reconciled 2>>reconcile.err
	check
	[ "$(jq '.unanswered | length' found.json)" -gt 0 ] || break
done

# ---- the proof ----
# none NAME PATH: nothing was found of that.
none() {
	[ "$(jq "$2 | length" found.json)" = 0 ]
	ok "$kind, $killed kills: $1" $?
	jq -c "$2[:5][]" found.json | sed 's/^/#   /'
}
none "every message was answered or a person has it" .unanswered
none "nothing was said twice" .twice
none "answers stand in the order of the messages" .disordered
none "no answer lacks a part" .holes
none "where a person was called, one has it" .half
[ "$(fake '{"do":"violations"}')" = "[]" ]
ok "Chatwoot has no complaint" $?
jq -r --arg s "$(($(date +%s) - begun))" --arg r "$round" --arg k "$kind, $killed kills" \
	'"# \($k): \(.messages) messages, \(.conversations) conversations, \(.answers) answers, \(.handed) handed over, \($s) s, round \($r)"' found.json
[ ! -s restarts ] || sort restarts | uniq -c | sed 's/^ */# /'
echo "$good passed, $bad failed"
[ "$bad" -eq 0 ]
