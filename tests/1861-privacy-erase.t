#!/bin/sh
# cwai-privacy erase: after it nothing of the person is anywhere: store, log, spool, failed records, in whatever spelling;
# others keep theirs; the pipeline goes on; kill -9 anywhere and again ends the same; Odoo does not bring it back.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/fake/odoo.sh
. "$TOP/tests/fake/odoo.sh"
export XDG_STATE_HOME=state
unset CWAI_CHATWOOT_SECRET CHATWOOT_WEBHOOK_SECRET_FILE CWAI_LISTEN_TOKEN ODOO_URL ODOO_API_KEY http_proxy
NOW=2026-06-17T15:00:00Z
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null; cd /; rm -rf "$T"' EXIT
# What must be nowhere: names, phone, e-mail, CPF and street, also as JSON escapes them.
TRACES='Joaquina|Quit.{1,6}ria|Zumb.{1,6}|98765-?4321|5511987654321|joaquina|529\.?982\.?247|Ladeira do|leo Quente'
HER='{"id":77,"name":"Joaquina Quitéria Zumbi","phone_number":"+5511987654321","email":"Joaquina.Z@example.org"}'
OTHER='{"id":88,"name":"Bento","phone_number":"+5511944440000","email":null}'
WHOLE='{"id":"k77","name":"Joaquina Quitéria Zumbi","phone":"+5511987654321","email":"joaquina.z@example.org","cpf":"529.982.247-25","addresses":[{"street":"Ladeira do Óleo Quente","number":"12","city":"Santos","state":"SP"}],"external_ids":["chatwoot:1:c77"]}'

