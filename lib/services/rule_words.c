#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "text/fold.h"
#include "text/token.h"

#include "services/rule_words.h"

#define MAX_WORDS 400 /* of a text; the rest is not read */
#define LONGEST 4     /* words of a phrase, light ones not counted */

/*
 * What people say for the same thing in a shop: the word that stands for all, then the others. Words are compared by
 * stem, phrases without their light words ("parar o meu carro" is "parar carro").
 */
static const char *const common[] = {
	"estacionamento=estacionar|parar carro|parar moto|deixar carro|vaga carro|vagas carro|manobrista|valet",
	"gratis=graca|gratuito|gratuita|sem custo|sem pagar|sem cobrar|nao paga|cortesia|0800",
	"frete=taxa entrega|valor entrega|custo entrega|preco entrega|custo envio|valor envio|preco envio",
	"frete gratis=nao paga frete|nao pagar frete|sem pagar frete|isento frete|frete free|frete graca|ganhar frete|ganho frete|"
	"frete pago|entrega gratis|entrega graca|envio gratis",
	"prazo entrega=quando chega|quantos dias chega|demora chegar|tempo chegar|chega quantos dias|chega quanto tempo|dias chegar|"
	"quando recebo|quando entregam|tempo entrega|demora entrega|demora entregar|quantos dias entregam|prazo chegar",
	"entrega=enviar|envio|enviam|remessa|despachar|mandar para|mandam para|manda para|levam ate",
	"correios=sedex|pac|correio",
	"motoboy=motoqueiro|entregador|entrega rapida|entrega expressa",
	"prazo=quanto tempo|quantos dias|quantas semanas|demora|demoram|demorar|leva quanto|ate quando|ate que dia|limite dias|prazo limite|dias limite",
	"parcela=parcelar|parcelamento|parcelado|prestacao|quantas vezes|dividir vezes|divide vezes|vezes juros|crediario",
	"cartao=maquininha|american express|amex|hipercard|bandeira|visa|mastercard|elo",
	"vale alimentacao=vale refeicao|ticket|sodexo|alelo|ticket alimentacao|ticket refeicao",
	"dinheiro=especie|cedula|dinheiro vivo",
	"reembolso=estorno|estornar|reembolsar|dinheiro volta|valor volta|grana volta|devolver dinheiro|devolvem dinheiro|"
	"restituicao|ressarcir|ressarcimento|dinheiro devolvido|receber dinheiro",
	"nota=nf|nfe|nota fiscal|notinha|cupom fiscal|danfe|recibo|comprovante compra|segunda via nota",
	"devolver=devolucao|devolvo|mandar volta|mando volta",
	"arrependimento=arrepender|arrependi|desistir|desistencia|desisto|mudei ideia|nao quero mais|cancelar compra|cancelar pedido",
	"defeito=quebrado|quebrou|quebrada|danificado|estragado|estragou|nao funciona|nao liga|queimou|avariado|rachado|'vazando|'vazou|'vazamento|"
	"estourou|rasgou|rasgado|furado|pifou|parou funcionar|amassado|trincado|veio problema|descosturou|soltou|descolou|despregou|desbotou|encolheu|entupido|entupiu|nao sai|nao abre|nao espirra|bugado|travando",
	"validade=vale quanto tempo|vale ate quando|valem ate quando|serve quanto tempo|duracao|vencimento|vencer|vencido|vencida|expirar|expira",
	"desconto=abatimento|descontinho|mais barato|sai mais conta",
	"promocao=oferta|promo|liquidacao|saldao|campanha|promocional",
	"cupom=cupons|codigo promocional|codigo desconto",
	"embrulho=embrulhar|embalar|embalam|embrulhinho|papel presente|embalagem presente|pacote presente|saquinho presente|"
	"laco|embrulho presente",
	"vale presente=cartao presente|gift card|giftcard|gift|voucher|vale compra|vale compras",
	"pontos=fidelidade|pontuacao|pontuar|cashback|programa pontos|programa fidelidade|clube vantagens|clube",
	"amostra=amostrinha|amostra gratis|sache|tester brinde",
	"experimentar=provar|provador|provadores|'tester|testar loja|testar antes|testar pessoalmente",
	"testado animais=testar animais|testam animais|teste animais|testes animais|testado bicho|testam bicho|cruelty free|cruelty|"
	"crueldade|crueldade animal|testado animal|testa animal|testar bicho|testar bichinho|testado bichinho|testar coelho|teste bicho|bicho teste",
	"gestante='gravida|'gravidas|gravidez|gestacao|amamentar|amamentando|amamentacao|lactante|amamenta|dando mamar|buchuda",
	"crianca='bebe|'bebes|filho|filha|infantil|menino|menina|nenem|filhinho|filhinha|neto|neta|kids|recem nascido",
	"alergia=alergico|alergica|intolerancia|intolerante|pele sensivel",
	"reacao=queimou rosto|queimou pele|queimando|espinhas|coceira|cocando|coca|irritou|irritada|irritacao|vermelhidao|ardendo|ardeu|ardencia|empolou|empolado|inchou|inchado|"
	"fez mal|passei mal|deu alergia|rosto vermelho|pele vermelha",
	"reciclar=reciclagem|recicla|coleta|descarte|descartar|jogar fora|jogo fora|embalagem vazia|frasco vazio|pote vazio|"
	"logistica reversa",
	"animal=cachorro|cachorrinho|cao|gato|gatinho|pet|bicho|bichinho|dog|doguinho|cadela|cadelinha|cachorra|cachorrinha|filhote|gatinha",
	"acessibilidade='cadeirante|'cadeirantes|cadeira rodas|rampa|deficiente|deficiencia|pcd|mobilidade reduzida|elevador|muleta|andador|"
	"dificuldade andar|dificuldade locomocao",
	"endereco=onde fica|onde ficam|onde voces ficam|onde voces estao|onde e loja|localizacao|localizados|como chegar|como chego|"
	"que bairro|qual bairro|que rua|qual rua|fica onde|ficam onde|'maps|google maps",
	"telefone=qual whatsapp|qual whats|qual zap|numero whatsapp|numero zap|numero whats|passa zap|passa whats|fone|ligar|telefonar|contato|numero ligar|numero contato|numero loja",
	"outra loja=outras lojas|outra unidade|outras unidades|filial|filiais|outro bairro|outra cidade|quiosque|mais lojas|unica loja|outro endereco|"
	"loja shopping",
	"retirar=retirada|buscar|busco|pegar|pego|retiro",
	"outra pessoa=terceiro|terceiros|marido|esposa|por mim|meu lugar",
	"minimo=valor minimo|compra minima",
	"atacado=revender|revenda|revendedora|revendedor|revendo|distribuidor|lojista|quantidade|grande quantidade|lote|"
	"varias unidades|muitas unidades",
	"dados=lgpd|privacidade|informacoes pessoais|dados pessoais",
	"apagar=excluir|exclusao|deletar|remover",
	"agendar='marcar|'marco|'marca horario|agendamento|agenda|reservar|marcar horario|hora marcada|'marcacao|agendar horario|reservar horario",
	"cancelar=desmarcar|remarcar|reagendar|cancelamento|adiar|nao vou conseguir ir|nao posso ir|nao vou poder ir|trocar horario|"
	"mudar horario",
	"atraso=atrasar|atrasado|atrasada|atrasei|chegar tarde|chegar depois|tolerancia",
	"sinal=adiantado|adiantamento|antecipado|caucao|pagar antes|pagamento antecipado",
	"original=replica|falso|falsificado|pirata|verdadeiro|autentico|de verdade|legitimo|paralelo|imitacao|originais",
	"origem=procedencia|importado|importada|gringo|gringa|estrangeiro|nacional|nacionais|fabricado|fabricacao|feito onde|onde feito|onde vem|onde sao feitos|"
	"onde sao feitas|feitas onde|quem fabrica",
	"refil=recarga|reposicao",
	"tamanho='medida|'medidas|numeracao|tabela|que numero|qual numero|tabela medidas",
	"garantia=assistencia tecnica|garante",
	"convenio=plano saude|unimed|amil|sulamerica|hapvida",
	"receita=prescricao|controlado|tarja",
	"emergencia=passando mal|dor peito|desmaiou|urgente|urgencia|falta ar|infarto|convulsao|samu",
	"robo=chatbot|automatico|inteligencia artificial|atendente|humano|pessoa verdade|pessoa real",
	"rotina=skincare|skin care|cuidado pele|cuidados pele|cuidar pele|rotina pele",
	"remedio='medicamento|'medicamentos|remedinho|dipirona|paracetamol|ibuprofeno|antibiotico|dorflex|antialergico|xarope|comprimido",
	"indicar=recomendar|orientar|orientacao|sugerir|sugestao|recomendacao|indicacao|indica|recomenda|ajuda escolher|ajudar escolher|qual escolher",
	"lavar=lavagem|lavo|lava",
	"ajuste=ajustar|arrumar|bainha|apertar|costureira|'costurar|arrumam|consertar roupa",
	"voltagem=110|127|220|bivolt|'volts|'tomada",
	"adolescente=menor idade|'menores|menor 18|menor anos|13 anos|14 anos|15 anos|16 anos|17 anos",
	"boleto=boleto bancario",
	"whatsapp='whats|zap|wpp",
	"site=internet|online|loja virtual|'aplicativo|distancia",
	"aniversario=aniversariante|niver",
	"2=dois|duas",
	"3=tres",
	"poder=posso|pode|consigo|consegue|podemos|conseguem|permitido|possivel|permitem|tem como|da para",
	"brasil=acre|alagoas|amapa|amazonas|bahia|ceara|distrito federal|espirito santo|goias|maranhao|mato grosso|'minas|para estado|"
	"paraiba|parana|pernambuco|piaui|rio janeiro|rio grande sul|rio grande norte|rondonia|roraima|santa catarina|sergipe|tocantins|"
	"maceio|macapa|manaus|salvador|fortaleza|brasilia|vitoria|goiania|sao luis|cuiaba|campo grande|belo horizonte|'bh|'belem|"
	"joao pessoa|curitiba|recife|teresina|natal rn|porto alegre|porto velho|boa vista|florianopolis|aracaju|palmas|nordeste|sudeste|"
	"centro oeste|campinas|'santos|guarulhos|osasco|abc|abc paulista|santo andre|sao bernardo|ribeirao preto|sorocaba|jundiai|niteroi|londrina|joinville|uberlandia|blumenau|caxias|outro estado|outros estados|outras cidades|outra regiao|'rj|'mg|'ba|'rs|'sc|'pr|'df|'go|'es|'ce|'pe",
	"exterior=outro pais|outros paises|fora pais|internacional|portugal|estados unidos|'eua|europa|argentina|japao|canada|mercosul",
	"tem=fazem|faz|vendem|vende|existe|existem|possui|possuem|ha|trabalham com|oferecem|rola|dao",
	"comprar=compra|comprei|comprando",
	"trocar=troca|trocam|troco",
	"pagar=pagamento|pago|pagando",
	"doar=doacao|'doo|'doei|'doou",
	"resultado=laudo",
	"jejum=sem comer",
};

