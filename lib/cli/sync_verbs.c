#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/mem.h"
#include "cli/sync_show.h"
#include "record/rec.h"
#include "services/sync_run.h"

#include "cli/sync_verbs.h"

val sync_verbs_record(const char *id)
{
	char ts[32];
	val v = val_set_str(val_set_str(val_set_int(val_object(), "v", 1), "kind", "result"), "id", id);

	return val_set_str(v, "ts", date_format(date_now(), ts));
}

static int emit_status(const char *entity, val status, struct err *e)
{
	val record = sync_verbs_record(entity);

	for (int k = val_iter(status); val_iter_ok(status, k); k = val_iter_next(status, k))
		record = val_set(record, val_iter_key(status, k), val_iter_val(status, k));
	return rec_emit_val(record, e);
}

/* The table, and below it what was refused. */
static int print_status(struct sync *s, const val *status, struct err *e)
{
	struct term_table *table = sync_show_table();
	int st;

	for (int i = 0; i < sync_count(s); i++)
		if (val_is(status[i]))
			sync_show_add(table, status[i]);
	st = term_table_print(table, stdout);
	for (int i = 0; i < sync_count(s); i++)
		sync_show_failed(status[i]);
	term_table_free(table);
	return st == 0 ? 0 : err_set(e, ERR_IO, "the table could not be written");
}

int sync_verbs_status(struct sync *s, bool people, int n, char *const entity[], struct err *e)
{
	bool *chosen = mem_zalloc((size_t)sync_count(s) + 1);
	val *status = mem_array(NULL, (size_t)sync_count(s) + 1, sizeof(*status));
	int st = sync_run_choose(s, n, entity, chosen, e);

	for (int i = 0; i < sync_count(s); i++)
		status[i] = val_null();
	for (int i = 0; st == 0 && i < sync_count(s); i++) {
		if (!chosen[i])
			continue;
		st = sync_status(s, i, &status[i], e);
		if (st == 0 && !people)
			st = emit_status(sync_name(s, i), status[i], e);
	}
	if (st == 0 && people)
		st = print_status(s, status, e);
	for (int i = 0; i < sync_count(s); i++)
		val_free(status[i]);
	free(status);
	free(chosen);
	return st;
}

static int emit_entity(void *cookie, val v, struct err *e)
{
	return rec_emit_val(val_set_str(val_set_int(v, "v", 1), "kind", cookie), e);
}

int sync_verbs_get(struct sync *s, const char *entity, int n, char *id[], struct err *e)
{
	void *kind = (void *)(uintptr_t)entity;
	int i = sync_find(s, entity), st = 0;

	if (i < 0)
		return err_set(e, ERR_USAGE, "there is no entity \"%.40s\" in odoo.yaml", entity);
	if (n == 0)
		return sync_each(s, i, emit_entity, kind, e);
	for (int k = 0; k < n && st == 0; k++) {
		val v;

		st = sync_get(s, i, id[k], &v, e);
		if (st == 0 && val_kind(v) == VAL_OBJECT)
			st = emit_entity(kind, v, e);
		else if (st == 0)
			val_free(v);
	}
	return st;
}

struct history {
	const struct sync *s;
	const bool *chosen;       /* NULL: all, also of entities that odoo.yaml has no more */
	struct term_table *table; /* NULL: records */
};

static int take_lost(void *cookie, val v, struct err *e)
{
	struct history *h = cookie;
	int i = sync_find(h->s, val_str(v, "entity", ""));

	if (h->chosen && (i < 0 || !h->chosen[i])) {
		val_free(v);
		return 0;
	}
	if (!h->table)
		return rec_emit_val(val_set_str(val_set_int(v, "v", 1), "kind", "result"), e);
	sync_show_lost(h->table, v);
	val_free(v);
	return 0;
}

int sync_verbs_history(struct sync *s, bool people, int n, char *const entity[], struct err *e)
{
	bool *chosen = mem_zalloc((size_t)sync_count(s) + 1);
	struct history h = {s, n ? chosen : NULL, people ? sync_show_history() : NULL};
	int st = sync_run_choose(s, n, entity, chosen, e);

	if (st == 0)
		st = sync_history(s, take_lost, &h, e);
	if (st == 0 && people && term_table_print(h.table, stdout) != 0)
		st = err_set(e, ERR_IO, "the table could not be written");
	term_table_free(h.table);
	free(chosen);
	return st;
}