# hook NUMBER SENDER CONVERSATION TEXT: a webhook as Chatwoot sends it.
hook() {
	jq -cn --argjson i "$1" --argjson s "$2" --argjson c "$3" --arg t "$4" '{event:"message_created",id:$i,content:$t,message_type:"incoming",private:false,created_at:"2026-06-17T15:00:00.000Z",account:{id:1},inbox:{id:3},sender:$s,conversation:{id:$c,status:"pending",channel:"Channel::Whatsapp",can_reply:true,meta:{sender:$s}}}'
}
post() { curl -s -m 20 -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' --data-binary "$1" "$U/chatwoot" | grep -q 200; }
listen() {
	rm -f url
	cwai-listen --addr 127.0.0.1:0 --spool spool --no-emit --ready-file url 2>>listen.log &
	pid=$!
	wait_for 20 test -s url || { echo "# it does not listen: $(cat listen.log)"; exit 1; }
	U=$(cat url)
}
bot() { cwai-receive --now ts 2>>bot.log | cwai-context --now $NOW | cwai-route | cwai-greet --now $NOW | cwai-crew --now $NOW; }
# traces: what is left of her in this folder, and in the store. What others say of her is theirs (MENTIONS).
traces() {
	grep -raoiE ".{0,60}($TRACES)" . | grep -avE "$1"
	for t in $(store_sql "$url" "$tables"); do
		store_sql "$url" "SELECT * FROM $t" | grep -aoiE ".{0,60}($TRACES)" | grep -avE "$1" | sed "s/^/$t: /"
	done
}
# fill: a shop with everything of her in it.
fill() {
	printf '%s\n' "$WHOLE" >c.ndjson
	printf 'store: "%s"\ndomains: [cosmeticos]\n' "$url" >cwai.yaml
	listen
	post "$(hook 1 "$HER" 7 'oi, sou a Joaquina Quitéria, CPF 529.982.247-25')" || echo "# not delivered"
	post "$(hook 2 "$OTHER" 8 'quero um batom vermelho')"
	post "$(hook 3 "$HER" 7 'moro na Ladeira do Óleo Quente' | jq -ac .)" # with \u00e9
	post "$(hook 4 "$OTHER" 8 'a Duda atende no 11 98765-4321')"
	cwai-listen emit --spool spool | bot >bot.out
	post "$(hook 5 "$HER" 7 'vocês abrem domingo? é a Joaquina' | jq -ac .)"
	post "$(hook 6 "$OTHER" 8 'obrigado')"
	post "$(hook 7 "$HER" 7 'alô, Quitéria aqui')"
	[ -n "${1:-}" ] || { kill "$pid" && wait "$pid"; pid=; }
	cwai-privacy consent grant k77 analytics --message chatwoot:1:1 2>/dev/null
	q() { store_sql "$url" "$1" >/dev/null || echo "# $1"; }
	q "INSERT INTO records (domain, entity, id, data, updated_at, customer, at) VALUES ('cosmeticos', 'order', 'odoo:sale.order:5', '{\"customer\":\"k77\",\"customer_name\":\"Joaquina Quitéria Zumbi\"}', 1, 'k77', 1), ('cosmeticos', 'order', 'S6', '{\"customer\":\"k88\"}', 1, 'k88', 1)"
	q "INSERT INTO odoo_links (domain, entity, id, model, remote_id, base) VALUES ('cosmeticos', 'customer', 'k77', 'res.partner', 57, '{\"name\":\"Joaquina Quit\\u00e9ria Zumbi\"}'), ('cosmeticos', 'order', 'odoo:sale.order:5', 'sale.order', 5, '{}')"
	q "INSERT INTO sync_history (domain, entity, id, ts, field, winner, kept, lost) VALUES ('cosmeticos', 'customer', 'k77', 1, 'name', 'odoo', '\"Joaquina\"', '\"Quitéria\"')"
	q "INSERT INTO sends (domain, conversation_id, message_id, state, ts) VALUES ('cosmeticos', 'chatwoot:1:7', 'chatwoot:1:1', 'sent', 1)"
	q "INSERT INTO send_marks VALUES ('cosmeticos', 'chatwoot:1:7', 1)"
	q "INSERT INTO outbox (domain, seq, entity, entity_id, action, origin, ts) VALUES ('cosmeticos', 90, 'order', 'odoo:sale.order:5', 'insert', 'odoo', 1), ('cosmeticos', 91, 'profile', 'k77', 'update', 'chat', 1)"
	q "INSERT INTO merges (domain, seq, kept, gone, data, source, ts) VALUES ('cosmeticos', 1, 'k77', 'old77', '{\"gone\":{\"name\":\"Joaquina Z\"}}', 'cli', 1)"
	q "INSERT INTO analyses (domain, conversation_id, customer_id, started_at, ended_at, day, hour, messages, data) VALUES ('cosmeticos', 'chatwoot:1:7', 'k77', 1, 1, 0, 0, 1, '{\"key_points\":[\"Joaquina\"]}')"
	q "INSERT INTO analysis_entities (domain, conversation_id, type, key, text, mentions, ts) VALUES ('cosmeticos', 'chatwoot:1:7', 'city', 'quente', 'Quente', 1, 1)"
	q "INSERT INTO analysis_questions (domain, conversation_id, n, key, text, ts, day) VALUES ('cosmeticos', 'chatwoot:1:7', 1, 'k', 'Ladeira do quê?', 1, 0)"
	{
		printf '{"v":1,"kind":"message","id":"chatwoot:1:9","customer":{"id":"chatwoot:1:c77","name":"Joaquina"},"conversation":{"id":"chatwoot:1:7"},"text":"Zumbi"}\n'
		printf '{"v":1,"kind":"message","id":"chatwoot:1:10","customer":{"id":"chatwoot:1:c88"},"conversation":{"id":"chatwoot:1:8"},"text":"oi"}\n'
	} >dead.ndjson
	cp dead.ndjson dead.ndjson.taken
	: >bot.log
	mkdir -p state/cwai && cp dead.ndjson state/cwai/dead-letter.ndjson && cp dead.ndjson state/cwai/webhooks.ndjson.taken
	rm -f c.ndjson bot.out
}

i=0
for url in $(stores); do
	i=$((i + 1))
	on=${url%%:*}
	mkdir "shop$i" && cd "shop$i" || exit 1
	[ "$on" = sqlite ] && url=sqlite:$PWD/store.db
	case $on in
	sqlite) tables="SELECT name FROM sqlite_master WHERE type = 'table'" ;;
	*) tables="SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()" ;;
	esac
	cwai init -s "$url" here/ >/dev/null 2>&1 && rm -r here
	printf 'store: "%s"\ndomains: [cosmeticos]\n' "$url" >cwai.yaml
	printf '%s' "$WHOLE" | jq -c . >c.ndjson
	q() { store_sql "$url" "$1" >/dev/null; }
	q "INSERT INTO customers (domain, id, name, phone, email, data, created_at, updated_at) VALUES ('cosmeticos', 'k77', 'Joaquina Quitéria Zumbi', '+5511987654321', 'joaquina.z@example.org', '$(jq -c '{cpf,addresses}' <c.ndjson)', 1, 1)"
	q "INSERT INTO customer_ids VALUES ('cosmeticos', 'chatwoot:1:c77', 'k77')"
	rm c.ndjson
	fill running

	cwai-privacy export k77 >x
	is "$on: there is something in every table" "$(jq -r .table <x | sort -u | tr '\n' ' ')" "analyses analysis_entities analysis_questions audit consents conversations customer_ids customers merges odoo_links outbox records send_marks sends sync_history turns "
	rm x
	status "-n" 0 cwai-privacy erase k77 -n --spool spool --dead-letter dead.ndjson
	is "shows what would go" "$(jq -c '[.dry_run, .counts.turns > 3, .counts.customers, .spool, .files]' <"$T/out")" '[true,true,1,5,4]'
	is "and leaves it" "$(cwai-privacy export k77 | jq -r 'select(.table == "customers").row.id')" k77
	status "who can't be asked must say --yes" 64 cwai-privacy erase k77
	status "a spool that is not there" 66 cwai-privacy erase k77 --yes --spool spol --dead-letter dead.ndjson
	like "is named" "$(cat "$T/err")" 'there is no spool spol: nothing is erased'
	status "nor a file" 66 cwai-privacy erase k77 --yes --spool spool --dead-letter dead.ndjson --dead-letter daed.ndjson
	is "and nothing is" "$(grep -c c77 dead.ndjson) $(cwai-privacy export k77 | jq -r 'select(.table == "customers").row.id')" "1 k77"
	if [ "$on" = sqlite ]; then # no room for the file to be written anew
		size=$(($(stat -c %s store.db) / 512 - 8))
		status "a disk that is full behind it" 74 sh -c 'trap "" XFSZ; ulimit -f "$1"; cwai-privacy erase c003 --yes' sh "$size"
		is "the receipt comes" "$(jq -c '[.known, .counts.customers, (.left[] | select(.system == "store").id)]' <"$T/out")" '[true,1,"file"]'
		like "and why" "$(cat "$T/err")" 'is erased, but .*try again'
	fi
	: >spool/default.lock
	status "a pipeline that has lines of theirs to take yet" 75 flock spool/default.lock cwai-privacy erase k77 --yes --spool spool --dead-letter dead.ndjson
	like "is told, with the mend" "$(cat "$T/err")" 'the running pipeline has not taken yet: try again when it has, or stop it first'
	is "and nothing is gone from the store" "$(cwai-privacy export k77 | jq -r 'select(.table == "customers").row.id')" k77

	status "erase, with cwai-listen running" 0 cwai-privacy erase '11 98765-4321' --yes --spool spool --dead-letter dead.ndjson
	cp "$T/out" "$T/receipt"
	MENTIONS='a Duda atende no 11 98765-4321'
	is "nothing is left of her" "$(traces "$MENTIONS")" ""
	is "in the spool what others said of her is gone too" "$(grep -rac Duda spool/*.ndjson)" 0
	is "export gives nothing" "$(cwai-privacy export k77 2>/dev/null)" ""
	is "by no key" "$(cwai-privacy export joaquina.z@example.org 2>/dev/null; cwai-privacy export chatwoot:1:c77 2>/dev/null)" ""
	is "the receipt counts" "$(jq -c '[.known, .spool >= 2, .files, .counts.customers, .counts.orders, .counts.records, .counts.outbox > 1]' <"$T/receipt")" '[true,true,4,1,null,1,true]'
	is "and says what is left to do" "$(jq -r '.left[] | "\(.system) \(.id)"' <"$T/receipt" | head -3)" "odoo odoo:res.partner:57
