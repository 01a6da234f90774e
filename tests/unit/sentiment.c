/* How texts sound: the built-in lexicon, and a model of a few texts. The texts are our own. */
#include "../t.h"
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "text/places_private.h"
#include "text/sentiment_private.h"

static double score_of(struct sentiment_model *m, const char *text)
{
	struct sentiment s;

	sentiment_of(m, text, strlen(text), &s);
	if (!(s.score >= -1 && s.score <= 1))
		t_ok(0, text);
	if ((s.label > 0 && s.score <= 0) || (s.label < 0 && s.score >= 0))
		t_ok(0, text);
	return s.score;
}

static const char *label_of(struct sentiment_model *m, const char *text)
{
	struct sentiment s;

	sentiment_of(m, text, strlen(text), &s);
	return sentiment_name(s.label);
}

static const struct {
	const char *text, *label;
} cases[] = {
	/* plain */
	{"obrigada, adorei!", "positive"},
	{"péssimo atendimento", "negative"},
	{"Produto de ótima qualidade", "positive"},
	{"produto de má qualidade", "negative"},
	{"chegou antes do prazo", "positive"},
	{"passou do prazo e nada", "negative"},
	{"propaganda enganosa", "negative"},
	{"ótimo custo benefício", "positive"},
	{"veio errado", "negative"},
	{"veio com defeito", "negative"},
	{"deixou a desejar", "negative"},
	{"quero meu dinheiro de volta", "negative"},
	{"nunca mais compro", "negative"},
	{"vale a pena", "positive"},
	/* nothing arrived */
	{"cadê meu pedido???", "negative"},
	{"kd meu pedido?", "negative"},
	{"até agora não chegou", "negative"},
	{"não recebi", "negative"},
	{"Boa noite, meu pedido ainda não chegou", "negative"},
	/* negation */
	{"não gostei", "negative"},
	{"não recomendo", "negative"},
	{"não vale a pena", "negative"},
	{"nem um pouco bom", "negative"},
	{"não é ruim", "positive"},
	{"sem problemas", "positive"},
	{"nunca tive problemas com a loja", "positive"},
	{"nada a reclamar", "positive"},
	{"não é nada bom", "negative"},
	{"não poderia ser melhor", "positive"},
	{"poderia ser melhor", "negative"},
	{"não demorou nada", "positive"},
	{"não é tão bom quanto eu pensava", "negative"},
	{"jamais compraria de novo", "negative"},
	/* a negation whose tail counts */
	{"não achei ruim", "positive"},
	{"n achei ruim nao", "positive"},
	{"nao achei nada ruim", "positive"},
	{"não achei caro", "positive"},
	{"não achei o atendimento ruim", "positive"},
	{"nada de ruim", "positive"},
	{"nada de errado", "positive"},
	{"não tem nada de errado", "positive"},
	{"não acho ruim", "positive"},
	{"sem problema nenhum", "positive"},
	{"não tem problema", "positive"},
	{"nao deu problema", "positive"},
	{"não tenho do que reclamar", "positive"},
	{"não tenho do que me queixar", "positive"},
	{"nao veio quebrado", "positive"},
	{"não tem como não amar", "positive"},
	{"nunca vi nada tão bom", "positive"},
	{"não deixa a desejar", "positive"},
	{"nao deixou nada a desejar", "positive"},
	{"não achei bom", "negative"},
	{"nao achei o cheiro bom", "negative"},
	{"nao achei legal", "negative"},
	{"nada de bom", "negative"},
	{"nao vi nada de bom", "negative"},
	{"não foi nada legal", "negative"},
	{"não achei grande coisa", "negative"},
	{"nao e la essas coisas", "negative"},
	{"nao senti diferenca", "negative"},
	{"nao achei que ia demorar tanto", "negative"},
	{"não vi nada de mais", "negative"},
	{"nunca vi nada tão ruim", "negative"},
	{"deixa a desejar", "negative"},
	{"nada a ver com a foto", "negative"},
	{"sem graça", "negative"},
	{"não compensa", "negative"},
	{"nada de mais", "neutral"},
	{"nada, obrigada", "neutral"},
	{"não achei o cupom", "neutral"},
	{"não achei meu pedido, estou decepcionada", "negative"},
	{"nao achei meu pedido estou decepcionada", "negative"},
	{"não achei nada no site de vocês", "negative"},
	{"nada de resposta", "negative"},
	{"nada de entrega até agora", "negative"},
	{"nao tem previsao de entrega", "negative"},
	{"nao tem retorno nao recomendo", "negative"},
	{"nao apareceu ainda", "negative"},
	{"não tem qualidade", "negative"},
	/* wishes, things and places that carry such a word */
	{"bom feriado", "neutral"},
	{"feliz aniversário", "neutral"},
	{"boas compras", "neutral"},
	{"quero 50 bem casados", "neutral"},
	{"shampoo para cabelo danificado", "neutral"},
	{"presente para minha melhor amiga", "neutral"},
	{"BELO HORIZONTE", "neutral"},
	{"sou de belo horizonte quero saber do frete", "neutral"},
	{"moro em bom jesus", "neutral"},
	{"boa vista", "neutral"},
	{"Campo Alegre SC", "neutral"},
	{"meu bairro é boa esperanca", "neutral"},
	{"sou de porto alegre e amei", "positive"},
	{"sou de porto alegre e não gostei", "negative"},
	/* but, although */
	{"o produto é bom, mas veio com defeito", "negative"},
	{"demorou um pouco mas o produto é lindo", "positive"},
	{"apesar do atraso, o produto é ótimo", "positive"},
	/* spelling */
	{"OTIMO PRODUTO!!!", "positive"},
	{"ótimoooooo", "positive"},
	{"n gostei, mt ruim", "negative"},
	{"exelente, super recomendo", "positive"},
	{"amei d+, mto lindo", "positive"},
	{"O\xcc\x81timo", "positive"}, /* the accent stands apart */
	/* faces, pictures, laughs */
	{"😍😍", "positive"},
	{"❤️", "positive"},
	{"😡", "negative"},
	{"chegou quebrado 😡", "negative"},
	{":)", "positive"},
	{"obrigado pela demora :/", "negative"},
	{"adorei rsrs", "positive"},
	{"péssimo kkkk", "negative"},
	{"kkkkk", "neutral"},
	/* service talk says nothing */
	{"ok", "neutral"},
	{"bom dia", "neutral"},
	{"Bom dia, tudo bem? quanto custa o batom vermelho?", "neutral"},
	{"vocês abrem domingo?", "neutral"},
	{"que horas fecha hoje?", "neutral"},
	{"esse sérum é bom pra pele oleosa?", "neutral"},
	{"posso trocar se não servir?", "neutral"},
	{"quero agendar corte sábado às 15h", "neutral"},
	{"gostaria de falar com um atendente", "neutral"},
	{"não, obrigada", "neutral"},
	{"https://loja.example/p/10", "neutral"},
	{"", "neutral"},
	{"  ... ", "neutral"},
	{"1234", "neutral"},
	{"\xff\xfe\xc3", "neutral"},
	/* hints alone make no label, however many; a complaint that is sought help for is none; streets have names */
	{"??", "neutral"},
	{"tem vale presente?? quanto??", "neutral"},
	{"depois de amanhã", "neutral"},
	{"em 2 semanas", "neutral"},
	{"cartão", "neutral"},
	{"fone 11 98888-7777", "neutral"},
	{"comprei ontem pelo site, paguei no cartão", "neutral"},
	{"Rua Feliz", "neutral"},
	{"Av. Bom Pastor 300, apto 12", "neutral"},
	{"rua da Alegria 22", "neutral"},
	{"cadê vocês???", "negative"},
	{"bairro bom, mas entrega péssima", "negative"},
	{"veio com manchas", "negative"},
	{"esse creme me deu alergia", "negative"},
	{"o creme para manchas não funciona", "negative"},
	{"comprei para minha mãe, ela adorou", "positive"},
	{"quero um desse, adorei", "positive"},
	{"zero defeitos", "positive"},
	{"zero problemas", "positive"},
	{"nota zero", "negative"},
	{"tô puta com vcs", "negative"},
	{"fiquei puto com o atendimento", "negative"},
};

