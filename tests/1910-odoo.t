#!/bin/sh
# cwai-odoo: calls by words and by records against tests/fake/odoo, by each protocol and in each version; what is tried
# again and what is not; what it says when it cannot. The contract part runs against a real server too, when
# CWAI_TEST_ODOO_URL, _DATABASE, _USERNAME and _PASSWORD (or _API_KEY) name one.
# shellcheck disable=SC2030,SC2031 # what a subshell sets is meant for it alone
. "${0%/*}/lib.sh"
. "$TOP/tests/fake/odoo.sh"
export ODOO_URL ODOO_DATABASE ODOO_USERNAME ODOO_PASSWORD ODOO_PROTOCOL
ODOO_DATABASE=shop ODOO_USERNAME=admin ODOO_PASSWORD=secret ODOO_PROTOCOL=
unset ODOO_API_KEY ODOO_LANGUAGE http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
# Retries soon: the waits of a test are those that it asks for.
cat >cwai.yaml <<'E'
domains: [cosmeticos]
odoo: {retry: 0.01, tries: 4, max_reply_mb: 2}
E

# serve ARGS: another Odoo.
serve() {
	odoo_start "$@" || exit 1
	ODOO_URL=$FAKE
}

# odoo_do JSON: as odoo.sh has it, without a Python for each of hundreds.
odoo_do() {
	LC_ALL=C bash -c 'exec 3<>"/dev/tcp/${1%%:*}/${1#*:}" &&
		printf "POST /fake HTTP/1.1\r\nHost: fake\r\nContent-Length: %d\r\n\r\n%s" "${#2}" "$2" >&3 && cat <&3' _ "${FAKE#http://}" "$1" |
		sed '1,/^\r$/d'
}

# fault MODE METHOD [MEMBERS]: the next call of METHOD goes wrong. What was called before is forgotten.
fault() {
	odoo_do "{\"do\":\"fault\",\"mode\":\"none\"}" >/dev/null
	odoo_do "{\"do\":\"fault\",\"mode\":\"$1\",\"match\":{\"method\":\"$2\"}${3:-}}" >/dev/null
	odoo_do '{"do":"log"}' >/dev/null
}

# called: the methods called since, in order.
called() {
	odoo_do '{"do":"log"}' | jq -r '[.[].method] | join(" ")'
}

# ---- the contract: what any Odoo must do ----

# result: of a call by words, without what stands around it; ids are a number, also of a list of one.
result() {
	sed 's/^{"v":1,"kind":"result",\("result":\)*//; s/}$//; s/^\[\([0-9]*\)\]$/\1/'
}

contract() {
	like "$1: version" "$(cwai-odoo version)" '"result":\{"version":"[^"]+","major":[0-9]+,"protocol":"(json2|jsonrpc|xmlrpc)"'
	like "$1: fields" "$(cwai-odoo fields res.partner | grep '"name":"parent_id"')" '"type":"many2one"'
	name="cwai prüft 😀 ]]> &amp; <$$>"
	id=$(cwai-odoo -w res.partner create "{\"name\":\"$name\",\"ref\":\"\",\"email\":null}" | result)
	like "$1: create" "$id" '^[1-9][0-9]*$'
	is "$1: read back" "$(cwai-odoo res.partner read "[\"odoo:res.partner:$id\"]" -F name,ref,email,parent_id,user_ids,active | result)" \
		"\"id\":\"odoo:res.partner:$id\",\"name\":\"$name\",\"ref\":\"\",\"email\":null,\"parent_id\":null,\"user_ids\":[],\"active\":true"
	is "$1: write" "$(cwai-odoo -w res.partner write "[$id]" '{"ref":null,"function":"a\nb"}' | result)" true
	child=$(cwai-odoo -w res.partner create "{\"name\":\"x\",\"type\":\"other\",\"parent_id\":\"odoo:res.partner:$id\"}" | result)
	like "$1: a row that refers" "$(cwai-odoo res.partner read "[$child]" -F parent_id)" "\"parent_id\":\{\"id\":\"odoo:res.partner:$id\",\"name\":\"cwai pr"
	is "$1: search" "$(cwai-odoo res.partner search_read "[[\"id\",\"=\",\"odoo:res.partner:$id\"]]" -F ref,function,write_date >row; sed 's/,"write_date.*//' row | result)" \
		"\"id\":\"odoo:res.partner:$id\",\"ref\":null,\"function\":\"a\\nb\""
	is "$1: and count" "$(cwai-odoo res.partner search_count "[[\"id\",\"in\",[$id]]]" | result)" 1
	when=$(sed 's/.*"write_date":"//; s/"}$//' row)
	like "$1: times" "$when" '^20[0-9-]+T[0-9:]+\.000Z$'
	is "$1: times in a domain" "$(cwai-odoo res.partner search "[[\"id\",\"=\",$id],[\"write_date\",\">=\",\"$when\"]]" | result)" "$id"
	is "$1: what is not there is left out" "$(cwai-odoo res.partner read "[$id,999999999]" -F name | wc -l)" 1
	made=$(cwai-odoo -w product.template create '{"name":"cwai"}' 2>/dev/null | result)
	if [ -n "$made" ]; then
		is "$1: a method that gives nothing is done" "$(cwai-odoo -w product.template action_archive "[$made]" | result) $(
			cwai-odoo product.template read "[$made]" -F active | result)" "null \"id\":\"odoo:product.template:$made\",\"active\":false"
		cwai-odoo -w product.template unlink "[$made]" >/dev/null
	fi
	status "$1: no such method" 65 cwai-odoo -w res.partner no_such_method
	status "$1: a private method" 77 cwai-odoo -w res.partner _private
	status "$1: no such field" 65 cwai-odoo res.partner search_read '[["no_such_field","=",1]]'
	status "$1: no such row" 65 cwai-odoo -w res.partner write '[999999999]' '{"ref":"x"}'
	is "$1: unlink" "$(cwai-odoo -w res.partner unlink "[$child,$id]" | result)$(cwai-odoo res.partner read "[$id]")" true
}

if [ -n "${CWAI_TEST_ODOO_URL:-}" ]; then
	(
		ODOO_URL=$CWAI_TEST_ODOO_URL ODOO_DATABASE=$CWAI_TEST_ODOO_DATABASE ODOO_USERNAME=$CWAI_TEST_ODOO_USERNAME
		ODOO_PASSWORD=${CWAI_TEST_ODOO_PASSWORD:-}
		[ -z "${CWAI_TEST_ODOO_API_KEY:-}" ] || { ODOO_API_KEY=$CWAI_TEST_ODOO_API_KEY && export ODOO_API_KEY; }
		contract real >real.out
	)
	n=$(grep -c '^ok\|^not ok' real.out) bad=$(grep -c '^not ok' real.out)
	cat real.out
fi

# ---- versions and protocols ----

# odd: rows with whatever may stand in them.
odd() {
	odoo_do '{"do":"create","model":"res.partner","vals":[{"name":"a\u000bb\u0001c","comment":"<p>eins\r\nzwei]]> &amp; &lt;</p>","ref":"","function":" \" \\ \t","image_1920":"aGVsbG8gd29ybGQ="},
		{"name":"😀 Ação é 1<2 & \u00a0\u2028","partner_latitude":1e-05,"partner_longitude":-1.5e300,"parent_id":14,"category_id":[]}]}' | jq -c .ids
	odoo_do '{"do":"create","model":"product.template","vals":[{"name":"\ud83d\ude00","list_price":0.1,"weight":100000000000000000000.0}]}' >/dev/null
}
# rows PROTOCOL: many rows with every field.
rows() {
	for m in res.partner product.template sale.order sale.order.line calendar.event crm.lead; do
		ODOO_PROTOCOL=$1 cwai-odoo $m search_read || echo "failed: $m"
	done
}

