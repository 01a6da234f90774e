#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/token.h"

#include "agents/analyze_private.h"

#define STRETCHED 3 /* the same letter so often stands for one */

/*
 * Everything here is looked up in a normal form: folded words in their standard spelling, each between single spaces.
 * Whole words stand in the lists as they are; a phrase that ends with - is the beginning of a word.
 */

static const char small_words[] =
	"oi ois ola opa eai e ai hey hello hi alo salve bom boa bons boas dia tarde noite madrugada tudo bem joia certo "
	"certinho tranquilo obrigado obrigada obrigadao brigado valeu grato grata agradeco agradecida agradecido gratidao "
	"de nada por isso imagina disponha tchau ate mais logo breve beijo beijos abraco abracos ok okay okey esta estao "
	"beleza show perfeito otimo otima legal sim nao claro combinado entendi entendido aham uhum hum ah eh a o um uma "
	"com voce voces senhor senhora moca moco gente meninas amor querida querido linda flor muito muita mesmo viu so k "
	"kk rs rsrs haha hahaha hehe desculpa desculpe licenca favor momento momentinho instante minuto minutinho aguarde "
	"pessoal alguem como vai vao que para otimo excelente maravilha feliz semana final fim feriado igualmente tambem "
	"eu nos ja falou estamos juntos deus abencoe amem pela pelo ajuda atencao era foi so enquanto prazer retorno";

/* At the beginning, behind small talk. */
static const char *const asking[] = {
	"quanto ",      "quanta ",        "quantos ",    "quantas ",    "qual ",         "quais ",       "quando ",
	"onde ",        "aonde ",         "de onde ",    "cade ",       "quem ",         "por que ",     "que horas ",
	"que dia ",     "o que ",         "sera que ",   "como ",       "tem ",          "teria ",       "teriam ",
	"tens ",        "vende ",         "vendem ",     "voces tem ",  "voce tem ",     "voces vende-", "voces faz-",
	"voces ent-",   "voces ace-",     "voces abr-",  "voces trab-", "voces parc-",   "voces est-",   "voces pode-",
	"voce pode ",   "voce sabe ",     "posso ",      "poderia ",    "pode me ",      "da para ",     "consigo ",
	"e possivel",   "existe ",        "aceita ",     "aceitam ",    "entrega ",      "entregam ",    "fazem ",
	"abre ",        "abrem ",         "fecha ",      "fecham ",     "parcela ",      "parcelam ",    "em quanto ",
	"a que horas ", "ate que horas ", "ate quando ", "tem como ",   "chega quando ", "para quando ", "ja chegou ",
	"serve para ",  "pode usar ",
};

/* Anywhere. */
static const char *const wanting_to_know[] = {
	" queria saber ",     " gostaria de saber ",
	" quero saber ",      " preciso saber ",
	" sabe se ",          " saber se ",
	" saber o ",          " saber a ",
	" saber quanto ",     " saber qual ",
	" saber quando ",     " sabe me dizer ",
	" sabe informar ",    " pode me dizer ",
	" podem me dizer ",   " pode informar ",
	" me informa-",       " me diz se ",
	" tenho uma duvida ", " tirar uma duvida ",
	" minha duvida ",     " qual o ",
	" qual a ",
};

static const char *const settling[] = {
	" agendad-",       " agendei ",        " agendamos ",    " marquei ",        " marcamos ",
	" esta marcad-",   " foi marcad-",     " fica marcad-",  " ficou marcad-",   " remarcad-",
	" remarquei ",     " confirmad-",      " confirmei ",    " confirmo ",       " confirmamos ",
	" reservad-",      " reservei ",       " reservamos ",   " separei o ",      " separei a ",
	" cancelad-",      " cancelei ",       " cancelamos ",   " enviad-",         " enviei ",
	" enviamos ",      " vou enviar ",     " vamos enviar ", " despachad-",      " despachamos ",
	" postad-",        " postamos ",       " vai chegar ",   " chega ate ",      " chega amanha ",
	" chega hoje ",    " chega na ",       " chega no ",     " chega dia ",      " entregue ",
	" pedido feito ",  " compra feita ",   " pago ",         " paguei ",         " pagamento aprovado ",
	" estornad-",      " estorno ",        " estornamos ",   " reembols-",       " trocad-",
	" trocamos ",      " vou trocar ",     " vamos trocar ", " pode retirar ",   " pode buscar ",
	" pode trocar ",   " fechado ",        " fechamos ",     " vou levar ",      " vou querer ",
	" vou ficar com ", " quero comprar ",  " pode fechar ",  " pode enviar ",    " pode mandar ",
	" pode cancelar ", " quero cancelar ", " quero trocar ", " quero devolver ", " desisto ",
	" desisti ",       " fico com ",       " resolvid-",     " resolvemos ",     " vamos devolver ",
	" desconto de ",
};

/* In its standard spelling; "oiiii" is "oi". */
static void put_word(struct buf *out, const char *p, size_t n)
{
	const char *chat = token_chat(p, n);

	if (chat)
		buf_puts(out, chat);
	for (size_t i = 0, run; i < n && !chat; i += run) {
		for (run = 1; i + run < n && p[i + run] == p[i];)
			run++;
		buf_put(out, p + i, run >= STRETCHED && (p[i] < '0' || p[i] > '9') ? 1 : run);
	}
	buf_putc(out, ' ');
}

