/* Which of the shown products a customer means. */
#include <stdlib.h>

#include "../t.h"
#include "base/mem.h"
#include "services/product_refer.h"
#include "text/fold.h"

static const char shown_json[] = "[{\"name\":\"Protetor Solar Facial FPS 50 Solarenga 50 ml\",\"price_cents\":6990},"
								 "{\"name\":\"Protetor Solar Facial FPS 30 Solarenga 50 ml\",\"price_cents\":5490},"
								 "{\"name\":\"Gel Protetor Maré Alta 120 ml\",\"price_cents\":11900}]";

static void refers(const char *text, int focus, int want)
{
	val shown = val_parse(shown_json, strlen(shown_json), NULL);
	char *folded = fold_dup(text), *name = mem_printf("%s (focus %d)", text, focus);

	t_int(product_refer(folded, shown, focus), want, name);
	free(name);
	free(folded);
	val_free(shown);
}

int main(void)
{
	val none = val_array(), one = val_parse("[{\"name\":\"Batom\",\"price_cents\":1}]", 34, NULL);

	refers("e o mais barato?", -1, 1);
	refers("qual o mais caro?", -1, 2);
	refers("o segundo é vegano?", -1, 1);
	refers("quero a primeira", -1, 0);
	refers("o último", -1, 2);
	refers("o penúltimo", -1, 1);
	refers("3", -1, 2);
	refers("o quarto", -1, PRODUCT_REFER_NONE);
	refers("esse tem em estoque?", 1, 1);
	refers("esse tem em estoque?", -1, PRODUCT_REFER_OPEN);
	refers("o de 120 ml", -1, 2);
	refers("o maré alta", -1, 2);
	refers("o fps 30", -1, 1);
	refers("vocês abrem domingo?", -1, PRODUCT_REFER_NONE);
	refers("na segunda vocês abrem?", -1, PRODUCT_REFER_NONE);
	t_int(product_refer("ele e bom?", one, -1), 0, "the only one that was shown");
	t_int(product_refer("o segundo", none, -1), PRODUCT_REFER_NONE, "nothing was shown");
	val_free(one);
	val_free(none);
	return t_done();
}
