#include <string.h>

#include "text/number_value.h"
#include "text/token.h"

#include "text/number.h"

#define MOST_NUMBERS 32  /* of one sentence; later ones are not looked at */
#define MOST_WORDS 8     /* before a number */
#define LEAST_CENTS 1000 /* of a number that is not said to be money: smaller ones count things */

enum bound { NONE, MOST, UNDER, LEAST, OVER, ABOUT, RANGE };

struct cue {
	const char *words;
	enum bound bound;
	bool money; /* only before what is said to be money */
};

/* Before the number. A longer one stands before the shorter one that it ends with. */
static const struct cue before[] = {
	{"nao mais de", MOST, false},
	{"nao mais que", MOST, false},
	{"nao mais do que", MOST, false},
	{"nao menos de", LEAST, false},
	{"nao menos que", LEAST, false},
	{"ate mais ou menos", MOST, false},
	{"mais ou menos", ABOUT, false},
	{"ate no maximo", MOST, false},
	{"no maximo ate", MOST, false},
	{"no maximo de", MOST, false},
	{"no maximo", MOST, false},
	{"no max", MOST, false},
	{"maximo de", MOST, false},
	{"maximo", MOST, false},
	{"max", MOST, false},
	{"limite de", MOST, false},
	{"teto de", MOST, false},
	{"ate", MOST, false},
	{"passe de", MOST, false},
	{"passar de", MOST, false},
	{"passando de", MOST, false},
	{"passem de", MOST, false},
	{"ultrapasse", MOST, false},
	{"ultrapassar", MOST, false},
	{"orcamento de", MOST, false},
	{"orcamento e de", MOST, false},
	{"orcamento e", MOST, false},
	{"so tenho", MOST, true},
	{"tenho so", MOST, true},
	{"tenho apenas", MOST, true},
	{"gastar", MOST, true},
	{"por menos de", UNDER, false},
	{"menos de", UNDER, false},
	{"menos que", UNDER, false},
	{"menos do que", UNDER, false},
	{"abaixo de", UNDER, false},
	{"abaixo dos", UNDER, false},
	{"menor que", UNDER, false},
	{"menor do que", UNDER, false},
	{"inferior a", UNDER, false},
	{"mais barato que", UNDER, false},
	{"mais barato do que", UNDER, false},
	{"mais baratos que", UNDER, false},
	{"mais barata que", UNDER, false},
	{"mais baratas que", UNDER, false},
	{"a partir de", LEAST, false},
	{"a partir dos", LEAST, false},
	{"partir de", LEAST, false},
	{"no minimo", LEAST, false},
	{"minimo de", LEAST, false},
	{"pelo menos", LEAST, false},
	{"acima de", OVER, false},
	{"acima dos", OVER, false},
	{"mais de", OVER, false},
	{"mais que", OVER, false},
	{"mais do que", OVER, false},
	{"maior que", OVER, false},
	{"superior a", OVER, false},
	{"mais caro que", OVER, false},
	{"mais caro do que", OVER, false},
	{"por volta de", ABOUT, false},
	{"por volta dos", ABOUT, false},
	{"em torno de", ABOUT, false},
	{"em torno dos", ABOUT, false},
	{"cerca de", ABOUT, false},
	{"na faixa de", ABOUT, false},
	{"na faixa dos", ABOUT, false},
	{"faixa de preco de", ABOUT, false},
	{"faixa de", ABOUT, false},
	{"na casa dos", ABOUT, false},
	{"na media de", ABOUT, false},
	{"media de", ABOUT, false},
	{"perto de", ABOUT, false},
	{"proximo de", ABOUT, false},
	{"proximo a", ABOUT, false},
	{"aproximadamente", ABOUT, false},
	{"tipo", ABOUT, true},
};

/* Behind the number. */
static const struct cue behind[] = {
	{"mais ou menos", ABOUT, false}, {"pra baixo", MOST, false},   {"para baixo", MOST, false},
	{"ou menos", MOST, false},       {"no maximo", MOST, false},   {"no max", MOST, false},
	{"pra gastar", MOST, false},     {"para gastar", MOST, false}, {"pra cima", LEAST, false},
	{"para cima", LEAST, false},     {"ou mais", LEAST, false},    {"em diante", LEAST, false},
	{"no minimo", LEAST, false},
};