/* What people ask for in shops of four kinds, with no word on how they liked anything. */
static const char *const asked[] = {
	/* cosmetics */
	"queria um creme para manchas e espinhas",
	"tem algo pra mancha?",
	"minha pele tem manchas",
	"vocês têm protetor para pele com rosácea?",
	"qual shampoo serve para caspa e queda de cabelo?",
	"tem máscara para cabelo danificado e quebradiço?",
	"procuro um hidratante para pele sensível e ressecada",
	"quero um creme para pele irritada",
	"quais os ingredientes? tenho alergia a parabenos",
	"gostaria de um batom vermelho que não borra",
	"o batom é resistente à água?",
	"qual é o melhor para pele oleosa?",
	"quanto custa???",
	/* pharmacy and health */
	"quero remédio pra dor de cabeça",
	"estou com dor de cabeça",
	"preciso de um anti-inflamatório para dor nas costas",
	"qual xarope é bom para tosse seca?",
	"tem pomada para queimadura?",
	"tem alguma coisa para coceira?",
	"quero um remédio para azia e má digestão",
	"dói muito fazer depilação a laser?",
	"tem contraindicação para gestante?",
	"queria remarcar minha consulta",
	"quero cancelar o agendamento",
	/* clothes */
	"tem calça jeans rasgada tamanho 42?",
	"quero trocar o tamanho, dá para trocar na loja?",
	"qual a política de troca e devolução?",
	"esse vestido amassa fácil?",
	"queria um vestido lindo para casamento",
	"quero minha calça em azul",
	"quero o produto da foto",
	"quero um presente bonito para minha mãe",
	"quero comprar 2 vezes o mesmo kit",
	"é para presente, dá para embrulhar?",
	/* food */
	"queria uma pizza sem cebola",
	"tem opção sem glúten e sem lactose?",
	"quero dois hambúrgueres e uma coca zero",
	"tem pimenta muito forte nesse molho?",
	"o pão é de hoje?",
	"vou pagar em dinheiro, preciso de troco para 50",
	"estou sem celular, pode ligar no fixo 11 3333-4444?",
	"vocês entregam hoje à noite?",
	"só consigo receber depois das 18h",
};

