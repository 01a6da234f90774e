#include <stdlib.h>
#include <string.h>

#include "services/mention_private.h"

#define LONGEST 12 /* words of a name */

struct key {
	struct mention_finder *f;
	uint32_t word[LONGEST];
	int n; /* LONGEST + 1: too long */
	uint8_t flag;
};

static void add_key_word(void *cookie, const char *w, size_t n)
{
	struct key *k = cookie;
	uint32_t id;

	if (k->n >= LONGEST) {
		k->n = LONGEST + 1;
		return;
	}
	id = mention_word_add(k->f, w, n);
	k->f->flag[id] |= k->flag;
	k->word[k->n++] = id;
}

static struct mention_name *find(const struct mention_finder *f, const uint32_t *word, int n)
{
	const uint64_t *at = map_find(f->phrase, (const char *)word, (size_t)n * sizeof(*word));

	return at && *at ? &f->name[*at - 1] : NULL;
}

static void put(struct mention_finder *f, const struct key *k, const struct mention_name *x)
{
	uint64_t *at = map_at(f->phrase, (const char *)k->word, (size_t)k->n * sizeof(*k->word), NULL);

	if (f->names == f->names_cap) {
		f->names_cap = f->names_cap ? 2 * f->names_cap : 128;
		f->name = mem_array(f->name, f->names_cap, sizeof(*f->name));
	}
	f->name[f->names++] = (struct mention_name){x->type, mem_dup(x->id), x->first, false};
	*at = f->names;
	if (k->n > f->longest[k->word[0]])
		f->longest[k->word[0]] = (uint8_t)k->n;
}

/* One name more; the first that has it keeps it, and people who share a first name have none. */
static void add(struct mention_finder *f, const char *name, const struct mention_name *x, uint8_t flag)
{
	struct key k = {.f = f, .flag = flag};
	struct mention_name *old;

	mention_text_each(name, add_key_word, &k);
	if (k.n == 0 || k.n > LONGEST || !*x->id)
		return;
	old = find(f, k.word, k.n);
	if (!old)
		put(f, &k, x);
	else if (old->first && x->first && strcmp(old->id, x->id) != 0)
		old->several = true;
}

static void add_all(struct mention_finder *f, val names, const struct mention_name *x, uint8_t flag)
{
	for (int i = 0; i < val_len(names); i++) {
		val v = val_at(names, i);

		add(f, val_text(v, ""), x, flag);
		val_free(v);
	}
}

static void load_categories(struct mention_finder *f)
{
	val all = val_get(domain_conf(f->d), "categories");

	for (int i = val_iter(all); val_iter_ok(all, i); i = val_iter_next(all, i)) {
		val c = val_iter_val(all, i), words = val_get(c, "words");
		struct mention_name x = {.type = MENTION_CATEGORY, .id = mem_dup(val_iter_key(all, i))};

		add_all(f, words, &x, MENTION_OF_CATEGORY);
		if (val_len(words) == 0)
			add(f, val_str(c, "title", x.id), &x, MENTION_OF_CATEGORY);
		free(x.id);
		val_free(words);
		val_free(c);
	}
	val_free(all);
}

/* The words of properties are of many products; a list of them, or an object of lists. */
static void mark(struct mention_finder *f, val words, uint8_t flag)
{
	struct key k = {.f = f, .flag = flag};

	for (int i = 0; i < val_len(words) && val_kind(words) == VAL_ARRAY; i++) {
		val v = val_at(words, i);

		k.n = 0;
		mention_text_each(val_text(v, ""), add_key_word, &k);
		val_free(v);
	}
	for (int i = val_iter(words); val_iter_ok(words, i); i = val_iter_next(words, i)) {
		val list = val_iter_val(words, i);

		if (val_kind(list) == VAL_ARRAY)
			mark(f, list, flag);
		val_free(list);
	}
}

/* What means the same as the name of a category names it too: "airfryer" beside "air fryer". */
static void load_synonyms(struct mention_finder *f)
{
	val all = val_get(domain_conf(f->d), "synonyms");

	for (int i = 0; i < val_len(all); i++) {
		val group = val_at(all, i);
		struct mention_name x = {.type = MENTION_CATEGORY};

		for (int k = 0; k < val_len(group) && !x.id; k++) {
			val v = val_at(group, k);
			struct key key = {.f = f};
			const struct mention_name *old;

			mention_text_each(val_text(v, ""), add_key_word, &key);
			old = key.n && key.n <= LONGEST ? find(f, key.word, key.n) : NULL;
			if (old && old->type == MENTION_CATEGORY)
				x.id = mem_dup(old->id);
			val_free(v);
		}
		if (x.id)
			add_all(f, group, &x, MENTION_OF_CATEGORY);
		else
			mark(f, group, MENTION_SYNONYM);
		free(x.id);
		val_free(group);
	}
	val_free(all);
}

static void load_services(struct mention_finder *f)
{
	val all = val_get(domain_conf(f->d), "services");

	for (int i = 0; i < val_len(all); i++) {
		val s = val_at(all, i), words = val_get(s, "words");
		struct mention_name x = {.type = MENTION_SERVICE, .id = mem_dup(val_str(s, "id", ""))};

		add(f, val_str(s, "name", ""), &x, 0);
		add_all(f, words, &x, 0);
		free(x.id);
		val_free(words);
		val_free(s);
	}
	val_free(all);
}

