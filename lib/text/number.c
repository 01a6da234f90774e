#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "text/number_ordinal.h"
#include "text/number_value.h"
#include "text/token.h"

#include "text/number.h"

#define CURRENCIES "real reais reau reaus conto contos pila pilas paus mango mangos rs brl"
#define CENTS "centavo centavos"
#define THINGS                                                                                                 \
	"unidade unidades unid unids und unds un peca pecas item itens caixa caixas cx cxs pacote pacotes pct "    \
	"pcts frasco frascos pote potes kit kits tubo tubos bisnaga bisnagas garrafa garrafas sache saches refil " \
	"refis lata latas vidro vidros saco sacos copia copias exemplar exemplares produto produtos duzia duzias " \
	"par pares dezena dezenas centena centenas"
#define UNITS                                                                                                 \
	"ml l lt lts litro litros g gr grs grama gramas kg kgs quilo quilos kilo kilos mg mcg cm m metro metros " \
	"mm km h hr hrs hs hora horas min mins minuto minutos seg segundo segundos dia dias semana semanas mes "  \
	"meses ano anos x vez vezes parcela parcelas grau graus oz v w volts watts gb tb mb polegada polegadas"
#define HALVES "hora quilo kilo kg litro metro duzia" /* what "meia" and "meio" may stand before */

/* Where the scanner is: behind p; the two words before it, when this call saw them. */
struct scan {
	const char *p, *stop;
	struct token last, before_last;
};

static bool is_digit(const char *p, const char *stop)
{
	return p < stop && *p >= '0' && *p <= '9';
}

static bool is_word_char(const char *p, const char *stop)
{
	struct token t;

	return p < stop && token_next(&(const char *){p}, stop, &t) && t.p == p;
}

/* Does a sign stand at p with a digit behind, so that the digits before belong to a date, an hour, a fraction? */
static bool goes_on(const char *p, const char *stop)
{
	if (stop - p > 3 && memcmp(p, "\xe2\x81\x84", 3) == 0) /* the fraction slash that a folded "½" has */
		return true;
	return stop - p > 1 && strchr("/:_#*=", *p) != NULL && is_digit(p + 1, stop);
}

/* "50-100" are two numbers, "98888-7777" is a phone: digits before p, a hyphen there. */
static bool goes_on_with_hyphen(const char *p, const char *stop, int digits)
{
	struct number_value next;

	if (stop - p < 2 || *p != '-' || !is_digit(p + 1, stop))
		return false;
	if (digits > 3 || !number_value_read(p + 1, stop, &next) || next.code || next.digits > 3)
		return true;
	return next.end < stop && *next.end == '-' && is_digit(next.end + 1, stop);
}

/* The end of the code, date or phone that begins at p. */
static const char *code_end(const char *p, const char *stop)
{
	struct token t;

	for (;;) {
		if (!token_next(&p, stop, &t))
			return stop;
		if (goes_on(p, stop) || (p < stop && strchr(".,-", *p) && is_digit(p + 1, stop)))
			continue;
		return p;
	}
}

static void set(struct number *out, enum number_kind kind, const char *end)
{
	out->kind = kind;
	out->end = end;
}

static void set_money(struct number *out, int64_t cents, const char *end)
{
	set(out, NUMBER_MONEY, end);
	out->cents = cents;
	out->value = (double)cents / 100;
}

/* "e 90 centavos", "90 centavos" at p: the cents, and *end behind; -1 when there are none. */
static int64_t read_cents(const char *p, const char *stop, const char **end)
{
	struct number_value v;
	struct token t = number_value_word(p, stop);

	if (token_in(t, "e com"))
		t = number_value_word(t.p + t.n, stop);
	if (t.n == 0 || !number_value_read(t.p, stop, &v) || v.code || v.fraction || v.value >= 100)
		return -1;
	t = number_value_word(v.end, stop);
	if (!token_in(t, CENTS))
		return -1;
	*end = t.p + t.n;
	return (int64_t)v.value;
}

/* Is it money by the words behind it? told when "r$" stands before. */
static bool read_money(const struct number_value *v, const char *stop, bool told, struct number *out)
{
	struct token t = number_value_word(v->end, stop);
	const char *end = v->end;
	int64_t more;

	if (!told && token_in(t, CENTS)) {
		set_money(out, v->fraction ? v->cents : (int64_t)v->value, t.p + t.n);
		return true;
	}
	if (token_in(t, CURRENCIES)) {
		end = t.p + t.n;
		told = true;
	}
	more = v->fraction ? -1 : read_cents(end, stop, &end);
	if (!told && more < 0)
		return false;
	set_money(out, v->cents + (more > 0 ? more : 0), end);
	return true;
}

static bool read_percent(const struct number_value *v, const char *stop, struct number *out)
{
	struct token t = number_value_word(v->end, stop), second;
	const char *p = v->end;

	while (p < stop && *p == ' ')
		p++;
	if (p < stop && *p == '%') {
		set(out, NUMBER_PERCENT, p + 1);
		return true;
	}
	if (token_is(t, "porcento")) {
		set(out, NUMBER_PERCENT, t.p + t.n);
		return true;
	}
	second = number_value_word(t.p + t.n, stop);
	if (!token_is(t, "por") || !token_is(second, "cento"))
		return false;
	set(out, NUMBER_PERCENT, second.p + second.n);
	return true;
}

static void multiply(struct number *out, int by)
{
	out->value *= by;
	out->cents *= by;
}

