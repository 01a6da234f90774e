#!/bin/sh
# cwai-init and cwai-doctor: a shop set up from nothing, on both stores, and what is wrong with one told.
. "${0%/*}/lib.sh"
i=0
for url in $(stores); do
	i=$((i + 1))
	status "init on ${url%%:*}" 0 cwai init -s "$url" "$T/shop$i/"
	like "products are loaded" "$(cat out)" '^ +103 products from '
	is "the configuration is its owner's" "$(stat -c %a "$T/shop$i/cwai.yaml")" 600
	status "doctor finds all well" 0 cwai doctor -C "$T/shop$i/cwai.yaml"
	is "no check failed" "$(jq -r 'select(.state != "ok") | .check' <out)" ""
	status "a second init is refused" 73 cwai init -s "$url" "$T/shop$i/"
	like "and says why" "$(cat err)" 'is there already'
	rm "$T/shop$i/cwai.yaml"
	status "an init that was cut off can be repeated" 0 cwai init -s "$url" "$T/shop$i/"
	like "with the same products" "$(cat out)" '^ +103 products from '

	q() { store_sql "$url" "$1" | tr '\n' ' '; }
	all=$(q "SELECT COUNT(*) FROM customers")
	(cd "$T/shop$i" && cwai-privacy erase c002 --yes --no-vacuum) >/dev/null
	rm "$T/shop$i/cwai.yaml"
	status "an init of a store from which a customer was erased" 0 cwai init -s "$url" "$T/shop$i/"
	is "does not bring them back, nor their orders" "$(q "SELECT COUNT(*) FROM customers; SELECT COUNT(*) FROM customers WHERE id = 'c002'; SELECT COUNT(*) FROM records WHERE data LIKE '%\"c002\"%'")" "$((all - 1)) 0 0 "
	is "and says so once" "$(cat err)" "cwai-init: customers of the samples who were erased from this store, and what is theirs, are left out: 1"
	rm "$T/shop$i/cwai.yaml"
	mv "$T/shop$i/privacy.key" "$T/key"
	status "without the key nobody can tell who was erased" 78 cwai init -s "$url" "$T/shop$i/"
	like "and the mend is told" "$(cat err)" 'put its privacy.key into .*shop.* first'
	is "nobody came back" "$(q "SELECT COUNT(*) FROM customers WHERE id = 'c002'")" "0 "
	mv "$T/key" "$T/shop$i/privacy.key"
	status "with it all is well" 0 cwai init -s "$url" "$T/shop$i/"
done
cd "$T/shop1" || exit 1
is "the store is its owner's" "$(stat -c %a "$T/store.db")" 600
chmod 644 "$T/store.db"
status "doctor sees that others may read the store" 1 cwai doctor
like "and says the mend" "$(jq -r 'select(.state == "mend") | .message' <"$T/out")" "chmod 600 $T/store.db"
chmod 600 "$T/store.db"

cp cwai.yaml good.yaml
echo 'stroe: x' >>cwai.yaml
status "a slip in the configuration" 1 cwai doctor
like "is named" "$(jq -r .message <"$T/out")" 'cwai.yaml: unknown member "stroe"'
printf 'store: [\n' >cwai.yaml
status "broken YAML" 1 cwai doctor
like "is told with its place" "$(jq -r .message <"$T/out")" 'cwai.yaml:2:1: '
printf 'domains: [nada]\n' >cwai.yaml
status "a domain that is not there" 1 cwai doctor
like "is told" "$(cat "$T/out")" 'nada/domain.yaml'
cp good.yaml cwai.yaml
echo junk >junk.db
printf 'store: junk.db\ndomains: [cosmeticos]\n' >cwai.yaml
status "a store that is none" 1 cwai doctor
like "is told" "$(jq -r 'select(.check == "store") | .message' <"$T/out")" 'junk.db'

cp -r "$CWAI_SHARE/saude" "$T/minha" && cp "$CWAI_SHARE/templates.yaml" "$T/"
sed -i 's/^name: saude/name: minha/' "$T/minha/domain.yaml"
status "a domain of one's own" 0 cwai init -d "$T/minha" "$T/shop4/"
printf '\ntemplates: [../templates.yaml, {thanks: "\\"De nada\\" +"}]\n' | sed 1d >"$T/t" && sed -i '/^templates:/d' "$T/minha/domain.yaml" && cat "$T/t" >>"$T/minha/domain.yaml"
status "a reply text that does not compile" 1 cwai doctor -C "$T/shop4/cwai.yaml"
like "is named" "$(jq -r 'select(.state == "mend") | .message' <"$T/out")" 'template "thanks": '
sed -i 's/^timezone: .*/timezone: America\/Sao_Pualo/' "$T/minha/domain.yaml"
status "an unknown zone" 1 cwai doctor -C "$T/shop4/cwai.yaml"
like "is told" "$(jq -r 'select(.state == "mend") | .message' <"$T/out")" 'timezone: unknown time zone "America/Sao_Pualo"'
status "no such domain" 66 cwai init nada
status "a server that is down" 69 cwai init -s "postgresql:///x?host=$T/none" "$T/shop5/"
[ ! -f "$T/shop5/cwai.yaml" ]
ok "and no configuration is left behind" $?
done_testing
