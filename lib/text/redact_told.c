#include <string.h>

#include "text/fold.h"
#include "text/token.h"

#include "text/redact_private.h"

/* What a word before it tells to be personal data: an address by its street, a document's number by its name. */

#define STREETS "rua avenida av travessa alameda rodovia estrada praca logradouro"
#define PARTS "ap apt apto apartamento bloco bl torre quadra qd lote lt casa sala conjunto cj andar"
#define PARTICLES "da de do das dos e"
#define NUMBER "n nr no num numero"
#define DOCUMENTS "rg cnh habilitacao pis pasep nis nit ctps rne passaporte eleitor eleitoral"
#define LITTLE "n nr no num numero e eh meu minha do da de o a"
/* A number of these is no house's. */
#define COUNTED                                                                                               \
	"reais real conto contos un und unid unidade unidades caixas pecas ml l litro litros g kg cm mm m metro " \
	"metros km min minuto minutos h hora horas dia dias loja lojas quadras pessoas vezes x"

#define MOST_WORDS 7   /* between a street and its number */
#define MOST_HOUSE 5   /* digits of a house's number */
#define LEAST_DIGITS 5 /* of a document */
#define MOST_DIGITS 13

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t count_digits(struct token t)
{
	size_t n = 0;

	for (size_t i = 0; i < t.n; i++)
		n += is_digit(t.p[i]);
	return n;
}

/* A word that no street is called by: "rua tem", "rua pedido". */
static bool is_other(struct token t)
{
	struct buf b = {0};
	bool yes;

	fold_text(&b, t.p, t.n);
	yes = !token_in((struct token){buf_str(&b), b.n}, PARTICLES " " NUMBER) &&
		  (token_is_stop("pt", buf_str(&b), b.n) || redact_context_word(buf_str(&b), (int)b.n) != 0);
	buf_free(&b);
	return yes;
}

/* "850", "12b"; "15h" is a time. */
static bool is_house(struct token t)
{
	size_t digits = count_digits(t);

	return is_digit(t.p[0]) && digits <= MOST_HOUSE &&
		   (t.n == digits || (t.n == digits + 1 && strchr("abcdefABCDEF", t.p[t.n - 1])));
}

/* Is one of the signs between the two? A full stop is none behind an abbreviation. */
static bool split_by(struct token a, struct token b, const char *signs)
{
	for (const char *p = a.p + a.n; p < b.p; p++)
		if (strchr(signs, *p) || (*p == '.' && a.n > 3 && strchr(signs, '!')))
			return true;
	return false;
}

/* Does the number go on behind end, in digits or in what is masked, or is it of something that is counted? */
static bool goes_on(const char *end, const char *stop)
{
	const char *p = end;
	struct token next;
	bool number = false;

	while (p < stop && p - end < 3 && strchr(" -./:(", *p))
		p++;
	if (p < stop && (is_digit(*p) || (*p == ',' && p + 1 < stop && is_digit(p[1])) || *p == '%'))
		return true;
	if (p < stop && *p == '[' && redact_mask_at(p, stop, &number) && number)
		return true;
	return token_next(&p, stop, &next) && next.p <= end + 1 && token_folded_in(next, COUNTED);
}

/* Behind ", apto 302, bloco B", which follow a house's number that ends at end. */
static const char *behind_parts(const char *end, const char *stop)
{
	const char *p = end;
	struct token part, value;

	while (token_next(&p, stop, &part) && part.p - end <= 3 && token_folded_in(part, PARTS) &&
		   token_next(&p, stop, &value) && value.p - (part.p + part.n) <= 2 && (is_house(value) || value.n == 1) &&
		   !split_by(part, value, "!?;[\n") && !goes_on(value.p + value.n, stop))
		p = end = value.p + value.n;
	return end;
}

/* The end of the address that begins with the word t, NULL when there is none. p stands behind t. */
static const char *address_end(struct token t, const char *p, const char *stop)
{
	struct token last = t, next;

	for (int words = 0; words < MOST_WORDS && token_next(&p, stop, &next); words++) {
		if (split_by(last, next, "!?;[\n$"))
			return NULL;
		if (words > 0 && is_house(next))
			return goes_on(p, stop) ? NULL : behind_parts(p, stop);
		if (count_digits(next) > 2 || is_other(next))
			return NULL;
		last = next;
	}
	return NULL;
}

/* Digits, the last of which may be an X. */
static bool is_group(struct token t)
{
	return count_digits(t) + (strchr("xX", t.p[t.n - 1]) != NULL) == t.n;
}

/* The end of the digits in groups that begin with t, whose number of digits is a document's; else NULL. */
static const char *groups_end(struct token t, const char *p, const char *stop)
{
	size_t digits = count_digits(t);
	struct token next;

	while (p + 1 < stop && strchr(".-/", *p) && token_next(&p, stop, &next) && next.p == t.p + t.n + 1 &&
		   is_group(next)) {
		t = next;
		digits += count_digits(next);
	}
	return digits >= LEAST_DIGITS && digits <= MOST_DIGITS ? t.p + t.n : NULL;
}

/* The document's number behind the word t that names it: in *from, and its end; NULL when there is none. */
static const char *document_end(struct token t, const char *p, const char *stop, const char **from)
{
	struct token last = t, next;

	for (int i = 0; i < 4 && token_next(&p, stop, &next) && !split_by(last, next, "!?;["); i++) {
		bool letters = count_digits(next) == 0;

		*from = next.p;
		if (!letters)
			return next.n - count_digits(next) <= 2 ? groups_end(next, p, stop) : NULL;
		if (!token_folded_in(next, LITTLE) && next.n == 2 && p < stop && *p == '-' &&
			token_next(&p, stop, &last)) /* "MG-" */
			return groups_end(last, p, stop);
		if (!token_folded_in(next, LITTLE))
			return NULL;
		last = next;
	}
	return NULL;
}

/* Is it a word of STREETS or DOCUMENTS, by its first two letters? Nothing is folded for the others. */
static bool may_tell(struct token t)
{
	static const char begins[][3] = {"ru", "av", "tr", "al", "ro", "es", "pr", "lo", "rg",
									 "cn", "ha", "pi", "ni", "ct", "rn", "pa", "el"};
	char a = (char)(t.p[0] | 0x20), b = (char)(t.n > 1 ? t.p[1] | 0x20 : 0);

	if (t.n < 2 || t.n > 12)
		return false;
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (begins[i][0] == a && begins[i][1] == b)
			return true;
	return false;
}

void redact_told_mask(struct buf *out, const char *s, size_t n)
{
	const char *p = s, *stop = s + n, *done = s, *from, *end;
	struct token t;

	while (token_next(&p, stop, &t)) {
		if (!may_tell(t))
			continue;
		from = t.p;
		end = NULL;
		if (token_folded_in(t, STREETS))
			end = address_end(t, p, stop);
		else if (token_folded_in(t, DOCUMENTS))
			end = document_end(t, p, stop, &from);
		if (!end)
			continue;
		buf_put(out, done, (size_t)(from - done));
		buf_puts(out, from == t.p ? "[ENDERE\xc3\x87O]" : "[DOCUMENTO]");
		done = p = end;
	}
	buf_put(out, done, (size_t)(stop - done));
}
