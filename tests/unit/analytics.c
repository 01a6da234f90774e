/* Analyses and their sums by day on both stores: replaced, forgotten, put by several at once, asked for. */
#include <sys/wait.h>
#include <unistd.h>

#include "../store.h"
#include "../t.h"

#include "io/schema.h"
#include "services/analytics.h"
#include "services/personal.h"

static struct err e;
static struct domain *shop;

/* What the sums must be: counted again from the analyses, and from those that were deleted. */
static const char recount[] =
	"CREATE VIEW a AS SELECT * FROM analyses UNION ALL SELECT * FROM gone;\n"
	"CREATE VIEW x AS SELECT * FROM analysis_entities UNION ALL SELECT * FROM gone_entities;\n"
	"CREATE VIEW again AS"
	" SELECT 'total' AS dimension, day, '' AS key, COUNT(*) AS n, SUM(messages) AS mentions,"
	" COALESCE(SUM(score), 0) AS score, COUNT(score) AS scored FROM a GROUP BY day"
	" UNION ALL SELECT 'channel', day, COALESCE(channel, ''), COUNT(*), SUM(messages), COALESCE(SUM(score), 0),"
	" COUNT(score) FROM a GROUP BY day, channel"
	" UNION ALL SELECT 'crew', day, COALESCE(crew, ''), COUNT(*), SUM(messages), COALESCE(SUM(score), 0),"
	" COUNT(score) FROM a GROUP BY day, crew"
	" UNION ALL SELECT 'topic', day, COALESCE(topic, ''), COUNT(*), SUM(messages), COALESCE(SUM(score), 0),"
	" COUNT(score) FROM a GROUP BY day, topic"
	" UNION ALL SELECT 'handoff', day, COALESCE(handoff, ''), COUNT(*), SUM(messages), COALESCE(SUM(score), 0),"
	" COUNT(score) FROM a GROUP BY day, handoff"
	" UNION ALL SELECT 'sentiment', day, COALESCE(sentiment, ''), COUNT(*), SUM(messages), COALESCE(SUM(score), 0),"
	" COUNT(score) FROM a GROUP BY day, sentiment"
	" UNION ALL SELECT 'hour', day, CASE WHEN hour < 10 THEN '0' ELSE '' END || CAST(hour AS TEXT), COUNT(*),"
	" SUM(messages), COALESCE(SUM(score), 0), COUNT(score) FROM a GROUP BY day, hour"
	" UNION ALL SELECT 'wait', day, COALESCE(CAST(first_wait AS TEXT), ''), COUNT(*), SUM(messages),"
	" COALESCE(SUM(first_wait), 0), COUNT(first_wait) FROM a GROUP BY day, first_wait"
	" UNION ALL SELECT x.type, a.day, x.key, COUNT(*), SUM(x.mentions), COALESCE(SUM(a.score), 0), COUNT(a.score)"
	" FROM a JOIN x ON x.conversation_id = a.conversation_id WHERE x.type <> 'order' GROUP BY x.type, a.day, x.key"
	" UNION ALL SELECT 'order', a.day, '', COUNT(DISTINCT a.conversation_id), SUM(x.mentions),"
	" COALESCE(SUM(a.score), 0), COUNT(a.score) FROM a JOIN (SELECT conversation_id, SUM(mentions) AS mentions"
	" FROM x WHERE type = 'order' GROUP BY conversation_id) AS x ON x.conversation_id = a.conversation_id"
	" GROUP BY a.day";

static const char different[] =
	"SELECT COUNT(*) AS n FROM (SELECT * FROM (SELECT dimension, day, key, n, mentions, score, scored FROM again"
	" EXCEPT SELECT dimension, day, key, n, mentions, score, scored FROM analysis_days) AS missing UNION ALL"
	" SELECT * FROM (SELECT dimension, day, key, n, mentions, score, scored FROM analysis_days"
	" EXCEPT SELECT dimension, day, key, n, mentions, score, scored FROM again) AS extra) AS both_ways";

