/*
 * mention: what a message speaks of: products, services, people of the shop, money, days, places, orders, and what
 * names or reaches a person. Found by the domain's words, its products' names and the forms of Portuguese, with slips.
 */
#ifndef SERVICES_MENTION_H
#define SERVICES_MENTION_H

#include <stddef.h>

#include "base/date.h"
#include "base/err.h"
#include "io/sql.h"
#include "record/val.h"
#include "services/domain.h"

struct mention_finder;

/*
 * A finder for d; db and d are borrowed and must outlive it. db may be NULL: then products are known by their
 * categories only. Names of products are read when first needed, and kept as they were then: open anew to see others.
 * NULL with e (ERR_CONFIG) when the domain's mappings are no names of columns. Does not touch the store.
 */
struct mention_finder *mention_open(struct sql *db, struct domain *d, struct err *e);
void mention_close(struct mention_finder *f); /* NULL is fine */

/* From now on days are counted from then, the time of the message, and not from date_now; 0: from date_now again. */
void mention_set_now(struct mention_finder *f, date_ms now);

#define MENTION_MOST 500      /* in one text; what comes behind is left out */
#define MENTION_LONGEST 65536 /* bytes of a text that are read: no chat sends more in one message */

/*
 * *out (the caller's): an array of {"type","text","start","end","score"} and "id" or "value", sorted by start, none
 * over another. start and end are characters (code points) of the raw text[0..n), end exclusive, an invalid byte being
 * one; score is 0 to 1.
 *
 *   product, service, professional, category   "id": the product's, service's, …, the category's key. A product is
 *         several of its words together and no other's: its brand or a word of its own, and what it is; else only the
 *         category is given.
 *   money      "value": "80.00"             quantity   "value": 2, how many or how much; durations are none
 *   date       "value": "2026-06-30", or "2026-06-22/2026-06-28" for several days: the domain's zone, from date_now
 *   time       "value": "15:00", or "06:00/12:00"
 *   order      "value": "S00042", "12345", "PO8812", "NF4521"
 *   city       "value": "Campinas/SP"       state      "value": "SP"
 *   cpf, cnpj, cep, phone, email, card     "text" is masked ("[CPF]")
 *
 * 0, or -1 with e when the store fails.
 */
int mention_find(struct mention_finder *f, const char *text, size_t n, val *out, struct err *e);

#endif