static void lexicon(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		t_str(label_of(NULL, cases[i].text), cases[i].label, cases[i].text);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		t_str(label_of(NULL, asked[i]), "neutral", asked[i]);
}

/* Names of places say nothing, whatever words they are made of. */
static void places(void)
{
	for (size_t i = 0; i < PLACES_STATES; i++)
		for (const char *s = places_states[i].cities; *s; s += *s == '|') {
			size_t n = strcspn(s, "|");
			struct buf b = {0};

			buf_printf(&b, "moro em %.*s", (int)n - (*s == '*'), s + (*s == '*'));
			if (strcmp(label_of(NULL, b.p), "neutral") != 0)
				t_str(label_of(NULL, b.p), "neutral", b.p);
			buf_free(&b);
			s += n;
		}
	for (size_t i = 0; i < PLACES_STATES; i++)
		t_str(label_of(NULL, places_states[i].name), "neutral", places_states[i].name);
}

/* The first sounds better than the second. */
static void better(const char *a, const char *b)
{
	double x = score_of(NULL, a), y = score_of(NULL, b);

	t_ok(x > y, a);
	if (x <= y)
		printf("# %.3f is not above %.3f of \"%s\"\n", x, y, b);
}

static void degrees(void)
{
	better("muito bom", "bom");
	better("bom demais", "bom");
	better("bom", "um pouco bom");
	better("bom", "pouco bom");
	better("meio ruim", "ruim");
	better("ruim", "muito ruim");
	better("bom!", "bom");
	better("bom!!!", "bom!");
	better("ruim", "RUIM");
	better("bom kkk", "bom");
	better("ruim", "ruim!");
	better("é bom", "é bom?");
	better("não é ruim", "não é bom");
	better("adorei", "bom");
	better("é caro mas é lindo", "é lindo mas é caro");
	better("péssimo \xff atendimento", "péssimo atendimento, não recomendo");
	t_ok(fabs(score_of(NULL, "ruim")) > 0 && score_of(NULL, "ruim kkk") < 0, "a laugh at something bad is none");
	t_ok(score_of(NULL, "lindo e bonito mas não tem") < 0, "what a negation says alone counts more after but");
	t_ok(score_of(NULL, "péssim\xffo") < -.4, "an invalid byte is dropped");
	t_ok(fabs(score_of(NULL, "")) < 1e-9, "nothing has score 0");
	t_ok(score_of(NULL, "comprei o produto e ele tem duas peças") < 0, "a story without praise leans to blame");
	t_ok(score_of(NULL, "a\tb\tc") > 0, "a short one does not");
}