for v in 16 18; do
	serve --version $v
	odd >/dev/null
	for p in jsonrpc xmlrpc; do
		ODOO_PROTOCOL=$p
		contract "$v by $p"
		rows $p >"rows.$p"
	done
	ODOO_PROTOCOL=
	ok "$v: the same rows to the byte by both protocols" "$(cmp -s rows.jsonrpc rows.xmlrpc; echo $?)"
	is "$v: all of them" "$(grep -c . rows.xmlrpc) $(grep -c failed rows.xmlrpc)" "38 0"
	is "$v: JSON-RPC is taken" "$(cwai-odoo version | jq -r '.result | "\(.major) \(.protocol)"')" "$v jsonrpc"
	[ $v = 18 ] || odoo_stop
done
serve --version 19
odd >/dev/null
export ODOO_API_KEY=key-admin
for p in json2 jsonrpc xmlrpc; do
	ODOO_PROTOCOL=$p
	contract "19 by $p"
	rows $p >"rows.$p"
done
ODOO_PROTOCOL=
is "19: the same rows by each" "$(cmp rows.json2 rows.jsonrpc 2>&1)$(cmp rows.xmlrpc rows.jsonrpc 2>&1)" ""
is "19: with a key JSON-2 is taken" "$(cwai-odoo version | jq -r '.result | "\(.major) \(.protocol)"')" "19 json2"
is "19: it needs no user" "$(unset ODOO_DATABASE ODOO_USERNAME ODOO_PASSWORD; cwai-odoo res.partner read '[1]' -F name | jq -r .name)" "Minha Loja"
status "19: a wrong key" 77 env ODOO_API_KEY=key-wrong ODOO_PROTOCOL=json2 cwai-odoo res.partner read '[1]'
like "19: says so" "$(cat err)" 'cwai-odoo: .*(key|Unauthorized|refused)'
status "19: methods with arguments that have no name" 65 cwai-odoo -w sale.order message_post '[1]' '"a"' '"b"'
like "19: want them by name" "$(cat err)" 'give them as kwargs'
for words in 'find_or_create "a@b.example"' 'load_rows [["name"]]' 'load_rows {"a":1}'; do
	# shellcheck disable=SC2086 # words
	status "19: what is no ids is not sent as ids: $words" 65 cwai-odoo -w res.partner $words
	like "19: but told: $words" "$(cat err)" "JSON-2 takes the arguments of ${words%% *} by name: give them as kwargs"
done
is "19: so" "$(cwai-odoo -w res.partner copy '["odoo:res.partner:14"]' -k '{"default":{"name":"Cópia"}}' | jq -c '.result | length')" 1
odoo_stop
serve --version 22
contract "22"
is "22: JSON-2 is all there is" "$(cwai-odoo version | jq -c '.result | [.version, .major, .protocol]')" '["22.0",22,"json2"]'
(unset ODOO_API_KEY; ODOO_PASSWORD=secret cwai-odoo version >out 2>err; echo $? >st)
is "22: without a key" "$(cat st) $(cat err)" "78 cwai-odoo: this Odoo (22.0) speaks JSON-2 alone: set ODOO_API_KEY, or odoo.api_key_file in cwai.yaml, and no protocol"
is "22: by another protocol" "$(ODOO_PROTOCOL=xmlrpc cwai-odoo version 2>&1)" "$(cat err)"
key='cwai-odoo: Odoo refused the API key: it is wrong or expired; set ODOO_API_KEY, or odoo.api_key_file in cwai.yaml'
is "22: a wrong key" "$(ODOO_API_KEY=key-wrong cwai-odoo version 2>&1)" "$key"
is "22: a key that is refused later" "$(ODOO_API_KEY=key-wrong cwai-odoo res.partner search_count '[]' 2>&1)" "$key"
odoo_stop
unset ODOO_API_KEY