/* A word that, right before the words of a bound, says that the number is something else than a price. */
#define OTHER_THINGS "fps fator spf tamanho tam numero num volume idade peso nota ph numeracao anos dia dias hora horas"
/* Words that belong to the asking, for taking out of a query. */
#define ASKING "que custe custem custa custam custando por pagando preco precos valor valores seja sejam fique nao sem"
#define FILLERS "uns umas o os"
#define MONTHS "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro"

struct sentence {
	const char *stop;
	struct number v[MOST_NUMBERS];
	int n;
};

/* The words between from and to, the last MOST_WORDS of them. */
struct words {
	struct token v[MOST_WORDS];
	int n;
};

static struct words words_between(const char *from, const char *to)
{
	struct words w = {.n = 0};
	struct token t;

	while (token_next(&from, to, &t)) {
		if (w.n == MOST_WORDS)
			memmove(w.v, w.v + 1, (size_t)--w.n * sizeof(*w.v));
		w.v[w.n++] = t;
	}
	return w;
}

/* How many words the cue has when w.v[from], w.v[from + 1] … are those; 0 when they are not. */
static int match_at(const struct words *w, int from, const char *cue)
{
	struct token t;
	int n = 0;

	for (const char *p = cue, *stop = cue + strlen(cue); token_next(&p, stop, &t); n++)
		if (from + n < 0 || from + n >= w->n || w->v[from + n].n != t.n || memcmp(w->v[from + n].p, t.p, t.n) != 0)
			return 0;
	return n;
}

static int count_words(const char *s)
{
	int n = 1;

	for (; *s; s++)
		n += *s == ' ';
	return n;
}

/* May the number be a price? */
static bool may_be_price(const struct number *x, const char *stop)
{
	struct token de, month;

	if (x->kind == NUMBER_MONEY)
		return true;
	if ((x->kind != NUMBER_PLAIN && x->kind != NUMBER_QUANTITY) || x->unit || x->cents < LEAST_CENTS)
		return false;
	de = number_value_word(x->end, stop);
	month = number_value_word(de.p + de.n, stop);
	return !(token_is(de, "de") && token_in(month, MONTHS));
}

/* Where the words that ask for the price begin, going back from w.v[at]. */
static const char *asking_start(const struct words *w, int at, const char *start)
{
	for (; at > 0 && token_in(w->v[at - 1], ASKING); at--)
		start = w->v[at - 1].p;
	return start;
}

/* The bound that the words before x speak of; *start is where they begin. */
static enum bound read_before(struct words w, const struct number *x, const char **start)
{
	bool money = x->kind == NUMBER_MONEY;
	struct token filler = {NULL, 0};

	if (w.n > 0 && token_in(w.v[w.n - 1], FILLERS))
		filler = w.v[--w.n];
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		int at = w.n - count_words(before[i].words);

		if (!match_at(&w, at, before[i].words) || (before[i].money && !money))
			continue;
		if (!money && at > 0 && token_in(w.v[at - 1], OTHER_THINGS))
			return NONE;
		*start = asking_start(&w, at, w.v[at].p);
		return before[i].bound;
	}
	if (!money || !token_in(filler, "uns umas"))
		return NONE;
	*start = filler.p;
	return ABOUT;
}

static enum bound read_behind(const struct number *x, const char *stop, const char **end)
{
	struct words w = {.n = 0};
	struct token t = number_value_word(x->end, stop);

	for (; t.n && w.n < 3; t = number_value_word(t.p + t.n, stop))
		w.v[w.n++] = t;
	for (size_t i = 0; i < sizeof(behind) / sizeof(*behind); i++) {
		int n = match_at(&w, 0, behind[i].words);

		if (n) {
			*end = w.v[n - 1].p + w.v[n - 1].n;
			return behind[i].bound;
		}
	}
	return NONE;
}

