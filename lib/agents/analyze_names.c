#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/redact.h"
#include "text/token.h"

#include "agents/analyze_private.h"

#define SHORTEST 3    /* characters of a name: shorter ones are words too */
#define MOST_WORDS 7  /* of a name that is told, particles not counted */
#define SURE_WORDS 4  /* of what goes on for more than that: it is a sentence */
#define REACH 7       /* words between a street and its number */
#define LONG_GROUPS 8 /* the same of one in groups */
#define LONG_NUMBER 7 /* digits that may be anybody's */

#define PARTICLES "da de do das dos e di del von van"
#define STREETS "rua avenida av travessa alameda rodovia estrada praca logradouro"
#define PARTS "ap apt apto apartamento bloco quadra lote casa sala nº"
/* Names that are words of a shop too: masked in capitals or behind another name, else they are the word. */
#define WORDS_TOO                                                                                                    \
	"dias rosa branco branca preto preta flores luz leite mel clara linda bela morena moreno loira dourado dourada " \
	"violeta jasmim margarida prata ouro natal santos campos nova reis cruz paz sol lima oliva esmeralda vitoria gloria"
#define GREETINGS "ola oi oie oii obrigada obrigado prezada prezado sra sr dona senhora bem-vinda bem-vindo"
/* End a name, like any stop word, whatever case it is told in. */
#define ENDS                                                                                                         \
	"quero queria querendo gostaria preciso precisava vim venho comprei compro recebi paguei pedi mandei fiz vi "    \
	"posso pode poderia consigo consegui sei falo falei ligo moro trabalho aguardo gostei to ta tava vc vcs n q tb " \
	"tbm boa bom ola oi obrigado obrigada cliente hoje ontem"

/* ---- the names ---- */

static void add(struct analyze_names *names, const char *s, size_t n)
{
	char *name;

	if (utf8_length(s, n) < SHORTEST)
		return;
	if (!names->known)
		names->known = redact_names_new();
	name = mem_ndup(s, n);
	redact_names_add(names->known, name);
	free(name);
}

static bool is_digits(struct token t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i] < '0' || t.p[i] > '9')
			return false;
	return t.n > 0;
}

static bool has_words_too(const char *s, size_t n)
{
	const char *p = s;
	struct token t;

	while (token_next(&p, s + n, &t))
		if (token_folded_in(t, WORDS_TOO))
			return true;
	return false;
}

/* A word of a shop that is a name too, once. */
static void add_word_too(struct analyze_names *names, struct token t)
{
	struct buf b = {0};

	fold_text(&b, t.p, t.n);
	if (!names->words.n || !token_in((struct token){b.p, b.n}, names->words.p))
		buf_printf(&names->words, "%s%s", names->words.n ? " " : "", b.p);
	buf_free(&b);
}

/* The words of a name one by one: those that are words of a shop too go to a list of their own. */
static void add_words(struct analyze_names *names, const char *s, size_t n)
{
	const char *p = s;
	struct token t;

	while (token_next(&p, s + n, &t)) {
		if (token_folded_in(t, WORDS_TOO))
			add_word_too(names, t);
		else if (!token_folded_in(t, PARTICLES))
			add(names, t.p, t.n);
	}
}

static void add_name(struct analyze_names *names, const char *s, size_t n)
{
	if (has_words_too(s, n))
		add_words(names, s, n);
	else
		add(names, s, n);
}

void analyze_names_add(struct analyze_names *names, const char *words)
{
	if (words)
		add_name(names, words, strlen(words));
}

void analyze_names_free(struct analyze_names *names)
{
	redact_names_free(names->known);
	buf_free(&names->words);
	*names = (struct analyze_names){0};
}

/* ---- names that are told ---- */

/* Does nothing but single spaces stand between the two? */
static bool follows(struct token a, struct token b)
{
	return b.p == a.p + a.n + 1 && *(a.p + a.n) == ' ';
}

static bool is_capital(struct token t)
{
	uint32_t cp;

	(void)utf8_decode(t.p, t.n, &cp);
	return (cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && cp <= 0xde && cp != 0xd7);
}

