#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/analytics_private.h"

#define MOST_QUESTIONS 1000 /* without their texts */

struct put { /* an analysis on its way in */
	struct sql *db;
	const struct domain *d;
	val analysis;
	const char *conversation;
	date_ms started, ended;
	struct analytics_facts facts;
};

static val add(val params, const char *s)
{
	return val_push(params, val_of_str(s));
}

static val key(const struct put *p)
{
	return add(add(val_array(), domain_name(p->d)), p->conversation);
}

/*
 * The conversation's row as it was, held against other writers until the transaction ends; data is empty when it is
 * new. What is read after this is what the last one of them left.
 */
static int hold(struct put *p, val *row, struct err *e)
{
	static const char upsert[] =
		"INSERT INTO analyses (domain, conversation_id, started_at, ended_at, messages, day, hour, data)"
		" VALUES ($1, $2, 0, 0, 0, 0, 0, '') ON CONFLICT (domain, conversation_id) DO UPDATE SET data = analyses.data"
		" RETURNING channel, crew, topic, handoff, sentiment, score, messages, day, hour, first_wait, data";

	return sql_row(p->db, upsert, key(p), row, e);
}

static int write_row(struct put *p, const char *data, struct err *e)
{
	static const char update[] =
		"UPDATE analyses SET customer_id = $3, channel = $4, crew = $5, topic = $6, handoff = $7, sentiment = $8,"
		" score = $9, started_at = $10, ended_at = $11, messages = $12, day = $13, hour = $14, first_wait = $15,"
		" longest_wait = $16, data = $17 WHERE domain = $1 AND conversation_id = $2";
	const struct analytics_facts *f = &p->facts;
	long long longest = val_int(p->analysis, "waits.longest_ms", -1);
	val v = add(key(p), val_str(p->analysis, "customer", NULL));

	for (int i = 0; i < ANALYTICS_COLUMNS; i++)
		v = add(v, f->column[i]);
	v = val_push(v, f->scored ? val_of_int(f->score) : val_null());
	v = val_push(val_push(v, val_of_int(p->started)), val_of_int(p->ended));
	v = val_push(val_push(val_push(v, val_of_int(f->messages)), val_of_int(f->day)), val_of_int(f->hour));
	v = val_push(v, f->wait >= 0 ? val_of_int(f->wait) : val_null());
	v = val_push(v, longest >= 0 ? val_of_int(longest) : val_null());
	return sql_exec(p->db, update, add(v, data), e) < 0 ? -1 : 0;
}

static int write_entities(struct put *p, struct err *e)
{
	static const char insert[] =
		"INSERT INTO analysis_entities (domain, conversation_id, type, key, text, mentions, score, ts)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

	for (int i = 0; i < p->facts.n; i++) {
		const struct analytics_entity *x = &p->facts.entity[i];
		val v = add(add(add(key(p), x->type), x->key), x->text);

		v = val_push(v, val_of_int(x->mentions));
		v = val_push(v, p->facts.scored ? val_of_int(p->facts.score) : val_null());
		if (sql_exec(p->db, insert, val_push(v, val_of_int(p->ended)), e) < 0)
			return -1;
	}
	return 0;
}

static int write_question(struct put *p, int n, val question, struct err *e)
{
	static const char insert[] = "INSERT INTO analysis_questions (domain, conversation_id, n, key, text, day, ts)"
								 " VALUES ($1, $2, $3, $4, $5, $6, $7)";
	const char *text = val_str(question, "text", "");
	date_ms ts;
	char *like;
	val v;

	if (date_parse(val_str(question, "ts", ""), &ts, NULL) < 0)
		ts = p->ended;
	like = analytics_question_key(text, domain_language(p->d));
	v = add(add(val_push(key(p), val_of_int(n)), like), text);
	free(like);
	v = val_push(val_push(v, val_of_int(p->facts.day)), val_of_int(ts));
	return sql_exec(p->db, insert, v, e) < 0 ? -1 : 0;
}

/* Those of whom nothing may be told are counted: a row without a text. */
static int write_questions(struct put *p, struct err *e)
{
	val list = val_get_array(p->analysis, "unresolved");
	long long n = val_int(p->analysis, "unresolved_count", 0);
	int st = 0;

	n = n < val_len(list) ? val_len(list) : n > MOST_QUESTIONS ? MOST_QUESTIONS : n;
	for (int i = 0; i < n && st == 0; i++) {
		val question = val_at(list, i);

		st = write_question(p, i + 1, question, e);
		val_free(question);
	}
	val_free(list);
	return st;
}

static int read_entities(struct put *p, val *entities, struct err *e)
{
	return sql_query(p->db,
					 "SELECT type, key, text, mentions FROM analysis_entities WHERE domain = $1"
					 " AND conversation_id = $2",
					 key(p), entities, e);
}

static int clear(struct put *p, struct err *e)
{
	return sql_exec(p->db, "DELETE FROM analysis_entities WHERE domain = $1 AND conversation_id = $2", key(p), e) < 0 ||
				   sql_exec(p->db, "DELETE FROM analysis_questions WHERE domain = $1 AND conversation_id = $2", key(p),
							e) < 0
			   ? -1
			   : 0;
}

/* Takes what was counted before out of the sums, and p in. row is the one that was there. */
static int move_days(struct put *p, val row, bool fresh, struct err *e)
{
	struct analytics_facts old;
	val entities;
	int st;

	if (fresh)
		return analytics_days_move(p->db, domain_name(p->d), NULL, &p->facts, e);
	if (read_entities(p, &entities, e) < 0)
		return -1;
	analytics_facts_stored(row, entities, &old);
	val_free(entities);
	st = clear(p, e);
	if (st == 0)
		st = analytics_days_move(p->db, domain_name(p->d), &old, &p->facts, e);
	analytics_facts_free(&old);
	return st;
}

static int put(struct put *p, const char *data, struct err *e)
{
	bool fresh, same;
	val row;
	int st;

	if (hold(p, &row, e) < 0)
		return -1;
	fresh = !*val_str(row, "data", "");
	same = strcmp(val_str(row, "data", ""), data) == 0;
	st = same ? 0 : move_days(p, row, fresh, e);
	val_free(row);
	if (st < 0 || same)
		return st;
	return write_row(p, data, e) < 0 || write_entities(p, e) < 0 || write_questions(p, e) < 0 ? -1 : 0;
}

int analytics_put(struct sql *db, const struct domain *d, val analysis, struct err *e)
{
	struct put p = {.db = db, .d = d, .analysis = analysis};
	struct buf data = {0};
	int st;

	p.conversation = val_str(analysis, "conversation", "");
	if (!*p.conversation)
		return err_set(e, ERR_DATA, "the analysis names no conversation");
	st = analytics_facts_of(analysis, domain_zone(d), &p.facts, e);
	if (st == 0) {
		(void)date_parse(val_str(analysis, "ended", ""), &p.ended, NULL);
		if (date_parse(val_str(analysis, "started", ""), &p.started, NULL) < 0)
			p.started = p.ended;
		val_dump(analysis, &data);
		st = put(&p, buf_str(&data), e);
	}
	buf_free(&data);
	analytics_facts_free(&p.facts);
	return st;
}
