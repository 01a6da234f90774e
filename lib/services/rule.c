#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"
#include "text/day.h"
#include "text/rank.h"

#include "services/rule.h"
#include "services/rule_private.h"
#include "services/rule_words.h"

#define LIMIT 100
#define CANDIDATES (4 * LIMIT) /* of a plain list; of rules all count */
#define PIECES 8               /* sentences of a message; the rest is read with the whole only */
#define FRESH_NS 1000000000LL  /* how old what was read may be before the store is asked for changes */

struct rule_set {
	struct sql *db; /* NULL for a list */
	const struct domain *domain;
	char *zone, *derived;
	bool plain;
	bool loaded;
	long long version, asked; /* of the rows; when the store was asked, in os_span_ns */
	val rules;
	struct map *ids;
	struct rule_words *words; /* NULL for a plain list */
	struct rank *index;
	double unit; /* the idf of the rarest word, for comparing scores */
};

/* ---- making ---- */

static struct rule_set *new_set(const char *zone)
{
	struct rule_set *s = mem_zalloc(sizeof(*s));

	s->zone = mem_dup(zone);
	s->rules = val_array();
	return s;
}

struct rule_set *rule_open(struct sql *db, const struct domain *d, const char *derived, struct err *e)
{
	struct rule_set *s;

	if (rule_store_import(db, d, e) != 0)
		return NULL;
	s = new_set(domain_zone(d));
	s->db = db;
	s->domain = d;
	s->derived = derived ? mem_dup(derived) : NULL;
	return s;
}

struct rule_set *rule_open_list(val rules, bool plain, const char *zone)
{
	struct rule_set *s = new_set(zone);

	val_free(s->rules);
	s->rules = rules;
	s->plain = plain;
	return s;
}

/* Forgets what was read. */
static void unload(struct rule_set *s)
{
	rank_free(s->index);
	map_free(s->ids);
	s->index = NULL;
	s->ids = NULL;
	s->loaded = false;
}

void rule_free(struct rule_set *s)
{
	if (!s)
		return;
	unload(s);
	rule_words_free(s->words);
	val_free(s->rules);
	free(s->derived);
	free(s->zone);
	free(s);
}

/* ---- the index ---- */

/* Of a rule. */
static void put_text(struct rule_set *s, const char *text, bool question, struct buf *out)
{
	if (s->words)
		rule_words_learn(s->words, text, question, out);
	else
		buf_puts(out, text);
	buf_puts(out, s->words ? ". " : "");
}

/* Of a question; counts its words that speak against an answer. */
static struct rule_words_count put_asked(struct rule_set *s, const char *text, struct buf *out)
{
	if (s->words)
		return rule_words_ask(s->words, text, out);
	buf_puts(out, text);
	return (struct rule_words_count){0};
}

static void put_list(struct rule_set *s, val rule, const char *key, bool question, struct buf *out)
{
	val list = val_get(rule, key);

	for (int i = 0; i < val_len(list) && val_kind(list) == VAL_ARRAY; i++) {
		val v = val_at(list, i);

		put_text(s, val_text(v, ""), question, out);
		val_free(v);
	}
	val_free(list);
}

/* The ways to ask are the title, the answer the text. */
static void put_document(struct rule_set *s, val rule, struct buf *title, struct buf *text)
{
	buf_clear(title);
	buf_clear(text);
	put_text(s, val_str(rule, "question", ""), true, title);
	put_text(s, val_str(rule, "answer", ""), false, text);
	if (s->plain)
		return;
	put_list(s, rule, "also", true, title);
	put_text(s, val_str(rule, "subject", ""), false, text);
	put_list(s, rule, "tags", false, text);
}

/* What the index is made of, in one number. */
static uint64_t stamp_of(struct rule_set *s)
{
	struct buf title = {0}, text = {0};
	uint64_t sum = (uint64_t)val_len(s->rules);

	for (int i = 0; i < val_len(s->rules); i++) {
		val rule = val_at(s->rules, i);

		put_document(s, rule, &title, &text);
		sum = map_hash(buf_str(&title), title.n, sum);
		sum = map_hash(buf_str(&text), text.n, sum);
		val_free(rule);
	}
	buf_free(&title);
	buf_free(&text);
	return sum;
}

static struct rank *build(struct rule_set *s, const char *lang)
{
	struct rank_builder *b = rank_builder_new(lang);
	struct buf title = {0}, text = {0};

	for (int i = 0; i < val_len(s->rules); i++) {
		val rule = val_at(s->rules, i);

		put_document(s, rule, &title, &text);
		rank_builder_add(b, buf_str(&title), title.n, buf_str(&text), text.n);
		val_free(rule);
	}
	buf_free(&title);
	buf_free(&text);
	return rank_build(b);
}

