#include <stdio.h>
#include <string.h>

#include "text/token.h"

#include "text/code.h"

#define ORDER "pedido pedidos encomenda encomendas compra ordem"
#define PURCHASE "po"
#define INVOICE "nf nfe nfce nfs danfe"
#define MANY "pedidos encomendas nfs"
#define BETWEEN "e eh o a no n num nr nro numero cod codigo id meu esse este" /* "pedido nº", "o pedido é o" */
#define BETWEEN_MANY "os as sao meus esses estes"
#define AMOUNT                                                                                                  \
	"reais real reaus conto contos pila centavos unidade unidades unid un caixa caixas cx peca pecas dia dias " \
	"hora horas h hs min minutos ml l g kg mg cm vezes x anos meses mes por cento"
/* What may stand behind a number of a list that could be an amount too: "pedido 123 e 456 não chegaram" */
#define TELLS "e nao ja ainda que chegou chegaram veio vieram foi foram esta estao sao"
#define LONG 5 /* digits from which on a number in a list is no amount */

/* What stood before a number: which kind of code it would be, and where the code begins ("po", "nf") or NULL. */
struct cue {
	bool on, want_word; /* want_word: "pedido de" needs "numero" still */
	bool many;          /* "pedidos" */
	size_t list;        /* digits that a number has which goes on with a list; 0: it is the first */
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

/* Do these digits go on behind a "/" or "," as a list, "12345/67890"? A year, as in "1234/2026", is none of it. */
static bool is_list(struct token t, const char *stop)
{
	const char *p = t.p + t.n;
	struct token next;

	if (t.n < 4 || !strchr("/,", *p) || !token_next(&p, stop, &next) || next.n != t.n || !is_digits(next.p, next.n))
		return false;
	return t.n != 4 || (memcmp(next.p, "19", 2) != 0 && memcmp(next.p, "20", 2) != 0);
}

static bool set(struct code *out, enum code_kind kind, const char *start, struct token digits, const char *lead)
{
	out->kind = kind;
	out->start = start;
	out->end = digits.p + digits.n;
	(void)snprintf(out->value, sizeof(out->value), "%s%.*s", lead, (int)digits.n, digits.p);
	out->list = 0;
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

/* Do only the signs of a list, or an "e", stand in [p, stop)? */
static bool is_between(const char *p, const char *stop)
{
	size_t signs = 0;

	for (; p < stop; p++) {
		if (!strchr(" ,/;&\ne", *p))
			return false;
		signs += *p != ' ';
	}
	return signs > 0 && signs <= 2;
}

/* Does the number go on with the list whose last one ended at begin? "12345 e 2 batons", "1234, 1500 no pix" do not. */
static bool goes_on(const char *begin, struct token t, const char *stop, const struct cue *cue)
{
	const char *p = t.p + t.n;
	struct token next;

	if (t.n != cue->list || !is_between(begin, t.p))
		return false;
	if (cue->many || t.n >= LONG)
		return true;
	if (memchr(begin, ',', (size_t)(t.p - begin)))
		return false;
	return !token_next(&p, stop, &next) || next.p > t.p + t.n + 1 || next.p[-1] != ' ' || token_in(next, TELLS);
}

static bool read_digits(const char *begin, struct token t, const char *stop, const struct cue *cue, struct code *out)
{
	static const char *const lead[] = {[CODE_ORDER] = "", [CODE_PURCHASE] = "PO", [CODE_INVOICE] = "NF"};
	bool sharp = t.p > begin && t.p[-1] == '#';

	if (!is_digits(t.p, t.n) || t.n < 3 || t.n > 12 || (is_joined(t.p + t.n, stop, 1) && !is_list(t, stop)))
		return false;
	if (t.p - begin >= 2 && is_joined(t.p, stop, -1))
		return false;
	if (!sharp && (!cue->on || cue->want_word || is_amount(t, stop)))
		return false;
	if (!sharp && cue->list && !goes_on(begin, t, stop, cue))
		return false;
	if (sharp)
		(void)set(out, CODE_ORDER, t.p - 1, t, "");
	else
		(void)set(out, cue->kind, cue->start ? cue->start : t.p, t, lead[cue->kind]);
	out->list = t.n;
	out->many = cue->on && cue->many;
	return true;
}

static void follow(struct cue *cue, struct token t, struct token before)
{
	if (token_in(t, ORDER))
		*cue = (struct cue){.on = true, .kind = CODE_ORDER, .many = token_in(t, MANY)};
	else if (token_in(t, PURCHASE))
		*cue = (struct cue){.on = true, .kind = CODE_PURCHASE, .start = t.p};
	else if (token_in(t, INVOICE))
		*cue = (struct cue){.on = true, .kind = CODE_INVOICE, .start = t.p, .many = token_in(t, MANY)};
	else if (token_in(t, "fiscal fiscais") && token_in(before, "nota notas cupom"))
		*cue = (struct cue){.on = true, .kind = CODE_INVOICE, .many = token_is(t, "fiscais")};
	else if (cue->on && token_in(t, "de do da"))
		cue->want_word = true;
	else if (cue->on && token_in(t, "numero num nro nr cod codigo"))
		cue->want_word = false;
	else if (!token_in(t, BETWEEN) && !(cue->many && token_in(t, BETWEEN_MANY)))
		cue->on = false;
}

bool code_next(const char **s, const char *stop, struct code *out)
{
	const char *begin = *s, *p = *s;
	struct token t, before = {NULL, 0};
	struct cue cue = {.on = out->list > 0, .list = out->list, .many = out->many, .kind = out->kind};

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
