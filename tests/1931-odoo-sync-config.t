#!/bin/sh
# cwai-odoo-sync: a configuration, a mapping or words that are wrong are refused before anything is changed, and said so
# that they can be mended; which database a domain belongs to.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/fake/odoo.sh
. "$TOP/tests/fake/odoo.sh"

ODOO_DATABASE=shop ODOO_USERNAME=admin ODOO_PASSWORD=secret
export ODOO_DATABASE ODOO_USERNAME ODOO_PASSWORD
unset ODOO_URL ODOO_API_KEY http_proxy
k=0

cp -R "$TOP/examples/cosmeticos" shop

# use [STORE]: a new configuration; of a store of its own, or that one.
use() {
	k=$((k + 1))
	printf 'store: "%s"\nderived: "%s/derived%s"\ndomains: [./shop]\nodoo: {url: "%s", retry: 0.01, tries: 3, language: pt_BR}\n' \
		"${1:-sqlite:$T/s$k.db}" "$T" "$k" "$FAKE" >cwai.yaml
}
sync() {
	cwai-odoo-sync -q "$@"
}
put() {
	printf '%s\n' "$1" | cwai-odoo-sync put >/dev/null
}
count_here() {
	cwai-odoo-sync get "$1" | wc -l
}
change() {
	odoo_do "{\"do\":\"$1\",\"model\":\"$2\",$3}" >/dev/null
}
uuid() {
	change write ir.config_parameter "\"ids\":2,\"vals\":{\"value\":\"$1\"}"
}
again() {
	odoo_do "{\"do\":\"reset\",\"seed\":\"${1:-demo}\"}" >/dev/null
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

done_testing
