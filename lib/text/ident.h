/*
 * ident: what names or reaches a person in Brazil: CPF, CNPJ, CEP, phone, e-mail. Text here is raw UTF-8, not folded.
 * Numbers may be written with spaces, points, hyphens (the typographic ones too), brackets and slashes, or without.
 */
#ifndef TEXT_IDENT_H
#define TEXT_IDENT_H

#include <stdbool.h>
#include <stddef.h>

enum ident_kind { IDENT_CPF, IDENT_CNPJ, IDENT_CEP, IDENT_PHONE, IDENT_EMAIL };

#define IDENT_MAX 256 /* room for any normal form with its NUL */

/*
 * Each takes all of s[0..n), spaces at its ends apart, and writes the normal form with a NUL to out; false, with out
 * "", when it is none.
 */
bool ident_cpf(const char *s, size_t n, char out[IDENT_MAX]);   /* 11 digits, check digits right, not all the same */
bool ident_cnpj(const char *s, size_t n, char out[IDENT_MAX]);  /* 14 characters, the letters of 2026 in upper case */
bool ident_cep(const char *s, size_t n, char out[IDENT_MAX]);   /* 8 digits, 01000000 or more */
bool ident_email(const char *s, size_t n, char out[IDENT_MAX]); /* lower case */
/*
 * E.164: "+5511988887777". The ninth digit of a mobile is put in where it is missing; 0, 0xx, carrier codes and 55 in
 * front are understood; a number of another country needs its +. Without an area code it takes ddd ("11"), and is
 * refused when ddd is NULL.
 */
bool ident_phone(const char *s, size_t n, const char *ddd, char out[IDENT_MAX]);

struct ident {
	enum ident_kind kind;
	const char *start, *end;
	char value[IDENT_MAX]; /* the normal form; "" for a phone without its area code */
};

/*
 * Finds the next of any kind in *s (end at stop) and moves *s behind it; false at the end. *s must stand at the
 * beginning of the text or where the last call left it. Eight bare digits are a CEP only behind the word; eleven that
 * may be CPF or mobile are a CPF unless a word of phones ("tel", "zap") stands before.
 */
bool ident_next(const char **s, const char *stop, struct ident *out);

/* "cpf", "cnpj", "cep", "phone" or "email". Static. */
const char *ident_name(enum ident_kind kind);

#endif
