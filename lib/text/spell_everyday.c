#include "text/token.h"

#include "text/spell.h"

/* Words of chats that one edit would make the name of a thing that shops sell or do. */
static const char everyday[] =
	"abril agora agosto agua ainda ajuda ajudar algum alguma antes aonde apenas aquele aqui assim atende atras "
	"aviso bairro banco banho barata barato barca barra bater batida beijo beijos beleza boa boba bobo boleto "
	"bolo bolso bom bonita bonito bons branca branco busca buscar calda caldo calma calmo carta cartao casal "
	"casas causa cento certa certo chama chega chego chegou cinco clara claro coisa coisas conta conte conto "
	"copia corpo corre correio corta cortar dezembro domingo escola fazer feita feito feliz festa fevereiro ficar "
	"ficou filha filho final fique foram forma forte fosse fotos frente frete gente gosta gostei gosto grande "
	"grata grato hoje home horas hotel idade ideia igual janeiro julho junho junta lenta lento linda lindo lista "
	"livre local logo longe lugar maio maior manda mande mando manha marca marcar marco melhor menos mente mento "
	"mesa meses mesma mesmo minha minhas moca moro morte muda mudar mundo nada noite nome norte nova novembro "
	"novo nunca obrigada obrigado oi ola onde ontem outra outro outubro paga pagar pago pagou parte parto passa "
	"pasta pede pedido pedir perde perder perto pessoa pode podem porta posso pouca pouco praia prata prazo "
	"preciso preco preta preto primeiro pronta pronto prova provar puxa puxado quais quando quanta quanto quarta "
	"quase queda quente quer queria quero quilo quinta rapido reais real recebi resto roupa sabado sabe saber "
	"saida sair saiu santa segunda semana sendo senhor senhora sente senti seria serie serio setembro sexta sim "
	"sinal sinto sobra sobre sorte soube tanta tanto tarde temos tempo tenho terca tinha tipo tira tirar tive "
	"todas todos toma tomar trata trato troca trocar trocou usada usado usar usei vale valeu valor veio vejo "
	"venda vende verdade verde veste vestir vezes vida vindo vinho vista viste visto volta voltou";

bool spell_is_everyday(const char *w, size_t n)
{
	return token_in((struct token){w, n}, everyday);
}
