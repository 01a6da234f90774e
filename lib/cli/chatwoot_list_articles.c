#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"

#include "cli/chatwoot_list.h"
#include "cli/chatwoot_list_private.h"
#include "services/chatwoot_show.h"
#include "services/webhook.h"

/* ---- Markdown without its marks ---- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (c & 0x80);
}

/* The end of what stands in brackets from s on, or NULL when nothing closes them on the line. */
static const char *closing(const char *s, const char *stop, char open, char close)
{
	int depth = 0;

	for (; s < stop; s++) {
		depth += *s == open ? 1 : *s == close ? -1 : 0;
		if (depth == 0)
			return s;
	}
	return NULL;
}

static void put_words(const char *s, const char *stop, struct buf *out);

/* [text](url) or ![alt](url): the text, and the address unless it is the same. Where it ends, or NULL: it is none. */
static const char *put_link(const char *s, const char *stop, struct buf *out)
{
	bool image = *s == '!';
	const char *open = s + image, *close = closing(open, stop, '[', ']'), *end;
	const char *url;
	size_t n;
	bool same;

	if (!close || close + 1 >= stop || close[1] != '(')
		return NULL;
	end = closing(close + 1, stop, '(', ')');
	if (!end)
		return NULL;
	put_words(open + 1, close, out);
	url = close + 2;
	n = strcspn(url, " )");
	same = (size_t)(close - open - 1) == n && strncmp(url, open + 1, n) == 0;
	if (!image && !same && n > 0 && url[0] != '#')
		buf_printf(out, " (%.*s)", (int)n, url);
	return end + 1;
}

/* <br> ends a line, other tags vanish, <https://…> stays. Where it ends, or NULL when it is none. */
static const char *put_tag(const char *s, const char *stop, struct buf *out)
{
	const char *end = memchr(s, '>', (size_t)(stop - s));

	if (!end || (!isalpha((unsigned char)s[1]) && s[1] != '/' && s[1] != '!'))
		return NULL;
	if (memchr(s, ':', (size_t)(end - s)) && !memchr(s, ' ', (size_t)(end - s)))
		buf_put(out, s + 1, (size_t)(end - s - 1));
	else if (strncmp(s, "<br", 3) == 0)
		buf_putc(out, '\n');
	return end + 1;
}

/* Is the run of n marks at s one of emphasis? _ inside a word is none, nor is a mark with spaces about it. */
static bool is_emphasis(const char *from, const char *s, size_t n, const char *stop)
{
	char before = s > from ? s[-1] : ' ', after = s + n < stop ? s[n] : ' ';

	if (*s == '~' && n < 2)
		return false;
	if (*s == '_' && is_word(before) && is_word(after))
		return false;
	if (isdigit((unsigned char)before) && isdigit((unsigned char)after)) /* 2*3 */
		return false;
	return !(isspace((unsigned char)before) && isspace((unsigned char)after));
}

static void put_words(const char *s, const char *stop, struct buf *out)
{
	const char *from = s, *next;

	while (s < stop) {
		size_t n = 1;

		if (*s == '\\' && s + 1 < stop && ispunct((unsigned char)s[1])) {
			buf_putc(out, s[1]);
			s += 2;
			continue;
		}
		next = *s == '[' || (*s == '!' && s + 1 < stop && s[1] == '[') ? put_link(s, stop, out)
			   : *s == '<'                                             ? put_tag(s, stop, out)
																	   : NULL;
		if (next) {
			s = next;
			continue;
		}
		while (strchr("*_~`", *s) && s + n < stop && s[n] == *s)
			n++;
		if (!strchr("*_~`", *s) || (*s != '`' && !is_emphasis(from, s, n, stop)))
			buf_put(out, s, n);
		s += n;
	}
}

/* A line without what makes it a heading or a quotation. False when nothing of it is text: a rule, a fence. */
static bool strip_line(const char **s, const char *stop)
{
	size_t n = (size_t)(stop - *s);

	for (; n > 0 && **s == '>'; n = (size_t)(stop - *s))
		*s += 1 + (n > 1 && (*s)[1] == ' ');
	if (n >= 3 && (strncmp(*s, "```", 3) == 0 || strspn(*s, "-*_ ") >= n))
		return false;
	if (n >= 2 && strspn(*s, "=") >= n)
		return false;
	if (n > 0 && **s == '#' && (*s)[strspn(*s, "#")] == ' ')
		*s += strspn(*s, "#") + 1;
	return true;
}

