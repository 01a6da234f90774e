#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/places_private.h"
#include "text/token.h"

#include "text/places.h"

#define LONGEST 5                         /* words of a name */
#define SAFE "sp rj mg rs sc pr df rn pb" /* codes that are no word of chats in small letters */

struct place {
	char *name;
	char uf[3];
	bool state, everyday;
};

struct places {
	struct map *name; /* folded words, split by single spaces → place in v + 1 */
	struct place *v;
	size_t n, cap;
};

/* ---- the table ---- */

/* The words of the folded s[0..n) with single spaces between. */
static void put_words(struct buf *out, const char *s, size_t n)
{
	const char *stop = s + n;
	struct token t;

	while (token_next(&s, stop, &t)) {
		if (out->n)
			buf_putc(out, ' ');
		buf_put(out, t.p, t.n);
	}
}

static void add_key(struct places *p, const char *name, size_t n, size_t place)
{
	struct buf folded = {0}, key = {0};
	uint64_t *at;

	fold_text(&folded, name, n);
	put_words(&key, buf_str(&folded), folded.n);
	at = map_at(p->name, key.p, key.n, NULL);
	if (!*at)
		*at = place + 1;
	buf_free(&folded);
	buf_free(&key);
}

static void add(struct places *p, const char *name, size_t n, const char *uf, bool state)
{
	bool everyday = *name == '*';

	name += everyday;
	n -= everyday;
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 512;
		p->v = mem_array(p->v, p->cap, sizeof(*p->v));
	}
	p->v[p->n] = (struct place){.name = mem_ndup(name, n), .state = state, .everyday = everyday};
	memcpy(p->v[p->n].uf, uf, sizeof(p->v[p->n].uf));
	add_key(p, name, n, p->n++);
}

/* Other ways to say a place that has been added. */
static void add_alias(struct places *p, const char *alias, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->v[i].name, name) == 0) {
			add_key(p, alias, strlen(alias), i);
			return;
		}
}

struct places *places_new(void)
{
	struct places *p = mem_zalloc(sizeof(*p));

	p->name = map_new();
	for (size_t i = 0; i < PLACES_STATES; i++)
		for (const char *s = places_states[i].cities; *s; s += *s == '|') {
			size_t n = strcspn(s, "|");

			add(p, s, n, places_states[i].uf, false);
			s += n;
		}
	for (size_t i = 0; i < PLACES_STATES; i++)
		add(p, places_states[i].name, strlen(places_states[i].name), places_states[i].uf, true);
	add_alias(p, "bh", "Belo Horizonte");
	add_alias(p, "sampa", "São Paulo");
	add_alias(p, "floripa", "Florianópolis");
	add_alias(p, "bsb", "Brasília");
	return p;
}

void places_free(struct places *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].name);
	free(p->v);
	map_free(p->name);
	free(p);
}

/* ---- finding ---- */

struct text {
	const struct places *p;
	const struct fold_map *m;
	struct token *t;
	int n;
	bool shouted; /* no small letter in it: capitals tell nothing */
};

static struct token word(const struct text *x, int i)
{
	return i >= 0 && i < x->n ? x->t[i] : (struct token){NULL, 0};
}

static void split(struct text *x)
{
	const char *s = buf_str(&x->m->text), *stop = s + x->m->text.n;
	int cap = 0;
	struct token t;

	while (token_next(&s, stop, &t)) {
		if (x->n == cap) {
			cap = cap ? 2 * cap : 64;
			x->t = mem_array(x->t, (size_t)cap, sizeof(*x->t));
		}
		x->t[x->n++] = t;
	}
	x->shouted = true;
	for (size_t i = 0; i < x->m->raw_n && x->shouted; i++)
		x->shouted = !(x->m->raw[i] >= 'a' && x->m->raw[i] <= 'z');
}

static size_t at(const struct text *x, struct token t)
{
	return (size_t)(t.p - x->m->text.p);
}

/* Do only these signs stand between words i and i + 1, and at least one of them? */
static bool only_between(const struct text *x, int i, const char *signs)
{
	const char *p = x->t[i].p + x->t[i].n;

	for (; p < x->t[i + 1].p; p++)
		if (!strchr(signs, *p))
			return false;
	return true;
}

