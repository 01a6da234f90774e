#!/bin/sh
# cwai-profile on both stores: reading, merging, who is one person and back, two at once, kill -9, the same event again.
. "${0%/*}/lib.sh"
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
q() { store_sql "$CWAI_STORE" "$1"; }
prof() { cwai-profile get "$1" | jq -c "$2"; }
# Everything that a link touches, to the byte.
rows() {
	for t in customers customer_ids conversations records analyses consents odoo_links; do
		q "SELECT '$t', x.* FROM $t x ORDER BY 1, 2, 3, 4"
	done
}
lines() { [ "$(wc -l <"$1")" -ge "$2" ]; }
events() { q "SELECT COUNT(*) FROM outbox WHERE domain = 'cosmeticos' AND entity = 'profile'$1"; }

shop() { # a store with the customers of the shop
	rm -rf cwai.yaml derived
	cwai init cosmeticos >/dev/null || exit 1
}

get_and_update() {
	is "get by id" "$(prof c001 '[.kind,.id,.name,.phone]')" '["customer","c001","Ana Beatriz Souza","+5511990000001"]'
	is "by a phone without its ninth digit" "$(prof '(11) 9000-0001' .id)" '"c001"'
	is "by an e-mail" "$(prof ANA.SOUZA@example.com .id)" '"c001"'
	status "somebody unknown is told" 1 cwai-profile get nobody c001
	is "who is named by a phone is found, who is named by nothing is passed" "$(printf '%s\n' '{"customer":{"id":"chatwoot:1:c9","phone":"+55 11 99000-0003"}}' '{"customer":{"id":"nobody"}}' '{"a":1}' | cwai-profile get | jq -c 'if has("profile") then .profile.id else "-" end' | paste -sd ' ')" '"c003" null "-"'
	like "without the key, which may be a phone" "$(cat "$T/err")" 'key number 1'
	is "and the others are given" "$(jq -r .id "$T/out")" c001
	status "an update" 0 cwai-profile update c001 --source purchase --event e1 name='Ana Souza' preferences.vegano= preferences.tom=3 contact_info.insta=@ana address.street='Rua das Acácias' address.number=120 address.zip=04110000 address.reference='portão azul'
	is "tells what changed" "$(jq -c '[.id,.created,.changed,.fields]' "$T/out")" '["c001",false,true,["name","contact_info","addresses","preferences"]]'
	is "is kept" "$(prof c001 '[.name,.preferences,.contact_info,(.addresses|length),.addresses[0].reference]')" '["Ana Souza",{"tipo_pele":"oleosa","tom":3},{"insta":"@ana"},2,"portão azul"]'
	is "its source too" "$(cwai-profile history c001 | jq -c '[.timestamp,.source,.fields]')" '["2026-06-17T15:00:00.000Z","purchase",["name","contact_info","addresses","preferences"]]'
	is "the same event changes nothing" "$(cwai-profile update c001 --event e1 name=X | jq -c '[.changed,.profile.name]')" '[false,"Ana Souza"]'
	is "an object on standard input" "$(echo '{"preferences":{"a.b":null,"c":[1]}}' | cwai-profile update c001 | jq -c '[.changed,.profile.preferences.c]')" '[true,[1]]'
	is "-n tells" "$(cwai-profile update -n c001 name=Y | jq -c '[.changed,.profile.name]')" '[true,"Y"]'
	is "and changes nothing" "$(prof c001 .name)" '"Ana Souza"'
	is "a new customer" "$(cwai-profile update chatwoot:1:c9 name=Novo phone='11 91234-5678' | jq -c '[.created,.profile.phone]')" '[true,"+5511912345678"]'
	is "events of them are in the outbox" "$(events '')" 3
	status "an unknown member is refused" 65 cwai-profile update c001 vip=1 recent_purchases=x name=Z
	like "by its name" "$(cat "$T/err")" 'not vip, recent_purchases'
	status "no change at all" 65 cwai-profile update c001
	status "a word that is none" 64 cwai-profile update c001 name
	status "a verb that is none" 64 cwai-profile upgrade c001
	status "link of one" 64 cwai-profile link c001
	while read -r words; do
		# shellcheck disable=SC2086
		status "not understood: $words" 64 cwai-profile $words
	done <<-END
		get c001 -n
		get c001 --source crm
		get c001 --find
		c001 --dead
		get c001 -f
		history c001 --event e1
		history c001 -n
		link --event e1 c001 c002
		link --apply c001 c002
		unlink c001 --source crm
		update c001 --find name=X
		deliver --source crm
		deliver -f --dead
		deliver -n --dead
	END
}

