#!/bin/sh
# cwai-enrich: every type of opportunity, what suppresses them, ranking and cap, what is wrong in domain.yaml, what is
# found ahead; and the crews that say one of them, on both stores.
. "${0%/*}/lib.sh"
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW

# A shop of its own: small enough that each answer is plain.
mkdir domain
cat >domain/domain.yaml <<'EOF'
name: loja
title: Loja
timezone: America/Sao_Paulo
categories:
  serum: {title: Sérum, words: [sérum]}
  creme: {title: Creme, words: [creme]}
  batom: {title: Batom, words: [batom]}
attributes:
  tipo_pele: {title: tipo de pele, type: choice, values: {oleosa: [pele oleosa], seca: [pele seca]}}
  vegano: {title: vegano, type: flag, words: [vegano]}
services:
  - {id: consulta, name: Consulta de pele, category: facial, duration_min: 30, price: "60.00", words: [consulta]}
  - {id: limpeza, name: Limpeza de pele, category: facial, duration_min: 60, price: "150.00", words: [limpeza]}
  - {id: corte, name: Corte de cabelo, category: cabelo, duration_min: 60, price: "90.00", words: [corte]}
templates: [../templates.yaml]
opportunities:
  limit: 9
  related: {serum: [creme], batom: serum}
  rules:
    - {name: junto, type: cross_sell, offer: related, context: 'Relacionado ao "\(.product.name)"', weight: 0.8}
    - {name: acima, type: up_sell, offer: dearer, weight: 0.7}
    - name: cuidado
      type: service_recommendation
      when: .product.category == "serum"
      offer: services("facial")
      context: Complementar ao uso de \(.product.name)
      weight: 0.66
      limit: 2
    - {name: dica, type: health_advice, offer: advice, weight: 0.62}
    - {name: revisao, type: timing_based, when: 'last_visit("consulta") > 90', offer: {service: consulta}, context: Revisão trimestral recomendada, weight: 0.9}
    - {name: repor, type: timing_based, offer: 'again({creme: 30})', context: 'Há \(.found.days) dias', weight: 0.61}
EOF
cat >domain/products.ndjson <<'EOF'
{"id":"s1","name":"Sérum Leve","category":"serum","price":"100.00","stock":5,"attributes":{"tipo_pele":["oleosa"],"vegano":true}}
{"id":"s2","name":"Sérum Forte","category":"serum","price":"115.00","stock":5,"attributes":{"tipo_pele":["oleosa"]}}
{"id":"s3","name":"Sérum Caro","category":"serum","price":"161.00","stock":5,"attributes":{"tipo_pele":["oleosa"]}}
{"id":"s4","name":"Sérum Seca","category":"serum","price":"120.00","stock":5,"attributes":{"tipo_pele":["seca"]}}
{"id":"s5","name":"Sérum Igual","category":"serum","price":"114.99","stock":5}
{"id":"c1","name":"Creme Leve","category":"creme","price":"40.00","stock":9,"attributes":{"tipo_pele":["oleosa"],"vegano":true}}
{"id":"c2","name":"Creme Seca","category":"creme","price":"40.00","stock":9,"attributes":{"tipo_pele":["seca"]}}
{"id":"c3","name":"Creme Acabado","category":"creme","price":"40.00","stock":0}
{"id":"c4","name":"Creme Simples","category":"creme","price":"30.00","stock":2}
{"id":"b1","name":"Batom","category":"batom","price":"20.00","stock":2}
EOF
cat >domain/customers.ndjson <<'EOF'
{"id":"ana","name":"Ana","phone":"+5511990000001","preferences":{"tipo_pele":"oleosa"}}
{"id":"bia","name":"Bia","preferences":{"vegano":true}}
{"id":"caio","name":"Caio","consent":{"marketing":false}}
{"id":"davi","name":"Davi","consent":{"service":false}}
{"id":"eva","name":"Eva"}
{"id":"fay","name":"Fay"}
EOF
for c in ana caio davi fay; do
	printf '{"id":"o-%s","customer":"%s","date":"2026-05-01T12:00:00Z","status":"sale","lines":[{"product":"c4","quantity":1}]}\n' $c $c
	printf '{"id":"x-%s","customer":"%s","date":"2026-06-16T12:00:00Z","status":"draft","lines":[{"product":"c4","quantity":1}]}\n' $c $c