/* Words that only lead in or address somebody. */
static const char *const silent[] = {
	"oi",        "ola",        "opa",       "oie",      "voce",     "voces",   "ai",           "ae",
	"por favor", "favor",      "gentileza", "obrigado", "obrigada", "quero",   "queria",       "'gostaria",
	"saber",     "me",         "eu",        "entao",    "ne",       "uai",     "viu",          "gente",
	"moca",      "moco",       "amigo",     "amiga",    "querida",  "querido", "tudo bem",     "bom dia",
	"boa tarde", "boa noite",  "beleza",    "certo",    "ok",       "duvida",  "tirar duvida", "pergunta",
	"informar",  "informacao", "dizer",     "sera",     "preciso",  "aqui",    "ja",           "ta",
	"to",        "la",         "so",        "'coisa",   "algo",     "ajuda",   "help",         "please",
	"kkk",       "kkkk",       "rs",        "haha",     "alo",      "aff",     "ue",           "nossa",
};

/*
 * Common words that carry little: left out of a question when no rule has them, since a rule that does not speak of
 * "receber" or "ontem" is not the less an answer.
 */
static const char *const everyday[] = {
	"receber",   "veio",     "vem",       "vir",       "chegar",       "cheguei",     "entrar",    "sair",
	"montar",    "colocar",  "botar",     "olhar",     "ver",          "vi",          "ouvir",     "achar",
	"acho",      "pensar",   "falar",     "disse",     "contar",       "perguntar",   "responder", "mandar",
	"passar",    "deixar",   "levar",     "trazer",    "dar",          "dei",         "deu",       "dou",
	"ficar",     "fiquei",   "parecer",   "acontecer", "tentar",       "comecar",     "terminar",  "acabar",
	"continuar", "voltar",   "esperar",   "aguardar",  "pedir",        "peco",        "pedi",      "escrever",
	"ler",       "usar",     "usei",      "fazer",     "faco",         "fiz",         "fez",       "fizer",
	"querer",    "quiser",   "gostar",    "gostei",    "amar",         "adorar",      "precisar",  "precisa",
	"dever",     "devo",     "conhecer",  "conheco",   "entender",     "explicar",    "mostrar",   "ajudar",
	"resolver",  "morar",    "moro",      "viver",     "custar",       "custa",       "valer",     "vale",
	"ganhar",    "ganhei",   "perder",    "perdi",     "guardar",      "tirar",       "servir",    "combinar",
	"decidir",   "procurar", "encontrar", "andar",     "curtir",       "curti",       "sei",       "soube",
	"acontece",  "esta",     "estava",    "tava",      "ter",          "tive",        "hoje",      "amanha",
	"ontem",     "agora",    "sempre",    "nunca",     "depois",       "antes",       "logo",      "rapido",
	"rapidinho", "devagar",  "bem",       "mal",       "pouco",        "bastante",    "demais",    "tanto",
	"longe",     "perto",    "grande",    "pequeno",   "bom",          "boa",         "ruim",      "novo",
	"velho",     "bonito",   "lindo",     "caro",      "barato",       "certo",       "errado",    "facil",
	"dificil",   "melhor",   "pior",      "igual",     "diferente",    "proprio",     "outro",     "varios",
	"cada",      "apenas",   "inteiro",   "meio",      "pessoalmente", "normalmente", "realmente", "mesmo",
	"tranquilo", "direito",  "normal",    "especial",  "total",        "junto",       "longo",     "curto",
	"cedo",      "quase",    "uns",       "umas",      "nada",         "dia",         "semana",    "mes",
	"ano",       "anos",     "vez",       "hora",      "minuto",       "min",         "manha",     "tarde",
	"noite",     "passado",  "passada",   "pessoa",    "mulher",       "homem",       "mae",       "pai",
	"irma",      "irmao",    "avo",       "amiga",     "amigo",        "namorado",    "namorada",  "vizinha",
	"familia",   "cliente",  "moca",      "alguem",    "ninguem",      "negocio",     "parte",     "lado",
	"jeito",     "tipo",     "caso",      "problema",  "lugar",        "casa",        "trem",      "treco",
	"qualquer",  "real",     "reais",     "kg",        "ml",           "ate",         "super",     "inclusive",
	"geral",     "urgente",
};

