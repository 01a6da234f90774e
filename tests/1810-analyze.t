#!/bin/sh
# cwai-analyze: conversations of records, of Chatwoot and of the store, on both stores; single messages; consent; a run that
# is killed; what is wrong in front of it.
. "${0%/*}/lib.sh"
. "$TOP/tests/fake/chatwoot.sh"
CWAI_NOW=2026-06-18T00:00:00Z
export CWAI_NOW

# Two conversations, one inside the other; m3 comes twice.
cat >said <<'END'
{"v":1,"kind":"message","id":"m1","ts":"2026-06-17T12:00:00.000Z","channel":"whatsapp","conversation":{"id":"k1"},"customer":{"id":"c001","name":"Ana Beatriz"},"text":"Oi, bom dia!","route":{"unknown":false,"crews":["greet"],"intents":[{"name":"greeting","confidence":0.9,"crew":"greet"}]},"reply":{"parts":[{"crew":"greet","text":"Olá, Ana! Como posso ajudar hoje?","facts":[]}],"handoff":null}}
{"v":1,"kind":"message","id":"x1","ts":"2026-06-17T12:00:30.000Z","channel":"instagram","conversation":{"id":"k2"},"customer":{"id":"c002","name":"Carlos"},"text":"cadê meu pedido S00042? que absurdo, péssimo atendimento","route":{"unknown":false,"crews":["delivery"],"intents":[{"name":"delivery","confidence":0.8,"crew":"delivery"}]},"reply":{"parts":[{"crew":"delivery","text":"Vou chamar uma pessoa.","facts":[]}],"handoff":{"reason":"delivery","team":"delivery","note":""}}}
{"v":1,"kind":"message","id":"m2","ts":"2026-06-17T12:01:00.000Z","channel":"whatsapp","conversation":{"id":"k1"},"customer":{"id":"c001","name":"Ana Beatriz"},"text":"Quanto custa o Perfume Masculino Maresia Azul 100 ml? Sou a Ana Souza, cpf 529.982.247-25, fone (11) 98888-7777, da Rua das Acácias, 120.","route":{"unknown":false,"crews":["sales"],"intents":[{"name":"price","confidence":0.6,"crew":"sales"},{"name":"stock","confidence":0.2,"crew":"sales"}]},"reply":{"parts":[{"crew":"sales","text":"Custa R$ 189,90.","facts":[]}],"handoff":null}}
{"v":1,"kind":"message","id":"m3","ts":"2026-06-17T12:03:00.000Z","channel":"whatsapp","conversation":{"id":"k1"},"customer":{"id":"c001","name":"Ana Beatriz"},"text":"vou levar, adorei, maravilhoso!","route":{"unknown":false,"crews":["sales"],"intents":[{"name":"buy","confidence":0.9,"crew":"sales"}]},"reply":{"parts":[{"crew":"sales","text":"Pedido S00077 confirmado. Obrigada, Ana!","facts":[]}],"handoff":null}}
{"v":1,"kind":"message","id":"m3","ts":"2026-06-17T12:03:00.000Z","channel":"whatsapp","conversation":{"id":"k1"},"customer":{"id":"c001","name":"Ana Beatriz"},"text":"vou levar, adorei, maravilhoso!","route":{"unknown":false,"crews":["sales"],"intents":[{"name":"buy","confidence":0.9,"crew":"sales"}]},"reply":{"parts":[{"crew":"sales","text":"Pedido S00077 confirmado. Obrigada, Ana!","facts":[]}],"handoff":null}}
{"v":1,"kind":"message","id":"m4","ts":"2026-06-17T12:05:00.000Z","channel":"whatsapp","conversation":{"id":"k1"},"customer":{"id":"c001","name":"Ana Beatriz"},"text":"o cupom vale para o e-mail ana.souza@example.com?","route":{"unknown":true,"crews":[],"intents":[]}}
END
# stored URL: what the store has of the two; learned URL: what the profile of c001 has of them.
stored() {
	store_sql "$1" "SELECT conversation_id, customer_id, channel, crew, topic, handoff, sentiment, messages FROM analyses ORDER BY conversation_id"
}
learned() {
	store_sql "$1" "SELECT data FROM customers WHERE id = 'c001'" | jq -c '[.interests, [.mentioned_entities[]? | .type + " " + .id]]'
}
sums() {
	store_sql "$1" "SELECT dimension, key, n, mentions FROM analysis_days WHERE dimension IN ('topic', 'channel', 'total') ORDER BY dimension, key"
}