done >domain/orders.ndjson
cat >domain/appointments.ndjson <<'EOF'
{"id":"a1","customer":"ana","service":"consulta","start":"2026-03-18T14:00:00-03:00","status":"done"}
{"id":"a2","customer":"caio","service":"consulta","start":"2026-03-18T14:00:00-03:00","status":"done"}
{"id":"a3","customer":"eva","service":"consulta","start":"2026-01-05T14:00:00-03:00","status":"done"}
{"id":"a4","customer":"eva","service":"consulta","start":"2026-05-05T14:00:00-03:00","status":"cancelled"}
{"id":"a5","customer":"eva","service":"consulta","start":"2026-06-20T14:00:00-03:00","status":"booked"}
EOF
cat >domain/rules.yaml <<'EOF'
rules:
  - {id: d-seca, type: product, subject: s, question: "Como cuidar da pele seca?", answer: "Hidrate.", tags: [advice, seca]}
  - {id: d-oleosa, type: product, subject: o, question: "Como cuidar da pele oleosa?", answer: "Use gel.", tags: [advice, oleosa, serum]}
  - {id: d-velha, type: product, subject: v, question: "E antes?", answer: "Nada.", tags: [advice, oleosa], valid_to: "2026-06-16"}
EOF
cp "$CWAI_SHARE/templates.yaml" .
cp "$CWAI_SHARE/cosmeticos/intents.yaml" domain

# enrich CUSTOMER [PRODUCT]: the opportunities; each: "type rule score ids".
enrich() { cwai-enrich ${2:+-p "$2"} "$1" | jq -c '.opportunities[]'; }
short() { jq -r '"\(.rule) \((.products // .services // .advice) | map(.id) | join(","))"' | tr '\n' ';'; }
change() { # FILE SED: domain.yaml changed
	sed -i "$1" domain/domain.yaml
}
# message ID TEXT [CONVERSATION] [CUSTOMER]: through the whole pipeline.
message() {
	jq -nc --arg id "$1" --arg t "$2" --arg c "${3:-k1}" --arg w "${4:-ana}" '{v:1,kind:"message",id:$id,ts:"2026-06-17T15:00:00.000Z",channel:"whatsapp",conversation:{id:$c},customer:{id:$w},text:$t}' |
		tee last | cwai-context | cwai-enrich | cwai-route | cwai-crew >out 2>err
	jq -r '[.reply.parts[] | .text] | join("\n")' out
}
# route ID TEXT INTENT CREW [CONVERSATION] [CUSTOMER]: the same, with what routing is to find.
route() {
	jq -nc --arg id "$1" --arg t "$2" --arg c "${5:-k1}" --arg w "${6:-ana}" '{v:1,kind:"message",id:$id,ts:"2026-06-17T15:00:00.000Z",channel:"whatsapp",conversation:{id:$c},customer:{id:$w},text:$t}' |
		cwai-context | cwai-enrich | jq -c --arg i "$3" --arg c "$4" '.route = {crews: [$c], intents: [{name: $i, crew: $c, confidence: 1}], unknown: false}' >last
	cwai-crew <last >out 2>err
	jq -r '[.reply.parts[] | .text] | join("\n")' out
}