filters() {
	is "get adds the profile" "$(printf '%s\n' '{"kind":"message","customer":{"id":"c001"}}' '{"customer":"zz"}' '{"a":1}' | cwai-profile | jq -c '[.profile.id]' | tr -d '\n')" '["c001"][null][null]'
	printf '%s\n' '{"customer":"c001","data":{"name":"Ana"},"source":"crm","event":"f1"}' '{"customer":"c001","data":{"vip":1}}' '{"customer":"c001"}' '{"customer":"c001","data":{"name":"Bia"},"event":"f1"}' >in
	cwai-profile update <in >out 2>err
	is "update as a filter" "$(jq -c '[.profile.changed, .error.kind]' out | tr -d '\n')" '[true,null][null,"data"][null,"data"][false,null]'
	is "its source is the record's" "$(prof c001 '.update_history[-1].source')" '"crm"'
	printf '%s\n' '{"customer":"c001","data":{"preferences":{"w":1}},"source":5}' '{"customer":"c001","data":{"preferences":{"w":1}},"event":{}}' '{"customer":"c001","data":{"preferences":{"w":1}},"source":null,"event":null}' | cwai-profile update 2>/dev/null >out
	is "whose source and event are texts" "$(jq -r '.error.message // .profile.changed' out | tr '\n' '|')" 'source of an update must be a text|event of an update must be a text|true|'
	status "a zip that is none" 65 cwai-profile update c001 address.street=X address.zip=999
	like "is told with its form" "$(cat err)" 'zip must be a text of eight digits'
	echo '{"name":{"last_name":"Silva"}}' | cwai-profile update c001 >/dev/null
	is "a last name leaves the first" "$(prof c001 .name)" '"Ana Silva"'
	cwai-profile get c001 | jq -c '{customer: "c001", data: .}' | cwai-profile update 2>/dev/null >out
	like "an enriched profile is not written back" "$(jq -r .error.message out)" 'recent_purchases'
}

derived() {
	for i in 1 2 3 4 5 6 7; do
		q "INSERT INTO records (domain, entity, id, data, active, updated_at, customer, at) VALUES ('cosmeticos', 'order', 'o$i', '{\"total\":\"$i.00\"}', 1, 0, 'c002', 178100000000$i)"
	done
	q "INSERT INTO records (domain, entity, id, data, active, updated_at, customer, at) VALUES ('cosmeticos', 'appointment', 'a1', '{}', 1, 0, 'c002', 1781000000000), ('cosmeticos', 'appointment', 'a2', '{}', 1, 0, 'c002', 1791000000000)"
	is "five purchases, the newest first" "$(prof c002 '[.recent_purchases[].id]')" '["o7","o6","o5","o4","o3"]'
	is "appointments by now" "$(prof c002 '[.recent_appointments[].id,.upcoming_appointments[].id]')" '["a1","a2"]'
	is "another now" "$(cwai-profile --now 2026-12-31T00:00:00Z get c002 | jq -c '[.recent_appointments[].id]')" '["a2","a1"]'
}

