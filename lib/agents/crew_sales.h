/*
 * crew_sales: recommends with reasons, tells price and stock, offers alternatives for what is out of stock, follows up
 * on what was shown. Orders are closed by a person.
 */
#ifndef AGENTS_CREW_SALES_H
#define AGENTS_CREW_SALES_H

#include "agents/crew.h"

/* Intents recommend, price, stock, buy; another is read as recommend. part was initialised. 0, or -1 with e. */
int crew_sales_answer(const struct crew *c, const struct crew_ask *ask, struct crew_part *part, struct err *e);

#endif
