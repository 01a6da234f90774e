# shellcheck shell=sh
# Helpers of tests that need an Odoo: sourced after lib.sh. The server is tests/fake/odoo; what it can be told is in its README.

odoo_n=0

# odoo_start ARGS...: starts one; sets FAKE to its URL and ODOO_PID. Not in a subshell: it goes when its parent does.
odoo_start() {
	odoo_n=$((odoo_n + 1))
	"$TOP/tests/fake/odoo" --ready "$T/.odoo$odoo_n" "$@" >/dev/null &
	ODOO_PID=$!
	if ! wait_for 30 test -s "$T/.odoo$odoo_n"; then
		echo "# tests/fake/odoo did not start"
		FAKE=none
		return 1
	fi
	FAKE=$(cat "$T/.odoo$odoo_n")
}

# odoo_stop: ends the last one that was started.
odoo_stop() {
	kill "$ODOO_PID" 2>/dev/null
	wait "$ODOO_PID" 2>/dev/null
	ODOO_PID=
	return 0
}

# odoo_do JSON: tells it something; prints the reply.
odoo_do() {
	"$TOP/tests/fake/ask" "$FAKE" "$1"
}
