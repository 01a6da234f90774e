#include <string.h>

#include "text/ident.h"

#include "text/redact_private.h"

#define MOST_SIGNS 4 /* "(11) - 98888" */

/* Behind the signs that may stand between two groups of one number; i when what follows is no further group. */
static int skip_signs(const struct redact_view *v, int i)
{
	int p = i;

	if (redact_view_at(v, p) == ',') /* "123,456,789-09", but not a list: "123, 456" */
		return redact_view_is_digit(redact_view_at(v, p + 1)) ? p + 1 : i;
	while (p - i < MOST_SIGNS && p < v->n && strchr(" .-/()[]_", v->c[p]))
		p++;
	return redact_view_is_digit(redact_view_at(v, p)) ? p : i;
}

/* "0xx11", "0 xx 11": the letters stand for a carrier's code. Behind them, or i. */
static int skip_carrier(const struct redact_view *v, const struct redact_run *r, int i)
{
	int p = i;

	if (r->n != 1 || r->before[1] != 1 || r->d[0] != '0')
		return i;
	while (redact_view_at(v, p) == ' ' || redact_view_at(v, p) == '-')
		p++;
	if (redact_view_at(v, p) != 'x' || redact_view_at(v, p + 1) != 'x')
		return i;
	p += 2;
	return redact_view_is_digit(redact_view_at(v, p)) ? p : skip_signs(v, p);
}

static void take_run(const struct redact_view *v, int i, struct redact_run *r)
{
	int n = 0;

	memset(r, 0, sizeof(*r));
	while (r->n < REDACT_GROUPS) {
		int from = i, next;

		while (redact_view_is_digit(redact_view_at(v, i))) {
			if (n == REDACT_DIGITS)
				return;
			r->d[n++] = v->c[i++];
		}
		if (i == from)
			return;
		r->start[r->n] = from;
		r->end[r->n] = i;
		r->before[++r->n] = n;
		next = skip_carrier(v, r, i);
		if (next == i)
			next = skip_signs(v, i);
		if (next == i)
			return;
		i = next;
	}
}

bool redact_number_ends(const struct redact_view *v, const struct redact_run *r, int k, bool loose)
{
	int end = r->end[k - 1];
	char c = redact_view_at(v, end), next = redact_view_at(v, end + 1);
	bool digit = redact_view_is_digit(next) || next == REDACT_MASKED;

	if (c == REDACT_MASKED || c == '@' || redact_view_is_digit(c) || (redact_view_is_letter(c) && !loose))
		return false;
	if (c == '/')
		return !digit || loose;
	return (c != '-' && c != ',') || !digit;
}

/* The groups of the first k are as long as shape says ("3332"). */
static bool is_shape(const struct redact_run *r, int k, const char *shape)
{
	if (strlen(shape) != (size_t)k)
		return false;
	for (int i = 0; i < k; i++)
		if (r->before[i + 1] - r->before[i] != shape[i] - '0')
			return false;
	return true;
}

/* Signs between the first k groups that are no spaces. */
static int count_signs(const struct redact_view *v, const struct redact_run *r, int k)
{
	int n = 0;

	for (int i = 1; i < k; i++)
		for (int p = r->end[i - 1]; p < r->start[i]; p++)
			n += v->c[p] != ' ';
	return n;
}

static bool take(struct redact_hit *out, enum redact_kind kind, const struct redact_run *r, int k)
{
	out->kind = kind;
	out->end = r->end[k - 1];
	return true;
}

static bool is_cpf(const struct redact_view *v, const struct redact_run *r, int k, const struct redact_context *c)
{
	char normal[IDENT_MAX];
	int n = r->before[k];
	bool said = (c->said & REDACT_WORD_CPF) || c->nearest == REDACT_WORD_CPF;
	bool shaped = k > 1 && count_signs(v, r, k) > 0;

	if (!redact_number_ends(v, r, k, said || shaped))
		return false;
	if (n != 11)
		return said && n >= 9 && n <= 12;
	if (said)
		return true;
	if (c->nearest == REDACT_WORD_PHONE && ident_phone(r->d, 11, NULL, normal))
		return false;
	if (ident_cpf(r->d, 11, normal) &&
		(k == 1 || is_shape(r, k, "92") || !(c->glued || c->nearest == REDACT_WORD_CODE)))
		return true;
	if (!is_shape(r, k, "3332"))
		return false;
	return !c->money && (shaped || (c->nearest != REDACT_WORD_CODE && !c->glued));
}

static bool find_cpf(const struct redact_view *v, const struct redact_run *r, const struct redact_context *c,
					 struct redact_hit *out)
{
	static const int lengths[] = {11, 12, 10, 9};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		for (int k = r->n; k > 0; k--)
			if (r->before[k] == lengths[i] && is_cpf(v, r, k, c))
				return take(out, REDACT_CPF, r, k);
	return false;
}

static bool is_cnpj(const struct redact_view *v, const struct redact_run *r, int k, const struct redact_context *c)
{
	char normal[IDENT_MAX];
	int n = r->before[k];
	bool said = (c->said & REDACT_WORD_CNPJ) || c->nearest == REDACT_WORD_CNPJ;
	bool shaped = k > 1 && count_signs(v, r, k) > 0;

	if (n < 12 || !redact_number_ends(v, r, k, said || shaped))
		return false;
	if (said && n >= 12 && n <= 15)
		return true;
	if (n != 14)
		return false;
	if (shaped && is_shape(r, k, "23342"))
		return true;
	return ident_cnpj(r->d, 14, normal) &&
		   (k == 1 || is_shape(r, k, "842") || !(c->glued || c->nearest == REDACT_WORD_CODE));
}

