#!/bin/sh
# cwai-odoo-sync against the stand-in for an Odoo: what is pulled, pushed and kept the same, by version and protocol, and
# what happens when something goes wrong in the middle.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/fake/odoo.sh
. "$TOP/tests/fake/odoo.sh"
# shellcheck source=tests/fake/odoo_sync.sh
. "$TOP/tests/fake/odoo_sync.sh"

k=0

# use [STORE] [MEMBERS]: a new configuration; of a store of its own, or that one. MEMBERS go into odoo.
use() {
	k=$((k + 1))
	printf 'store: "%s"\nderived: "%s/derived%s"\ndomains: [cosmeticos]\nodoo: {url: "%s", retry: 0.01, tries: 3%s}\n' \
		"${1:-sqlite:$T/s$k.db}" "$T" "$k" "$FAKE" "${2:+, $2}" >cwai.yaml
}
# made: change, and the number of what it made.
made() {
	odoo_do "{\"do\":\"create\",\"model\":\"$1\",\"vals\":$2}" | jq '.ids[0]'
}
fault() {
	odoo_do "{\"do\":\"fault\",$1}" >/dev/null
}
# writes: the calls since the last log that may have changed something.
writes() {
	odoo_do '{"do":"log"}' | jq -c '[.[] | select(.method | IN("create", "write", "unlink") or startswith("action")) | .method]'
}
forget_log() {
	odoo_do '{"do":"log"}' >/dev/null
}
store_of() {
	sed -n 's/^store: "\(.*\)"$/\1/p' cwai.yaml
}
requests() {
	odoo_do '{"do":"count"}' | jq '[.[]] | add // 0'
}
more_than() {
	[ "$(requests)" -gt "$1" ]
}

# ---- every entity, by version, protocol and store ----

