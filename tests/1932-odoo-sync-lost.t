#!/bin/sh
# cwai-odoo-sync: what one side has and the other has not: nothing of it goes without the owner's word and a line in the
# history, and nothing is there twice.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/fake/odoo.sh
. "$TOP/tests/fake/odoo.sh"
# shellcheck source=tests/fake/odoo_sync.sh
. "$TOP/tests/fake/odoo_sync.sh"

# use STORE: a domain of its own on that store, and Odoo as it was at 12:00.
use() {
	rm -rf shop
	cp -R "$TOP/examples/cosmeticos" shop
	printf 'store: "%s"\nderived: "%s/derived"\ndomains: [./shop]\nodoo: {url: "%s", retry: 0.01, tries: 3, language: pt_BR}\n' \
		"$1" "$T" "$FAKE" >cwai.yaml
	again
	clock '"now":"2026-11-26 12:00:00"'
}
# at SECONDS COMMAND...: with that much after 12:00.
at() {
	at=$(printf '2026-11-26T12:%02d:%02dZ' $(($1 / 60)) $(($1 % 60)))
	shift
	case $1 in
	put) printf '%s\n' "$2" | cwai-odoo-sync -q --now "$at" put >/dev/null 2>err ;;
	*) cwai-odoo-sync -q --now "$at" "$@" 2>err ;;
	esac
}
# there SECONDS MODEL ID VALS: another user's write, that much after 12:00.
there() {
	clock "\"now\":\"2026-11-26 12:$(printf %02d:%02d $(($1 / 60)) $(($1 % 60)))\""
	odoo_do "{\"do\":\"write\",\"model\":\"$2\",\"ids\":$3,\"vals\":$4}" >/dev/null
}
# lost: what is in the history, as FIELD WINNER KEPT LOST.
lost() {
	cwai-odoo-sync history | jq -c "[.field, .winner, (.kept | ${1:-.}), (.lost | ${1:-.})]"
}
# owned ENTITY OWNER: the shipped mapping of one entity, with another owner.
owned() {
	{
		echo entities:
		awk -v name="$1" '/^  - name:/ { on = $3 == name } on' "$TOP/examples/odoo.yaml" | sed "s/^    owner:.*/    owner: $2/"
	} >shop/odoo.yaml
}

odoo_start --version 18 --lang pt_BR || exit 1
i=0

# ---- taken out here, changed there ----
for url in $(stores); do
	i=$((i + 1))
	w=${url%%:*}
	use "$url"
	at 0 both appointment >/dev/null
	at 10 put '{"kind":"appointment","id":"odoo:calendar.event:1","deleted":true}
{"kind":"appointment","id":"odoo:calendar.event:2","deleted":true}'
	there 20 calendar.event 1 '{"name":"Remarcada"}'
	at 30 both appointment >out
	is "$w: taken out here, then changed there: it is back" "$(got appointment odoo:calendar.event:1 .title) $(row calendar.event 1 .name)" \
		'"Remarcada" "Remarcada"'
	is "$w: what was not changed goes" "$(got appointment odoo:calendar.event:2 .)$(count_of calendar.event)" 1
	is "$w: it is counted" "$(jq -c '[.pull.appointment.conflicts, .push.appointment.conflicts, .push.appointment.deleted]' out)" '[1,0,1]'
	is "$w: and in the history" "$(lost '.title?')" '["*","odoo","Remarcada",null]'
	at 40 put '{"kind":"appointment","id":"odoo:calendar.event:1","deleted":true}'
	there 50 calendar.event 1 '{"location":"Sala 2"}'
	at 60 push appointment >out
	is "$w: a push alone brings it back, too" "$(got appointment odoo:calendar.event:1 .place) $(jq -c .push.appointment out)" \
		'"Sala 2" {"created":0,"updated":0,"deleted":0,"conflicts":1,"failed":0,"waiting":0}'
	is "$w: and nothing is left to do" "$(at 70 both appointment | jq -c '[(.pull, .push).appointment | .updated, .conflicts]')" '[0,0,0,0]'
	there 80 calendar.event 1 '{"location":"Sala 3"}'
	at 90 put '{"kind":"appointment","id":"odoo:calendar.event:1","deleted":true}'
	at 100 both appointment >out
	is "$w: changed there, then taken out here: it goes" "$(got appointment odoo:calendar.event:1 .)$(count_of calendar.event)" 0
	is "$w: and what was lost is kept" "$(lost '.place?' | tail -1) $(jq -c .push.appointment.conflicts out)" '["*","cwai",null,"Sala 3"] 1'
done

