#include <stddef.h>
#include <string.h>

#include "text/number_value.h"

#define MOST_DIGITS 12 /* more are a code; keeps cents far from overflow */
#define MOST_DECIMALS 6
#define MOST_PARTS 6 /* "1.234.567,89" has four */

struct word {
	const char *word;
	int value;
};

static const struct word words[] = {
	{"zero", 0},
	{"um", 1},
	{"uma", 1},
	{"dois", 2},
	{"duas", 2},
	{"tres", 3},
	{"quatro", 4},
	{"cinco", 5},
	{"seis", 6},
	{"sete", 7},
	{"oito", 8},
	{"nove", 9},
	{"dez", 10},
	{"onze", 11},
	{"doze", 12},
	{"treze", 13},
	{"quatorze", 14},
	{"catorze", 14},
	{"quinze", 15},
	{"dezesseis", 16},
	{"dezessete", 17},
	{"dezoito", 18},
	{"dezenove", 19},
	{"vinte", 20},
	{"trinta", 30},
	{"quarenta", 40},
	{"cinquenta", 50},
	{"sessenta", 60},
	{"setenta", 70},
	{"oitenta", 80},
	{"noventa", 90},
	{"cem", 100},
	{"cento", 100},
	{"duzentos", 200},
	{"duzentas", 200},
	{"trezentos", 300},
	{"trezentas", 300},
	{"quatrocentos", 400},
	{"quatrocentas", 400},
	{"quinhentos", 500},
	{"quinhentas", 500},
	{"seiscentos", 600},
	{"seiscentas", 600},
	{"setecentos", 700},
	{"setecentas", 700},
	{"oitocentos", 800},
	{"oitocentas", 800},
	{"novecentos", 900},
	{"novecentas", 900},
};

struct token number_value_word(const char *p, const char *stop)
{
	struct token t;

	while (p < stop && *p == ' ')
		p++;
	if (!token_next(&(const char *){p}, stop, &t) || t.p != p)
		return (struct token){p, 0};
	return t;
}

static bool is_digit(const char *p, const char *stop)
{
	return p < stop && *p >= '0' && *p <= '9';
}

static struct token word_after(struct token t, const char *stop)
{
	return number_value_word(t.p + t.n, stop);
}

/* The value of a number word below a thousand, or -1. */
static int word_value(struct token t)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (t.n > 0 && words[i].word[0] == t.p[0] && token_is(t, words[i].word))
			return words[i].value;
	return -1;
}

/* How large may a word be that goes on after v? "vinte e" takes one to nine, "cento e" one to 99. */
static int room_after(int v)
{
	if (v >= 100)
		return 100;
	return v >= 20 && v % 10 == 0 ? 10 : 0;
}

/* Reads "cento e vinte e cinco" at *p and moves it behind. -1 when there is none. */
static int read_below_thousand(const char **p, const char *stop)
{
	struct token t = number_value_word(*p, stop);
	int value = word_value(t), more = value;

	if (value < 0)
		return -1;
	for (;;) {
		int room = room_after(more);

		*p = t.p + t.n;
		t = word_after(t, stop);
		if (token_is(t, "e"))
			t = word_after(t, stop);
		more = word_value(t);
		if (more < 1 || more >= room)
			return value;
		value += more;
	}
}

static bool is_thousand(struct token t)
{
	return token_is(t, "mil");
}

static bool is_million(struct token t)
{
	return token_in(t, "milhao milhoes");
}

/* Reads one to three bare digits, a word of their own, at *p and moves it behind. -1 when there are none. */
static int read_three(const char **p, const char *stop)
{
	struct token t = number_value_word(*p, stop);
	const char *end = t.p + t.n;
	int value = 0;

	if (t.n == 0 || t.n > 3 || (end < stop && strchr(".,:/-", *end) && is_digit(end + 1, stop)))
		return -1;
	for (size_t i = 0; i < t.n; i++) {
		if (!is_digit(t.p + i, stop))
			return -1;
		value = value * 10 + (t.p[i] - '0');
	}
	*p = end;
	return value;
}

/* What follows "mil": "e duzentos", "quinhentos e dez", "e 500"; 0, and *p stays, when it is a number of its own. */
static int read_rest(const char **p, const char *stop)
{
	struct token t = number_value_word(*p, stop);
	bool and = token_is(t, "e");
	const char *q = and? t.p + t.n : *p;
	int value = read_below_thousand(&q, stop);

	if (value < 0 && and)
		value = read_three(&q, stop);

	if (value < 1 || is_thousand(number_value_word(q, stop)) || is_million(number_value_word(q, stop)))
		return 0;
	*p = q;
	return value;
}

