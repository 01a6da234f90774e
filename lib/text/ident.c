#include <stdint.h>
#include <string.h>

#include "text/ident_private.h"

#include "text/ident.h"

#define PHONE_WORDS "tel telefone fone celular cel whats whatsapp wpp zap contato ligar liga"
#define CODE_WORDS "pedido codigo cod protocolo nota nf rastreio sku ean barras boleto"

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Takes the letters and digits of all of s, in upper case, and ends them. False unless they are want, gaps apart. */
static bool take(const char *s, size_t n, size_t want, char *out)
{
	const char *stop = s + n;
	size_t got = 0;

	while (s < stop) {
		size_t gap = ident_text_gap(s, stop);

		s += gap;
		if (gap)
			continue;
		if (!ident_text_is_alnum(*s) || got == want)
			return false;
		out[got++] = upper(*s++);
	}
	out[got] = '\0';
	return got == want;
}

static bool are_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!ident_text_is_digit(s[i]))
			return false;
	return true;
}

static bool are_same(const char *s, size_t n)
{
	return memcmp(s, s + 1, n - 1) == 0;
}

/* The check digit of s[0..n): weights 2, 3 … from the right, again from 2 after the last one; modulo 11. */
static char check_digit(const char *s, size_t n, int last)
{
	int sum = 0, weight = 2;

	for (size_t i = n; i-- > 0; weight = weight == last ? 2 : weight + 1)
		sum += (s[i] - '0') * weight; /* a letter's value is its ASCII code minus 48, as a digit's */
	return (char)(sum % 11 < 2 ? '0' : '0' + 11 - sum % 11);
}

bool ident_cpf(const char *s, size_t n, char out[IDENT_MAX])
{
	ident_text_trim(&s, &n);
	if (take(s, n, 11, out) && are_digits(out, 11) && !are_same(out, 11) && check_digit(out, 9, 11) == out[9] &&
		check_digit(out, 10, 11) == out[10])
		return true;
	out[0] = '\0';
	return false;
}

bool ident_cnpj(const char *s, size_t n, char out[IDENT_MAX])
{
	ident_text_trim(&s, &n);
	if (take(s, n, 14, out) && are_digits(out + 12, 2) && !are_same(out, 14) && check_digit(out, 12, 9) == out[12] &&
		check_digit(out, 13, 9) == out[13])
		return true;
	out[0] = '\0';
	return false;
}

bool ident_cep(const char *s, size_t n, char out[IDENT_MAX])
{
	ident_text_trim(&s, &n);
	if (take(s, n, 8, out) && are_digits(out, 8) && memcmp(out, "01", 2) >= 0)
		return true;
	out[0] = '\0';
	return false;
}

/* The end of what has the shape: d a digit, a a letter or digit, . signs or none. NULL when s does not begin so. */
static const char *match(const char *s, const char *stop, const char *shape)
{
	for (; *shape; shape++) {
		if (*shape == '.')
			s = ident_text_skip(s, stop);
		else if (s == stop || (*shape == 'd' ? !ident_text_is_digit(*s) : !ident_text_is_alnum(*s)))
			return NULL;
		else
			s++;
	}
	if (s < stop && ident_text_is_alnum(*s))
		return NULL;
	if (stop - s > 1 && (*s == '-' || *s == '/') && ident_text_is_digit(s[1]))
		return NULL;
	return s;
}

static bool has(const char *s, const char *end, char c)
{
	return memchr(s, c, (size_t)(end - s)) != NULL;
}

static bool find_cnpj(const char *s, const char *stop, struct ident *out)
{
	const char *end = match(s, stop, "aa.aaa.aaa.aaaa.dd");

	if (!end || !ident_cnpj(s, (size_t)(end - s), out->value))
		return false;
	if (!are_digits(out->value, 14) && has(s, end, ' '))
		return false; /* words, by chance */
	out->kind = IDENT_CNPJ;
	out->end = end;
	return true;
}