static void sizes(void)
{
	struct buf b = {0};
	struct sentiment s;

	for (int i = 0; i < 200000; i++)
		buf_puts(&b, i % 2 ? "não gostei 😡, " : "péssimo ");
	sentiment_of(NULL, b.p, b.n, &s);
	t_ok(s.label == SENTIMENT_NEGATIVE && s.score >= -1, "a very long text");
	buf_clear(&b);
	for (int i = 0; i < 100000; i++)
		buf_puts(&b, "x");
	sentiment_of(NULL, b.p, b.n, &s);
	t_ok(s.label == SENTIMENT_NEUTRAL, "a very long word");
	sentiment_of(NULL, "adorei\0péssimo", 14, &s);
	t_ok(isfinite(s.score), "a NUL inside");
	sentiment_of(NULL, "ruim, adorei", 4, &s);
	t_ok(s.label == SENTIMENT_NEGATIVE, "no byte behind the end is read");
	buf_free(&b);
}

/* What the look-up relies on, and what a hand that edits the table may spoil. */
static void table(void)
{
	for (size_t i = 0; i < sentiment_words_n; i++) {
		const struct word *w = &sentiment_words[i];
		bool says = w->kind == SAYS || w->kind == STEM || w->kind == STAYS;
		struct sentiment_text t = sentiment_text_of(w->text, strlen(w->text));

		if (i && strcmp(sentiment_words[i - 1].text, w->text) >= 0)
			t_str(w->text, "sorted", "the table is sorted by bytes, nothing twice");
		if (strlen(w->text) < 2 || (w->kind == STEM && strlen(w->text) < 3))
			t_str(w->text, "longer", "no entry is so short");
		if (says ? abs(w->weight) > 100 : w->kind == SCALES ? w->weight == 0 : w->kind == TURNS && w->weight > 0)
			t_int(w->weight, 0, w->text);
		if (w->kind != STEM && sentiment_lookup(w->text, strlen(w->text)) != w)
			t_str(w->text, "found", "each entry is found");
		if (w->kind != STEM && strcmp(buf_str(&t.line), w->text) != 0)
			t_str(buf_str(&t.line), w->text, "each entry is spelled as texts are before the look-up");
		sentiment_text_free(&t);
	}
	t_ok(sentiment_words_n > 500, "the table has words");
	t_ok(!sentiment_lookup("", 0) && !sentiment_lookup("zzz", 3), "what is not there");
	t_str(sentiment_lookup("nao recomendo a", 15)->text, "nao recomendo", "the longest entry");
	t_str(sentiment_lookup("maravilhosamente", 16)->text, "maravil", "a stem");
	t_ok(!sentiment_lookup("okapi", 5), "a whole word is no stem");
}

static void names(void)
{
	enum sentiment_label l = SENTIMENT_NEUTRAL;

	t_ok(sentiment_parse("Negativo", &l) && l == SENTIMENT_NEGATIVE, "a name in Portuguese");
	t_ok(sentiment_parse("neutra", &l) && l == SENTIMENT_NEUTRAL, "another");
	t_ok(sentiment_parse("positive", &l) && l == SENTIMENT_POSITIVE, "and in English");
	t_ok(!sentiment_parse("good", &l) && !sentiment_parse("", &l), "no name");
	t_str(sentiment_name(SENTIMENT_NEGATIVE), "negative", "the name");
}

/* ---- the model ---- */

static const struct sentiment_example examples[] = {
	{"zork plim", SENTIMENT_POSITIVE},  {"zork plim plam", SENTIMENT_POSITIVE}, {"o zork", SENTIMENT_POSITIVE},
	{"muito zork", SENTIMENT_POSITIVE}, {"zork", SENTIMENT_POSITIVE},           {"gostei do zork", SENTIMENT_POSITIVE},
	{"blag frum", SENTIMENT_NEGATIVE},  {"frum blag blag", SENTIMENT_NEGATIVE}, {"o blag", SENTIMENT_NEGATIVE},
	{"que blag", SENTIMENT_NEGATIVE},   {"blag", SENTIMENT_NEGATIVE},           {"péssimo blag", SENTIMENT_NEGATIVE},
	{"zork blag", SENTIMENT_NEUTRAL},   {"a mesa", SENTIMENT_NEUTRAL},
};
#define N (sizeof(examples) / sizeof(examples[0]))