for url in $(stores); do
	s=${url%%:*}
	rm -rf shop && mkdir shop && cd shop || exit 1
	cwai init -s "$url" cosmeticos >/dev/null || exit 1
	cwai-analyze -n <../said >out 2>err
	is "$s: two conversations, in order of first appearance" "$(jq -r '[.v, .kind, .analysis.conversation] | join(" ")' out)" "1 result k1
1 result k2"
	is "$s: -n writes nothing" "$(stored "$url")" ""
	is "$s: to the byte, but for the entities and the sentiment" "$(jq -c '.analysis | del(.entities, .sentiment)' out)" '{"conversation":"k1","customer":"c001","channel":"whatsapp","started":"2026-06-17T12:00:00.000Z","ended":"2026-06-17T12:05:00.000Z","duration_ms":300000,"messages":{"customer":4,"shop":3,"human":0},"key_points":["Quanto custa o Perfume Masculino Maresia Azul 100 ml?","vou levar, adorei, maravilhoso!","Pedido S00077 confirmado."],"topics":[{"name":"buy","weight":0.5},{"name":"price","weight":0.375},{"name":"stock","weight":0.125}],"unresolved":[{"text":"o cupom vale para o e-mail [E-MAIL]?","message":"m4","ts":"2026-06-17T12:05:00.000Z"}],"waits":{"first_ms":null,"longest_ms":null,"mean_ms":null},"crews":["sales"],"handoff":null}
{"conversation":"k2","customer":"c002","channel":"instagram","started":"2026-06-17T12:00:30.000Z","ended":"2026-06-17T12:00:30.000Z","duration_ms":0,"messages":{"customer":1,"shop":1,"human":0},"key_points":["cadê meu pedido S00042?"],"topics":[{"name":"delivery","weight":1}],"unresolved":[{"text":"cadê meu pedido S00042?","message":"x1","ts":"2026-06-17T12:00:30.000Z"}],"waits":{"first_ms":null,"longest_ms":null,"mean_ms":null},"crews":["delivery"],"handoff":"delivery"}'
	is "$s: the sentiment of both, and its trend" "$(jq -c '.analysis.sentiment | [.label, .customer.label, (.score > 0), .trend]' out)" '["positive","positive",true,"better"]
["negative","negative",false,"steady"]'
	is "$s: entities with their message and who named them" "$(jq -c '.analysis.entities[] | select(.type == "product" or .type == "order" or .type == "money") | [.type, .id // .value, .message, .role]' out | sort -u)" '["money","189.90","m2","shop"]
["order","S00042","x1","customer"]
["order","S00077","m3","shop"]
["product","p086","m2","customer"]'
	is "$s: documents are masked in them" "$(jq -c '.analysis.entities[] | select(.type == "cpf" or .type == "phone" or .type == "email") | .text' out)" '"[CPF]"
"[TELEFONE]"
"[E-MAIL]"'

	cwai-analyze <../said >twice
	cmp -s out twice
	ok "$s: what is written is what -n shows" $?
	is "$s: without consent nobody is named" "$(stored "$url")" "k1||whatsapp|sales|buy||positive|7
k2||instagram|delivery|delivery|delivery|negative|2"
	is "$s: nor is anything said that they said" "$(store_sql "$url" "SELECT data FROM analyses" | jq -c '[.customer, .key_points, .unresolved, ([.entities[].type] | unique)]')" '[null,[],[],["date","money","product"]]
[null,[],[],[]]'
	is "$s: how many questions nobody answered is known all the same" "$(cwai-trends --now 2026-06-18T12:00:00Z | jq -c '[.questions,.questions_without_text,.unanswered_questions]')" '[2,2,[]]'
	is "$s: without a word of them" "$(store_sql "$url" "SELECT conversation_id, key, text FROM analysis_questions ORDER BY 1")" 'k1||
