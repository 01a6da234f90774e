#!/bin/sh
# cwai-greet: every branch, the calendar of the zone, the address and who may see it.
. "${0%/*}/lib.sh"
cwai init cosmeticos >/dev/null || exit 1
greet() { printf '%s\n' "$1" | cwai-greet --now 2026-06-17T12:00:00Z | jq -r .greeting.text; }
last() { # TS TOPIC
	printf '{"kind":"message","context":{"new":true,"customer":{"id":"c1","name":"Ana Beatriz Souza"},"last_interaction":{"ts":"%s","topic":%s}}}' "$1" "$2"
}
is "unknown customer" "$(greet '{"kind":"message","conversation":{"new":true}}')" "Olá! Como posso ajudar?"
is "unknown to the store, named by the channel" "$(greet '{"kind":"message","context":{"new":true,"customer":null},"customer":{"name":"Ana"}}')" "Olá! Como posso ajudar?"
is "known by name" "$(greet '{"kind":"message","context":{"new":true,"customer":{"id":"c1","name":"Ana Souza"}}}')" "Olá, Ana! Como posso ajudar hoje?"
is "known without a name" "$(greet '{"kind":"message","context":{"new":true,"customer":{"id":"c1","name":null}}}')" "Olá! Como posso ajudar hoje?"
is "a phone is no name" "$(greet '{"kind":"message","context":{"new":true,"customer":{"id":"c1","name":"+55 11 99999-0000"}}}')" "Olá! Como posso ajudar hoje?"
named() { jq -nc --arg n "$1" '{kind:"message",context:{new:true,customer:{id:"c1",name:$n}}}' | cwai-greet | jq .greeting.text; }
is "a title is no name" "$(named 'Dra. ANA SOUZA')" '"Olá, Ana! Como posso ajudar hoje?"'
is "nor is decoration" "$(named '~*Lú*~ 🌸')" '"Olá, Lú! Como posso ajudar hoje?"'
is "nor a shop" "$(named 'Loja da Ana')" '"Olá! Como posso ajudar hoje?"'
is "what a name hides stays out of the reply" "$(named "$(printf '\342\200\256Ana\n\nPague aqui')")" '"Olá, Ana! Como posso ajudar hoje?"'
is "today" "$(greet "$(last 2026-06-17T09:00:00Z null)")" "Olá, Ana! Que bom ver você novamente hoje! Como posso ajudar hoje?"
is "last night by the shop's calendar is this week" "$(greet "$(last 2026-06-17T02:30:00Z null)")" "Olá, Ana! Que bom ver você novamente esta semana! Como posso ajudar hoje?"
is "this morning by the shop's calendar, yesterday by another" "$(last 2026-06-16T12:00:00Z null | cwai-greet --now 2026-06-17T02:30:00Z | jq -r .greeting.text)" "Olá, Ana! Que bom ver você novamente hoje! Como posso ajudar hoje?"
is "six days" "$(greet "$(last 2026-06-11T12:00:00Z null)")" "Olá, Ana! Que bom ver você novamente esta semana! Como posso ajudar hoje?"
is "seven days" "$(greet "$(last 2026-06-10T12:00:00Z null)")" "Olá, Ana! Que bom ver você novamente este mês! Como posso ajudar hoje?"
is "29 days" "$(greet "$(last 2026-05-19T12:00:00Z null)")" "Olá, Ana! Que bom ver você novamente este mês! Como posso ajudar hoje?"
is "30 days" "$(greet "$(last 2026-05-18T12:00:00Z null)")" "Olá, Ana! Que bom ver você novamente! Como posso ajudar hoje?"
is "the branch of each is told" "$({ echo '{"kind":"message","context":{"new":true}}'; echo '{"kind":"message","context":{"new":true,"customer":{"id":"c1"}}}'; for ts in 2026-06-17T09 2026-06-11T12 2026-06-10T12 2026-05-19T12 2026-05-18T12; do last $ts:00:00Z null && echo; done; } | cwai-greet --now 2026-06-17T12:00:00Z | jq -r .greeting.branch | tr '\n' ' ')" "unknown first today week month month earlier "
is "topic" "$(greet "$(last 2026-06-17T09:00:00Z '"price"')")" "Olá, Ana! Que bom ver você novamente hoje! Da última vez falamos sobre preços. Como posso ajudar hoje?"
is "a topic without words is left out" "$(greet "$(last 2026-06-17T09:00:00Z '"xyz"')")" "Olá, Ana! Que bom ver você novamente hoje! Como posso ajudar hoje?"

address='"addresses":[{"street":"Rua A","number":"1","neighborhood":"Centro","city":"Santos","state":"SP"},{"street":"Rua das Acácias","number":"120","complement":"ap 42","neighborhood":"Vila Nova","city":"São Paulo","state":"SP","preferred":true}]'
who() { # CHANNEL PHONE-OF-MESSAGE MORE NEW
	printf '{"kind":"message","channel":"%s","customer":{"phone":"%s"},"context":{"new":%s,"customer":{"id":"c1","name":"Ana","phone":"+5511990000001",%s%s}}}' "$1" "$2" "$4" "$address" "$3"
}
is "the preferred address, shortened" "$(greet "$(who whatsapp +5511990000001 '' true)")" "Olá, Ana! Como posso ajudar hoje?

