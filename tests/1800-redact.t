#!/bin/sh
# cwai-redact: records to the byte, members by their names, names everywhere, text, words, bad lines, a full disk.
. "${0%/*}/lib.sh"
one() { printf '%s\n' "$1" | cwai-redact 2>err; }

is "words" "$(cwai-redact meu cpf é 123.456.789-09)" "meu cpf é [CPF]"
is "words without anything" "$(cwai-redact quero 2 batons de R\$ 29,90)" 'quero 2 batons de R$ 29,90'
is "each kind" "$(cwai-redact '123.456.789-09 11.222.333/0001-81 12.ABC.345/01DE-35 01310-100 (11) 98888-7777 ana@gmail.com 4111 1111 1111 1111')" \
	"[CPF] [CNPJ] [CNPJ] [CEP] [TELEFONE] [E-MAIL] [CARTÃO]"
is "kinds that stay" "$(cwai-redact --keep cep --keep email 01310-100, ana@gmail.com, 123.456.789-09)" "01310-100, ana@gmail.com, [CPF]"
status "an unknown kind" 64 cwai-redact --keep rg
like "is told with those there are" "$(head -1 err)" 'cpf, cnpj, cep, phone, email or card, not "rg"'
is "a name of the command line" "$(cwai-redact --name 'José da Silva' 'sou o JOSE, jose da silva; a silvana não')" "sou o [NOME], [NOME]; a silvana não"
is "names of two letters not alone" "$(cwai-redact --name 'Jô Li' 'jo e li, jô  li')" "jo e li, [NOME]"

is "a whole name of two letters, in capitals" "$(one '{"customer":{"name":"Zé"},"text":"Zé, oi; ze"}')" '{"customer":{"name":"[NOME]"},"text":"[NOME], oi; ze"}'

is "a street with its number, a document with its name" "$(cwai-redact 'moro na Rua Barão de Mesquita, 850 apto 302, Tijuca; RG 12.345.678-9; agência 1234 conta 56789-0')" 'moro na [ENDEREÇO], Tijuca; RG [DOCUMENTO]; agência 1234 conta 56789-0'

# A record: only what is masked changes
is "every other byte stays" "$(one ' { "n" : 12345678901234567890,"x":1.10e+2, "text":"caf\u00e9 \ud83d\ude00 \/", "text":"tel 11 98888-7777" ,"y":[ ]} ')" \
	' { "n" : 12345678901234567890,"x":1.10e+2, "text":"caf\u00e9 \ud83d\ude00 \/", "text":"tel [TELEFONE]" ,"y":[ ]} '
is "escapes are read" "$(one '{"text":"ana\u0040gmail.com \u0031\u0032\u0033.456.789-09"}')" '{"text":"[E-MAIL] [CPF]"}'
is "earlier members of the same name too" "$(one '{"a":"x@y.com","a":"z@y.com"}')" '{"a":"[E-MAIL]","a":"[E-MAIL]"}'
is "names of members too" "$(one '{"ana@gmail.com":1,"x":{"11 98888-7777":[]}}')" '{"[E-MAIL]":1,"x":{"[TELEFONE]":[]}}'
is "ids, times and prices stay" "$(one '{"id":"chatwoot:1:11988887777","trace":"11988887777","conversation":{"id":"11988887777"},"message_id":"11988887777","ts":"2026-06-17T12:00:00.000Z","sku":"11988887777","price":"11988.88","price_cents":11988887777,"merged":["11988887777"],"domain":"x","kind":"message"}')" \
	'{"id":"chatwoot:1:11988887777","trace":"11988887777","conversation":{"id":"11988887777"},"message_id":"11988887777","ts":"2026-06-17T12:00:00.000Z","sku":"11988887777","price":"11988.88","price_cents":11988887777,"merged":["11988887777"],"domain":"x","kind":"message"}'
is "members told by their names" "$(one '{"x":{"phone":"abc","celular":11988887777,"customer_email":"sim","customerPhone":"1","cpf":"1","cnpj":2,"vat":"x","zip":"9","complement":"ap 4","email":null,"phone_verified":true,"document":{"text":"oi"}}}')" \
	'{"x":{"phone":"[TELEFONE]","celular":"[TELEFONE]","customer_email":"[E-MAIL]","customerPhone":"[TELEFONE]","cpf":"[CPF]","cnpj":"[CNPJ]","vat":"[DOCUMENTO]","zip":"[CEP]","complement":"[ENDEREÇO]","email":null,"phone_verified":true,"document":{"text":"oi"}}}'
is "an address" "$(one '{"addresses":[{"street":"Rua das Acácias","number":"120","city":"Santos"}],"number":"7","text":"moro na rua das acacias, casa 2; a das Acácias"}')" \
	'{"addresses":[{"street":"[ENDEREÇO]","number":"[ENDEREÇO]","city":"Santos"}],"number":"7","text":"moro na [ENDEREÇO]; a das [NOME]"}'
is "the customer's name everywhere, a product's nowhere" "$(one '{"context":{"customer":{"name":"Ana Beatriz Souza","recent_purchases":[{"name":"Batom Rosa"}]}},"greeting":{"text":"Olá, Ana! ANA BEATRIZ SOUZA, da souza"},"products":[{"name":"Batom Rosa"}]}')" \
	'{"context":{"customer":{"name":"[NOME]","recent_purchases":[{"name":"Batom Rosa"}]}},"greeting":{"text":"Olá, [NOME]! [NOME], da [NOME]"},"products":[{"name":"Batom Rosa"}]}'