# cwai owns: it goes, however late Odoo was. Odoo owns: it is back, however early.
use "sqlite:$T/owners.db"
owned appointment cwai
at 0 both appointment >/dev/null
at 10 put '{"kind":"appointment","id":"odoo:calendar.event:1","deleted":true}'
there 20 calendar.event 1 '{"name":"Remarcada"}'
at 30 both appointment >/dev/null
is "cwai owns it: it goes" "$(got appointment odoo:calendar.event:1 .)$(count_of calendar.event) $(lost '.title?')" '1 ["*","cwai",null,"Remarcada"]'
owned appointment odoo
there 40 calendar.event 2 '{"name":"De lá"}'
at 50 put '{"kind":"appointment","id":"odoo:calendar.event:2","deleted":true}'
at 60 push appointment >/dev/null
is "Odoo owns it: it is back" "$(got appointment odoo:calendar.event:2 .title) $(count_of calendar.event)" '"De lá" 1'

# ---- a part of an object ----
use "sqlite:$T/part.db"
at 0 both customer >/dev/null
at 10 put '{"kind":"customer","id":"odoo:res.partner:15","address":{"city":"Santos","street2":null}}'
at 20 push customer >/dev/null
is "put with a part of an object leaves the rest" "$(row res.partner 15 '[.street, .city, .zip]')" '["Rua das Flores, 101","Santos","01001-000"]'
at 30 put '{"kind":"customer","id":"odoo:res.partner:15","address":{"zip":null}}'
at 40 push customer >/dev/null
is "null empties a member of it" "$(row res.partner 15 '[.street, .zip]')" '["Rua das Flores, 101",false]'
at 50 put '{"kind":"customer","id":"odoo:res.partner:15","address":null}'
at 60 push customer >/dev/null
is "or all of it" "$(row res.partner 15 '[.street, .city, .zip]')" '[false,false,false]'

# ---- what has no way to Odoo ----
for url in $(stores); do
	w=${url%%:*}
	use "$url"
	at 0 both customer order lead >/dev/null
	at 10 put '{"kind":"order","id":"odoo:sale.order:1","status":"done","number":"X1","note":"Na portaria"}
{"kind":"lead","id":"odoo:crm.lead:1","stage":"Ganho"}
{"kind":"lead","id":"odoo:crm.lead:2","active":false}'
	cwai-odoo-sync --now 2026-11-26T12:00:20Z both order lead >out 2>err
	is "$w: it is as before" "$(got order odoo:sale.order:1 '[.status, .number, .note]') $(got lead odoo:crm.lead:1 .stage) $(got lead odoo:crm.lead:2 '.active != false')" \
		'["draft","S00001","Na portaria"] "Qualificado" true'
	is "$w: what was lost is kept" "$(lost | sort | tr '\n' ' ')" \
		'["active","odoo",true,false] ["number","odoo","S00001","X1"] ["stage","odoo","Qualificado","Ganho"] ["status","odoo","draft","done"] '
	is "$w: it is counted" "$(jq -c '[.push.order.conflicts, .push.lead.conflicts]' out)" '[2,2]'
	like "$w: and said" "$(cat err)" 'order odoo:sale\.order:1: status has no way to Odoo'
	at 30 put '{"kind":"order","id":"odoo:sale.order:1","status":"sale","note":"Sem troco"}'
	at 40 both order lead >out
	is "$w: what has one is no conflict" "$(got order odoo:sale.order:1 '[.status, .note]') $(jq -c '[.push[].conflicts]' out)" '["sale","Sem troco"] [0,0]'
done

# ---- put again, and shown again ----
for url in $(stores); do
	w=${url%%:*}
	use "$url"
	at 0 both lead >/dev/null
	at 10 put '{"kind":"lead","id":"l_1","title":"Um"}
{"kind":"lead","id":"l2","title":"Dois"}
{"kind":"lead","id":"l3","title":"Três"}'
	at 20 push lead >/dev/null
	at 30 put '{"kind":"lead","id":"l_1","deleted":true}
{"kind":"lead","id":"l2","deleted":true}
{"kind":"lead","id":"l3","deleted":true}
{"kind":"lead","id":"odoo:crm.lead:1","deleted":true}'
	at 40 push lead >/dev/null
	is "$w: taken out they are archived" "$(odoo_do '{"do":"dump","model":"crm.lead"}' | jq -c 'map(.active)')" '[false,true,false,false,false]'
	there 41 crm.lead 2 '{"description":"<p>[cwai:cosmeticos:lead:lX1]</p>"}'
	at 50 put '{"kind":"lead","id":"l_1","title":"Um de novo"}
{"kind":"lead","id":"odoo:crm.lead:1","title":"O de lá"}'
	at 60 push lead >out
	at 65 put '{"kind":"lead","id":"l2","title":"Dois de novo"}'
	at 70 both lead >out
	at 75 pull --full lead >/dev/null
	at 80 put '{"kind":"lead","id":"l3","title":"Três de novo"}'
	at 90 both lead >out
	is "$w: put again they are the same rows, shown" "$(odoo_do '{"do":"dump","model":"crm.lead"}' | jq -c 'map([.id, .active, .name])')" \
		'[[1,true,"O de lá"],[2,true,"Contato pelo site"],[3,true,"Um de novo"],[4,true,"Dois de novo"],[5,true,"Três de novo"]]'
	is "$w: and records" "$(cwai-odoo-sync get lead | jq -c '[.id, .active != false]' | tr '\n' ' ')" \
		'["l2",true] ["l3",true] ["l_1",true] ["odoo:crm.lead:1",true] ["odoo:crm.lead:2",true] '
	there 100 crm.lead 1 '{"active":false}'
	at 110 both lead >/dev/null
	at 120 put '{"kind":"lead","id":"odoo:crm.lead:1","active":true}'
	at 130 both lead >/dev/null
	is "$w: an archived one is shown again" "$(row crm.lead 1 .active) $(got lead odoo:crm.lead:1 '.active != false')" 'true true'
	is "$w: then nothing is left to do" "$(at 140 both lead | jq -c '[(.pull, .push).lead | .updated, .conflicts]')" '[0,0,0,0]'
