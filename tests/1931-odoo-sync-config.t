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

done_testing