static void run_all(struct sql *db, const char *statements)
{
	char *copy = mem_dup(statements), *s = copy, *end;

	for (; s; s = end) {
		end = strstr(s, ";\n");
		if (end) {
			*end = '\0';
			end += 2;
		}
		if (sql_exec(db, s, val_array(), &e) < 0)
			printf("# %s\n", e.msg);
	}
	free(copy);
}

static long long number(struct sql *db, const char *query)
{
	val row = val_null();
	long long n = -1;

	if (sql_row(db, query, val_array(), &row, &e) == 0)
		n = val_int(row, "n", -1);
	else
		printf("# %s\n", e.msg);
	val_free(row);
	return n;
}

static int put_val(struct sql *db, val v)
{
	int st = sql_begin(db, &e);

	if (st == 0)
		st = analytics_put(db, shop, v, &e);
	if (st == 0)
		return sql_commit(db, &e);
	sql_rollback(db);
	return -1;
}

static int put(struct sql *db, const char *json)
{
	val v = val_parse(json, strlen(json), &e);
	int st = put_val(db, v);

	val_free(v);
	return st;
}

/* ---- random analyses ---- */

static unsigned long state;

static int any(int n)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (int)(state >> 33) % n;
}

static void put_entity(struct buf *b)
{
	static const char *const of[] = {
		"{\"type\":\"product\",\"id\":\"p1\",\"text\":\"Protetor\",\"score\":0.9}",
		"{\"type\":\"product\",\"id\":\"p2\",\"text\":\"s\u00e9rum\"}",
		"{\"type\":\"money\",\"value\":\"80.00\",\"text\":\"80 reais\"}",
		"{\"type\":\"quantity\",\"value\":3,\"text\":\"tr\u00eas\"}",
		"{\"type\":\"city\",\"text\":\"S\u00c3O PAULO\"}",
		"{\"type\":\"order\",\"text\":\"S00042\"}",
		"{\"type\":\"order\",\"text\":\"S00043\"}",
		"{\"type\":\"cpf\",\"text\":\"[CPF]\"}",
		"{\"type\":\"phone\",\"text\":\"11 98888-7777\"}",
		"{\"type\":\"new\",\"text\":\"of some later version\"}",
	};

	buf_puts(b, of[any((int)(sizeof(of) / sizeof(of[0])))]);
}

static val random_analysis(int conversations)
{
	static const char *const topics[] = {"price", "delivery", "hours"}, *const moods[] = {"negative", "neutral"};
	struct buf b = {0};
	int day = any(5), entities = any(6), who = any(conversations);
	val v;

	buf_printf(&b, "{\"conversation\":\"k%d\",\"customer\":\"c%d\",\"started\":\"2026-03-%02dT%02d:10:00Z\"", who,
			   who % 5, 10 + day, any(24));
	buf_printf(&b, ",\"ended\":\"2026-03-%02dT%02d:59:59.999Z\",\"messages\":{\"customer\":%d,\"shop\":%d,\"human\":1}",
			   10 + day, any(24), any(9), any(9));
	if (any(3))
		buf_printf(&b, ",\"channel\":\"whatsapp\",\"topics\":[{\"name\":\"%s\",\"weight\":1},{\"name\":\"other\"}]",
				   topics[any(3)]);
	if (any(3))
		buf_printf(&b, ",\"sentiment\":{\"label\":\"%s\",\"score\":%.3f}", moods[any(2)], (any(2001) - 1000) / 1000.0);
	/* In classes of one millisecond, which the recount can make. */
	if (any(3))
		buf_printf(&b, ",\"waits\":{\"first_ms\":%d,\"longest_ms\":99}", any(16));
	if (any(3) == 0)
		buf_puts(&b, ",\"crews\":[\"support\",\"sales\"],\"handoff\":\"asked\"");
	buf_puts(&b, ",\"entities\":[");
	for (int i = 0; i < entities; i++) {
		buf_puts(&b, i ? "," : "");
		put_entity(&b);
	}
	buf_printf(&b, "],\"unresolved\":[{\"text\":\"Voc\u00eas entregam em Recife %d?\"}]}", any(2));
	v = val_parse(buf_str(&b), b.n, &e);
	buf_free(&b);
	return v;
}