static bool ends_name(struct token t)
{
	struct buf b = {0};
	bool yes;

	fold_text(&b, t.p, t.n);
	yes = token_in((struct token){buf_str(&b), b.n}, ENDS) || token_is_stop("pt", buf_str(&b), b.n);
	buf_free(&b);
	return yes;
}

/*
 * The name that begins at *from: its words in capitals, or in any case when that will do, up to one that ends it. 0
 * when there is none, else its bytes.
 */
static size_t name_length(const char *from, const char *stop, bool any)
{
	const char *p = from, *end = from, *sure = from;
	struct token t, last = {0};
	int words = 0;

	while (token_next(&p, stop, &t)) {
		bool particle = words > 0 && token_folded_in(t, PARTICLES);

		if ((words > 0 && !follows(last, t)) || (words == 0 && t.p > from + 2) || is_digits(t))
			break;
		last = t;
		if (particle)
			continue;
		if (ends_name(t) || (!any && !is_capital(t)))
			break;
		if (words++ == MOST_WORDS)
			return (size_t)(sure - from);
		end = t.p + t.n;
		if (words <= SURE_WORDS)
			sure = end;
	}
	return (size_t)(end - from);
}

static const struct {
	const char *words; /* folded, split by single spaces */
	bool any;          /* what follows is a name, written in whatever case */
} tellers[] = {
	{"meu nome e", true},   {"meu nome eh", true}, {"me chamo", true},       {"nome completo e", true},
	{"em nome de", true},   {"aqui e a", false},   {"aqui e o", false},      {"aqui e", false},
	{"sou a", false},       {"sou o", false},      {"quem fala e a", false}, {"quem fala e o", false},
	{"quem fala e", false}, {"eu sou", false},     {"nome", false},          {"no nome de", true},
	{"chamo-me", true},     {"nome e", true},
};

/* Does the folded text end with the words of one that tells a name? */
static int teller(const struct buf *folded)
{
	int best = -1;

	for (size_t i = 0; i < sizeof(tellers) / sizeof(*tellers); i++) {
		size_t n = strlen(tellers[i].words);

		if (folded->n >= n && memcmp(folded->p + folded->n - n, tellers[i].words, n) == 0 &&
			(folded->n == n || folded->p[folded->n - n - 1] == ' ') && (best < 0 || n > strlen(tellers[best].words)))
			best = (int)i;
	}
	return best;
}

static bool small_name(const char *p, size_t n)
{
	return analyze_words_small((struct analyze_span){p, n});
}

/* "Olá, Joana!": the name that a greeting, whose word is t, calls. */
static void learn_called(struct analyze_names *names, struct token t, const char *p, const char *stop)
{
	size_t n;

	if (!token_folded_in(t, GREETINGS))
		return;
	p += p < stop && *p == ',';
	n = name_length(p, stop, false);
	if (n > 0 && (p + n == stop || strchr(",!.?\n", p[n])) && !small_name(p, n))
		add_name(names, p, n);
}

void analyze_names_learn(struct analyze_names *names, const char *text)
{
	const char *p = text, *stop = text + strlen(text);
	struct buf folded = {0};
	struct token t, last = {0};

	while (token_next(&p, stop, &t)) {
		int i;

		if (last.p && !follows(last, t))
			buf_clear(&folded);
		else if (folded.n)
			buf_putc(&folded, ' ');
		fold_text(&folded, t.p, t.n);
		last = t;
		i = teller(&folded);
		if (i >= 0 && p < stop)
			add_name(names, p, name_length(p, stop, tellers[i].any));
		learn_called(names, t, p, stop);
	}
	buf_free(&folded);
}

/* ---- masking ---- */

