#!/bin/sh
# cwai-odoo-sync: a configuration, a mapping or words that are wrong are refused before anything is changed, and said so
# that they can be mended; which database a domain belongs to.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/fake/odoo.sh
. "$TOP/tests/fake/odoo.sh"
# shellcheck source=tests/fake/odoo_sync.sh
. "$TOP/tests/fake/odoo_sync.sh"

k=0

cp -R "$TOP/examples/cosmeticos" shop

# use [STORE]: a new configuration; of a store of its own, or that one.
use() {
	k=$((k + 1))
	printf 'store: "%s"\nderived: "%s/derived%s"\ndomains: [./shop]\nodoo: {url: "%s", retry: 0.01, tries: 3, language: pt_BR}\n' \
		"${1:-sqlite:$T/s$k.db}" "$T" "$k" "$FAKE" >cwai.yaml
}
count_here() {
	cwai-odoo-sync get "$1" | wc -l
}
uuid() {
	change write ir.config_parameter "\"ids\":2,\"vals\":{\"value\":\"$1\"}"
}
writes() {
	odoo_do '{"do":"log"}' | jq -c '[.[] | select(.method | IN("create", "write", "unlink") or startswith("action")) | .method]'
}

odoo_start --version 16 --lang pt_BR || exit 1
FAKE16=$FAKE
odoo_start --version 18 --lang pt_BR || exit 1
FAKE18=$FAKE

# ---- another database ----
for url in $(stores); do
	w=${url%%:*}
	FAKE=$FAKE18
	use "$url"
	sync pull lead customer >out
	put '{"kind":"customer","id":"odoo:res.partner:15","note":"Só daqui"}'
	FAKE=$FAKE16
	use "$url"
	odoo_do '{"do":"log"}' >/dev/null
	status "$w: another server is refused" 78 sync both
	like "$w: with what to do" "$(cat err)" 'another database \("shop" of 127\.0\.0\.1:[0-9]+\) than .* a store of its own, or, .* --moved'
	is "$w: the record says it, too" "$(jq -c '[.pull, .error.kind]' out)" '[{},"config"]'
	is "$w: nothing was written there" "$(writes)" '[]'
	is "$w: nor deleted here" "$(count_here lead)" 2
	status "$w: a dry run is refused as well" 78 sync -n both
	is "$w: an event of another is an error of its record" \
		"$(echo '{"_id":1,"_model":"crm.lead"}' | cwai-odoo-sync event 2>err | jq -c .error.kind)" '"config"'
	uuid 00000000-0000-11f0-8000-000000000018
	status "$w: a server that moved, by its uuid, is none" 0 sync -n both
	again
	status "$w: nor with --moved" 0 sync --moved pull lead
	status "$w: which holds from then on" 0 sync pull lead
	FAKE=$FAKE18
	use "$url"
	status "$w: and the one of before is another" 78 sync pull lead
	again
done
FAKE=$FAKE18
use
(
	ODOO_USERNAME=demo ODOO_PASSWORD=demo
	export ODOO_USERNAME ODOO_PASSWORD
	sync pull lead >out
	status "who may not read the uuid is told by name and place" 0 sync pull lead
	sed -i "s#$FAKE18#$FAKE16#" cwai.yaml
	status "there, too, another is refused" 78 sync pull lead
	sed -i "s#$FAKE16#$FAKE18#" cwai.yaml
	echo "$n $bad" >sums
)
read -r n bad <sums
sync pull lead >out
uuid 00000000-0000-11f0-8000-00000000abcd
status "once the uuid was read, it counts: a new database of that name is refused" 78 sync pull lead
again
odoo_start --version 19 --lang pt_BR || exit 1
use
(
	ODOO_USERNAME=demo ODOO_PASSWORD=demo
	export ODOO_USERNAME ODOO_PASSWORD
	sync pull lead >out
	unset ODOO_PASSWORD ODOO_DATABASE
	ODOO_API_KEY=key-demo
	export ODOO_API_KEY
	status "with a key there may be no name of a database" 0 sync pull lead
	echo "$n $bad" >sums
)
read -r n bad <sums
odoo_stop
FAKE=$FAKE18

