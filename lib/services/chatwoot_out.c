#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/term.h"
#include "base/utf8.h"
#include "record/pretty.h"
#include "record/rec.h"

#include "services/chatwoot_show.h"

#define COLUMNS 12

struct chatwoot_out {
	bool people;
	int n;
	const char *path[COLUMNS];
	struct term_table *table;
};

void chatwoot_show_clean(struct buf *b, bool lines)
{
	size_t to = 0;

	for (size_t i = 0, k; i < b->n; i += k) {
		uint32_t cp;
		bool control;

		k = utf8_decode(b->p + i, b->n - i, &cp);
		control = (cp < 0x20 && !(lines && cp == '\n')) || (cp >= 0x7f && cp < 0xa0) ||
				  (cp >= 0x202a && cp <= 0x202e) ||
				  (cp >= 0x2066 && cp <= 0x2069); /* those that turn the direction, too */
		if (control) {
			b->p[to++] = ' ';
			continue;
		}
		memmove(b->p + to, b->p + i, k);
		to += k;
	}
	b->n = to;
	if (b->p)
		b->p[to] = '\0';
}

struct chatwoot_out *chatwoot_out_new(const char *const *columns, bool people)
{
	struct chatwoot_out *o = mem_zalloc(sizeof(*o));
	char *heads[COLUMNS];

	o->people = people;
	for (; columns[o->n] && o->n < COLUMNS; o->n++) {
		const char *equals = strchr(columns[o->n], '=');

		o->path[o->n] = equals ? equals + 1 : columns[o->n];
		heads[o->n] = equals ? mem_ndup(columns[o->n], (size_t)(equals - columns[o->n])) : mem_dup(columns[o->n]);
	}
	o->table = people ? term_table_new((const char *const *)heads, o->n) : NULL;
	for (int i = 0; i < o->n; i++)
		free(heads[i]);
	return o;
}

/* A cell: a text as it is, texts of an array beside each other, the rest as JSON; nothing for null. */
static void put_cell(val v, struct buf *b)
{
	if (val_text(v, NULL))
		buf_puts(b, val_text(v, ""));
	else if (val_kind(v) == VAL_ARRAY)
		for (int i = 0; i < val_len(v); i++) {
			val item = val_at(v, i);

			buf_puts(b, i ? " " : "");
			put_cell(item, b);
			val_free(item);
		}
	else if (val_is(v))
		val_dump(v, b);
}

static void add_row(struct chatwoot_out *o, val record)
{
	struct buf cell[COLUMNS] = {{0}};
	const char *text[COLUMNS];

	for (int i = 0; i < o->n; i++) {
		val v = val_get(record, o->path[i]);

		put_cell(v, &cell[i]);
		chatwoot_show_clean(&cell[i], false);
		text[i] = buf_str(&cell[i]);
		val_free(v);
	}
	term_table_add(o->table, text);
	for (int i = 0; i < o->n; i++)
		buf_free(&cell[i]);
}

int chatwoot_out_add(struct chatwoot_out *o, val record, struct err *e)
{
	if (!o->people)
		return rec_emit_val(record, e);
	add_row(o, record);
	val_free(record);
	return 0;
}

int chatwoot_out_end(struct chatwoot_out *o, struct err *e)
{
	int st = o->table ? term_table_print(o->table, stdout) : 0;

	term_table_free(o->table);
	free(o);
	return st == 0 ? 0 : err_set(e, ERR_IO, "the table could not be written");
}

int chatwoot_out_one(val v, bool people, struct err *e)
{
	struct buf b = {0};
	int st;

	if (!people)
		return rec_emit_val(v, e);
	pretty_put(v, term_width(STDOUT_FILENO), 0, &b);
	val_free(v);
	chatwoot_show_clean(&b, true);
	buf_putc(&b, '\n');
	st = rec_emit(b.p, b.n, e);
	buf_free(&b);
	return st;
}