for url in $(stores); do
	b=${url%%:*}
	rm -f cwai.yaml
	cwai init -s "$url" "$T/domain" >init.out || exit 1
	like "$b: init takes orders in" "$(cat init.out)" '  8 orders from'
	like "$b: and appointments" "$(cat init.out)" '  5 appointments from'

	# ---- the five types ----
	is "$b: all that suits, best first" "$(enrich ana s1 | short)" "revisao consulta;junto c1,c4;acima s2;cuidado limpeza;dica d-oleosa;repor c4;"
	is "$b: an opportunity" "$(enrich ana s1 | jq -c 'select(.rule == "junto")')" '{"type":"cross_sell","rule":"junto","score":0.8,"products":[{"id":"c1","name":"Creme Leve","category":"creme","price":"40.00","price_cents":4000,"currency":"BRL"},{"id":"c4","name":"Creme Simples","category":"creme","price":"30.00","price_cents":3000,"currency":"BRL"}],"about":{"id":"s1","name":"Sérum Leve"},"context":"Relacionado ao \"Sérum Leve\""}'
	is "$b: 15 to 60 % dearer, both included, of the same need" "$(enrich eva s1 | jq -r 'select(.rule == "acima") | .products[].id' | tr '\n' ' ')" "s2 "
	is "$b: one category more" "$(enrich eva b1 | short)" "junto s1,s2,s3;"
	is "$b: at a terminal's side, days tell" "$(enrich ana | jq -r 'select(.rule == "repor") | .context')" "Há 47 dias"
	is "$b: the order is named" "$(enrich ana | jq -r 'select(.rule == "repor") | .order')" o-ana
	is "$b: without a product, what is due and no advice that needs one" "$(enrich ana | short)" "revisao consulta;repor c4;"
	is "$b: on the eve by the shop's calendar 90 days are not more than 90, and a rule is still valid" "$(cwai-enrich --now 2026-06-17T01:00:00Z ana | jq -c '.opportunities[]' | short)" "dica d-velha;repor c4;"
	is "$b: a visit called off is none, and who has one booked needs no other" "$(enrich eva | short)" ""
	is "$b: vegan wants it stated" "$(enrich bia s1 | short)" "junto c1;cuidado consulta,limpeza;"

	# ---- what suppresses ----
	is "$b: marketing refused: no reminders, but help in the talk" "$(enrich caio s1 | short)" "junto c1,c4;acima s2;cuidado consulta,limpeza;"
	is "$b: service refused: nothing" "$(enrich davi s1 | short)" ""
	store_sql "$url" "UPDATE products SET stock = 0 WHERE id IN ('c1', 'c4')" >/dev/null
	is "$b: out of stock is not offered" "$(enrich ana s1 | short)" "revisao consulta;acima s2;cuidado limpeza;dica d-oleosa;"
	store_sql "$url" "UPDATE products SET stock = 9 WHERE id IN ('c1', 'c4')" >/dev/null

	# ---- as a filter ----
	in='{"v":1,"kind":"message","id":"m0","n":12345678901234567890,"text":"oi"}'
	is "$b: without a customer the bytes stay" "$(printf '%s\n' "$in" | cwai-enrich)" "$in"
	in='{"kind":"message","id":"m0","context":{"customer":{"id":"eva"}, "task":null},"text":"oi" }'
	is "$b: without an opportunity too" "$(printf '%s\n' "$in" | cwai-enrich)" "$in"
	in='{"kind":"event","context":{"customer":{"id":"ana"}}}'
	is "$b: and other kinds" "$(printf '%s\n' "$in" | cwai-enrich)" "$in"
	is "$b: the text names the product" "$(echo '{"kind":"message","id":"m0","context":{"customer":{"id":"eva"}},"text":"quanto custa o sérum leve?"}' | cwai-enrich | jq -c '.opportunities[]' | short)" "junto c1,c4;acima s2;cuidado limpeza;"
	is "$b: the task has it" "$(echo '{"kind":"message","id":"m0","context":{"customer":{"id":"eva"},"task":{"products":["b1","s1"],"focus":1}},"text":"e esse?"}' | cwai-enrich | jq -c '.opportunities[]' | short)" "junto c1,c4;acima s2;cuidado limpeza;"

	# ---- cap ----
	change 's/limit: 9/limit: 2/'
	is "$b: the best ones" "$(enrich ana s1 | short)" "revisao consulta;junto c1,c4;"
	is "$b: each type before a second of one" "$(enrich ana s1 | jq -r .type | sort | uniq -d)" ""
	change 's/limit: 2$/limit: 9/'

	# ---- ahead ----
	status "$b: --prefetch" 0 cwai-enrich -v --prefetch
	like "$b: tells for how many" "$(cat err)" 'loja: something is due for 2 customers'
	is "$b: and keeps what is due" "$(store_sql "$url" "SELECT count(*) FROM records WHERE entity = 'opportunity'")" 2
	is "$b: the same comes of it" "$(enrich ana s1 | short)" "revisao consulta;junto c1,c4;acima s2;cuidado limpeza;dica d-oleosa;repor c4;"
	store_sql "$url" "UPDATE records SET data = replace(data, 'Revisão trimestral recomendada', 'Visto antes') WHERE entity = 'opportunity'" >/dev/null
	is "$b: it is what was found ahead" "$(enrich ana | jq -r 'select(.rule == "revisao").context')" "Visto antes"
	is "$b: not when it is stale" "$(cwai-enrich --now 2026-06-19T15:00:00Z ana | jq -r '.opportunities[] | select(.rule == "revisao").context')" "Revisão trimestral recomendada"
	store_sql "$url" "INSERT INTO records (domain, entity, id, data, updated_at, customer, at) VALUES ('loja', 'appointment', 'a9', '{\"id\":\"a9\",\"customer\":\"ana\",\"service\":\"corte\",\"start\":\"2026-06-25T12:00:00Z\"}', 1, 'ana', 1782388800000)" >/dev/null
	is "$b: nor when the history changed" "$(enrich ana | jq -r 'select(.rule == "revisao").context')" "Revisão trimestral recomendada"
	cwai-enrich --prefetch --now 2026-06-17T15:00:01Z
	is "$b: again, it is as it is now" "$(enrich ana | jq -r 'select(.rule == "revisao").context')" "Revisão trimestral recomendada"
	for i in 1 2 3; do
		store_sql "$url" "INSERT INTO records (domain, entity, id, data, updated_at, customer, at) VALUES ('loja', 'order', 'p$i', '{\"id\":\"p$i\",\"customer\":\"x$i\",\"date\":\"2026-06-01\",\"lines\":[{\"product\":\"s1\"},{\"product\":\"b1\"}]}', 1, 'x$i', 1780272000000)" >/dev/null
	done
	for i in 4 5 6 7; do
		store_sql "$url" "INSERT INTO records (domain, entity, id, data, updated_at, customer, at) VALUES ('loja', 'order', 'p$i', '{\"id\":\"p$i\",\"date\":\"2026-06-01\",\"lines\":[{\"product\":\"s1\"},{\"product\":\"c4\"}]}', 1, 'x$((i % 2))', 1780272000000)" >/dev/null
	done
	cwai-enrich --prefetch --now 2026-06-17T15:00:02Z
	is "$b: two customers who did four times are two" "$(store_sql "$url" "SELECT data FROM records WHERE entity = 'together' AND id = 's1'" | jq -c '.together')" '[{"id":"b1","n":3},{"id":"c4","n":2}]'
	is "$b: bought together comes first" "$(enrich eva s1 | jq -c 'select(.rule == "junto") | [.products[] | {id, together}]')" '[{"id":"b1","together":3},{"id":"c1","together":null},{"id":"c4","together":null}]'
	is "$b: is said so" "$(route m0 'quanto custa o sérum leve?' price sales k0 fay | tail -1)" 'Além disso, já que você se interessou por **Sérum Leve**, talvez também goste de conhecer **Batom** (R$ 20,00), que outros clientes também levaram.'
	store_sql "$url" "DELETE FROM records WHERE entity IN ('together', 'opportunity', 'offer') OR id LIKE 'p%'" >/dev/null

	# ---- crews say one of them ----
	change 's/name: revisao, type: timing_based, when: .*> 90.,/name: revisao, type: timing_based, when: "false",/'
	is "$b: sales: the price, and one thing more" "$(route m1 'quanto custa o sérum leve?' price sales)" "**Sérum Leve** custa R\$ 100,00.
