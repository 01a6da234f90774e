#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/token.h"

#include "text/features.h"

#define MAX_WORD 64    /* bytes of a word; longer ones (links, languages without spaces) count as several */
#define NEAR 5         /* words apart that still make a pair */
#define SHORTEST_RUN 2 /* characters of a run inside a word */
#define LONGEST_RUN 4
#define MOST_LENGTH 6 /* longer messages count as this long */

/* Words as bytes, where they end, and their hashes. */
struct words {
	struct buf text;
	uint32_t at[FEATURES_MAX_WORDS + 1]; /* word i is at[i] to at[i + 1] */
	uint64_t hash[FEATURES_MAX_WORDS];
	size_t n;
};

struct features {
	bool chat; /* the language's chat spellings are known */
	struct stemmer *stem;
	struct buf folded;
	struct words plain, stems, spelled; /* as written; their stems; stems with chat spellings written out */
	struct feature *item;
	size_t n, cap;
	uint32_t *slot; /* item + 1; 0 is free */
	size_t slots;   /* a power of two */
	size_t mask;    /* of the slots in use for this text */
};

static const uint64_t view_seed[FEATURES_VIEWS] = {0x8f1bbcdc5a827999u, 0x6ed9eba1ca62c1d6u, 0x9b05688c2b3e6c1fu,
												   0x1f83d9abfb41bd6bu};

static const uint64_t edge_hash = 0xbb67ae8584caa73bu; /* stands for a message's start and end */

struct features *features_new(const char *lang)
{
	struct features *f = mem_zalloc(sizeof(*f));

	f->chat = strcmp(lang, "pt") == 0;
	f->stem = stemmer_new(lang);
	return f;
}

void features_free(struct features *f)
{
	if (!f)
		return;
	stemmer_free(f->stem);
	buf_free(&f->folded);
	buf_free(&f->plain.text);
	buf_free(&f->stems.text);
	buf_free(&f->spelled.text);
	free(f->item);
	free(f->slot);
	free(f);
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0xff51afd7ed558ccdu;
	return h ^ h >> 32;
}

/* ---- words ---- */

static void words_clear(struct words *w)
{
	buf_clear(&w->text);
	w->n = 0;
	w->at[0] = 0;
}

static void words_add(struct words *w, const char *p, size_t n)
{
	if (w->n == FEATURES_MAX_WORDS)
		return;
	buf_put(&w->text, p, n);
	w->hash[w->n++] = map_hash(p, n, 0);
	w->at[w->n] = (uint32_t)w->text.n;
}

static const char *word_at(const struct words *w, size_t i, size_t *n)
{
	*n = w->at[i + 1] - w->at[i];
	return w->text.p + w->at[i];
}

/* A letter that stands three times or more in a row, once: "oiiii" is "oi". Returns the length put in out. */
static size_t squeeze(const char *p, size_t n, char out[MAX_WORD])
{
	size_t o = 0, run, keep;

	for (size_t i = 0; i < n; i += run) {
		for (run = 1; i + run < n && p[i + run] == p[i]; run++)
			;
		keep = run >= 3 && p[i] >= 'a' && p[i] <= 'z' ? 1 : run;
		memset(out + o, p[i], keep);
		o += keep;
	}
	return o;
}

static void add_stem(struct features *f, struct words *to, const char *p, size_t n)
{
	struct token t = stemmer_stem(f->stem, p, n);

	words_add(to, t.p, t.n);
}

static void add_spelled(struct features *f, const char *spelling)
{
	const char *s = spelling, *stop = spelling + strlen(spelling);
	struct token t;

	while (token_next(&s, stop, &t))
		add_stem(f, &f->spelled, t.p, t.n);
}

/* One word of at most MAX_WORD bytes. */
static void read_word(struct features *f, const char *p, size_t bytes)
{
	char word[MAX_WORD];
	size_t n = squeeze(p, bytes, word);
	const char *spelling = f->chat ? token_chat(word, n) : NULL, *stem;

	words_add(&f->plain, p, bytes);
	add_stem(f, &f->stems, word, n);
	if (spelling) {
		add_spelled(f, spelling);
		return;
	}
	stem = word_at(&f->stems, f->stems.n - 1, &n);
	words_add(&f->spelled, stem, n);
}

static void read_words(struct features *f, const char *text, size_t bytes)
{
	const char *s, *stop;
	struct token t;

	buf_clear(&f->folded);
	fold_text(&f->folded, text, bytes);
	words_clear(&f->plain);
	words_clear(&f->stems);
	words_clear(&f->spelled);
	s = buf_str(&f->folded);
	stop = s + f->folded.n;
	while (f->plain.n < FEATURES_MAX_WORDS && token_next(&s, stop, &t)) {
		while (t.n > MAX_WORD && f->plain.n < FEATURES_MAX_WORDS) {
			size_t n = MAX_WORD;

			while (((unsigned char)t.p[n] & 0xc0) == 0x80)
				n--;
			read_word(f, t.p, n);
			t.p += n;
			t.n -= n;
		}
		if (f->plain.n < FEATURES_MAX_WORDS)
			read_word(f, t.p, t.n);
	}
}

/* ---- features ---- */

/* Makes room for all that this text can give, so that adding needs no checks. */
static void make_room(struct features *f)
{
	size_t most = f->plain.text.n * (LONGEST_RUN - SHORTEST_RUN + 1) + f->plain.n * (2 * LONGEST_RUN + NEAR) +
				  2 * f->spelled.n + 8;
	size_t want = 256;

	while (want < 2 * most)
		want *= 2;
	if (most > f->cap) {
		f->cap = most;
		f->item = mem_array(f->item, f->cap, sizeof(*f->item));
	}
	if (want > f->slots) {
		f->slots = want;
		f->slot = mem_array(f->slot, f->slots, sizeof(*f->slot));
	}
	memset(f->slot, 0, want * sizeof(*f->slot));
	f->mask = want - 1;
	f->n = 0;
}