static void learned(void)
{
	struct sentiment_report r;
	struct err e;
	struct sentiment_model *m = sentiment_train("pt", examples, N, &r, &e);

	t_int(r.negative, 6, "negative");
	t_int(r.neutral, 2, "neutral");
	t_int(r.positive, 6, "positive");
	t_int(r.folds, 6, "as many folds as the rarer side has texts");
	t_ok(r.accuracy > .7 && r.auroc > .7 && r.macro_f1 > .4 && r.band > 0 && r.band < 1, "figures of cross-validation");
	t_str(label_of(m, "que zork!"), "positive", "what was learned");
	t_str(label_of(m, "o blag"), "negative", "and the other side");
	t_ok(score_of(m, "zork plim") > score_of(m, "zork blag"), "scores are ordered");
	t_ok(fabs(score_of(m, "")) < 1e-9, "nothing has score 0");
	t_str(label_of(m, ""), "neutral", "and is neutral");
	t_ok(score_of(m, "😍") >= 0, "a text of pictures alone is not learned of");
	t_ok(isfinite(score_of(m, "\xff\xfe")), "invalid bytes");
	sentiment_free(m);
	t_ok(!sentiment_train("pt", examples, 6, NULL, &e) && e.kind == ERR_DATA, "one side is too few");
	t_ok(!sentiment_train("pt", examples, 0, NULL, &e), "and none as well");
	m = sentiment_train("xx", examples + 5, 2, &r, &e);
	t_ok(m && r.folds == 0 && isnan(r.accuracy), "one text of each side, in a language that is not known");
	sentiment_free(m);
	sentiment_free(NULL);
}

static void refuse(const char *path, enum err_kind kind, const char *say, const char *name)
{
	struct err e = {.kind = ERR_NONE};
	struct sentiment_model *m = sentiment_load(path, &e);

	t_ok(!m && e.kind == kind && strstr(e.msg, say), name);
	if (m || !strstr(e.msg, say))
		printf("# %s\n", e.msg);
	sentiment_free(m);
}

static void files(const char *dir)
{
	char *a = os_join(dir, "a"), *b = os_join(dir, "b");
	static const struct classifier_example intents[] = {{"oi", "positive", NULL}, {"tchau", "negative", NULL}};
	struct sentiment_model *m, *again;
	struct classifier *c;
	struct buf x = {0}, y = {0};
	struct err e;

	m = sentiment_train("pt", examples, N, NULL, &e);
	t_int(sentiment_save(m, a, 7, &e), 0, "saved");
	again = sentiment_load(a, &e);
	t_ok(again && fabs(score_of(again, "que zork") - score_of(m, "que zork")) < 1e-12, "loaded: the same answer");
	sentiment_free(again);
	again = sentiment_train("pt", examples, N, NULL, &e);
	(void)sentiment_save(again, b, 7, &e);
	(void)os_read_file(a, 1 << 24, &x, &e);
	(void)os_read_file(b, 1 << 24, &y, &e);
	t_ok(x.n == y.n && memcmp(x.p, y.p, x.n) == 0, "the same examples give the same bytes");
	t_ok(!classifier_load(a, &e) && e.kind == ERR_DATA && strstr(e.msg, "a model of sentiment, not of route"),
		 "it is no model of routes");
	c = classifier_train("pt", intents, 2, NULL, &e);
	(void)classifier_save(c, b, 1, &e);
	refuse(b, ERR_DATA, "a model of route, not of sentiment", "a model of routes is refused, whatever its labels");
	for (size_t cut = 0; cut < x.n; cut += x.n / 5 + 1) {
		(void)os_write_file(b, x.p, cut, 0600, &e);
		refuse(b, ERR_DATA, b, "a file cut short is refused");
	}
	for (size_t at = 0; at < x.n; at += x.n / 9 + 1) {
		x.p[at] ^= 1;
		(void)os_write_file(b, x.p, x.n, 0600, &e);
		refuse(b, ERR_DATA, b, "one flipped bit is refused");
		x.p[at] ^= 1;
	}
	(void)unlink(a);
	refuse(a, ERR_NOINPUT, a, "a missing file");
	refuse(dir, ERR_DATA, dir, "a folder is no model");
	(void)unlink(b);
	sentiment_free(again);
	sentiment_free(m);
	classifier_free(c);
	buf_free(&x);
	buf_free(&y);
	free(a);
	free(b);
}

int main(void)
{
	char dir[] = "/tmp/cwai-unit.XXXXXX";

	if (!mkdtemp(dir))
		return 1;
	lexicon();
	places();
	degrees();
	sizes();
	table();
	names();
	learned();
	files(dir);
	(void)rmdir(dir);
	return t_done();
}