# The first of each entity, as it must come from both versions but for "STATE", what a task says of itself.
cat >want <<'E'
{"answer":"30 dias.","id":"odoo:business.rule:1","kind":"rule","question":"Qual o prazo de troca?","subject":"troca","type":"policy","v":1,"valid_from":null,"valid_to":null}
{"answer":"Trocas\nVocê tem 30 dias para trocar.","id":"odoo:knowledge.article:1","kind":"article","question":"Trocas e devoluções","subject":"Trocas e devoluções","type":"faq","v":1,"valid_from":null,"valid_to":null}
{"all_day":false,"end":"2026-12-10T14:00:00.000Z","id":"odoo:calendar.event:1","kind":"appointment","people":["odoo:res.partner:14","odoo:res.partner:3"],"place":"Loja","start":"2026-12-10T13:00:00.000Z","text":null,"title":"Visita do representante","type":null,"v":1}
{"id":"odoo:product.category:2","kind":"category","name":"Maquiagem","parent_category":"odoo:product.category:1","path":"Todos / Maquiagem","v":1}
{"address":{"city":"São Paulo","state":null,"street":"Rua das Flores, 101","street2":null,"zip":"01001-000"},"document":null,"email":"ana.conceicao@example.com","id":"odoo:res.partner:15","kind":"customer","name":"Ana Conceição","note":null,"phone":"+5511988881001","v":1}
{"carrier":"Correios PAC","customer":"odoo:res.partner:14","done":null,"id":"odoo:stock.picking:1","kind":"delivery","number":"WH/OUT/00001","order":"odoo:sale.order:2","order_number":"S00002","scheduled":"2026-01-02T03:04:05.000Z","status":"confirmed","tracking":"BR123456789","v":1}
{"contact":"Padaria Pão Quente","customer":"odoo:res.partner:18","email":"contato@paoquente.example","expected":"2500.00","id":"odoo:crm.lead:1","kind":"lead","phone":"+55 41 3222-1004","stage":"Qualificado","text":null,"title":"Revenda no interior","type":"opportunity","v":1}
{"amount_tax":"0.00","amount_total":"83.80","currency":"BRL","customer":"odoo:res.partner:15","customer_name":"Ana Conceição","date":"2026-01-02T03:00:00.000Z","id":"odoo:sale.order:1","kind":"order","lines":[{"discount":0,"id":"odoo:sale.order.line:1","price":"29.90","product":"odoo:product.product:1","quantity":2,"text":"[BAT-001] Batom Vermelho Rubi\nBatom líquido mate"},{"discount":0,"id":"odoo:sale.order.line:2","price":"24.00","product":"odoo:product.product:3","quantity":1,"text":"[SHA-001] Shampoo de Açaí da Amazônia 300 ml\nLimpa sem ressecar"}],"note":null,"number":"S00001","status":"draft","v":1}
{"currency":"BRL","id":"odoo:product.pricelist:1","kind":"pricelist","name":"Lista de preços pública","prices":[{"category":null,"from_quantity":0,"how":"fixed","percent":null,"price":"69.90","product":null,"template":"odoo:product.template:6","valid_from":"2026-11-01T00:00:00.000Z","valid_to":"2026-12-31T23:59:59.000Z"}],"v":1}
{"id":"odoo:loyalty.program:1","kind":"promotion","name":"Código de 10% no pedido","rewards":[{"discount":10,"discount_mode":"percent","text":"10% on your order","type":"discount"}],"rules":[{"code":"DEZ","minimum_amount":"0.00","minimum_quantity":1}],"type":"promo_code","v":1,"valid_from":null,"valid_to":null}
{"available":0,"id":"odoo:stock.quant:1","kind":"stock","parent":"odoo:product.product:1","place":"WH/Stock","quantity":0,"reserved":0,"v":1}
{"customer":"odoo:res.partner:15","deadline":null,"id":"odoo:project.task:1","kind":"task","priority":"0","project":"Atendimento","stage":"Novo","state":"STATE","title":"Ligar para cliente","v":1}
{"customer":"odoo:res.partner:15","id":"odoo:helpdesk.ticket:1","kind":"ticket","priority":"2","stage":"Novo","team":"Atendimento ao cliente","text":"O frasco chegou trincado","title":"Produto veio quebrado","v":1}
E
firsts() {
	for at in rule:business.rule:1 article:knowledge.article:1 appointment:calendar.event:1 category:product.category:2 \
		customer:res.partner:15 delivery:stock.picking:1 lead:crm.lead:1 order:sale.order:1 pricelist:product.pricelist:1 \
		promotion:loyalty.program:1 stock:stock.quant:1 task:project.task:1 ticket:helpdesk.ticket:1; do
		cwai-odoo-sync get "${at%%:*}" "odoo:${at#*:}" | jq -cS .
	done
}
entities=14
for v in 16 18; do
	odoo_start --version $v --lang pt_BR --with helpdesk.ticket --with knowledge.article --with business.rule || exit 1
	eval "FAKE$v=\$FAKE"
	for url in $(stores); do
		p=jsonrpc
		[ "$v${url%%:*}" != 16sqlite ] && [ "$v${url%%:*}" != 18postgresql ] || p=xmlrpc
		w="$v, $p, ${url%%:*}"
		use "$url" "protocol: $p, language: pt_BR"
		sync pull >out
		is "$w: all that there is comes" "$(jq -c '[.pull[] | .inserted] | [length, add]' out)" "[$entities,51]"
		firsts >have
		is "$w: each as it is" "$(diff have want | grep -c '^[<>]')" 2
		is "$w: and a task's state" "$(jq -r 'select(.kind == "task").state' have)" "$([ $v -eq 16 ] && echo normal || echo 01_in_progress)"
		is "$w: a product with its stock" "$(got product odoo:product.product:1 '[.name, .sku, .price, .category, .stock, .barcode]')" \
			'["Batom Vermelho Rubi","BAT-001","29.90","Maquiagem",3,"7890000000001"]'
		forget_log
		is "$w: a second pull changes nothing" "$(sync pull | jq -c '[.pull[] | .inserted + .updated + .deleted] | add')" 0
		is "$w: and asks twice an entity" "$(odoo_do '{"do":"log"}' | jq -c "map(select(.model != \"ir.config_parameter\")) | [length <= 2 * $entities, ([.[].model] | unique | length)]")" '[true,14]'
		is "$w: all by that protocol" "$(odoo_do '{"do":"log"}' | jq -c '[.[].protocol] | unique')" '[]'
	done
done
is "the search finds a pulled product" "$(cwai-product-search --limit 1 noite de são joão | jq -r .id)" odoo:product.product:8

# JSON-2, by an API key; the old protocols are gone in 22.
for v in 19 22; do
	odoo_start --version $v --lang pt_BR || exit 1
	use "" "language: pt_BR"
	(
		unset ODOO_PASSWORD
		ODOO_API_KEY=key-admin
		export ODOO_API_KEY
		sync pull customer order product >out
		put '{"kind":"lead","id":"l1","title":"Pela chave","text":"a & b"}'
		sync push lead >>out
	)
	is "$v, json2: rows come and go" "$(jq -sc '[.[0].pull.customer.inserted, .[0].pull.order.inserted, .[1].push.lead.created]' out)" '[6,3,1]'
	is "$v, json2: by that protocol" "$(odoo_do '{"do":"log"}' | jq -c '[.[] | select(.model).protocol] | unique')" '["json2"]'
	is "$v, json2: it is there" "$(row crm.lead 3 .description)" '"<p>a &amp; b</p><p>[cwai:cosmeticos:lead:l1]</p>"'
	odoo_stop
done

# ---- models that are not there ----
odoo_start --version 18 --lang pt_BR || exit 1
use
cwai-odoo-sync pull ticket article rule >out 2>err
is "what this Odoo has not is said once" "$(grep -c '^cwai-odoo-sync: ' err)" 3
is "and stands in the sums" "$(jq -c '[.pull[] | has("unavailable")] | unique' out)" '[true]'
cwai-odoo-sync pull ticket >out 2>err
is "and not said again" "$(cat err)" ""
like "the status shows it" "$(sync status | jq -r 'select(.entity == "ticket").unavailable')" 'helpdesk.ticket, project.task'
domain=$PWD/shop
cp -R "$TOP/examples/cosmeticos" shop
sed -i "s#cosmeticos#$domain#" cwai.yaml
printf 'vars: {ticket_project: Atendimento}\n' >shop/odoo.yaml
sync pull ticket >out
is "with vars.ticket_project tasks are tickets" "$(jq -c '.pull.ticket | [.model, .inserted]' out)" '["project.task",1]'
put '{"kind":"ticket","id":"t1","title":"Veio aberto","text":"O lacre estava rompido","project":"odoo:project.project:1"}'
sync push ticket >out
is "a ticket becomes a task" "$(jq -c .push.ticket.created out) $(row project.task 2 '[.name, .project_id[0]]')" '1 ["Veio aberto",1]'

# ---- a mapping that is wrong ----
wrong() {
	printf '%s\n' "$1" >shop/odoo.yaml
	sync pull lead customer >out 2>err
	echo "$?"
}
is "an unknown member is 78" "$(wrong 'entities: [{name: lead, models: [{model: crm.lead, fieds: [name], pull: "{}"}]}]')" 78
like "with the file and the mend" "$(cat err)" 'shop/odoo\.yaml: lead: no such member "fieds" \(cwai-odoo-sync\(1\) lists them\)'
is "an unknown field is 78" "$(wrong 'entities: [{name: lead, models: [{model: crm.lead, fields: [name, nada], pull: "{title: .name}"}]}]')" 78
like "names it" "$(cat err)" 'lead: crm\.lead of this Odoo has no field nada \(nada\? reads it'
is "and the others go on" "$(jq -c '[.pull.customer.inserted, (.pull.lead | has("error"))]' out)" '[6,true]'
st=$(wrong 'entities: [{name: lead, models: [{model: crm.lead, fields: [name], pull: "{title: .name |"}]}]')
is "jq that cannot be read is 78" "$st" 78
like "names odoo.yaml" "$(cat err)" 'odoo\.yaml'
is "and the others go on" "$(jq -c '[(.pull.customer | has("error")), (.pull.lead | has("error"))]' out)" '[false,true]'
rm shop/odoo.yaml

# ---- ties, and transactions that end late ----
FAKE=$FAKE16
again empty
clock '"now":"2026-11-26 12:00:00"'
odoo_do '{"do":"bulk","model":"crm.lead","n":1000}' >/dev/null
change create crm.lead '"vals":[{"name":"Um"},{"name":"Dois"},{"name":"Três"}]'
use
sync --now 2026-11-26T12:00:00Z pull lead >out
is "a page ends inside rows of one time" "$(jq -c .pull.lead.inserted out)" 1003
is "a row of the next page in the same second" "$(sync --now 2026-11-26T12:00:00Z pull lead | jq -c .pull.lead.inserted)" 0
tx=$(odoo_do '{"do":"begin"}' | jq .tx)
change create crm.lead "\"tx\":$tx,\"vals\":{\"name\":\"Tarde\"}"
clock '"advance":30'
change create crm.lead '"vals":{"name":"Cedo"}'
is "a newer row comes" "$(sync --now 2026-11-26T12:00:30Z pull lead | jq -c .pull.lead.inserted)" 1
clock '"advance":5'
odoo_do "{\"do\":\"commit\",\"tx\":$tx}" >/dev/null
is "and one of a transaction that began before it" "$(sync --now 2026-11-26T12:00:35Z pull lead | jq -c .pull.lead.inserted)" 1

# ---- gone, hidden, and stock ----
for v in 16 18; do
	eval "FAKE=\$FAKE$v"
	again
	use "" "language: pt_BR"
	sync pull >out
	change unlink crm.lead '"ids":2'
	change write product.template '"ids":8,"vals":{"active":false}'
	change write product.template '"ids":1,"vals":{"list_price":31.5}'
	change write stock.quant '"ids":11,"vals":{"quantity":9}'
	change unlink stock.quant '"ids":2'
	sync pull lead product stock >out
	is "$v: a deleted row is gone" "$(jq -c .pull.lead.deleted out) $(got lead odoo:crm.lead:2 .)" '1 '
	is "$v: a hidden one is hidden" "$(got product odoo:product.product:8 .active)" false
	is "$v: a template's price is its variant's" "$(got product odoo:product.product:1 .price)" '"31.50"'
	is "$v: stock is the sum over the places" "$(got product odoo:product.product:1 .stock) $(got product odoo:product.product:2 .stock)" '9 0'
	change write product.template '"ids":8,"vals":{"active":true}'
	sync pull product >out
	is "$v: and shown again" "$(got product odoo:product.product:8 '.active != false')" true
done

# ---- a pull that is killed goes on ----
FAKE=$FAKE16
again empty
odoo_do '{"do":"bulk","model":"product.template","n":5000}' >/dev/null
use
sync pull product >/dev/null
cwai-odoo-sync get product | jq -cS 'del(.v)' | sort >whole
use
forget_log
before=$(requests)
fault '"mode":"slow","seconds":30,"after":3,"match":{"model":"product.product","method":"read"}'
cwai-odoo-sync -q -j 1 pull product >out 2>err &
pid=$!
lives_at() {
	cwai-odoo-sync status | jq -es 'any(.[]; .entity == "product" and .rows >= 2000)' >/dev/null
}
wait_for 20 lives_at
ok "some pages are in" $?
kill -9 $pid
wait $pid 2>/dev/null
fault '"mode":"none"'
forget_log
sync pull product >out
ids=$(odoo_do '{"do":"log"}' | jq '[.[] | select(.method == "read") | .args[0][]] | min')
ok "killed after 2,000 rows it goes on from there: $ids" $((ids < 2000))
cwai-odoo-sync get product | jq -cS 'del(.v)' | sort >parts
cmp -s whole parts
ok "and ends the same" $?

# ---- from here to there ----
v=16
for url in $(stores); do # one version on each
	eval "FAKE=\$FAKE$v"
	w="$v, ${url%%:*}"
	again
	use "$url" "language: pt_BR"
	sync pull >out
	put '{"kind":"order","id":"o1","customer":"odoo:res.partner:16","note":"Deixar na portaria","lines":[{"product":"odoo:product.product:1","quantity":2,"price":"29.90"},{"product":"odoo:product.product:5","quantity":1,"price":"45.00"}]}
{"kind":"lead","id":"l1","title":"Quer revender","contact":"Bia","phone":"+5511999990000","text":"a < b\nc"}
{"kind":"appointment","id":"a1","title":"Prova","start":"2026-12-11T13:00:00Z","end":"2026-12-11T14:00:00Z","people":["odoo:res.partner:16"]}
{"kind":"ticket","id":"t1","title":"Não chegou","customer":"odoo:res.partner:16","priority":"2"}
{"kind":"customer","id":"odoo:res.partner:15","name":"Ana C. Silva"}
{"kind":"customer","id":"c9","name":"Nova Cliente","phone":"+55 11 97777-0001"}'
	sync push >out
	is "$w: what was put goes" "$(jq -cS '.push | [.order, .lead, .appointment, .ticket | .created] + [.customer.created, .customer.updated]' out)" '[1,1,1,1,1,1]'
	is "$w: an order with its lines" "$(row sale.order 4 '[.amount_total, .partner_id[0], .note, .client_order_ref, .state]')" \
		'[104.8,16,"<p>Deixar na portaria</p>","cwai:cosmeticos:order:o1","draft"]'
	is "$w: whose numbers come back" "$(got order o1 '[.number, .amount_total, (.lines | map(.id | startswith("odoo:sale.order.line:")) | unique)]')" '["S00004","104.80",[true]]'
	is "$w: a lead, with its reference" "$(row crm.lead 3 '[.name, .description]')" '["Quer revender","<p>a &lt; b<br>c</p><p>[cwai:cosmeticos:lead:l1]</p>"]'
	is "$w: an appointment" "$(row calendar.event 3 '[.start, .stop, .partner_ids]')" '["2026-12-11 13:00:00","2026-12-11 14:00:00",[16]]'
	is "$w: a ticket" "$(row helpdesk.ticket 2 '[.name, .priority]')" '["Não chegou","2"]'
	is "$w: a customer's name, and only that" "$(row res.partner 15 '[.name, .phone]')" '["Ana C. Silva","+55 11 98888-1001"]'
	put '{"kind":"order","id":"o1","status":"sale"}'
	sync push order >out
	is "$w: an order is confirmed" "$(row sale.order 4 .state) $(got order o1 .status)" '"sale" "sale"'
	put '{"kind":"order","id":"o2","customer":"odoo:res.partner:16","status":"sale","lines":[{"product":"odoo:product.product:1","quantity":1,"price":"29.90"}]}'
	sync push order >out
	is "$w: one that is new and confirmed, at once" "$(row sale.order 5 .state) $(got order o2 .status)" '"sale" "sale"'
	forget_log
	sync both >out
	is "$w: then nothing is left to do" "$(writes)" '[]'
	v=18
done

# ---- answers that are lost ----
FAKE=$FAKE18
again
use "" "settle: 60"
sync pull lead >out
fault '"mode":"lost","match":{"method":"create"}'
put '{"kind":"lead","id":"l1","title":"Uma vez só"}'
sync --now 2026-11-26T12:00:00Z push lead >out
is "a lost answer: it is found" "$(jq -c '.push.lead | [.created, .waiting]' out) $(count_of crm.lead)" '[1,0] 3'
fault '"mode":"slowcommit","seconds":0.6,"match":{"method":"create"}'
put '{"kind":"lead","id":"l2","title":"Devagar"}'
sync --now 2026-11-26T12:01:00Z push lead >out
is "a slow one: it waits" "$(jq -c '.push.lead | [.created, .waiting]' out)" '[0,1]'
is "and is not made again meanwhile" "$(sync --now 2026-11-26T12:01:59Z push lead | jq -c '.push.lead | [.created, .waiting] | add <= 1')" true
is_there() {
	[ "$(count_of crm.lead)" -eq 4 ]
}
wait_for 20 is_there
sync --now 2026-11-26T12:03:00Z both lead >out
is "then it is found, once" "$(count_of crm.lead) $(got lead l2 .stage)" '4 "Novo"'
fault '"mode":"eof","match":{"method":"create"}'
put '{"kind":"lead","id":"l3","title":"Nunca chegou"}'
sync --now 2026-11-26T12:04:00Z push lead >out
is "one that never came waits as well" "$(jq -c .push.lead.waiting out)" 1
sync --now 2026-11-26T12:06:00Z push lead >out
is "and is made when it surely is not there" "$(jq -c .push.lead.created out) $(count_of crm.lead)" '1 5'

# ---- refusals ----
fault '"mode":"usererror","text":"Agora não.","match":{"model":"crm.lead","method":"create"}'
put '{"kind":"lead","id":"l4","title":"Recusado"}
{"kind":"lead","id":"l5","title":"Aceito"}
{"kind":"order","id":"o1","note":"sem cliente"}'
status "what is refused makes it 1" 1 cwai-odoo-sync push lead order
is "the others go through" "$(jq -c '[.push.lead.failed, .push.lead.created, .push.order.failed]' out)" '[1,1,1]'
like "it is said why" "$(cat err)" 'lead l4: .*Agora não'
is "the status counts it" "$(sync status | jq -c 'select(.entity == "lead" or .entity == "order").failed' | tr '\n' ' ')" '1 1 '
forget_log
sync push lead order >out
is "it is left alone" "$(writes)" '[]'
put '{"kind":"order","id":"o1","customer":"odoo:res.partner:15"}'
is "until it changes" "$(sync push order | jq -c '.push.order | [.created, .failed]')" '[1,0]'
is "or with --retry" "$(sync push --retry lead | jq -c '.push.lead | [.created, .failed]')" '[1,0]'

fault '"mode":"denied","times":2,"match":{"model":"crm.lead","method":"create"}'
put '{"kind":"lead","id":"l6","title":"Com a senha de ontem"}'
status "who is not let in any more ends with 77" 77 sync push lead
is "which says nothing of the record" "$(sync push lead | jq -c '.push.lead | [.created, .failed]')" '[1,0]'

# ---- conflicts, member by member ----
for url in $(stores); do
	w=${url%%:*}
	again
	clock '"now":"2026-11-26 12:00:00"'
	use "$url"
	sync --now 2026-11-26T12:00:00Z both >out
	printf '%s\n' '{"kind":"customer","id":"odoo:res.partner:15","name":"Daqui","note":"daqui"}' \
		'{"kind":"order","id":"odoo:sale.order:1","number":"X","note":"daqui"}' | cwai-odoo-sync --now 2026-11-26T12:00:10Z put >/dev/null
	clock '"advance":20'
	change write res.partner '"ids":15,"vals":{"name":"De lá","email":"la@example.com"}'
	change write sale.order '"ids":1,"vals":{"note":"<p>de lá</p>"}'
	sync --now 2026-11-26T12:00:30Z both >out
	is "$w: the newer wins, what only one changed stands" "$(got customer odoo:res.partner:15 '[.name, .note, .email]')" '["De lá","daqui","la@example.com"]'
	is "$w: there, too" "$(row res.partner 15 '[.name, .comment, .email]')" '["De lá","<p>daqui</p>","la@example.com"]'
	is "$w: a member that is Odoo's" "$(got order odoo:sale.order:1 '[.number, .note]')" '["S00001","de lá"]'
	is "$w: it is counted" "$(jq -c '[.pull.customer.conflicts, .pull.order.conflicts]' out)" '[1,1]'
	is "$w: the loser is in the history" "$(store_sql "$url" "SELECT field, winner, kept, lost FROM sync_history WHERE entity = 'customer'")" 'name|odoo|"De lá"|"Daqui"'
	printf '%s\n' '{"kind":"customer","id":"odoo:res.partner:15","name":"Depois"}' | cwai-odoo-sync --now 2026-11-26T12:01:10Z put >/dev/null
	clock '"advance":10'
	change write res.partner '"ids":15,"vals":{"name":"Antes"}'
	sync --now 2026-11-26T12:01:20Z both >out
	is "$w: or ours, when it is newer" "$(row res.partner 15 .name)" '"Depois"'
	# -n
	put '{"kind":"lead","id":"l9","title":"Só de olho"}'
	change create crm.lead '"vals":{"name":"De lá"}'
	forget_log
	store_sql "$url" "SELECT id, base, remote_id FROM odoo_links ORDER BY entity, id" >links
	sync -n both >out
	is "$w: a dry run tells" "$(jq -c '[.dry_run, .pull.lead.inserted, .push.lead.created]' out)" '[true,1,1]'
	is "$w: and writes nothing there" "$(writes)" '[]'
	is "$w: nor here" "$(cwai-odoo-sync get lead | jq -c .title | grep -c 'De lá')" 0
done

# ---- two at once, a server that is not there, wrong words ----
again
use
fault '"mode":"slow","seconds":30,"match":{"model":"crm.lead","method":"search"}'
cwai-odoo-sync -q pull lead >out 2>err &
pid=$!
before=$(requests)
is_slow() {
	odoo_do '{"do":"count"}' | jq -e '.search > 0' >/dev/null
}
wait_for 20 is_slow
status "another run of the domain ends with 75" 75 sync pull lead
like "and says so" "$(cat err)" 'another run'
fault '"mode":"none"'
odoo_do '{"do":"restart"}' >/dev/null
wait $pid
is "a restart in the middle is lived through" "$?" 0
put '{"kind":"lead","id":"l1","title":"Espera"}'
good=$FAKE
FAKE=http://127.0.0.1:1
sed -i "s#$good#$FAKE#" cwai.yaml
status "no server is 69" 69 sync both lead
like "and says where" "$(cat err)" '127\.0\.0\.1:1'
sed -i "s#$FAKE#$good#" cwai.yaml
FAKE=$good
is "nothing is lost" "$(sync both lead | jq -c .push.lead.created)" 1
use
ODOO_PASSWORD=nada status "a wrong password is 77" 77 sync pull lead
is "and is not told" "$(grep -c nada err)" 0

# ---- events ----
again
use
sync pull >out
change write crm.lead '"ids":1,"vals":{"name":"Pelo webhook"}'
is "a webhook reads its row" "$(echo '{"_action":"Send Webhook(#5)","_id":1,"_model":"crm.lead","name":"x"}' | cwai-odoo-sync event | jq -c '[.sync, .name]')" \
	'[{"entity":"lead","id":"odoo:crm.lead:1","action":"update"},"x"]'
is "and it is here" "$(got lead odoo:crm.lead:1 .title)" '"Pelo webhook"'
is "under body, nothing new" "$(echo '{"v":1,"kind":"event","id":"e","body":{"_id":1,"_model":"crm.lead"}}' | cwai-odoo-sync event | jq -c .sync.action)" '"none"'
change unlink crm.lead '"ids":1'
is "one that is gone" "$(echo '{"_id":1,"_model":"crm.lead"}' | cwai-odoo-sync event | jq -c .sync.action)" '"delete"'
is "a model that is kept nowhere is an error of its record" "$(echo '{"_id":1,"_model":"res.country"}' | cwai-odoo-sync event 2>err | jq -c .error.kind)" '"data"'

# ---- at a terminal ----
TERM=xterm NO_COLOR=1 script -qc "stty cols 120; cwai-odoo-sync status" /dev/null </dev/null | tr -d '\r' >out
like "the status is a table" "$(cat out)" '^ *lead +both .*crm\.lead'
TERM=xterm NO_COLOR=1 script -qc "stty cols 120; cwai-odoo-sync -q pull lead order" /dev/null </dev/null | tr -d '\r' >out
like "a run, too" "$(cat out)" '^ *order +nothing new'
like "with what it took" "$(cat out)" '^[0-9]+ requests, [0-9.]+ s'
done_testing
