/*
 * redact: personal data in chat text as Brazilians write it, found and masked: CPF, CNPJ (the one with letters too),
 * CEP, phones, e-mails, payment cards. Text is raw UTF-8; invalid bytes stay what they are. Built on ident.h, wider
 * than it: full-width digits, invisible characters, spaces and commas inside, "ana arroba gmail ponto com", and numbers
 * whose check digits are wrong when they look like one or their word stands beside. Prefers masking too much to leaving
 * something, but not numbers of orders, products, prices, dates and parcels.
 */
#ifndef TEXT_REDACT_H
#define TEXT_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

enum redact_kind { REDACT_CPF, REDACT_CNPJ, REDACT_CEP, REDACT_PHONE, REDACT_EMAIL, REDACT_CARD };

struct redact_found {
	enum redact_kind kind;
	const char *start, *end;
};

/*
 * Finds the next of any kind in *s (end at stop) and moves *s behind it; false at the end. *s must stand at the
 * beginning of the text or where the last call left it.
 */
bool redact_next(const char **s, const char *stop, struct redact_found *out);

/* "cpf", "cnpj", "cep", "phone", "email" or "card". Static. */
const char *redact_name(enum redact_kind kind);
/* What stands in its place: "[CPF]" "[CNPJ]" "[CEP]" "[TELEFONE]" "[E-MAIL]" "[CARTÃO]". Static. */
const char *redact_mask(enum redact_kind kind);

/*
 * Appends s[0..n) to out with what was found masked. names (nnames of them, may be NULL and 0; each NULL or "" is
 * passed over) are a person's: the whole of each and its words of three letters or more, as whole words, accents and
 * case ignored, become "[NOME]"; particles ("da", "dos") and what every address has ("rua", "casa") do not stand alone,
 * and a name of two letters ("Zé") is one in capitals only.
 * Redacting what was redacted, with the same names, changes nothing.
 */
void redact_text(struct buf *out, const char *s, size_t n, const char *const *names, int nnames);

struct redact_names; /* names made ready, for many texts */

struct redact_names *redact_names_new(void);
void redact_names_free(struct redact_names *names);                 /* NULL is fine */
void redact_names_add(struct redact_names *names, const char *one); /* copied */
/* The same with names (may be NULL); what is of a kind in keep, bits 1u << kind, stays. */
void redact_known(struct buf *out, const char *s, size_t n, const struct redact_names *names, unsigned keep);

/* Masks e's message where it stands: for the words of other systems, which may quote a person's data. Returns -1. */
int redact_err(struct err *e);

#endif
