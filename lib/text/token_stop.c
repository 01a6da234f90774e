#include <string.h>

#include "text/token.h"

#define LONGEST 12

/*
 * Each list is split by the words' length: all words of n letters stand side by side in [n], sorted.
 * Folded, so that "nos" is both nos and nós.
 */

/* 169 words. */
static const char *const pt[LONGEST + 1] = {
	[1] = "a" "e" "o",
	[2] = "ai" "ao" "as" "da" "de" "do" "em" "es" "eu" "ha" "ir" "ja" "la" "me" "na" "no" "os" "ou" "se" "si" "so"
	       "te" "tu" "um",
	[3] = "aos" "ate" "com" "das" "dos" "ela" "ele" "era" "foi" "lhe" "mas" "meu" "mim" "nao" "nas" "nem" "nos"
	       "num" "por" "pra" "pro" "que" "sao" "sem" "ser" "seu" "sou" "sua" "tao" "tem" "ter" "teu" "tua" "uma"
	       "uns" "vai" "vao" "vou",
	[4] = "apos" "aqui" "cade" "como" "dela" "dele" "elas" "eles" "eram" "essa" "esse" "esta" "este" "isso" "isto"
	       "mais" "meus" "numa" "onde" "para" "pela" "pelo" "pois" "qual" "quem" "seja" "seus" "suas" "toda" "todo"
	       "tudo" "umas" "voce",
	[5] = "ainda" "algum" "assim" "delas" "deles" "desde" "dessa" "desse" "desta" "deste" "disso" "entao" "entre"
	       "essas" "esses" "estao" "estar" "estas" "estes" "estou" "foram" "gente" "menos" "mesma" "mesmo" "minha"
	       "muita" "muito" "nessa" "nesse" "nesta" "neste" "nisso" "nossa" "nosso" "pelas" "pelos" "quais" "sobre"
	       "somos" "temos" "tenho" "tinha" "todas" "todos" "vamos" "voces",
	[6] = "alguma" "alguns" "aquela" "aquele" "aquilo" "comigo" "estava" "minhas" "muitas" "muitos" "nenhum"
	       "nossas" "nossos" "porque" "quando" "quanta" "quanto" "tambem",
	[7] = "aquelas" "aqueles" "estamos" "nenhuma" "quantas" "quantos",
};

/* 129 words. */
static const char *const en[LONGEST + 1] = {
	[1] = "a" "i",
	[2] = "am" "an" "as" "at" "be" "by" "do" "he" "if" "in" "is" "it" "me" "my" "no" "of" "on" "or" "so" "to" "up"
	       "we",
	[3] = "all" "and" "any" "are" "but" "can" "did" "don" "few" "for" "had" "has" "her" "him" "his" "how" "its"
	       "nor" "not" "now" "off" "our" "out" "own" "she" "the" "too" "was" "who" "why" "you",
	[4] = "been" "both" "does" "down" "each" "from" "have" "here" "hers" "into" "just" "more" "most" "once" "only"
	       "ours" "over" "same" "some" "such" "than" "that" "them" "then" "they" "this" "very" "were" "what" "when"
	       "whom" "will" "with" "your",
	[5] = "about" "above" "after" "again" "being" "below" "could" "doing" "other" "their" "there" "these" "those"
	       "under" "until" "where" "which" "while" "whose" "would" "yours",
	[6] = "before" "cannot" "during" "having" "itself" "myself" "should" "theirs",
	[7] = "against" "because" "between" "further" "herself" "himself" "through",
	[8] = "yourself",
	[9] = "ourselves",
	[10] = "themselves" "yourselves",
};

/* 166 words. */
static const char *const es[LONGEST + 1] = {
	[1] = "a" "e" "o" "y",
	[2] = "al" "de" "el" "en" "es" "ha" "he" "la" "le" "lo" "me" "mi" "ni" "no" "os" "se" "si" "su" "te" "ti" "tu"
	       "un" "va" "ya" "yo",
	[3] = "asi" "aun" "con" "del" "dos" "era" "esa" "ese" "eso" "fue" "han" "has" "hay" "las" "les" "los" "mas"
	       "mia" "mio" "mis" "muy" "nos" "por" "que" "sea" "ser" "sin" "son" "soy" "sus" "tal" "tan" "tus" "una"
	       "uno" "van" "voy",
	[4] = "algo" "ante" "aqui" "bajo" "bien" "cada" "como" "cual" "ella" "eran" "eres" "esas" "esos" "esta" "este"
	       "esto" "hace" "mias" "mios" "nada" "otra" "otro" "para" "pero" "poca" "poco" "pues" "sido" "suya" "suyo"
	       "toda" "todo" "tuya" "tuyo" "unas" "unos",
	[5] = "algun" "antes" "aquel" "desde" "donde" "ellas" "ellos" "entre" "estan" "estar" "estas" "estos" "estoy"
	       "hasta" "mucha" "mucho" "otras" "otros" "quien" "sobre" "somos" "tanto" "tener" "tengo" "tiene" "todas"
	       "todos" "usted" "vamos",
	[6] = "alguna" "alguno" "aunque" "contra" "cuales" "cuando" "cuanta" "cuanto" "estaba" "fueron" "muchas"
	       "muchos" "porque" "tienen",
	[7] = "algunas" "algunos" "aquella" "cuantas" "cuantos" "despues" "durante" "ninguna" "ninguno" "nuestra"
	       "nuestro" "quienes" "tambien" "tenemos" "ustedes",
	[8] = "aquellas" "aquellos" "nosotros" "nuestras" "nuestros" "vosotros",
};

static bool is_in(const char *words, const char *w, size_t n)
{
	size_t low = 0, high = strlen(words) / n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = memcmp(w, words + mid * n, n);

		if (order == 0)
			return true;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

bool token_is_stop(const char *lang, const char *w, size_t n)
{
	const char *const *list;

	if (!lang || n == 0 || n > LONGEST)
		return false;
	if (strcmp(lang, "pt") == 0)
		list = pt;
	else if (strcmp(lang, "en") == 0)
		list = en;
	else if (strcmp(lang, "es") == 0)
		list = es;
	else
		return false;
	return list[n] && is_in(list[n], w, n);
}
