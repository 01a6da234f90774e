#include <string.h>

#include "text/ident.h"

#include "text/redact_private.h"

struct phone {
	const struct redact_view *v;
	const struct redact_run *r;
	const struct redact_context *c;
	bool plus, bracket;
};

static int length(const struct redact_run *r, int i)
{
	return i < 0 ? 0 : r->before[i + 1] - r->before[i];
}

/* Do the first k groups end as phones are written: 98888-7777, 9 8888 7777, 988887777, 988 887 777? */
static bool is_shaped(const struct redact_run *r, int k)
{
	int last = length(r, k - 1), second = length(r, k - 2), third = length(r, k - 3);

	return last >= 8 || (last == 4 && second >= 4) || (last == 3 && second == 3 && third == 3);
}

static bool has(const struct phone *p, int i, char c)
{
	for (int k = p->r->end[i - 1]; k < p->r->start[i]; k++)
		if (p->v->c[k] == c)
			return true;
	return false;
}

/* A "/" or "," stands between the groups, other than behind the area code: a date, a list. */
static bool is_broken(const struct phone *p, int k)
{
	for (int i = 1; i < k; i++)
		if (has(p, i, ',') || (has(p, i, '/') && (i > 1 || length(p->r, 0) > 3)))
			return true;
	return false;
}

static bool normal(const struct phone *p, int k, const char *ddd)
{
	char text[REDACT_DIGITS + 2], out[IDENT_MAX];
	size_t n = (size_t)p->r->before[k];

	text[0] = '+';
	memcpy(text + 1, p->r->d, n);
	return ident_phone(text + !p->plus, n + p->plus, ddd, out);
}

/* Ten digits at once are seconds since 1970 rather than a mobile of area 17 or 18 without its ninth digit. */
static bool is_time(const struct redact_run *r)
{
	return r->before[1] == 10 && r->d[0] == '1' && (r->d[1] == '7' || r->d[1] == '8') && r->d[2] >= '6';
}

/* With its area code. */
static bool is_whole(const struct phone *p, int k)
{
	int n = p->r->before[k];
	bool code = p->c->nearest == REDACT_WORD_CODE || p->c->money || p->c->glued;

	if (n < 8 || n > 15 || !normal(p, k, NULL))
		return false;
	if (p->plus || p->bracket)
		return is_shaped(p->r, k) || n >= 10;
	if (k == 1 || n == 10)
		return !code && (p->c->nearest == REDACT_WORD_PHONE || !is_time(p->r)) &&
			   (is_shaped(p->r, k) || p->c->nearest == REDACT_WORD_PHONE);
	if (p->c->nearest == REDACT_WORD_CODE && (p->r->d[0] == '0' || length(p->r, k - 1) != 4))
		return false; /* "pedido 03-499348246" */
	if (is_shaped(p->r, k))
		return !p->c->glued && !p->c->money;
	return !code && (n == 11 || n == 13);
}

static bool is_year(const char *d)
{
	return memcmp(d, "19", 2) == 0 || memcmp(d, "20", 2) == 0;
}

/* "AA 987 654 321 BR" is a parcel. */
static bool is_parcel(const struct phone *p, int k)
{
	int s = p->r->start[0], e = p->r->end[k - 1];

	while (redact_view_at(p->v, s - 1) == ' ' || redact_view_at(p->v, s - 1) == '-')
		s--;
	while (redact_view_at(p->v, e) == ' ' || redact_view_at(p->v, e) == '-')
		e++;
	return redact_view_is_letter(redact_view_at(p->v, s - 1)) && redact_view_is_letter(redact_view_at(p->v, s - 2)) &&
		   !redact_view_is_letter(redact_view_at(p->v, s - 3)) && redact_view_at(p->v, e) == 'b' &&
		   redact_view_at(p->v, e + 1) == 'r';
}

/* "/p/912345678", "id=912345678" */
static bool is_link(const struct phone *p)
{
	char last = redact_view_at(p->v, p->r->start[0] - 1), before = redact_view_at(p->v, p->r->start[0] - 2);

	return last == '=' || (last == '/' && (redact_view_is_alnum(before) || (before && strchr("/?&=-_", before))));
}

/* Without its area code. */
static bool is_local(const struct phone *p, int k)
{
	const struct redact_run *r = p->r;
	int n = r->before[k];

	if (is_link(p))
		return false;
	if (p->c->nearest == REDACT_WORD_CODE || p->c->glued || p->c->money || p->plus || p->bracket ||
		redact_context_measured(p->v, r->end[k - 1]))
		return false;
	if (n == 9)
		return r->d[0] == '9' && r->d[1] != '0' && is_shaped(r, k) && !is_parcel(p, k);
	if (n != 8 || k != 2 || length(r, 0) != 4 || r->d[0] < '2' || (is_year(r->d) && is_year(r->d + 4)))
		return false;
	return has(p, 1, '-');
}

static bool find(const struct phone *p, bool (*is)(const struct phone *p, int k), struct redact_hit *out)
{
	for (int k = p->r->n; k > 0; k--) {
		bool loose = k > 1 || p->c->nearest == REDACT_WORD_PHONE;

		if (is_broken(p, k) || !redact_number_ends(p->v, p->r, k, loose) || !is(p, k))
			continue;
		out->kind = REDACT_PHONE;
		out->end = p->r->end[k - 1];
		return true;
	}
	return false;
}

/* Said to be one: any grouping, any area. */
static bool is_said(const struct phone *p, int k)
{
	int n = p->r->before[k];

	return n >= 8 && n <= (memcmp(p->r->d, "55", 2) == 0 || p->plus ? 13 : 12);
}

bool redact_number_phone(const struct redact_view *v, const struct redact_run *r, bool plus, bool bracket,
						 const struct redact_context *c, struct redact_hit *out)
{
	struct phone p = {v, r, c, plus, bracket};

	if (find(&p, is_whole, out) || find(&p, is_local, out))
		return true;
	return c->nearest == REDACT_WORD_PHONE && !c->money && find(&p, is_said, out);
}
