#include <stdio.h>
#include <string.h>

#include "text/ident_private.h"

#include "text/ident.h"

#define MOST_DIGITS 15 /* of E.164 */
#define MOST_GROUPS 8

/* Area codes that exist, as a line for each first digit. */
static const char *const areas[10] = {
	"", "123456789", "12478", "1234578", "123456789", "1345", "123456789", "134579", "123456789", "123456789",
};

static bool is_area(const char *d)
{
	return ident_text_is_digit(d[0]) && ident_text_is_digit(d[1]) && strchr(areas[d[0] - '0'], d[1]) != NULL;
}

/* Area code and number: d has 10 or 11 digits, or it is none. */
static bool normal_national(const char *d, size_t n, char *out)
{
	const char *sub = d + 2;

	if ((n != 10 && n != 11) || !is_area(d))
		return false;
	if (n == 11) {
		if (sub[0] != '9' || sub[1] == '0')
			return false;
		(void)snprintf(out, IDENT_MAX, "+55%.11s", d);
		return true;
	}
	if (sub[0] < '2')
		return false;
	(void)snprintf(out, IDENT_MAX, "+55%.2s%s%.8s", d, sub[0] >= '6' ? "9" : "", sub);
	return true;
}

/* Behind the +: country code first. */
static bool normal_international(const char *d, size_t n, char *out)
{
	if (n >= 12 && memcmp(d, "55", 2) == 0)
		return normal_national(d + (d[2] == '0' ? 3 : 2), n - (d[2] == '0' ? 3 : 2), out);
	if (d[0] == '1' && (n != 11 || d[1] < '2')) /* no number of North America: the + stands before an area code */
		return normal_national(d, n, out);
	if (n < 8 || n > MOST_DIGITS || d[0] == '0' || memcmp(d, "55", 2) == 0)
		return false;
	(void)snprintf(out, IDENT_MAX, "+%.*s", (int)n, d);
	return true;
}

static bool normal(const char *d, size_t n, bool plus, const char *ddd, char *out)
{
	char whole[12];

	if (plus)
		return normal_international(d, n, out);
	if (n > 2 && memcmp(d, "00", 2) == 0)
		return normal_international(d + 2, n - 2, out);
	if (n > 0 && d[0] == '0') {
		if (n == 13 || n == 14) /* a carrier's code */
			return normal_national(d + 3, n - 3, out);
		return normal_national(d + 1, n - 1, out);
	}
	if (n >= 12)
		return memcmp(d, "55", 2) == 0 && normal_international(d, n, out);
	if (n == 8 || n == 9) {
		if (!ddd || strlen(ddd) != 2)
			return false;
		(void)snprintf(whole, sizeof(whole), "%.2s%.*s", ddd, (int)n, d);
		return normal_national(whole, n + 2, out);
	}
	return normal_national(d, n, out);
}

/* "0xx11": the letters stand for the carrier's code that the caller chooses. */
static size_t carrier_letters(const char *p, const char *stop)
{
	return stop - p > 2 && (p[0] | 0x20) == 'x' && (p[1] | 0x20) == 'x' ? 2 : 0;
}

/* Takes the digits of all of s into d (room for MOST_DIGITS). False when there is something else, or too many. */
static bool take_digits(const char *s, const char *stop, char *d, size_t *n)
{
	*n = 0;
	while (s < stop) {
		size_t gap = ident_text_gap(s, stop);

		if (gap == 0 && *n > 0 && d[*n - 1] == '0')
			gap = carrier_letters(s, stop);
		s += gap;
		if (gap)
			continue;
		if (!ident_text_is_digit(*s) || *n == MOST_DIGITS)
			return false;
		d[(*n)++] = *s++;
	}
	return *n > 0;
}

