#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/fold.h"
#include "text/number.h"
#include "text/token.h"

#include "services/product_refer.h"

static bool has_word(const char *text, const char *const *words)
{
	const char *s = text, *stop = text + strlen(text);
	struct token t;

	while (token_next(&s, stop, &t))
		for (const char *const *w = words; *w; w++)
			if (strlen(*w) == t.n && memcmp(*w, t.p, t.n) == 0)
				return true;
	return false;
}

/* The cheapest (sign 1) or the dearest (-1). */
static int by_price(val shown, int sign)
{
	int best = PRODUCT_REFER_NONE;
	double least = 0;

	for (int i = 0; i < val_len(shown); i++) {
		val p = val_at(shown, i);
		double price = val_num(p, "price_cents", -1) * sign;

		if (best < 0 || price < least) {
			best = i;
			least = price;
		}
		val_free(p);
	}
	return best;
}

static int by_place(const char *text, int n)
{
	const char *s = text, *stop = text + strlen(text);
	struct number num;

	while (number_next(&s, stop, &num)) {
		bool alone = num.start == text && num.end == stop;
		int place = (int)num.value;

		if (num.kind != NUMBER_ORDINAL &&
			!(alone && (num.kind == NUMBER_PLAIN || num.kind == NUMBER_QUANTITY) && !num.article))
			continue;
		if (place < 0)
			place = n + 1 + place;
		if (place >= 1 && place <= n)
			return place - 1;
	}
	return PRODUCT_REFER_NONE;
}

/* Does the folded name hold the word as a whole? */
static bool holds(const char *name, const struct token *w)
{
	const char *s = name, *stop = name + strlen(name);
	struct token t;

	while (token_next(&s, stop, &t))
		if (t.n == w->n && memcmp(t.p, w->p, t.n) == 0)
			return true;
	return false;
}

/* The only product whose name has a word that no other shown product has. */
static int by_name(const char *text, val shown)
{
	const char *s = text, *stop = text + strlen(text);
	int found = PRODUCT_REFER_NONE, n = val_len(shown);
	char **name = mem_array(NULL, (size_t)n + 1, sizeof(*name));
	struct token t;

	for (int i = 0; i < n; i++) {
		val p = val_at(shown, i);

		name[i] = fold_dup(val_str(p, "name", ""));
		val_free(p);
	}
	while (token_next(&s, stop, &t)) {
		int one = PRODUCT_REFER_NONE, count = 0;

		if (token_is_stop("pt", t.p, t.n))
			continue;
		for (int i = 0; i < n; i++)
			if (holds(name[i], &t)) {
				one = i;
				count++;
			}
		if (count != 1)
			continue;
		if (found >= 0 && found != one) {
			found = PRODUCT_REFER_OPEN;
			break;
		}
		found = one;
	}
	for (int i = 0; i < n; i++)
		free(name[i]);
	free(name);
	return found;
}

int product_refer(const char *text, val shown, int focus)
{
	static const char *const cheap[] = {"barato", "barata", "baratinho", "baratinha", "economico", NULL};
	static const char *const dear[] = {"caro", "cara", NULL};
	static const char *const this[] = {"esse",  "essa",  "este",  "esta",  "desse", "dessa", "deste",
									   "desta", "nesse", "nessa", "isso",  "ele",   "ela",   "dele",
									   "dela",  "nele",  "nela",  "mesmo", NULL};
	int n = val_len(shown), i;

	if (n == 0)
		return PRODUCT_REFER_NONE;
	if (strstr(text, "mais ") && has_word(text, cheap))
		return by_price(shown, 1);
	if (strstr(text, "mais ") && has_word(text, dear))
		return by_price(shown, -1);
	i = by_place(text, n);
	if (i == PRODUCT_REFER_NONE && n > 1)
		i = by_name(text, shown);
	if (i >= 0)
		return i;
	if (i == PRODUCT_REFER_OPEN || has_word(text, this))
		return focus >= 0 && focus < n ? focus : n == 1 ? 0 : PRODUCT_REFER_OPEN;
	return PRODUCT_REFER_NONE;
}