# ---- calls by words (18) ----
serve --version 18
is "rows come one a line, by id" "$(cwai-odoo res.partner search_read '[["is_company","=",true]]' -F name -l 3)" '{"v":1,"kind":"result","id":"odoo:res.partner:1","name":"Minha Loja"}
{"v":1,"kind":"result","id":"odoo:res.partner:14","name":"Mercado Bom Preço Ltda"}
{"v":1,"kind":"result","id":"odoo:res.partner:18","name":"Padaria Pão Quente"}'
is "the fields several times or with commas, in that order" "$(cwai-odoo -F email -F ,name,zip, res.partner read '[15]')" \
	"$(cwai-odoo res.partner read '[15]' -k '{"fields":["email","name","zip"]}')"
is "an order" "$(cwai-odoo res.partner search_read '[["id",">",13]]' -F name -o 'name desc' -l 2 | jq -r .name)" "$(cwai-odoo res.partner search_read '[["id",">",13]]' -F name | jq -r .name | LC_ALL=C sort -r | head -2)"
is "read in the order of the ids" "$(cwai-odoo res.partner read '["odoo:res.partner:18",14,"odoo:res.partner:1"]' -F name | jq -r .id | tr '\n' ' ')" \
	"odoo:res.partner:18 odoo:res.partner:14 odoo:res.partner:1 "
is "one id alone" "$(cwai-odoo res.partner read 14 -F name | jq -r .id)" odoo:res.partner:14
is "a many2one" "$(cwai-odoo sale.order read '[1]' -F partner_id,order_line | jq -c 'del(.v, .kind)')" \
	'{"id":"odoo:sale.order:1","partner_id":{"id":"odoo:res.partner:15","name":"Ana Conceição"},"order_line":["odoo:sale.order.line:1","odoo:sale.order.line:2"]}'
is "ids in domains" "$(cwai-odoo sale.order search '[["partner_id","=","odoo:res.partner:15"]]')" '{"v":1,"kind":"result","result":[1]}'
is "a many2one back in" "$(cwai-odoo -w sale.order write '["odoo:sale.order:1"]' '{"partner_id":{"id":"odoo:res.partner:16","name":"any"}}' | jq .result
	cwai-odoo sale.order read '[1]' -F partner_id | jq -r .partner_id.id)" "true
odoo:res.partner:16"
status "of another model" 65 cwai-odoo -w sale.order write '[1]' '{"partner_id":"odoo:res.users:2"}'
like "is no value" "$(cat err)" 'sale.order.partner_id, of type many2one, wants an id of another model'
odoo_do '{"do":"log"}' >/dev/null
for call in 'write ["odoo:crm.lead:20"] {"website":"errado"}' 'unlink ["odoo:crm.lead:20"]' 'read ["odoo:crm.lead:20"]' 'copy "odoo:crm.lead:20"'; do
	# shellcheck disable=SC2086 # words
	status "nor an id to call on: $call" 65 cwai-odoo -w res.partner $call
	is "says so: $call" "$(cat err)" "cwai-odoo: res.partner.${call%% *} takes ids of its own model, and one of them is of another"
done
for id in 15x -5 0 '' 99999999999; do
	status "an id that is none: $id" 65 cwai-odoo res.partner read "[\"odoo:res.partner:$id\"]" -F name
done
is "but texts before a method that nobody knows" "$(cwai-odoo -n res.partner find_or_create '"a@b.example"' '[1.5]' | jq -c .result.args)" '["a@b.example",[1.5]]'
status "a number that is none of the field's" 65 cwai-odoo -w res.partner write '[15]' '{"parent_id":14.5}'
status "a part of one" 65 cwai-odoo res.partner read '[14.5]' -F name
is "so of records" "$(printf '{"model":"res.partner","method":"%s","args":[["%s"],{}]}\n' write odoo:crm.lead:20 read odoo:res.partner:15x unlink 15 |
	cwai-odoo -w 2>/dev/null | jq -r '.error | "\(.kind): \(.message)"')" 'data: res.partner.write takes ids of its own model, and one of them is of another
data: res.partner.read takes ids: numbers, or "odoo:MODEL:ID"
data: res.partner.unlink takes ids: numbers, or "odoo:MODEL:ID"'
for leaf in '"partner_id","=","odoo:res.users:15"' '"partner_id.user_id","in",[2,"odoo:res.partner:15"]' '"id","=","odoo:res.partner:1"' '"order_line","any",[["product_id","=","odoo:res.partner:1"]]'; do
	status "nor to compare with: $leaf" 65 cwai-odoo sale.order search "[\"|\",[\"id\",\"=\",1],[$leaf]]"
	like "says so: $leaf" "$(cat err)" 'is compared with an id of another model$'
done
status "nor is one that is none" 65 cwai-odoo sale.order search '[["partner_id","=","odoo:res.partner:15x"]]'
is "nothing of these was asked" "$(odoo_do '{"do":"log"}' | jq -r '[.[].method | select(. != "fields_get")] | join(" ")')" ""
is "along a path" "$(cwai-odoo sale.order search '[["partner_id.country_id","in",["odoo:res.country:31"]],["id","=","odoo:sale.order:1"]]' | jq -c .result; odoo_do '{"do":"log"}' | jq -c '.[-1].args[0]')" \
	'[1]
[["partner_id.country_id","in",[31]],["id","=",1]]'
is "a text that looks like an id is a text" "$(cwai-odoo -n res.partner message_post '[1]' -k '{"body":"odoo:res.partner:3","subject":"2026-11-23T15:29:16Z","partner_ids":["odoo:res.partner:3"]}' | jq -c .result.kwargs)" \
	'{"body":"odoo:res.partner:3","subject":"2026-11-23T15:29:16Z","partner_ids":[3]}'
