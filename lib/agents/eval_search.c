#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/os.h"
#include "record/rec.h"
#include "text/score.h"

#include "agents/eval.h"

#define MAX_FILE ((size_t)1 << 30)
#define DEPTH 10    /* results that count */
#define BUCKETS 100 /* kinds of queries that are told apart */

struct query {
	int judged[256]; /* grades of its documents; more do not change the ideal */
	size_t n;
	bool answered;
	double ndcg, rr, hit;
};

struct bucket {
	size_t from, n; /* the name is key[0..from) of a query */
	const char *key;
	double ndcg;
};

struct eval {
	struct map *queries, *grades; /* id to number in q; "query\tdocument" to grade */
	struct query *q;
	size_t n, cap;
};

static int add_query(void *cookie, struct rec *r, struct err *e)
{
	struct eval *v = cookie;
	const char *id = rec_str(r, "id", "");
	bool fresh;
	uint64_t *at;

	if (!*id)
		return err_set(e, ERR_DATA, "a query has no \"id\"");
	at = map_at(v->queries, id, strlen(id), &fresh);
	if (!fresh)
		return 0;
	if (v->n == v->cap) {
		v->cap = v->cap ? 2 * v->cap : 256;
		v->q = mem_array(v->q, v->cap, sizeof(*v->q));
	}
	*at = v->n;
	memset(&v->q[v->n++], 0, sizeof(*v->q));
	return 0;
}

/* One line of qrels.tsv: query, document, grade. Whatever is not that is the heading. */
static void add_grade(struct eval *v, char *line)
{
	char *doc = strchr(line, '\t'), *grade = doc ? strchr(doc + 1, '\t') : NULL;
	const uint64_t *at;
	long g;

	if (!grade)
		return;
	g = strtol(grade + 1, NULL, 10);
	at = map_find(v->queries, line, (size_t)(doc - line));
	if (g <= 0 || !at)
		return;
	*map_at(v->grades, line, (size_t)(grade - line), NULL) = (uint64_t)g;
	if (v->q[*at].n < sizeof(v->q[0].judged) / sizeof(v->q[0].judged[0]))
		v->q[*at].judged[v->q[*at].n++] = (int)g;
}

static int read_grades(struct eval *v, const char *path, struct err *e)
{
	struct buf b = {0};
	int st = os_read_file(path, MAX_FILE, &b, e);
	char *save = NULL;

	for (char *line = st == 0 && b.p ? strtok_r(b.p, "\r\n", &save) : NULL; line; line = strtok_r(NULL, "\r\n", &save))
		add_grade(v, line);
	buf_free(&b);
	return st;
}

static int grade_of(const struct eval *v, const char *query, const char *doc)
{
	char *key = mem_printf("%s\t%s", query, doc);
	const uint64_t *g = map_find(v->grades, key, strlen(key));

	free(key);
	return g ? (int)*g : 0;
}

static int judge(void *cookie, struct rec *r, struct err *e)
{
	struct eval *v = cookie;
	const char *id = rec_str(r, "query_id", NULL);
	const char *member = rec_has(r, "products") ? "products" : rec_has(r, "rules") ? "rules" : "results";
	int grades[DEPTH], n = 0;
	const uint64_t *at;
	struct query *q;
	val list;

	id = id ? id : rec_str(r, "id", "");
	at = map_find(v->queries, id, strlen(id));
	if (!at)
		return err_set(e, ERR_DATA, "no query has the id \"%s\"", id);
	q = &v->q[*at];
	list = rec_val(r, member);
	if (val_kind(list) != VAL_ARRAY) {
		val_free(list);
		return err_set(e, ERR_DATA, "no list \"products\", \"rules\" or \"results\"");
	}
	for (; n < DEPTH && n < val_len(list); n++) {
		val one = val_at(list, n);

		grades[n] = grade_of(v, id, val_text(one, val_str(one, "id", "")));
		if (grades[n] > 0 && q->rr <= 0)
			q->rr = 1 / (n + 1.);
		val_free(one);
	}
	val_free(list);
	q->answered = true;
	q->hit = n > 0 && grades[0] > 0;
	q->ndcg = q->n ? score_ndcg(grades, (size_t)n, q->judged, q->n, DEPTH) : 0;
	return 0;
}

/* ---- the report ---- */

/* Queries whose ids differ in their last digits only are of one kind: "erro12" and "erro7". */
static void count_bucket(struct bucket *b, size_t *n, const char *key, double ndcg)
{
	size_t len = strlen(key), i = 0;

	while (len && isdigit((unsigned char)key[len - 1]))
		len--;
	while (i < *n && (b[i].from != len || memcmp(b[i].key, key, len) != 0))
		i++;
	if (i == BUCKETS)
		return;
	if (i == *n)
		b[(*n)++] = (struct bucket){.key = key, .from = len};
	b[i].n++;
	b[i].ndcg += ndcg;
}

static val buckets_val(const struct bucket *b, size_t n)
{
	val list = val_array();

	for (size_t i = 0; i < n; i++) {
		val one = val_set(val_object(), "queries", val_of_strn(b[i].key, b[i].from));

		one = val_set_int(one, "n", (long long)b[i].n);
		list = val_push(list, val_set(one, "ndcg10", score_val(b[i].ndcg / (double)b[i].n)));
	}
	return list;
}

static val report(const struct eval *v)
{
	val o = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");
	struct bucket b[BUCKETS];
	size_t n = 0, buckets = 0, missing = 0;
	double ndcg = 0, rr = 0, hit = 0;

	for (size_t i = 0; i < v->n; i++) {
		const struct query *q = &v->q[i];

		if (!q->n)
			continue;
		n++;
		missing += !q->answered;
		ndcg += q->ndcg;
		rr += q->rr;
		hit += q->hit;
		count_bucket(b, &buckets, map_key(v->queries, i, NULL, NULL), q->ndcg);
	}
	o = val_set_str(o, "evaluation", "search");
	o = val_set_int(val_set_int(o, "queries", (long long)n), "missing", (long long)missing);
	o = val_set(o, "ndcg10", score_val(n ? ndcg / (double)n : (double)NAN));
	o = val_set(o, "mrr10", score_val(n ? rr / (double)n : (double)NAN));
	o = val_set(o, "hit1", score_val(n ? hit / (double)n : (double)NAN));
	return buckets > 1 ? val_set(o, "kinds", buckets_val(b, buckets)) : o;
}

int eval_search(const char *dir, const char *results, val *out, struct err *e)
{
	struct eval v = {.queries = map_new(), .grades = map_new()};
	char *queries = os_join(dir, "queries.ndjson"), *qrels = os_join(dir, "qrels.tsv");
	bool good = rec_each(queries, add_query, &v, e) == 0 && read_grades(&v, qrels, e) == 0 &&
				rec_each(results, judge, &v, e) == 0;

	if (good)
		*out = report(&v);
	free(queries);
	free(qrels);
	map_free(v.queries);
	map_free(v.grades);
	free(v.q);
	return good ? 0 : -1;
}
