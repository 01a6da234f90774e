#include <string.h>

#include "text/token.h"

#include "text/redact_private.h"

#define MOST_LOCAL 80
#define TLDS "com net org edu gov br pt info io me app dev co us uk eu"
#define PROVIDERS "gmail hotmail outlook yahoo icloud live uol bol terra ig globo globomail msn protonmail"

struct range {
	int start, end;
};

static bool is_space(char c)
{
	return c == ' ';
}

static bool is_local_char(char c)
{
	return redact_view_is_alnum(c) || (c && strchr("._%+-'&", c) != NULL);
}

static bool is_host_char(char c)
{
	return redact_view_is_alnum(c) || c == '-';
}

static int word_end(const struct redact_view *v, int i)
{
	while (redact_view_is_letter(redact_view_at(v, i)))
		i++;
	return i;
}

static bool is_word(const struct redact_view *v, struct range w, const char *words)
{
	return token_in((struct token){v->c + w.start, (size_t)(w.end - w.start)}, words);
}

/*
 * A sign or a word in brackets or not: "@", "(at)", "arroba", " at ". Its range with the brackets; end is 0 when none
 * begins at i.
 */
static struct range sign_at(const struct redact_view *v, int i, char sign, const char *words, const char *bare)
{
	static const char open[] = "([{<", close[] = ")]}>";
	char c = redact_view_at(v, i);
	const char *bracket = c ? strchr(open, c) : NULL;
	struct range w = {i + (bracket != NULL), 0};

	while (bracket && redact_view_at(v, w.start) == ' ')
		w.start++;
	w.end = word_end(v, w.start);
	if (redact_view_at(v, w.start) == sign)
		w.end = w.start + 1;
	else if (w.end == w.start || !is_word(v, w, bracket ? words : bare) ||
			 (!bracket && redact_view_is_alnum(redact_view_at(v, i - 1))))
		return (struct range){i, 0};
	while (bracket && redact_view_at(v, w.end) == ' ')
		w.end++;
	if (bracket && redact_view_at(v, w.end) != close[bracket - open])
		return (struct range){i, 0};
	return (struct range){i, w.end + (bracket != NULL)};
}

static struct range at_sign(const struct redact_view *v, int i)
{
	return sign_at(v, i, '@', "at arroba aroba arrouba a", "at arroba aroba arrouba");
}

static int skip_spaces(const struct redact_view *v, int i)
{
	while (is_space(redact_view_at(v, i)))
		i++;
	return i;
}

enum dot { NO_DOT, GLUED, SPACED, SPELLED };

/* The dot between two labels at *i: moves *i behind it and its spaces. */
static enum dot skip_dot(const struct redact_view *v, int *i)
{
	int p = skip_spaces(v, *i);
	struct range dot = sign_at(v, p, '.', "dot ponto pto", "dot ponto pto");
	bool bare = p == *i && redact_view_at(v, p) == '.', glued;

	if (!dot.end && p == *i && redact_view_at(v, p) == ',') /* mistyped */
		dot.end = p + 1;
	if (!dot.end)
		return NO_DOT;
	glued = p == *i && dot.end == p + 1 && is_host_char(redact_view_at(v, dot.end));
	if (!glued && redact_view_at(v, p) == ',')
		return NO_DOT;
	*i = skip_spaces(v, dot.end);
	return glued ? GLUED : bare ? SPACED : SPELLED; /* "com . br" is meant */
}

/* Does the label's text begin as a known provider: "gmail", "gmailcom"? */
static bool is_provider(const struct redact_view *v, struct range label)
{
	static const char *const first[] = {"gmail", "hotmail", "outlook", "yahoo", "icloud"};

	if (is_word(v, label, PROVIDERS))
		return true;
	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
		int n = (int)strlen(first[i]);

		if (label.end - label.start >= n && memcmp(v->c + label.start, first[i], (size_t)n) == 0)
			return true;
	}
	return false;
}

static bool is_top(const struct redact_view *v, struct range label)
{
	for (int i = label.start; i < label.end; i++)
		if (!redact_view_is_letter(v->c[i]))
			return false;
	return label.end - label.start >= 2;
}

struct host {
	int end;       /* 0 when it has none */
	int first;     /* the end of its first label */
	bool provider; /* one of the large ones */
	bool known;    /* ends in a well-known top-level domain */
};

static void read_host(const struct redact_view *v, int i, struct host *h)
{
	enum dot dot = GLUED;

	*h = (struct host){0};
	for (int labels = 0; labels < 8; labels++) {
		struct range label = {i, i};

		while (is_host_char(redact_view_at(v, label.end)))
			label.end++;
		while (label.end > label.start && v->c[label.end - 1] == '-')
			label.end--;
		if (label.end == label.start)
			return;
		if (labels == 0) {
			h->first = label.end;
			h->provider = is_provider(v, label);
		} else if (is_word(v, label, TLDS) || (dot == GLUED && is_top(v, label))) {
			h->end = label.end;
			h->known = h->known || is_word(v, label, TLDS);
		} else if (dot == SPACED) {
			return; /* the next sentence */
		}
		i = label.end;
		dot = skip_dot(v, &i);
		if (dot == NO_DOT)
			return;
	}
}

