#include <stdio.h>

#include "base/mem.h"

#include "cli/enrich_show.h"

/* "Gel de Limpeza Facial; Espuma de Limpeza". */
static void put_things(struct buf *b, val v)
{
	static const char *const kinds[] = {"products", "services", "advice"};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		val list = val_get_array(v, kinds[k]);

		for (int i = 0; i < val_len(list); i++) {
			val one = val_at(list, i);

			buf_printf(b, "%s%s", b->n ? "; " : "", val_str(one, "name", val_str(one, "text", "")));
			val_free(one);
		}
		val_free(list);
	}
}

void enrich_show(val found)
{
	if (val_len(found) == 0)
		(void)printf("Nothing to offer now.\n");
	for (int i = 0; i < val_len(found); i++) {
		val v = val_at(found, i);
		struct buf b = {0};

		put_things(&b, v);
		(void)printf("%-5.2f  %-22s  %-18s  %s\n", val_num(v, "score", 0), val_str(v, "type", ""),
					 val_str(v, "rule", ""), val_str(v, "context", ""));
		(void)printf("       %s\n", buf_str(&b));
		buf_free(&b);
		val_free(v);
	}
}
