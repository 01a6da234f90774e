#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "text/plural.h"

struct pair {
	const char *plural, *singular;
};

/* What the endings would get wrong, sorted by plural. The same word twice is one that has no other singular. */
static const struct pair exceptions[] = {
	{"ageis", "agil"},          {"ais", "ai"},
	{"alemaes", "alemao"},      {"alias", "alias"},
	{"anis", "anis"},           {"antes", "antes"},
	{"apenas", "apenas"},       {"apos", "apos"},
	{"arvores", "arvore"},      {"atras", "atras"},
	{"atraves", "atraves"},     {"bambus", "bambu"},
	{"biquinis", "biquini"},    {"cais", "cais"},
	{"chines", "chines"},       {"consules", "consul"},
	{"demais", "demais"},       {"depois", "depois"},
	{"deus", "deus"},           {"deuses", "deus"},
	{"dezesseis", "dezesseis"}, {"dificeis", "dificil"},
	{"doceis", "docil"},        {"dois", "dois"},
	{"duas", "duas"},           {"escoces", "escoces"},
	{"estereis", "esteril"},    {"faceis", "facil"},
	{"ferias", "ferias"},       {"ferteis", "fertil"},
	{"fosseis", "fossil"},      {"frageis", "fragil"},
	{"frances", "frances"},     {"gases", "gas"},
	{"gratis", "gratis"},       {"hardwares", "hardware"},
	{"hectares", "hectare"},    {"herois", "heroi"},
	{"holandes", "holandes"},   {"ingles", "ingles"},
	{"inuteis", "inutil"},      {"inves", "inves"},
	{"irlandes", "irlandes"},   {"jamais", "jamais"},
	{"japones", "japones"},     {"jeans", "jeans"},
	{"juris", "juri"},          {"lapis", "lapis"},
	{"lilas", "lilas"},         {"maes", "mae"},
	{"maioneses", "maionese"},  {"mais", "mais"},
	{"males", "mal"},           {"menos", "menos"},
	{"menus", "menu"},          {"meses", "mes"},
	{"pais", "pais"},           {"paises", "pais"},
	{"parabens", "parabens"},   {"paris", "paris"},
	{"perus", "peru"},          {"pires", "pires"},
	{"pois", "pois"},           {"portateis", "portatil"},
	{"portugues", "portugues"}, {"projeteis", "projetil"},
	{"repteis", "reptil"},      {"seis", "seis"},
	{"simples", "simples"},     {"softwares", "software"},
	{"tabus", "tabu"},          {"taxis", "taxi"},
	{"tenis", "tenis"},         {"texteis", "textil"},
	{"tres", "tres"},           {"uns", "um"},
	{"urubus", "urubu"},        {"uteis", "util"},
	{"versateis", "versatil"},  {"volateis", "volatil"},
	{"xampus", "xampu"},
};

struct ending {
	const char *plural, *singular;
	size_t least;       /* bytes that the word has at least */
	const char *before; /* one of these characters comes before it; NULL for any */
};

#define VOWELS "aeiou"

/* The first that fits counts. */
static const struct ending endings[] = {
	{"oes", "ao", 5, NULL},     /* promocoes */
	{"aes", "ao", 4, NULL},     /* paes */
	{"ais", "al", 5, NULL},     /* animais */
	{"eis", "el", 5, NULL},     /* papeis */
	{"ois", "ol", 5, NULL},     /* farois */
	{"uis", "ul", 5, NULL},     /* azuis */
	{"is", "il", 5, "fnrtv"},   /* perfis, infantis */
	{"ns", "m", 3, VOWELS},     /* batons, jovens */
	{"res", "r", 4, VOWELS},    /* flores, but livres */
	{"zes", "z", 4, VOWELS},    /* luzes */
	{"teses", "tese", 5, NULL}, /* proteses */
	{"eses", "es", 7, NULL},    /* franceses */
	{"amos", "amos", 6, NULL},  /* verbs */
	{"emos", "emos", 5, NULL},  /* verbs */
	{"eus", "eu", 4, NULL},     /* pneus */
	{"aus", "au", 4, NULL},     /* degraus */
	{"us", "us", 3, NULL},      /* virus, and most brands */
	{"s", "", 4, "aeiouybcdfghklmprtwx"},
};

static int compare_pair(const void *key, const void *item)
{
	const struct pair *word = key, *pair = item;
	size_t n = (size_t)(word->singular - word->plural);
	int order = strncmp(word->plural, pair->plural, n);

	return order ? order : pair->plural[n] ? -1 : 0;
}

static size_t put(char *out, const char *w, size_t kept, const char *end)
{
	size_t n = strlen(end);

	memcpy(out, w, kept);
	memcpy(out + kept, end, n);
	return kept + n;
}

static bool fits(const struct ending *e, const char *w, size_t n, size_t len)
{
	if (n < e->least || n <= len || memcmp(w + n - len, e->plural, len) != 0)
		return false;
	return !e->before || strchr(e->before, w[n - len - 1]) != NULL;
}

size_t plural_singular(const char *w, size_t n, char *out)
{
	const struct pair key = {w, w + n}, *found;

	if (n >= 3 && w[n - 1] == 's') {
		found = bsearch(&key, exceptions, sizeof(exceptions) / sizeof(*exceptions), sizeof(*exceptions), compare_pair);
		if (found)
			return put(out, w, 0, found->singular);
		for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
			size_t len = strlen(endings[i].plural);

			if (fits(&endings[i], w, n, len))
				return put(out, w, n - len, endings[i].singular);
		}
	}
	return put(out, w, n, "");
}
