#include <stdlib.h>
#include <string.h>

#include "base/term.h"

#include "agents/eval.h"

#define COLUMNS 8 /* of a list */

/* A cell for people; shares of a report have four decimals and stay so. */
static void put_cell(val v, struct buf *out)
{
	switch (val_kind(v)) {
	case VAL_STRING: buf_puts(out, val_text(v, "")); break;
	case VAL_NUMBER:
		buf_printf(out, val_number(v, 0) == (double)(long long)val_number(v, 0) ? "%.0f" : "%.4f", val_number(v, 0));
		break;
	default: buf_puts(out, "-");
	}
}

/* A list of objects as a table with the first one's members as heads. */
static int print_list(const char *name, val list, FILE *f)
{
	val first = val_at(list, 0);
	const char *heads[COLUMNS], *cells[COLUMNS];
	struct buf text[COLUMNS] = {{0}};
	struct term_table *t;
	int columns = 0, st;

	for (int i = val_iter(first); val_iter_ok(first, i) && columns < COLUMNS; i = val_iter_next(first, i))
		heads[columns++] = val_iter_key(first, i);
	t = term_table_new(heads, columns);
	for (int i = 0; i < val_len(list); i++) {
		val one = val_at(list, i);

		for (int c = 0; c < columns; c++) {
			val v = val_get(one, heads[c]);

			if (i == 0 && val_kind(v) == VAL_NUMBER)
				term_table_right(t, c);
			buf_clear(&text[c]);
			put_cell(v, &text[c]);
			cells[c] = buf_str(&text[c]);
			val_free(v);
		}
		term_table_add(t, cells);
		val_free(one);
	}
	st = fprintf(f, "\n%s\n", name) < 0 ? -1 : term_table_print(t, f);
	for (int c = 0; c < columns; c++)
		buf_free(&text[c]);
	term_table_free(t);
	val_free(first);
	return st;
}

int eval_print(val report, FILE *f)
{
	struct buf cell = {0};
	int st = 0;

	for (int i = val_iter(report); val_iter_ok(report, i) && st == 0; i = val_iter_next(report, i)) {
		const char *key = val_iter_key(report, i);
		val v = val_iter_val(report, i);

		buf_clear(&cell);
		if (val_kind(v) == VAL_ARRAY) {
			st = val_len(v) ? print_list(key, v, f) : 0;
		} else if (strcmp(key, "v") != 0 && strcmp(key, "kind") != 0) {
			put_cell(v, &cell);
			st = fprintf(f, "%-18s %s\n", key, buf_str(&cell)) < 0 ? -1 : 0;
		}
		val_free(v);
	}
	buf_free(&cell);
	return st;
}
