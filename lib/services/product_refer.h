/*
 * product_refer: which of the products that were shown a customer means: "o segundo", "esse", "o mais barato", "o
 * de 120 ml", "o da Solarenga".
 */
#ifndef SERVICES_PRODUCT_REFER_H
#define SERVICES_PRODUCT_REFER_H

#include "record/val.h"

enum {
	PRODUCT_REFER_NONE = -1, /* the text points at none of them */
	PRODUCT_REFER_OPEN = -2  /* it points ("esse"), but several are meant */
};

/*
 * shown: the products in the order of the list, as values with name, brand, price_cents (borrowed). focus: the one
 * that was last spoken of, -1 for none. text is the customer's, folded. The product's place in shown, or one of the
 * above.
 */
int product_refer(const char *text, val shown, int focus);

#endif