static int put_many(struct sql *db, int n, int conversations)
{
	int bad = 0;

	for (int i = 0; i < n; i++) {
		val v = random_analysis(conversations);

		if (put_val(db, v) < 0) {
			printf("# %s\n", e.msg);
			bad++;
		}
		val_free(v);
	}
	return bad;
}

/* Takes the customer's analyses out as erasing does; how many. */
static long erase(struct sql *db, const char *customer)
{
	long n = -1;

	for (int i = 0; i < personal_count(); i++) {
		const struct personal_table *t = personal_at(i);

		if (strncmp(t->name, "analys", 6) == 0 && t->end == PERSONAL_DELETE)
			n = personal_end_rows(db, t, domain_name(shop), customer, NULL, NULL, &e);
	}
	return n;
}

static void forget(struct sql *db, const char *customer)
{
	char query[256];
	long long had;

	(void)snprintf(query, sizeof(query), "SELECT COUNT(*) AS n FROM analyses WHERE customer_id = '%s'", customer);
	had = number(db, query);
	(void)snprintf(query, sizeof(query),
				   "INSERT INTO gone_entities SELECT * FROM analysis_entities WHERE conversation_id IN (SELECT"
				   " conversation_id FROM analyses WHERE customer_id = '%s')",
				   customer);
	run_all(db, query);
	(void)snprintf(query, sizeof(query), "INSERT INTO gone SELECT * FROM analyses WHERE customer_id = '%s'", customer);
	run_all(db, query);
	/* The same conversation may come again; it is another one then. */
	run_all(db, "UPDATE gone SET conversation_id = 'gone ' || conversation_id;\n"
				"UPDATE gone_entities SET conversation_id = 'gone ' || conversation_id");
	t_int(sql_begin(db, &e), 0, "a customer");
	t_int(erase(db, customer), had, "is forgotten with so many analyses");
	t_int(sql_commit(db, &e), 0, "for good");
}

static void try_sums(struct sql *db)
{
	run_all(db, "CREATE TABLE gone AS SELECT * FROM analyses WHERE 1 = 0;\n"
				"CREATE TABLE gone_entities AS SELECT * FROM analysis_entities WHERE 1 = 0");
	run_all(db, recount);
	state = 7;
	t_int(put_many(db, 300, 40), 0, "analyses are put");
	t_int(number(db, "SELECT COUNT(*) AS n FROM analyses"), 40, "one a conversation, of the last time it was");
	t_ok(number(db, "SELECT COUNT(*) AS n FROM again") > 100, "there is something to count again");
	t_int(number(db, different), 0, "the sums are those of a recount");
	t_int(number(db, "SELECT COUNT(*) AS n FROM analysis_days WHERE n <= 0"), 0, "no row is left empty");
	t_int(number(db, "SELECT COUNT(DISTINCT key) AS n FROM analysis_questions"), 2, "like questions are the same");
	forget(db, "c3");
	t_int(number(db, "SELECT COUNT(*) AS n FROM analysis_entities x WHERE NOT EXISTS (SELECT 1 FROM analyses a WHERE"
					 " a.conversation_id = x.conversation_id)"),
		  0, "no entity is left of it");
	t_int(number(db, "SELECT COUNT(*) AS n FROM analysis_questions x WHERE NOT EXISTS (SELECT 1 FROM analyses a WHERE"
					 " a.conversation_id = x.conversation_id)"),
		  0, "and no question");
	t_int(number(db, different), 0, "the sums stay");
	t_int(put_many(db, 100, 30), 0, "more are put");
	t_int(number(db, different), 0, "and still the sums are right");
	t_int(number(db, "SELECT COUNT(*) AS n FROM analysis_days WHERE dimension IN ('cpf', 'phone', 'order', 'new')"
					 " AND (key <> '' OR text IS NOT NULL)"),
		  0, "the sums name nobody");
	t_int(number(db, "SELECT COUNT(*) AS n FROM analysis_entities WHERE type IN ('cpf', 'phone')"
					 " AND (key <> '' OR text IS NOT NULL)"),
		  0, "nor do the entities");
}