static const char light[] =
	" o a os as um uma uns umas meu minha meus minhas seu sua de do da dos das no na nos nas em para pra "
	"pro com e ";

struct rule_words {
	struct map *map;   /* stems of a phrase, joined by spaces → place in meaning + 1 */
	struct map *weak;  /* stems */
	struct map *known; /* stems of what the rules say */
	struct map *asked; /* of them, those of their questions */
	char **meaning;    /* "" for what is silent */
	size_t n;
	struct stemmer *stemmer;
};

static bool is_light(struct token t)
{
	char key[8];

	if (t.n + 3 > sizeof(key))
		return false;
	key[0] = ' ';
	memcpy(key + 1, t.p, t.n);
	memcpy(key + 1 + t.n, " ", 2);
	return strstr(light, key) != NULL;
}

/* Appends the stem of t, or t itself, to a key. */
static void put_stem(struct rule_words *w, struct buf *key, struct token t, bool exact)
{
	struct token stem = exact ? t : stemmer_stem(w->stemmer, t.p, t.n);

	if (key->n)
		buf_putc(key, ' ');
	if (exact)
		buf_putc(key, '=');
	buf_put(key, stem.p, stem.n);
	if (exact || stem.n < 4 || key->p[key->n - 1] != 'u')
		return;
	/* "troque" and "trocar", "apague" and "apagar" */
	if (key->p[key->n - 2] == 'q')
		key->p[key->n - 2] = 'c';
	else if (key->p[key->n - 2] != 'g')
		return;
	key->p[--key->n] = '\0';
}