odoo odoo:sale.order:5
chatwoot chatwoot:1:c77"
	is "nor her id among the changes" "$(store_sql "$url" "SELECT COUNT(*) FROM outbox WHERE entity_id IN ('k77', 'odoo:sale.order:5')")" 0
	is "no number of the outbox is missing" "$(store_sql "$url" "SELECT COUNT(*) FROM outbox WHERE entity_id LIKE 'p:%'")" "$(jq .counts.outbox <"$T/receipt")"
	is "others keep theirs" "$(store_sql "$url" "SELECT COUNT(*) FROM turns WHERE conversation_id = 'chatwoot:1:8'; SELECT id FROM records WHERE id NOT LIKE 'a0%' AND id NOT LIKE 'o0%'")" "4
S6"
	is "and their failed records" "$(grep -c . dead.ndjson) $(jq -r .id <dead.ndjson)" "2 chatwoot:1:10"
	like "who did it is written down" "$(cwai-privacy audit -l 1 | jq -r '.action + " " + .what')" "^erase $(jq -r .receipt <"$T/receipt")\$"
	status "the audit log is whole" 0 cwai-privacy audit verify

	post "$(hook 8 "$OTHER" 8 'ainda estou aqui')"
	ok "cwai-listen goes on" $?
	cwai-listen emit --spool spool >rest
	is "lines keep their numbers" "$(jq -r .id <rest | tr '\n' ' ')" "listen:5 listen:6 listen:7 listen:8 "
	is "the pipeline takes what is others', and says nothing of the rest" "$(bot <rest | jq -r .id | tr '\n' ' ')$(cat bot.log)" "chatwoot:1:6 chatwoot:1:8 "
	rm rest
	kill "$pid" && wait "$pid"
	pid=

	printf '{"v":1,"kind":"message","id":"chatwoot:1:900","customer":{"id":"chatwoot:1:c555","phone":"+5511955554444"},"text":"oi","error":{}}\n' >>dead.ndjson
	cwai-privacy erase chatwoot:1:c555 --yes --spool spool --dead-letter dead.ndjson >/dev/null 2>&1
	is "who only stands in a failed record is erased from it" "$(grep -c c555 dead.ndjson)" 0
	status "once more" 0 cwai-privacy erase k77 --yes --spool spool --dead-letter dead.ndjson
	like "is told" "$(cat "$T/err")" 'nothing is stored about such a customer, who was erased before'
	is "and changes nothing" "$(jq -c '[.known, .before]' <"$T/out")" '[false,true]'
	status "somebody who never was" 0 cwai-privacy erase k99 --yes --spool spool
	is "is told apart" "$(jq -c '[.known, .before]' <"$T/out")" '[false,false]'
	hook 20 "$HER" 9 'oi, voltei' | jq -c '{v:1,kind:"webhook",body:.}' | bot >back
	is "who writes again is somebody new" "$(jq -r .context.customer.id <back)" chatwoot:1:c77
	cd "$T" || exit 1
