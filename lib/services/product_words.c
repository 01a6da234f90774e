#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "record/val.h"
#include "text/fold.h"
#include "text/plural.h"
#include "text/token.h"

#include "services/product_words.h"

#define LONGEST_WORD 64 /* bytes; a longer one is in no phrase */

struct entry {
	struct product_meaning meaning;
	char *key, *value;
};

struct product_words {
	struct map *phrase; /* words in their normal form, split by spaces → place in entry + 1 */
	struct map *first;  /* first words of phrases → words of the longest one */
	struct entry *entry;
	size_t n, cap;
};

/* One word of a text: its place there, with a "muito" behind it, and its normal form's in a run of them. */
struct word {
	const char *p;
	size_t n;
	size_t at, end;
};

struct text {
	struct word *word;
	size_t n, cap;
	struct buf normal;
};

static const char *const stock_phrases[] = {
	"em estoque", "no estoque",       "tem em estoque",        "a pronta entrega",     "pronta entrega",
	"disponivel", "disponivel agora", "que esteja disponivel", "que tenha em estoque", NULL};

static const char *const cheap_phrases[] = {"mais barato",
											"mais barata",
											"mais baratinho",
											"mais baratinha",
											"mais em conta",
											"menor preco",
											"mais economico",
											"mais economica",
											"barato",
											"barata",
											"baratinho",
											"baratinha",
											"em conta",
											"bom e barato",
											"nao muito caro",
											"nao muito cara",
											"nao seja caro",
											"nao seja cara",
											"nao seja muito caro",
											"preco menor",
											"mais acessivel",
											NULL};

static const char *const dear_phrases[] = {"mais caro", "mais cara", "maior preco", "mais carinho", NULL};

static const char *const asking_phrases[] = {"quero",
											 "queria",
											 "quero comprar",
											 "queria comprar",
											 "gostaria",
											 "gostaria de",
											 "gostaria de comprar",
											 "gostaria de saber",
											 "queria saber",
											 "quero saber",
											 "procuro",
											 "procurando",
											 "estou procurando",
											 "to procurando",
											 "to atras",
											 "preciso",
											 "precisando",
											 "precisava",
											 "busco",
											 "buscando",
											 "voce tem",
											 "vc tem",
											 "voces tem",
											 "vcs tem",
											 "vc teria",
											 "teria",
											 "vende",
											 "vendem",
											 "vendendo",
											 "indica",
											 "me indica",
											 "indicam",
											 "recomenda",
											 "me recomenda",
											 "recomendam",
											 "sugere",
											 "me sugere",
											 "sugestao",
											 "uma sugestao",
											 "indicacao",
											 "dica",
											 "mostra",
											 "me mostra",
											 "me ve",
											 "me manda",
											 "quanto custa",
											 "quanto custam",
											 "quanto e",
											 "quanto que e",
											 "quanto fica",
											 "quanto sai",
											 "quanto ta",
											 "quanto esta",
											 "qto custa",
											 "qto e",
											 "qual o preco",
											 "qual e o preco",
											 "qual o valor",
											 "qual e o valor",
											 "preco",
											 "valor",
											 "custa",
											 "custam",
											 "oi",
											 "ola",
											 "oie",
											 "oii",
											 "bom dia",
											 "boa tarde",
											 "boa noite",
											 "tudo bem",
											 "td bem",
											 "por favor",
											 "pfv",
											 "pf",
											 "por gentileza",
											 "obrigado",
											 "obrigada",
											 "obg",
											 "algo",
											 "alguma coisa",
											 "algum produto",
											 "outro",
											 "outra",
											 "produto",
											 "opcao",
											 "que opcao",
											 "tem algum",
											 "tem alguma",
											 "tem ai",
											 "comprar",
											 "levar",
											 "achar",
											 "encontrar",
											 "gastar",
											 "gastando",
											 "reais",
											 "na faixa",
											 NULL};

/* The normal form of a phrase is that of its words; letters and digits are parted, so that "fps50" is "fps 50". */
static void add_word(struct text *t, const char *p, size_t n)
{
	static const char *const skip[] = {"muito", "muita", "bem", "super", "meio"};
	char singular[LONGEST_WORD];

	if (n > LONGEST_WORD)
		return;
	for (size_t i = 0; i < sizeof(skip) / sizeof(skip[0]) && t->n > 0; i++)
		if (strlen(skip[i]) == n && memcmp(skip[i], p, n) == 0) {
			t->word[t->n - 1].n = (size_t)(p + n - t->word[t->n - 1].p);
			return;
		}
	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 32;
		t->word = mem_array(t->word, t->cap, sizeof(*t->word));
	}
	if (t->n)
		buf_putc(&t->normal, ' ');
	t->word[t->n] = (struct word){.p = p, .n = n, .at = t->normal.n};
	buf_put(&t->normal, singular, plural_singular(p, n, singular));
	t->word[t->n++].end = t->normal.n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* s is folded. */
