#include <stdio.h>
#include <string.h>

#include "text/token.h"

#include "text/code.h"

#define ORDER "pedido pedidos encomenda compra ordem"
#define PURCHASE "po"
#define INVOICE "nf nfe nfce danfe"
#define BETWEEN "e eh o a no n num nr nro numero cod codigo id meu esse este" /* "pedido nº", "o pedido é o" */
#define AMOUNT                                                                                                  \
	"reais real reaus conto contos pila centavos unidade unidades unid un caixa caixas cx peca pecas dia dias " \
	"hora horas h hs min minutos ml l g kg mg cm vezes x anos meses mes por cento"

/* What stood before a number: which kind of code it would be, and where the code begins ("po", "nf") or NULL. */
struct cue {
	bool on, want_word; /* want_word: "pedido de" needs "numero" still */
	enum code_kind kind;
	const char *start;
};

static bool is_digits(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	return n > 0;
}

/* Does a sign join these digits to others, as in "25/12", "14:30", "98888-7777", "1.299,90"? */
static bool is_joined(const char *p, const char *stop, int step)
{
	const char *sign = step < 0 ? p - 1 : p;

	if (step > 0 && (stop - p < 2 || !is_digits(p + 1, 1)))
		return false;
	return strchr("/:.,-_=*", *sign) && (step > 0 || is_digits(p - 2, 1));
}

static bool set(struct code *out, enum code_kind kind, const char *start, struct token digits, const char *lead)
{
	out->kind = kind;
	out->start = start;
	out->end = digits.p + digits.n;
	(void)snprintf(out->value, sizeof(out->value), "%s%.*s", lead, (int)digits.n, digits.p);
	return true;
}

/* "s00042", "p00012", "po8812", "nf4521": letters and digits in one word. */
static bool read_glued(struct token t, struct code *out)
{
	static const struct {
		const char *lead, *value;
		size_t least;
		enum code_kind kind;
	} forms[] = {
		{"s", "S", 4, CODE_ORDER},      {"po", "PO", 3, CODE_PURCHASE}, {"p", "P", 5, CODE_PURCHASE},
		{"nfe", "NF", 3, CODE_INVOICE}, {"nf", "NF", 3, CODE_INVOICE},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t n = strlen(forms[i].lead);

		if (t.n >= n + forms[i].least && t.n <= n + 12 && memcmp(t.p, forms[i].lead, n) == 0 &&
			is_digits(t.p + n, t.n - n))
			return set(out, forms[i].kind, t.p, (struct token){t.p + n, t.n - n}, forms[i].value);
	}
	return false;
}

/* Is the number an amount by the word behind it? */
static bool is_amount(struct token t, const char *stop)
{
	const char *p = t.p + t.n;
	struct token next;

	if (p < stop && *p == '%')
		return true;
	return token_next(&p, stop, &next) && next.p - (t.p + t.n) <= 1 && token_in(next, AMOUNT);
}

static bool read_digits(const char *begin, struct token t, const char *stop, const struct cue *cue, struct code *out)
{
	static const char *const lead[] = {[CODE_ORDER] = "", [CODE_PURCHASE] = "PO", [CODE_INVOICE] = "NF"};
	bool sharp = t.p > begin && t.p[-1] == '#';

	if (!is_digits(t.p, t.n) || t.n < 3 || t.n > 12 || is_joined(t.p + t.n, stop, 1))
		return false;
	if (t.p - begin >= 2 && is_joined(t.p, stop, -1))
		return false;
	if (sharp)
		return set(out, CODE_ORDER, t.p - 1, t, "");
	if (!cue->on || cue->want_word || is_amount(t, stop))
		return false;
	return set(out, cue->kind, cue->start ? cue->start : t.p, t, lead[cue->kind]);
}

static void follow(struct cue *cue, struct token t, struct token before)
{
	if (token_in(t, ORDER))
		*cue = (struct cue){.on = true, .kind = CODE_ORDER};
	else if (token_in(t, PURCHASE))
		*cue = (struct cue){.on = true, .kind = CODE_PURCHASE, .start = t.p};
	else if (token_in(t, INVOICE))
		*cue = (struct cue){.on = true, .kind = CODE_INVOICE, .start = t.p};
	else if (token_is(t, "fiscal") && token_in(before, "nota notas cupom"))
		*cue = (struct cue){.on = true, .kind = CODE_INVOICE};
	else if (cue->on && token_in(t, "de do da"))
		cue->want_word = true;
	else if (cue->on && token_in(t, "numero num nro nr cod codigo"))
		cue->want_word = false;
	else if (!token_in(t, BETWEEN))
		cue->on = false;
}

bool code_next(const char **s, const char *stop, struct code *out)
{
	const char *begin = *s, *p = *s;
	struct token t, before = {NULL, 0};
	struct cue cue = {0};

	while (token_next(&p, stop, &t)) {
		if (read_glued(t, out) || read_digits(begin, t, stop, &cue, out)) {
			*s = out->end;
			return true;
		}
		follow(&cue, t, before);
		before = t;
	}
	*s = stop;
	return false;
}
