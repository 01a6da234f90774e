#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "text/fold.h"
#include "text/token.h"

#include "services/rule_words.h"

#define MAX_WORDS 400 /* of a text; the rest is not read */
#define LONGEST 4     /* words of a phrase, light ones not counted */

static const char light[] =
	" o a os as um uma uns umas meu minha meus minhas seu sua de do da dos das no na nos nas em para pra "
	"pro com e ";

struct rule_words {
	struct map *map;   /* stems of a phrase, joined by spaces → place in meaning + 1 */
	struct map *weak;  /* stems */
	struct map *known; /* stems of what the rules say */
	struct map *asked; /* of them, those of their questions */
	char **meaning;    /* "" for what is silent */
	size_t n;
	struct stemmer *stemmer;
};

static bool is_light(struct token t)
{
	char key[8];

	if (t.n + 3 > sizeof(key))
		return false;
	key[0] = ' ';
	memcpy(key + 1, t.p, t.n);
	memcpy(key + 1 + t.n, " ", 2);
	return strstr(light, key) != NULL;
}

/* Appends the stem of t, or t itself, to a key. */
static void put_stem(struct rule_words *w, struct buf *key, struct token t, bool exact)
{
	struct token stem = exact ? t : stemmer_stem(w->stemmer, t.p, t.n);

	if (key->n)
		buf_putc(key, ' ');
	if (exact)
		buf_putc(key, '=');
	buf_put(key, stem.p, stem.n);
	if (exact || stem.n < 4 || key->p[key->n - 1] != 'u')
		return;
	/* "troque" and "trocar", "apague" and "apagar" */
	if (key->p[key->n - 2] == 'q')
		key->p[key->n - 2] = 'c';
	else if (key->p[key->n - 2] != 'g')
		return;
	key->p[--key->n] = '\0';
}

static void learn(struct rule_words *w, const char *phrase, size_t n, size_t meaning)
{
	struct buf folded = {0}, key = {0};
	const char *p, *stop;
	struct token t;
	bool exact = n > 0 && phrase[0] == '\'', fresh;

	fold_text(&folded, phrase, n);
	p = buf_str(&folded);
	stop = p + folded.n;
	while (token_next(&p, stop, &t))
		if (!is_light(t) || p == stop)
			put_stem(w, &key, t, exact || is_light(t));
	if (key.n) {
		uint64_t *place = map_at(w->map, key.p, key.n, &fresh);

		if (fresh)
			*place = meaning + 1;
	}
	buf_free(&folded);
	buf_free(&key);
}

static size_t add_meaning(struct rule_words *w, const char *s, size_t n)
{
	struct buf folded = {0};

	fold_text(&folded, s, n);
	w->meaning = mem_array(w->meaning, w->n + 1, sizeof(*w->meaning));
	w->meaning[w->n] = mem_dup(buf_str(&folded));
	buf_free(&folded);
	return w->n++;
}

static void learn_group(struct rule_words *w, const char *group)
{
	size_t n = strcspn(group, "=");
	size_t meaning = add_meaning(w, group, n);

	learn(w, group, n, meaning);
	while (group[n]) {
		group += n + 1;
		n = strcspn(group, "|");
		learn(w, group, n, meaning);
	}
}

static void learn_list(struct rule_words *w, val list)
{
	size_t meaning = 0;

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);
		const char *s = val_text(v, "");

		if (i == 0)
			meaning = add_meaning(w, s, strlen(s));
		learn(w, s, strlen(s), meaning);
		val_free(v);
	}
}

static void put(struct rule_words *w, struct map *m, const char *p, size_t n)
{
	struct token stem = stemmer_stem(w->stemmer, p, n);

	(void)map_at(m, stem.p, stem.n, NULL);
}

/* The words that name the domain's products. */
static void learn_products(struct rule_words *w, val conf)
{
	val categories = val_get(conf, "categories");

	for (int i = val_iter(categories); val_iter_ok(categories, i); i = val_iter_next(categories, i)) {
		val category = val_iter_val(categories, i), list = val_get(category, "words");

		for (int k = 0; k < val_len(list); k++) {
			val v = val_at(list, k);
			char *folded = fold_dup(val_text(v, ""));
			const char *p = folded;
			struct token t;

			while (token_next(&p, folded + strlen(folded), &t))
				put(w, w->weak, t.p, t.n);
			free(folded);
			val_free(v);
		}
		val_free(list);
		val_free(category);
	}
	val_free(categories);
}

static void learn_synonyms(struct rule_words *w, val conf)
{
	val synonyms = val_get(conf, "synonyms");

	for (int i = 0; i < val_len(synonyms); i++) {
		val list = val_at(synonyms, i);

		learn_list(w, list);
		val_free(list);
	}
	val_free(synonyms);
}

struct rule_words *rule_words_new(const char *lang, val conf)
{
	struct rule_words *w = mem_zalloc(sizeof(*w));

