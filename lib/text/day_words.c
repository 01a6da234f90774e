#include <string.h>

#include "base/mem.h"

#include "text/day_private.h"

static int kind_of(char c)
{
	unsigned char u = (unsigned char)c;

	if (u >= '0' && u <= '9')
		return 1;
	return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u >= 0x80 ? 2 : 0;
}

static int value(const char *p, size_t n)
{
	int v = 0;

	if (n > 4)
		return 99999;
	for (size_t i = 0; i < n; i++)
		v = v * 10 + (p[i] - '0');
	return v;
}

void day_split(struct day_words *w, const char *s, size_t n)
{
	size_t cap = 0;

	*w = (struct day_words){.text = s};
	for (size_t i = 0; i < n;) {
		char sep = 0;
		size_t start;
		int kind;

		for (; i < n && !kind_of(s[i]); i++)
			if (!sep || sep == ' ')
				sep = s[i] == '\t' || s[i] == '\n' || s[i] == '\r' ? ' ' : s[i];
		if (i == n)
			break;
		start = i;
		kind = kind_of(s[i]);
		while (i < n && kind_of(s[i]) == kind)
			i++;
		if ((size_t)w->n == cap) {
			cap = cap ? cap * 2 : 32;
			w->v = mem_array(w->v, cap, sizeof(*w->v));
		}
		w->v[w->n++] = (struct day_word){s + start, i - start, kind == 1 ? value(s + start, i - start) : -1, sep};
	}
}

bool day_is(const struct day_words *w, int i, const char *list)
{
	if (i < 0 || i >= w->n)
		return false;
	for (const char *p = list; *p; p += *p == '|') {
		size_t n = 0;

		while (n < w->v[i].n && p[n] && p[n] == w->v[i].p[n])
			n++;
		if (n == w->v[i].n && (p[n] == '|' || !p[n]))
			return true;
		for (p += n; *p && *p != '|';)
			p++;
	}
	return false;
}

int day_num(const struct day_words *w, int i)
{
	return i >= 0 && i < w->n ? w->v[i].num : -1;
}

int day_count(const struct day_words *w, int i)
{
	static const char *const names[] = {"zero",   "um|uma",    "dois|duas", "tres",    "quatro",
										"cinco",  "seis",      "sete",      "oito",    "nove",
										"dez",    "onze",      "doze",      "treze",   "quatorze|catorze",
										"quinze", "dezesseis", "dezessete", "dezoito", "dezenove",
										"vinte"};
	int n = day_num(w, i);

	for (int k = 0; n < 0 && k < (int)(sizeof(names) / sizeof(names[0])); k++)
		if (day_is(w, i, names[k]))
			n = k;
	return n;
}
