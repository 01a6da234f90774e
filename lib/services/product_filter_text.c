/* Filters read from a sentence. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/number.h"
#include "text/token.h"

#include "services/product_filter.h"

#define MENTIONS 64

/* A sentence while it is read. Both copies keep the places of the original; what was dealt with becomes spaces. */
struct sentence {
	char *look; /* for finding what is asked for */
	char *rest; /* for finding products */
	size_t n;
};

static void blank(char *copy, const struct sentence *s, const char *start, const char *end)
{
	memset(copy + (start - s->look), ' ', (size_t)(end - start));
}

static bool is_one_of(const struct token *t, const char *const *list)
{
	for (; *list; list++)
		if (strlen(*list) == t->n && memcmp(*list, t->p, t->n) == 0)
			return true;
	return false;
}

/* ---- denials ---- */

/* "que não seja oleosa", "sem ser da Solarenga": is what begins at place denied by the words before it? */
static bool is_denied(const struct sentence *s, const char *place)
{
	static const char *const no[] = {"sem", "nao", "nem", "menos", "exceto", "fora", NULL};
	static const char *const between[] = {"seja", "sejam", "ser",   "e",     "sendo", "da",    "do",     "das",
										  "dos",  "de",    "a",     "o",     "com",   "tenha", "tenham", "contenha",
										  "para", "pra",   "marca", "muito", "muita", "tao",   "leve",   NULL};
	struct token last[6], t;
	const char *p = s->look;
	int n = 0;

	while (token_next(&p, place, &t)) {
		if (n == 6)
			memmove(last, last + 1, (size_t)--n * sizeof(*last));
		last[n++] = t;
	}
	while (n > 0 && is_one_of(&last[n - 1], between))
		n--;
	return n > 0 && is_one_of(&last[n - 1], no);
}

/* ---- numbers of attributes ---- */

static bool all_digits(const struct token *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->p[i] < '0' || t->p[i] > '9')
			return false;
	return t->n > 0 && t->n < 10;
}

/* The digits at p, with a decimal part if there is one. */
static double read_number(const char *p, const char *stop, const char **end)
{
	char digits[24];
	size_t n = 0;

	while (p < stop && n < sizeof(digits) - 1 &&
		   ((*p >= '0' && *p <= '9') || (*p == ',' && p + 1 < stop && p[1] >= '0' && p[1] <= '9'))) {
		digits[n++] = *p == ',' ? '.' : *p;
		p++;
	}
	digits[n] = '\0';
	*end = p;
	return strtod(digits, NULL);
}

struct span {
	const char *start, *end;
};

static bool is_money(const char *end, const char *stop)
{
	static const char *const money[] = {"reais", "real", "conto", "contos", "pila", "pilas", NULL};
	struct token t;

	return token_next(&end, stop, &t) && is_one_of(&t, money);
}

/*
 * The number behind the word at m ("fps 50", "fator acima de 30", "fps50"), and how many words stand between; -1 when
 * there is none.
 */
static int number_behind(const struct sentence *s, const struct product_mention *m, double *number, bool *at_most,
						 struct span *where)
{
	static const char *const between[] = {"de",     "do",   "da",    "acima",  "maior", "que", "no",
										  "minimo", "pelo", "menos", "igual",  "a",     "o",   "superior",
										  "e",      "seja", "ao",    "partir", NULL};
	static const char *const under[] = {"ate", "maximo", "menor", "abaixo", "inferior", NULL};
	const char *p = m->end, *stop = s->look + s->n;
	struct token t;

	*at_most = false;
	for (int words = 0; words < 5 && token_next(&p, stop, &t); words++) {
		if (all_digits(&t)) {
			*number = read_number(t.p, stop, &where->end);
			where->start = m->start;
			return is_money(where->end, stop) ? -1 : words;
		}
		if (is_one_of(&t, under))
			*at_most = true;
		else if (!is_one_of(&t, between))
			return -1;
	}
	return -1;
}

/* The number before it ("5,5 litros", "180 fios"). */
static bool number_before(const struct sentence *s, const struct product_mention *m, double *number, struct span *where)
{
	const char *p = m->start, *end;

	while (p > s->look && p[-1] == ' ')
		p--;
	end = p;
	while (p > s->look && ((p[-1] >= '0' && p[-1] <= '9') || (p[-1] == ',' && p < end)))
		p--;
	while (p < end && *p == ',')
		p++;
	if (p == end || (p > s->look && p[-1] != ' '))
		return false;
	*number = read_number(p, end, &end);
	*where = (struct span){p, m->end};
	return true;
}

static struct product_condition *add_condition(struct product_filter *f, enum product_kind kind, const char *key,
											   bool denied)
{
	struct product_condition *c;

	for (int i = 0; i < f->n; i++) {
		c = &f->c[i];
		if (c->kind == kind && c->denied == denied &&
			(kind == PRODUCT_BRAND || (c->key ? key && strcmp(c->key, key) == 0 : !key)))
			return c;
	}
	if (f->n == PRODUCT_CONDITIONS)
		return NULL;
	c = &f->c[f->n++];
	*c = (struct product_condition){
		.kind = kind, .key = key ? mem_dup(key) : NULL, .min = -1e300, .max = 1e300, .denied = denied};
	return c;
}