	if (strncmp(lang, "pt", 2) != 0)
		return w;
	w->map = map_new();
	w->weak = map_new();
	w->known = map_new();
	w->asked = map_new();
	w->stemmer = stemmer_new(lang);
	learn_synonyms(w, conf);
	learn_products(w, conf);
	for (size_t i = 0; rule_words_same[i]; i++)
		learn_group(w, rule_words_same[i]);
	(void)add_meaning(w, "", 0);
	for (size_t i = 0; rule_words_silent[i]; i++)
		learn(w, rule_words_silent[i], strlen(rule_words_silent[i]), w->n - 1);
	for (size_t i = 0; rule_words_everyday[i]; i++)
		put(w, w->weak, rule_words_everyday[i], strlen(rule_words_everyday[i]));
	return w;
}

void rule_words_free(struct rule_words *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n; i++)
		free(w->meaning[i]);
	free(w->meaning);
	map_free(w->map);
	map_free(w->weak);
	map_free(w->known);
	map_free(w->asked);
	stemmer_free(w->stemmer);
	free(w);
}

/* The words of folded, chat spellings written out, into v; text holds them. Returns how many. */
static int split(const struct buf *folded, struct buf *text, struct token v[MAX_WORDS])
{
	const char *p = buf_str(folded);
	struct token t;
	int n = 0;

	while (token_next(&p, buf_str(folded) + folded->n, &t)) {
		const char *chat = token_chat(t.p, t.n);

		if (t.n >= 2 && t.n <= 3 && t.p[t.n - 1] == 'x' && t.p[0] >= '0' && t.p[0] <= '9')
			chat = "parcela"; /* 6x */
		if (chat)
			buf_puts(text, chat);
		else
			buf_put(text, t.p, t.n);
		buf_putc(text, ' ');
	}
	p = buf_str(text);
	while (n < MAX_WORDS && token_next(&p, buf_str(text) + text->n, &v[n]))
		n++;
	return n;
}

/* The meaning of key with t behind it, or NULL. keep: t becomes part of the key. */
static const char *look(struct rule_words *w, struct buf *key, struct token t, bool exact, bool keep)
{
	size_t before = key->n;
	const uint64_t *place;

	put_stem(w, key, t, exact);
	place = map_find(w->map, key->p, key->n);
	if (!keep)
		key->n = before;
	return place ? w->meaning[*place - 1] : NULL;
}

/*
 * The longest phrase that begins at word i and is known: its meaning, and in *end the word behind it. NULL when
 * there is none.
 */
static const char *find(struct rule_words *w, const struct token *v, int n, int i, int *end)
{
	struct buf key = {0};
	const char *meaning = NULL;

	if (is_light(v[i]))
		return NULL;
	for (int k = i, words = 0; k < n && words < LONGEST; k++) {
		bool weak = is_light(v[k]);
		const char *exact = words == 0 ? look(w, &key, v[k], true, false) : NULL;
		const char *m = look(w, &key, v[k], weak, !weak);

		if (!m)
			m = exact;
		words += !weak;
		if (m) {
			meaning = m;
			*end = k + 1;
		}
	}
	buf_free(&key);
	return meaning;
}

/* May the word be left out of a question? Numbers may: which rule is meant is never told by one. */
static bool says_little(struct rule_words *w, struct token t)
{
	struct token stem;

	if (t.p[0] >= '0' && t.p[0] <= '9')
		return true;
	stem = stemmer_stem(w->stemmer, t.p, t.n);
	return !map_find(w->known, stem.p, stem.n) && map_find(w->weak, stem.p, stem.n);
}

static void read_text(struct rule_words *w, const char *text, bool asking, struct buf *out)
{
	struct buf folded = {0}, plain = {0};
	struct token v[MAX_WORDS];
	int n;

	fold_text(&folded, text, strlen(text));
	n = split(&folded, &plain, v);
	for (int i = 0, end; i < n; i = end) {
		const char *meaning = find(w, v, n, i, &end);

		if (meaning) {
			buf_puts(out, meaning);
			buf_puts(out, *meaning ? " " : "");
			continue;
		}
		end = i + 1;
		if (asking && says_little(w, v[i]))
			continue;
		buf_put(out, v[i].p, v[i].n);
		buf_putc(out, ' ');
	}
	buf_free(&folded);
	buf_free(&plain);
}

void rule_words_learn(struct rule_words *w, const char *text, bool question, struct buf *out)
{
	size_t start = out->n;
	const char *p;
	struct token t;

	if (!w->map) {
		buf_puts(out, text);
		return;
	}
	read_text(w, text, false, out);
	p = buf_str(out) + start;
	while (token_next(&p, buf_str(out) + out->n, &t)) {
		put(w, w->known, t.p, t.n);
		if (question)
			put(w, w->asked, t.p, t.n);
	}
}

struct rule_words_count rule_words_ask(struct rule_words *w, const char *text, struct buf *out)
{
	struct rule_words_count count = {0};
	size_t start = out->n;
	const char *p;
	struct token t;

	if (!w->map) {
		buf_puts(out, text);
		return count;
	}
	read_text(w, text, true, out);
	p = buf_str(out) + start;
	while (token_next(&p, buf_str(out) + out->n, &t)) {
		struct token stem = stemmer_stem(w->stemmer, t.p, t.n);

		if (token_is_stop("pt", t.p, t.n))
			continue;
		if (!map_find(w->known, stem.p, stem.n))
			count.unknown++;
		else if (!map_find(w->asked, stem.p, stem.n))
			count.unasked++;
	}
	return count;
}