static void read_text(struct text *t, const char *s, size_t n)
{
	const char *stop = s + n;
	struct token w;

	while (token_next(&s, stop, &w)) {
		size_t from = 0;

		for (size_t i = 1; i <= w.n; i++) {
			if (i < w.n && is_digit(w.p[i]) == is_digit(w.p[i - 1]))
				continue;
			add_word(t, w.p + from, i - from);
			from = i;
		}
	}
}

static void free_text(struct text *t)
{
	free(t->word);
	buf_free(&t->normal);
}

static void note_first(struct product_words *w, const char *p, size_t n)
{
	const char *space = memchr(p, ' ', n);
	uint64_t words = 1, *longest;

	for (size_t i = 0; i < n; i++)
		words += p[i] == ' ';
	longest = map_at(w->first, p, space ? (size_t)(space - p) : n, NULL);
	*longest = words > *longest ? words : *longest;
}

/* Adds the phrase in its normal form, unless it is there. */
static void add_normal(struct product_words *w, const char *p, size_t n, enum product_kind kind, const char *key,
					   const char *value)
{
	struct entry *x;
	bool fresh;
	uint64_t *place;

	if (n == 0)
		return;
	place = map_at(w->phrase, p, n, &fresh);
	if (!fresh)
		return;
	if (w->n == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 64;
		w->entry = mem_array(w->entry, w->cap, sizeof(*w->entry));
	}
	note_first(w, p, n);
	x = &w->entry[w->n++];
	x->key = key ? mem_dup(key) : NULL;
	x->value = value ? mem_dup(value) : NULL;
	x->meaning = (struct product_meaning){kind, x->key, x->value};
	*place = w->n;
}

void product_words_add(struct product_words *w, const char *phrase, enum product_kind kind, const char *key,
					   const char *value)
{
	char *folded = fold_dup(phrase);
	struct text t = {0};

	read_text(&t, folded, strlen(folded));
	add_normal(w, buf_str(&t.normal), t.normal.n, kind, key, value);
	free_text(&t);
	free(folded);
}

/* What adding a phrase may mean besides the phrase itself. */
enum variant {
	ITSELF,
	OTHER_GENDER, /* "vegana" for "vegano" */
	DENIED        /* "com sulfato" for "sem sulfato", and the other way round */
};

static void add_variant(struct product_words *w, const char *phrase, enum variant variant, enum product_kind kind,
						const char *key, const char *value)
{
	char *other = fold_dup(phrase);
	size_t n = strlen(other);
	char last = n ? other[n - 1] : '\0';

	if (variant == ITSELF) {
		product_words_add(w, phrase, kind, key, value);
	} else if (variant == OTHER_GENDER && n >= 5 && (last == 'a' || last == 'o')) {
		other[n - 1] = last == 'a' ? 'o' : 'a';
		product_words_add(w, other, kind, key, value);
	} else if (variant == DENIED && (strncmp(other, "sem ", 4) == 0 || strncmp(other, "com ", 4) == 0)) {
		memcpy(other, other[0] == 's' ? "com" : "sem", 3);
		product_words_add(w, other, PRODUCT_NOT_FLAG, key, NULL);
	}
	free(other);
}

static void add_phrases(struct product_words *w, val phrases, enum variant variant, enum product_kind kind,
						const char *key, const char *value)
{
	for (int i = 0; i < val_len(phrases); i++) {
		val v = val_at(phrases, i);

		add_variant(w, val_text(v, ""), variant, kind, key, value);
		val_free(v);
	}
}

static void add_choices(struct product_words *w, const char *key, val attribute, enum variant variant)
{
	val values = val_get(attribute, "values");

	for (int i = val_iter(values); val_iter_ok(values, i) && variant != DENIED; i = val_iter_next(values, i)) {
		val phrases = val_iter_val(values, i);

		add_phrases(w, phrases, variant, PRODUCT_CHOICE, key, val_iter_key(values, i));
		val_free(phrases);
	}
	val_free(values);
}

