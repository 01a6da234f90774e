/* Model files from any bytes: loaded as if their checksum were right, and asked. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/classifier_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static struct classifier *load(const uint8_t *p, size_t n)
{
	struct head h;
	char *image = mem_ndup((const char *)p, n);
	struct err e;

	if (n >= sizeof(h)) {
		memcpy(&h, image, sizeof(h));
		h.bytes = n;
		memcpy(image, &h, sizeof(h));
		h.sum = classifier_sum(image, n);
		memcpy(image, &h, sizeof(h));
	}
	return classifier_adopt(image, n, false, CLASSIFIER_ROUTE, &e);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const texts[] = {"", "oi", "quanto custa o batom vermelho?", "\xff\xc3"};
	struct classifier_guess g[4];
	struct classifier *c = load(p, n);
	struct buf b = {0};

	for (size_t i = 0; c && i < sizeof(texts) / sizeof(texts[0]); i++) {
		int k = classifier_guess(c, texts[i], strlen(texts[i]), g, 4);

		if (k < 1 || !(g[0].confidence >= 0 && g[0].confidence <= 1))
			abort();
		classifier_explain(c, texts[i], strlen(texts[i]), g[0].label, 5, &b);
		(void)strlen(classifier_label(c, g[0].label));
		(void)strlen(classifier_note(c, g[0].label));
	}
	buf_free(&b);
	classifier_free(c);
	return 0;
}