static void learn(struct rule_words *w, const char *phrase, size_t n, size_t meaning)
{
	struct buf folded = {0}, key = {0};
	const char *p, *stop;
	struct token t;
	bool exact = n > 0 && phrase[0] == '\'', fresh;

	fold_text(&folded, phrase, n);
	p = buf_str(&folded);
	stop = p + folded.n;
	while (token_next(&p, stop, &t))
		if (!is_light(t) || p == stop)
			put_stem(w, &key, t, exact || is_light(t));
	if (key.n) {
		uint64_t *place = map_at(w->map, key.p, key.n, &fresh);

		if (fresh)
			*place = meaning + 1;
	}
	buf_free(&folded);
	buf_free(&key);
}

static size_t add_meaning(struct rule_words *w, const char *s, size_t n)
{
	struct buf folded = {0};

	fold_text(&folded, s, n);
	w->meaning = mem_array(w->meaning, w->n + 1, sizeof(*w->meaning));
	w->meaning[w->n] = mem_dup(buf_str(&folded));
	buf_free(&folded);
	return w->n++;
}

static void learn_group(struct rule_words *w, const char *group)
{
	size_t n = strcspn(group, "=");
	size_t meaning = add_meaning(w, group, n);

	learn(w, group, n, meaning);
	while (group[n]) {
		group += n + 1;
		n = strcspn(group, "|");
		learn(w, group, n, meaning);
	}
}

