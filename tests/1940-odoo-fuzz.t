#!/bin/sh
# A few runs of tests/soak/odoo_fuzz, side by side on both stores; `make soak` runs hundreds.
. "${0%/*}/lib.sh"

runs=10
case $BUILD in
*san*) runs=3 ;;
esac
# shellcheck disable=SC2046 # two words
set -- $(stores)
cd "$TOP" || exit 1
TMPDIR=$T
export TMPDIR
"$BUILD/soak/odoo_fuzz" -s 1940 -n $runs -O 16 >"$T/sqlite" 2>&1 &
"$BUILD/soak/odoo_fuzz" -s 1941 -n $runs -O 18 -p "$2" >"$T/postgres" 2>&1
st=$?
wait $!
ok "SQLite, Odoo 16: $(tail -1 "$T/sqlite")" $?
ok "PostgreSQL, Odoo 18: $(tail -1 "$T/postgres")" $st
grep -h -A 200 '^FAIL' "$T/sqlite" "$T/postgres" | sed 's/^/# /' | cut -c1-400
done_testing