# ---- more than half would be deleted ----
for url in $(stores); do
	w=${url%%:*}
	again empty
	odoo_do '{"do":"bulk","model":"crm.lead","n":40}' >/dev/null
	use "$url"
	sync pull lead >out
	ids=$(odoo_do '{"do":"dump","model":"crm.lead"}' | jq -c '[.[].id]')
	change unlink crm.lead "\"ids\":$(echo "$ids" | jq -c '.[:21]')"
	change create crm.lead '"vals":{"name":"Nova"}'
	change write crm.lead "\"ids\":$(echo "$ids" | jq '.[30]'),\"vals\":{\"name\":\"Outro nome\"}"
	status "$w: 21 of 40 at once are an error" 65 sync pull lead category
	like "$w: which says what to do" "$(cat err)" 'lead: 21 of 40 would be deleted here, .*--allow-deletes'
	is "$w: they stay, and the new one is there" "$(count_here lead)" 41
	is "$w: what changed is taken" "$(cwai-odoo-sync get lead | jq -r .title | grep -c 'Outro nome')" 1
	is "$w: the others go on" "$(jq -c '[.pull.category.inserted, (.pull.lead | has("error"))]' out)" '[1,true]'
	status "$w: so it is by the next run" 65 sync pull lead
	status "$w: and is done when that is wanted" 0 sync --allow-deletes pull lead
	is "$w: that is, those" "$(jq -c .pull.lead.deleted out) $(count_here lead)" '21 20'
	ids=$(odoo_do '{"do":"dump","model":"crm.lead"}' | jq -c '[.[].id]')
	change unlink crm.lead "\"ids\":$(echo "$ids" | jq -c '.[:20]')"
	status "$w: 20 are few enough" 0 sync pull lead
	is "$w: whatever their share" "$(count_here lead)" 0
	again
done

# ---- a mapping that means nothing ----
use
sync pull >/dev/null
sync status | jq -c '[.entity, .rows]' >rows
# wrong NAME YAML REGEX: it is refused with 78 and these words, here before a call is made.
wrong() {
	printf '%s\n' "$2" >shop/odoo.yaml
	odoo_do '{"do":"log"}' >/dev/null
	status "$1 is 78" 78 sync pull
	like "$1: $3" "$(cat err)" "^cwai-odoo-sync: .*shop/odoo\.yaml: $3"
	is "$1: nothing is asked" "$(odoo_do '{"do":"log"}' | jq -c 'map(select(.method != "authenticate" and .method != "login")) | length')" 0
}
# lead MEMBERS [OF THE ENTITY]: a mapping of leads with them.
lead() {
	echo "entities: [{name: lead, ${2:+$2, }models: [{model: crm.lead, fields: [name], pull: '{title: .name}'${1:+, $1}}]}]"
}
wrong "a variable that there is not" "$(lead 'domain: [[type, "=", $kind]]')" 'lead: domain: there is no vars\.kind'
wrong "one of the whole domain" "$(lead 'domain: $all')" 'lead: domain: there is no vars\.all'
wrong "a domain that is a text" "$(lead 'domain: "type = lead"')" 'lead: domain must be a list of conditions'
wrong "a domain that is an object" "$(lead 'domain: {type: lead}')" 'lead: domain must be a list of conditions'
wrong "a condition without its list" "$(lead 'domain: [type, "=", lead]')" 'lead: domain: each condition is a list of three'
wrong "an owner" "$(lead 'owner: odo')" 'lead: owner can.t be "odo": one of odoo cwai newest'
wrong "a member's owner" "$(lead 'owner: {default: cwai, title: nobody}')" 'lead: owner\.title can.t be "nobody"'
wrong "delete" "$(lead '' 'delete: remove')" 'lead: delete can.t be "remove": one of keep archive unlink'
wrong "refs" "$(lead 'refs: {customer: costumer}')" 'lead: refs\.customer: there is no entity "costumer"'
wrong "match" "$(lead 'match: [nome]')" 'lead: match can.t be "nome"'
wrong "match of what is no customer" "$(lead 'match: [phone]')" 'lead: match is for what is kept as customer'
wrong "total" "$(lead '' 'total: {into: prodct, field: stock, of: available}')" 'lead: total\.into: there is no entity "prodct"'
wrong "half a total" "$(lead '' 'total: {into: product, field: stock}')" 'lead: total needs of'
wrong "an action without a method" "$(lead 'actions: [{member: stage, from: a, to: b}]')" 'lead: actions: each needs method'
wrong "off as a text" 'entities: [{name: lead, off: "false"}]' 'lead: off must be true or false'
wrong "fields as a text" "entities: [{name: lead, models: [{model: crm.lead, fields: name, pull: '{title: .name}'}]}]" 'lead: fields must be a list of texts'
wrong "vars as a list" 'vars: [1]' 'odoo\.yaml: vars must be an object'
wrong "a member of the file" 'entites: []' 'odoo\.yaml: no such member "entites"'
wrong "entities as an object" 'entities: {lead: {off: true}}' 'entities must be a list, as in "- \{name: lead, off: true\}"'
wrong "an entity by its name" 'entities: [{lead: {off: true}}]' 'an entity needs a name of lower case letters, as in'
wrong "expand without fields" "$(lead 'expand: {tag_ids: {model: crm.tag}}')" 'lead: expand: tag_ids needs fields'
wrong "a member at the wrong place" "$(lead 'off: true')" 'lead: "off" is a member of the entity'
wrong "and the other way round" "$(lead '' 'if: x')" 'lead: "if" is a member of one of models'
# what only the server can tell: the others go on
asked() {
	printf '%s\n' "$2" >shop/odoo.yaml
	status "$1 is 78" 78 sync pull lead category
	like "$1: $3" "$(cat err)" "^cwai-odoo-sync: .*shop/odoo\.yaml: $3"
	is "$1: the others go on" "$(jq -c '[(.pull.lead | has("error")), (.pull.category | has("error"))]' out)" '[true,false]'
}
asked "also of no field" "$(lead 'also: [nada]')" 'lead: also: crm\.lead of this Odoo has no field nada'
asked "also of a text" "$(lead 'also: [name]')" 'lead: also: name of crm\.lead names no other rows'
asked "expand of no field" "$(lead 'expand: {nada: {fields: [name]}}')" 'lead: expand: crm\.lead of this Odoo has no field nada'
asked "pull that gives no object" "entities: [{name: lead, models: [{model: crm.lead, fields: [name], pull: .name}]}]" 'lead: pull must give an object'
cat >shop/odoo.yaml <<'Y'
entities:
  - name: order
    models:
      - {model: sale.order, fields: [name, order_line], pull: '{number: .name}', expand: {order_line: {fields: [name, nada]}}}