Além disso, já que você se interessou por **Sérum Leve**, talvez também goste de conhecer **Creme Leve** (R\$ 40,00)."
	is "$b: with its facts" "$(jq -c '[.reply.parts[].facts]' out)" '[["s1"],["c1","s1"]]'
	is "$b: and it is told" "$(jq -c .reply.offer out)" '{"type":"cross_sell","rule":"junto","products":["c1"]}'
	cwai-crew <last >again
	is "$b: the same message again, the same answer" "$(jq -c .reply again)" "$(jq -c .reply out)"
	is "$b: one offer is kept" "$(store_sql "$url" "SELECT id, customer FROM records WHERE entity = 'offer'")" "m1|ana"
	is "$b: no is an answer" "$(message m2 'não, obrigada')" "Sem problema! Se precisar de mais alguma coisa, é só chamar."
	is "$b: it is kept" "$(store_sql "$url" "SELECT data FROM records WHERE entity = 'offer'" | jq -r .outcome)" declined
	is "$b: nothing more is offered in that conversation" "$(route m3 'quanto custa o batom?' price sales)" '**Batom** custa R$ 20,00.'
	is "$b: nor what was declined in another" "$(route m4 'quanto custa o sérum leve?' price sales k2)" "**Sérum Leve** custa R\$ 100,00.