/* ---- one analysis ---- */

static void try_one(struct sql *db)
{
	static const char one[] =
		"{\"conversation\":\"one\",\"customer\":\"ana\",\"channel\":\"whatsapp\",\"started\":\"2026-01-01T02:30:00.000Z\","
		"\"ended\":\"2026-01-01T02:59:59.999Z\",\"messages\":{\"customer\":2,\"shop\":1,\"human\":0},"
		"\"sentiment\":{\"label\":\"positive\",\"score\":0.5},\"topics\":[{\"name\":\"price\",\"weight\":0.6}]}";
	static const char again[] = "{\"conversation\":\"one\",\"customer\":\"ana\",\"ended\":\"2026-01-01T03:00:00Z\"}";

	t_int(put(db, one), 0, "an analysis");
	t_int(number(db, "SELECT day AS n FROM analyses WHERE conversation_id = 'one'"), 20453, "is of the shop's day");
	t_int(number(db, "SELECT hour AS n FROM analyses WHERE conversation_id = 'one'"), 23, "and hour");
	t_int(put(db, one), 0, "the same again");
	t_int(number(db, "SELECT CAST(SUM(n) AS BIGINT) AS n FROM analysis_days WHERE dimension = 'total' AND day = 20453"),
		  1, "counts once");
	t_int(number(db, "SELECT COUNT(*) AS n FROM analyses WHERE customer_id = 'ana' AND topic = 'price'"), 1,
		  "and is as it was put");
	t_int(put(db, again), 0, "a millisecond later");
	t_int(number(db, "SELECT COUNT(*) AS n FROM analysis_days WHERE day = 20453"), 0, "it is of the next day only");
	t_int(number(db, "SELECT COUNT(*) AS n FROM analysis_days WHERE day = 20454 AND dimension = 'total'"), 1,
		  "which has it");
	t_int(put(db, "{\"ended\":\"2026-01-01T03:00:00Z\"}"), -1, "without a conversation there is none");
	t_str(e.msg, "the analysis names no conversation", "which is said");
	t_int(put(db, "{\"conversation\":\"two\"}"), -1, "without a time there is none");
	t_int(e.kind, ERR_DATA, "the data is at fault");
}

/* ---- questions ---- */

static val ask(struct sql *db, const char *by, const struct analytics_filter *filter, int n)
{
	struct analytics_query q = {.by = by, .filter = filter, .n_filters = n, .first = 0, .last = 40000};
	val rows = val_null();

	if (analytics_query(db, shop, &q, &rows, &e) < 0)
		printf("# %s\n", e.msg);
	return rows;
}

/* n, mentions, score, scored of the row of key, as one text. */
static const char *of_key(val rows, const char *key, char out[96])
{
	(void)strcpy(out, "none");
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		if (strcmp(val_str(row, "key", "?"), key) == 0)
			(void)snprintf(out, 96, "%lld %lld %lld %lld", val_int(row, "n", 0), val_int(row, "mentions", 0),
						   val_int(row, "score", 0), val_int(row, "scored", 0));
		val_free(row);
	}
	return out;
}