/* Keeps where the sentence said it. */
static void note_span(struct product_condition *c, const struct sentence *s, const char *start, const char *end)
{
	if (c->spans == PRODUCT_SPANS)
		return;
	c->span[c->spans].from = (size_t)(start - s->look);
	c->span[c->spans++].to = (size_t)(end - s->look);
}

/* Reads the number that the word at m speaks of: right behind it, else right before it, else further behind. */
static bool number_beside(const struct sentence *s, const struct product_mention *m, double *number, bool *at_most,
						  struct span *where)
{
	struct span before;
	double other;
	int words = number_behind(s, m, number, at_most, where);

	if (words != 0 && number_before(s, m, &other, &before)) {
		*number = other;
		*at_most = false;
		*where = before;
		return true;
	}
	return words >= 0;
}

static void read_numbers(struct product_filter *f, const struct product_words *words, struct sentence *s)
{
	struct product_mention m[MENTIONS];
	int n = product_words_find(words, s->look, s->n, m, MENTIONS);

	for (int i = 0; i < n; i++) {
		struct product_condition *c;
		struct span where;
		double number;
		bool at_most = false;

		if (m[i].meaning->kind != PRODUCT_NUMBER || !number_beside(s, &m[i], &number, &at_most, &where))
			continue;
		c = add_condition(f, PRODUCT_NUMBER, m[i].meaning->key, false);
		if (!c)
			continue;
		if (at_most)
			c->max = number;
		else
			c->min = number;
		note_span(c, s, where.start, where.end);
		blank(s->look, s, where.start, where.end);
	}
}

/* ---- the rest ---- */

static void read_prices(struct product_filter *f, struct sentence *s)
{
	struct number_bounds b;

	if (!number_price_bounds(s->look, s->n, &b))
		return;
	f->min_cents = b.min_cents;
	f->max_cents = b.max_cents;
	for (int i = 0; i < b.spans; i++) {
		blank(s->rest, s, b.span[i].start, b.span[i].end);
		blank(s->look, s, b.span[i].start, b.span[i].end);
	}
}

static void add_value(struct product_filter *f, const struct sentence *s, const struct product_mention *m, bool denied)
{
	const struct product_meaning *x = m->meaning;
	enum product_kind kind = x->kind == PRODUCT_NOT_FLAG ? PRODUCT_FLAG : x->kind;
	struct product_condition *c = add_condition(f, kind, x->key, denied != (x->kind == PRODUCT_NOT_FLAG));

	if (!c)
		return;
	note_span(c, s, m->start, m->end);
	if (!x->value)
		return;
	for (int i = 0; i < c->values; i++)
		if (strcmp(c->value[i], x->value) == 0)
			return;
	if (c->values < PRODUCT_VALUES)
		c->value[c->values++] = mem_dup(x->value);
}

/* Takes one phrase; returns whether its words may be looked for in products. */
static bool take_mention(struct product_filter *f, const struct sentence *s, const struct product_mention *m)
{
	bool denied;

	switch (m->meaning->kind) {
	case PRODUCT_STOCK: f->in_stock = 1; return false;
	case PRODUCT_CHEAP: f->sort = PRODUCT_CHEAPEST; return false;
	case PRODUCT_DEAR: f->sort = PRODUCT_DEAREST; return false;
	case PRODUCT_ASKING: return false;
	case PRODUCT_NUMBER: return true;
	case PRODUCT_CATEGORY:
	case PRODUCT_BRAND:
	case PRODUCT_CHOICE:
	case PRODUCT_FLAG:
	case PRODUCT_NOT_FLAG: break;
	}
	denied = is_denied(s, m->start);
	add_value(f, s, m, denied);
	return !denied && m->meaning->kind != PRODUCT_NOT_FLAG;
}

static bool has_words(const char *text, size_t n)
{
	const char *p = text;
	struct token t;

	while (token_next(&p, text + n, &t))
		if (!token_is_stop("pt", t.p, t.n))
			return true;
	return false;
}

bool product_filter_read(struct product_filter *f, const struct product_words *words, const char *text, size_t n,
						 struct buf *rest, struct buf *more)
{
	struct sentence s = {mem_ndup(text, n), mem_ndup(text, n), n};
	struct product_mention m[MENTIONS];
	bool any;
	int found;

	read_numbers(f, words, &s);
	read_prices(f, &s);
	found = product_words_find(words, s.look, n, m, MENTIONS);
	for (int i = 0; i < found; i++)
		if (!take_mention(f, &s, &m[i]))
			blank(s.rest, &s, m[i].start, m[i].end);
	for (int i = 0; i < found; i++)
		blank(s.look, &s, m[i].start, m[i].end);
	any = has_words(s.look, n);
	buf_put(rest, s.rest, n);
	if (more)
		buf_put(more, s.look, n);
	free(s.look);
	free(s.rest);
	return any;
}