k2||'
	cwai-trends --now 2026-06-18T12:00:00Z --html page.html
	like "$s: and the page says so" "$(cat page.html)" '<p class="none">2 perguntas ficaram sem resposta\. Os textos só são guardados com o consentimento do cliente\.</p></section>'
	is "$s: and the profile learns nothing" "$(learned "$url")" '[null,[]]'

	store_sql "$url" "UPDATE customers SET data = '{\"consent\":{\"analytics\":true},\"addresses\":[{\"street\":\"Rua das Acácias\"}]}' WHERE id = 'c001'" >/dev/null
	cwai-analyze <../said >/dev/null
	is "$s: with consent it is the customer's" "$(stored "$url" | head -1)" "k1|c001|whatsapp|sales|buy||positive|7"
	is "$s: with its key points" "$(store_sql "$url" "SELECT data FROM analyses WHERE conversation_id = 'k1'" | jq -r '.key_points[1]')" "vou levar, adorei, maravilhoso!"
	is "$s: and the profile learns what the customer spoke of" "$(learned "$url")" '[{"buy":1,"price":1,"stock":1},["product p086"]]'
	before=$(sums "$url")
	cwai-analyze <../said >/dev/null
	is "$s: the same again counts nothing twice" "$(sums "$url")" "$before"
	is "$s: nor in the profile" "$(learned "$url")" '[{"buy":1,"price":1,"stock":1},["product p086"]]'
	sed 's/"m4"/"m5"/; s/12:05/12:09/; s/"route":{"unknown":true[^}]*}/"route":{"unknown":false,"intents":[{"name":"promotion","confidence":1,"crew":"sales"}]}/' ../said | cwai-analyze >/dev/null
	is "$s: of a conversation that went on only what is new" "$(learned "$url")" '[{"buy":1,"price":1,"stock":1,"promotion":1},["product p086"]]'
	is "$s: days count conversations" "$(sums "$url" | grep '^total')" "total||2|9"

	# ---- the store's own ----
	head -1 ../said | sed 's/"k1"/"s1"/; s/"m1"/"s1m1"/; s/"text":"Oi, bom dia!"/"text":"tem o Perfume Masculino Maresia Azul 100 ml?"/' >in
	sed 's/s1m1/s1m2/; s/12:00:00/12:10:00/; s/"text":"[^"]*"/"text":"quero falar com uma pessoa, sou a Ana Souza"/' in >>in2
	cat in in2 | jq -c 'del(.route, .reply)' | cwai-context --now ts | cwai-route | cwai-crew --now ts >/dev/null
	is "$s: --idle leaves those that are not quiet yet" "$(cwai-analyze --stored --now 2026-06-17T12:30:00Z | jq .conversations)" 0
	is "$s: --since those that ended before" "$(cwai-analyze --stored --since 2026-06-17T13:00:00Z | jq .conversations)" 0
	is "$s: -n shows the analysis, and counts" "$(cwai-analyze --stored -n | jq -c '[.analysis.conversation, .analysis.messages, .conversations, .dry_run]')" '["s1",{"customer":2,"shop":2,"human":0},null,null]
[null,null,1,true]'
	is "$s: it is analysed once" "$(for i in 1 2; do cwai-analyze --stored | jq -c 'del(.ts)'; done)" '{"v":1,"kind":"result","id":"analyze","conversations":1,"messages":4,"without_consent":0}
{"v":1,"kind":"result","id":"analyze","conversations":0,"messages":0,"without_consent":0}'
	is "$s: with what the crews stored" "$(store_sql "$url" "SELECT data FROM analyses WHERE conversation_id = 's1'" | jq -c '[.customer, .topics, .crews, .handoff, .unresolved, .waits.first_ms]')" '["c001",[{"name":"stock","weight":1}],["sales","human"],"asked",[],0]'
	sed 's/s1m1/s1m3/; s/12:00:00/14:00:00/' in | jq -c 'del(.route, .reply)' | cwai-context --now ts >/dev/null
	is "$s: and again when it went on" "$(cwai-analyze --stored | jq -c '[.conversations, .messages]')" '[1,5]'
	head -1 ../said | sed 's/"k1"/"s2"/; s/"m1"/"s2m1"/' | jq -c 'del(.route, .reply)' | cwai-context --now ts | cwai-route | cwai-crew --now ts >/dev/null
	store_sql "$url" "UPDATE turns SET text = NULL, reply = '{\"parts\":[],\"handoff\":null}', ts = ts + 5000 WHERE message_id = 's2m1' AND role = 'shop'" >/dev/null
	store_sql "$url" "INSERT INTO sends (domain, conversation_id, message_id, state, ts) VALUES ('cosmeticos', 's2', 's2m1', 'discarded', 0)" >/dev/null
	is "$s: an answer that said nothing and never left is no news the next time" "$(for i in 1 2; do cwai-analyze --stored | jq -c '[.conversations, .messages]'; done)" '[1,1]