Y
status "expand of a field that the lines have not is 78" 78 sync pull order
like "and named" "$(cat err)" 'shop/odoo\.yaml: order: expand: order_line: sale\.order\.line of this Odoo has no field nada'
sed -i 's/nada/nada?/' shop/odoo.yaml
status "but with ? it may be missing" 0 sync pull order
is "after all of them the records are there" "$(sync status | jq -c '[.entity, .rows]' | diff rows -)" ""
cat >shop/odoo.yaml <<'Y'
# refs of the others may name what is switched off; a variable may be all of a domain
vars: {mine: [[type, "=", lead]]}
entities:
  - {name: customer, off: true}
  - {name: lead, models: [{model: crm.lead, fields: [name, nada?], domain: $mine, also: [nada], pull: '{title: .name}'}]}
Y
status "what is right is taken" 0 sync pull lead
printf '# nothing yet\n' >shop/odoo.yaml
status "so is a file of comments" 0 sync pull lead
rm shop/odoo.yaml

# ---- jq that can't be read ----
doctor() {
	cwai-doctor | jq -r 'select(.check == "odoo: lead" or .check == "odoo: odoo.yaml") | "\(.state) \(.message)"'
}
# said TEXT OF PULL, REGEX: the run and the doctor say this, and nothing of what is put around it.
said() {
	printf "entities:\n  - name: lead\n    models:\n      - model: crm.lead\n        fields: [name]\n        pull: |\n" >shop/odoo.yaml
	printf '%s\n' "$1" | sed 's/^/          /' >>shop/odoo.yaml
	use
	status "jq: $2 is 78" 78 sync pull lead category
	like "jq: $2, said" "$(cat err)" "^cwai-odoo-sync: .*shop/odoo\.yaml: lead: pull: $2\$"
	ok "jq: $2, in few words" $(($(wc -c <err) > 300))
	is "jq: $2: the others go on" "$(jq -c '[(.pull.lead | has("error")), .pull.category.inserted]' out)" '[true,6]'
	status "jq: $2: the doctor" 1 cwai-doctor
	like "jq: $2: says it, too" "$(doctor)" "^mend .*shop/odoo\.yaml: lead: pull: $2"
}
said '{title: .name}
| nada' 'nada/0 is not defined: \| nada'
said '{title: .name |' 'syntax error, unexpected .*, at its end'
said '{title: .name,
 text: .nome text}' "syntax error, unexpected .*: *text: \.nome text\}"
cat >shop/odoo.yaml <<'Y'
entities:
  - name: lead
    models:
      - {model: crm.lead, fields: [name], ref: description, pull: '{title: .name}', push: '{name: .titel | nada}'}
      - {model: crm.other, pull: '{title: .name}'}