static void add(struct features *f, const struct feature *x)
{
	uint64_t key = x->key ? x->key : 1;
	size_t i = key & f->mask;

	for (; f->slot[i]; i = (i + 1) & f->mask) {
		struct feature *old = &f->item[f->slot[i] - 1];

		if (old->key == key) {
			old->count += x->view == FEATURES_PAIRS ? 0 : 1;
			return;
		}
	}
	f->item[f->n] = *x;
	f->item[f->n].key = key;
	f->item[f->n].count = 1;
	f->slot[i] = (uint32_t)++f->n;
}

static void see_stems(struct features *f)
{
	const struct words *w = &f->spelled;
	struct feature x = {.view = FEATURES_STEMS};
	uint64_t before = mix(view_seed[FEATURES_STEMS], edge_hash);

	for (size_t i = 0; i <= w->n && w->n; i++) {
		uint64_t here = i < w->n ? w->hash[i] : edge_hash;

		x.a = (uint16_t)i;
		x.length = 1;
		x.key = mix(view_seed[FEATURES_STEMS], here);
		if (i < w->n)
			add(f, &x);
		x.length = 2;
		x.key = mix(mix(before, 0x2b), here);
		add(f, &x);
		before = mix(view_seed[FEATURES_STEMS], here);
	}
}

/* The word's characters with a space on each side. Returns how many. */
static size_t padded(const char *p, size_t n, uint32_t out[MAX_WORD + 2])
{
	size_t o = 0;

	out[o++] = ' ';
	for (size_t i = 0; i < n;) {
		if ((unsigned char)p[i] < 0x80)
			out[o++] = (unsigned char)p[i++];
		else
			i += utf8_decode(p + i, n - i, &out[o++]);
	}
	out[o++] = ' ';
	return o;
}

static void see_chars(struct features *f)
{
	uint32_t c[MAX_WORD + 2];
	struct feature x = {.view = FEATURES_CHARS};

	for (size_t w = 0; w < f->plain.n; w++) {
		size_t bytes, n;
		const char *p = word_at(&f->plain, w, &bytes);

		n = padded(p, bytes, c);
		x.a = (uint16_t)w;
		for (size_t i = 0; i + SHORTEST_RUN <= n; i++) {
			x.b = (uint16_t)i;
			x.key = mix(view_seed[FEATURES_CHARS], c[i]);
			for (size_t k = 1; k < LONGEST_RUN && i + k < n; k++) {
				x.key = mix(x.key, c[i + k]);
				x.length = (uint16_t)(k + 1);
				add(f, &x);
			}
		}
	}
}

static void see_pairs(struct features *f)
{
	const struct words *w = &f->stems;
	struct feature x = {.view = FEATURES_PAIRS};

	for (size_t i = 0; i < w->n; i++) {
		for (size_t j = i + 1; j < w->n && j <= i + NEAR; j++) {
			uint64_t p = w->hash[i], q = w->hash[j];

			if (p == q)
				continue;
			x.a = (uint16_t)i;
			x.b = (uint16_t)j;
			x.key = mix(mix(view_seed[FEATURES_PAIRS], p < q ? p : q), p < q ? q : p);
			add(f, &x);
		}
	}
}

const struct feature *features_of(struct features *f, const char *text, size_t bytes, size_t *n)
{
	struct feature length = {.view = FEATURES_LENGTH};

	read_words(f, text, bytes);
	make_room(f);
	see_stems(f);
	see_chars(f);
	see_pairs(f);
	length.length = (uint16_t)(f->plain.n < MOST_LENGTH ? f->plain.n : MOST_LENGTH);
	length.key = mix(view_seed[FEATURES_LENGTH], length.length);
	if (f->plain.n)
		add(f, &length);
	*n = f->n;
	return f->item;
}

size_t features_words(const struct features *f)
{
	return f->plain.n;
}

/* ---- for people ---- */

static void name_stem(const struct words *w, size_t i, struct buf *out)
{
	size_t n;
	const char *p;

	if (i >= w->n) {
		buf_puts(out, " $");
		return;
	}
	p = word_at(w, i, &n);
	buf_putc(out, ' ');
	buf_put(out, p, n);
}

static void name_chars(const struct features *f, const struct feature *x, struct buf *out)
{
	uint32_t c[MAX_WORD + 2];
	size_t bytes;
	const char *p = word_at(&f->plain, x->a, &bytes);
	char utf8[4];

	(void)padded(p, bytes, c);
	buf_puts(out, "chars ");
	for (size_t i = x->b; i < (size_t)x->b + x->length; i++) {
		if (c[i] == ' ')
			buf_putc(out, '_');
		else
			buf_put(out, utf8, utf8_encode(c[i], utf8));
	}
}

void features_name(const struct features *f, size_t i, struct buf *out)
{
	const struct feature *x = &f->item[i];

	if (x->view == FEATURES_CHARS) {
		name_chars(f, x, out);
	} else if (x->view == FEATURES_LENGTH) {
		buf_printf(out, "length %d%s", x->length, x->length == MOST_LENGTH ? "+" : "");
	} else if (x->view == FEATURES_PAIRS) {
		buf_puts(out, "near");
		name_stem(&f->stems, x->a, out);
		name_stem(&f->stems, x->b, out);
	} else {
		buf_puts(out, x->length == 1 ? "stem" : "stems");
		if (x->length == 2 && x->a == 0)
			buf_puts(out, " ^");
		else if (x->length == 2)
			name_stem(&f->spelled, x->a - 1u, out);
		name_stem(&f->spelled, x->a, out);
	}
}
