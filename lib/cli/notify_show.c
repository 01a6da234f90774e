#include <stdio.h>

#include "base/term.h"

#include "cli/notify_show.h"

int notify_show(val sum, FILE *f)
{
	static const char *const heads[] = {"webhook", "sent", "dead", "waiting", "state"};
	struct term_table *t = term_table_new(heads, 5);
	int st;

	for (int k = 1; k <= 3; k++)
		term_table_right(t, k);
	for (int i = 0; i < val_len(sum); i++) {
		val v = val_at(sum, i);
		char n[3][24];
		const char *const cells[] = {val_str(v, "webhook", ""), n[0], n[1], n[2], val_str(v, "state", "")};

		for (int k = 0; k < 3; k++)
			(void)snprintf(n[k], sizeof(n[k]), "%lld", val_int(v, heads[k + 1], 0));
		term_table_add(t, cells);
		val_free(v);
	}
	st = term_table_print(t, f);
	term_table_free(t);
	return st;
}