Y
like "the doctor reads push as well" "$(doctor)" 'shop/odoo\.yaml: lead: push: nada/0 is not defined'
sed -i "s/ | nada//; s/{model: crm.other, pull: '{title: .name}'}/{model: crm.other, pull: '{title: .name'}/" shop/odoo.yaml
like "and what is for a model that is not there" "$(doctor)" 'shop/odoo\.yaml: lead: pull: syntax error'
rm shop/odoo.yaml
is "what is shipped compiles" "$(doctor)" "ok crm.lead"
is "all of it" "$(cwai-doctor | jq -c 'select(.check | startswith("odoo")) | .state' | sort -u)" '"ok"'

# ---- what was refused, and what waits ----
for url in $(stores); do
	w=${url%%:*}
	again
	use "$url"
	sync pull >out
	odoo_do '{"do":"fault","mode":"usererror","text":"Agora não.","match":{"model":"crm.lead","method":"create"},"times":2}' >/dev/null
	put '{"kind":"lead","id":"l1","title":"Recusado"}'
	status "$w: refused, also with -q" 1 sync push
	is "$w: it is said why" "$(cat err)" "cwai-odoo-sync: lead l1: Odoo: Agora não."
	is "$w: the status shows it" "$(sync status lead | jq -c '[.failed, .failed_records]')" '[1,[{"id":"l1","error":"Odoo: Agora não."}]]'
	status "$w: tried again, and refused for the same" 1 sync --retry push
	is "$w: it is not said again" "$(cat err)" ""
	put '{"kind":"lead","id":"l1","deleted":true}'
	put '{"kind":"customer","id":"c9","name":"Sem telefone","email":"c9@example.com"}'
	put '{"kind":"order","id":"o1","customer":"c9"}'
	status "$w: one that names another waits" 0 sync push order lead
	is "$w: it is said for whom" "$(jq -c '.push.order | [.waiting, .waiting_for]' out)" \
		'[1,[{"entity":"customer","missing":"c9","id":"o1"}]]'
	is "$w: of those that do not nothing" "$(jq -c '.push.lead | has("waiting_for")' out)" false
	status "$w: then it goes" 0 sync push
	is "$w: and is there" "$(jq -c '.push.order | [.created, .waiting, has("waiting_for")]' out)" '[1,0,false]'
done
put '{"kind":"order","id":"o2","customer":"c10"}'
TERM=xterm NO_COLOR=1 script -qc "stty cols 120; cwai-odoo-sync -q push order" /dev/null </dev/null | tr -d '\r' >out
like "at a terminal, too" "$(cat out)" '^order o2 waits for customer c10, which is not in Odoo'
odoo_do '{"do":"fault","mode":"usererror","text":"Agora não.","match":{"model":"crm.lead","method":"create"}}' >/dev/null
put '{"kind":"lead","id":"l2","title":"Recusado"}'
sync push lead 2>/dev/null >out
TERM=xterm NO_COLOR=1 script -qc "stty cols 120; cwai-odoo-sync status lead" /dev/null </dev/null | tr -d '\r' >out
like "so is what was refused" "$(cat out)" '^lead l2: Odoo: Agora não'
like "and since when" "$(cat out)" 'since'
is "of that entity only" "$(grep -c order out)" 0

# ---- words that do not apply ----
again
use
sync pull >/dev/null
status "status of no entity" 64 sync status nosuch
is "of one" "$(sync status lead order | jq -r .entity | tr '\n' ' ')" 'order lead '
put '{"kind":"customer","id":"odoo:res.partner:15","name":"Daqui"}
{"kind":"order","id":"odoo:sale.order:1","number":"X"}'
change write res.partner '"ids":15,"vals":{"name":"De lá"}'
change write sale.order '"ids":1,"vals":{"note":"<p>de lá</p>"}'
change write sale.order '"ids":1,"vals":{"name":"S9"}'
sync pull >out
is "both changed" "$(sync history | jq -r .entity | sort | tr '\n' ' ')" 'customer order '
is "the history of one" "$(sync history customer | jq -r .entity)" 'customer'
status "of none" 64 sync history nosuch
TERM=xterm NO_COLOR=1 script -qc "stty cols 120; cwai-odoo-sync history customer" /dev/null </dev/null | tr -d '\r' >out
like "at a terminal it is a table" "$(cat out)" '^[0-9-]+ [0-9:]+ +customer +odoo:res\.partner:15 +name +(odoo +De lá +Daqui|cwai +Daqui +De lá)'
status "put takes no operand" 64 sync put x
status "nor event" 64 sync event x
status "--full is not for push" 64 sync --full push
status "--allow-deletes neither" 64 sync --allow-deletes push
status "--retry is not for pull" 64 sync --retry pull
status "--moved is not for status" 64 sync --moved status
status "what is only read can't be pushed" 64 sync push category
like "which is said" "$(cat err)" 'category comes from Odoo and is only read'
status "with all of them it is passed over" 0 sync push
is "deleted is true or false" "$(echo '{"kind":"lead","id":"odoo:crm.lead:1","deleted":"true"}' | cwai-odoo-sync put 2>err | jq -c .error.kind) $(cwai-odoo-sync get lead odoo:crm.lead:1 | jq -c .deleted)" '"data" null'