is "a record of kind customer" "$(one '{"kind":"customer","id":"c1","name":"Ana"}')" '{"kind":"customer","id":"c1","name":"[NOME]"}'
is "a product" "$(one '{"kind":"product","id":"p1","name":"Ana Lotion","brand":"Ana"}')" '{"kind":"product","id":"p1","name":"Ana Lotion","brand":"Ana"}'
is "who an id of Odoo stands for" "$(one '{"partner_id":[7,"Ana Souza"],"note":"ligar para Ana"}')" '{"partner_id":[7,"[NOME]"],"note":"ligar para [NOME]"}'
cat >webhook <<'EOF'
{"v":1,"kind":"webhook","source":"chatwoot","headers":{"x-chatwoot-timestamp":"1795700000"},"body":{"content":"oi, aqui é a Ana","sender":{"id":5,"name":"Ana Lima","email":"ana@x.com","phone_number":"+5511988887777","identifier":null},"conversation":{"meta":{"sender":{"name":"Ana Lima"},"assignee":{"name":"Carla"}}}}}
EOF
is "a webhook" "$(cwai-redact <webhook)" '{"v":1,"kind":"webhook","source":"chatwoot","headers":{"x-chatwoot-timestamp":"1795700000"},"body":{"content":"oi, aqui é a [NOME]","sender":{"id":5,"name":"[NOME]","email":"[E-MAIL]","phone_number":"[TELEFONE]","identifier":null},"conversation":{"meta":{"sender":{"name":"[NOME]"},"assignee":{"name":"Carla"}}}}}'
cwai-redact <webhook >once
is "twice is once" "$(cwai-redact <once)" "$(cat once)"
is "the masks are no names" "$(one '{"customer":{"name":"[NOME]","street":"[ENDEREÇO]"},"text":"meu nome e endereço"}')" '{"customer":{"name":"[NOME]","street":"[ENDEREÇO]"},"text":"meu nome e endereço"}'
is "a name in the options as well" "$(printf '%s\n' '{"text":"Carla e ana@gmail.com"}' | cwai-redact --name carla --keep email)" '{"text":"[NOME] e ana@gmail.com"}'

# Bad lines, errors of others, logs
printf 'oi 123.456.789-09\n{"text":"oi"}\n' | cwai-redact >out 2>err
is "a line that is no record ends with 1" $? 1
is "and is masked" "$(head -1 out | jq -c '[.kind,.raw,.error.tool]')" '["bad","oi [CPF]","cwai-redact"]'
is "the next is not held up" "$(sed 1d out)" '{"text":"oi"}'
is "nothing of it is on stderr" "$(grep -c '123' err)" 0
printf 'oi 123.456.789-09\n' | cwai-redact -E drop >out 2>err
is "dropped" "$(cat out)" ""
printf 'oi 123.456.789-09\n' | cwai-redact -E stop >out 2>err
is "stopped" "$?" 65
is "an error record is masked as well" "$(one '{"kind":"bad","raw":"ana@gmail.com","error":{"tool":"cwai-x","message":"11 98888-7777"}}')" '{"kind":"bad","raw":"[E-MAIL]","error":{"tool":"cwai-x","message":"[TELEFONE]"}}'
printf 'a 11 98888-7777\n\n{"text":"b@c.com"}\nd\377 01310-100' | cwai-redact -t >out 2>err
is "text ends well" $? 0
is "lines of text" "$(od -An -c out | tr -d ' \n')" "$(printf 'a [TELEFONE]\n\n{"text":"[E-MAIL]"}\nd\377 [CEP]\n' | od -An -c | tr -d ' \n')"
head -c 20000000 /dev/zero | tr '\0' a >long
{ cat long; echo ' ana@gmail.com'; echo oi; } | cwai-redact -t | tail -c 15 >out
is "a line of text of any length" "$(cat out)" "aa [E-MAIL]
oi"
{ cat long; echo; echo '{"text":"oi"}'; } | cwai-redact 2>err | cut -c1-40 | sed 's/aaa*/a/' >out
is "too long for a record" "$(cat out)" '{"v":1,"kind":"bad","raw":"a
{"text":"oi"}'
echo '{"text":"oi"}' | cwai-redact >/dev/full 2>err
is "a full disk" $? 74
cwai-redact oi >/dev/full 2>err
is "for words too" $? 74
status "no input" 0 cwai-redact

is "what only looks like personal data stays" "$(cwai-redact 'sku 86061-344, pedido 4111111111111112')" 'sku 86061-344, pedido 4111111111111112'
is "a card has its check digit, a CEP its word" "$(cwai-redact 'veja 4111111111111112 ou 4111111111111111, cep 3333-4444, zap 88010-400')" 'veja 4111111111111112 ou [CARTÃO], cep [CEP], zap [TELEFONE]'

# All of the samples: masked, still records, nothing left
cat "$TOP"/examples/*/customers.ndjson >people
cwai-redact <people >masked
is "the samples' customers: a line each" "$(wc -l <masked)" "$(wc -l <people)"
is "which are JSON" "$(jq -c .id <masked | sort)" "$(jq -c .id <people | sort)"
jq -r '.name, .phone, .email, (.addresses // [] | .[] | .street, .zip) | select(.)' people | sort -u >secret
is "and have none of their names, phones, e-mails, streets" "$(grep -Fof secret masked)" ""
done_testing
