#!/bin/sh
# Reading 20,000 products of an Odoo (tests/fake/odoo, in memory) by cwai-odoo and cwai-odoo-sync, beside the loop of a
# Python client in the same run; and what a sync costs when nothing changed.
# shellcheck disable=SC2046,SC2086
. "${0%/*}/lib.sh"
. "$TOP/tests/fake/odoo.sh"
wait_for() { # SECONDS COMMAND...
	end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$end" ] || return 1
		sleep 0.05
	done
}
odoo_start --version 18 --seed empty
trap 'odoo_stop; cd /; rm -rf "$T"' EXIT
odoo_do '{"do":"bulk","model":"product.template","n":20000}' >/dev/null
ODOO_URL=$FAKE ODOO_DATABASE=shop ODOO_USERNAME=admin ODOO_PASSWORD=secret HOME=$T
export ODOO_URL ODOO_DATABASE ODOO_USERNAME ODOO_PASSWORD HOME
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
fields="name lst_price default_code barcode categ_id description_sale write_date"
line() { printf '%-58s %8s ms, %8s ms CPU, %5s MB\n' "$1" "$2" "$3" "$(awk -v k="$4" 'BEGIN { printf "%.1f", k / 1024 }')"; }
echo "20,000 products of 8 fields, pages of 1,000"
for p in jsonrpc xmlrpc; do
	ODOO_PROTOCOL=$p
	export ODOO_PROTOCOL
	set -- $(measure 3 sh -c "'$TOP/tests/fake/odoo_client' $FAKE $p product.product 1000 $fields >rows.$p")
	line "Python client, $p" "$@"
	wall=$1 cpu=$2
	for j in 1 4; do
		set -- $(measure 3 sh -c "cwai-odoo -j $j -F $(echo $fields | tr ' ' ,) product.product search_read '[]' >ours.$p")
		line "cwai-odoo -j $j, $p" "$@"
		printf '%-58s %8s of its time, %s of its CPU\n' "" "1/$(ratio $wall $1)" "1/$(ratio $cpu $2)"
	done
	[ "$(wc -l <ours.$p)" = 20000 ] && [ "$(wc -l <rows.$p)" = 20000 ] || echo "!! rows are missing"
done
unset ODOO_PROTOCOL
cwai-init -q --empty cosmeticos >/dev/null
echo "into the store: mapped, merged, with events"
fresh() { set -- $(measure 1 sh -c "rm -f store.db*; cwai-odoo-sync -q $1 pull product >sum"); line "first pull" "$@"; }
fresh ""
jq -r '"\(.pull.product.inserted) inserted, \(.requests) requests"' sum
set -- $(measure 3 sh -c 'cwai-odoo-sync -q pull product >sum')
line "again within the overlap: all rows read once more" "$@"
# an hour on: the clock of the server is what counts
odoo_do '{"do":"clock","advance":3600}' >/dev/null
cwai-odoo-sync -q pull product >sum
set -- $(measure 20 sh -c 'cwai-odoo-sync -q pull product >sum')
line "nothing changed" "$@"
jq -r '"\(.requests) requests"' sum
