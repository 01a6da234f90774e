#include <string.h>

#include "text/number_value.h"

#include "text/number_ordinal.h"

#define WEEKDAYS "segunda terca quarta quinta sexta sabado domingo"
#define ARTICLES "o a os as"

struct ordinal {
	const char *stem; /* without its last letter, o or a */
	int value;
};

static const struct ordinal ordinals[] = {
	{"primeir", 1}, {"segund", 2}, {"terceir", 3}, {"quart", 4},    {"quint", 5},  {"sext", 6},      {"setim", 7},
	{"oitav", 8},   {"non", 9},    {"decim", 10},  {"vigesim", 20}, {"ultim", -1}, {"penultim", -2},
};

static int word_value(struct token t)
{
	if (t.n < 4 || (t.p[t.n - 1] != 'o' && t.p[t.n - 1] != 'a'))
		return 0;
	t.n--;
	for (size_t i = 0; i < sizeof(ordinals) / sizeof(*ordinals); i++)
		if (token_is(t, ordinals[i].stem))
			return ordinals[i].value;
	return 0;
}

/* "segunda", "quinta": days of the week unless what stands around says otherwise. */
static bool is_weekday(struct token t, struct token last, struct token before_last, struct token next, const char *stop)
{
	if (!token_in(t, WEEKDAYS))
		return false;
	if (token_in(next, "opcao vez unidade via parcela alternativa linha foto imagem compra pergunta duvida"))
		return false;
	if (token_is(next, "que") && token_is(number_value_word(next.p + next.n, stop), "vem"))
		return true;
	if (token_in(next, "feira as ate a de proxima agora dia cedo"))
		return true;
	if (!token_in(last, "a essa dessa da"))
		return true;
	return token_in(before_last, "para pra ate desde toda todas partir dia " WEEKDAYS);
}

static bool read_word(struct token t, struct token last, struct token before_last, const char *stop, struct number *out)
{
	const char *p = t.p + t.n;
	struct token next = number_value_word(p + (p < stop && *p == '-'), stop);
	int value = word_value(t), more;

	if (value == 0 || is_weekday(t, last, before_last, next, stop))
		return false;
	if (token_is(t, "segundo") && token_in(next, ARTICLES))
		return false; /* "segundo o site" */
	if (value == -1 && token_is(last, "por"))
		return false;
	more = value >= 10 ? word_value(next) : 0;
	if (more > 0 && more < 10) {
		value += more;
		p = next.p + next.n;
	}
	out->value = value;
	out->end = p;
	return true;
}

/* "3o", "2a", "1°": one or two digits and the mark */
static bool read_digits(struct token t, const char *stop, struct number *out)
{
	size_t n = 0;
	int value = 0;
	const char *end = t.p + t.n;

	for (; n < t.n && n < 3 && t.p[n] >= '0' && t.p[n] <= '9'; n++)
		value = value * 10 + (t.p[n] - '0');
	if (n == 0 || n > 2 || t.p[0] == '0')
		return false;
	if (n == t.n) {
		if (value > 31 || stop - end < 2 || memcmp(end, "\xc2\xb0", 2) != 0)
			return false;
		end += 2;
		if (end < stop && *end == 'c')
			return false; /* a temperature */
	} else if (!token_in((struct token){t.p + n, t.n - n}, ARTICLES)) {
		return false;
	}
	if (token_is(number_value_word(end + (end < stop && *end == '-'), stop), "feira"))
		return false;
	out->value = value;
	out->end = end;
	return true;
}

bool number_ordinal_read(struct token t, struct token last, struct token before_last, const char *stop,
						 struct number *out)
{
	if (!read_word(t, last, before_last, stop, out) && !read_digits(t, stop, out))
		return false;
	out->kind = NUMBER_ORDINAL;
	return true;
}