static void add_attributes(struct product_words *w, const struct domain *d, enum variant variant)
{
	val all = val_get(domain_conf(d), "attributes");

	for (int i = val_iter(all); val_iter_ok(all, i); i = val_iter_next(all, i)) {
		val a = val_iter_val(all, i), words = val_get(a, "words");
		const char *key = val_iter_key(all, i), *type = val_str(a, "type", "");

		if (strcmp(type, "choice") == 0)
			add_choices(w, key, a, variant);
		else if (strcmp(type, "flag") == 0)
			add_phrases(w, words, variant, PRODUCT_FLAG, key, NULL);
		else if (strcmp(type, "number") == 0 && variant == ITSELF)
			add_phrases(w, words, variant, PRODUCT_NUMBER, key, NULL);
		val_free(words);
		val_free(a);
	}
	val_free(all);
}

static void add_categories(struct product_words *w, const struct domain *d)
{
	val all = val_get(domain_conf(d), "categories");

	for (int i = val_iter(all); val_iter_ok(all, i); i = val_iter_next(all, i)) {
		val c = val_iter_val(all, i), words = val_get(c, "words");
		const char *key = val_iter_key(all, i);

		add_phrases(w, words, ITSELF, PRODUCT_CATEGORY, NULL, key);
		product_words_add(w, val_str(c, "title", key), PRODUCT_CATEGORY, NULL, key);
		val_free(words);
		val_free(c);
	}
	val_free(all);
}

static void add_list(struct product_words *w, const char *const *phrase, enum product_kind kind)
{
	for (; *phrase; phrase++)
		product_words_add(w, *phrase, kind, NULL, NULL);
}

struct product_words *product_words_new(const struct domain *d)
{
	struct product_words *w = mem_zalloc(sizeof(*w));

	w->phrase = map_new();
	w->first = map_new();
	if (!d)
		return w;
	add_categories(w, d);
	add_attributes(w, d, ITSELF);
	add_list(w, stock_phrases, PRODUCT_STOCK);
	add_list(w, cheap_phrases, PRODUCT_CHEAP);
	add_list(w, dear_phrases, PRODUCT_DEAR);
	add_list(w, asking_phrases, PRODUCT_ASKING);
	add_attributes(w, d, OTHER_GENDER);
	add_attributes(w, d, DENIED);
	return w;
}

void product_words_free(struct product_words *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n; i++) {
		free(w->entry[i].key);
		free(w->entry[i].value);
	}
	free(w->entry);
	map_free(w->phrase);
	map_free(w->first);
	free(w);
}

static const struct product_meaning *look_up(const struct product_words *w, const char *p, size_t n)
{
	const uint64_t *place = map_find(w->phrase, p, n);

	return place && *place ? &w->entry[*place - 1].meaning : NULL;
}

/* The longest phrase that begins at the i-th word; *words is how many it has. NULL when there is none. */
static const struct product_meaning *longest_at(const struct product_words *w, const struct text *t, size_t i,
												size_t *words)
{
	const uint64_t *longest = map_find(w->first, t->normal.p + t->word[i].at, t->word[i].end - t->word[i].at);
	size_t most = longest ? (size_t)*longest : 0;

	for (size_t k = t->n - i < most ? t->n - i : most; k > 0; k--) {
		const struct product_meaning *m =
			look_up(w, t->normal.p + t->word[i].at, t->word[i + k - 1].end - t->word[i].at);

		*words = k;
		if (m)
			return m;
	}
	return NULL;
}

int product_words_find(const struct product_words *w, const char *text, size_t n, struct product_mention *out, int most)
{
	struct text t = {0};
	size_t i = 0, words = 0;
	int found = 0;

	read_text(&t, text, n);
	while (i < t.n && found < most) {
		const struct product_meaning *m = longest_at(w, &t, i, &words);
		const struct word *last;

		if (!m) {
			i++;
			continue;
		}
		last = &t.word[i + words - 1];
		out[found++] = (struct product_mention){m, t.word[i].p, last->p + last->n};
		i += words;
	}
	free_text(&t);
	return found;
}

const struct product_meaning *product_words_meaning(const struct product_words *w, const char *phrase)
{
	char *folded = fold_dup(phrase);
	struct text t = {0};
	const struct product_meaning *m;

	read_text(&t, folded, strlen(folded));
	m = look_up(w, buf_str(&t.normal), t.normal.n);
	free_text(&t);
	free(folded);
	return m;
}