[0,0]'
	is "$s: nor a message, but its time counts" "$(store_sql "$url" "SELECT data FROM analyses WHERE conversation_id = 's2'" | jq -c '[.messages.shop, .ended, .waits.first_ms]')" '[0,"2026-06-17T12:00:05.000Z",null]'
	cd "$T" || exit 1
done

# ---- killed ----
flood() {
	awk 'BEGIN { for (i = 1; i <= 6000; i++) printf "{\"kind\":\"message\",\"id\":\"m%d\",\"ts\":\"2026-06-17T12:%02d:00.000Z\",\"channel\":\"whatsapp\",\"conversation\":{\"id\":\"k%d\"},\"customer\":{\"id\":\"c00%d\"},\"text\":\"quanto custa o batom %d? tem entrega hoje?\"}\n", i, i % 60, i % 3000, 1 + i % 5, i }'
}
analysed() {
	store_sql "$1" "SELECT COUNT(*) FROM analyses"
}
some() {
	[ "$(analysed "$1")" -gt 0 ]
}
everything() {
	store_sql "$1" "SELECT conversation_id, data FROM analyses ORDER BY conversation_id"
	store_sql "$1" "SELECT dimension, key, day, n, mentions, score FROM analysis_days ORDER BY dimension, key, day"
	store_sql "$1" "SELECT id, data FROM customers ORDER BY id" | sed 's/"update_history":\[[^]]*\]//'
}
set -- $(stores)
for killed in $(stores); do
	s=${killed%%:*}
	for url in "$killed" "$1"; do
		rm -rf shop && mkdir shop && cd shop || exit 1
		cwai init -s "$url" cosmeticos >/dev/null || exit 1
		store_sql "$url" "UPDATE customers SET data = '{\"consent\":{\"analytics\":true}}' WHERE id = 'c001'" >/dev/null
		flood | cwai-context >/dev/null
		if [ "$url" = "$killed" ]; then
			cwai-analyze --stored >/dev/null 2>&1 &
			pid=$!
			wait_for 30 some "$url"
			kill -9 "$pid"
			wait "$pid" 2>/dev/null
			n1=$(analysed "$url")
			[ "$n1" -lt 3000 ]
			ok "$s: killed after $n1 of 3000" $?
			is "$s: the next goes on with the rest" "$(cwai-analyze --stored | jq .conversations)" $((3000 - n1))
		else
			cwai-analyze --stored >/dev/null
		fi
		everything "$url" >"$T/all.$([ "$url" = "$killed" ] && echo killed || echo whole)"
		cd "$T" || exit 1
	done
	cmp all.killed all.whole
	ok "$s: and the store is that of a run without trouble" $?
	shift
done