static bool raw_upper(const struct text *x, struct token t)
{
	size_t end, from = fold_map_span(x->m, at(x, t), at(x, t) + t.n, &end);

	for (; from < end; from++)
		if (x->m->raw[from] < 'A' || x->m->raw[from] > 'Z')
			return false;
	return true;
}

/* Which state's code is the word? PLACES_STATES when none. */
static size_t code_of(struct token t)
{
	size_t i = 0;

	for (; i < PLACES_STATES; i++)
		if (t.n == 2 && (t.p[0] ^ 0x20) == places_states[i].uf[0] && (t.p[1] ^ 0x20) == places_states[i].uf[1])
			break;
	return i;
}

static bool is_safe_code(const struct text *x, struct token t)
{
	return token_in(t, SAFE) || (!x->shouted && raw_upper(x, t));
}

/* The code of a state right behind word i, as in "Serra/ES", "Belém - PA", "Campinas SP". */
static size_t code_behind(const struct text *x, int i)
{
	size_t code = code_of(word(x, i + 1));
	bool signed_on;

	if (code == PLACES_STATES || !only_between(x, i, " /-,("))
		return PLACES_STATES;
	signed_on = !only_between(x, i, " ,");
	return signed_on || is_safe_code(x, x->t[i + 1]) ? code : PLACES_STATES;
}

static bool is_one_of(const struct text *x, int from, int to, const char *words)
{
	for (int i = from; i <= to; i++)
		if (token_in(word(x, i), words))
			return true;
	return false;
}

static bool is_there(const struct text *x, int i)
{
	static const char sending[] =
		"frete entrega entregam entregar entregas envia enviam enviar envio mandam manda mandar "
		"chega mudei mudar mudando correio sedex pac despacha";
	static const char living[] =
		"moro mora moramos morar resido sou somos vim venho cidade regiao interior aqui centro "
		"falo perto fora natural era";

	if (token_in(word(x, i - 1), "em cidade municipio"))
		return true;
	if (token_in(word(x, i - 1), "de do da no na"))
		return token_in(word(x, i - 2), living) || is_one_of(x, i - 4, i - 2, "frete moro entregam entrega");
	return token_in(word(x, i - 1), "para pra pro p ate") && is_one_of(x, i - 5, i - 2, sending);
}

static bool is_street(const struct text *x, int i)
{
	static const char before[] =
		"rua r av avenida bairro praca rodovia estrada travessa alameda jardim jd vila parque estadio time condominio "
		"edificio santo colegio";

	return is_one_of(x, i - 1, i - 1, before) ||
		   (token_in(word(x, i - 1), "de do da") && token_in(word(x, i - 2), before));
}

/* "Pará" with its accent, in a place where no "para" stands: "no Pará". */
static bool is_para(const struct text *x, int i)
{
	size_t end, from = fold_map_span(x->m, at(x, x->t[i]), at(x, x->t[i]) + x->t[i].n, &end);
	const char *last = x->m->raw + end - 2;

	return end - from == 5 && (memcmp(last, "\xc3\xa1", 2) == 0 || memcmp(last, "\xc3\x81", 2) == 0) &&
		   token_in(word(x, i - 1), "o no do pro ao");
}

/* A name of k words at i. */
static const struct place *name_at(const struct text *x, int i, int k)
{
	struct buf key = {0};
	const uint64_t *place;
	bool joined = true;

	for (int w = 0; w < k; w++) {
		joined = joined && (w == 0 || only_between(x, i + w - 1, " -'"));
		if (w)
			buf_putc(&key, ' ');
		buf_put(&key, x->t[i + w].p, x->t[i + w].n);
	}
	place = joined ? map_find(x->p->name, key.p, key.n) : NULL;
	buf_free(&key);
	return place && *place ? &x->p->v[*place - 1] : NULL;
}

