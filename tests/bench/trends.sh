#!/bin/sh
# cwai-trends over a million analysed conversations of a year, of 100,000 customers, and profiles of these, on both
# stores. TRENDS_N and TRENDS_CUSTOMERS name other sizes.
. "${0%/*}/lib.sh"
n=${TRENDS_N:-1000000} customers=${TRENDS_CUSTOMERS:-100000}
[ -x "$BUILD/bench/trends_fill" ] || { echo "trends_fill is not built: make $BUILD/bench/trends_fill"; exit 1; }
chmod 755 "$T"
pg=$("$TOP/tests/postgres" start "$T/pg")
trap 'cd /; "$TOP/tests/postgres" stop "$T/pg" >/dev/null 2>&1; rm -rf "$T"' EXIT
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
last=$(($(date -d 2026-06-17 +%s) / 86400))

now() { date +%s%N; }
# took COMMAND...: milliseconds of the quickest of three; its output goes to $T/out.
took() {
	best=
	for _ in 1 2 3; do
		begin=$(now)
		"$@" >"$T/out"
		ms=$((($(now) - begin) / 1000000))
		[ -n "$best" ] && [ "$best" -le "$ms" ] || best=$ms
	done
	echo "$best"
}
row() { printf '  %-46s %8s ms\n' "$1" "$2"; }

echo "$n conversations of $customers customers:"
for engine in sqlite postgres; do
	mkdir $engine && cd $engine
	url=sqlite:$PWD/store.db
	[ $engine = sqlite ] || url=$pg
	printf 'store: "%s"\ndomains: [cosmeticos]\n' "$url" >cwai.yaml
	begin=$(now)
	trends_fill "$url" "$n" "$customers" "$last"
	if [ $engine = sqlite ]; then
		bytes=$(stat -c %s store.db)
	else
		bytes=$(psql -qAtX "$url" -c 'SELECT pg_database_size(current_database())')
	fi
	echo "$engine (filled in $((($(now) - begin) / 1000000000)) s, $((bytes / 1048576)) MiB):"
	row "overview of 30 days" "$(took cwai-trends)"
	[ "$(jq .conversations "$T/out")" -eq "$(cwai-trends --by total | jq .conversations)" ] || echo "  the figures do not agree"
	row "page of 30 days" "$(took cwai-trends --html -)"
	row "page of 365 days" "$(took cwai-trends --since 365d --html -)"
	row "30 days of one channel, one topic" "$(took cwai-trends --where channel=whatsapp --where topic=topic3)"
	row "30 days of one product" "$(took cwai-trends --where product=p1)"
	row "topics of 365 days of one product" "$(took cwai-trends --since 365d --by topic --where product=p1)"
	row "30 days by a member that has no column" "$(took cwai-trends --by sentiment.trend)"
	if [ -x "$BUILD/bench/trends_profile" ]; then
		# shellcheck disable=SC2046 # five words
		set -- $(trends_profile cwai.yaml 2000 "$customers")
		printf '  %-46s p50 %s, p99 %s, most %s, p99 of processor time %s µs\n' "$1 profiles" "$2" "$3" "$4" "$5"
	fi
	cd ..
done