done

# ---- kill -9 anywhere ----
url=sqlite:$T/shop1/store.db
rm -rf shop1 && mkdir shop1 && cd shop1 || exit 1
tables="SELECT name FROM sqlite_master WHERE type = 'table'"
cwai init -s "$url" here/ >/dev/null 2>&1 && rm -r here
printf 'store: "%s"\ndomains: [cosmeticos]\n' "$url" >cwai.yaml
store_sql "$url" "INSERT INTO customers (domain, id, name, phone, email, data, created_at, updated_at) VALUES ('cosmeticos', 'k77', 'Joaquina Quitéria Zumbi', '+5511987654321', 'joaquina.z@example.org', '$(printf '%s' "$WHOLE" | jq -c '{cpf,addresses}')', 1, 1)"
store_sql "$url" "INSERT INTO customer_ids VALUES ('cosmeticos', 'chatwoot:1:c77', 'k77')"
fill
cd "$T" && mv shop1 full
killed=0 bad_ends=
for ms in 2 4 6 8 10 13 16 20 25 32 40 60; do
	cp -R full shop1 && cd shop1 || exit 1
	timeout -s KILL 0.0$((ms / 10))$((ms % 10)) cwai-privacy erase k77 --yes --spool spool --dead-letter dead.ndjson >/dev/null 2>&1
	[ $? -ne 137 ] || killed=$((killed + 1))
	cwai-privacy erase k77 --yes --spool spool --dead-letter dead.ndjson >/dev/null 2>&1 || bad_ends="$bad_ends $ms:status"
	[ -z "$(traces 'a Duda atende')" ] || bad_ends="$bad_ends $ms:traces"
	[ -z "$(cwai-privacy export k77 2>/dev/null)" ] || bad_ends="$bad_ends $ms:export"
	cwai-privacy audit verify >/dev/null || bad_ends="$bad_ends $ms:audit"
	[ "$(cwai-privacy audit | jq -r 'select(.action == "erase").action' | wc -l)" -eq 1 ] || bad_ends="$bad_ends $ms:lines"
	[ "$(cat spool/*.ndjson | wc -l)" -eq 7 ] || bad_ends="$bad_ends $ms:spool"
	cd "$T" && rm -rf shop1