/* São Paulo and Rio de Janeiro are both: the state where the word says so. */
static bool is_state(const struct text *x, const struct place *p, int i, int k)
{
	if (p->state)
		return true;
	if (strcmp(p->name, "São Paulo") != 0 && strcmp(p->name, "Rio de Janeiro") != 0)
		return false;
	return (token_in(word(x, i - 1), "de do da") && token_in(word(x, i - 2), "estado interior litoral")) ||
		   (token_is(word(x, i + k), "estado") && only_between(x, i + k - 1, " (,"));
}

static struct places_found found_at(const struct text *x, const struct place *p, int i, int k)
{
	struct token last = x->t[i + k - 1];
	struct places_found f = {.state = is_state(x, p, i, k), .at = at(x, x->t[i]), .name = p->name, .sure = 0.95};

	f.end = at(x, last) + last.n;
	memcpy(f.uf, p->uf, sizeof(f.uf));
	return f;
}

/* A place by its name at word i: how many words, 0 for none. */
static int named(const struct text *x, int i, struct places_found *out)
{
	for (int k = x->n - i < LONGEST ? x->n - i : LONGEST; k > 0; k--) {
		const struct place *p = name_at(x, i, k);
		size_t code;

		if (!p)
			continue;
		code = p->state ? PLACES_STATES : code_behind(x, i + k - 1);
		if (code == PLACES_STATES && (is_street(x, i) || (p->everyday && !is_there(x, i) && !is_para(x, i))))
			continue;
		if (p->state && p->everyday && strcmp(p->uf, "PA") == 0 && !is_para(x, i))
			continue;
		*out = found_at(x, p, i, k);
		if (code < PLACES_STATES)
			memcpy(out->uf, places_states[code].uf, sizeof(out->uf));
		else if (p->everyday)
			out->sure = 0.8;
		return k;
	}
	return 0;
}

/* "Minas", "o Rio" where one lives or sends to; both are more than the place. */
static int short_named(const struct text *x, int i, struct places_found *out)
{
	bool minas = token_is(word(x, i), "minas"), rio = token_is(word(x, i), "rio");

	if (!(minas && token_in(word(x, i - 1), "em de para pra pro p")) &&
		!(rio && token_in(word(x, i - 1), "no do pro") && is_there(x, i)) &&
		!(rio && token_is(word(x, i - 1), "pro") && is_one_of(x, i - 4, i - 2, "frete entrega entregam envia mandam")))
		return 0;
	*out = (struct places_found){.state = minas, .at = at(x, x->t[i]), .sure = 0.8};
	out->end = out->at + x->t[i].n;
	out->name = minas ? "Minas Gerais" : "Rio de Janeiro";
	memcpy(out->uf, minas ? "MG" : "RJ", sizeof(out->uf));
	return 1;
}

/* A state by its code at word i: behind a city, or behind a word of places where it can be no other word. */
static int coded(const struct text *x, int i, const struct places_found *city, struct places_found *out)
{
	size_t code = code_of(word(x, i));
	bool behind = i > 0 && city && city->end == at(x, x->t[i - 1]) + x->t[i - 1].n && code_behind(x, i - 1) == code;

	if (code == PLACES_STATES)
		return 0;
	if (!behind && (!token_in(word(x, i - 1), "em no na do de pro pra para") || !is_safe_code(x, x->t[i]) ||
					token_in(word(x, i + 1), "de por")))
		return 0;
	*out = (struct places_found){.state = true, .at = at(x, x->t[i]), .sure = behind ? 0.98 : 0.85};
	out->end = out->at + x->t[i].n;
	out->name = places_states[code].name + (*places_states[code].name == '*');
	memcpy(out->uf, places_states[code].uf, sizeof(out->uf));
	return 1;
}

int places_find(const struct places *p, const struct fold_map *m, struct places_found *out, int most)
{
	struct text x = {.p = p, .m = m};
	int n = 0;

	split(&x);
	for (int i = 0, took; i < x.n && n < most; i += took ? took : 1) {
		took = named(&x, i, &out[n]);
		if (!took)
			took = short_named(&x, i, &out[n]);
		if (!took)
			took = coded(&x, i, n && !out[n - 1].state ? &out[n - 1] : NULL, &out[n]);
		n += took > 0;
	}
	free(x.t);
	return n;
}