static void at_most(struct number_bounds *b, int64_t cents)
{
	if (b->max_cents < 0 || cents < b->max_cents)
		b->max_cents = cents;
}

static void at_least(struct number_bounds *b, int64_t cents)
{
	if (cents > b->min_cents)
		b->min_cents = cents;
}

static void add(struct number_bounds *b, enum bound bound, int64_t low, int64_t high)
{
	if (bound == MOST)
		at_most(b, high);
	if (bound == UNDER)
		at_most(b, high > 0 ? high - 1 : 0);
	if (bound == LEAST)
		at_least(b, low);
	if (bound == OVER)
		at_least(b, low + 1);
	if (bound == ABOUT) {
		at_least(b, low - low / 5);
		at_most(b, high + high / 5);
	}
	if (bound == RANGE) {
		at_least(b, low < high ? low : high);
		at_most(b, low < high ? high : low);
	}
}

static void add_span(struct number_bounds *b, const char *start, const char *end)
{
	if (b->spans == NUMBER_SPANS)
		return;
	b->span[b->spans].start = start;
	b->span[b->spans++].end = end;
}

/* What joins two numbers of a range: nothing but this word, or a hyphen. */
static bool are_joined(const struct number *a, const struct number *b, const char *joints)
{
	struct words w = words_between(a->end, b->start);

	if (w.n == 0)
		return b->start - a->end > 0 && memchr(a->end, '-', (size_t)(b->start - a->end)) != NULL;
	return w.n == 1 && token_in(w.v[0], joints);
}

/* "entre 50 e 100", "de 50 a 100", "na faixa de 50 a 100", "50 a 100 reais" */
static bool read_range(const struct sentence *s, int i, const struct words *w, struct number_bounds *out)
{
	const struct number *a = &s->v[i], *b = a + 1;
	struct token last = {NULL, 0};
	const char *start = a->start;
	int at = w->n;

	if (i + 1 >= s->n || !may_be_price(b, s->stop) || a->unit || a->kind == NUMBER_PERCENT || a->kind == NUMBER_ORDINAL)
		return false;
	if (b->kind != NUMBER_MONEY && !may_be_price(a, s->stop))
		return false;
	if (at > 0)
		last = w->v[--at];
	if (token_is(last, "entre") ? !are_joined(a, b, "e a") : !are_joined(a, b, "a ate"))
		return false;
	if (!token_in(last, "entre de")) {
		if (b->kind != NUMBER_MONEY)
			return false;
	} else {
		start = last.p;
		if (b->kind != NUMBER_MONEY && at > 0 && token_in(w->v[at - 1], OTHER_THINGS))
			return false;
		while (at > 0 && token_in(w->v[at - 1], "na no faixa media de a partir " ASKING))
			start = w->v[--at].p;
	}
	add(out, RANGE, a->cents, b->cents);
	add_span(out, start, b->end);
	return true;
}

static void read_one(const struct sentence *s, int i, const struct words *w, struct number_bounds *out)
{
	const struct number *x = &s->v[i];
	const char *start = x->start, *end = x->end;
	enum bound bound;

	if (!may_be_price(x, s->stop))
		return;
	bound = read_before(*w, x, &start);
	if (bound == NONE) {
		bound = read_behind(x, s->stop, &end);
		if (w->n > 0 && token_is(w->v[w->n - 1], "de"))
			start = w->v[w->n - 1].p;
	}
	if (bound == NONE)
		return;
	add(out, bound, x->cents, x->cents);
	add_span(out, start, end);
}

bool number_price_bounds(const char *s, size_t n, struct number_bounds *out)
{
	struct sentence all = {.stop = s + n};
	const char *p = s;

	*out = (struct number_bounds){.min_cents = -1, .max_cents = -1};
	while (all.n < MOST_NUMBERS && number_next(&p, all.stop, &all.v[all.n]))
		all.n++;
	p = s;
	for (int i = 0; i < all.n; i++) {
		struct words w = words_between(p, all.v[i].start);

		if (read_range(&all, i, &w, out))
			i++;
		else
			read_one(&all, i, &w, out);
		p = all.v[i].end;
	}
	return out->spans > 0;
}