# Two customers with everything of both.
two() {
	q "DELETE FROM customers WHERE id IN ('k', 'g'); DELETE FROM customer_ids WHERE customer_id IN ('k', 'g')"
	q "INSERT INTO customers (domain, id, name, phone, email, data, created_at, updated_at) VALUES
	('cosmeticos', 'k', 'Ana', '+5511955550001', NULL, '{ \"preferences\" : {\"a\":1}, \"consent\":{\"service\":true,\"marketing\":false,\"analytics\":true},\"interests\":{\"price\":2},\"addresses\":[{\"street\":\"Rua A\",\"number\":\"1\",\"preferred\":true}]}', 5, 6),
	('cosmeticos', 'g', 'Ana Maria', '+5511955550002', 'g@example.com', '{\"consent\":{\"marketing\":true,\"analytics\":false,\"service\":true},\"preferences\":{\"a\":2,\"b\":3},\"interests\":{\"price\":1,\"stock\":4},\"addresses\":[{\"street\":\"RUA A\",\"number\":\"1\",\"complement\":\"ap 2\"},{\"street\":\"Rua B\",\"number\":\"2\",\"preferred\":true}],\"mentioned_entities\":[{\"type\":\"product\",\"id\":\"p1\",\"ts\":\"2026-01-01T00:00:00.000Z\"}],\"vat\":\"x\"}', 7, 8)"
	q "INSERT INTO customer_ids (domain, external_id, customer_id) VALUES ('cosmeticos', 'chatwoot:1:c1', 'k'), ('cosmeticos', 'chatwoot:1:c2', 'g'), ('cosmeticos', 'g', 'g')"
	q "INSERT INTO conversations (domain, id, customer_id, created_at, updated_at) VALUES ('cosmeticos', 'v1', 'k', 1, 1), ('cosmeticos', 'v2', 'g', 1, 1), ('cosmeticos', 'v3', 'g', 1, 1)"
	q "INSERT INTO records (domain, entity, id, data, active, updated_at, customer, at) VALUES ('cosmeticos', 'order', 'ok', '{}', 1, 0, 'k', 10), ('cosmeticos', 'order', 'og', '{\"customer\":\"g\"}', 1, 0, 'g', 20), ('cosmeticos', 'ticket', 'tg', '{}', 1, 0, 'g', NULL)"
	q "INSERT INTO analyses (domain, conversation_id, customer_id, started_at, ended_at, day, hour, messages, data) VALUES ('cosmeticos', 'v2', 'g', 1, 2, 0, 0, 3, '{}')"
	q "INSERT INTO consents (domain, customer_id, purpose, ts, granted, source) VALUES ('cosmeticos', 'k', 'marketing', 100, 0, 'chat'), ('cosmeticos', 'g', 'marketing', 200, 1, 'chat'), ('cosmeticos', 'k', 'analytics', 100, 1, 'chat'), ('cosmeticos', 'g', 'analytics', 100, 0, 'chat'), ('cosmeticos', 'g', 'service', 100, 1, 'chat')"
	q "INSERT INTO odoo_links (domain, entity, id, model, remote_id) VALUES ('cosmeticos', 'customer', 'g', 'res.partner', 77)"
}