Além disso, já que você se interessou por **Sérum Leve**, talvez também goste de conhecer **Creme Simples** (R\$ 30,00)."
	is "$b: for 90 days" "$(cwai-enrich --now 2026-09-15T14:00:00Z -p s1 ana | jq -c '.opportunities[] | select(.type == "cross_sell")' | short)" "junto c4;"
	is "$b: then it is" "$(cwai-enrich --now 2026-09-16T14:00:00Z -p s1 ana | jq -c '.opportunities[] | select(.type == "cross_sell")' | short)" "junto c1,c4;"
	is "$b: yes to another product: which?" "$(message m5 'sim' k2)" "Qual você prefere?
1. **Sérum Leve** — R\$ 100,00
2. **Creme Simples** — R\$ 30,00"
	is "$b: the second" "$(route m6 'quero o segundo' buy sales k2 | head -1)" "Ótima escolha! Vou passar para a nossa equipe fechar o pedido com você: **Creme Simples** (R\$ 30,00)."
	is "$b: no offer beside a person" "$(jq -c '[.reply.offer, .reply.handoff.reason]' out)" '[null,"order"]'
	route n12 'quero marcar um horário' schedule scheduling k20 fay >/dev/null
	like "$b: but who books is told" "$(jq -r .reply.handoff.note out)" '^Sugestões: Há 47 dias: Creme Simples$'
	route n13 'onde está o meu pedido?' support support k21 fay >/dev/null
	like "$b: and who helps" "$(jq -r .reply.handoff.note out)" '^Sugestões: Há 47 dias: Creme Simples$'
	is "$b: a service" "$(route m7 'quanto custa o sérum leve?' price sales k3 bia)
