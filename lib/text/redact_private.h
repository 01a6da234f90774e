/* redact_private: what the parts of redact share: a window of the text in a plain alphabet, and the finders on it. */
#ifndef TEXT_REDACT_PRIVATE_H
#define TEXT_REDACT_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/redact.h"

#define REDACT_VIEW 512   /* characters of a window */
#define REDACT_BACK 96    /* bytes before a sign of personal data that are looked at */
#define REDACT_AHEAD 160  /* characters behind it */
#define REDACT_MASKED 1   /* a number that was masked: in the way as a digit would be */
#define REDACT_LETTER 2   /* a letter that is not Latin */
#define REDACT_SIGN 3     /* anything else */
#define REDACT_REPLACED 4 /* a name or an e-mail that was masked: one word */

/*
 * Characters of the text: Latin letters in lower case without accents, digits of any script as 0-9, spaces, hyphens and
 * full stops of any width as ' ', '-', '.'; ASCII signs and '\n' as they are; invisible characters are left out.
 */
struct redact_view {
	int n;
	char c[REDACT_VIEW];
	const char *at[REDACT_VIEW + 1]; /* where each begins in the text, and the end */
};

/* From begin (moved to a character's first byte) to stop, or until characters many of them stand behind trigger. */
void redact_view_make(struct redact_view *v, const char *begin, const char *trigger, const char *stop, int characters);
/* The index of the first character that begins at p or behind it. */
int redact_view_index(const struct redact_view *v, const char *p);
char redact_view_at(const struct redact_view *v, int i); /* '\0' outside */

char redact_view_digit(uint32_t cp); /* a digit of another script or shape as 0-9; '\0' when it is none */
bool redact_view_is_digit(char c);
bool redact_view_is_letter(char c);
bool redact_view_is_alnum(char c); /* a letter or a digit */

/* What a word says of the numbers near it. */
enum redact_word {
	REDACT_WORD_CPF = 1,
	REDACT_WORD_CNPJ = 2,
	REDACT_WORD_CEP = 4,
	REDACT_WORD_PHONE = 8,
	REDACT_WORD_CARD = 16,
	REDACT_WORD_CODE = 32
};

struct redact_context {
	unsigned nearest; /* of the last such word before the number, or the first one behind it; 0 for none */
	unsigned said;    /* all of the clause before it */
	bool glued;       /* a part of a longer code: "sku-12345", "#12345", "1.12345" */
	bool money;       /* "r$" stands before */
};

/* The context of a number at [start, end). */
void redact_context_of(const struct redact_view *v, int start, int end, struct redact_context *out);
/* What the letters of [start, end) mean, 0 for nothing. */
unsigned redact_context_word(const char *s, int n);
/* Is what follows end a unit or a currency: "reais", "ml"? */
bool redact_context_measured(const struct redact_view *v, int end);

struct redact_hit {
	enum redact_kind kind;
	int start, end;
};

#define REDACT_DIGITS 24
#define REDACT_GROUPS 14

/* A run of digit groups with signs between them. */
struct redact_run {
	char d[REDACT_DIGITS + 1];
	int n, start[REDACT_GROUPS], end[REDACT_GROUPS], before[REDACT_GROUPS + 1];
};

/* The number that begins at i: a digit, '+' or '(' before digits. */
bool redact_number_at(const struct redact_view *v, int i, struct redact_hit *out);
bool redact_number_phone(const struct redact_view *v, const struct redact_run *r, bool plus, bool bracket,
						 const struct redact_context *c, struct redact_hit *out);
bool redact_number_card(const struct redact_view *v, const struct redact_run *r, const struct redact_context *c,
						struct redact_hit *out);
/* May the number end behind group k - 1? loose: letters may follow it. */
bool redact_number_ends(const struct redact_view *v, const struct redact_run *r, int k, bool loose);
/* A CNPJ with letters that has the digit at i in it. */
bool redact_number_cnpj(const struct redact_view *v, int i, struct redact_hit *out);

/* The e-mail around the sign or word for @ that begins at i. */
bool redact_email_at(const struct redact_view *v, int i, struct redact_hit *out);
/* Does a sign or word for @ begin at p? quick and rough, on raw text. */
bool redact_email_sign(const char *p, const char *from, const char *stop);

/* Appends s[0..n) with the names (NULL for none) masked. */
void redact_names_mask(struct buf *out, const char *s, size_t n, const struct redact_names *names);
/* The same with addresses and numbers of documents, where a word before tells them: "Rua A, 5", "RG 12.345.678-9". */
void redact_told_mask(struct buf *out, const char *s, size_t n);
/* Bytes of the mask ("[CPF]" …) at p, 0 when none is there; number tells whether it stands for a number. */
size_t redact_mask_at(const char *p, const char *stop, bool *number);

#endif
