#include <stdio.h>
#include <string.h>

#include "text/code.h"
#include "text/number.h"
#include "text/redact.h"

#include "services/mention_private.h"

#define MOST_PLACES 256

/* Words from folded byte at to end belong to no name. */
static void take(struct mention_text *t, size_t at, size_t end)
{
	int i = mention_text_from(t, at);

	if (i > 0 && t->word[i - 1].end > at)
		i--;
	for (; i < t->n && t->word[i].at < end; i++)
		t->word[i].taken = true;
}

/* The same for raw bytes from..to. */
static void take_raw(struct mention_text *t, size_t from, size_t to)
{
	for (int i = 0; i < t->n; i++)
		if (t->map.at[t->word[i].at] < to && t->map.at[t->word[i].end - 1] >= from)
			t->word[i].taken = true;
}

static void find_personal(struct mention_finder *f)
{
	const char *raw = f->text.map.raw, *s = raw, *stop = raw + f->text.map.raw_n;
	struct redact_found x;

	while (f->text.map.text.n && redact_next(&s, stop, &x)) {
		struct mention_span *m = mention_spans_add(&f->found, &f->text, MENTION_PERSONAL, 0, 1);

		if (!m)
			return;
		m->at = (size_t)(x.start - raw);
		m->end = (size_t)(x.end - raw);
		m->name = redact_name(x.kind);
		m->mask = redact_mask(x.kind);
		if (x.kind == REDACT_CEP || x.kind == REDACT_PHONE)
			m->rank = 8; /* "pedido 12345678" is an order */
		take_raw(&f->text, m->at, m->end);
	}
}

static void find_orders(struct mention_finder *f)
{
	const char *begin = buf_str(&f->text.map.text), *s = begin, *stop = begin + f->text.map.text.n;
	struct code x = {0};

	while (code_next(&s, stop, &x)) {
		size_t at = (size_t)(x.start - begin), end = (size_t)(x.end - begin);
		struct mention_span *m = mention_spans_add(&f->found, &f->text, MENTION_ORDER, at, end);

		if (!m)
			return;
		(void)snprintf(m->value, sizeof(m->value), "%s", x.value);
		take(&f->text, at, end);
	}
}

/* "39,90": two decimals and no unit. */
static bool looks_like_price(const struct number *x, const char *begin)
{
	size_t n = (size_t)(x->end - x->start);

	return x->kind == NUMBER_PLAIN && n >= 4 && x->end[-3] == ',' && x->start[0] >= '0' && x->start[0] <= '9' &&
		   (x->start == begin || x->start[-1] != ',') && x->cents >= 300; /* "1,60" is as often a height */
}

static bool within(const struct number_bounds *b, const struct number *x)
{
	for (int i = 0; i < b->spans; i++)
		if (b->span[i].start <= x->start && x->end <= b->span[i].end)
			return true;
	return false;
}

/* Is the word right behind the name of a thing, so that the number before it counts things: "12 pratos"? */
static bool counts(const struct mention_finder *f, size_t end)
{
	const struct mention_text *t = &f->text;
	int i = mention_text_from(t, end);

	return i < t->n && t->word[i].at <= end + 1 && t->word[i].id != SPELL_NONE &&
		   (f->flag[t->word[i].id] & MENTION_OF_CATEGORY);
}

static void find_money(struct mention_finder *f)
{
	const char *begin = buf_str(&f->text.map.text), *s = begin, *stop = begin + f->text.map.text.n;
	struct number_bounds bounds;
	struct number x;

	(void)number_price_bounds(begin, (size_t)(stop - begin), &bounds);
	while (number_next(&s, stop, &x)) {
		bool price = looks_like_price(&x, begin),
			 asked = x.kind == NUMBER_PLAIN && within(&bounds, &x) && !counts(f, (size_t)(x.end - begin));
		struct mention_span *m;

		if (x.kind != NUMBER_MONEY && !price && !asked)
			continue;
		m = mention_spans_add(&f->found, &f->text, MENTION_MONEY, (size_t)(x.start - begin), (size_t)(x.end - begin));
		if (!m)
			return;
		m->score = x.kind == NUMBER_MONEY ? 0.98 : 0.8;
		(void)snprintf(m->value, sizeof(m->value), "%lld.%02d", (long long)(x.cents / 100), (int)(x.cents % 100));
		take(&f->text, (size_t)(x.start - begin), (size_t)(x.end - begin));
	}
}