/* The index from its file, or built and kept there; a file that cannot be written costs time only. */
static struct rank *get_index(struct rule_set *s, const char *lang)
{
	struct err e;
	char *name, *path;
	uint64_t stamp;
	struct rank *index;

	if (!s->derived)
		return build(s, lang);
	name = mem_printf("rules-%s.rank", domain_name(s->domain));
	path = os_join(s->derived, name);
	stamp = stamp_of(s);
	index = rank_load(path, stamp, &e);
	if (!index) {
		index = build(s, lang);
		if (os_make_dirs(s->derived, &e) != 0 || rank_save(index, path, stamp, &e) != 0)
			log_debug("the index of rules is not kept: %s", e.msg);
	}
	free(path);
	free(name);
	return index;
}

static void make_ids(struct rule_set *s)
{
	s->ids = map_new();
	for (int i = 0; i < val_len(s->rules); i++) {
		val rule = val_at(s->rules, i);
		const char *id = val_str(rule, "id", "");
		bool fresh;
		uint64_t *place = map_at(s->ids, id, strlen(id), &fresh);

		if (fresh)
			*place = (uint64_t)i;
		val_free(rule);
	}
}

static void make_words(struct rule_set *s, const char *lang)
{
	val none = val_null();

	if (s->plain)
		return;
	rule_words_free(s->words);
	s->words = rule_words_new(lang, s->domain ? domain_conf(s->domain) : none);
	val_free(none);
}

static void make_index(struct rule_set *s)
{
	const char *lang = s->domain ? domain_language(s->domain) : "pt";
	double n = val_len(s->rules);

	make_words(s, lang);
	make_ids(s);
	s->index = get_index(s, lang);
	s->unit = n > 0 ? log(1 + (n - 0.5) / 1.5) : 1;
	s->loaded = true;
}

static int reload(struct rule_set *s, struct err *e)
{
	val rules;

	if (rule_store_load(s->db, domain_name(s->domain), &rules, e) != 0)
		return -1;
	unload(s);
	val_free(s->rules);
	s->rules = rules;
	return 0;
}

/* Makes sure that the rules are read, and not older than a second. */
static int load(struct rule_set *s, struct err *e)
{
	long long now = os_span_ns(), version = 0;

	if (s->db && (!s->loaded || now - s->asked > FRESH_NS)) {
		if (rule_store_version(s->db, domain_name(s->domain), &version, e) != 0)
			return -1;
		if ((!s->loaded || version != s->version) && reload(s, e) != 0)
			return -1;
		s->version = version;
		s->asked = now;
	}
	if (!s->loaded)
		make_index(s);
	return 0;
}

/* ---- asking ---- */

/*
 * The chance that a hit answers: a logistic curve through the questions to three sample shops, from how much of the
 * question the rule covers; how much that is worth, measured so that the number of rules does not count; and the
 * words that no rule, or no question of one, knows.
 */
static double confidence(const struct rule_set *s, const struct rank_hit *hit, struct rule_words_count count)
{
	double cover = hit->cover, worth = log(1 + hit->score * 3.5 / s->unit);

	return 1 /
		   (1 + exp(9.3 - 3.33 * worth - 2.93 * cover * cover * cover + 0.96 * count.unknown + 0.42 * count.unasked));
}

struct hit {
	uint32_t doc;
	double score, confidence;
};

/* What was found so far: a place a document, and those that have something, in order. */
struct hits {
	struct hit *v;
	int n;
	int *place; /* of each document in v, + 1 */
};

static void search(struct rule_set *s, const char *text, struct hits *h)
{
	struct buf asked = {0};
	int most = s->plain && val_len(s->rules) > CANDIDATES ? CANDIDATES : val_len(s->rules);
	struct rank_hit *found = mem_array(NULL, (size_t)most, sizeof(*found));
	struct rule_words_count count = put_asked(s, text, &asked);
	int n;

	n = rank_search(s->index, buf_str(&asked), asked.n, found, most);
	for (int i = 0; i < n; i++) {
		const struct hit one = {found[i].doc, found[i].score, confidence(s, &found[i], count)};
		int *place = &h->place[one.doc];

		if (*place == 0)
			*place = ++h->n;
		else if (h->v[*place - 1].confidence >= one.confidence)
			continue;
		h->v[*place - 1] = one;
	}
	free(found);
	buf_free(&asked);
}

static int surer(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->confidence < y->confidence || x->confidence > y->confidence)
		return x->confidence < y->confidence ? 1 : -1;
	return x->doc < y->doc ? -1 : x->doc > y->doc;
}

/* Where the sentence, or the part of it up to a comma, ends; a sign within a word or a number ends none. */
static const char *sentence_end(const char *p)
{
	p += strcspn(p, ".,?!;\n");
	while ((*p == '.' || *p == ',') && p[1] && p[1] != ' ' && p[1] != '\n')
		p += 1 + strcspn(p + 1, ".,?!;\n");
	return p;
}

