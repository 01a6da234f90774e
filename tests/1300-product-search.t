#!/bin/sh
# cwai-product-search: words, records, options, a file; both stores; a shop's own table; what goes wrong.
. "${0%/*}/lib.sh"
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
ids() { jq -r .id | paste -sd' ' -; }
found() { jq -r '[.products[].id] | join(" ")'; }

# Words on the command line
cwai-init cosmeticos >/dev/null 2>&1
is "words find products within the price" "$(cwai-product-search protetor solar até 80 reais | jq -s -c 'map(.category == "protetor_solar" and .price_cents <= 8000) | unique, length')" "[true]
5"
is "a record a line, of its kind" "$(cwai-product-search --limit 1 batom vermelho | jq -c '[.v,.kind,.id,.name]')" '[1,"product","p066","Batom Líquido Matte Vermelho Urucum Pétala Nua 5 ml"]'
is "the score goes with it" "$(cwai-product-search --limit 1 batom vermelho | jq '.score > 0 and .cover == 1')" true
is "marks and case do not matter" "$(cwai-product-search --limit 3 SERUM ACIDO HIALURONICO | ids)" "$(cwai-product-search --limit 3 sérum ácido hialurônico | ids)"
is "slips of the pen are forgiven" "$(cwai-product-search --limit 1 shanpoo anticapsa | ids)" p049
is "filters are read from the sentence" "$(cwai-product-search 'protetor solar vegano para pele oleosa fps 50' | ids)" "p001 p003"
is "nothing found is nothing, and all well" "$(cwai-product-search geladeira frost free; echo $?)" 0
is "options win over the sentence" "$(cwai-product-search --max 55 --sort price protetor solar até 80 reais | jq -s -c 'map(.price_cents)')" "[4950,5490]"
is "a brand, by any spelling" "$(cwai-product-search -b solarenga --limit 50 '' | jq -s -c 'map(.brand) | unique')" '["Solarenga"]'
is "a category and an attribute" "$(cwai-product-search -c batom -a cor=vinho '' | ids)" p068
is "an attribute twice is either" "$(cwai-product-search -c batom -a cor=vinho -a cor=nude '' | jq -s -c 'map(.attributes.cor[0]) | unique')" '["nude","vinho"]'
is "only what is there" "$(cwai-product-search -c kit_presente --in-stock --limit 50 '' | jq -s 'map(.stock > 0) | all')" true
is "a filter too many, dropped when asked to" "$(echo '{"text":"protetor solar fps 90"}' | cwai-product-search --relax --limit 1 | jq -c '[(.products | length), .search.relaxed]')" '[1,["FPS 90 ou mais"]]'
like "explained" "$(cwai-product-search --explain --limit 1 xampu anticaspa | jq -r .explain)" '^xampu: xampu 1\.00'
TERM=xterm NO_COLOR=1 script -qc "cwai-product-search --limit 2 protetor solar até 80 reais" /dev/null | tr -d '\r' >out
is "at a terminal a table" "$(head -1 out | awk '{ print $1, $2, $3, $4, $5 }')" "id product price stock score"
like "with prices as people write them" "$(sed -n 2p out)" 'R\$ [0-9]+,[0-9][0-9]'
like "and records with --json" "$(TERM=xterm script -qc "cwai-product-search --json --limit 1 batom" /dev/null | head -1)" '^\{"v":1,'

# Records
echo '{"text":"batom vermelho" , "n":1.10,"big":12345678901234567890}' >in
cwai-product-search --limit 2 <in >out
is "every other byte stays" "$(sed 's/,"products":.*/}/' out)" "$(cat in)"
is "products are added" "$(found <out)" p066
is "query.text is searched before text" "$(echo '{"text":"oi","query":{"text":"batom vermelho","limit":1}}' | cwai-product-search | found)" p066
is "query may be a text" "$(echo '{"query":"batom vermelho"}' | cwai-product-search --limit 1 | found)" p066
is "members of query win over options" "$(echo '{"query":{"text":"protetor","price_max":"50"}}' | cwai-product-search --max 500 | found)" p013
is "attributes of both count" "$(echo '{"query":{"category":"batom","attributes":{"vegano":true}}}' | cwai-product-search -a cor=vinho | found)" p068
is "nothing found is an empty list" "$(echo '{"text":"trator"}' | cwai-product-search)" '{"text":"trator","products":[]}'
is "without words it passes" "$(echo '{"kind":"message","text":""}' | cwai-product-search)" '{"kind":"message","text":""}'
is "an event passes" "$(echo '{"kind":"event","text":"batom"}' | cwai-product-search)" '{"kind":"event","text":"batom"}'
is "no records, no output" "$(cwai-product-search </dev/null; echo $?)" 0
echo '{"query":{"price_max":"muito"}}' | cwai-product-search >out 2>err
is "a wrong query is the record's error" "$? $(jq -c '[.error.kind,.error.message]' out)" '1 ["data","price_max: must be a price such as \"80\" or \"59.90\""]'
echo '{"text":"batom","domain":"nada"}' | cwai-product-search >out 2>err
is "an unknown domain too" "$? $(jq -r .error.kind out)" "1 config"

