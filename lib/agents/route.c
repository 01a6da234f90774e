#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/rec.h"

#include "agents/route.h"
#include "agents/route_private.h"

#define MOST_INTENTS ROUTE_CLAUSES
#define SURE .5       /* the least confidence of a sentence that adds an intent of its own */
#define SURE_SOFT .65 /* the same for what only a comma or an "and" sets off */
#define SOFT_CUTS 4   /* places that are tried in a clause */
#define LONGEST 4000  /* bytes of a message that is looked at in pieces */
#define SHORT 12      /* bytes of a clause too short to be cut again */
#define EXPLAINED 3   /* guesses */
#define FEATURES 8    /* of each */

struct decision {
	bool unknown;
	const char *reason;
	const char *claimed;                      /* the open task's crew, when it takes the message */
	struct route_clause intent[MOST_INTENTS]; /* best first */
	int n;
};

/* What the message itself says, as one and in pieces. */
struct message {
	struct route *r;
	struct route_clause whole;
	struct route_clause clause[ROUTE_CLAUSES];
	int n;
};

double route_threshold(const struct route *r)
{
	return classifier_threshold(r->model);
}

static void guess(struct route *r, struct route_clause *c)
{
	struct classifier_guess g = {.label = 0, .confidence = 0};

	(void)classifier_guess(r->model, c->p, c->n, &g, 1);
	c->label = g.label;
	c->confidence = g.confidence;
}

static bool is_sure(const struct route *r, const struct route_clause *c, double least)
{
	return c->confidence >= least && c->confidence >= route_threshold(r);
}

static bool is_social(const struct route *r, const struct route_clause *c)
{
	return strcmp(classifier_note(r->model, c->label), "greet") == 0;
}

/* ---- pieces ---- */

/*
 * One clause, guessed before, or the two that a comma or an "and" in it sets apart: when both are sure that they want
 * different things. Returns how many were put into out.
 */
static int split(struct route *r, const struct route_clause *c, struct route_clause *out, int room)
{
	struct route_clause left, right;
	double best = 0;
	int n = 1;
	size_t from = 0;

	out[0] = *c;
	for (int i = 0; i < SOFT_CUTS && room > 1 && c->n >= SHORT; i++) {
		if (!route_cut_softly(classifier_lang(r->model), c, &from, &left, &right))
			break;
		guess(r, &left);
		if (!is_sure(r, &left, SURE_SOFT) || left.confidence <= best)
			continue;
		guess(r, &right);
		if (left.label == right.label || !is_sure(r, &right, SURE_SOFT) || right.confidence <= best)
			continue;
		best = fmin(left.confidence, right.confidence);
		out[0] = left;
		out[1] = right;
		n = 2;
	}
	return n;
}

static void cut(struct message *m)
{
	struct route_clause piece[ROUTE_CLAUSES];
	int pieces = route_cut(m->whole.p, m->whole.n, piece);

	m->n = 0;
	if (pieces > 0 && m->whole.n > LONGEST)
		m->clause[m->n++] = m->whole;
	for (int i = 0; i < pieces && m->n < ROUTE_CLAUSES && m->whole.n <= LONGEST; i++) {
		if (pieces > 1)
			guess(m->r, &piece[i]);
		m->n += split(m->r, pieces > 1 ? &piece[i] : &m->whole, &m->clause[m->n], ROUTE_CLAUSES - m->n);
	}
}

/* ---- the decision ---- */

/* Behind those surer than it. What the message says as a whole, when that is known, stays first. */
static void add(struct decision *d, const struct route_clause *c, bool whole_first)
{
	struct route_clause new = *c;
	int at;

	if (whole_first)
		new.confidence = fmin(new.confidence, d->intent[0].confidence);
	for (int i = 0; i < d->n; i++)
		if (d->intent[i].label == c->label)
			return;
	if (d->n == MOST_INTENTS)
		return;
	for (at = d->n++; at > 0 && d->intent[at - 1].confidence < new.confidence; at--)
		d->intent[at] = d->intent[at - 1];
	d->intent[at] = new;
}