# ---- a model that the user may not read ----
use
(
	ODOO_USERNAME=portal ODOO_PASSWORD=portal
	export ODOO_USERNAME ODOO_PASSWORD
	status "what may not be read makes it 77" 77 sync pull
	like "with the mend" "$(cat err)" '^cwai-odoo-sync: lead: crm\.lead may not be read \(Odoo: .*\): give Odoo.s user the right, or leave it out by \{name: lead, off: true\}'
	is "the others go on" "$(jq -c '[(.pull.lead | has("error")), (.pull.order | has("inserted")), .error]' out)" '[true,true,null]'
	echo "$n $bad" >sums
)
read -r n bad <sums
ODOO_PASSWORD=wrong status "who is not let in ends with 77 at once" 77 sync pull
is "and one line" "$(wc -l <err)" 1

FAKE=http://127.0.0.1:1
use
TERM=xterm NO_COLOR=1 script -qc "stty cols 120; cwai-odoo-sync -q pull" /dev/null </dev/null | tr -d '\r' >out
is "at a terminal a run that never began is one line" "$(wc -l <out) $(grep -c 127.0.0.1:1 out)" '1 1'
FAKE=$FAKE18

# ---- events ----
again
use
sync pull >out
event() {
	echo "$1" | cwai-odoo-sync event 2>err | jq -c "$2"
}
is "half a number is no id" "$(event '{"_model":"crm.lead","_id":1.5}' .error.kind)" '"data"'
is "nor is one in a text, or none" "$(event '{"_model":"crm.lead","_id":"1"}' .error.kind) $(event '{"_model":"crm.lead"}' .error.kind)" '"data" "data"'
change write product.template '"ids":1,"vals":{"list_price":31.5}'
is "a template brings its variants" "$(event '{"_model":"product.template","_id":1}' .sync)" \
	'{"entity":"product","id":"odoo:product.template:1","action":"update","rows":[{"id":"odoo:product.product:1","action":"update"}]}'
is "with the price" "$(cwai-odoo-sync get product odoo:product.product:1 | jq -r .price)" 31.50
change write sale.order.line '"ids":1,"vals":{"product_uom_qty":5}'
is "a line brings its order" "$(event '{"body":{"_model":"sale.order.line","_id":1}}' '[.sync.entity, .sync.action, .sync.rows[0].id]')" \
	'["order","update","odoo:sale.order:1"]'
is "one that is not there brings nothing" "$(event '{"_model":"sale.order.line","_id":99}' '[.sync.action, .sync.rows]')" '["none",[]]'

# ---- a row that is gone, and its record changed here ----
for url in $(stores); do
	w=${url%%:*}
	again
	use "$url"
	sync pull >out
	put '{"kind":"lead","id":"odoo:crm.lead:1","title":"Continua"}'
	put '{"kind":"lead","id":"odoo:crm.lead:2","title":"Esta também"}'
	change unlink crm.lead '"ids":[1]'
	sync pull lead >out
	is "$w: ours stands, which is counted" "$(jq -c .pull.lead.conflicts out)" 1
	is "$w: and in the history" "$(sync history lead | jq -c '[.id, .field, .winner, .kept.title, .lost]')" \
		'["odoo:crm.lead:1","*","cwai","Continua",null]'
	change unlink crm.lead '"ids":[2]'
	sync push lead >out
	is "$w: so it is of a push" "$(jq -c '.push.lead | [.conflicts, .created]' out)" '[1,2]'
	is "$w: there, too" "$(sync history lead | jq -c '[.id, .winner, .kept.title]' | tail -1)" '["odoo:crm.lead:2","cwai","Esta também"]'
done

done_testing