static void learn_list(struct rule_words *w, val list)
{
	size_t meaning = 0;

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);
		const char *s = val_text(v, "");

		if (i == 0)
			meaning = add_meaning(w, s, strlen(s));
		learn(w, s, strlen(s), meaning);
		val_free(v);
	}
}

static void put(struct rule_words *w, struct map *m, const char *p, size_t n)
{
	struct token stem = stemmer_stem(w->stemmer, p, n);

	(void)map_at(m, stem.p, stem.n, NULL);
}

/* The words that name the domain's products. */
static void learn_products(struct rule_words *w, val conf)
{
	val categories = val_get(conf, "categories");

	for (int i = val_iter(categories); val_iter_ok(categories, i); i = val_iter_next(categories, i)) {
		val category = val_iter_val(categories, i), list = val_get(category, "words");

		for (int k = 0; k < val_len(list); k++) {
			val v = val_at(list, k);
			char *folded = fold_dup(val_text(v, ""));
			const char *p = folded;
			struct token t;

			while (token_next(&p, folded + strlen(folded), &t))
				put(w, w->weak, t.p, t.n);
			free(folded);
			val_free(v);
		}
		val_free(list);
		val_free(category);
	}
	val_free(categories);
}

static void learn_synonyms(struct rule_words *w, val conf)
{
	val synonyms = val_get(conf, "synonyms");

	for (int i = 0; i < val_len(synonyms); i++) {
		val list = val_at(synonyms, i);

		learn_list(w, list);
		val_free(list);
	}
	val_free(synonyms);
}

struct rule_words *rule_words_new(const char *lang, val conf)
{
	struct rule_words *w = mem_zalloc(sizeof(*w));

	if (strncmp(lang, "pt", 2) != 0)
		return w;
	w->map = map_new();
	w->weak = map_new();
	w->known = map_new();
	w->asked = map_new();
	w->stemmer = stemmer_new(lang);
	learn_synonyms(w, conf);
	learn_products(w, conf);
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		learn_group(w, common[i]);
	(void)add_meaning(w, "", 0);
	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
		learn(w, silent[i], strlen(silent[i]), w->n - 1);
	for (size_t i = 0; i < sizeof(everyday) / sizeof(everyday[0]); i++)
		put(w, w->weak, everyday[i], strlen(everyday[i]));
	return w;
}

void rule_words_free(struct rule_words *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n; i++)
		free(w->meaning[i]);
	free(w->meaning);
	map_free(w->map);
	map_free(w->weak);
	map_free(w->known);
	map_free(w->asked);
	stemmer_free(w->stemmer);
	free(w);
}