$(route m8 'e tem em estoque?' stock sales k3 bia)" "**Sérum Leve** custa R\$ 100,00.
Além disso, já que você se interessou por **Sérum Leve**, talvez também goste de conhecer **Creme Leve** (R\$ 40,00).
Temos sim! **Sérum Leve** está disponível, por R\$ 100,00.
Para obter os melhores resultados com **Sérum Leve**, considere agendar uma **Consulta de pele**. Posso ajudar a verificar a disponibilidade se desejar."
	message m9 'sim, pode verificar' k3 bia >/dev/null
	is "$b: yes is for the ones who book" "$(jq -c '[.reply.handoff.reason, .reply.handoff.team, .reply.offer_answer.outcome]' out)" '["scheduling","scheduling","accepted"]'
	is "$b: no more than two in a conversation" "$(route m10 'quanto custa o sérum leve?' price sales k3 bia | wc -l)" 1
	is "$b: info: what is due" "$(route m11 'como cuidar da pele seca?' policy info k4 fay)" "Hidrate.
Vejo que você comprou **Creme Simples** há algumas semanas. Se estiver na hora de repor, temos por R\$ 30,00. Quer que eu separe para você?"
	is "$b: from the order" "$(jq -c '.reply.parts[1].facts' out)" '["c4","o-fay"]'
	message m11b 'sim, por favor' k4 fay >/dev/null
	is "$b: yes is an order" "$(jq -c '[.reply.handoff.reason, .reply.parts[0].facts, .route.crews]' out)" '["order",["c4"],["sales"]]'
	is "$b: a complaint gets none" "$(route m12 'quanto custa o sérum leve?' price sales k5 eva | wc -l; jq -c 'del(.reply) | .id = "m13" | .conversation.id = "k6" | .analysis = {sentiment: {label: "negative"}}' last | cwai-crew | jq '[.reply.parts[].text] | length')" "2
1"
	is "$b: nor does who writes in anger" "$(route m13b 'quanto custa o sérum leve? estou furiosa, que atendimento péssimo' price sales k8 eva >/dev/null; jq -c .opportunities last >had; jq -c 'del(.reply) | .id = "m13c" | .conversation.id = "k9" | .text = "quanto custa o sérum leve? péssimo atendimento, odiei" | .opportunities = [{type: "timing_based", rule: "repor", score: 0.9, products: [{id: "c4"}]}]' last | cwai-crew | jq -c .reply.offer)" null
	is "$b: another kind of question, no answer to the offer" "$(route m14 'não tem mais barato?' price sales k5 eva >/dev/null; jq -c .reply.offer_answer out)" null
	store_sql "$url" "UPDATE products SET stock = 0 WHERE id = 'c1'" >/dev/null
	is "$b: what ran out since is not said" "$(jq -c 'del(.reply) | .id = "m15" | .conversation.id = "k7" | .opportunities |= map(select(.rule == "junto") | .products |= map(select(.id == "c1")))' last | cwai-crew | jq -c .reply.offer)" null
	change 's/when: "false",/when: '"'last_visit(\"consulta\") > 90'"',/'
done

