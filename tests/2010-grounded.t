#!/bin/sh
# No number, product, brand, service or name in any reply of the demo conversations comes from anywhere but the facts
# that the part names: products.ndjson, customers.ndjson, orders.ndjson, rules.yaml, domain.yaml.
. "${0%/*}/lib.sh"

# The services of domain.yaml, a record each with its id, name, price and all its text; words are those of customers.
services() {
	awk '/^[a-z]/ { on = $1 == "services:" } on && /^  - / { printf "%s", sep; sep = "\n" } on && /^  / && !/^    words:/ { sub(/^  - /, "    "); printf "%s\t", $0 } END { print "" }' "$1" |
		jq -Rc 'select(test("id:")) | {text: ., id: (capture("id: (?<v>[^\t,}]+)").v), name: (capture("name: (?<v>[^\t]+)").v), price: (capture("price: \"(?<v>[0-9.]+)\"").v)}'
}

# What the hours and holidays of domain.yaml allow an answer to say: "09:00-19:30" is 9 and 19h30.
hours() {
	sed -n '/^hours:/,/^[b-gi-z][a-z_]*:/p' "$1"
	sed -n '/^hours:/,/^[b-gi-z][a-z_]*:/p' "$1" | grep -oE '[0-9]{2}:[0-9]{2}' | sed -E 's/^0([0-9])/\1/; s/:00$//; s/:/ /'
}

# ungrounded DIR RECORDS: what the replies say beyond their facts, in a folder where `facts` put them.
ungrounded() {
	jq -r -f "$TOP/tests/fixtures/grounded.jq" --slurpfile products "$1/products.ndjson" --slurpfile customers "$1/customers.ndjson" --slurpfile orders "$1/orders.ndjson" \
		--slurpfile rules "$1/rules.json" --slurpfile services "$1/services.ndjson" --rawfile hours "$1/hours.txt" \
		--argjson categories "$(cat "$1/categories.json")" "$2"
}

facts() { # DOMAIN DIR
	cp "$CWAI_SHARE/$1/products.ndjson" "$CWAI_SHARE/$1/customers.ndjson" "$CWAI_SHARE/$1/orders.ndjson" "$2"
	sqlite3 -json "$2/store.db" 'SELECT id, answer FROM rules' >"$2/rules.json"
	services "$CWAI_SHARE/$1/domain.yaml" >"$2/services.ndjson"
	hours "$CWAI_SHARE/$1/domain.yaml" >"$2/hours.txt"
	sed -n '/^categories:/,/^[abd-z][a-z_]*:/p' "$CWAI_SHARE/$1/domain.yaml" | sed -n 's/^  \([a-z_]*\):.*/\1/p' | jq -Rsc 'split("\n")[:-1]' >"$2/categories.json"
}

for d in cosmeticos saude varejo; do
	cwai-demo --json --keep "$T/$d" "$d" >"$d.json" 2>/dev/null
	facts "$d" "$T/$d"
	jq -c 'select(.kind == "message")' "$T/$d/answered.ndjson" >"$d.said"
	parts=$(jq -s '[.[].reply.parts // [] | length] | add // 0' "$d.said")
	[ "$parts" -ge 5 ]
	ok "$d: there are replies to look at ($parts parts)" $?
	is "$d: each part of a reply has its list of facts" "$(jq -c 'select([.reply.parts[]?.facts | type] | any(. != "array")) | .id' "$d.said")" ""
	is "$d: all that is said comes from the facts" "$(ungrounded "$T/$d" "$d.said" 2>&1)" ""
done

# The check itself: what is made up is found, and what is there is not.
says() { # NAME FACTS TEXT WANT
	jq -nc --arg text "$3" --argjson facts "$2" '{id: "m", ts: "2026-06-17T15:00:00.000Z", reply: {parts: [{crew: "x", text: $text, facts: $facts}]}}' >made
	is "$1" "$(ungrounded "$T/cosmeticos" made 2>&1)" "$4"
}
p=$(head -1 cosmeticos/products.ndjson)
name=$(printf '%s' "$p" | jq -r .name) brand=$(printf '%s' "$p" | jq -r .brand) id=$(printf '%s' "$p" | jq -r .id)
price=$(printf '%s' "$p" | jq -r '.price | sub("[.]"; ",")')
says "a product with its price is grounded" "[\"$id\"]" "1. **$name** — R\$ $price" ""
says "a price that is made up is found" "[\"$id\"]" "**$name** — R\$ 1,23" "m x: in no fact: 1,23"
says "a brand that no fact names is found" '["hours"]' "Temos $brand." "m x: in no fact: $brand"
says "a fact that is not there is found" '["p999"]' "Temos sim." "m x: no such fact: p999"
says "a weekday that is wrong is found" '["hours"]' "Abrimos na segunda-feira (23/06) às 9h." "m x: wrong weekday: segunda 23/06"
says "the right one is not" '["hours"]' "Abrimos na segunda-feira (22/06) às 9h." ""
says "an hour that is made up is found" '["hours"]' "Abrimos hoje às 7h." "m x: in no fact: 7"
says "a number in words is found" '["hours"]' "Entregamos em Cinco dias." "m x: in no fact: cinco"
says "a name from nowhere is found" '[]' "Olá, Zuleica!" "m x: in no fact: Zuleica"
done_testing
