#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/map.h"
#include "base/utf8.h"
#include "record/rec.h"
#include "services/mention.h"
#include "text/score.h"

#include "agents/eval_entities.h"

#define TYPES 32 /* that are told apart */

struct count {
	char *type;
	long gold, got, right;
};

struct finder {
	struct domain *d;
	struct mention_finder *f;
};

struct eval {
	struct config *c;
	struct count of[TYPES];
	int types;
	struct count all, held, rest;
	long texts, bare; /* bare: nothing is marked in it */
	struct finder *finder;
	int finders;
};

static struct count *count_of(struct eval *v, const char *type)
{
	int i = 0;

	while (i < v->types && strcmp(v->of[i].type, type) != 0)
		i++;
	if (i == TYPES)
		return NULL;
	if (i == v->types)
		v->of[v->types++] = (struct count){.type = mem_dup(type)};
	return &v->of[i];
}

/* The finder of a domain, made when first asked for. */
static struct mention_finder *finder_of(struct eval *v, const char *domain, struct err *e)
{
	struct domain *d = v->c ? config_domain(v->c, domain, e) : NULL;
	struct sql *db = d ? config_sql(v->c, e) : NULL;
	struct mention_finder *f;

	for (int i = 0; i < v->finders; i++)
		if (v->finder[i].d == d)
			return v->finder[i].f;
	f = db ? mention_open(db, d, e) : NULL;
	if (!f)
		return NULL;
	v->finder = mem_array(v->finder, (size_t)v->finders + 1, sizeof(*v->finder));
	v->finder[v->finders++] = (struct finder){d, f};
	return f;
}

static int found_in(struct eval *v, struct rec *r, const char *text, val *out, struct err *e)
{
	const char *ts = rec_str(r, "ts", NULL);
	struct mention_finder *f;
	date_ms now;

	*out = rec_val(r, "analysis.entities");
	if (val_kind(*out) == VAL_ARRAY)
		return 0;
	val_free(*out);
	if (!v->c)
		return err_set(e, ERR_DATA, "no list \"analysis.entities\"");
	f = finder_of(v, rec_str(r, "domain", NULL), e);
	if (!f)
		return -1;
	if (ts) {
		if (date_parse(ts, &now, e) != 0)
			return -1;
		date_freeze(now);
	}
	return mention_find(f, text, strlen(text), out, e);
}

/* Where the marked text begins, in characters; the search goes on behind the one before. -1 when it is not there. */
static long long place_of(const char *text, const char *marked, const char **from)
{
	const char *at = strstr(*from, marked);

	if (!at)
		return -1;
	*from = at + strlen(marked);
	return (long long)utf8_length(text, (size_t)(at - text));
}

static bool agrees(val gold, val got, const char *member)
{
	val a = val_get(gold, member), b = val_get(got, member);
	bool same = !val_is(a) || val_equal(a, b);

	val_free(a);
	val_free(b);
	return same;
}

/* Is the marked entity, which stands at start, among those found? */
static bool is_found(val gold, long long start, val found)
{
	long long end = start + (long long)utf8_length(val_str(gold, "text", ""), strlen(val_str(gold, "text", "")));
	bool same = false;

	for (int i = 0; i < val_len(found) && !same; i++) {
		val got = val_at(found, i);

		same = val_int(got, "start", -1) == start && val_int(got, "end", -1) == end &&
			   strcmp(val_str(got, "type", ""), val_str(gold, "type", "")) == 0 && agrees(gold, got, "id") &&
			   agrees(gold, got, "value");
		val_free(got);
	}
	return same;
}

static void add(struct count *c, long gold, long got, long right)
{
	if (!c)
		return;
	c->gold += gold;
	c->got += got;
	c->right += right;
}

static int judge_gold(struct eval *v, struct count *half, const char *text, val gold, val found, struct err *e)
{
	const char *from = text;

	for (int i = 0; i < val_len(gold); i++) {
		val one = val_at(gold, i);
		const char *type = val_str(one, "type", ""), *marked = val_str(one, "text", "");
		long long start = *type && *marked ? place_of(text, marked, &from) : -1;
		long right = start >= 0 && is_found(one, start, found);

		if (start < 0)
			(void)err_set(e, ERR_DATA,
						  "entity %d has no \"type\", or its \"text\" does not stand in the text, in order", i + 1);
		add(count_of(v, type), 1, 0, right);
		add(&v->all, 1, 0, right);
		add(half, 1, 0, right);
		val_free(one);
		if (start < 0)
			return -1;
	}
	return 0;
}

static void count_found(struct eval *v, struct count *half, val found)
{
	for (int i = 0; i < val_len(found); i++) {
		val one = val_at(found, i);

		add(count_of(v, val_str(one, "type", "")), 0, 1, 0);
		val_free(one);
	}
	add(&v->all, 0, val_len(found), 0);
	add(half, 0, val_len(found), 0);
}

static int judge(void *cookie, struct rec *r, struct err *e)
{
	struct eval *v = cookie;
	struct count *half = rec_bool(r, "held", false) ? &v->held : &v->rest;
	const char *text = rec_str(r, "text", NULL);
	val gold = rec_val(r, "entities"), found;
	int st = -1;

	if (!text || val_kind(gold) != VAL_ARRAY)
		(void)err_set(e, ERR_DATA, "no \"text\" or no list \"entities\"");
	else if (found_in(v, r, text, &found, e) == 0) {
		st = judge_gold(v, half, text, gold, found, e);
		count_found(v, half, found);
		val_free(found);
		v->texts++;
		v->bare += val_len(gold) == 0;
	}
	val_free(gold);
	return st;
}

/* ---- the report ---- */

static double share(long part, long whole)
{
	return whole ? (double)part / (double)whole : (double)NAN;
}

static double f1(const struct count *c)
{
	return share(2 * c->right, c->gold + c->got);
}

static val put(val o, const struct count *c)
{
	o = val_set(o, "precision", score_val(share(c->right, c->got)));
	o = val_set(o, "recall", score_val(share(c->right, c->gold)));
	return val_set(o, "f1", score_val(f1(c)));
}

static int by_type(const void *a, const void *b)
{
	return strcmp(((const struct count *)a)->type, ((const struct count *)b)->type);
}

static val report(struct eval *v)
{
	val o = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result"), types = val_array();

	o = val_set_str(o, "evaluation", "entities");
	o = val_set_int(val_set_int(o, "texts", v->texts), "without", v->bare);
	o = put(val_set_int(val_set_int(o, "marked", v->all.gold), "found", v->all.got), &v->all);
	if (v->held.gold + v->held.got > 0) {
		o = val_set(o, "f1_held", score_val(f1(&v->held)));
		o = val_set(o, "f1_rest", score_val(f1(&v->rest)));
	}
	qsort(v->of, (size_t)v->types, sizeof(v->of[0]), by_type);
	for (int i = 0; i < v->types; i++) {
		val one = val_set_str(val_object(), "type", v->of[i].type);

		one = val_set_int(val_set_int(one, "marked", v->of[i].gold), "found", v->of[i].got);
		types = val_push(types, put(one, &v->of[i]));
	}
	return val_set(o, "types", types);
}

int eval_entities(struct config *c, const char *path, val *out, struct err *e)
{
	struct eval v = {.c = c};
	int st = rec_each(path, judge, &v, e);

	if (st == 0)
		*out = report(&v);
	for (int i = 0; i < v.types; i++)
		free(v.of[i].type);
	for (int i = 0; i < v.finders; i++)
		mention_close(v.finder[i].f);
	free(v.finder);
	return st;
}