void chatwoot_list_plain(const char *markdown, struct buf *out)
{
	size_t begin = out->n;
	int blank = 0;

	for (const char *s = markdown; *s;) {
		size_t n = strcspn(s, "\n");
		const char *line = s, *stop = s + n;

		s = stop + (*stop == '\n');
		while (stop > line && (isspace((unsigned char)stop[-1]) || (stop[-1] == '\\' && stop == line + n)))
			stop--;
		if (stop == line || !strip_line(&line, stop)) {
			blank += stop == line;
			continue;
		}
		if (out->n > begin)
			buf_puts(out, blank ? "\n\n" : "\n");
		blank = 0;
		if (stop - line > 1 && strchr("*+", line[0]) && line[1] == ' ') {
			buf_puts(out, "- ");
			line += 2;
		}
		put_words(line, stop, out);
	}
}

/* ---- articles ---- */

static val tags_of(val article)
{
	val tags = val_get(article, "meta.tags");

	if (val_kind(tags) == VAL_ARRAY && val_len(tags) > 0)
		return tags;
	val_free(tags);
	return val_null();
}

static val set_if(val o, const char *key, val v)
{
	if (val_is(v))
		return val_set(o, key, v);
	val_free(v);
	return o;
}

static val source_of(const struct chatwoot_list_options *o, val article)
{
	const char *slug = val_str(article, "slug", NULL);
	char *url = slug ? mem_printf("%s/hc/%s/articles/%s", chatwoot_url(o->chat), o->portal, slug) : NULL;
	val v = val_of_str(url ? url : "chatwoot");

	free(url);
	return v;
}

static val make_article(const struct chatwoot_list_options *o, val article)
{
	const char *title = val_str(article, "title", "");
	struct buf text = {0};
	char ts[32], id[64];
	val v, at = val_get(article, "updated_at");
	date_ms t;
	bool dated = webhook_time(at, &t);

	val_free(at);
	chatwoot_list_plain(val_str(article, "content", ""), &text);
	if (!*title || text.n == 0) { /* it answers nothing */
		buf_free(&text);
		return val_null();
	}
	(void)snprintf(id, sizeof(id), "chatwoot:%lld:article:%lld", chatwoot_account(o->chat), val_int(article, "id", 0));
	v = val_set_str(val_set_int(val_object(), "v", 1), "kind", "rule");
	v = val_set_str(val_set_str(v, "id", id), "type", "faq");
	v = val_set_str(v, "question", title);
	v = val_set_str(v, "answer", text.p);
	v = set_if(v, "subject", val_get(article, "category.name"));
	v = set_if(v, "tags", tags_of(article));
	v = val_set(v, "source", source_of(o, article));
	if (dated)
		v = val_set_str(v, "ts", date_format(t, ts));
	buf_free(&text);
	return v;
}

int chatwoot_list_articles(const struct chatwoot_list_options *o, const char *portal, const char *locale, struct err *e)
{
	static const char *const columns[] = {"id", "question", "answer", NULL};
	struct chatwoot_list_options mine = *o;
	struct chatwoot_lister l = {.o = &mine, .make = make_article};
	char *path;
	struct chatwoot_list q;
	int st;

	if (!*portal ||
		strspn(portal, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != strlen(portal))
		return err_set(e, ERR_USAGE, "a portal is named by what stands in its address after /hc/: ajuda");
	path = mem_printf("portals/%s/articles", portal);
	q = (struct chatwoot_list){.call = {.method = "GET",
										.path = path,
										.query = val_set_int(val_object(), "status", 1),
										.body = val_null(),
										.who = CHATWOOT_PERSON},
							   .member = "payload",
							   .size = 25};
	if (locale)
		q.call.query = val_set_str(q.call.query, "locale", locale);
	mine.portal = portal;
	l.out = chatwoot_out_new(columns, o->people);
	st = chatwoot_list_end(&l, chatwoot_each(o->chat, &q, chatwoot_list_item, &l, e), e);
	free(path);
	return st;
}