static bool find_cpf(const char *from, const char *s, const char *stop, struct ident *out)
{
	const char *end = match(s, stop, "ddd.ddd.ddd.dd");

	if (!end || !ident_cpf(s, (size_t)(end - s), out->value))
		return false;
	if (end - s == 11 && ident_phone_is_mobile(out->value, 11) && ident_text_said(from, s, PHONE_WORDS))
		return false;
	out->kind = IDENT_CPF;
	out->end = end;
	return true;
}

static bool find_cep(const char *from, const char *s, const char *stop, struct ident *out)
{
	const char *end = match(s, stop, "dd.ddd.ddd");
	const char *gap = end ? end - 4 : NULL; /* the last byte of the sign before the last three */

	if (!end || !ident_cep(s, (size_t)(end - s), out->value))
		return false;
	if ((ident_text_is_digit(*gap) || strchr(" .()/", *gap)) && !ident_text_said(from, s, "cep"))
		return false;
	out->kind = IDENT_CEP;
	out->end = end;
	return true;
}

static bool find_phone(const char *from, const char *s, const char *stop, struct ident *out)
{
	const char *end = ident_phone_find(s, stop, out->value);

	if (!end || (are_digits(s, (size_t)(end - s)) && ident_text_said(from, s, CODE_WORDS)))
		return false;
	out->kind = IDENT_PHONE;
	out->end = end;
	return true;
}

static bool is_local_char(char c)
{
	return ident_text_is_alnum(c) || (c && strchr("._%+-'&", c) != NULL);
}

/* The end of the mail host at s, two or more labels and the last of letters; NULL when there is none. */
static const char *host_end(const char *s, const char *stop)
{
	const char *end = NULL;

	for (int labels = 1;; labels++) {
		const char *from = s;
		bool letters = true;

		for (; s < stop && (ident_text_is_alnum(*s) || *s == '-'); s++)
			letters = letters && ident_text_is_alnum(*s) && !ident_text_is_digit(*s);
		if (s == from || *from == '-' || s[-1] == '-' || s - from > 63)
			return end;
		if (labels > 1 && letters && s - from >= 2)
			end = s;
		if (s == stop || *s != '.')
			return end;
		s++;
	}
}

static bool find_email(const char *s, const char *stop, struct ident *out)
{
	const char *p = s, *end;

	while (p < stop && p - s < 65 && is_local_char(*p) && !(*p == '.' && p[-1] == '.'))
		p++;
	if (p == s || p == stop || *p != '@' || p - s > 64 || p[-1] == '.')
		return false;
	end = host_end(p + 1, stop);
	if (!end || end - s > 254)
		return false;
	for (size_t i = 0; i < (size_t)(end - s); i++)
		out->value[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 0x20 : s[i]);
	out->value[end - s] = '\0';
	out->kind = IDENT_EMAIL;
	out->end = end;
	return true;
}

bool ident_email(const char *s, size_t n, char out[IDENT_MAX])
{
	struct ident found;

	out[0] = '\0';
	ident_text_trim(&s, &n);
	if (n == 0 || *s == '.' || !find_email(s, s + n, &found) || found.end != s + n)
		return false;
	memcpy(out, found.value, n + 1);
	return true;
}

static bool find_at(const char *from, const char *s, const char *stop, struct ident *out)
{
	bool digit = ident_text_is_digit(*s);

	out->start = s;
	if ((ident_text_is_alnum(*s) || *s == '_') && (s == from || !(s[-1] & 0x80)) && find_email(s, stop, out))
		return true;
	if (ident_text_is_alnum(*s) && find_cnpj(s, stop, out))
		return true;
	if (digit && (find_cpf(from, s, stop, out) || find_cep(from, s, stop, out)))
		return true;
	return (digit || *s == '+' || *s == '(') && find_phone(from, s, stop, out);
}

bool ident_next(const char **s, const char *stop, struct ident *out)
{
	const char *from = *s;

	for (const char *p = from; p < stop; p++) {
		if (p > from && ident_text_is_alnum(p[-1]))
			continue;
		if (find_at(from, p, stop, out)) {
			*s = out->end;
			return true;
		}
	}
	*s = stop;
	return false;
}

const char *ident_name(enum ident_kind kind)
{
	static const char *const names[] = {"cpf", "cnpj", "cep", "phone", "email"};

	return names[kind];
}
