#include <string.h>

#include "text/redact_private.h"

#include "text/redact.h"

#define NUMBERS 1
#define EMAILS 2

const char *redact_name(enum redact_kind kind)
{
	static const char *const names[] = {"cpf", "cnpj", "cep", "phone", "email", "card"};

	return names[kind];
}

const char *redact_mask(enum redact_kind kind)
{
	static const char *const masks[] = {"[CPF]", "[CNPJ]", "[CEP]", "[TELEFONE]", "[E-MAIL]", "[CART\xc3\x83O]"};

	return masks[kind];
}

size_t redact_mask_at(const char *p, const char *stop, bool *number)
{
	static const struct {
		const char *mask;
		bool number;
	} others[] = {{"[NOME]", false}, {"[ENDERE\xc3\x87O]", false}, {"[DOCUMENTO]", true}};

	for (enum redact_kind k = REDACT_CPF; k <= REDACT_CARD; k++) {
		size_t n = strlen(redact_mask(k));

		*number = k != REDACT_EMAIL;
		if ((size_t)(stop - p) >= n && memcmp(p, redact_mask(k), n) == 0)
			return n;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		size_t n = strlen(others[i].mask);

		*number = others[i].number;
		if ((size_t)(stop - p) >= n && memcmp(p, others[i].mask, n) == 0)
			return n;
	}
	*number = false;
	return 0;
}

/* What a byte may begin: a digit, a sign for "@", or a character beyond ASCII that may stand for one. */
enum start { NOTHING, DIGIT, SIGN, WIDE };