is "in a domain too" "$(cwai-odoo res.partner search '[["ref","=","odoo:res.partner:3"]]' >/dev/null; odoo_do '{"do":"log"}' | jq -c '.[-1].args[0]')" '[["ref","=","odoo:res.partner:3"]]'
is "ids in the context" "$(cwai-odoo -n crm.lead create '{}' --context '{"default_partner_id":"odoo:res.partner:3","x":"odoo:res.partner:3"}' | jq -c .result.kwargs.context)" '{"default_partner_id":3,"x":"odoo:res.partner:3"}'
is "many2many" "$(cwai-odoo -w calendar.event write '[1]' '{"partner_ids":["odoo:res.partner:14",15]}' >/dev/null; cwai-odoo calendar.event read '[1]' -F partner_ids | jq -c .partner_ids)" \
	'["odoo:res.partner:14","odoo:res.partner:15"]'
is "commands" "$(cwai-odoo -w sale.order write '[1]' '{"order_line":[[0,0,{"product_id":"odoo:product.product:2","product_uom_qty":"3"}]]}' >/dev/null; cwai-odoo sale.order read '[1]' -F order_line | jq '.order_line | length')" 3
cwai-odoo -w calendar.event write '[1]' '{"start":"2026-12-10T12:30:00-03:00","stop":"2026-12-10T17:00:00.000Z"}' >/dev/null
is "times, both ways" "$(cwai-odoo calendar.event read '[1]' -F start,stop | jq -c '[.start, .stop]')" '["2026-12-10T15:30:00.000Z","2026-12-10T17:00:00.000Z"]'
is "in a domain" "$(cwai-odoo calendar.event search '[["start","<","2026-12-10T15:30:01Z"],["stop",">=","2026-12-10T17:00:00.000Z"]]' | jq -c .result)" '[1]'
is "as Odoo wants them" "$(odoo_do '{"do":"log"}' | jq -c '.[-1].args[0][0][2]')" '"2026-12-10 15:30:01"'
is "null and false" "$(cwai-odoo -w res.partner write '[15]' '{"vat":null,"ref":false,"zip":"","is_company":false}' >/dev/null
	cwai-odoo res.partner read '[15]' -F vat,ref,zip,is_company,parent_id | jq -c '[.vat, .ref, .zip, .is_company, .parent_id]')" '[null,null,"",false,null]'
is "small numbers" "$(cwai-odoo -w res.partner write '[15]' '{"partner_latitude":1e-05,"partner_longitude":"-0.25"}' >/dev/null; cwai-odoo res.partner read '[15]' -F partner_latitude,partner_longitude | jq -c '[.partner_latitude * 100000, .partner_longitude]')" '[1,-0.25]'
is "binary is base64" "$(cwai-odoo -w res.partner write '[15]' '{"image_1920":"aGVsbG8="}' >/dev/null; cwai-odoo res.partner read '[15]' -F image_1920 | jq -r .image_1920)" "aGVsbG8="
odoo_do '{"do":"write","model":"res.partner","ids":[15],"vals":{"name":"a\u000bb\u0001 c","street":"eins\r\nzwei"}}' >/dev/null
is "control characters are dropped, CR LF is LF" "$(cwai-odoo res.partner read '[15]' -F name,street | jq -c '[.name, .street]')" '["ab c","eins\nzwei"]'
status "values of the wrong kind" 65 cwai-odoo -w calendar.event write '[1]' '{"start":"amanhã"}'
like "are told" "$(cat err)" 'calendar.event.start, of type datetime, wants a time'
is "a context" "$(cwai-odoo product.template search_count '[["name","=","Perfume Antigo"]]' | jq .result) $(
	cwai-odoo product.template search_count '[["name","=","Perfume Antigo"]]' --context '{"active_test":false}' | jq .result)" "0 1"
is "named arguments" "$(cwai-odoo res.partner search_read -k '{"domain":[["id","=",14]],"fields":["name"]}' | jq -r .name)" "Mercado Bom Preço Ltda"
is "fields by position" "$(cwai-odoo res.partner read '["odoo:res.partner:14"]' '["name"]' | jq -c 'keys | length')" 4
is "a method that gives nothing" "$(cwai-odoo -w product.template action_archive '["odoo:product.template:1"]')" '{"v":1,"kind":"result","result":null}'
is "is done" "$(cwai-odoo product.template read '[1]' -F active | jq .active)" false
is "by XML-RPC too, though it is a fault there" "$(ODOO_PROTOCOL=xmlrpc cwai-odoo -w product.template action_unarchive '[1]' | jq .result) $(cwai-odoo product.template read '[1]' -F active | jq .active)" "null true"

status "what may change something wants --write" 77 cwai-odoo res.partner create '{"name":"x"}'
is "and says so" "$(cat err)" "cwai-odoo: res.partner.create may change Odoo: allow it with --write, or look at it with -n"
odoo_do '{"do":"log"}' >/dev/null
is "-n shows the call" "$(cwai-odoo -n sale.order write '["odoo:sale.order:1"]' '{"date_order":"2026-12-10T12:30:00-03:00"}' --context '{"a":1}' | jq -c .result)" \
	'{"model":"sale.order","method":"write","args":[[1],{"date_order":"2026-12-10 15:30:00"}],"kwargs":{"context":{"a":1}}}'
is "and makes none" "$(called)" ""