# Mistakes
status "--attr without a value" 64 cwai-product-search --attr vegano batom
like "is told" "$(head -1 err)" '^cwai-product-search: --attr vegano: must be KEY=VALUE'
status "--limit 0" 64 cwai-product-search --limit 0 batom
status "--sort by nothing known" 64 cwai-product-search --sort name batom
status "a file has no filters" 64 cwai-product-search --products x --max 5 batom
status "a missing file" 66 cwai-product-search --products nada.ndjson batom
status "no configuration" 66 env -C / HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent cwai-product-search batom
echo "this is no store" >broken.db
CWAI_STORE=$T/broken.db cwai-product-search batom >out 2>err
is "a broken store is an error, not an empty list" "$? $(cat out)" "69 "
echo '{"text":"batom"}' | CWAI_STORE=$T/broken.db cwai-product-search 2>err | jq -r .error.kind >out
is "in a record as well" "$(cat out)" unavailable
cwai-product-search batom >/dev/full 2>err
is "a full disk is 74" $? 74

# A file
cat >file.ndjson <<'END'
{"id":"1","title":"Caneta azul","text":"ponta fina"}
{"id":2,"name":"Caderno pautado","description":"capa azul"}
{"title":"Mochila escolar \"grande\"","text":""}
END
is "a file without a store" "$(cd / && echo '{"id":"q","text":"azul"}' | cwai-product-search --products "$T/file.ndjson" | jq -c '[.id, (.products | map([.id, .title]))]')" '["q",[["1","Caneta azul"],["2","Caderno pautado"]]]'
is "a record without id has its line's number" "$(echo '{"text":"mochilas"}' | cwai-product-search --products file.ndjson | jq -c '.products[0] | [.id,.title]')" '["3","Mochila escolar \"grande\""]'
is "words on the command line" "$(cwai-product-search --products file.ndjson --limit 1 cadrno | jq -c '[.kind,.id,.title]')" '["product","2","Caderno pautado"]'
is "no file, no words found" "$(echo '{"text":"xyzzy"}' | cwai-product-search --products file.ndjson)" '{"text":"xyzzy","products":[]}'
echo '{"title":"a"' >bad.ndjson
status "a broken line in it" 65 cwai-product-search --products bad.ndjson a
like "is told with its number" "$(cat err)" 'bad\.ndjson: line 1'
: >empty.ndjson
is "an empty file" "$(echo '{"text":"x"}' | cwai-product-search --products empty.ndjson)" '{"text":"x","products":[]}'

# Both stores alike; a change shows at once, with the index file of before
n_store=0
for url in $(stores); do
	n_store=$((n_store + 1))
	mkdir "$T/s$n_store" && cd "$T/s$n_store" || exit 1
	cwai-init -s "$url" cosmeticos >/dev/null 2>&1
	jq -c 'select(.text)' >in <<'END'
{"text":"protetor solar até 80 reais"} {"text":"shampoo para cabelo cacheado"} {"text":"perfume mais barato"} {"text":"hidratante vegano"}
END
	cwai-product-search --limit 10 <in >"$T/out.$n_store"
	cp -r "$TOP/examples/cosmeticos" "$TOP/examples/templates.yaml" .
	cat >>cosmeticos/domain.yaml <<'END'
tables: {products: produtos_cosmeticos}
field_mappings: {product: {name: nome_produto, price: valor, brand: marca, attributes: propriedades}}
END
	sql="CREATE TABLE produtos_cosmeticos (nome_produto TEXT, valor NUMERIC(10,2), marca TEXT, propriedades TEXT);
		INSERT INTO produtos_cosmeticos VALUES ('Protetor Solar Diário FPS 50', 59.90, 'Umbu', '{\"tipo_pele\":\"oleosa\",\"fps\":50}'),
		('Protetor Solar Bebê FPS 60', 99.90, 'Umbu', '{\"fps\":60}'), ('Batom Uva', 25, 'Pétala', NULL);"
	case $url in
	sqlite:*) sqlite3 "${url#sqlite:}" "$sql" ;;
	*) psql -q "$url" -c "$sql" ;;
	esac
	sed 's/ templates.yaml/ ..\/templates.yaml/' cosmeticos/domain.yaml >d && mv d cosmeticos/domain.yaml
	mkdir domains && mv cosmeticos domains/ && mv templates.yaml domains/
	printf 'store: "%s"\ndomains: [domains/cosmeticos]\n' "$url" >cwai.yaml
	is "${url%%:*}: a table of the shop's own" "$(cwai-product-search protetor solar até 80 reais | jq -c '[.id,.price,.brand]')" '["protetor-solar-diario-fps-50","59.90","Umbu"]'
	is "${url%%:*}: its attributes" "$(cwai-product-search pele oleosa | ids)" "protetor-solar-diario-fps-50"
	is "${url%%:*}: its category by the name" "$(cwai-product-search --category batom '' | ids)" "batom-uva"
	sql="UPDATE produtos_cosmeticos SET valor = 79.90 WHERE nome_produto LIKE '%FPS 60'"
	case $url in
	sqlite:*) sqlite3 "${url#sqlite:}" "$sql" ;;
	*) psql -q "$url" -c "$sql" ;;
	esac
	is "${url%%:*}: a price that changed there" "$(cwai-product-search --sort price protetor solar até 80 reais | ids)" "protetor-solar-diario-fps-50 protetor-solar-bebe-fps-60"
	cd "$T" || exit 1
done
is "both stores find the same, to the byte" "$(cat out.2)" "$(cat out.1)"
done_testing
