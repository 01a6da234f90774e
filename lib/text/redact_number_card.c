#include <string.h>

#include "text/redact_private.h"

static bool is_luhn(const char *d, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		int x = d[n - 1 - i] - '0';

		if (i % 2)
			x = x > 4 ? x * 2 - 9 : x * 2;
		sum += x;
	}
	return sum % 10 == 0;
}

/* The first four digits as a number. */
static int prefix(const char *d)
{
	return (d[0] - '0') * 1000 + (d[1] - '0') * 100 + (d[2] - '0') * 10 + (d[3] - '0');
}

/* Does a network give out numbers that begin so and are so long? */
static bool is_network(const char *d, int n)
{
	int p = prefix(d);

	switch (n) {
	case 13: return d[0] == '4';
	case 14: return (p >= 3000 && p <= 3059) || p / 100 == 36 || p / 100 == 38 || p / 100 == 39;
	case 15: return p / 100 == 34 || p / 100 == 37 || p == 2131 || p == 1800;
	case 16: return (p >= 2221 && p <= 2720) || (p >= 3000 && p <= 6999);
	case 17:
	case 18: return d[0] == '6' || p / 100 == 50;
	default: return d[0] == '4' || d[0] == '6' || p / 100 == 50 || p / 100 == 38;
	}
}

/* Is d[0..13) the number under the bars of a product? */
static bool is_ean(const char *d, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += (d[n - 1 - i] - '0') * (i % 2 ? 3 : 1);
	return n == 13 && sum % 10 == 0;
}

static int length(const struct redact_run *r, int i)
{
	return i < r->n ? r->before[i + 1] - r->before[i] : 0;
}

/* As printed on a card: 4-4-4-4, 4-4-4-4-3, 4-6-5, 4-6-4. */
static bool is_printed(const struct redact_run *r, int k)
{
	if (k == 3)
		return length(r, 0) == 4 && length(r, 1) == 6 && (length(r, 2) == 5 || length(r, 2) == 4);
	if (k < 4 || k > 5 || (k == 5 && length(r, 4) != 3))
		return false;
	for (int i = 0; i < 4; i++)
		if (length(r, i) != 4)
			return false;
	return true;
}

/* Groups of four, eight, twelve digits, the last of three or more. */
static bool is_even(const struct redact_run *r, int k)
{
	for (int i = 0; i < k; i++)
		if (i + 1 < k ? length(r, i) % 4 != 0 : length(r, i) < 3)
			return false;
	return true;
}

/* The check digit is right: a card, unless it is something else by its place. */
static bool is_right(const struct redact_run *r, int k, const struct redact_context *c)
{
	int n = r->before[k];

	if (!is_luhn(r->d, n) || (c->nearest & (REDACT_WORD_CNPJ | REDACT_WORD_PHONE)))
		return false;
	if (is_printed(r, k))
		return true;
	return is_network(r->d, n) && c->nearest != REDACT_WORD_CODE && !c->glued && !c->money && !is_ean(r->d, n) &&
		   is_even(r, k);
}

/* Said to be one, or printed as one: digits are mistyped. */
static bool is_meant(const struct redact_run *r, int k, const struct redact_context *c)
{
	bool said = (c->said & REDACT_WORD_CARD) || c->nearest == REDACT_WORD_CARD;

	if (c->nearest == REDACT_WORD_CODE)
		return false;
	return said || (is_printed(r, k) && is_network(r->d, r->before[k]) && !c->glued && !c->money);
}

bool redact_number_card(const struct redact_view *v, const struct redact_run *r, const struct redact_context *c,
						struct redact_hit *out)
{
	bool (*const is[])(const struct redact_run *, int, const struct redact_context *) = {is_right, is_meant};

	for (int i = 0; i < 2; i++)
		for (int k = r->n; k > 0; k--) {
			int n = r->before[k];

			if (n < 13 || n > 19 || !redact_number_ends(v, r, k, k > 1 || (c->said & REDACT_WORD_CARD)) ||
				!is[i](r, k, c))
				continue;
			out->kind = REDACT_CARD;
			out->end = r->end[k - 1];
			return true;
		}
	return false;
}