# ---- by records ----
cat >calls <<'E'
{"id":"a","model":"res.partner","method":"search_read","args":[[["id","in",["odoo:res.partner:14",16]]],["name","write_date"]],"kwargs":{"order":"id"},"n":12345678901234567890}
{"id":"b","model":"res.partner","method":"search_count","kwargs":{"domain":[]}}
{"id":"c","model":"res.partner","method":"create","args":[{"name":"d"}]}
{"id":"d","model":"product.template","method":"action_archive","args":[[3]]}
{"id":"e","model":"helpdesk.ticket","method":"search_read"}
{"id":"f","method":"read"}
{"id":"g","model":"res.partner","method":"read","args":{"ids":[1]}}
{"id":"h","error":{"tool":"x","kind":"data"}}
nonsense
E
cwai-odoo <calls >out 2>err
is "some carry errors" $? 1
is "rows are the result, the rest stays" "$(head -1 out)" '{"id":"a","model":"res.partner","method":"search_read","args":[[["id","in",["odoo:res.partner:14",16]]],["name","write_date"]],"kwargs":{"order":"id"},"n":12345678901234567890,"result":[{"id":"odoo:res.partner:14","name":"Mercado Bom Preço Ltda","write_date":"2026-01-02T03:04:05.000Z"},{"id":"odoo:res.partner:16","name":"João da Silva","write_date":"2026-01-02T03:04:05.000Z"}]}'
is "of each what came of it" "$(jq -c '[.id, .result // .error.kind]' out | sed 1d)" '["b",13]
["c","refused"]
["d","refused"]
["e","data"]
["f","data"]
["g","data"]
["h","data"]
[null,"data"]'
like "what a call needs" "$(sed -n 6p out)" 'a call needs .*model.* and .*method'
is "with --write" "$(cwai-odoo -w <calls 2>/dev/null | jq -c 'select(.id == "c" or .id == "d") | [.result | type]')" '["number"]
["null"]'
is "a dry run gives null and makes none" "$(odoo_do '{"do":"log"}' >/dev/null; sed -n 3,4p calls | cwai-odoo -n | jq -c .result | tr '\n' ' '; called)" "null null "
cwai-odoo -E drop <calls 2>/dev/null >out
is "-E drop" "$? $(jq -r .id out | tr '\n' ' ')" "1 a b "
cwai-odoo -E stop <calls >out 2>err
is "-E stop" "$? $(jq -r .id out | tr '\n' ' ')" "77 a b "
yes '{"model":"res.partner","method":"search_count","args":[[]]}' | head -2000 | (cwai-odoo -j 8 2>err; echo $? >st) | head -1 >/dev/null
is "a reader that leaves" "$(cat err)$(cat st)" 141
(cwai-odoo version >&- 2>err; echo $? >st)
is "a closed stdout" "$(cat st)" 74

# ---- pages ----
odoo_do '{"do":"bulk","model":"res.partner","n":2486}' >/dev/null
odoo_do '{"do":"log"}' >/dev/null
cwai-odoo res.partner search_read '[]' -F name >all
is "2,500 rows" "$(wc -l <all) $(jq -r .id all | sort -u | wc -l)" "2500 2500"
is "are read page by page, by the last id" "$(odoo_do '{"do":"log"}' | jq -c '.[] | select(.method != "fields_get") | [.method, .args[0], .kwargs.limit, .kwargs.order, .kwargs.offset]')" \
	"[\"search_read\",[],1000,\"id\",null]