/* Is each piece sure of itself? Then the message is their sum, whatever it looks like as a whole. */
static bool all_sure(const struct message *m)
{
	for (int i = 0; i < m->n; i++)
		if (!is_sure(m->r, &m->clause[i], SURE))
			return false;
	return m->n > 1;
}

/*
 * Are the pieces to be believed rather than the whole? When each is sure, and the whole is not, or says what none of
 * them does. Only where crews answer: a model without crews is asked for the one best label of a text.
 */
static bool pieces_win(const struct message *m)
{
	bool known = m->whole.confidence >= route_threshold(m->r);

	for (int i = 0; i < m->n && known; i++)
		if (m->clause[i].label == m->whole.label || m->clause[i].confidence <= m->whole.confidence)
			return false;
	return *classifier_note(m->r->model, m->whole.label) && all_sure(m);
}

/* What nobody understood, and what is not at least more of the same small talk ("obrigada, era isso"). */
static bool is_unknown(const struct message *m, const struct route_clause *c)
{
	return !is_sure(m->r, c, 0) && c->label != m->whole.label;
}

/* A greeting with something behind it that nobody understood: that something is what the customer wants. */
static bool hides_unknown(const struct message *m)
{
	struct route_clause left, right;
	size_t from = 0;

	if (!is_social(m->r, &m->whole))
		return false;
	for (int i = 0; i < m->n; i++)
		if (m->n > 1 && is_unknown(m, &m->clause[i]))
			return true;
	for (int i = 0; i < SOFT_CUTS && m->n == 1 && m->whole.n <= LONGEST; i++) {
		if (!route_cut_softly(classifier_lang(m->r->model), &m->whole, &from, &left, &right))
			break;
		guess(m->r, &left);
		guess(m->r, &right);
		if (is_social(m->r, &left) && is_unknown(m, &right))
			return true;
	}
	return false;
}

static void decide(struct message *m, struct decision *d)
{
	bool known = m->whole.confidence >= route_threshold(m->r), pieces;

	cut(m);
	pieces = pieces_win(m);
	d->n = 1;
	d->intent[0] = m->whole;
	if (m->n == 0 || (!known && !pieces) || hides_unknown(m)) {
		d->unknown = true;
		d->reason = m->n == 0 ? "no words" : known ? "a greeting, and something unknown" : "below the threshold";
		return;
	}
	d->reason = "above the threshold";
	if (pieces)
		d->n = 0;
	for (int i = 0; i < m->n && m->n > 1; i++)
		if (is_sure(m->r, &m->clause[i], SURE))
			add(d, &m->clause[i], !pieces);
	if (d->n > 1)
		d->reason = "several clauses above the threshold";
}

/* ---- as JSON ---- */

/* The clause that an intent was found in: its text in the record is that clause. */
static const struct route_clause *source(const struct message *m, const struct route_clause *intent)
{
	for (int i = 0; i < m->n; i++)
		if (m->clause[i].label == intent->label)
			return &m->clause[i];
	return intent;
}

static void put_name(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, "\"%s\":", key);
	rec_json_str(out, value, strlen(value));
}

static void put_crew(struct buf *out, const char *crew, bool *first)
{
	buf_puts(out, *first ? "" : ",");
	rec_json_str(out, crew, strlen(crew));
	*first = false;
}

