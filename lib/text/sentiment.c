#include <string.h>
#include <strings.h>

#include "text/sentiment_private.h"

#include "text/sentiment.h"

void sentiment_of(struct sentiment_model *m, const char *text, size_t n, struct sentiment *out)
{
	if (m)
		sentiment_model_of(m, text, n, out);
	else
		sentiment_lexicon(text, n, out);
}

const char *sentiment_name(enum sentiment_label l)
{
	return l < 0 ? "negative" : l > 0 ? "positive" : "neutral";
}

bool sentiment_parse(const char *name, enum sentiment_label *out)
{
	static const struct {
		const char *name;
		enum sentiment_label label;
	} names[] = {
		{"negative", SENTIMENT_NEGATIVE}, {"negativo", SENTIMENT_NEGATIVE}, {"negativa", SENTIMENT_NEGATIVE},
		{"neutral", SENTIMENT_NEUTRAL},   {"neutro", SENTIMENT_NEUTRAL},    {"neutra", SENTIMENT_NEUTRAL},
		{"positive", SENTIMENT_POSITIVE}, {"positivo", SENTIMENT_POSITIVE}, {"positiva", SENTIMENT_POSITIVE},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcasecmp(name, names[i].name) == 0) {
			*out = names[i].label;
			return true;
		}
	}
	return false;
}
