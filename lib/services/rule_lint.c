#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "text/day.h"
#include "text/fold.h"
#include "text/number.h"
#include "text/token.h"

#include "services/rule.h"
#include "services/rule_private.h"
#include "services/rule_words.h"

#define MAX_FACTS 24 /* numbers of an answer */
#define MAX_WORDS 48 /* of a question */
#define NEAR 0.8     /* share of words in common that makes two questions one */

struct fact {
	uint64_t unit; /* hash of kind and unit: only like is compared with like */
	double value;
	char text[32];
};

/* What is compared of a rule. */
struct item {
	val rule; /* borrowed from the list */
	const char *id;
	char *subject;
	long from, to;       /* days, -1 when open */
	int phrase, phrases; /* its ways to ask: the first and how many */
	struct fact fact[MAX_FACTS];
	int facts;
};

/* A way to ask: the hashes of its words, sorted. */
struct phrase {
	int n;
	uint64_t word[MAX_WORDS];
};

struct lint {
	struct item *item;
	int n;
	struct phrase *phrase;
	int phrases;
	struct rule_words *words;
	struct stemmer *stemmer;
	val found;
};

__attribute__((format(printf, 6, 7))) static void report(struct lint *l, const char *finding, const char *a,
														 const char *b, const char *mend, const char *fmt, ...)
{
	struct buf text = {0};
	val v = val_set_str(val_object(), "finding", finding), ids = val_push(val_array(), val_of_str(a));
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	if (b)
		ids = val_push(ids, val_of_str(b));
	v = val_set(v, "rules", ids);
	v = val_set_str(v, "message", buf_str(&text));
	l->found = val_push(l->found, val_set_str(v, "mend", mend));
	buf_free(&text);
}

/* ---- reading ---- */

/* "dias" and "dia" are one unit. */
static uint64_t unit_of(const struct number *n)
{
	size_t len = n->unit_n;

	if (len > 4 && memcmp(n->unit, "meses", 5) == 0)
		len = 3;
	else if (len > 3 && n->unit[len - 1] == 's')
		len--;
	if (!n->unit)
		return map_hash("", 0, (uint64_t)n->kind + 1);
	return map_hash(n->unit, len, (uint64_t)NUMBER_MEASURE + 1);
}