/* In the order of the message. Greetings are for their crew only when there is nothing else. */
static void put_crews(struct buf *out, const struct message *m, const struct decision *d)
{
	const char *done[MOST_INTENTS];
	bool social = true, first = true;
	int n = 0;

	for (int i = 0; i < d->n; i++)
		social = social && is_social(m->r, &d->intent[i]);
	for (const char *at = NULL;;) {
		const struct route_clause *next = NULL;
		bool is_new = true;

		for (int i = 0; i < d->n; i++) {
			const char *p = source(m, &d->intent[i])->p;

			if ((!at || p > at) && (!next || p < source(m, next)->p))
				next = &d->intent[i];
		}
		if (!next)
			break;
		at = source(m, next)->p;
		done[n] = classifier_note(m->r->model, next->label);
		for (int i = 0; i < n; i++)
			is_new = is_new && strcmp(done[i], done[n]) != 0;
		if (is_new && *done[n] && (social || !is_social(m->r, next)))
			put_crew(out, done[n], &first);
		n++;
	}
}

static void put_intent(struct buf *out, const struct message *m, const struct decision *d, int i)
{
	const struct route_clause *x = &d->intent[i], *from = source(m, x);
	const char *crew = classifier_note(m->r->model, x->label);

	buf_puts(out, i ? ",{" : "{");
	put_name(out, "name", classifier_label(m->r->model, x->label));
	buf_printf(out, ",\"confidence\":%.9g", x->confidence);
	if (*crew) {
		buf_putc(out, ',');
		put_name(out, "crew", crew);
	}
	if (d->n > 1) {
		buf_puts(out, ",\"text\":");
		rec_json_str(out, from->p, from->n);
	}
	buf_putc(out, '}');
}

static void put_explain(struct buf *out, struct message *m)
{
	struct classifier_guess g[EXPLAINED];
	int n = classifier_guess(m->r->model, m->whole.p, m->whole.n, g, EXPLAINED);
	struct buf lines = {0};

	buf_puts(out, ",\"explain\":[");
	for (int i = 0; i < n; i++) {
		bool first = true;

		buf_puts(out, i ? ",{" : "{");
		put_name(out, "name", classifier_label(m->r->model, g[i].label));
		buf_printf(out, ",\"confidence\":%.9g,\"features\":[", g[i].confidence);
		buf_clear(&lines);
		classifier_explain(m->r->model, m->whole.p, m->whole.n, g[i].label, FEATURES, &lines);
		for (const char *p = buf_str(&lines), *end; (end = strchr(p, '\n')); p = end + 1) {
			buf_puts(out, first ? "" : ",");
			rec_json_str(out, p, (size_t)(end - p));
			first = false;
		}
		buf_puts(out, "]}");
	}
	buf_putc(out, ']');
	buf_free(&lines);
}

/* What the open task takes: its crew answers, and the model's own guess stays for who wants to know. */
static void put_claimed(struct buf *out, const struct message *m, const char *crew)
{
	buf_puts(out, "{\"unknown\":false,\"crews\":[");
	rec_json_str(out, crew, strlen(crew));
	buf_puts(out, "],\"intents\":[{\"name\":\"continue\",\"confidence\":1,");
	put_name(out, "crew", crew);
	buf_puts(out, "},{");
	put_name(out, "name", classifier_label(m->r->model, m->whole.label));
	buf_printf(out, ",\"confidence\":%.9g}],\"reason\":\"an answer to the open task\"", m->whole.confidence);
}

void route_decide(struct route *r, const char *text, size_t n, const struct route_task *task, bool explain,
				  struct buf *out)
{
	struct message m = {.r = r, .whole = {.p = text, .n = n}};
	struct decision d = {.unknown = false};

	guess(r, &m.whole);
	if (task && *task->crew && route_is_bare(classifier_lang(r->model), text, n)) {
		put_claimed(out, &m, task->crew);
	} else {
		decide(&m, &d);
		buf_printf(out, "{\"unknown\":%s,\"crews\":[", d.unknown ? "true" : "false");
		if (!d.unknown)
			put_crews(out, &m, &d);
		buf_puts(out, "],\"intents\":[");
		for (int i = 0; i < d.n; i++)
			put_intent(out, &m, &d, i);
		buf_printf(out, "],\"reason\":\"%s\"", d.reason);
	}
	if (explain)
		put_explain(out, &m);
	buf_putc(out, '}');
}
