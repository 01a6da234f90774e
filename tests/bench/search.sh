#!/bin/sh
# Product search: NDCG@10 on the evaluation sets, from a file and from both stores; the times of warm searches among
# 20,000 products beside SQLite FTS5; a search by a new process.
. "${0%/*}/lib.sh"
sets=$SHARED/eval/search
[ -d "$sets" ] || { echo "the evaluation sets are not there ($sets; CWAI_SHARED names their folder)"; exit 0; }
[ -x "$BUILD/bench/search_latency" ] || { echo "search_latency is not built: make $BUILD/bench/search_latency"; exit 1; }
chmod 755 "$T"
pg=$("$TOP/tests/postgres" start "$T/pg")
trap 'cd /; "$TOP/tests/postgres" stop "$T/pg" >/dev/null 2>&1; rm -rf "$T"' EXIT

# store SET ENGINE: a folder SET.ENGINE with a domain of the set's documents, and its configuration.
store() {
	mkdir -p "$1.$2/domain"
	printf 'name: %s\ntitle: Bench\ntimezone: America/Sao_Paulo\n' "$1" >"$1.$2/domain/domain.yaml"
	url=store.db
	if [ "$2" = postgres ]; then
		psql -q "$pg" -c "CREATE DATABASE $1" >/dev/null
		url=$(echo "$pg" | sed "s,/postgres?,/$1?,")
	fi
	printf 'store: "%s"\ndomains: [domain]\n' "$url" >"$1.$2/cwai.yaml"
}
figure() { cwai-eval search --json "$1" "$2" | jq -r '.ndcg10 * 10000 | round / 10000'; }

echo "NDCG@10:                        a file     SQLite   PostgreSQL"
for dir in "$sets"/*/; do
	set -- "$(basename "$dir")"
	cwai-product-search --products "$dir/corpus.ndjson" --limit 10 <"$dir/queries.ndjson" >file.out
	cp file.out "file.$1"
	for engine in sqlite postgres; do
		store "$1" $engine
		# A product must have a name; a document without a title gets its id for one.
		jq -c '{id, name: (if .title == "" then .id else .title end), description: .text}' "$dir/corpus.ndjson" >"$1.$engine/domain/products.ndjson"
		search_latency "$1.$engine/cwai.yaml" "$dir/queries.ndjson" >"$1.$engine/times"
		cwai-product-search -C "$1.$engine/cwai.yaml" --limit 10 <"$dir/queries.ndjson" >"$1.$engine/out"
	done
	printf '  %-24s %10s %10s %10s\n' "$1" "$(figure "$dir" file.out)" "$(figure "$dir" "$1.sqlite/out")" "$(figure "$dir" "$1.postgres/out")"
done
[ ! -f file.produtos_pt ] || cwai-eval search --json "$sets/produtos_pt" file.produtos_pt | jq -r '.kinds[] | "    \(.queries) (\(.n)): \(.ndcg10)"'

echo "warm searches among 20,000 products, the ten best, microseconds:"
corpus=$sets/produtos_pt/corpus.ndjson queries=$sets/produtos_pt/queries.ndjson
row() { printf '  %-28s p50 %6s   p99 %6s   mean %6s\n' "$1" "$3" "$4" "$5"; }
for engine in sqlite postgres; do
	store twenty $engine
	{ cat "$corpus"; sed 's/"id": *"/&again-/' "$corpus"; } | head -20000 |
		jq -c '{id, name: .title, description: .text, price: "19.90", stock: 3}' >twenty.$engine/domain/products.ndjson
	set -- $(search_latency twenty.$engine/cwai.yaml "$queries")
	row "cwai, $engine" "$@"
done
set -- $(search_latency twenty.sqlite/cwai.yaml "$queries" --fts)
row "SQLite FTS5, any word, bm25" "$@"

echo "one search by a new process, 20,000 products, median of 20:"
for engine in sqlite postgres; do
	set -- $(measure 20 sh -c "exec cwai-product-search -C twenty.$engine/cwai.yaml vinho tinto cabernet >/dev/null")
	printf '  %-28s %8s ms   peak %s KiB\n' "$engine" "$1" "$3"
done
set -- $(measure 5 sh -c "exec cwai-product-search --products '$corpus' vinho tinto cabernet >/dev/null")
printf '  %-28s %8s ms   peak %s KiB\n' "a file of 11,877, index made" "$1" "$3"
