#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/term.h"
#include "record/rec.h"

#include "cli/odoo_table.h"

#define COLUMNS 64 /* more fit no terminal */

struct odoo_table {
	int n;
	char *name[COLUMNS];
	bool people;
	struct buf line;          /* of a record */
	struct term_table *table; /* NULL until the columns are known */
};

static void add_column(struct odoo_table *t, const char *name)
{
	for (int i = 0; i < t->n; i++)
		if (strcmp(t->name[i], name) == 0)
			return;
	if (t->n < COLUMNS)
		t->name[t->n++] = mem_dup(name);
}

struct odoo_table *odoo_table_new(val fields, bool people)
{
	struct odoo_table *t = mem_zalloc(sizeof(*t));

	t->people = people;
	for (int i = 0; i < val_len(fields); i++) {
		val v = val_at(fields, i);

		add_column(t, val_text(v, ""));
		val_free(v);
	}
	return t;
}

void odoo_table_free(struct odoo_table *t)
{
	if (!t)
		return;
	for (int i = 0; i < t->n; i++)
		free(t->name[i]);
	term_table_free(t->table);
	buf_free(&t->line);
	free(t);
}

static void open_table(struct odoo_table *t, val row)
{
	if (t->n == 0)
		for (int i = val_iter(row); val_iter_ok(row, i); i = val_iter_next(row, i))
			add_column(t, val_iter_key(row, i));
	t->table = term_table_new((const char *const *)t->name, t->n);
}

/* A cell: texts as they are, a many2one by its name, the rest as JSON; nothing for null. New memory. */
static char *cell_of(val row, const char *name)
{
	val v = val_get(row, name), named = val_get(v, "name");
	const char *s = val_kind(v) == VAL_OBJECT ? val_text(named, NULL) : val_text(v, NULL);
	struct buf b = {0};

	if (s)
		buf_puts(&b, s);
	else if (val_is(v))
		val_dump(v, &b);
	for (size_t i = 0; i < b.n; i++)
		if ((unsigned char)b.p[i] < 0x20)
			b.p[i] = ' ';
	val_free(named);
	val_free(v);
	return b.p ? b.p : mem_dup("");
}

static int put_record(struct odoo_table *t, const char *json, size_t n, struct err *e)
{
	buf_clear(&t->line);
	buf_puts(&t->line, "{\"v\":1,\"kind\":\"result\"");
	if (n > 2)
		buf_putc(&t->line, ',');
	buf_put(&t->line, json + 1, n - 1);
	buf_putc(&t->line, '\n');
	return rec_emit(t->line.p, t->line.n, e);
}

int odoo_table_add(void *table, const char *json, size_t n, struct err *e)
{
	struct odoo_table *t = table;
	char *cell[COLUMNS];
	val row;

	if (n < 2 || json[0] != '{')
		return err_set(e, ERR_PROTOCOL, "a row of Odoo is no object");
	if (!t->people)
		return put_record(t, json, n, e);
	row = val_parse(json, n, e);
	if (val_kind(row) != VAL_OBJECT)
		return err_prefix(e, "a row of Odoo");
	if (!t->table)
		open_table(t, row);
	for (int i = 0; i < t->n; i++)
		cell[i] = cell_of(row, t->name[i]);
	term_table_add(t->table, (const char *const *)cell);
	for (int i = 0; i < t->n; i++)
		free(cell[i]);
	val_free(row);
	return 0;
}

int odoo_table_print(struct odoo_table *t, struct err *e)
{
	if (t->table && term_table_print(t->table, stdout) != 0)
		return err_set(e, ERR_IO, "the table could not be written");
	return 0;
}
