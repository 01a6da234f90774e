#include <stdint.h>
#include <stdio.h>

#include "base/date.h"
#include "cli/sync_show.h"
#include "record/rec.h"

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

int sync_verbs_status(struct sync *s, bool people, struct err *e)
{
	struct term_table *table = sync_show_table();
	int st = 0;

	for (int i = 0; st == 0 && i < sync_count(s); i++) {
		val v;

		st = sync_status(s, i, &v, e);
		if (st != 0)
			break;
		if (people)
			sync_show_add(table, v);
		else
			st = emit_status(sync_name(s, i), v, e);
		val_free(v);
	}
	if (st == 0 && people && term_table_print(table, stdout) != 0)
		st = err_set(e, ERR_IO, "the table could not be written");
	term_table_free(table);
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

static int emit_lost(void *cookie, val v, struct err *e)
{
	(void)cookie;
	return rec_emit_val(val_set_str(val_set_int(v, "v", 1), "kind", "result"), e);
}

int sync_verbs_history(struct sync *s, struct err *e)
{
	return sync_history(s, emit_lost, NULL, e);
}
