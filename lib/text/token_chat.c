#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "text/token.h"

#define LONGEST 8 /* so that a key is one integer */

struct chat {
	char key[LONGEST]; /* zeros behind it, no NUL when it is full */
	const char *word;
};

/* Sorted by key. */
static const struct chat table[] = {
	{ "agend", "agenda" }, { "agr", "agora" }, { "akela", "aquela" }, { "akele", "aquele" }, { "aki", "aqui" },
	{ "amg", "amigo" }, { "amh", "amanha" }, { "aq", "aqui" }, { "aql", "aquele" }, { "axei", "achei" },
	{ "axo", "acho" }, { "bdia", "bom dia" }, { "bele", "beleza" }, { "bj", "beijo" }, { "bjo", "beijo" },
	{ "bjos", "beijos" }, { "bjs", "beijos" }, { "bjss", "beijos" }, { "bleza", "beleza" }, { "blz", "beleza" },
	{ "blza", "beleza" }, { "bnoite", "boa noite" }, { "brigada", "obrigada" }, { "brigadao", "obrigado" },
	{ "brigado", "obrigado" }, { "btarde", "boa tarde" }, { "ce", "voce" }, { "cel", "celular" }, { "ces", "voces" },
	{ "cmg", "comigo" }, { "cmgo", "comigo" }, { "cmo", "como" }, { "cntg", "contigo" }, { "comg", "comigo" },
	{ "crtz", "certeza" }, { "ctg", "contigo" }, { "ctz", "certeza" }, { "cvs", "conversa" },
	{ "desclp", "desculpa" }, { "disp", "disponivel" }, { "dmais", "demais" }, { "dnovo", "de novo" },
	{ "dnv", "de novo" }, { "dom", "domingo" }, { "dpois", "depois" }, { "dps", "depois" }, { "dsclp", "desculpa" },
	{ "dscp", "desculpa" }, { "dsd", "desde" }, { "dvda", "duvida" }, { "dxa", "deixa" }, { "dzr", "dizer" },
	{ "eh", "e" }, { "ender", "endereco" }, { "endr", "endereco" }, { "enqto", "enquanto" }, { "entaum", "entao" },
	{ "entrg", "entrega" }, { "fds", "fim de semana" }, { "flw", "falou" }, { "fone", "telefone" }, { "ft", "foto" },
	{ "fvr", "favor" }, { "fz", "fazer" }, { "fzr", "fazer" }, { "glr", "galera" }, { "gnt", "gente" },
	{ "grt", "gratis" }, { "gstei", "gostei" }, { "gsto", "gosto" }, { "gte", "gente" }, { "hj", "hoje" },
	{ "hje", "hoje" }, { "hoj", "hoje" }, { "hr", "hora" }, { "hrario", "horario" }, { "hrs", "horas" },
	{ "hs", "horas" }, { "info", "informacao" }, { "infos", "informacoes" }, { "jah", "ja" }, { "jnt", "junto" },
	{ "jto", "junto" }, { "kd", "cade" }, { "kde", "cade" }, { "kem", "quem" }, { "kero", "quero" },
	{ "kra", "cara" }, { "kual", "qual" }, { "lgl", "legal" }, { "lj", "loja" }, { "mds", "meu deus" },
	{ "mins", "minutos" }, { "mlhr", "melhor" }, { "mnha", "minha" }, { "msg", "mensagem" }, { "msgs", "mensagens" },
	{ "msm", "mesmo" }, { "msma", "mesma" }, { "mt", "muito" }, { "mta", "muita" }, { "mtas", "muitas" },
	{ "mto", "muito" }, { "mtos", "muitos" }, { "mts", "muitos" }, { "n", "nao" }, { "naum", "nao" },
	{ "nd", "nada" }, { "nda", "nada" }, { "neh", "ne" }, { "ng", "ninguem" }, { "ngm", "ninguem" },
	{ "niver", "aniversario" }, { "nmr", "numero" }, { "nn", "nao" }, { "nro", "numero" }, { "nunk", "nunca" },
	{ "obd", "obrigado" }, { "obg", "obrigado" }, { "obgada", "obrigada" }, { "obgd", "obrigado" },
	{ "obgda", "obrigada" }, { "obgdo", "obrigado" }, { "obgg", "obrigado" }, { "obrig", "obrigado" },
	{ "obrigad", "obrigado" }, { "oie", "oi" }, { "oiee", "oi" }, { "oii", "oi" }, { "oke", "o que" },
	{ "ond", "onde" }, { "ontm", "ontem" }, { "oq", "o que" }, { "oqe", "o que" }, { "pct", "pacote" },
	{ "pctt", "pacote" }, { "pd", "pode" }, { "pdd", "pedido" }, { "pde", "pode" }, { "pdr", "poder" },
	{ "pft", "perfeito" }, { "pfv", "por favor" }, { "pfvor", "por favor" }, { "pfvr", "por favor" },
	{ "pgar", "pagar" }, { "pgmt", "pagamento" }, { "pgmto", "pagamento" }, { "pgr", "pagar" },
	{ "pgt", "pagamento" }, { "pgto", "pagamento" }, { "pk", "porque" }, { "pls", "por favor" },
	{ "plz", "por favor" }, { "porq", "porque" }, { "pq", "porque" }, { "pqe", "porque" }, { "pqno", "pequeno" },
	{ "pra", "para" }, { "pras", "para as" }, { "prc", "preco" }, { "prd", "produto" }, { "prec", "preco" },
	{ "pro", "para o" }, { "prod", "produto" }, { "prods", "produtos" }, { "promo", "promocao" },
	{ "promos", "promocoes" }, { "pros", "para os" }, { "prox", "proximo" }, { "prq", "porque" }, { "ptz", "putz" },
	{ "q", "que" }, { "qdno", "quando" }, { "qdo", "quando" }, { "qe", "que" }, { "qer", "quer" },
	{ "qeria", "queria" }, { "qero", "quero" }, { "ql", "qual" }, { "qlq", "qualquer" }, { "qlqr", "qualquer" },
	{ "qlr", "qualquer" }, { "qm", "quem" }, { "qnd", "quando" }, { "qndo", "quando" }, { "qnt", "quanto" },
	{ "qnta", "quanta" }, { "qntas", "quantas" }, { "qnto", "quanto" }, { "qntos", "quantos" }, { "qnts", "quantos" },
	{ "qq", "qualquer" }, { "qr", "quero" }, { "qria", "queria" }, { "qro", "quero" }, { "qse", "quase" },
	{ "qt", "quanto" }, { "qta", "quanta" }, { "qtas", "quantas" }, { "qtd", "quantidade" }, { "qtde", "quantidade" },
	{ "qto", "quanto" }, { "qtos", "quantos" }, { "qualqr", "qualquer" }, { "resp", "responde" },
	{ "respd", "responde" }, { "rlx", "relaxa" }, { "sab", "sabado" }, { "sabd", "sabado" }, { "sbd", "sabado" },
	{ "sdds", "saudades" }, { "sds", "saudades" }, { "seg", "segunda" }, { "seila", "sei la" }, { "serv", "servico" },
	{ "sla", "sei la" }, { "smp", "sempre" }, { "smpr", "sempre" }, { "spre", "sempre" }, { "sqn", "so que nao" },
	{ "srv", "servico" }, { "ss", "sim" }, { "ta", "esta" }, { "tah", "esta" }, { "tamo", "estamos" },
	{ "tamos", "estamos" }, { "tava", "estava" }, { "tavam", "estavam" }, { "tb", "tambem" }, { "tbem", "tambem" },
	{ "tbm", "tambem" }, { "tbmm", "tambem" }, { "tbn", "tambem" }, { "td", "tudo" }, { "tda", "toda" },
	{ "tdas", "todas" }, { "tdb", "tudo bem" }, { "tdbem", "tudo bem" }, { "tdo", "todo" }, { "tdos", "todos" },
	{ "tds", "todos" }, { "tel", "telefone" }, { "tlf", "telefone" }, { "tmb", "tambem" }, { "tmbm", "tambem" },
	{ "tmj", "estamos juntos" }, { "tnh", "tenho" }, { "tnho", "tenho" }, { "to", "estou" }, { "toh", "estou" },
	{ "tou", "estou" }, { "trab", "trabalho" }, { "tranq", "tranquilo" }, { "tva", "estava" }, { "ultm", "ultimo" },
	{ "und", "unidade" }, { "unds", "unidades" }, { "unid", "unidade" }, { "unids", "unidades" },
	{ "urg", "urgente" }, { "vamo", "vamos" }, { "vc", "voce" }, { "vcc", "voce" }, { "vce", "voce" },
	{ "vcs", "voces" }, { "vdd", "verdade" }, { "vlr", "valor" }, { "vlrs", "valores" }, { "vlw", "valeu" },
	{ "vlws", "valeu" }, { "vms", "vamos" }, { "voc", "voce" }, { "vrdd", "verdade" }, { "wapp", "whatsapp" },
	{ "watsap", "whatsapp" }, { "whats", "whatsapp" }, { "whatsap", "whatsapp" }, { "wpp", "whatsapp" },
	{ "wzap", "whatsapp" }, { "xau", "tchau" }, { "zap", "whatsapp" }, { "zapp", "whatsapp" },
};

/* The bytes as a number that is ordered as they are; n is at most LONGEST. */
static uint64_t pack(const char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n);
	return htobe64(v);
}

const char *token_chat(const char *w, size_t n)
{
	size_t low = 0, high = sizeof(table) / sizeof(*table);
	uint64_t want;

	if (n > LONGEST)
		return NULL;
	want = pack(w, n);
	while (low < high) {
		size_t mid = (low + high) / 2;
		uint64_t key = pack(table[mid].key, LONGEST);

		if (key == want)
			return table[mid].word;
		if (want < key)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}