static void find_places(struct mention_finder *f)
{
	struct places_found x[MOST_PLACES];
	int n = places_find(f->places, &f->text.map, x, MOST_PLACES);

	for (int i = 0; i < n; i++) {
		struct mention_span *m =
			mention_spans_add(&f->found, &f->text, x[i].state ? MENTION_STATE : MENTION_CITY, x[i].at, x[i].end);

		if (!m)
			return;
		m->score = x[i].sure;
		(void)snprintf(m->value, sizeof(m->value), x[i].state ? "%.0s%s" : "%s/%s", x[i].name, x[i].uf);
	}
}

void mention_value_find(struct mention_finder *f)
{
	find_personal(f);
	find_orders(f);
	find_money(f);
	find_places(f);
}

/* ---- quantities ---- */

/* Units that number.h does not know, behind a number. */
static bool counted_behind(const struct mention_text *t, size_t end, size_t *unit_end)
{
	static const char units[] =
		"comprimido comprimidos capsula capsulas dose doses gota gotas goma gomas sessao sessoes ampola ampolas rolo "
		"rolos folha folhas jogo jogos fardo fardos bandeja bandejas galao galoes cartela cartelas envelope envelopes";

	int i = mention_text_from(t, end);

	if (i == t->n || t->word[i].at > end + 1 || !mention_text_is(t, i, units))
		return false;
	*unit_end = t->word[i].end;
	return true;
}

/* Does a thing that the shop has follow at once: "2 batons"? */
static bool before_thing(const struct mention_finder *f, size_t end)
{
	size_t raw_end;

	(void)fold_map_span(&f->text.map, end - 1, end, &raw_end);
	for (int i = 0; i < f->found.n; i++) {
		const struct mention_span *x = &f->found.v[i];

		if ((x->type == MENTION_PRODUCT || x->type == MENTION_CATEGORY) && x->at == raw_end + 1)
			return true;
	}
	return false;
}

/* Is the measure a length of time, a count of parcels, or a rate? "um item" is as good as "algo". */
static bool is_no_thing(const struct number *x)
{
	static const char *const units[] = {"h",      "hr",      "hrs",     "hs",       "hora",    "horas",   "min",
										"mins",   "minuto",  "seg",     "dia",      "dias",    "mes",     "ano",
										"anos",   "segundo", "x",       "vez",      "v",       "w",       "volts",
										"watts",  "grau",    "graus",   "segundos", "vezes",   "minutos", "meses",
										"semana", "semanas", "parcela", "parcelas", "produto", "item"};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (x->unit && x->unit_n == strlen(units[i]) && memcmp(x->unit, units[i], x->unit_n) == 0)
			return true;
	return false;
}

void mention_value_quantity(struct mention_finder *f)
{
	const char *begin = buf_str(&f->text.map.text), *s = begin, *stop = begin + f->text.map.text.n;
	struct number x;

	while (number_next(&s, stop, &x)) {
		size_t at = (size_t)(x.start - begin), end = (size_t)(x.end - begin);
		bool plain = (x.kind == NUMBER_PLAIN || x.kind == NUMBER_QUANTITY) && !x.unit;
		bool counted = plain && counted_behind(&f->text, end, &end);
		struct mention_span *m;

		if (!counted && plain && (x.article || x.value > 999 || x.value < 1 || !before_thing(f, end)))
			continue;
		if (!plain && ((x.kind != NUMBER_QUANTITY && x.kind != NUMBER_MEASURE) || is_no_thing(&x)))
			continue;
		m = mention_spans_add(&f->found, &f->text, MENTION_QUANTITY, at, end);
		if (!m)
			return;
		m->number = x.value;
	}
}