# ---- what is wrong ----
cp domain/domain.yaml good.yaml
wrong() { # NAME SED REGEX
	cp good.yaml domain/domain.yaml
	change "$2"
	status "$1" 78 cwai-enrich ana
	like "$1, says what and where" "$(cat err)" "domain/domain.yaml: opportunities: $3"
}
wrong "a jq program that is none" 's/offer: related,/offer: "related(",/' 'rule "junto": .*syntax error'
wrong "an unknown word in a condition" 's/last_visit("consulta") > 90/last_vist("consulta") > 90/' 'rule "revisao": .*last_vist/1 is not defined'
wrong "an unknown type" 's/type: up_sell/type: upsell/' 'rule "acima": type: must be cross_sell'
wrong "no offer" 's/offer: dearer,//' 'rule "acima": offer: is missing'
wrong "a slip of the pen" 's/weight: 0.8}/wieght: 0.8}/' 'rule "junto": unknown member "wieght"'
wrong "a weight above 1" 's/weight: 0.8}/weight: 8}/' 'rule "junto": weight: must be above 0'
wrong "two of one name" 's/name: acima/name: junto/' 'two rules have the name "junto"'
wrong "a name with a space" 's/name: acima/name: mais acima/' 'rule 2: name: must be'
wrong "an unknown setting" 's/  limit: 9/  limits: 9/' 'unknown member "limits"'
cp good.yaml domain/domain.yaml
change 's/when: .last_visit("consulta") > 90./when: ".customer.name + 1 > 2"/'
cwai-enrich -p s1 ana >out 2>err
is "a rule that fails on a customer is left out" "$(jq -c '.opportunities[]' out | grep -c revisao)" 0
like "and says so once" "$(cat err)" 'rule "revisao": .*cannot be added'
cp good.yaml domain/domain.yaml
change 's/when: .last_visit("consulta") > 90./when: "error(\\"sem visita de \\" + .customer.name)"/'
cwai-enrich -p s1 ana >out 2>err
is "without the customer's data" "$(sed 's/.*rule "revisao": //' err)" 'sem visita de …'
cp good.yaml domain/domain.yaml
change 's/offer: dearer,/offer: "env, dearer",/; s/offer: related,/offer: "{products: [$ENV.HOME]}",/'
is "a rule sees no environment" "$(cwai-enrich -p s1 eva | jq -c '[.opportunities[].rule]')" '["cuidado"]'
cp good.yaml domain/domain.yaml
like "doctor looks at the rules" "$(change 's/offer: related,/offer: "related(",/'; cwai doctor 2>&1)" 'opportunities: rule .*junto'
cp good.yaml domain/domain.yaml

# ---- for people, and mistakes ----
is "a customer by phone" "$(cwai-enrich '11 99000-0001' | jq -r .customer)" ana
status "nobody" 66 cwai-enrich zoe
like "is told" "$(cat err)" 'no customer of loja is known'
status "no such product" 66 cwai-enrich -p nada ana
like "a table at a terminal" "$(TERM=xterm NO_COLOR=1 script -qfec 'cwai-enrich -p s1 ana' /dev/null </dev/null | tr -d '\r')" '^0.90 +timing_based +revisao +Revisão trimestral recomendada$'
like "nothing is said at a terminal" "$(TERM=xterm NO_COLOR=1 script -qfec 'cwai-enrich eva' /dev/null </dev/null)" 'Nothing to offer now\.'
status "an operand with --prefetch" 64 cwai-enrich --prefetch ana
status "hours out of range" 64 cwai-enrich --hours 0 --prefetch
status "hours of one" 64 cwai-enrich --hours 2 ana
status "a product of a stream" 64 cwai-enrich -p s1
status "a record of what is found ahead" 64 cwai-enrich --prefetch --json
is "a bad line goes on with its error" "$(echo '{bad' | cwai-enrich 2>/dev/null | jq -r .kind)" bad

# ---- the domains that are shipped ----
for d in cosmeticos saude varejo; do
	rm -rf "shop-$d" && mkdir "shop-$d" && cd "shop-$d" || exit 1
	cwai init "$d" >/dev/null || exit 1
	jq -c --slurpfile p "$CWAI_SHARE/$d/products.ndjson" '. as $c | $p[] | {kind: "message", context: {customer: $c, task: {products: [.id], focus: 0}}}' "$CWAI_SHARE/$d/customers.ndjson" |
		cwai-enrich | jq -r '.opportunities[]?.rule' | sort -u | tr '\n' ' ' >found
	cd "$T" || exit 1
done
like "cosmetics: replenishment, and the review of the skin" "$(cat shop-cosmeticos/found)" 'combina .*cuidado-facial .*dica-de-pele .*reposicao .*revisao-pele .*versao-superior'
like "health: after an exam" "$(cat shop-saude/found)" 'combina .*depois-do-exame .*reposicao .*retorno-nutricao'
like "retail: the new collection" "$(cat shop-varejo/found)" 'ajuste-de-barra .*colecao-esporte .*combina .*novo-estilo'
done_testing
