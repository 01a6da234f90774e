/*
 * trends_fill URL CONVERSATIONS CUSTOMERS LAST: fills a new store with analysed conversations of the 365 days that end
 * at the day number LAST, with their sums by day, and with customers, three orders and an appointment each. By SQL
 * alone: a million in a minute or two. The rows are as services/analytics.h would make them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "io/schema.h"

/* $N is replaced by the number of conversations, $C of customers, $D by the first day. */
static const char *const statements[] = {
	"INSERT INTO analyses (domain, conversation_id, customer_id, channel, crew, topic, handoff, sentiment, score,"
	" started_at, ended_at, messages, day, hour, first_wait, longest_wait, data)"
	" WITH RECURSIVE s(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM s WHERE i < $N),"
	" r(i, day, hour, score, wait) AS (SELECT i, $D + i * 365 / ($N + 1), 8 + i * 7 % 14, i * 7 % 2001 - 1000,"
	" CASE i % 3 WHEN 0 THEN 4096 + i % 8 * 512 WHEN 1 THEN 16384 + i % 8 * 2048 ELSE 65536 + i % 8 * 8192 END FROM s)"
	" SELECT 'cosmeticos', 'chatwoot:1:' || CAST(i AS TEXT), 'c' || CAST(i * 7919 % $C AS TEXT),"
	" CASE i % 10 WHEN 0 THEN 'web' WHEN 1 THEN 'instagram' ELSE 'whatsapp' END,"
	" CASE i % 5 WHEN 0 THEN 'sales' WHEN 1 THEN 'delivery' WHEN 2 THEN 'support' WHEN 3 THEN 'info' ELSE 'scheduling' END,"
	" 'topic' || CAST(i * 31 % 16 AS TEXT), CASE WHEN i % 13 = 0 THEN 'asked' WHEN i % 29 = 0 THEN 'unknown' END,"
	" CASE WHEN score > 200 THEN 'positive' WHEN score < -200 THEN 'negative' ELSE 'neutral' END, score,"
	" day * 86400000 + (hour + 3) * 3600000 + i % 3600 * 1000, day * 86400000 + (hour + 3) * 3600000 + i % 3600 * 1000"
	" + 240000, 2 + i % 9, day, hour, wait, wait * 2,"
	" '{\"conversation\":\"chatwoot:1:' || CAST(i AS TEXT) || '\",\"customer\":\"c' || CAST(i * 7919 % $C AS TEXT) ||"
	" '\",\"channel\":\"whatsapp\",\"messages\":{\"customer\":3,\"shop\":2,\"human\":0},\"key_points\":[\"quer saber o preço do"
	" protetor\",\"pergunta pela entrega\"],\"sentiment\":{\"label\":\"neutral\",\"score\":0.1,\"trend\":\"steady\"},\"topics\":"
	"[{\"name\":\"price\",\"weight\":0.6}],\"unresolved\":[],\"waits\":{\"first_ms\":4096,\"longest_ms\":9000},\"crews\":"
	"[\"sales\"],\"handoff\":null}' FROM r",
	"INSERT INTO analysis_entities (domain, conversation_id, type, key, text, mentions, score, ts)"
	" WITH RECURSIVE s(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM s WHERE i < $N),"
	" x(i, type, key, n) AS (SELECT i, 'product', 'p' || CAST(i * i % 499 AS TEXT), 1 + i % 2 FROM s WHERE i % 3 <> 0"
	" UNION ALL SELECT i, 'product', 'p' || CAST(500 + i % 97 AS TEXT), 1 FROM s WHERE i % 5 = 0"
	" UNION ALL SELECT i, 'city', 'cidade' || CAST(i % 50 AS TEXT), 1 FROM s WHERE i % 10 = 0)"
	" SELECT 'cosmeticos', 'chatwoot:1:' || CAST(i AS TEXT), type, key, key, n, i * 7 % 2001 - 1000,"
	" ($D + i * 365 / ($N + 1)) * 86400000 + (11 + i * 7 % 14) * 3600000 + i % 3600 * 1000 + 240000 FROM x",
	"INSERT INTO analysis_questions (domain, conversation_id, n, key, text, day, ts)"
	" WITH RECURSIVE s(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM s WHERE i < $N)"
	" SELECT 'cosmeticos', 'chatwoot:1:' || CAST(i AS TEXT), 1, 'entreg ' || CAST(i % 907 AS TEXT), 'Vocês entregam em '"
	" || CAST(i % 907 AS TEXT) || '?', $D + i * 365 / ($N + 1), 0 FROM s WHERE i % 17 = 0",
	"INSERT INTO customers (domain, id, name, phone, email, data, created_at, updated_at)"
	" WITH RECURSIVE s(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM s WHERE i < $C - 1)"
	" SELECT 'cosmeticos', 'c' || CAST(i AS TEXT), 'Cliente ' || CAST(i AS TEXT), '+55119' || CAST(10000000 + i AS TEXT),"
	" 'c' || CAST(i AS TEXT) || '@example.com', '{\"preferences\":{\"tipo_pele\":\"oleosa\"},\"interests\":{\"price\":3,"
	"\"delivery\":1},\"mentioned_entities\":[{\"type\":\"product\",\"id\":\"p1\"}],\"consent\":{\"service\":true}}', 0, 0 FROM s",
	"INSERT INTO customer_ids (domain, external_id, customer_id)"
	" WITH RECURSIVE s(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM s WHERE i < $C - 1)"
	" SELECT 'cosmeticos', 'chatwoot:1:c' || CAST(i AS TEXT), 'c' || CAST(i AS TEXT) FROM s",
	"INSERT INTO records (domain, entity, id, data, updated_at, customer, at)"
	" WITH RECURSIVE s(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM s WHERE i < $C * 4 - 1)"
	" SELECT 'cosmeticos', CASE i % 4 WHEN 0 THEN 'appointment' ELSE 'order' END, 'r' || CAST(i AS TEXT), '{\"id\":\"r' ||"
	" CAST(i AS TEXT) || '\",\"customer\":\"c' || CAST(i / 4 AS TEXT) || '\",\"total\":\"89.90\",\"status\":\"done\"}', 0, 'c' ||"
	" CAST(i / 4 AS TEXT), ($D + i % 365) * 86400000 FROM s",
};