static bool find_cnpj(const struct redact_view *v, const struct redact_run *r, const struct redact_context *c,
					  struct redact_hit *out)
{
	static const int lengths[] = {14, 15, 13, 12};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		for (int k = r->n; k > 0; k--)
			if (r->before[k] == lengths[i] && is_cnpj(v, r, k, c))
				return take(out, REDACT_CNPJ, r, k);
	return false;
}

static bool has_hyphen(const struct redact_view *v, const struct redact_run *r, int k)
{
	for (int p = r->end[k - 2]; p < r->start[k - 1]; p++)
		if (v->c[p] == '-')
			return true;
	return false;
}

static bool find_cep(const struct redact_view *v, const struct redact_run *r, const struct redact_context *c,
					 struct redact_hit *out)
{
	char normal[IDENT_MAX];
	bool said = c->nearest == REDACT_WORD_CEP;

	for (int k = r->n; k > 0; k--) {
		int n = r->before[k];

		if (n < 7 || n > 9 || !redact_number_ends(v, r, k, said))
			continue;
		if (said)
			return take(out, REDACT_CEP, r, k);
		if ((!is_shape(r, k, "53") && !is_shape(r, k, "233")) || !has_hyphen(v, r, k) || !ident_cep(r->d, 8, normal))
			continue;
		if (c->glued || c->money || c->nearest == REDACT_WORD_CODE || redact_context_measured(v, r->end[k - 1]))
			continue;
		return take(out, REDACT_CEP, r, k);
	}
	return false;
}

/* May a number begin at i, whose first digit is at digit? */
static bool may_begin(const struct redact_view *v, int i)
{
	int from = i;

	if (redact_view_is_digit(redact_view_at(v, i - 1)))
		return false;
	while (redact_view_is_letter(redact_view_at(v, from - 1)))
		from--;
	if (from == i)
		return true;
	return !redact_view_is_digit(redact_view_at(v, from - 1)) &&
		   (redact_context_word(v->c + from, i - from) & ~(unsigned)REDACT_WORD_CODE) != 0;
}

/* "11)", "+55 11)", "0xx11)": what brackets hold in a phone number. */
static bool is_area(const struct redact_view *v, int i)
{
	int digits = 0, from = i;

	for (; i - from < 8 && i < v->n && strchr("+ x-0123456789", v->c[i]); i++)
		digits += redact_view_is_digit(v->c[i]);
	return digits >= 2 && digits <= 5 && (redact_view_at(v, i) == ')' || redact_view_at(v, i) == ']');
}

bool redact_number_at(const struct redact_view *v, int i, struct redact_hit *out)
{
	struct redact_context c;
	struct redact_run r;
	int digit = i;
	bool plus = false, bracket = false;

	if ((redact_view_at(v, i) == '(' || redact_view_at(v, i) == '[') && !is_area(v, i + 1))
		return false;
	while (digit - i < 4 && strchr("+( [", redact_view_at(v, digit)) && digit < v->n) {
		plus = plus || v->c[digit] == '+';
		bracket = bracket || v->c[digit] == '(' || v->c[digit] == '[';
		digit++;
	}
	if (!redact_view_is_digit(redact_view_at(v, digit)) || !may_begin(v, i))
		return false;
	take_run(v, digit, &r);
	if (r.n == 0 || r.before[r.n] < 7)
		return false;
	redact_context_of(v, i, r.end[r.n - 1], &c);
	out->start = i;
	if (plus || bracket)
		return redact_number_phone(v, &r, plus, bracket, &c, out);
	if (redact_number_card(v, &r, &c, out) || find_cnpj(v, &r, &c, out) || find_cpf(v, &r, &c, out))
		return true;
	if (c.nearest == REDACT_WORD_CEP && find_cep(v, &r, &c, out))
		return true;
	return redact_number_phone(v, &r, false, false, &c, out) || find_cep(v, &r, &c, out);
}

/* "12.abc.345/01de-35", with or without signs. The end, or -1. */
static int match_cnpj(const struct redact_view *v, int i, char *out)
{
	static const int groups[] = {2, 3, 3, 4, 2};
	int n = 0;

	for (int g = 0; g < 5; g++) {
		for (int p = 0; g && p < 3 && strchr(" .-/", redact_view_at(v, i)) && i < v->n; p++)
			i++;
		for (int k = 0; k < groups[g]; k++, i++) {
			char c = redact_view_at(v, i);

			if (!redact_view_is_digit(c) && (g == 4 || c < 'a' || c > 'z'))
				return -1;
			out[n++] = c;
		}
	}
	out[n] = '\0';
	return redact_view_is_alnum(redact_view_at(v, i)) || redact_view_at(v, i) == '@' ? -1 : i;
}

bool redact_number_cnpj(const struct redact_view *v, int i, struct redact_hit *out)
{
	for (int p = i > 24 ? i - 24 : 0; p <= i; p++) {
		char text[16], normal[IDENT_MAX];
		struct redact_context c;
		int end, spaces = 0, signs = 0;

		if (!redact_view_is_alnum(v->c[p]) || redact_view_is_alnum(redact_view_at(v, p - 1)))
			continue;
		end = match_cnpj(v, p, text);
		if (end <= i || strspn(text, "0123456789") == 14)
			continue;
		for (int k = p; k < end; k++) {
			spaces += v->c[k] == ' ';
			signs += strchr(".-/", v->c[k]) != NULL;
		}
		redact_context_of(v, p, end, &c);
		if ((c.said | c.nearest) & REDACT_WORD_CNPJ ? spaces == 0 || ident_cnpj(text, 14, normal)
													: (spaces == 0 && (ident_cnpj(text, 14, normal) || signs == 4))) {
			*out = (struct redact_hit){REDACT_CNPJ, p, end};
			return true;
		}
	}
	return false;
}