/* A message may ask more than one thing: each sentence is searched for as well, and what is surest goes first. */
static void search_sentences(struct rule_set *s, const char *text, struct hits *h)
{
	static const char between[] = ".,?!;\n ";
	const char *p = text + strspn(text, between), *end = sentence_end(p);

	if (!end[strspn(end, between)])
		return;
	for (int i = 0; *p && i < PIECES; i++) {
		char *piece;

		end = sentence_end(p);
		piece = mem_ndup(p, (size_t)(end - p));
		search(s, piece, h);
		free(piece);
		p = end + strspn(end, between);
	}
	qsort(h->v, (size_t)h->n, sizeof(*h->v), surer);
}

/* To so many parts of one. */
static double rounded(double x, double parts)
{
	return round(x * parts) / parts;
}

static bool is_wanted(const struct rule_query *q, val rule, long day)
{
	bool wanted = q->n_types == 0;

	for (int i = 0; i < q->n_types; i++)
		wanted = wanted || strcmp(q->types[i], val_str(rule, "type", "")) == 0;
	return wanted && rule_is_valid(rule, day);
}

static val answer_of(val rule, const struct hit *hit)
{
	static const char *const members[] = {"id",     "type", "subject",    "question",
										  "answer", "tags", "valid_from", "valid_to"};
	val v = val_object();

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		val m = val_get(rule, members[i]);

		if (val_is(m) && *val_text(m, "-"))
			v = val_set(v, members[i], m);
		else
			val_free(m);
	}
	v = val_set(v, "score", val_of_num(rounded(hit->score, 1e4)));
	return val_set(v, "confidence", val_of_num(rounded(hit->confidence, 1e3)));
}

static double least(const struct rule_set *s, const struct rule_query *q)
{
	if (q->min >= 0)
		return q->min;
	return s->plain ? 0 : RULE_ANSWERS;
}

static val choose(struct rule_set *s, const struct rule_query *q, const struct hits *h)
{
	long day = date_to_local(s->zone, q->now).epoch_day;
	int limit = q->limit < LIMIT ? q->limit : LIMIT;
	val out = val_array();

	for (int i = 0; i < h->n && val_len(out) < limit; i++) {
		val rule = val_at(s->rules, (int)h->v[i].doc);

		if (h->v[i].confidence >= least(s, q) && is_wanted(q, rule, day))
			out = val_push(out, answer_of(rule, &h->v[i]));
		val_free(rule);
	}
	return out;
}

int rule_find(struct rule_set *s, const struct rule_query *q, val *out, struct err *e)
{
	struct hits h = {0};

	if (load(s, e) != 0)
		return -1;
	h.v = mem_array(NULL, (size_t)val_len(s->rules), sizeof(*h.v));
	h.place = mem_zalloc((size_t)val_len(s->rules) * sizeof(*h.place));
	search(s, q->text, &h);
	if (!s->plain)
		search_sentences(s, q->text, &h);
	*out = choose(s, q, &h);
	free(h.place);
	free(h.v);
	return 0;
}

int rule_ask(struct rule_set *s, const struct rule_query *q, val *out, struct err *e)
{
	bool hours = q->n_types == 0 && s->domain && q->limit > 0;
	val rules, answer;

	for (int i = 0; i < q->n_types && s->domain; i++)
		hours = hours || strcmp(q->types[i], "hours") == 0;
	if (rule_find(s, q, &rules, e) != 0)
		return -1;
	*out = rules;
	if (!hours || !rule_hours_asked(q->text))
		return 0;
	answer = rule_hours(s->domain, q->text, q->now);
	if (!val_is(answer))
		return 0;
	*out = val_push(val_array(), answer);
	for (int i = 0; i < val_len(rules) && val_len(*out) < q->limit; i++)
		*out = val_push(*out, val_at(rules, i));
	val_free(rules);
	return 0;
}

int rule_get(struct rule_set *s, const char *id, val *out, struct err *e)
{
	const uint64_t *place;

	if (load(s, e) != 0)
		return -1;
	place = map_find(s->ids, id, strlen(id));
	*out = place ? val_at(s->rules, (int)*place) : val_null();
	return 0;
}

int rule_all(struct rule_set *s, val *out, struct err *e)
{
	if (s->db && !s->loaded && reload(s, e) != 0)
		return -1;
	*out = val_copy(s->rules);
	return 0;
}

void rule_explain(struct rule_set *s, const char *text, const char *id, struct buf *out)
{
	struct buf asked = {0};
	const uint64_t *place = s->loaded ? map_find(s->ids, id, strlen(id)) : NULL;

	if (!place)
		return;
	(void)put_asked(s, text, &asked);
	buf_printf(out, "read as: %s\n", buf_str(&asked));
	rank_explain(s->index, buf_str(&asked), asked.n, (uint32_t)*place, out);
	buf_free(&asked);
}