/* Makes dozens and pairs single things. */
static void count_singly(struct number *out, struct token unit, const char *stop)
{
	struct token e = number_value_word(out->end, stop), half = number_value_word(e.p + e.n, stop);

	if (token_in(unit, "par pares"))
		multiply(out, 2);
	else if (token_in(unit, "dezena dezenas"))
		multiply(out, 10);
	else if (token_in(unit, "centena centenas"))
		multiply(out, 100);
	if (!token_in(unit, "duzia duzias"))
		return;
	if (token_is(e, "e") && token_is(half, "meia")) {
		out->value += 0.5;
		out->cents += 50;
		out->end = half.p + half.n;
	}
	multiply(out, 12);
}

/* May the unit stand behind a space? "2 g" and "2 m" are sizes of clothes. */
static bool may_be_apart(struct token unit, double value)
{
	return unit.n > 1 || strchr("hlx", *unit.p) || (*unit.p == 'g' && value >= 10);
}

static bool read_unit(const struct number_value *v, const char *stop, struct number *out)
{
	struct token t = number_value_word(v->end, stop);

	if (t.n == 0 || (t.p > v->end && !may_be_apart(t, v->value)))
		return false;
	if (token_in(t, THINGS))
		set(out, NUMBER_QUANTITY, t.p + t.n);
	else if (token_in(t, UNITS))
		set(out, NUMBER_MEASURE, t.p + t.n);
	else
		return false;
	out->unit = t.p;
	out->unit_n = t.n;
	if (out->kind == NUMBER_QUANTITY)
		count_singly(out, t, stop);
	return true;
}

/* Says what kind of number the value is, by what stands behind it. False when its digits go on as something else. */
static bool read_kind(const struct number_value *v, const char *stop, bool told, struct number *out)
{
	out->value = v->value;
	out->cents = v->cents;
	if (read_money(v, stop, told, out) || read_percent(v, stop, out) || read_unit(v, stop, out))
		return true;
	if (!v->words && is_word_char(v->end, stop))
		return false;
	set(out, NUMBER_PLAIN, v->end);
	if (v->words && !v->fraction && v->value >= 1 && v->value <= 10)
		out->kind = NUMBER_QUANTITY;
	out->article = v->words && v->value == 1 && !v->fraction;
	return true;
}

/* "meia duzia", "meio litro" */
static bool read_half(struct token t, const char *stop, struct number *out)
{
	struct token unit = number_value_word(t.p + t.n, stop);
	struct number_value v = {.value = 0.5, .cents = 50, .end = t.p + t.n, .words = true, .fraction = true};

	if (!token_in(t, "meio meia") || !token_in(unit, HALVES))
		return false;
	out->value = v.value;
	out->cents = v.cents;
	return read_unit(&v, stop, out);
}

/* Is there a "$" in the gap before the word, and where does the money begin? */
static bool told_by_sign(const struct scan *s, struct token t, struct number *out)
{
	const char *p = t.p;

	while (p > s->p && p[-1] == ' ')
		p--;
	if (p == s->p || p[-1] != '$')
		return false;
	out->start = p - 1;
	if (p - 1 == s->p && token_in(s->last, "r rs"))
		out->start = s->last.p;
	return true;
}

/* Is it joined to a word before, as in "covid-19" or "#123"? */
static bool is_joined(const struct scan *s, struct token t)
{
	if (t.p == s->p)
		return false;
	if (t.p[-1] == '#' || t.p[-1] == '@')
		return true;
	return (t.p[-1] == '-' || t.p[-1] == '_') && t.p - 1 == s->p && s->last.n > 0;
}

/* Reads a number that begins with the word t, or moves s->p behind what it is instead. */
static bool read_at(struct scan *s, struct token t, struct number *out)
{
	struct number_value v;
	struct token value = t;
	bool told = false;

	*out = (struct number){.start = t.p};
	if (t.n > 2 && memcmp(t.p, "rs", 2) == 0 && is_digit(t.p + 2, s->stop)) {
		told = true;
		value.p += 2;
	} else if (token_is(t, "rs") && is_digit(number_value_word(t.p + t.n, s->stop).p, s->stop)) {
		told = true;
		value = number_value_word(t.p + t.n, s->stop);
	} else {
		told = told_by_sign(s, t, out);
	}
	if (number_ordinal_read(t, s->last, s->before_last, s->stop, out) || read_half(t, s->stop, out))
		return true;
	if (!number_value_read(value.p, s->stop, &v)) {
		s->p = t.p + t.n;
		return false;
	}
	if (v.words ? read_kind(&v, s->stop, told, out)
				: !v.code && !is_joined(s, t) && !goes_on(v.end, s->stop) &&
					  !goes_on_with_hyphen(v.end, s->stop, v.digits) && read_kind(&v, s->stop, told, out))
		return true;
	s->p = v.words ? v.end : code_end(t.p, s->stop);
	return false;
}

bool number_next(const char **s, const char *stop, struct number *out)
{
	struct scan scan = {.p = *s, .stop = stop};
	const char *p;
	struct token t;

	for (;;) {
		p = scan.p;
		if (!token_next(&p, stop, &t)) {
			*s = stop;
			return false;
		}
		if (read_at(&scan, t, out)) {
			*s = out->end;
			return true;
		}
		scan.before_last = scan.last;
		scan.last = t;
	}
}

char *number_brl(int64_t cents, char out[NUMBER_BRL])
{
	char digits[24];
	uint64_t all = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
	int n = snprintf(digits, sizeof(digits), "%" PRIu64, all / 100);
	char *p = out;

	p += snprintf(p, 5, "%sR$ ", cents < 0 ? "-" : "");
	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			*p++ = '.';
		*p++ = digits[i];
	}
	(void)snprintf(p, 4, ",%02d", (int)(all % 100));
	return out;
}