/* The normal form, in new memory: " quanto custa o batom ". */
static char *normal(struct analyze_span s)
{
	struct buf folded = {0}, out = {0};
	const char *p;
	struct token t;

	fold_text(&folded, s.p, s.n);
	p = buf_str(&folded);
	buf_putc(&out, ' ');
	for (const char *stop = p + folded.n; token_next(&p, stop, &t);)
		put_word(&out, t.p, t.n);
	buf_free(&folded);
	return out.p;
}

static bool starts(const char *s, const char *phrase)
{
	size_t n = strlen(phrase);

	return strncmp(s, phrase, n - (phrase[n - 1] == '-')) == 0;
}

static bool holds(const char *s, const char *const *phrases, size_t n)
{
	for (const char *at = s; (at = strchr(at, ' ')) && at[1]; at++)
		for (size_t i = 0; i < n; i++)
			if (starts(at, phrases[i]))
				return true;
	return false;
}

static struct token word_at(const char *s)
{
	return (struct token){s, strcspn(s, " ")};
}

/* ---- questions ---- */

static bool has_sign(struct analyze_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '?' && (i + 1 == s.n || strchr(" ?!\n\t)\"'*_\xc2\xe2\xf0", s.p[i + 1])))
			return true;
	return false;
}

static bool begins_asking(const char *s)
{
	for (;; s += word_at(s).n + 1) {
		if (strncmp(s, "tem ", 4) == 0 && s[4] >= '0' && s[4] <= '9')
			return false; /* "tem 10 dias que" */
		for (size_t i = 0; i < sizeof(asking) / sizeof(*asking); i++)
			if (starts(s, asking[i]))
				return true;
		if (!*s || !token_in(word_at(s), small_words))
			return false;
	}
}

bool analyze_words_ask(struct analyze_span s)
{
	char *words;
	bool yes;

	if (has_sign(s))
		return true;
	words = normal(s);
	yes = begins_asking(words + 1) || holds(words, wanting_to_know, sizeof(wanting_to_know) / sizeof(*wanting_to_know));
	free(words);
	return yes;
}

/* ---- small talk, and what is settled ---- */

bool analyze_words_small(struct analyze_span s)
{
	char *words = normal(s);
	bool small = true;

	for (const char *p = words + 1; *p && small; p += word_at(p).n + 1)
		small = token_in(word_at(p), small_words);
	small = small || strcmp(words, " tem alguem ai ") == 0;
	free(words);
	return small;
}

bool analyze_words_settle(struct analyze_span s)
{
	char *words = normal(s);
	bool yes = holds(words, settling, sizeof(settling) / sizeof(*settling));

	free(words);
	return yes;
}

bool analyze_words_wish(struct analyze_span s)
{
	static const char *const wishing[] = {" quero ", " queria ", " preciso ", " gostaria ", " pode ", " podem "};
	char *words = normal(s);
	bool yes = holds(words, wishing, sizeof(wishing) / sizeof(*wishing));

	free(words);
	return yes;
}

int analyze_words_count(struct analyze_span s)
{
	const char *p = s.p;
	struct token t;
	int n = 0;

	while (token_next(&p, s.p + s.n, &t))
		n++;
	return n;
}

/* ---- the same ---- */

#define IN_A 1
#define IN_B 2

static void put_words(struct map *m, const char *words, bool stops, uint64_t mark)
{
	for (const char *p = words + 1; *p; p += word_at(p).n + 1) {
		struct token t = word_at(p);

		if (stops || !token_is_stop("pt", t.p, t.n))
			*map_at(m, t.p, t.n, NULL) |= mark;
	}
}

/* How many words are in both, in a and in b; different: a number is in one only. */
static bool compare(const struct map *m, int *both, int *in_a, int *in_b)
{
	bool different = false;

	*both = *in_a = *in_b = 0;
	for (size_t i = 0; i < map_count(m); i++) {
		size_t n;
		uint64_t mark;
		const char *key = map_key(m, i, &n, &mark);

		*both += mark == (IN_A | IN_B);
		*in_a += (mark & IN_A) != 0;
		*in_b += (mark & IN_B) != 0;
		different = different || (mark != (IN_A | IN_B) && strpbrk(key, "0123456789"));
	}
	return different;
}

bool analyze_words_same(struct analyze_span a, struct analyze_span b)
{
	char *x = normal(a), *y = normal(b);
	bool same = strcmp(x, y) == 0, different = false;
	int both = 0, in_a = 0, in_b = 0;

	for (int stops = 0; stops < 2 && !same && both + in_a + in_b == 0; stops++) {
		struct map *m = map_new();

		put_words(m, x, stops, IN_A);
		put_words(m, y, stops, IN_B);
		different = compare(m, &both, &in_a, &in_b);
		map_free(m);
	}
	/* Four fifths of the shorter one, and more than half of the longer. */
	same = same || (!different && both > 0 && 5 * both >= 4 * (in_a < in_b ? in_a : in_b) &&
					2 * both > (in_a > in_b ? in_a : in_b));
	free(x);
	free(y);
	return same;
}
