# shellcheck shell=sh
# Helpers of tests of cwai-odoo-sync: sourced after lib.sh and odoo.sh. Who logs in, both sides' rows, and changes of both.

ODOO_DATABASE=shop ODOO_USERNAME=admin ODOO_PASSWORD=secret
export ODOO_DATABASE ODOO_USERNAME ODOO_PASSWORD
unset ODOO_URL ODOO_API_KEY http_proxy

sync() {
	cwai-odoo-sync -q "$@"
}
# put RECORD: a change made here.
put() {
	printf '%s\n' "$1" | cwai-odoo-sync put >/dev/null
}
# got ENTITY ID FILTER: of a record here.
got() {
	cwai-odoo-sync get "$1" "$2" | jq -cS "$3"
}
# row MODEL ID FILTER: of a row there, hidden ones too.
row() {
	odoo_do "{\"do\":\"dump\",\"model\":\"$1\"}" | jq -cS ".[] | select(.id == $2) | $3"
}
count_of() {
	odoo_do "{\"do\":\"dump\",\"model\":\"$1\"}" | jq length
}
# change DO MODEL REST: another user's doing there.
change() {
	odoo_do "{\"do\":\"$1\",\"model\":\"$2\",$3}" >/dev/null
}
# again [SEED]: it is as it was when it began.
again() {
	odoo_do "{\"do\":\"reset\",\"seed\":\"${1:-demo}\"}" >/dev/null
}
clock() {
	odoo_do "{\"do\":\"clock\",$1}" >/dev/null
}