bool ident_phone(const char *s, size_t n, const char *ddd, char out[IDENT_MAX])
{
	char d[MOST_DIGITS];
	const char *at;
	size_t digits;
	bool plus;

	out[0] = '\0';
	ident_text_trim(&s, &n);
	if (n > 9 && memcmp(s, "whatsapp:", 9) == 0) {
		s += 9;
		n -= 9;
	} else if (n > 4 && memcmp(s, "tel:", 4) == 0) {
		s += 4;
		n -= 4;
	}
	at = n ? memchr(s, '@', n) : NULL; /* the ids of WhatsApp: 551188887777@s.whatsapp.net */
	if (at)
		n = (size_t)(at - s);
	plus = n > 0 && *s == '+';
	return take_digits(s + plus, s + n, d, &digits) && normal(d, digits, plus, ddd, out);
}

bool ident_phone_is_mobile(const char *digits, size_t n)
{
	char out[IDENT_MAX];

	return n == 11 && normal_national(digits, n, out);
}

/* Runs of digits with signs between them. */
struct groups {
	char d[MOST_DIGITS + 1];
	size_t before[MOST_GROUPS + 1]; /* digits before each group, and after the last */
	const char *start[MOST_GROUPS], *end[MOST_GROUPS];
	int n;
};

static void take_groups(const char *p, const char *stop, struct groups *g)
{
	size_t n = 0;

	for (g->n = 0; g->n < MOST_GROUPS; g->n++) {
		const char *from = g->n ? ident_text_skip(p, stop) : p;

		if (g->n == 1 && n == 1 && g->d[0] == '0' && carrier_letters(from, stop))
			from = ident_text_skip(from + carrier_letters(from, stop), stop);
		if (g->n && memchr(p, '/', (size_t)(from - p)))
			return;
		g->start[g->n] = p = from;
		g->before[g->n] = n;
		for (; p < stop && ident_text_is_digit(*p); p++) {
			if (n == MOST_DIGITS)
				return;
			g->d[n++] = *p;
		}
		if (p == from)
			return;
		g->end[g->n] = p;
		g->before[g->n + 1] = n;
	}
}

static size_t group_length(const struct groups *g, int i)
{
	return i < 0 ? 0 : g->before[i + 1] - g->before[i];
}

/* Do the first k groups end as phones are written: 98888-7777, 9 8888 7777, 988887777, 988 887 777? */
static bool ends_as_phone(const struct groups *g, int k)
{
	size_t last = group_length(g, k - 1), second = group_length(g, k - 2), third = group_length(g, k - 3);

	return last >= 8 || (last == 4 && second >= 4) || (last == 3 && second == 3 && third == 3);
}

static bool is_year(const char *d)
{
	return memcmp(d, "19", 2) == 0 || memcmp(d, "20", 2) == 0;
}

/* Are the first k groups a number without its area code? Eight digits must be 3333-4444: others are too much alike. */
static bool is_local(const struct groups *g, int k)
{
	size_t n = g->before[k];
	const char *gap;

	if (n == 9)
		return g->d[0] == '9' && g->d[1] != '0';
	if (n != 8 || k != 2 || group_length(g, 0) != 4 || g->d[0] < '2' || (is_year(g->d) && is_year(g->d + 4)))
		return false;
	for (gap = g->end[0]; gap < g->start[1]; gap++)
		if (*gap != ' ' && *gap != '.')
			return true;
	return false;
}

static bool ends_here(const char *p, const char *stop)
{
	if (p == stop)
		return true;
	if (ident_text_is_alnum(*p))
		return false;
	return (*p != '-' && *p != '/') || p + 1 == stop || !ident_text_is_digit(p[1]);
}

const char *ident_phone_find(const char *s, const char *stop, char *out)
{
	bool plus = *s == '+';
	struct groups g;

	if (plus && (stop - s < 2 || (s[1] != '(' && !ident_text_is_digit(s[1]))))
		return NULL;
	take_groups(ident_text_is_digit(*s) ? s : ident_text_skip(s + plus, stop), stop, &g);
	for (int k = g.n; k > 0; k--) {
		if (!ends_here(g.end[k - 1], stop))
			continue;
		if ((plus || ends_as_phone(&g, k)) && normal(g.d, g.before[k], plus, NULL, out))
			return g.end[k - 1];
		if (!plus && ends_as_phone(&g, k) && is_local(&g, k)) {
			out[0] = '\0';
			return g.end[k - 1];
		}
	}
	return NULL;
}
