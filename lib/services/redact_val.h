/*
 * redact_val: personal data in records and JSON values, masked (text/redact.h does it for one text). Every string is
 * searched, names of members too. Told by the member's name and masked whole, numbers as well: phones, e-mails, CPF,
 * CNPJ, documents, CEP, streets with their number and complement, and the name of a customer (contact, sender,
 * partner, person). The customer's names and streets so found are masked wherever else they stand ("[NOME]").
 * Ids (id, *_id, trace, merged …), times, prices, sku, kind and domain are left alone.
 */
#ifndef SERVICES_REDACT_VAL_H
#define SERVICES_REDACT_VAL_H

#include <stddef.h>

#include "base/mem.h"
#include "record/val.h"

val redact_val(val v); /* consumed */

/*
 * Appends the JSON value json[0..n), which must be one, masked; all bytes but those of what was masked are as they
 * came: numbers of any length, order, spacing, escapes, members of the same name. o may be NULL.
 */
struct redact_val_options {
	const char *const *names; /* more names to mask, as redact_text */
	int nnames;
	unsigned keep; /* kinds to leave, bits 1u << kind of redact.h */
};

void redact_val_json(struct buf *out, const char *json, size_t n, const struct redact_val_options *o);

#endif
