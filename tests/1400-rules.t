#!/bin/sh
# cwai-rules: a question, records, a file, options, opening hours at any moment, lint, and what goes wrong; both stores.
. "${0%/*}/lib.sh"
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
small=$TOP/tests/fixtures/rules/rules.yaml
ids() { jq -r .id | paste -sd' ' -; }
asked() { jq -nc --arg t "$1" '{text:$t}' | cwai-rules --rules "$small" | jq -r '[.rules[].id] | join(" ")'; }

# A file, without any configuration
is "in other words" "$(asked 'quanto tempo tenho pra trocar')" troca-prazo
is "what people say for it" "$(asked 'da pra parar o carro ai?')" estacionamento
is "not answered" "$(asked 'vocês fazem tatuagem?')" ""
is "the promotion of the day" "$(asked 'tem promoção?')" promo-junho
is "and of another day" "$(CWAI_NOW=2026-07-15T15:00:00Z && export CWAI_NOW && asked 'tem promoção?')" promo-julho
is "two questions in one message" "$(asked 'oi! tem estacionamento? e desconto no pix?' | tr ' ' '\n' | sort | paste -sd' ' -)" "estacionamento pix"
is "a record an answer, of its kind" "$(cwai-rules -r "$small" tem desconto no pix | jq -c '[.v,.kind,.id,.type,.answer,.confidence > 0.5]')" '[1,"rule","pix","policy","No pix o desconto é de 5%.",true]'
is "days go with it" "$(cwai-rules -r "$small" tem promoção | jq -c '[.valid_from,.valid_to]')" '["2026-06-01","2026-06-30"]'
is "nothing is nothing, and all well" "$(cwai-rules -r "$small" quem descobriu o brasil; echo $?)" 0
is "only a type" "$(cwai-rules -r "$small" --type faq tem desconto no pix ou estacionamento | ids)" estacionamento
is "one of two types" "$(cwai-rules -r "$small" --type faq --type policy tem estacionamento | ids)" estacionamento
is "all of them, surest first" "$(cwai-rules -r "$small" --min 0 --limit 1 tem desconto | ids)" pix
is "as sure as that" "$(cwai-rules -r "$small" --min 1 tem desconto no pix | ids)" ""
like "explained" "$(cwai-rules -r "$small" --explain tem vaga pra carro | jq -r .explain)" '^read as: tem estacionamento'
printf '%s\n' '{"id":1,"title":"gatos","text":"o gato mia"}' '{"id":"b","text":"o gato e o rato"}' '{"id":"c","text":"nada"}' >docs
is "documents are ranked as they are" "$(echo '{"text":"gato"}' | cwai-rules -r docs | jq -c '[.rules[]|.id,(.confidence|type)]')" '["1","number","b","number"]'
is "at least as sure, when asked to" "$(echo '{"text":"gato"}' | cwai-rules -r docs --min 1)" '{"text":"gato","rules":[]}'

# A store
for store in $(stores); do
	rm -rf shop && mkdir shop && cd shop || exit 1
	CWAI_STORE=$store && export CWAI_STORE
	e=${store%%:*}
	cwai-init cosmeticos >/dev/null 2>&1
	is "$e: a question" "$(cwai-rules qual o prazo de troca | ids)" troca-prazo
	echo '{"text":"tem estacionamento?" , "n":1.10,"big":12345678901234567890}' >in
	cwai-rules <in >out
	is "$e: every other byte stays" "$(sed 's/,"rules":.*/}/' out)" "$(cat in)"
	is "$e: rules are added" "$(jq -r '.rules[0].id' out)" estacionamento
	[ -s derived/rules-cosmeticos.rank ]
	ok "$e: an index is kept" $?
	cd ..
	unset CWAI_STORE
done
mkdir own && cp "$TOP/examples/varejo/domain.yaml" own/ && cp "$small" own/rules.yaml
printf 'store: own.db\ndomains: [own]\n' >cwai.yaml
is "the file's rules" "$(cwai-rules tem girafa | ids)" ""
printf '  - {id: girafa, type: faq, question: Vocês têm girafa?, answer: Duas.}\n' >>own/rules.yaml
is "a changed file is taken" "$(cwai-rules tem girafa | ids)" girafa
cp "$small" own/rules.yaml
is "what it lost is gone" "$(cwai-rules tem girafa | ids)" ""
echo '  - {id: girafa}' >>own/rules.yaml
status "a wrong file is told" 78 cwai-rules tem girafa
like "with its mend" "$(cat err)" 'own/rules.yaml: rule girafa: type "" must be faq, policy'
cp "$small" own/rules.yaml
is "without a text it passes" "$(echo '{"kind":"message","text":""}' | cwai-rules)" '{"kind":"message","text":""}'
is "an event passes" "$(echo '{"kind":"event","text":"pix"}' | cwai-rules)" '{"kind":"event","text":"pix"}'
echo '{"text":"pix","domain":"nada"}' | cwai-rules >out 2>err
is "an unknown domain is the record's error" "$? $(jq -r .error.kind out)" "1 config"
is "no records, no output" "$(cwai-rules </dev/null; echo $?)" 0