links() {
	two
	rows >before
	is "-n tells" "$(cwai-profile link -n k g | jq -c '[.linked,.moved.conversations]')" '[true,2]'
	rows | cmp -s - before
	ok "and changes nothing" $?
	is "link" "$(cwai-profile link k g --source crm | jq -c '[.id,.gone,.linked,.moved.external_ids,.moved.conversations,.moved.records,.moved.analyses,.moved.consents,.odoo]')" '["k","g",true,2,2,2,1,3,"moved"]'
	is "what the kept one has wins" "$(prof k '[.name,.phone,.email,.preferences,.vat]')" '["Ana","+5511955550001","g@example.com",{"a":1,"b":3},"x"]'
	is "addresses are united, one is preferred" "$(prof k '[.addresses[]|[.street,.complement,.preferred]]')" '[["Rua A","ap 2",true],["Rua B",null,null]]'
	is "interests are summed, mentions united" "$(prof k '[.interests,.mentioned_entities[0].id]')" '[{"price":3,"stock":4},"p1"]'
	is "a refusal never becomes a grant" "$(prof k '.consent|[.service,.marketing,.analytics]')" '[true,false,false]'
	is "nor in the newest rows" "$(q "SELECT purpose, granted FROM consents c WHERE customer_id = 'k' AND ts = (SELECT MAX(ts) FROM consents d WHERE d.customer_id = 'k' AND d.purpose = c.purpose) ORDER BY 1" | tr '\n' ' ')" 'analytics|0 marketing|0 service|1 '
	is "both's orders" "$(prof k '[.recent_purchases[].id]')" '["og","ok"]'
	is "the gone one's id, phone and channel lead to the kept one" "$(for x in g '11 95555-0002' chatwoot:1:c2; do prof "$x" .id; done | tr '\n' ' ')" '"k" "k" "k" '
	is "so the pipeline knows whose the gone one's phone is" "$(echo '{"v":1,"kind":"message","id":"chatwoot:1:9","ts":"2026-06-17T15:00:00.000Z","conversation":{"id":"chatwoot:1:9"},"customer":{"id":"instagram:1:77","phone":"11 95555-0002"},"text":"oi"}' | cwai-context | jq -r .context.customer.id)" k
	q "DELETE FROM conversations WHERE id = 'chatwoot:1:9'"
	q "DELETE FROM customer_ids WHERE external_id = 'instagram:1:77'"
	is "an update by the gone one's id too" "$(cwai-profile update g preferences.late=1 | jq -c .id)" '"k"'
	is "and it makes no new one" "$(q "SELECT COUNT(*) FROM customers WHERE id = 'g'")" 0
	is "linking again changes nothing" "$(cwai-profile link k g | jq -c .linked)" false
	is "unlink" "$(cwai-profile unlink k | jq -c '[.id,.gone,.unlinked]')" '["k","g",true]'
	is "what came after stays with the kept one" "$(prof k '[.preferences,.consent.marketing,(.addresses|length),.interests]')" '[{"a":1,"late":1},false,1,{"price":2}]'
	rows | grep -v '|k|Ana|' >after
	grep -v '|k|Ana|' before | cmp -s - after
	ok "all else is as it was, to the byte" $?
	is "unlink again has nothing to do" "$(cwai-profile unlink k | jq -c .unlinked)" false
	two 2>/dev/null
	q "DELETE FROM customers WHERE id IN ('k', 'g')"
	q "DELETE FROM customer_ids WHERE customer_id IN ('k', 'g')"
	for t in conversations analyses; do q "DELETE FROM $t"; done
	q "DELETE FROM consents"
	q "DELETE FROM odoo_links"
	q "DELETE FROM records WHERE id IN ('ok', 'og', 'tg')"
	two
	rows >before
	cwai-profile link k g >/dev/null && cwai-profile unlink g >/dev/null
	rows >after
	cmp -s before after
	ok "with nothing in between both customers are as before, to the byte" $?
	is "events" "$(q "SELECT action, entity_id FROM outbox WHERE entity = 'profile' ORDER BY seq DESC LIMIT 4" | tr '\n' ' ')" 'update|k insert|g update|k delete|g '
	is "history has the links" "$(cwai-profile history k | jq -c 'select(.kept)|[.gone,.undone]' | tail -1)" '["g",true]'
}

mistakes() {
	status "to itself" 65 cwai-profile link c001 c001
	like "says how to go on" "$(cat "$T/err")" 'link --find'
	status "to nobody" 66 cwai-profile link c001 nobody
	q "INSERT INTO customers (domain, id, phone, created_at, updated_at) VALUES ('cosmeticos', 'w1', '+5511944440000', 9000000000000, 1), ('cosmeticos', 'w2', '+5511944440000', 9000000000001, 1)"
	status "by a phone that two have" 65 cwai-profile link '11 94444-0000' c001
	like "says so" "$(cat "$T/err")" 'several customers have that phone'
	status "unlink of nobody" 66 cwai-profile unlink nobody
	status "nor has nobody a history" 66 cwai-profile history nobody
	cwai-profile link w1 w2 >/dev/null && cwai-profile link c001 w1 >/dev/null
	status "a link in a chain is taken back from its end" 0 cwai-profile unlink w1
	is "first the later one" "$(jq -c '[.id,.gone]' "$T/out")" '["c001","w1"]'
	is "then the earlier" "$(cwai-profile unlink w1 | jq -c '[.id,.gone]')" '["w1","w2"]'
}

