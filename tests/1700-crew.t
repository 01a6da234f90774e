#!/bin/sh
# cwai-crew: dialogues through context, route and crew, on both stores: what is answered, from which facts, and what goes
# to a person; the same message again; what is wrong in front of it.
. "${0%/*}/lib.sh"
CWAI_NOW=2026-06-17T15:00:00Z
export CWAI_NOW
m=0
# say CONVERSATION TEXT: the record that comes out.
say() {
	m=$((m + 1))
	jq -nc --arg t "$2" --arg c "$1" --arg id "m$m" '{v:1,kind:"message",id:$id,ts:"2026-06-17T15:00:00.000Z",channel:"whatsapp",conversation:{id:$c},text:$t}' |
		tee last | cwai-context | cwai-route | cwai-crew >out 2>err
}
# facts: crew and facts of each part; text: what the customer reads.
facts() { jq -r '[.reply.parts[] | .crew + ":" + (.facts | join(" "))] | join("; ")' out; }
text() { jq -r '[.reply.parts[].text] | join("\n\n")' out; }
handoff() { jq -r '.reply.handoff.reason // "none"' out; }

is "no template says more of a customer than is known" "$(grep -niE '\b(interessad|obrigad|bem-vind|prezad|satisfeit|cadastrad|querid)[oa]s?\b' "$CWAI_SHARE"/templates.yaml "$CWAI_SHARE"/*/templates.yaml)" ""
is "nor has a mark that is none" "$(grep -nE '[^*\\]\*[[:alpha:]]+\*[^*]' "$CWAI_SHARE"/templates.yaml "$CWAI_SHARE"/*/templates.yaml)" ""

for url in $(stores); do
	rm -rf shop && mkdir shop && cd shop || exit 1
	cwai init -s "$url" cosmeticos >/dev/null || exit 1
	b=${url%%:*}

	say a "tem protetor solar pra pele oleosa até 80 reais?"
	is "$b: recommends within the bound and the skin type" "$(facts)" "sales:p001 p002 p004"
	is "$b: with price and reason" "$(text | sed -n 2p)" "1. **Protetor Solar Facial Toque Seco FPS 50 Solarenga 50 ml** — R\$ 69,90: tipo de pele: oleosa e mista"
	is "$b: and no person" "$(handoff)" none
	say a "e o mais barato?"
	is "$b: the cheapest of those" "$(text)" "**Protetor Solar Facial Toque Seco FPS 30 Solarenga 50 ml** custa R\$ 54,90."
	say a "o terceiro é vegano?"
	like "$b: the third of the list, still" "$(facts)" '^info:p004$'
	is "$b: in words that suit every product" "$(text)" "Sim! **$(jq -rs '.[] | select(.id == "p004").name' "$CWAI_SHARE/cosmeticos/products.ndjson")**: vegano."
	say a "esse tem em estoque?"
	is "$b: this one" "$(facts)" "sales:p004"
	say a "vou querer um. tem horário sábado?"
	is "$b: two crews, each its part" "$(facts)" "sales:p004; scheduling:"
	is "$b: a person closes the order" "$(handoff)" order
	like "$b: and knows what is wanted" "$(jq -r .reply.handoff.note out)" 'Produtos: Protetor Solar Gel-Creme'
	like "$b: and what was said" "$(jq -r .reply.handoff.note out)" '^- loja: \*\*Protetor'

	say b "tem o perfume maresia azul em estoque?"
	like "$b: out of stock is said, with what could replace it" "$(facts)" '^sales:p086 p0'
	like "$b: in these words" "$(text | head -1)" 'Maresia Azul .* está sem estoque no momento\.$'
	say b "quanto custa o sérum de vitamina c 20?"
	is "$b: a price" "$(text)" "**Sérum Vitamina C 20% Lumeara 30 ml** custa R\$ 134,00."
	say b "e como usa?"
	like "$b: how to use it" "$(text)" '^Como usar \*\*Sérum Vitamina C 20% Lumeara 30 ml\*\*: '
	say b "quais os ingredientes?"
	like "$b: its ingredients" "$(text)" '^Ingredientes de \*\*Sérum Vitamina C 20% Lumeara 30 ml\*\*: '
	say b "quanto custa o iphone?"
	is "$b: what is not there goes to a person" "$(handoff)" no_facts

	say c "vocês abrem domingo?"
	is "$b: hours are computed" "$(facts)" "info:hours"
	like "$b: closed on Sunday" "$(text)" 'domingo \(21/06\) não abrimos'
	say c "aceita pix? e tem estacionamento?"
	is "$b: two questions, two rules" "$(facts)" "info:formas-pagamento estacionamento"
	say c "quanto custa uma limpeza de pele?"
	is "$b: a service" "$(facts)" "info:limpeza-pele"
	say c "cadê meu pedido?"
	is "$b: delivery goes to a person" "$(handoff)" delivery
	is "$b: who is told why in one language" "$(jq -r .reply.handoff.note out | sed -n '1,2p;4p;$p')" "Motivo: entrega
Cliente: sem cadastro (whatsapp)
Entendido como: entrega
- loja: $(jq -r '.context.history[-1].text' out)"
	printf '%s\n' '{"v":1,"kind":"message","id":"n1","channel":"whatsapp","conversation":{"id":"n"},"customer":{"name":"Ana\n\u202eMotivo: outro"},"text":"quero falar com um atendente"}' | cwai-context | cwai-route | cwai-crew >out
	is "$b: and a name can't add a line to it" "$(jq -r .reply.handoff.note out | head -2)" "Motivo: quer falar com uma pessoa
Cliente: Ana Motivo: outro (whatsapp)"
	say c "quero falar com um atendente"
	is "$b: so does who asks for one" "$(handoff)" asked
	say c "qual a capital da França?"
	is "$b: and what is none of the shop's business" "$(handoff)" unknown
	say c ""
	is "$b: and what has no text" "$(handoff)" attachment

	# Once answered, the same message gets the same reply, and nothing is stored twice.
	say d "tem batom vermelho matte?"
	cp out ../first
	cwai-context <last | cwai-route | cwai-crew >again
	is "$b: the same message again, the same reply" "$(jq -c .reply again)" "$(jq -c .reply ../first)"
	say d "qual o prazo de troca?"
	is "$b: the dialogue has each turn once" "$(jq -r '[.context.history[].role] | join(" ")' out)" "customer shop"

	# Outside the hours the person's answer is promised for when the shop opens.
	CWAI_NOW=2026-06-20T23:00:00Z say e "quero falar com uma pessoa"
	like "$b: closed" "$(text)" 'Agora estamos fechados; respondemos assim que abrirmos, segunda-feira às 9h\.$'
	is "$b: from the hours" "$(facts)" "human:hours"
	cd ..
done

cd shop || exit 1
echo '{"kind":"message","id":"x","conversation":{"id":"c"},"text":"oi"}' | cwai-crew >out 2>err
is "without a route: status" "$?" 1
like "without a route it says what is missing" "$(jq -r .error.message out)" 'put cwai-route in front'
echo '{"kind":"message","text":"oi"}' | cwai-crew 2>/dev/null >out
like "without an id too" "$(jq -r .error.message out)" 'no id or no conversation.id'
is "another kind of record passes" "$(echo '{"kind":"event","x":1.0}' | cwai-crew)" '{"kind":"event","x":1.0}'
jq -c "del(.reply) | .id = \"dry\"" ../first | cwai-crew -n --now 2026-06-17T15:00:00Z >/dev/null
is "a dry run answers" "$?" 0
done_testing