/* The words of folded, chat spellings written out, into v; text holds them. Returns how many. */
static int split(const struct buf *folded, struct buf *text, struct token v[MAX_WORDS])
{
	const char *p = buf_str(folded);
	struct token t;
	int n = 0;

	while (token_next(&p, buf_str(folded) + folded->n, &t)) {
		const char *chat = token_chat(t.p, t.n);

		if (t.n >= 2 && t.n <= 3 && t.p[t.n - 1] == 'x' && t.p[0] >= '0' && t.p[0] <= '9')
			chat = "parcela"; /* 6x */
		if (chat)
			buf_puts(text, chat);
		else
			buf_put(text, t.p, t.n);
		buf_putc(text, ' ');
	}
	p = buf_str(text);
	while (n < MAX_WORDS && token_next(&p, buf_str(text) + text->n, &v[n]))
		n++;
	return n;
}

/* The meaning of key with t behind it, or NULL. keep: t becomes part of the key. */
static const char *look(struct rule_words *w, struct buf *key, struct token t, bool exact, bool keep)
{
	size_t before = key->n;
	const uint64_t *place;

	put_stem(w, key, t, exact);
	place = map_find(w->map, key->p, key->n);
	if (!keep)
		key->n = before;
	return place ? w->meaning[*place - 1] : NULL;
}

/* The longest phrase that begins at word i and is known: its meaning, and in *end the word behind it. NULL when there is none. */
static const char *find(struct rule_words *w, const struct token *v, int n, int i, int *end)
{
	struct buf key = {0};
	const char *meaning = NULL;

	if (is_light(v[i]))
		return NULL;
	for (int k = i, words = 0; k < n && words < LONGEST; k++) {
		bool weak = is_light(v[k]);
		const char *exact = words == 0 ? look(w, &key, v[k], true, false) : NULL;
		const char *m = look(w, &key, v[k], weak, !weak);

		if (!m)
			m = exact;
		words += !weak;
		if (m) {
			meaning = m;
			*end = k + 1;
		}
	}
	buf_free(&key);
	return meaning;
}

/* May the word be left out of a question? Numbers may: which rule is meant is never told by one. */
static bool says_little(struct rule_words *w, struct token t)
{
	struct token stem;

	if (t.p[0] >= '0' && t.p[0] <= '9')
		return true;
	stem = stemmer_stem(w->stemmer, t.p, t.n);
	return !map_find(w->known, stem.p, stem.n) && map_find(w->weak, stem.p, stem.n);
}

static void read_text(struct rule_words *w, const char *text, bool asking, struct buf *out)
{
	struct buf folded = {0}, plain = {0};
	struct token v[MAX_WORDS];
	int n;

	fold_text(&folded, text, strlen(text));
	n = split(&folded, &plain, v);
	for (int i = 0, end; i < n; i = end) {
		const char *meaning = find(w, v, n, i, &end);

		if (meaning) {
			buf_puts(out, meaning);
			buf_puts(out, *meaning ? " " : "");
			continue;
		}
		end = i + 1;
		if (asking && says_little(w, v[i]))
			continue;
		buf_put(out, v[i].p, v[i].n);
		buf_putc(out, ' ');
	}
	buf_free(&folded);
	buf_free(&plain);
}

void rule_words_learn(struct rule_words *w, const char *text, bool question, struct buf *out)
{
	size_t start = out->n;
	const char *p;
	struct token t;

	if (!w->map) {
		buf_puts(out, text);
		return;
	}
	read_text(w, text, false, out);
	p = buf_str(out) + start;
	while (token_next(&p, buf_str(out) + out->n, &t)) {
		put(w, w->known, t.p, t.n);
		if (question)
			put(w, w->asked, t.p, t.n);
	}
}

struct rule_words_count rule_words_ask(struct rule_words *w, const char *text, struct buf *out)
{
	struct rule_words_count count = {0};
	size_t start = out->n;
	const char *p;
	struct token t;

	if (!w->map) {
		buf_puts(out, text);
		return count;
	}
	read_text(w, text, true, out);
	p = buf_str(out) + start;
	while (token_next(&p, buf_str(out) + out->n, &t)) {
		struct token stem = stemmer_stem(w->stemmer, t.p, t.n);

		if (token_is_stop("pt", t.p, t.n))
			continue;
		if (!map_find(w->known, stem.p, stem.n))
			count.unknown++;
		else if (!map_find(w->asked, stem.p, stem.n))
			count.unasked++;
	}
	return count;
}