finding() {
	q "INSERT INTO customers (domain, id, name, phone, email, created_at, updated_at) VALUES ('cosmeticos', 'f1', 'Bia', '+5511933330000', NULL, 10, 1), ('cosmeticos', 'f2', 'Bia', '+5511933330000', 'b@x.com', 20, 1), ('cosmeticos', 'f3', 'Bea', NULL, 'b@x.com', 30, 1), ('cosmeticos', 'f4', 'Bia', NULL, NULL, 40, 1), ('cosmeticos', 'odoo:res.partner:5', NULL, NULL, NULL, 50, 1)"
	q "INSERT INTO odoo_links (domain, entity, id, model, remote_id) VALUES ('cosmeticos', 'customer', 'f4', 'res.partner', 5)"
	echo '{"contact_info":{"email":"b@x.com"}}' | cwai-profile update f4 --source conversation >/dev/null
	is "who may be one; never by name, nor by what was typed" "$(cwai-profile link --find | jq -c 'select(.kept|startswith("f"))|[.kept,.gone,.by,.undone]' | tr -d '\n')" '["f1","f2",["phone"],null]["f2","f3",["email"],null]["f4","odoo:res.partner:5",["odoo"],null]'
	is "those taken back before are told" "$(cwai-profile link --find | jq -c 'select(.kept=="w1")|[.gone,.undone]')" '["w2",true]'
	events '' >before
	is "-n tells of --apply" "$(cwai-profile link -n --find --apply | jq -c .linked | sort -u | tail -1)" true
	is "and links nothing" "$(events '')" "$(cat before)"
	cwai-profile link --find --apply >out
	is "--apply links them, with chains" "$(q "SELECT id FROM customers WHERE id LIKE 'f%' OR id LIKE 'odoo%' OR id LIKE 'w%' ORDER BY id" | tr '\n' ' ')" 'f1 f4 w1 w2 '
	is "and again finds no more" "$(cwai-profile link --find --apply | jq -c 'select(.undone|not)')" ''
}

at_once() {
	for k in x y; do
		for i in $(seq 40); do echo "{\"customer\":\"new1\",\"data\":{\"preferences\":{\"$k$i\":$i}}}"; done >"in.$k"
	done
	was=$(events '')
	cwai-profile update <in.x >out.x &
	a=$!
	cwai-profile update <in.y >out.y &
	wait $a $!
	is "two at once lose nothing" "$(prof new1 '.preferences|length')" 80
	is "each change is an event" "$(($(events '') - was))" 80
	is "and the customer was made once" "$(events " AND entity_id = 'new1' AND action = 'insert'")" 1
	for k in p q; do cwai-profile update "$k" name="$k" >/dev/null; done
	cwai-profile link p q >out.1 2>&1 &
	a=$!
	cwai-profile link q p >out.2 2>&1 &
	wait $a $!
	is "two that link each other: one does" "$(q "SELECT COUNT(*) FROM merges WHERE kept IN ('p', 'q')"; q "SELECT COUNT(*) FROM customers WHERE id IN ('p', 'q')")" "1
1"
}

killed() {
	seq 200 | sed 's/.*/{"customer":"kill","data":{"preferences":{"n":&}},"event":"k&"}/' >in
	cwai-profile update <in >out 2>/dev/null &
	wait_for 60 lines out 50
	kill -9 $!
	wait $! 2>/dev/null
	cwai-profile update <in >out
	is "kill -9 and again: each event once" "$(events " AND entity_id = 'kill'")" 200
	is "in order" "$(prof kill .preferences.n)" 200
	seq 60 | while read -r i; do echo "{\"id\":\"z$i\",\"phone\":\"+55119333$((10000 + i))\"}" && echo "{\"id\":\"y$i\",\"phone\":\"+55119333$((10000 + i))\"}"; done | jq -c '{customer: .id, data: {contact_info: {phone: .phone}}}' | cwai-profile update >/dev/null 2>&1
	cwai-profile link --find --apply >out 2>&1 &
	merged() { [ "$(q "SELECT COUNT(*) FROM merges WHERE gone LIKE 'y%' OR gone LIKE 'z%'")" -ge 10 ]; }
	wait_for 60 merged
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	cwai-profile link --find --apply >out
	is "links too: each once" "$(q "SELECT COUNT(*) FROM merges WHERE gone LIKE 'y%' OR gone LIKE 'z%'")" 60
	is "nobody is lost" "$(q "SELECT COUNT(*) FROM customers WHERE id LIKE 'y%' OR id LIKE 'z%'")" 60
}