# ---- Chatwoot's messages ----
mkdir c && cd c || exit 1
cwai init cosmeticos >/dev/null 2>&1
wrote() { # ID MINUTE TYPE PRIVATE WHO TEXT
	jq -nc --argjson a "[$1,$4]" --arg m "$2" --arg t "$3" --argjson who "$5" --arg text "$6" '{v:1,kind:"message",id:"chatwoot:1:\($a[0])",ts:"2026-06-17T12:\($m):00.000Z",conversation:{id:"chatwoot:1:42"},type:$t,private:$a[1]} + (if $t == "incoming" then {customer:$who} else {sender:$who} end) + {text:$text,attachments:[],status:"sent"}'
}
carla='{"id":"chatwoot:1:c5","name":"Carla Dias","phone":"+5511999990000","email":null}'
bia='{"id":7,"name":"Bia","type":"user"}'
{
	wrote 1 00 incoming false "$carla" 'Oi! Vocês trocam produto com defeito?'
	wrote 2 01 outgoing false '{"id":1,"name":"Bot","type":"agent_bot"}' 'Trocamos sim, em até 30 dias.'
	wrote 3 02 activity false null 'Conversa atribuída a Bia'
	wrote 4 03 incoming false "$carla" 'e como faço?'
	wrote 5 08 outgoing true "$bia" 'cliente com pressa'
	wrote 6 10 outgoing false "$bia" 'Oi Carla, já reservei outro para você.'
	wrote 7 12 incoming false "$carla" 'Quando chega? Meu zap é 11 98888-7777, Carla'
	wrote 8 13 template false null 'Avalie o atendimento'
} >chat
is "Chatwoot's messages: who wrote them" "$(cwai-analyze -n <chat | jq -c '.analysis | [.conversation, .channel, .messages]')" '["chatwoot:1:42",null,{"customer":3,"shop":1,"human":1}]'
is "who waited how long" "$(cwai-analyze -n <chat | jq -c .analysis.waits)" '{"first_ms":60000,"longest_ms":420000,"mean_ms":240000}'
is "and what they said, without note and name" "$(cwai-analyze -n <chat | jq -c .analysis.key_points)" '["Vocês trocam produto com defeito?","Trocamos sim, em até 30 dias.","e como faço?","Oi [NOME], já reservei outro para você."]'
is "what nobody answered: what Chatwoot says by itself is no answer" "$(cwai-analyze -n <chat | jq -r '.analysis.unresolved[].text')" "Quando chega?"
sort -r chat | cwai-analyze -n >back
cwai-analyze -n <chat | cmp -s - back
ok "in whatever order they come" $?
if chatwoot_start; then
	export CHATWOOT_BASE_URL="$CW" CHATWOOT_ACCOUNT_ID=1 CHATWOOT_API_TOKEN=token-admin CHATWOOT_BOT_TOKEN=token-bot
	is "as cwai-chatwoot prints them" "$(cwai-chatwoot messages 40 | cwai-analyze -n | jq -c '.analysis | [.conversation, .messages.customer > 0]')" '["chatwoot:1:40",true]'
	chatwoot_stop
else
	ok "the stand-in for Chatwoot started" 1
fi

# ---- single messages ----
cat >mixed <<'END'
{"id":"1","text":"adorei o batom, chegou antes do prazo","n":12345678901234567890}
{"id":"2","text":"não gostei, péssimo"}
{"id":"3"}
{"id":"4","kind":"message","conversation":{"id":"k9"},"text":"oi"}
{"id":"5","text":"x","error":{"tool":"cwai-route","kind":"data","message":"…","retryable":false}}
END
cwai-analyze -m <mixed >out 2>err
is "-m: one out for one in, and an error's status" "$? $(jq -r .id out | paste -sd' ' -)" "1 1 2 3 4 5"
is "-m: sentiment, and nothing for what has no text or an error" "$(jq -c '[.id, .analysis.sentiment.label]' out)" '["1","positive"]
["2","negative"]
["3",null]
["4","neutral"]
["5",null]'
like "-m: every other byte stays" "$(head -1 out)" '^\{"id":"1","text":"adorei o batom, chegou antes do prazo","n":12345678901234567890,"analysis":\{"sentiment":'
is "-m: and nothing is stored" "$(store_sql "sqlite:store.db" "SELECT COUNT(*) FROM analyses")" 0
is "without -m what is of a conversation comes at the end" "$(cwai-analyze -n <mixed 2>/dev/null | jq -r '.id // .analysis.conversation' | paste -sd' ' -)" "1 2 3 5 k9"
is "words" "$(cwai-analyze "adorei, chegou antes do prazo" | jq -c '[.text, .analysis.sentiment.label]')" '["adorei, chegou antes do prazo","positive"]'
is "times of a text are counted from its own" "$(echo '{"ts":"2026-06-17T12:00:00Z","text":"pode ser amanhã?"}' | cwai-analyze -m | jq -r '.analysis.entities[] | select(.type == "date") | .value')" 2026-06-18
is "nothing in, nothing out" "$(cwai-analyze </dev/null)" ""
is "a record without a time is of now" "$(echo '{"kind":"message","id":"1","conversation":{"id":"a"},"text":"oi"}' | cwai-analyze -n | jq -r .analysis.ended)" "2026-06-18T00:00:00.000Z"
is "a reply without words is not in the way of the one that comes later" "$({ sed -n 2p "$T/said" | jq -c '.reply = {parts: [], handoff: null}'; sed -n 2p "$T/said"; } | cwai-analyze -n | jq -c '.analysis | [.messages.shop, .handoff]')" '[1,"delivery"]'
is "a reply that was discarded is none" "$(sed -n 2p "$T/said" | sed 's/}$/,"delivery":{"state":"discarded"}}/' | cwai-analyze -n | jq -c '.analysis | [.messages.shop, .handoff]')" '[0,null]'