/* Multiplies by "mil", "milhoes" behind p, adds the rest and the half, and sets the end. */
static void read_scale(const char *p, const char *stop, struct number_value *v)
{
	struct token t = number_value_word(p, stop), half;
	int64_t scale = is_thousand(t) ? 1000 : is_million(t) ? 1000000 : 1, rest = 0;

	if (v->value >= 1000000)
		scale = 1;
	if (scale > 1) {
		p = t.p + t.n;
		v->fraction = false;
	}
	if (scale == 1000)
		rest = read_rest(&p, stop);
	t = number_value_word(p, stop);
	half = word_after(t, stop);
	if (token_is(t, "e") && token_in(half, "meio meia") && scale != 1000 &&
		!token_in(word_after(half, stop), "duzia dia noite")) {
		p = half.p + half.n;
		v->value += 0.5;
		v->cents += 50;
		v->fraction = scale == 1;
	}
	v->value = v->value * (double)scale + (double)rest;
	v->cents = v->cents * scale + rest * 100;
	v->end = p;
}

static bool read_words(const char *s, const char *stop, struct number_value *v)
{
	int value;

	*v = (struct number_value){.words = true};
	value = is_thousand(number_value_word(s, stop)) ? 1 : read_below_thousand(&s, stop);
	if (value < 0)
		return false;
	v->value = value;
	v->cents = (int64_t)value * 100;
	read_scale(s, stop, v);
	return true;
}

/* Digits split by points and commas. */
struct parts {
	const char *p[MOST_PARTS];
	size_t n[MOST_PARTS];
	char sign[MOST_PARTS]; /* the sign before the part */
	int count;             /* over MOST_PARTS when there are too many */
	const char *end;
};

static void split(const char *s, const char *stop, struct parts *x)
{
	*x = (struct parts){.end = s};
	for (const char *p = s; is_digit(p, stop); p++) {
		const char *from = p;

		while (is_digit(p, stop))
			p++;
		if (x->count < MOST_PARTS) {
			x->p[x->count] = from;
			x->n[x->count] = (size_t)(p - from);
			x->sign[x->count] = from > s ? from[-1] : '\0';
		}
		x->count++;
		x->end = p;
		if (p == stop || (*p != '.' && *p != ','))
			break;
	}
}

/* Are the first count parts groups of three, with one sign between them? */
static bool are_groups(const struct parts *x, int count)
{
	for (int i = 1; i < count; i++)
		if (x->n[i] != 3 || x->sign[i] != x->sign[1])
			return false;
	return count == 1 || (x->n[0] <= 3 && x->p[0][0] != '0');
}

/* How many of the parts stand before the decimal sign; 0 when they are no number. */
static int whole_parts(const struct parts *x)
{
	int last = x->count - 1;

	if (x->count == 1)
		return 1;
	if (x->count > MOST_PARTS)
		return 0;
	if (x->count == 2) {
		if (x->sign[1] == '.' && are_groups(x, 2))
			return 2;
		return 1;
	}
	if (are_groups(x, x->count))
		return x->count;
	if (x->sign[last] != x->sign[1] && are_groups(x, last))
		return last;
	return 0;
}

/* Adds the part's digits behind those of v. */
static void add_digits(int64_t *v, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*v = *v * 10 + (p[i] - '0');
}

/* Puts the whole number and its decimals into v. */
static void set_digits(struct number_value *v, int64_t whole, const char *decimals, size_t n)
{
	int64_t all = whole, unit = 1;

	add_digits(&all, decimals, n);
	for (size_t i = 0; i < n; i++)
		unit *= 10;
	v->value = (double)all / (double)unit;
	for (size_t i = n; i < 2; i++)
		all *= 10;
	v->cents = unit > 100 ? (all + unit / 200) / (unit / 100) : all;
	v->fraction = n > 0;
}

static bool read_digits(const char *s, const char *stop, struct number_value *v)
{
	struct parts x;
	size_t decimals;
	int64_t value = 0;
	int whole;

	split(s, stop, &x);
	whole = whole_parts(&x);
	*v = (struct number_value){.end = x.end, .code = true};
	if (whole == 0)
		return true;
	decimals = whole < x.count ? x.n[whole] : 0;
	for (int i = 0; i < whole; i++)
		v->digits += (int)(x.n[i] <= MOST_DIGITS ? x.n[i] : MOST_DIGITS + 1);
	if (v->digits > MOST_DIGITS || decimals > MOST_DECIMALS || (x.n[0] > 1 && x.p[0][0] == '0'))
		return true;
	for (int i = 0; i < whole; i++)
		add_digits(&value, x.p[i], x.n[i]);
	v->code = false;
	set_digits(v, value, decimals ? x.p[whole] : NULL, decimals);
	read_scale(x.end, stop, v);
	return true;
}

bool number_value_read(const char *s, const char *stop, struct number_value *out)
{
	return is_digit(s, stop) ? read_digits(s, stop, out) : read_words(s, stop, out);
}