# Opening hours
rm -f cwai.yaml && cwai-init cosmeticos >/dev/null 2>&1
hours() { cwai-rules --now "$1" "$2" | jq -r 'select(.id == "hours").answer'; }
is "open now" "$(hours 2026-06-17T15:00:00Z 'tá aberto agora?')" "Sim, estamos abertos agora, até as 19h."
is "the last minute, by the domain's clock" "$(hours 2026-06-17T21:59:59Z 'tá aberto agora?')" "Sim, estamos abertos agora, até as 19h."
is "closed the next" "$(hours 2026-06-17T22:00:00Z 'tá aberto agora?')" "Agora estamos fechados. Abrimos amanhã (quinta-feira, 18/06) às 9h."
is "Sunday" "$(hours 2026-06-17T15:00:00Z 'vocês abrem domingo?')" "Não, no domingo (21/06) não abrimos. Abrimos de novo na segunda-feira (22/06) às 9h."
is "the next holiday" "$(hours 2026-06-17T15:00:00Z 'abrem no feriado?')" "O próximo feriado é Revolução Constitucionalista: na quinta-feira (09/07) abrimos das 10h às 16h."
is "a holiday by name, a year ahead" "$(hours 2026-06-17T15:00:00Z 'vão abrir na sexta-feira santa?')" "Não, na sexta-feira (26/03/2027), Sexta-feira Santa, não abrimos. Abrimos de novo no sábado (27/03/2027) às 9h."
is "the facts" "$(cwai-rules sábado até que horas | jq -c 'select(.id == "hours").facts | [.ask,.date,.open,.spans,.next_change]')" '["day","2026-06-20",true,[{"from":"09:00","to":"15:00"}],"2026-06-17T22:00:00.000Z"]'
is "hours are a type" "$(cwai-rules --type hours abre hoje | ids)" hours
is "and not another" "$(cwai-rules --type policy abre hoje | ids)" ""
is "no opening hours in a file" "$(cwai-rules -r "$small" abre hoje | ids)" ""
echo '{"text":"tá aberto?","ts":"2026-06-21T15:00:00Z"}' >in
is "a record's own time" "$(env -u CWAI_NOW cwai-rules --now ts <in | jq -r '.rules[0].answer')" "Agora estamos fechados. Abrimos amanhã (segunda-feira, 22/06) às 9h."

# Lint
status "lint finds" 1 cwai-rules lint "$TOP/tests/fixtures/rules/wrong.yaml"
is "what is wrong" "$(jq -r '[.finding] + .rules | join(" ")' out)" "contradiction prazo prazo-site
contradiction prazo prazo-natal
contradiction prazo-site prazo-natal
future prazo-natal
duplicate_question pix pix-dois
duplicate_id pix pix
expired velha
future futura
empty vazia
invalid torta
invalid torta"
is "both are named, with the mend" "$(head -1 out)" '{"v":1,"kind":"result","finding":"contradiction","rules":["prazo","prazo-site"],"message":"on troca, prazo says 30 dias and prazo-site says 7 dias","mend":"make them agree, or give them subjects or days of their own"}'
status "lint of the store" 1 cwai-rules lint
is "what it finds there" "$(jq -r .finding out | sort | uniq -c | awk '{ print $2, $1 }')" "expired 1
future 1"
sed '/promo-julho/,$d' "$small" >good.yaml
status "nothing found" 0 cwai-rules lint good.yaml
is "says nothing" "$(cat out err)" ""
status "lint of no file" 66 cwai-rules lint none.yaml

# A terminal, mistakes
TERM=xterm NO_COLOR=1 script -qc "cwai-rules -r '$small' tem desconto no pix" /dev/null | tr -d '\r' >out
is "at a terminal words" "$(head -1 out)" "No pix o desconto é de 5%."
like "and where they are from" "$(sed -n 2p out)" '^  pix, policy, confidence [01]\.[0-9][0-9]$'
TERM=xterm NO_COLOR=1 script -qc "cwai-rules lint '$small'" /dev/null | tr -d '\r' >out
is "lint in words" "$(cat out)" "future: promo-julho begins on 2026-07-01
  leave it, or set an earlier valid_from"
status "two files to lint" 64 cwai-rules lint a b
status "a type that is none" 64 cwai-rules --type conselho pix
is "is told" "$(head -1 err)" 'cwai-rules: there is no type "conselho" of rules'
status "no such file" 66 cwai-rules --rules none pix
cwai-rules pix >/dev/full 2>err
is "a full disk is 74" "$?" 74
done_testing
