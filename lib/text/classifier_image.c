#include <math.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

#include "text/classifier_private.h"

static uint64_t aligned(uint64_t at, uint64_t to)
{
	return (at + to - 1) / to * to;
}

/* Where everything goes, and how much there is. */
static void lay_out(const struct corpus *c, const struct fit *f, size_t label_bytes, struct head *h)
{
	memcpy(h->magic, CLASSIFIER_MAGIC, sizeof(h->magic));
	h->version = CLASSIFIER_VERSION;
	h->order = CLASSIFIER_ORDER;
	h->kind = (uint32_t)c->kind;
	h->classes = (uint32_t)c->classes;
	h->stride = (uint32_t)f->stride;
	h->rows = (uint32_t)f->rows;
	h->unknown_idf = f->unknown_idf;
	for (h->slot_bits = 4; (uint64_t)1 << h->slot_bits < 2 * (uint64_t)f->rows; h->slot_bits++)
		;
	h->slots_at = aligned(sizeof(*h), CLASSIFIER_ALIGN);
	h->bias_at = aligned(h->slots_at + (sizeof(struct slot) << h->slot_bits), CLASSIFIER_ALIGN);
	h->matrix_at = aligned(h->bias_at + f->stride * sizeof(float), CLASSIFIER_ALIGN);
	h->labels_at = h->matrix_at + f->rows * f->stride;
	h->bytes = h->labels_at + label_bytes;
}

/* A row of weights in 127ths of its largest. Returns that largest over 127. */
static float shrink(const float *from, size_t n, int8_t *to)
{
	float most = 0;

	for (size_t i = 0; i < n; i++)
		most = fmaxf(most, fabsf(from[i]));
	for (size_t i = 0; i < n && most > 0; i++)
		to[i] = (int8_t)lrintf(from[i] / most * 127);
	return most / 127;
}

struct classifier *classifier_make(const struct corpus *c, const struct fit *f, struct head *h, struct err *e)
{
	struct buf labels = {0};
	struct slot *slots;
	char *image;

	for (int k = 0; k < c->classes; k++) {
		const char *name = map_key(c->labels, (size_t)k, NULL, NULL);

		buf_put(&labels, name, strlen(name) + 1);
		buf_put(&labels, c->note[k], strlen(c->note[k]) + 1);
	}
	lay_out(c, f, labels.n, h);
	image = mem_zalloc(h->bytes);
	slots = (struct slot *)(image + h->slots_at);
	for (size_t k = 0; k < c->features; k++) {
		size_t row = f->row[k] * f->stride;

		if (f->row[k] == CLASSIFIER_UNKNOWN)
			continue;
		slots[classifier_slot(slots, h->slot_bits, c->key[k])] =
			(struct slot){f->row[k], (uint32_t)(c->key[k] >> 32), f->idf[k],
						  shrink(f->matrix + row, f->stride, (int8_t *)image + h->matrix_at + row)};
	}
	memcpy(image + h->bias_at, f->matrix, f->stride * sizeof(float));
	memcpy(image + h->labels_at, buf_str(&labels), labels.n);
	buf_free(&labels);
	memcpy(image, h, sizeof(*h));
	h->sum = classifier_sum(image, h->bytes);
	memcpy(image, h, sizeof(*h));
	return classifier_adopt(image, h->bytes, false, c->kind, e);
}