/* The end of the address that begins with the word t, NULL when there is none. *p stands behind t. */
static const char *address_end(struct token t, const char *p, const char *stop)
{
	bool street = token_folded_in(t, STREETS), part = !street && token_folded_in(t, PARTS);
	struct token last = t, next;

	for (int i = 0; (street || part) && i < (street ? REACH : 1) && token_next(&p, stop, &next); i++) {
		for (const char *c = last.p + last.n; c < next.p; c++)
			if (strchr("!?;\n[", *c))
				return NULL;
		if (next.p[0] >= '0' && next.p[0] <= '9')
			return next.p + next.n;
		last = next;
	}
	return NULL;
}

static size_t digits_of(struct token t)
{
	size_t n = 0;

	for (size_t i = 0; i < t.n; i++)
		n += t.p[i] >= '0' && t.p[i] <= '9';
	return n;
}

/*
 * The end of the long number that begins with the word t, in groups too; NULL when there is none,
 * or when it is a date.
 */
static const char *number_end(struct token t, const char *p, const char *stop)
{
	size_t digits = digits_of(t), group[3] = {digits, 0, 0};
	struct token last = t, next;
	int n = 1;

	if (digits == 0)
		return NULL;
	while (is_digits(last) && token_next(&p, stop, &next) && is_digits(next) && next.p == last.p + last.n + 1 &&
		   (next.p[-1] == '-' || next.p[-1] == '.' || (next.p[-1] == ' ' && last.n > 1 && next.n > 1))) {
		if (n < 3)
			group[n] = next.n;
		n++;
		digits += next.n;
		last = next;
	}
	if (n == 3 && group[0] <= 2 && group[1] <= 2 && group[2] == 4)
		return NULL;
	return digits >= (n > 1 ? LONG_GROUPS : LONG_NUMBER) ? last.p + last.n : NULL;
}

/* Where the particle before the word t begins, "dos Santos"; t itself when there is none. */
static const char *with_particle(const char *text, struct token t)
{
	const char *p = t.p;

	if (p == text || p[-1] != ' ')
		return t.p;
	for (p--; p > text && p[-1] != ' '; p--)
		;
	return token_folded_in((struct token){p, (size_t)(t.p - 1 - p)}, "da de do das dos") ? p : t.p;
}

/* Is the word t of the text a name, though it may be none? named: the end of the word before that was one, or NULL. */
static bool is_name(const struct analyze_names *names, const char *text, struct token t, const char *named)
{
	static const char before[] = "[NOME] ";
	size_t n = sizeof(before) - 1;
	const char *p;

	if (!names->words.n || !token_folded_in(t, names->words.p))
		return false;
	p = with_particle(text, t);
	return is_capital(t) || ((size_t)(p - text) >= n && memcmp(p - n, before, n) == 0) ||
		   (named && p == named + 1 && *named == ' ');
}

/* What stands in the place of what begins with the word t, and where that ends; NULL when nothing does. */
static const char *mask_of(const struct analyze_names *names, const char *text, struct token t, const char *p,
						   const char *stop, const char *named, const char **end)
{
	if ((*end = address_end(t, p, stop)))
		return "[ENDEREÇO]";
	if ((*end = number_end(t, p, stop)))
		return "[NÚMERO]";
	*end = t.p + t.n;
	return is_name(names, text, t, named) ? "[NOME]" : NULL;
}

/* Appends text, which is redacted, with the rest masked: addresses, long numbers, names that are words too. */
static void mask_rest(const struct analyze_names *names, struct buf *out, const char *text)
{
	const char *p = text, *stop = text + strlen(text), *done = text, *named = NULL, *end;
	struct token t;

	while (token_next(&p, stop, &t)) {
		const char *mask = mask_of(names, text, t, p, stop, named, &end);

		if (!mask)
			continue;
		buf_put(out, done, (size_t)(t.p - done));
		buf_puts(out, mask);
		done = p = end;
		named = end;
	}
	buf_puts(out, done);
}

char *analyze_names_mask(const struct analyze_names *names, const char *text)
{
	struct buf once = {0}, out = {0};

	redact_known(&once, text, strlen(text), names->known, 0);
	mask_rest(names, &out, buf_str(&once));
	buf_free(&once);
	return out.p ? out.p : mem_dup("");
}