done

# ---- a value that Odoo takes not ----
use "sqlite:$T/value.db"
at 0 both appointment >/dev/null
at 10 put '{"kind":"appointment","id":"odoo:calendar.event:1","start":"amanhã"}'
at 20 push appointment >out
is "a value that is none of its field's is refused" "$?-$(jq -c .push.appointment.failed out)" 1-1

# ---- ids that a reference can't hold ----
use "sqlite:$T/id.db"
at 0 both lead >/dev/null
cat >ids <<'E'
{"kind":"lead","id":"a]b","title":"x"}
{"kind":"lead","id":"a[b","title":"x"}
{"kind":"lead","id":"a<b","title":"x"}
{"kind":"lead","id":"a>b","title":"x"}
{"kind":"lead","id":"a&b","title":"x"}
{"kind":"lead","id":"a'b","title":"x"}
{"kind":"lead","id":"a\"b","title":"x"}
{"kind":"lead","id":"a\\b","title":"x"}
{"kind":"lead","id":"a\tb","title":"x"}
E
status "put refuses them" 65 sh -c 'cwai-odoo-sync put --on-error stop <ids'
like "and says why" "$(cat err)" "lead: an id that goes to Odoo has no brackets"
is "each" "$(cwai-odoo-sync -q put <ids | jq -c 'select(.error.kind == "data")' | wc -l)" 9
is "others go" "$(at 10 put '{"kind":"lead","id":"a (1) é/2:3%_","title":"Vai"}'; at 20 push lead | jq -c .push.lead.created) $(row crm.lead 3 .description)" \
	'1 "<p>[cwai:cosmeticos:lead:a (1) é/2:3%_]</p>"'
store_sql "sqlite:$T/id.db" "UPDATE records SET id = 'a]b', data = replace(data, 'a (1)', 'x') WHERE id LIKE 'a (1)%';
	UPDATE odoo_links SET id = 'a]b', remote_id = NULL, base = NULL, pending = 99 WHERE id LIKE 'a (1)%'"
is "one of another tool is failed" "$(at 30 push lead | jq -c '[.push.lead.failed, .push.lead.created]') $(count_of crm.lead)" '[1,0] 3'

# ---- a landline and a mobile; 19 has only one field ----
FAKE18=$FAKE
for v in 16 19; do
	odoo_start --version $v --lang pt_BR || exit 1
	use "sqlite:$T/phone$v.db"
	[ $v -eq 19 ] || there 0 res.partner 15 '{"phone":"+55 11 3333-1001","mobile":"+55 11 98888-1001"}'
	at 0 both customer >/dev/null
	at 10 put '{"kind":"customer","id":"odoo:res.partner:15","phone":"+5511977770000"}
{"kind":"customer","id":"odoo:res.partner:16","phone":"+5511977770001"}
{"kind":"customer","id":"c1","name":"Bia","phone":"+5511977770002"}'
	at 20 both customer >/dev/null
	at 30 both customer >/dev/null
	is "$v: a phone changed here stays" "$(got customer odoo:res.partner:15 .phone)" '"+5511977770000"'
	if [ $v -eq 16 ]; then
		is "$v: and the landline, too" "$(row res.partner 15 '[.phone, .mobile]')" '["+55 11 3333-1001","+5511977770000"]'
	else
		is "$v: there, too" "$(row res.partner 15 .phone)" '"+5511977770000"'
	fi
	is "$v: without a mobile it is the phone" "$(row res.partner 16 .phone) $(odoo_do '{"do":"dump","model":"res.partner"}' | jq -c '.[] | select(.name == "Bia").phone')" \
		'"+5511977770001" "+5511977770002"'
	odoo_stop
done
FAKE=$FAKE18

done_testing