[\"search_read\",[[\"id\",\">\",$(sed -n 1000p all | jq -r '.id | split(":")[2]')]],1000,\"id\",null]
[\"search_read\",[[\"id\",\">\",$(sed -n 2000p all | jq -r '.id | split(":")[2]')]],1000,\"id\",null]"
cwai-odoo res.partner search_read '[]' -F name -j 3 >many
is "the same side by side" "$(cmp all many 2>&1)" ""
is "as pages of a list of ids" "$(called)" "search read read read"
cwai-odoo res.partner search_read '[]' -F name -o 'id desc' >down
is "the same in another order" "$(tac down | cmp - all 2>&1)" ""
is "1,500 of them" "$(cwai-odoo res.partner search_read '["|",["id",">",0],["name","=","x"]]' -F name -l 1500 | cmp - all 2>&1 | sed 's/.* EOF on - .*line /to /')" "to 1500"
jq -c '{model:"res.partner",method:"read",args:[[.id],["name"]],n:input_line_number}' all | head -300 >calls
cwai-odoo -j 16 <calls >out 2>err
is "records side by side keep their order" "$(jq -r .n out | cmp - - 2>&1; jq -c '[.n, .result[0].id]' out | md5sum)" "$(jq -c '[.n, .args[0][0]]' calls | md5sum)"

# ---- faults: kinds and messages ----
# said NAME KIND METHOD ARGS TEXT: the record's error.
said() {
	printf '{"model":"%s","method":"%s","args":%s}\n' "$3" "$4" "$5" | cwai-odoo -w 2>/dev/null | jq -r '.error | "\(.kind): \(.message)"' >"$T/said"
	like "$1" "$(cat "$T/said")" "^$2: $6"
	cat "$T/said" >>"$T/messages"
}
for p in jsonrpc xmlrpc; do
	ODOO_PROTOCOL=$p
	said "$p: no model" data helpdesk.ticket search '[[]]' "Odoo: Object helpdesk.ticket doesn't exist"
	said "$p: no method" data res.partner nosuch '[]' "Odoo: AttributeError: The method 'nosuch' does not exist"
	said "$p: private" refused res.partner _private '[]' 'Odoo: Private methods'
	said "$p: no field" data res.partner read '[[1],["nofield"]]' "Odoo: ValueError: Invalid field 'nofield' on model 'res.partner'$"
	said "$p: no field in a domain" data res.partner search '[[["nofield","=",1]]]' 'Odoo: ValueError: Invalid field res.partner.nofield in leaf'
	said "$p: no record" data res.partner write '[[999999],{"ref":"x"}]' 'Odoo: Record does not exist or has been deleted. \(Record: res.partner\(999999,\), User: 2\)$'
	said "$p: a mandatory field" data sale.order create '[{}]' 'Odoo: The operation cannot be completed: .*Field: Customer \(partner_id\)$'
	said "$p: a row that is needed" data res.partner unlink '[[14]]' 'Odoo: The operation cannot be completed: another model requires'
	said "$p: a wrong argument" data res.partner search_count '["x"]' 'Odoo: '
	said "$p: twice" data sale.order action_confirm '[[2]]' 'Odoo: Some orders are not in a state requiring confirmation.$'
	odoo_do '{"do":"fault","mode":"usererror","text":"Você não pode:\n\n\tassim /opt/odoo18/odoo/models.py","match":{"method":"search"},"times":2}' >/dev/null
	said "$p: a user error" data res.partner search '[[]]' 'Odoo: Você não pode: assim models.py$'
done
ODOO_PROTOCOL=
is "no path of the server, no traceback, no secret" "$(grep -E '/opt|/usr|Traceback|File "|secret' messages)" ""

# ---- tried again ----
for mode in eof reset http502 cursor serialization cut restart; do
	if [ $mode = restart ]; then
		fault none search_count
		odoo_do '{"do":"restart","down":0.05}' >/dev/null
		sed 's/tries: 4/tries: 8/; s/0.01/0.05/' cwai.yaml >patient.yaml
		is "a read over a restart" "$(cwai-odoo -C patient.yaml res.partner search_count '[]' | jq .result)" 2500
	else
		fault $mode search_count
		is "a read after $mode" "$(cwai-odoo res.partner search_count '[]' | jq .result) $(called)" "2500 search_count search_count"
	fi
done
fault http502 search_count ',"times":9'
cwai-odoo res.partner search_count '[]' >out 2>err
is "so often and no more" "$? $(called)" "69 search_count search_count search_count search_count"
like "and says so" "$(cat err)" 'cwai-odoo: Odoo: HTTP 502'
for mode in lost lost_reset eof reset lost502 http502 cut cursor html; do
	fault $mode create
	cwai-odoo -w crm.lead create '{"name":"uma vez"}' >out 2>err
	is "a write after $mode is not" "$? $(called | sed 's/fields_get //')" "74 create"
	like "but told" "$(cat err)" 'it may have been done or not, read it back before you try again: '
done
is "nothing was made twice" "$(cwai-odoo crm.lead search_count '[["name","=","uma vez"]]' | jq .result)" 4
fault lost create
is "so by a record" "$(echo '{"model":"crm.lead","method":"create","args":[{"name":"e"}]}' | cwai-odoo -w 2>/dev/null | jq -c '.error | [.kind, .retryable]')" '["io",false]'
fault serialization create
is "a write that was rolled back is" "$(cwai-odoo -w crm.lead create '{"name":"de novo"}' | jq -r '.result | type') $(called)" "number create create"
is "once" "$(cwai-odoo crm.lead search_count '[["name","=","de novo"]]' | jq .result)" 1
fault usererror create
cwai-odoo -w crm.lead create '{"name":"x"}' 2>err
is "a refusal is not tried again" "$? $(called)" "65 create"
fault huge search_read ',"times":9'
cwai-odoo res.partner search_read 2>err >out
is "a reply without an end" $? 76
like "is cut off" "$(cat err)" "the reply of $FAKE is over 2097152 bytes and was cut off"
fault html search_count ',"times":9'
cwai-odoo res.partner search_count '[]' 2>err
is "a page in place of an answer" $? 76
like "is told by its title" "$(cat err)" 'HTML page titled "Minha Loja"'
fault none search

# ---- what is kept ----
fault none search
is "nothing is asked twice" "$(cwai-odoo res.partner search_count '[]' >/dev/null; cwai-odoo res.partner search_count '[]' >/dev/null; called)" "search_count search_count"
is "--refresh asks again" "$(cwai-odoo --refresh res.partner search_count '[]' >/dev/null; called)" "version authenticate search_read search_count"
for f in "$T"/derived/odoo-*/connection.json; do
	sed -i 's/"uid":2/"uid":4711/; s/"uid":6/"uid":4712/' "$f"
done
is "a user id out of date is asked again" "$(cwai-odoo res.partner read '[1]' -F name 2>&1 | jq -r .name)" "Minha Loja"
is "no secret is kept" "$(grep -rlE 'secret|key-admin' "$T/derived" "$T/.cache" 2>/dev/null)" ""
is "nor told, however much is" "$(cwai-odoo -vvv --refresh res.partner search_count '[]' 2>&1 | grep -c secret) $(cwai-odoo -vv --refresh version 2>&1 | wc -l | tr '1-9' 'n')" "0 n"
is "it is readable to its owner only" "$(find "$T"/derived/odoo-*/ -type f -perm /077)" ""
(cd / && XDG_CACHE_HOME=$T/cache HOME=$T/nobody XDG_CONFIG_HOME=$T/nothing cwai-odoo res.partner read '[1]' -F name >"$T/out" 2>"$T/err")
is "without a configuration the environment will do" "$? $(jq -r .name out) $(ls cache/cwai | sed 's/-.*//')" "0 Minha Loja odoo"
fault slow search_count ',"seconds":5'
cwai-odoo res.partner search_count '[]' >/dev/null &
slow=$!
wait_for 5 grep -q . "/proc/$slow/cmdline"
is "nor in its words" "$(tr '\0' ' ' <"/proc/$slow/cmdline")" "cwai-odoo res.partner search_count [] "
kill "$slow"
wait "$slow" 2>/dev/null
odoo_do '{"do":"reset"}' >/dev/null

# ---- what is wrong with the configuration ----
# wrong NAME STATUS REGEX VAR=VALUE...: what it says.
wrong() {
	name=$1 want=$2 regex=$3
	shift 3
	status "$name" "$want" env "$@" cwai-odoo version
	like "$name: says so" "$(cat err)" "^cwai-odoo: $regex"
	cat err >>"$T/configuration"
}
wrong "a wrong password" 77 'Odoo refused the user admin of database shop: wrong name, password or API key$' ODOO_PASSWORD=hunter2 ODOO_USERNAME=admin
wrong "a wrong user" 77 'Odoo refused the user ana of database shop' ODOO_USERNAME=ana
wrong "a wrong key" 77 'Odoo refused the user admin of database shop: wrong name, password or API key$' ODOO_API_KEY=hunter2
wrong "a wrong database" 78 'Odoo has no database nodb: set ODOO_DATABASE, or odoo.database in cwai.yaml$' ODOO_DATABASE=nodb
is "a password that is wrong later, by records too" "$(cwai-odoo res.partner read '[1]' >/dev/null; ODOO_PASSWORD=hunter2 cwai-odoo res.partner read '[1]' 2>&1
	cwai-odoo res.partner read '[1]' >/dev/null; echo '{"model":"res.partner","method":"read","args":[[1]]}' | ODOO_PASSWORD=hunter2 cwai-odoo 2>/dev/null | jq -r .error.message)" \
	"cwai-odoo: Odoo refused the user admin of database shop: wrong name, password or API key
Odoo refused the user admin of database shop: wrong name, password or API key"
for p in jsonrpc xmlrpc; do
	fault moved version ',"text":"https://ana:hunter2@loja.example.com:8443/jsonrpc?token=hunter2"'
	wrong "an address that moved, by $p" 78 'Odoo: HTTP 301 sends to https://loja.example.com:8443: write it as odoo.url in cwai.yaml, or ODOO_URL$' ODOO_PROTOCOL=$p
done
fault moved version ',"text":"/pt/jsonrpc"'
wrong "another page of it" 76 "there is no Odoo at $FAKE that answers: HTTP 301" ODOO_PROTOCOL=jsonrpc
fault moved create ',"text":"https://loja.example.com/"'
status "a write to it" 78 cwai-odoo -w crm.lead create '{"name":"x"}'
like "was not done" "$(cat err)" '^cwai-odoo: Odoo: HTTP 301 sends to https://loja.example.com: write it'
fault none search
wrong "by XML-RPC" 78 'Odoo has no database nodb: ' ODOO_DATABASE=nodb ODOO_PROTOCOL=xmlrpc
wrong "no address" 78 'no address of Odoo: set ODOO_URL, or odoo: \{url: ' ODOO_URL=
wrong "no password" 78 'no password for Odoo: set ODOO_PASSWORD or ODOO_API_KEY, or name a file' ODOO_PASSWORD=
wrong "no user" 78 'no user name of Odoo: set ODOO_USERNAME, or odoo.username' ODOO_USERNAME=
wrong "no database" 78 'no database of Odoo: set ODOO_DATABASE, or odoo.database' ODOO_DATABASE=
wrong "an address without a scheme" 78 'the address of Odoo must begin with http:// or https://$' ODOO_URL=shop.example.com
wrong "an address with a password" 78 'the address of Odoo must not hold a user or password: see cwai-config\(5\)$' ODOO_URL=https://admin:hunter2@shop.example.com
wrong "another protocol" 78 'odoo.protocol must be json2, jsonrpc or xmlrpc$' ODOO_PROTOCOL=soap
wrong "JSON-2 without a key" 78 'JSON-2 wants an API key: set ODOO_API_KEY or odoo.api_key_file$' ODOO_PROTOCOL=json2
wrong "JSON-2 where there is none" 76 "there is no Odoo at $FAKE that answers: HTTP 303" ODOO_PROTOCOL=json2 ODOO_API_KEY=hunter2
wrong "a key without the user where there is no JSON-2" 78 'this Odoo \(18.0.*\) has no JSON-2, so the database and user name are needed' ODOO_API_KEY=hunter2 ODOO_USERNAME=
wrong "a path" 78 "the address of Odoo is the server's alone, without a path: $FAKE$" ODOO_URL="$FAKE/shop"
wrong "a port that is none" 78 'the address of Odoo has no server.s name, or a port that is none' ODOO_URL=http://h:99999
wrong "a line too many" 78 'the database of Odoo has a sign in it that none has' ODOO_DATABASE="shop$(printf '\r\nX-Odd: 1')"
is "large letters of the scheme" "$(ODOO_URL="HTTP://${FAKE#http://}" cwai-odoo version | jq -r .result.url)" "$FAKE"
wrong "nobody there" 69 "http://127.0.0.1:1: .*connect" ODOO_URL=http://127.0.0.1:1
conf() {
	printf 'domains: [cosmeticos]\nodoo: %s\n' "$1" >conf.yaml
}
conf '{url: "http://127.0.0.1:1", password: hunter2}'
status "a secret in the file" 78 cwai-odoo -C conf.yaml version
like "is refused, with the mend" "$(cat err)" 'a password or key does not belong here: name a file with password_file'
cat err >>configuration
conf '{colour: red}'
status "an unknown member" 78 cwai-odoo -C conf.yaml version
like "is told" "$(cat err)" 'odoo.colour: no such member'
conf "{url: '$FAKE', tries: 0}"
status "a number out of its range" 78 cwai-odoo -C conf.yaml version
like "is told, with the range" "$(cat err)" 'odoo.tries must be a whole number from 1 to 100'
conf "{url: '$FAKE', database: shop, username: demo, password_file: secret.txt, language: null}"
printf 'demo\n' >secret.txt
is "all from the file" "$(env -u ODOO_URL -u ODOO_DATABASE -u ODOO_USERNAME -u ODOO_PASSWORD -u ODOO_PROTOCOL cwai-odoo -C conf.yaml res.users context_get | jq .result.uid)" 6
: >secret.txt
status "an empty secret file" 78 env ODOO_PASSWORD= cwai-odoo -C conf.yaml version
is "no secret was told" "$(grep -F hunter2 configuration)" ""
yes '{"model":"res.partner","method":"read","args":[[1]]}' | head -2000 | ODOO_URL=http://127.0.0.1:1 timeout 10 cwai-odoo >out 2>err
is "a dead server is not asked 2,000 times" "$? $(wc -l <out)" "1 2000"
like "the circuit opens" "$(tail -1 out)" '"kind":"unavailable","message":"Odoo did not answer the last 5 calls; it is asked again in [0-9]+ s","retryable":true'

# ---- mistakes on the command line ----
status "a model alone" 64 cwai-odoo res.partner
for words in 'version x' 'version x y' 'fields res.lang x' 'fields res.lang -F x' 'fields -l 3 res.lang' 'version -o x' 'version --context {}' 'fields' \
	'res.partner read [1] -l 1' 'res.partner read [1] -o id' 'res.partner read [1] ["name"] -F name' 'res.partner search_read [] ["name"] -F email' \
	'res.partner search_read [] -k {"fields":["name"]} -F email' 'res.partner search_read [] -k {"limit":2} -l 1' 'res.partner search_read [] -k {"domain":[]}' \
	'res.partner search_read [] "name"' 'res.partner read [1] [5]' 'res.partner search_read [] -k {"limit":"x"}' 'res.partner search_read [] -k {"limit":-1}' \
	'res.partner search_read [] -k {"order":5}'; do
	# shellcheck disable=SC2086 # words
	status "what does not go together: $words" 64 cwai-odoo $words
done
for option in '-F name' '-l 1' '-o id' '-k {}' '--context {}'; do
	# shellcheck disable=SC2086 # words
	echo '{"model":"res.partner","method":"search_count","args":[[]]}' | cwai-odoo $option >out 2>err
	is "for a record: $option" "$? $(cat out)" "64 "
	like "says so: $option" "$(cat err)" 'a record says its own fields, limit, order and context, in kwargs'
done
status "no model in the words" 64 cwai-odoo '' read
status "no method" 64 cwai-odoo res.partner ''
like "says so" "$(cat err)" 'a call needs a model and a method: res.partner search_read'
status "a name that is none" 65 cwai-odoo 'res.partner/x?' read '[1]'
is "-l 0 is all" "$(cwai-odoo res.partner search_read '[["id","<",16]]' -F name -l 0 | wc -l)" 6
status "too many jobs" 64 cwai-odoo -j 65 version
status "no JSON" 65 cwai-odoo res.partner read '[1'
like "says which" "$(cat err)" 'cwai-odoo: \[1: not JSON'
status "a context that is no object" 64 cwai-odoo res.partner read '[1]' --context '[]'
status "kwargs that are none" 65 cwai-odoo res.partner read '[1]' -k x
status "arguments that are lost in pages" 64 cwai-odoo res.partner search_read '[]' -k '{"offset":10}'
like "are refused" "$(cat err)" 'search_read by words takes domain, fields, order, limit and context: give the rest as a record'
status "a domain that is none" 64 cwai-odoo res.partner search_read '{"name":"x"}'
status "no ids" 64 cwai-odoo res.partner read '{}'
status "no model" 78 cwai-odoo helpdesk.ticket search_read
like "says so" "$(cat err)" 'this Odoo has no model helpdesk.ticket, or the user may not see it'

# ---- languages and users ----
is "a language that is not installed is not asked for" "$(cwai-odoo product.template read '[7]' -F name | jq -r .name; odoo_do '{"do":"log"}' | jq -c '.[-1].kwargs')" 'Orange Blossom Cologne 100 ml
{"context":{}}'
is "a portal user may read" "$(ODOO_USERNAME=portal ODOO_PASSWORD=portal cwai-odoo res.partner search_read -F name -l 1 | jq -r .id)" odoo:res.partner:1
status "but not all" 77 env ODOO_USERNAME=portal ODOO_PASSWORD=portal cwai-odoo -w crm.lead create '{"name":"x"}'
like "and is told" "$(cat err)" "You are not allowed to create 'Lead/Opportunity'"
cat >calls <<'E'
{"model":"res.partner","method":"search_read","args":[[],["name","write_date","parent_id"]],"kwargs":{"order":"id"}}
{"model":"crm.lead","method":"create","args":[{"name":"x"}]}
{"model":"res.partner","method":"search_read","args":[[],["name","write_date","parent_id"]],"kwargs":{"order":"id"}}
{"model":"res.partner","method":"search_read","args":[[],["name","write_date","parent_id"]],"kwargs":{"order":"id"}}
E
is "nor by records, the others side by side with it" "$(ODOO_USERNAME=portal ODOO_PASSWORD=portal cwai-odoo -w -j 4 <calls 2>/dev/null | jq -r '.error.kind // .result[0].id' | tr '\n' ' ')" \
	"odoo:res.partner:1 refused odoo:res.partner:1 odoo:res.partner:1 "

# ---- a terminal ----
TERM=xterm NO_COLOR=1 script -qc "stty cols 100; cwai-odoo res.partner search_read -F name,parent_id,is_company -l 13" /dev/null </dev/null | tr -d '\r' >out
is "at a terminal a table" "$(head -1 out | awk '{ print $1, $2, $3 }')" "name parent_id is_company"
like "of names" "$(grep Carlos out)" '^Carlos Comprador +Mercado Bom Preço Ltda +false *$'
TERM=xterm NO_COLOR=1 script -qec "stty cols 100; cwai-odoo res.partner read '[15]'" /dev/null </dev/null >term
is "of all fields too" "$? $(tr -d '\r' <term | head -1 | awk '{ print $1, $2 }')" "0 id name"
like "records with --json" "$(TERM=xterm script -qc "cwai-odoo --json res.partner read '[1]' -F name" /dev/null </dev/null)" '^\{"v":1,"kind":"result","id":"odoo:res.partner:1"'
odoo_stop

serve --version 18 --lang pt_BR
is "an installed language is" "$(cwai-odoo product.template read '[7]' -F name | jq -r .name) $(odoo_do '{"do":"log"}' | jq -c '.[-1].kwargs.context')" \
	"$(cwai-odoo product.template read '[7]' -F name --context '{"lang":"pt_BR"}' | jq -r .name) {\"lang\":\"pt_BR\"}"
is "another by ODOO_LANGUAGE" "$(ODOO_LANGUAGE=en_US cwai-odoo product.template read '[7]' -F name | jq -r .name)" "Orange Blossom Cologne 100 ml"
is "and the call's own over it" "$(cwai-odoo product.template read '[7]' -F name --context '{"lang":"en_US"}' | jq -r .name)" "Orange Blossom Cologne 100 ml"
odoo_stop
status "a write that could not be sent was not done" 69 cwai-odoo -w product.template write '[7]' '{"name":"x"}'
like "and is no reason to read back" "$(cat err)" "^cwai-odoo: $FAKE: "
done_testing