static void same(val a, val b, const char *name)
{
	char x[96], y[96];
	bool all = val_len(a) == val_len(b) && val_len(a) > 0;

	for (int i = 0; i < val_len(a); i++) {
		val row = val_at(a, i);
		const char *key = val_str(row, "key", "?");

		all = all && strcmp(of_key(a, key, x), of_key(b, key, y)) == 0;
		val_free(row);
	}
	t_ok(all, name);
	val_free(a);
	val_free(b);
}

/* Several fields in one pass are what each is by itself. */
static void try_pass(struct sql *db)
{
	static const char *const fields[] = {"total", "day",  "week",  "month",   "hour",      "weekday", "weekhour",
										 "wait",  "crew", "topic", "handoff", "sentiment", "channel", "customer"};
	static const struct analytics_filter filters[][2] = {{{"product", "p1"}, {"crew", ""}},
														 {{"product", "p1"}, {"crews", ""}}};
	const int n = (int)(sizeof(fields) / sizeof(fields[0]));
	char name[96];

	for (int k = 0; k < 2; k++) {
		struct analytics_query q = {.filter = filters[k], .n_filters = 2, .first = 0, .last = 40000};
		val rows = val_null();

		t_int(analytics_pass(db, shop, &q, fields, n, &rows, &e), 0, "several fields at once");
		for (int i = 0; i < n; i++) {
			(void)snprintf(name, sizeof(name), "by %s in one pass", fields[i]);
			same(val_member(rows, fields[i]), ask(db, fields[i], filters[k], 2), name);
		}
		val_free(rows);
	}
}

/* The three ways to an answer: sums by day, the analyses by SQL, each analysis looked at. */
static void try_ways(struct sql *db)
{
	static const char *const fields[] = {"total", "weekday", "weekhour", "day",           "week",    "month",
										 "hour",  "channel", "crew",     "topic",         "handoff", "sentiment",
										 "wait",  "product", "city",     "entities.money"};
	const struct analytics_filter rows = {"product", "p1"}, looked[] = {{"product", "p1"}, {"crews", "support"}},
								  columns[] = {{"product", "p1"}, {"crew", "support"}};
	char name[96];

	state = 11;
	t_int(put_many(db, 400, 150), 0, "analyses to ask for");
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct analytics_filter all = {"hour", "7"};
		struct analytics_query q = {.by = fields[i], .filter = &all, .n_filters = 0, .first = 0, .last = 40000};
		val sums = val_null();

		(void)snprintf(name, sizeof(name), "by %s the analyses give what the sums give", fields[i]);
		(void)analytics_query(db, shop, &q, &sums, &e);
		same(sums, ask(db, fields[i], (const struct analytics_filter[]){{"month", "2026-03"}}, 1), name);
	}
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		(void)snprintf(name, sizeof(name), "by %s looking at each gives what SQL gives", fields[i]);
		same(ask(db, fields[i], columns, 2), ask(db, fields[i], looked, 2), name);
	}
	same(ask(db, "question", columns, 2), ask(db, "question", looked, 2), "by question too");
	try_pass(db);
	same(ask(db, "topic", &rows, 1), ask(db, "topic", (const struct analytics_filter[]){{"entities.product", "P1"}}, 1),
		 "an entity is found by its id and folded");
}