done
[ "$killed" -gt 1 ]
ok "killed at $killed moments" $?
is "and again it ends the same" "$bad_ends" ""

# ---- what has nothing of them but one id ----
mkdir ids && cd ids || exit 1
cwai init -s "sqlite:$T/ids/store.db" here/ >/dev/null 2>&1 && rm -r here
printf 'store: store.db\ndomains: [cosmeticos]\n' >cwai.yaml
q() { store_sql "sqlite:$T/ids/store.db" "$1" >/dev/null; }
q "INSERT INTO customers (domain, id, name, created_at, updated_at) VALUES ('cosmeticos', 'k77', 'Joaquina', 1, 1)"
q "INSERT INTO customer_ids VALUES ('cosmeticos', 'chatwoot:1:c77', 'k77')"
q "INSERT INTO odoo_links (domain, entity, id, model, remote_id) VALUES ('cosmeticos', 'customer', 'k77', 'res.partner', 57)"
listen
for c in 77 88; do
	post "$(hook "9$c" "{\"id\":$c}" "1$c" 'sem nome nem telefone')" || echo "# not delivered"
	post "{\"event\":\"contact_updated\",\"id\":$c,\"account\":{\"id\":1}}" || echo "# not delivered"
done
kill "$pid" && wait "$pid"
pid=
for c in 77 88; do
	printf '{"v":1,"kind":"message","id":"m%s","customer":{"id":"chatwoot:1:c%s"},"text":"oi"}\n' $c $c
	printf '{"v":1,"kind":"webhook","id":"w%s","source":"odoo","body":{"_model":"res.partner","_id":%s}}\n' $c $((c - 20))
	printf '{"v":1,"kind":"event","id":"e%s","event":{"entity":"customer","entity_id":"k%s"}}\n' $c $c
done >dead.ndjson
status "erase by the id of the shop" 0 cwai-privacy erase k77 --yes --spool spool --dead-letter dead.ndjson
is "finds deliveries by the channel's id alone, and failed records by that, by Odoo's and by its own" "$(jq -c '[.spool,.files]' <"$T/out")" '[2,3]'
is "of the failed records others' are left" "$(jq -r '.id // empty' <dead.ndjson | tr '\n' ' ')" "m88 w88 e88 "
is "and of the deliveries" "$(cwai-listen emit --spool spool | jq -c '.body | [.event, .id]' | tr '\n' ' ')" '["erased",null] ["erased",null] ["message_created",988] ["contact_updated",88] '
cd "$T" || exit 1

# ---- Odoo does not bring it back ----
odoo_start --version 18 || exit 1
export ODOO_DATABASE=shop ODOO_USERNAME=admin ODOO_PASSWORD=secret ODOO_URL="$FAKE"
mkdir odoo && cd odoo || exit 1
cwai init -s "sqlite:$T/odoo/store.db" here/ --empty >/dev/null 2>&1
printf 'store: store.db\ndomains: [cosmeticos]\nodoo: {url: "%s"}\n' "$FAKE" >cwai.yaml
cwai-odoo-sync -q pull >/dev/null
id=odoo:res.partner:15
n_before=$(store_sql "sqlite:$T/odoo/store.db" "SELECT COUNT(*) FROM customers")
status "a customer that came from Odoo is erased" 0 cwai-privacy erase "$id" --yes
like "its row there is named" "$(jq -r '.left[].id' <"$T/out")" '^odoo:res.partner:[0-9]+$'
cwai-odoo-sync -q pull --full >run
is "a full pull does not bring it back, nor its orders" "$(store_sql "sqlite:$T/odoo/store.db" "SELECT COUNT(*) FROM customers; SELECT COUNT(*) FROM records WHERE customer = '$id'")" "$((n_before - 1))
0"
is "it is counted" "$(jq '[.pull[].skipped // 0] | add > 0' <run)" true
cwai-odoo-sync -q pull --full >run
is "nor does another" "$(store_sql "sqlite:$T/odoo/store.db" "SELECT COUNT(*) FROM customers")" "$((n_before - 1))"
odoo_stop
done_testing