/* The spelled sign that ends at end (exclusive, spaces before it passed), as the range of its word; end 0 for none. */
static struct range connector_before(const struct redact_view *v, int end)
{
	struct range w = {end, end};

	while (redact_view_is_letter(redact_view_at(v, w.start - 1)))
		w.start--;
	if (w.start < w.end &&
		is_word(v, w, "ponto pto dot underline underscore anderline underlaine traco tracinho hifen menos"))
		return w;
	if (w.start == w.end && w.start > 0 && strchr(".-_", v->c[end - 1]) && is_space(redact_view_at(v, end - 2)))
		return (struct range){end - 1, end};
	return (struct range){end, 0};
}

static int token_start(const struct redact_view *v, int end)
{
	int i = end;

	while (end - i < MOST_LOCAL && is_local_char(redact_view_at(v, i - 1)))
		i--;
	return i;
}

/* Where the part before the sign begins; -1 when there is none. spelled: its dots may be words too. */
static int local_start(const struct redact_view *v, int end, bool spelled)
{
	int i = token_start(v, end);

	if (i == end)
		return -1;
	while (spelled && is_space(redact_view_at(v, i - 1))) {
		int p = i;
		struct range sign;

		while (is_space(redact_view_at(v, p - 1)))
			p--;
		sign = connector_before(v, p);
		if (!sign.end)
			break;
		p = sign.start;
		while (is_space(redact_view_at(v, p - 1)))
			p--;
		if (token_start(v, p) == p)
			break;
		i = token_start(v, p);
	}
	while (i < end && !redact_view_is_alnum(v->c[i]) && v->c[i] != '_')
		i++;
	return i < end ? i : -1;
}

/* "me segue no @loja.com": the name of an account, not an e-mail. */
static bool is_handle(const struct redact_view *v, int local, int at, const struct host *h)
{
	struct range w = {local, at};

	if (h->provider)
		return false;
	return !h->known || is_word(v, w,
								"o a no na do da em e de pelo pela insta instagram perfil segue face tiktok arroba "
								"loja ver la");
}

/* Is something that was masked glued to its end? Before it was, the host went on. */
static bool touches_mask(const struct redact_view *v, int end)
{
	while (end < v->n && strchr(".-,", v->c[end]))
		end++;
	return redact_view_at(v, end) == REDACT_MASKED || redact_view_at(v, end) == REDACT_REPLACED;
}

bool redact_email_at(const struct redact_view *v, int i, struct redact_hit *out)
{
	struct range at = at_sign(v, i);
	bool word = redact_view_at(v, at.start) != '@', before, behind;
	int left = at.start, right, local;
	struct host h;

	if (!at.end)
		return false;
	while (is_space(redact_view_at(v, left - 1)))
		left--;
	right = skip_spaces(v, at.end);
	before = left < at.start;
	behind = right > at.end;
	local = local_start(v, left, word || before);
	read_host(v, right, &h);
	if (local < 0 || h.first == 0)
		return false;
	if (!word && before && !behind && is_handle(v, local, left, &h))
		return false;
	if (!h.end && h.provider)
		h.end = h.first;
	if (!h.end && !word && !before && !behind && redact_view_is_letter(redact_view_at(v, left - 1)) &&
		is_top(v, (struct range){right, h.first}))
		h.end = h.first;
	if (!h.end || ((word || before || behind) && !h.known && !h.provider))
		return false;
	*out = (struct redact_hit){REDACT_EMAIL, local, h.end};
	return !touches_mask(v, h.end);
}

static bool lower_is(const char *p, const char *stop, const char *word)
{
	for (; *word; word++, p++)
		if (p == stop || (*p | 0x20) != *word)
			return false;
	return true;
}

static bool is_near(char c)
{
	return c == ' ' || (c & 0x80) || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
		   (c && strchr("._%+-'&", c));
}

/* Called for "@", brackets, 'a' of a word's beginning and the first byte of a full-width "＠". */
bool redact_email_sign(const char *p, const char *from, const char *stop)
{
	const char *q = p;

	if (*p == '@') /* something must stand before it and behind */
		return p > from && (is_near(p[-1]) || p[-1] == ')' || p[-1] == ']') && stop - p > 1 && is_near(p[1]);
	if (*p == '\xef')
		return stop - p > 2 && p[1] == '\xbc' && p[2] == '\xa0';
	if (strchr("([{<", *p)) {
		for (q++; q < stop && *q == ' ';)
			q++;
		return lower_is(q, stop, "at") || lower_is(q, stop, "ar") || lower_is(q, stop, "a)") ||
			   lower_is(q, stop, "a]") || (q < stop && *q == '@');
	}
	if (p > from && p[-1] != ' ')
		return false;
	return lower_is(p, stop, "arro") || lower_is(p, stop, "aroba") || lower_is(p, stop, "at ");
}
