#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/token.h"

#include "text/sentiment_private.h"

#define MAX_TEXT (256u << 10) /* bytes of a text that are looked at */
#define MAX_WORD 64           /* bytes of a word; longer ones say nothing */
#define LOUD_WORD 4           /* letters from which on a word in capitals is meant so */
#define MAX_TIMES 99          /* that a mark is counted */

/* Faces, folded, the longer ones first; each has a place in the table of words. */
static const char *const faces[] = {":'(", ":-)", ":-(", ":-d", ":-/", ";-)", "-_-", ">:(", ":)", ":(", ":d", ":/",
									":|",  ":*",  ":p",  ";)",  "=)",  "=(",  "=d",  "=/",  "<3", "^^", ":]", ":["};

/* ---- capitals ---- */

/* Does somebody shout: is there a word of capitals? */
static bool is_loud(const char *s, size_t n)
{
	size_t run = 0, vowels = 0;

	for (size_t i = 0; i <= n; i++) {
		char c = i < n ? s[i] : ' ';

		if (c >= 'A' && c <= 'Z') {
			run++;
			vowels += strchr("AEIOU", c) != NULL;
		} else if ((c & 0x80) == 0) {
			if (run >= LOUD_WORD && vowels > 1)
				return true;
			run = vowels = 0;
		}
		if (c >= 'a' && c <= 'z')
			while (i < n && ((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z')))
				i++;
	}
	return false;
}

/* ---- units ---- */

static void add(struct sentiment_text *t, enum unit_kind kind, const char *p, size_t n)
{
	if (t->n >= SENTIMENT_MAX_UNITS)
		return;
	if ((t->n & (t->n - 1)) == 0)
		t->unit = mem_array(t->unit, t->n ? 2 * t->n : 1, sizeof(*t->unit));
	if (t->n)
		buf_putc(&t->line, ' ');
	t->unit[t->n++] = (struct unit){(uint32_t)t->line.n, (uint32_t)n, (uint16_t)kind, 1};
	buf_put(&t->line, p, n);
	t->words += kind == UNIT_WORD;
}

/* A mark that stands several times in a row is one unit. */
static void add_mark(struct sentiment_text *t, char c)
{
	enum unit_kind kind = c == '?' ? UNIT_ASK : c == ',' || c == '(' || c == ')' ? UNIT_COMMA : UNIT_STOP;
	struct unit *last = t->n ? &t->unit[t->n - 1] : NULL;

	if (last && last->kind != UNIT_WORD && last->kind != UNIT_LAUGH) {
		if (last->kind == kind && last->times < MAX_TIMES)
			last->times++;
		else if (kind > last->kind) /* "?!" asks, ",." stops */
			last->kind = (uint16_t)kind;
		return;
	}
	add(t, kind, &c, 1);
}

/* A letter that stands three times or more in a row, once, and a vowel twice at the end: "otimoo" is "otimo". */
static size_t squeeze(const char *p, size_t n, char out[MAX_WORD])
{
	size_t o = 0, run;

	for (size_t i = 0; i < n; i += run) {
		for (run = 1; i + run < n && p[i + run] == p[i]; run++)
			;
		for (size_t k = 0; k < (run >= 3 && p[i] >= 'a' && p[i] <= 'z' ? 1 : run); k++)
			out[o++] = p[i];
	}
	if (o > 4 && out[o - 1] == out[o - 2] && strchr("aeiou", out[o - 1]))
		o--;
	return o;
}

/* kkk, rsrs, haha, hehehe, huahua. */
static bool is_laugh(const char *p, size_t n)
{
	size_t h = 0, k = 0, rs = 0, vowels = 0;

	for (size_t i = 0; i < n; i++) {
		switch (p[i]) {
		case 'h': h++; break;
		case 'k': k++; break;
		case 'r':
		case 's': rs += p[i] == (i % 2 ? 's' : 'r'); break;
		case 'a':
		case 'e':
		case 'i':
		case 'u': vowels++; break;
		default: return false;
		}
	}
	if (n >= 2 && (k == n || rs == n))
		return true;
	return n >= 4 && h + k + vowels == n && h + k >= 2 && vowels + 1 >= h + k;
}

static void add_word(struct sentiment_text *t, const char *p, size_t n)
{
	char word[MAX_WORD];
	const char *spelling, *stop;
	struct token part;

	if (n > MAX_WORD || is_laugh(p, n)) {
		add(t, n > MAX_WORD ? UNIT_WORD : UNIT_LAUGH, p, n > MAX_WORD ? 0 : n);
		return;
	}
	n = squeeze(p, n, word);
	spelling = token_chat(word, n);
	if (!spelling) {
		add(t, UNIT_WORD, word, n);
		return;
	}
	stop = spelling + strlen(spelling);
	while (token_next(&spelling, stop, &part))
		add(t, UNIT_WORD, part.p, part.n);
}

/* The length of the face that s[0..n) begins with, 0 when it begins with none. before is the byte in front of it. */
static size_t face_at(const char *s, size_t n, char before)
{
	for (size_t i = 0; i < sizeof(faces) / sizeof(faces[0]); i++) {
		size_t len = strlen(faces[i]);
		char last = faces[i][len - 1], next = n > len ? s[len] : ' ';
		bool letter = last == 'd' || last == 'p';

		if (n < len || memcmp(s, faces[i], len) != 0)
			continue;
		if (letter && ((next >= 'a' && next <= 'z') || (before >= '0' && before <= '9')))
			continue;
		if (last == '/' && next == '/') /* http:// */
			continue;
		return len;
	}
	return 0;
}

/* Takes the word, face, picture or mark at *s, and moves *s behind it. */
static void add_next(struct sentiment_text *t, const char **s, const char *start, const char *stop)
{
	const char *p = *s;
	bool letter = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
	size_t n = (size_t)(stop - p), len;
	struct token word;
	uint32_t cp;

	if (letter && token_next(s, stop, &word)) {
		add_word(t, word.p, word.n);
		return;
	}
	len = strchr(":;=<>^-", *p) ? face_at(p, n, p > start ? p[-1] : ' ') : 0;

	if (len) {
		add(t, UNIT_WORD, p, len);
		*s += len;
		return;
	}
	len = utf8_decode(p, n, &cp);
	if (cp && cp < 0x80 ? strchr(".,;:!?\n()", (char)cp) != NULL : cp >= 0x2190 && cp != 0xfffd && !fold_is_word(cp)) {
		if (cp < 0x80)
			add_mark(t, (char)cp);
		else
			add(t, UNIT_WORD, p, len);
		*s += len;
	} else if (token_next(s, p + len, &word)) {
		*s = p; /* it is part of a word: take all of that */
		if (token_next(s, stop, &word))
			add_word(t, word.p, word.n);
	} else {
		*s = p + len;
	}
}

struct sentiment_text sentiment_text_of(const char *raw, size_t n)
{
	struct sentiment_text t = {.n = 0};
	struct buf folded = {0};
	const char *s, *start, *stop;

	n = n < MAX_TEXT ? n : MAX_TEXT;
	t.loud = is_loud(raw, n);
	for (size_t i = 0; i < n; i++)
		t.shouts += raw[i] == '!';
	fold_text(&folded, raw, n);
	s = start = buf_str(&folded);
	stop = s + folded.n;
	buf_need(&t.line, folded.n + 16);
	while (s < stop && t.n < SENTIMENT_MAX_UNITS) {
		if (*s == ' ')
			s++;
		else
			add_next(&t, &s, start, stop);
	}
	buf_free(&folded);
	return t;
}

void sentiment_text_free(struct sentiment_text *t)
{
	buf_free(&t->line);
	free(t->unit);
}
