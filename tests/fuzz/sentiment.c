/* Any bytes as a text for the lexicon, and as a model of sentiment whose checksum is right. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/sentiment_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void ask(struct sentiment_model *m, const char *text, size_t n)
{
	struct sentiment s;

	sentiment_of(m, text, n, &s);
	if (!(s.score >= -1 && s.score <= 1) || (s.label > 0 && s.score <= 0) || (s.label < 0 && s.score >= 0))
		abort();
}

static struct sentiment_model *load(const uint8_t *p, size_t n)
{
	char *image = mem_ndup((const char *)p, n);
	struct classifier *c;
	struct head h;
	struct err e;

	if (n >= sizeof(h)) {
		memcpy(&h, image, sizeof(h));
		h.bytes = n;
		memcpy(image, &h, sizeof(h));
		h.sum = classifier_sum(image, n);
		memcpy(image, &h, sizeof(h));
	}
	c = classifier_adopt(image, n, false, CLASSIFIER_SENTIMENT, &e);
	return c ? sentiment_model_over(c, &e) : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const texts[] = {"", "oi", "não gostei do batom :/", "😍", "\xff\xc3"};
	char *text = mem_ndup((const char *)p, n); /* of its own size, so that a byte too far is seen */
	struct sentiment_model *m = load(p, n);

	ask(NULL, text, n);
	for (size_t i = 0; m && i < sizeof(texts) / sizeof(texts[0]); i++)
		ask(m, texts[i], strlen(texts[i]));
	sentiment_free(m);
	free(text);
	return 0;
}