static void try_fields(struct sql *db)
{
	char got[96];
	val rows;

	t_ok(!analytics_field("chanel", &e), "a field that is none is said");
	t_ok(strstr(e.msg, "chanel") && strstr(e.msg, "entities.TYPE"), "with those there are");
	t_ok(!analytics_field("entities.nothing", &e), "an entity's type too");
	t_ok(analytics_field("sentiment.trend", &e), "a member is one");
	t_int(put(db, "{\"conversation\":\"z\",\"ended\":\"2027-01-01T12:00:00Z\",\"topics\":[{\"name\":\"a.b\"},{\"name\":"
				  "\"c\"}],\"messages\":{\"customer\":2},\"waits\":{\"first_ms\":1000}}"),
		  0, "an analysis of 2027");
	rows = ask(db, "topics.name", (const struct analytics_filter[]){{"month", "2027-01"}}, 1);
	t_int(val_len(rows), 2, "each topic is a group");
	t_str(of_key(rows, "c", got), "1 2 0 0", "of one conversation with two messages");
	val_free(rows);
	rows = ask(db, "wait", (const struct analytics_filter[]){{"day", "2027-01-01"}, {"wait", "1020"}}, 2);
	t_str(of_key(rows, "960", got), "1 2 1000 1", "waits have classes");
	val_free(rows);
	rows = ask(db, "waits.first_ms", (const struct analytics_filter[]){{"handoff", ""}, {"week", "2027-01-03"}}, 2);
	t_str(of_key(rows, "1000", got), "1 2 0 0", "a number is a group; no handoff is a filter");
	val_free(rows);
	rows = val_null();
	t_int(analytics_query(db, shop,
						  &(struct analytics_query){.by = "topic",
													.filter = &(struct analytics_filter){"day", "2027-02-30"},
													.n_filters = 1,
													.last = 40000},
						  &rows, &e),
		  -1, "a day that is none");
	t_str(e.msg, "\"2027-02-30\" is no day: write it as 2026-06-30", "is said");
}

static void try_waits(void)
{
	bool right = true;

	for (long long ms = 0; ms < 5000000; ms += 1 + ms / 50) {
		long long least = analytics_wait_class(ms), next = analytics_wait_next(least);

		right = right && least <= ms && ms < next && analytics_wait_class(next - 1) == least &&
				analytics_wait_class(next) == next && (next - least) * 8 <= (least < 8 ? 8 : least);
	}
	t_ok(right, "classes of waits follow each other, each an eighth wide at most");
}

/* ---- several at once ---- */

static void write_as(const char *url, int who)
{
	struct sql *db = schema_open(url, &e);
	int st;

	state = 100 + (unsigned long)who;
	st = db && put_many(db, 60, 12) == 0 ? 0 : 1;
	sql_close(db);
	_exit(st);
}

static void try_writers(const char *url)
{
	enum { WRITERS = 4 };
	struct sql *db = schema_open(url, &e);
	int good = 0, st;

	run_all(db, "CREATE TABLE gone AS SELECT * FROM analyses WHERE 1 = 0;\n"
				"CREATE TABLE gone_entities AS SELECT * FROM analysis_entities WHERE 1 = 0");
	run_all(db, recount);
	sql_close(db);
	for (int i = 0; i < WRITERS; i++)
		if (fork() == 0)
			write_as(url, i);
	while (wait(&st) > 0)
		good += st == 0;
	t_int(good, WRITERS, "several put the same conversations at once");
	db = schema_open(url, &e);
	t_int(number(db, "SELECT COUNT(*) AS n FROM analyses"), 12, "each conversation is there once");
	t_int(number(db, different), 0, "and the sums are right");
	sql_close(db);
}

static void try_all(const char *url, void (*try)(struct sql *db))
{
	struct sql *db = schema_open(url, &e);

	t_ok(db != NULL, url[0] == 's' ? "a new SQLite store" : "a new PostgreSQL store");
	if (db)
		try(db);
	sql_close(db);
}

int main(void)
{
	char url[512];

	(void)setvbuf(stdout, NULL, _IONBF, 0);
	shop = domain_load("examples/cosmeticos", &e);
	t_ok(shop != NULL, "a domain");
	if (!shop)
		return t_done();
	try_waits();
	for (int i = 0; i < T_STORES; i++) {
		try_all(t_store(i), try_one);
		try_all(t_store(i), try_sums);
		try_all(t_store(i), try_ways);
		try_all(t_store(i), try_fields);
		(void)snprintf(url, sizeof(url), "%s", t_store(i));
		try_writers(url);
	}
	domain_free(shop);
	return t_done();
}