static void load_people(struct mention_finder *f)
{
	val all = val_get(domain_conf(f->d), "professionals");

	for (int i = 0; i < val_len(all); i++) {
		val p = val_at(all, i);
		const char *name = val_str(p, "name", "");
		struct mention_name x = {.type = MENTION_PROFESSIONAL, .id = mem_dup(val_str(p, "id", ""))};
		char *first = mem_ndup(name, strcspn(name, " "));

		add(f, name, &x, 0);
		x.first = true;
		add(f, first, &x, 0);
		free(first);
		free(x.id);
		val_free(p);
	}
	val_free(all);
}

static void load_properties(struct mention_finder *f)
{
	static const char units[] = "ml g kg mg l litro cm mm m comprimido capsula unidade peca par ui fio v w fps mmhg "
								"tamanho cor tom item goma pele cabelo dia tipo pacote";
	val all = val_get(domain_conf(f->d), "attributes");
	struct key k = {.f = f, .flag = MENTION_GENERIC};

	for (int i = val_iter(all); val_iter_ok(all, i); i = val_iter_next(all, i)) {
		val a = val_iter_val(all, i), words = val_get(a, "words"), values = val_get(a, "values");

		mark(f, words, MENTION_GENERIC);
		mark(f, values, MENTION_GENERIC);
		val_free(words);
		val_free(values);
		val_free(a);
	}
	val_free(all);
	for (const char *u = units; *u; u += strcspn(u, " "), u += *u == ' ') {
		k.n = 0;
		add_key_word(&k, u, strcspn(u, " "));
	}
}

void mention_name_load(struct mention_finder *f)
{
	f->phrase = map_new();
	load_people(f);
	load_services(f);
	load_categories(f);
	load_synonyms(f);
	load_properties(f);
}

void mention_name_free(struct mention_finder *f)
{
	for (size_t i = 0; i < f->names; i++)
		free(f->name[i].id);
	free(f->name);
	map_free(f->phrase);
}

/* ---- finding ---- */

const struct mention_name *mention_name_at(const struct mention_finder *f, int i, int *last)
{
	const struct mention_text *t = &f->text;
	uint32_t word[LONGEST];
	int place[LONGEST], n = 0, most;

	if (t->word[i].id == SPELL_NONE || t->word[i].taken)
		return NULL;
	most = f->longest[t->word[i].id];
	for (int at = i; at >= 0 && n < most; at = mention_text_next(t, at + 1)) {
		if (t->word[at].id == SPELL_NONE)
			break;
		place[n] = at;
		word[n++] = t->word[at].id;
	}
	for (; n > 0; n--) {
		const struct mention_name *x = find(f, word, n);

		*last = place[n - 1];
		if (x)
			return x;
	}
	return NULL;
}

/* May a first name at word i be that of the shop's? It is not where someone tells his own. */
static bool is_ours(const struct mention_text *t, int i)
{
	static const char everyday[] = "rosa luz clara branca flor linda iris jade marina vitoria aurora serena pilar sol";
	static const char titles[] = "dona dra dr doutor doutora enfermeira enfermeiro nutri nutricionista tia seu prof";
	static const char does[] = "atende atendeu esta ta vai tem pode consegue faz trabalha fica agenda me foi marcou";
	bool article = mention_text_is(t, i - 1, "a o da do na no pela pelo com pra pro");

	if (mention_text_is(t, i - 1, "sou chamo nome filha filho irma irmao mae pai amiga amigo marido esposa quem"))
		return false;
	if (mention_text_is(t, i - 1, "e eh a o") && mention_text_is(t, i - 2, "nome sou aqui filha filho quem"))
		return false;
	if (mention_text_is(t, i - 1, titles))
		return true;
	if (mention_text_is(t, i, everyday) || t->word[i].edits)
		return (article && mention_text_is(t, i - 2, "com")) ||
			   (mention_text_is(t, i - 1, "a o") && mention_text_is(t, i + 1, does)) || (t->word[i].edits && article);
	return true;
}

/* Words that name a thing but stand for something else here: "com base nisso". */
static bool is_idiom(const struct mention_text *t, int i)
{
	return mention_text_is(t, i, "base") &&
		   (mention_text_is(t, i - 1, "com na em por") || mention_text_is(t, i + 1, "em nisso no na"));
}

void mention_name_find(struct mention_finder *f)
{
	struct mention_text *t = &f->text;
	int last, kind_end = -2; /* of the category before */

	for (int i = 0; i < t->n; i++) {
		const struct mention_name *x = mention_name_at(f, i, &last);
		struct mention_span *s;

		if (x && x->type == MENTION_CATEGORY && i == kind_end + 2 && i > 1 && mention_text_is(t, i - 1, "de"))
			continue; /* "cachecol de trico": what it is made of */
		if (!x || x->several || (x->first && !is_ours(t, i)) || (last == i && is_idiom(t, i)))
			continue;
		s = mention_spans_add(&f->found, t, x->type, t->word[i].at, t->word[last].end);
		if (!s)
			return;
		s->id = x->id;
		for (int k = i; k <= last; k++)
			if (t->word[k].edits)
				s->score = 0.8;
		if (x->first)
			s->score -= 0.1;
		if (x->type == MENTION_CATEGORY)
			kind_end = last;
		i = last;
	}
}