/* The sums of a column of the analyses. */
static const char *const columns[] = {"channel", "crew", "topic", "handoff", "sentiment"};

static const char sums[] =
	"INSERT INTO analysis_days (domain, dimension, day, key, n, mentions, score, scored) SELECT domain, '%s', day, %s,"
	" COUNT(*), SUM(messages), SUM(%s), COUNT(*) FROM analyses GROUP BY domain, day, 4";

static const char entities[] =
	"INSERT INTO analysis_days (domain, dimension, day, key, text, n, mentions, score, scored) SELECT x.domain, x.type,"
	" a.day, x.key, MIN(x.text), COUNT(*), SUM(x.mentions), SUM(x.score), COUNT(*) FROM analyses a JOIN"
	" analysis_entities x ON x.domain = a.domain AND x.conversation_id = a.conversation_id GROUP BY x.domain, x.type,"
	" a.day, x.key";

/* query with its numbers in their places, new memory. */
static char *filled(const char *query, const char *n, const char *c, const char *d)
{
	struct buf b = {0};

	for (; *query; query++) {
		const char *with = query[0] != '$'   ? NULL
						   : query[1] == 'N' ? n
						   : query[1] == 'C' ? c
						   : query[1] == 'D' ? d
											 : NULL;

		if (with) {
			buf_puts(&b, with);
			query++;
		} else {
			buf_putc(&b, *query);
		}
	}
	return b.p;
}

static void run(struct sql *db, const char *query)
{
	struct err e;

	if (sql_exec(db, query, val_array(), &e) < 0)
		log_die(&e);
}

static void run_sum(struct sql *db, const char *dimension, const char *key, const char *score)
{
	char *query = mem_printf(sums, dimension, key, score);

	run(db, query);
	free(query);
}

static void fill(struct sql *db, char *argv[])
{
	char *first = mem_printf("%ld", atol(argv[4]) - 364);

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		char *query = filled(statements[i], argv[2], argv[3], first);

		run(db, query);
		free(query);
	}
	free(first);
	run_sum(db, "total", "''", "score");
	run_sum(db, "hour", "CASE WHEN hour < 10 THEN '0' ELSE '' END || CAST(hour AS TEXT)", "score");
	run_sum(db, "wait", "CAST(first_wait AS TEXT)", "first_wait"); /* each the least of its class */
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		char *key = mem_printf("COALESCE(%s, '')", columns[i]);

		run_sum(db, columns[i], key, "score");
		free(key);
	}
	run(db, entities);
}

int main(int argc, char *argv[])
{
	struct err e;
	struct sql *db;

	log_open("trends_fill", LOG_WARN);
	if (argc != 5) {
		(void)fputs("usage: trends_fill URL CONVERSATIONS CUSTOMERS LAST\n", stderr);
		return 64;
	}
	db = schema_open(argv[1], &e);
	if (db && !sql_is_postgres(db))
		run(db, "PRAGMA cache_size = -500000");
	if (!db || sql_begin(db, &e) < 0)
		log_die(&e);
	fill(db, argv);
	if (sql_commit(db, &e) < 0)
		log_die(&e);
	if (sql_is_postgres(db))
		run(db, "ANALYZE");
	sql_close(db);
	return 0;
}