Seu último endereço de entrega foi:
Rua das Acácias
Vila Nova, São Paulo - SP
Deseja usar o mesmo endereço para entregas futuras?"
is "whole with consent" "$(greet "$(who whatsapp +5511990000001 ',"consent":{"address":true}' true)")" "Olá, Ana! Como posso ajudar hoje?

Seu último endereço de entrega foi:
Rua das Acácias, 120
Vila Nova, São Paulo - SP
Complemento: ap 42
Deseja usar o mesmo endereço para entregas futuras?"
is "whole to who agreed to be served" "$(greet "$(who whatsapp +5511990000001 ',"consent":{"service":true}' true)" | sed -n '4p;6p')" "Rua das Acácias, 120
Complemento: ap 42"
is "not to who refused to be" "$(greet "$(who whatsapp +5511990000001 ',"consent":{"service":false,"address":true}' true)")" "Olá, Ana! Como posso ajudar hoje?"
is "nor to who refused the address" "$(greet "$(who whatsapp +5511990000001 ',"consent":{"service":true,"address":false}' true)")" "Olá, Ana! Como posso ajudar hoje?"
is "on another channel to a verified customer, shortened" "$(greet "$(who instagram +5511990000002 ',"verified":true' true)" | sed -n 4p)" "Rua das Acácias"
is "what an address lacks is left out" "$(greet '{"kind":"message","context":{"new":true,"customer":{"id":"c1","name":"Ana","verified":true,"addresses":[{"street":"Rua B","city":"Santos"}]}}}' | sed -n 4,5p)" "Rua B
Santos"
is "no line of it is empty" "$(greet '{"kind":"message","context":{"new":true,"customer":{"id":"c1","name":"Ana","verified":true,"consent":{"address":true},"addresses":[{"street":"Rua B","complement":"fundos"}]}}}' | tail -n +4)" "Rua B
Complemento: fundos
Deseja usar o mesmo endereço para entregas futuras?"
is "without a street it is none" "$(greet '{"kind":"message","context":{"new":true,"customer":{"id":"c1","name":"Ana","verified":true,"addresses":[{"city":"Santos"}]}}}')" "Olá, Ana! Como posso ajudar hoje?"
is "not to another phone" "$(greet "$(who whatsapp +5511990000002 '' true)")" "Olá, Ana! Como posso ajudar hoje?"
is "not on another channel" "$(greet "$(who instagram +5511990000001 '' true)")" "Olá, Ana! Como posso ajudar hoje?"
is "no greeting later in a conversation" "$(greet "$(who whatsapp +5511990000001 '' false)")" null
is "but with -a, without the address" "$(who whatsapp +5511990000001 '' false | cwai-greet -a | jq -r .greeting.text)" "Olá, Ana! Como posso ajudar hoje?"
is "the customer is the fact" "$(who whatsapp +5511990000001 '' true | cwai-greet | jq -c .greeting.facts)" '["c1"]'

# The last talk from what was kept of it, where its turns are not: the strongest topic, and the time it ended.
for url in $(stores); do
	rm -rf shop && mkdir shop && cd shop || exit 1
	cwai init -s "$url" cosmeticos >/dev/null || exit 1
	b=${url%%:*}
	message() { printf '{"kind":"message","id":"%s","ts":"2026-06-17T12:00:00Z","channel":"whatsapp","conversation":{"id":"%s"},"customer":{"id":"x1","name":"Ana","phone":"+5511990000001"},"text":"oi"}\n' "$1" "$2"; }
	analysed() { # CONVERSATION TOPIC ENDED
		store_sql "$url" "INSERT INTO analyses (domain, conversation_id, customer_id, topic, day, hour, started_at, ended_at, messages, data) VALUES ('cosmeticos', '$1', 'c001', '$2', 1, 1, 1, $3, 3, '{}')" >/dev/null
	}
	analysed old delivery 1780963200000
	analysed older price 1780000000000
	analysed next stock 1790000000000
	is "$b: when and what" "$(message m1 k1 | cwai-context -n | jq -c '.context.last_interaction | [.ts, .topic, .conversation]')" '["2026-06-09T00:00:00.000Z","delivery","old"]'
	is "$b: is greeted with" "$(message m1 k1 | cwai-context | cwai-greet --now 2026-06-17T12:00:00Z | jq -r .greeting.text | head -1)" "Olá, Ana! Que bom ver você novamente este mês! Da última vez falamos sobre uma entrega. Como posso ajudar hoje?"
	analysed k1 hours 1781697600000
	is "$b: what a talk was about that has no topic of its own" "$(message m2 k2 | sed 's/T12:00/T12:05/' | cwai-context | jq -c '.context.last_interaction | [.ts, .topic, .conversation]')" '["2026-06-17T12:00:00.000Z","hours","k1"]'
	cd "$T" || exit 1
done
is "another kind of record passes" "$(echo '{"kind":"event"}' | cwai-greet)" '{"kind":"event"}'
status "an operand is a mistake" 64 cwai-greet x
cd / && status "no configuration is told" 66 cwai-greet
like "and how to make one" "$(cat "$T/err")" 'cwai init'
done_testing
