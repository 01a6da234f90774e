# shellcheck shell=sh
# Helpers of the whole-command tests (*.t), in sh. A test file sources this, runs checks, and ends with `done_testing`.
# The built commands are on PATH; the test runs in a folder of its own ($T), which is HOME too.
set -u
LC_ALL=C.UTF-8 TZ=UTC TERM=dumb
export LC_ALL TZ TERM
TOP=$(cd "${0%/*}/.." && pwd)
BUILD=${CWAI_BUILD:-$TOP/build}
PATH=$BUILD/bin:$PATH
CWAI_SHARE=$TOP/examples
export PATH CWAI_SHARE TOP BUILD
unset CWAI_CONFIG CWAI_NOW CWAI_LOG CWAI_STORE NO_COLOR
T=$(mktemp -d "${TMPDIR:-/tmp}/cwai-test.XXXXXX") || exit 1
HOME=$T
XDG_CONFIG_HOME=$T/.config XDG_DATA_HOME=$T/.local XDG_CACHE_HOME=$T/.cache
export HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME
cd "$T" || exit 1
trap 'cd /; rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
n=0 bad=0

# ok NAME STATUS: one check; STATUS 0 is good.
ok() {
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		bad=$((bad + 1))
		echo "not ok $n - $1"
	fi
	return 0
}

# is NAME GOT WANT: the same, to the byte.
is() {
	if [ "$2" = "$3" ]; then
		ok "$1" 0
	else
		ok "$1" 1
		printf '%s\n' "$2" | head -c 2000 | sed 's/^/# got:  /'
		printf '%s\n' "$3" | head -c 2000 | sed 's/^/# want: /'
	fi
}

# like NAME GOT REGEX: GOT matches the extended regular expression.
like() {
	if printf '%s\n' "$2" | grep -Eq -- "$3"; then
		ok "$1" 0
	else
		ok "$1" 1
		printf '%s\n' "$2" | head -c 2000 | sed 's/^/# got:  /'
		printf '# want: /%s/\n' "$3"
	fi
}

# status NAME WANT COMMAND...: its exit status. Its output goes to $T/out and $T/err.
status() {
	name=$1 want=$2
	shift 2
	"$@" >"$T/out" 2>"$T/err" </dev/null
	got=$?
	[ "$got" -eq "$want" ]
	ok "$name" $?
	[ "$got" -eq "$want" ] || { echo "# status $got, want $want"; head -c 2000 "$T/err" | sed 's/^/# err: /'; }
	return 0
}

# wait_for SECONDS COMMAND...: until the command succeeds; fails at the deadline. For conditions, never for time to pass.
wait_for() {
	deadline=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$deadline" ] || return 1
		sleep 0.02
	done
}

# stores: the store URLs to run a test of services on, each new and empty: an SQLite file, and a schema of its own in the
# PostgreSQL that tests/run started. Without that the second is no URL, so that the test fails.
stores() {
	echo x >>"$T/.stores"
	k=$(wc -l <"$T/.stores")
	[ "$k" -gt 1 ] || k=
	echo "sqlite:$T/store$k.db"
	if psql -q "${CWAI_TEST_PG:-none://}" -c "CREATE SCHEMA t$$_$k" >/dev/null 2>"$T/.psql"; then
		echo "$CWAI_TEST_PG&options=-csearch_path%3Dt$$_$k"
	else
		echo "tests/run did not start PostgreSQL: $(cat "$T/.psql")" >&2
		echo "no-postgres://"
	fi
}

# store_sql URL QUERY: runs a query on a store by its own client; columns are split by "|".
store_sql() {
	case $1 in
	postgres*) psql -qAtX "$1" -c "$2" ;;
	*) sqlite3 -batch -noheader -cmd '.timeout 10000' "${1#sqlite:}" "$2" ;;
	esac
}

done_testing() {
	echo "1..$n"
	[ "$bad" -eq 0 ]
	exit
}
