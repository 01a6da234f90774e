#!/bin/sh
# Opportunities: how long enrich_find takes for one message, on both stores, with 100,000 customers, 300,000 orders,
# 100,000 appointments and 20,000 products; and the run ahead of time. CWAI_BENCH_CUSTOMERS makes it smaller.
. "${0%/*}/lib.sh"
[ -x "$BUILD/bench/enrich_latency" ] || { echo "enrich_latency is not built: make $BUILD/bench/enrich_latency"; exit 1; }
customers=${CWAI_BENCH_CUSTOMERS:-100000} products=20000
chmod 755 "$T"
pg=$("$TOP/tests/postgres" start "$T/pg")
trap 'cd /; "$TOP/tests/postgres" stop "$T/pg" >/dev/null 2>&1; rm -rf "$T"' EXIT

# The cosmetics domain, its products again and again under other ids.
mkdir domain
sed 's/^name: .*/name: bench/' "$CWAI_SHARE/cosmeticos/domain.yaml" >domain/domain.yaml
cp "$CWAI_SHARE/cosmeticos/intents.yaml" "$CWAI_SHARE/cosmeticos/rules.yaml" domain
cp "$CWAI_SHARE/templates.yaml" .
awk -v n=$products '{ line[NR] = $0 } END {
	for (i = 1; i <= n; i++) { s = line[(i - 1) % NR + 1]; sub(/"id":"[^"]*"/, "\"id\":\"p" i "\"", s); sub(/"sku":"[^"]*"/, "\"sku\":\"k" i "\"", s); print s }
}' "$CWAI_SHARE/cosmeticos/products.ndjson" >domain/products.ndjson
awk -v n="$customers" -v products=$products 'BEGIN {
	split("oleosa seca mista sensivel madura", skin, " ")
	split("consultoria-pele limpeza-pele corte-cabelo manicure hidratacao-facial", service, " ")
	for (i = 1; i <= n; i++) {
		printf "{\"id\":\"u%d\",\"name\":\"Cliente %d\",\"phone\":\"+5511%09d\",\"preferences\":{\"tipo_pele\":\"%s\"}}\n", i, i, 900000000 + i, skin[i % 5 + 1] > "domain/customers.ndjson"
		for (k = 0; k < 3; k++) {
			printf "{\"id\":\"o%d.%d\",\"customer\":\"u%d\",\"date\":\"2026-%02d-%02dT12:00:00Z\",\"status\":\"sale\",\"lines\":[", i, k, i, (i + k) % 5 + 1, (i * 3 + k) % 28 + 1 > "domain/orders.ndjson"
			printf "{\"product\":\"p%d\",\"quantity\":1},{\"product\":\"p%d\",\"quantity\":2}]}\n", (i * 31 + k * 17) % products + 1, (i * 7 + k) % products + 1 > "domain/orders.ndjson"
		}
		printf "{\"id\":\"a%d\",\"customer\":\"u%d\",\"service\":\"%s\",\"start\":\"2026-%02d-%02dT14:00:00Z\",\"status\":\"done\"}\n", i, i, service[i % 5 + 1], i % 6 + 1, i % 28 + 1 > "domain/appointments.ndjson"
	}
}'
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
for engine in sqlite postgres; do
	mkdir -p $engine
	url=store.db
	[ $engine = sqlite ] || { psql -q "$pg" -c "CREATE DATABASE bench" >/dev/null; url=$(echo "$pg" | sed "s,/postgres?,/bench?,"); }
	(cd $engine && cwai init -s "$url" ../domain >/dev/null)
	[ $engine = sqlite ] || psql -q "$url" -c ANALYZE
	figures() { # WHAT
		what=$1
		set -- $(enrich_latency $engine/cwai.yaml 5000 $products)
		printf '%-9s %-22s p50 %6s us   p99 %6s us   max %6s us   own time p50 %6s us   p99 %6s us   (%s of %s had any)\n' \
			$engine "$what" "$3" "$4" "$5" "$6" "$7" "$2" "$1"
	}
	figures "$customers customers:"
	set -- $(measure 1 sh -c "exec cwai-enrich -C $engine/cwai.yaml --prefetch")
	printf '%-9s --prefetch of them all: %8s ms   peak %s KiB\n' $engine "$1" "$3"
	figures "behind it:"
done