static void read_facts(struct item *it)
{
	char *folded = fold_dup(val_str(it->rule, "answer", ""));
	const char *p = folded, *stop = folded + strlen(folded);
	struct number n;

	while (it->facts < MAX_FACTS && number_next(&p, stop, &n)) {
		struct fact *f = &it->fact[it->facts];
		size_t len = (size_t)(n.end - n.start);

		if (n.article || n.kind == NUMBER_ORDINAL || ((n.kind == NUMBER_PLAIN || n.kind == NUMBER_QUANTITY) && !n.unit))
			continue;
		f->unit = unit_of(&n);
		f->value = n.value;
		len = len < sizeof(f->text) ? len : sizeof(f->text) - 1;
		memcpy(f->text, n.start, len);
		f->text[len] = '\0';
		it->facts++;
	}
	free(folded);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void add_phrase(struct lint *l, const char *text)
{
	struct buf b = {0};
	struct phrase ph = {0};
	const char *p;
	struct token t;
	int kept = 0;

	rule_words_learn(l->words, text, true, &b);
	p = buf_str(&b);
	while (ph.n < MAX_WORDS && token_next(&p, buf_str(&b) + b.n, &t)) {
		struct token stem;

		if (token_is_stop("pt", t.p, t.n))
			continue;
		stem = stemmer_stem(l->stemmer, t.p, t.n);
		ph.word[ph.n++] = map_hash(stem.p, stem.n, 0);
	}
	buf_free(&b);
	qsort(ph.word, (size_t)ph.n, sizeof(ph.word[0]), by_value);
	for (int i = 0; i < ph.n; i++)
		if (i == 0 || ph.word[i] != ph.word[kept - 1])
			ph.word[kept++] = ph.word[i];
	ph.n = kept;
	l->phrase = mem_array(l->phrase, (size_t)l->phrases + 1, sizeof(*l->phrase));
	l->phrase[l->phrases++] = ph;
}

static void read_item(struct lint *l, int i, val rule)
{
	struct item *it = &l->item[i];
	val also = val_get(rule, "also");

	it->rule = rule;
	it->id = val_str(rule, "id", "");
	it->subject = fold_dup(val_str(rule, "subject", ""));
	it->from = rule_day(val_str(rule, "valid_from", ""));
	it->to = rule_day(val_str(rule, "valid_to", ""));
	read_facts(it);
	it->phrase = l->phrases;
	add_phrase(l, val_str(rule, "question", ""));
	for (int k = 0; k < val_len(also) && val_kind(also) == VAL_ARRAY; k++) {
		val v = val_at(also, k);

		add_phrase(l, val_text(v, ""));
		val_free(v);
	}
	it->phrases = l->phrases - it->phrase;
	val_free(also);
}

/* ---- one rule ---- */

static void check_one(struct lint *l, const struct item *it, long today)
{
	const char *from = val_str(it->rule, "valid_from", NULL), *to = val_str(it->rule, "valid_to", NULL);
	const char *type = val_str(it->rule, "type", NULL);

	if (!*val_str(it->rule, "answer", ""))
		report(l, "empty", it->id, NULL, "write the answer, or delete the rule", "%s has no answer", it->id);
	if (!*val_str(it->rule, "question", ""))
		report(l, "empty", it->id, NULL, "write what a customer would ask", "%s has no question", it->id);
	if (type && !rule_is_type(type))
		report(l, "invalid", it->id, NULL, "cwai-domain(5) lists the types", "%s has the unknown type %.40s", it->id,
			   type);
	if ((from && it->from < 0) || (to && it->to < 0))
		report(l, "invalid", it->id, NULL, "write days as \"2026-06-30\"", "%s has a day that is none", it->id);
	else if (it->from >= 0 && it->to >= 0 && it->to < it->from)
		report(l, "invalid", it->id, NULL, "exchange the days", "%s ends before it begins", it->id);
	else if (it->to >= 0 && it->to < today)
		report(l, "expired", it->id, NULL, "delete it, or set a later valid_to", "%s ended on %s", it->id, to);
	else if (it->from > today)
		report(l, "future", it->id, NULL, "leave it, or set an earlier valid_from", "%s begins on %s", it->id, from);
}

/* ---- two rules ---- */

static bool meet(const struct item *a, const struct item *b)
{
	return (a->to < 0 || b->from <= a->to) && (b->to < 0 || a->from <= b->to);
}

/* Has b the fact? */
static bool says(const struct item *b, const struct fact *f)
{
	for (int i = 0; i < b->facts; i++)
		if (b->fact[i].unit == f->unit && b->fact[i].value >= f->value && b->fact[i].value <= f->value)
			return true;
	return false;
}

/* A fact of a of the unit that b, which has the unit too, does not say. NULL when there is none. */
static const struct fact *alone(const struct item *a, const struct item *b, uint64_t unit)
{
	const struct fact *found = NULL;
	bool has_unit = false;

	for (int i = 0; i < b->facts; i++)
		has_unit = has_unit || b->fact[i].unit == unit;
	for (int i = 0; i < a->facts && has_unit && !found; i++)
		if (a->fact[i].unit == unit && !says(b, &a->fact[i]))
			found = &a->fact[i];
	return found;
}

static void check_numbers(struct lint *l, const struct item *a, const struct item *b)
{
	for (int i = 0; i < a->facts; i++) {
		const struct fact *x = alone(a, b, a->fact[i].unit), *y = alone(b, a, a->fact[i].unit);

		if (!x || !y)
			continue;
		report(l, "contradiction", a->id, b->id, "make them agree, or give them subjects or days of their own",
			   "on %s, %s says %s and %s says %s", a->subject, a->id, x->text, b->id, y->text);
		return;
	}
}

static double in_common(const struct phrase *a, const struct phrase *b)
{
	int both = 0;

	for (int i = 0, k = 0; i < a->n && k < b->n;) {
		if (a->word[i] == b->word[k]) {
			both++;
			i++;
			k++;
		} else if (a->word[i] < b->word[k]) {
			i++;
		} else {
			k++;
		}
	}
	return a->n + b->n - both ? (double)both / (a->n + b->n - both) : 0;
}

/* Is a way to ask for a also one for b? */
static bool same_question(const struct lint *l, const struct item *a, const struct item *b)
{
	for (int i = 0; i < a->phrases; i++)
		for (int k = 0; k < b->phrases; k++)
			if (in_common(&l->phrase[a->phrase + i], &l->phrase[b->phrase + k]) >= NEAR)
				return true;
	return false;
}

static void check_two(struct lint *l, int i, int k)
{
	const struct item *a = &l->item[i], *b = &l->item[k];

	if (strcmp(a->id, b->id) == 0) {
		report(l, "duplicate_id", a->id, b->id, "rename one, or delete it", "%s is there twice", a->id);
		return;
	}
	if (!meet(a, b))
		return;
	if (*a->subject && strcmp(a->subject, b->subject) == 0)
		check_numbers(l, a, b);
	if (same_question(l, a, b))
		report(l, "duplicate_question", a->id, b->id, "ask in other words, or make one rule of them",
			   "%s and %s answer the same question", a->id, b->id);
}

val rule_lint(val rules, const char *zone, date_ms now)
{
	struct lint l = {.n = val_len(rules), .found = val_array()};
	long today = date_to_local(zone, now).epoch_day;

	l.item = mem_zalloc((size_t)l.n * sizeof(*l.item));
	l.words = rule_words_new("pt", val_null());
	l.stemmer = stemmer_new("pt");
	for (int i = 0; i < l.n; i++)
		read_item(&l, i, val_at(rules, i));
	for (int i = 0; i < l.n; i++) {
		check_one(&l, &l.item[i], today);
		for (int k = i + 1; k < l.n; k++)
			check_two(&l, i, k);
	}
	for (int i = 0; i < l.n; i++) {
		val_free(l.item[i].rule);
		free(l.item[i].subject);
	}
	free(l.item);
	free(l.phrase);
	rule_words_free(l.words);
	stemmer_free(l.stemmer);
	return l.found;
}
