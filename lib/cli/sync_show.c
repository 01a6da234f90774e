#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cli/sync_show.h"

/* Numbers of a sum that are not 0, in words: "3 inserted, 1 updated". New memory. */
static char *in_words(val sum)
{
	static const char *const names[] = {"inserted", "created", "updated", "deleted", "conflicts", "failed", "waiting"};
	struct buf b = {0};

	if (val_str(sum, "unavailable", val_str(sum, "error", NULL)))
		return mem_dup(val_str(sum, "unavailable", val_str(sum, "error", "")));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (val_int(sum, names[i], 0))
			buf_printf(&b, "%s%lld %s", b.n ? ", " : "", val_int(sum, names[i], 0), names[i]);
	return b.p ? b.p : mem_dup("nothing new");
}

/* A line for each record that waits for another. */
static void print_waits(const char *entity, val sum)
{
	val list = val_get(sum, "waiting_for");

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);

		(void)printf("%s %s waits for %s %s, which is not in Odoo\n", entity, val_str(v, "id", ""),
					 val_str(v, "entity", ""), val_str(v, "missing", ""));
		val_free(v);
	}
	val_free(list);
}

int sync_show_run(const struct sync *s, val run)
{
	static const char *const heads[] = {"entity", "from Odoo", "to Odoo"};
	struct term_table *table = term_table_new(heads, 3);
	val pull = val_get(run, "pull"), push = val_get(run, "push");
	bool any = false;
	int st = 0;

	for (int i = 0; i < sync_count(s); i++) {
		const char *name = sync_name(s, i);
		val a = val_get(pull, name), b = val_get(push, name);
		char *from = val_is(a) ? in_words(a) : mem_dup(""), *to = val_is(b) ? in_words(b) : mem_dup("");
		const char *const cells[] = {name, from, val_str(a, "unavailable", NULL) ? "" : to};

		if (val_is(a) || val_is(b))
			term_table_add(table, cells);
		any = any || val_is(a) || val_is(b);
		free(from);
		free(to);
		val_free(a);
		val_free(b);
	}
	if (any)
		st = term_table_print(table, stdout);
	for (int i = 0; i < sync_count(s); i++) {
		val sum = val_get(push, sync_name(s, i));

		print_waits(sync_name(s, i), sum);
		val_free(sum);
	}
	if (any)
		(void)printf("%lld requests, %.1f s%s\n", val_int(run, "requests", 0), val_num(run, "seconds", 0),
					 val_bool(run, "dry_run", false) ? ", nothing was changed" : "");
	term_table_free(table);
	val_free(pull);
	val_free(push);
	return st;
}

struct term_table *sync_show_table(void)
{
	static const char *const heads[] = {"entity", "goes", "rows", "pending", "failed", "last run", "since", "model"};
	struct term_table *table = term_table_new(heads, 8);

	for (int i = 2; i <= 4; i++)
		term_table_right(table, i);
	return table;
}

/* "11-26 13:16" of "2026-11-26T13:16:40.000Z". */
static void short_time(const char *ts, char out[16])
{
	(void)snprintf(out, 16, "%.11s", strlen(ts) > 16 ? ts + 5 : ts);
	if (strlen(ts) > 16)
		out[5] = ' ';
}

void sync_show_add(struct term_table *table, val v)
{
	const char *missing = val_str(v, "unavailable", NULL);
	char rows[24], pending[24], failed[24], when[16], since[16];
	const char *const cells[] = {val_str(v, "entity", ""),
								 val_str(v, "direction", ""),
								 rows,
								 pending,
								 failed,
								 when,
								 since,
								 missing ? missing : val_str(v, "model", "")};

	(void)snprintf(rows, sizeof(rows), "%lld", val_int(v, "rows", 0));
	(void)snprintf(pending, sizeof(pending), "%lld", val_int(v, "pending", 0));
	(void)snprintf(failed, sizeof(failed), "%lld", val_int(v, "failed", 0));
	short_time(val_str(v, "last_run", "never"), when);
	short_time(val_str(v, "since", ""), since);
	term_table_add(table, cells);
}

struct term_table *sync_show_history(void)
{
	static const char *const heads[] = {"when", "entity", "id", "member", "winner", "kept", "lost"};

	return term_table_new(heads, 7);
}

void sync_show_lost(struct term_table *table, val v)
{
	struct buf kept = {0}, lost = {0};
	val a = val_get(v, "kept"), b = val_get(v, "lost");
	char when[16];
	const char *cells[] = {
		when, val_str(v, "entity", ""), val_str(v, "id", ""), val_str(v, "field", ""), val_str(v, "winner", ""), NULL,
		NULL};

	short_time(val_str(v, "ts", ""), when);
	val_dump(a, &kept);
	val_dump(b, &lost);
	cells[5] = val_text(a, buf_str(&kept));
	cells[6] = val_text(b, buf_str(&lost));
	term_table_add(table, cells);
	buf_free(&kept);
	buf_free(&lost);
	val_free(a);
	val_free(b);
}

void sync_show_failed(val status)
{
	val list = val_get(status, "failed_records");
	long long more = val_int(status, "failed", 0) - val_len(list);

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);

		(void)printf("%s %s: %s\n", val_str(status, "entity", ""), val_str(v, "id", ""), val_str(v, "error", ""));
		val_free(v);
	}
	if (val_len(list) && more > 0)
		(void)printf("%s: and %lld more\n", val_str(status, "entity", ""), more);
	val_free(list);
}