# A phone that two have names neither of them, for whoever asks by it, and for whoever writes from it.
shared() {
	shop
	cwai-profile update c002 address.street='Rua do Segredo' address.preferred=true >/dev/null
	status "a phone that another has" 0 cwai-profile update c001 phone=+5511990000002
	like "is taken, and said" "$(cat "$T/err")" 'that phone is also the one of the customer c002'
	is "in what comes of it, too" "$(jq -c .shared "$T/out")" '{"phone":["c002"]}'
	is "but not again" "$(cwai-profile update c001 phone=+5511990000002 preferences.a=1 2>&1 | jq -c .shared)" null
	for verb in 'profile get' 'profile history' 'privacy export' 'privacy consent show' 'privacy consent revoke' 'privacy erase --yes' 'privacy audit --customer' enrich; do
		# shellcheck disable=SC2086
		status "$verb by it" 65 cwai $verb +5511990000002
		like "says why" "$(cat "$T/err")" 'several customers have that phone'
	done
	is "and nobody is gone" "$(q "SELECT COUNT(*) FROM customers WHERE id IN ('c001', 'c002')")" 2
	echo '{"v":1,"kind":"message","id":"chatwoot:1:9","ts":"2026-06-17T15:00:00.000Z","channel":"whatsapp","conversation":{"id":"chatwoot:1:9"},"customer":{"id":"chatwoot:1:c777","phone":"+5511990000002","email":"ana.souza@example.com"},"text":"oi"}' >in
	is "by an e-mail of one only the writer is that one" "$(cwai-context -n <in | jq -r .context.customer.id)" c001
	jq -c 'del(.customer.email)' in | cwai-context >out
	is "who writes from it and says no more is somebody new" "$(jq -r .context.customer.id out)" chatwoot:1:c777
	is "who is shown no address" "$(cwai-route <out | cwai-greet | grep -c 'Rua d')" 0
}

# Who was never asked allows nothing by being linked to one who did.
consents() {
	shop
	newest() { q "SELECT purpose, granted FROM consents c WHERE customer_id = '$1' AND ts = (SELECT MAX(ts) FROM consents d WHERE d.customer_id = '$1' AND d.purpose = c.purpose) ORDER BY 1" | tr '\n' ' '; }
	cwai-privacy consent grant c002 marketing service >/dev/null
	cwai-privacy consent grant c001 service >/dev/null
	cwai-profile link c001 c002 >/dev/null
	is "only what both allow is allowed" "$(prof c001 .consent)" '{"service":true}'
	is "and so it stands in the rows" "$(newest c001)" 'marketing|0 service|1 '
	cwai-profile unlink c001 >/dev/null
	is "unlinked, each has its own" "$(prof c001 .consent) $(prof c002 .consent | jq -cS .)" '{"service":true} {"marketing":true,"service":true}'
	is "in the rows too" "$(newest c001)$(newest c002)" 'service|1 marketing|1 service|1 '
	cwai-profile link c002 c003 >/dev/null
	is "nor does the kept one allow for the other" "$(prof c002 .consent) $(newest c002)" '{} marketing|0 service|0 '
}

for url in $(stores); do
	CWAI_STORE=$url
	export CWAI_STORE
	echo "# ${url%%:*}"
	shop
	get_and_update
	filters
	derived
	links
	mistakes
	finding
	at_once
	killed
	shared
	consents
done
done_testing
