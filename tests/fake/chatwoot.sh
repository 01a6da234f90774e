# shellcheck shell=sh
# Helpers of tests that need a Chatwoot: sourced after lib.sh. The server is tests/fake/chatwoot; what it can be told is in its README.

chatwoot_n=0

# chatwoot_start ARGS...: starts one; sets CW to its URL and CW_PID. Not in a subshell: it goes when its parent does.
chatwoot_start() {
	chatwoot_n=$((chatwoot_n + 1))
	"$TOP/tests/fake/chatwoot" --ready "$T/.chatwoot$chatwoot_n" "$@" >/dev/null &
	CW_PID=$!
	if ! wait_for 30 test -s "$T/.chatwoot$chatwoot_n"; then
		echo "# tests/fake/chatwoot did not start"
		CW=none
		return 1
	fi
	CW=$(cat "$T/.chatwoot$chatwoot_n")
}

# chatwoot_stop: ends the last one that was started.
chatwoot_stop() {
	kill "$CW_PID" 2>/dev/null
	wait "$CW_PID" 2>/dev/null
	CW_PID=
	return 0
}

# chatwoot_do JSON: tells it something; prints the reply.
chatwoot_do() {
	"$TOP/tests/fake/ask" "$CW" "$1"
}