static const unsigned char starts[256] = {
	['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT, ['5'] = DIGIT,
	['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT, ['@'] = SIGN,  ['('] = SIGN,
	['['] = SIGN,  ['{'] = SIGN,  ['<'] = SIGN,  ['a'] = SIGN,  ['A'] = SIGN,  [0xd9] = WIDE,
	[0xdb] = WIDE, [0xe0] = WIDE, [0xe2] = WIDE, [0xef] = WIDE, [0xf0] = WIDE,
};

/* Does a digit of another script or shape begin at p? */
static bool is_wide_digit(const char *p, const char *stop)
{
	unsigned char a = (unsigned char)p[0], b = stop - p > 1 ? (unsigned char)p[1] : 0;

	switch (a) {
	case 0xd9: return b >= 0xa0 && b <= 0xa9;
	case 0xdb: return b >= 0xb0 && b <= 0xb9;
	case 0xe0: return b == 0xa5;
	case 0xe2: return b == 0x91 || b == 0x93;
	case 0xef: return b == 0xbc;
	default: return b == 0x9d;
	}
}

/* The next place where something may be; *kind says of which of the kinds. */
static const char *next_start(const char *p, const char *from, const char *stop, int kinds, int *kind)
{
	for (; p < stop; p++) {
		unsigned char start = starts[(unsigned char)*p];

		if (start == NOTHING)
			continue;
		*kind = 0;
		if (start == DIGIT || (start == WIDE && is_wide_digit(p, stop)))
			*kind |= kinds & NUMBERS;
		if ((kinds & EMAILS) && start != DIGIT && redact_email_sign(p, from, stop))
			*kind |= EMAILS;
		if (*kind)
			return p;
	}
	return stop;
}

static const char *back(const char *p, const char *from)
{
	return p - from > REDACT_BACK ? p - REDACT_BACK : from;
}

static bool try_number(const struct redact_view *v, int i, struct redact_hit *hit)
{
	for (int p = i - 3; p < i; p++) { /* "+(55", "(11" */
		char c = redact_view_at(v, p);

		if ((c == '+' || c == '(' || c == '[') && redact_number_at(v, p, hit))
			return true;
	}
	return redact_number_at(v, i, hit) || redact_number_cnpj(v, i, hit);
}

/* Behind the digits at i: another number can begin there. */
static int behind_digits(const struct redact_view *v, int i)
{
	while (redact_view_is_digit(redact_view_at(v, i)))
		i++;
	return i;
}

/*
 * Is there something of these kinds whose sign is at p? Else *next is where to look on. from is what no find begins
 * before.
 */
static bool find_at(const char *p, const char *from, const char *stop, int kind, struct redact_found *out,
					const char **next)
{
	struct redact_view v;
	struct redact_hit hit;
	bool found;
	int i;

	redact_view_make(&v, back(p, from), p, stop, REDACT_AHEAD);
	i = redact_view_index(&v, p);
	found = ((kind & EMAILS) && redact_email_at(&v, i, &hit)) ||
			((kind & NUMBERS) && redact_view_is_digit(redact_view_at(&v, i)) && try_number(&v, i, &hit));
	if (found)
		*out = (struct redact_found){hit.kind, v.at[hit.start], v.at[hit.end]};
	else
		i = kind & NUMBERS ? behind_digits(&v, i) : i;
	*next = !found && v.at[i] > p ? v.at[i] : p + 1;
	return found;
}

static bool next_of(const char **s, const char *stop, int kinds, struct redact_found *out)
{
	const char *from = *s, *p = from;
	int kind;

	while ((p = next_start(p, from, stop, kinds, &kind)) < stop)
		if (find_at(p, from, stop, kind, out, &p)) {
			*s = out->end;
			return true;
		}
	*s = stop;
	return false;
}

/* An e-mail that begins inside the number that was found, or right behind it: "11988887777.ana@gmail.com". */
static bool has_email(const struct redact_found *number, const char *from, const char *stop, struct redact_found *out)
{
	const char *p = number->end, *next;

	while (p < stop && p - number->end < 64 && !strchr(" \n\t@,;:()[]<>\"", *p))
		p++;
	if (p == stop || *p != '@' || !find_at(p, from, stop, EMAILS, out, &next))
		return false;
	return out->start < number->end;
}

bool redact_next(const char **s, const char *stop, struct redact_found *out)
{
	const char *from = *s;
	struct redact_found email;

	if (!next_of(s, stop, NUMBERS | EMAILS, out))
		return false;
	if (out->kind != REDACT_EMAIL && has_email(out, from, stop, &email)) {
		*out = email;
		*s = out->end;
	}
	return true;
}

static void mask(struct buf *out, const char *s, size_t n, int kinds, unsigned keep)
{
	const char *p = s, *done = s, *stop = s + n;
	struct redact_found found;

	while (next_of(&p, stop, kinds, &found)) {
		if (keep & (1u << found.kind))
			continue;
		buf_put(out, done, (size_t)(found.start - done));
		buf_puts(out, redact_mask(found.kind));
		done = found.end;
	}
	buf_put(out, done, (size_t)(stop - done));
}

void redact_known(struct buf *out, const char *s, size_t n, const struct redact_names *names, unsigned keep)
{
	struct buf emails = {0}, told = {0}, named = {0};
	int kind;

	if (!names && next_start(s, s, s + n, NUMBERS | EMAILS, &kind) == s + n) {
		buf_put(out, s, n);
		return;
	}
	/* In this order, so that each finds what the others leave in place when the result is redacted again. */
	mask(&emails, s, n, EMAILS, keep);
	redact_told_mask(&told, buf_str(&emails), emails.n);
	redact_names_mask(&named, buf_str(&told), told.n, names);
	mask(out, buf_str(&named), named.n, NUMBERS, keep);
	buf_free(&emails);
	buf_free(&told);
	buf_free(&named);
}

void redact_text(struct buf *out, const char *s, size_t n, const char *const *names, int nnames)
{
	struct redact_names *all = nnames > 0 ? redact_names_new() : NULL;

	for (int i = 0; i < nnames; i++)
		if (names[i])
			redact_names_add(all, names[i]);
	redact_known(out, s, n, all, 0);
	redact_names_free(all);
}

int redact_err(struct err *e)
{
	struct buf b = {0};

	if (!e)
		return -1;
	redact_known(&b, e->msg, strlen(e->msg), NULL, 0);
	(void)err_set(e, e->kind, "%s", buf_str(&b));
	buf_free(&b);
	return -1;
}