# ---- what is wrong ----
printf '{bad\n' | cwai-analyze -n >out 2>err
is "a bad line goes on as one" "$? $(jq -r .kind out)" "1 bad"
status "--stored takes no words" 64 cwai-analyze --stored oi
status "nor does -m" 64 cwai-analyze -m oi
status "--since belongs to --stored" 64 cwai-analyze --since 7d
for ts in '"lixo"' 1750000000 '"2026-13-01T00:00:00Z"'; do
	is "a time that is none: $ts" "$(echo "{\"v\":1,\"kind\":\"message\",\"id\":\"1\",\"conversation\":{\"id\":\"k\"},\"ts\":$ts,\"text\":\"oi\"}" | cwai-analyze -n 2>/dev/null | jq -c '[.id, .error.kind, .error.message]')" '["1","data","\"ts\" is no time: write it as 2026-06-17T12:00:00Z"]'
done
is "nor is it the present of a single text" "$(echo '{"ts":"lixo","text":"oi"}' | cwai-analyze -m 2>/dev/null | jq -c '[.analysis, .error.kind]')" '[null,"data"]'
is "null is no time, and no mistake" "$(echo '{"ts":null,"text":"oi"}' | cwai-analyze -m | jq -c '.analysis.sentiment.label')" '"neutral"'
status "so does --idle" 64 cwai-analyze --idle 5m
status "a span that is none" 64 cwai-analyze --stored --since ontem
like "is told" "$(cat "$T/err")" 'ontem.*7d'
status "no such model" 66 cwai-analyze --sentiment-model none oi
cwai-analyze -n <chat >/dev/full 2>err
is "a full disk is 74" "$?" 74
printf 'store: postgresql://127.0.0.1:1/none\ndomains: [cosmeticos]\n' >down.yaml
cwai-analyze -C down.yaml <chat >out 2>err
is "no store: nothing comes out" "$? $(cat out)" "69 "
like "and it is said" "$(cat err)" '^cwai-analyze: '
is "--no-store wants none" "$(cwai-analyze -C down.yaml --no-store <chat | jq -r .analysis.conversation)" "chatwoot:1:42"
status "a store that is down stops --stored" 69 cwai-analyze -C down.yaml --stored
cd / || exit 1
is "without a configuration a text has its sentiment" \
	"$(echo '{"n":12345678901234567890,"text":"adorei"}' | cwai-analyze | jq -r '.analysis | keys[], .sentiment.label')" 'sentiment
positive'
is "its other bytes stay" "$(echo '{"n":12345678901234567890,"text":"adorei"}' | cwai-analyze | grep -c 12345678901234567890)" 1
is "also of a message, by itself" "$(cwai-analyze -m <"$T/c/chat" | jq -s 'map(select((.text // "") != "") | .analysis.sentiment.label != null) | length > 3 and all')" true
cwai-analyze <"$T/c/chat" >"$T/out" 2>/dev/null
is "a conversation needs one" "$? $(jq -r .error.kind "$T/out" | sort -u)" "1 config"
status "so does the store" 66 cwai-analyze --stored
like "and it is said how to make one" "$(cat "$T/err")" 'cwai init'
done_testing
