#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/os.h"
#include "text/features.h"

#include "text/classifier_private.h"

#define MAX_FILE ((size_t)4 << 30)

uint64_t classifier_sum(const void *image, size_t bytes)
{
	struct head h;

	memcpy(&h, image, sizeof(h));
	h.sum = 0;
	return map_hash((const char *)image + sizeof(h), bytes - sizeof(h), map_hash(&h, sizeof(h), 0));
}

/* A model of the other kind. */
static int wrong_kind(const struct head *h, enum classifier_kind want, struct err *e)
{
	const char *name = classifier_recipes[want].name;

	if (h->kind >= CLASSIFIER_KINDS)
		return err_set(e, ERR_DATA, "is a model of another version of cwai; train it anew");
	return err_set(e, ERR_DATA, "is a model of %s, not of %s; `cwai-train %s -o MODEL` makes one",
				   classifier_recipes[h->kind].name, name, name);
}

/* The head alone: is this a model that this program and machine can read, and whole? NULL, or what is wrong. */
static const char *wrong_head(const struct head *h, size_t bytes)
{
	if (bytes < sizeof(*h) || memcmp(h->magic, CLASSIFIER_MAGIC, sizeof(h->magic)) != 0)
		return "is not a model of cwai-train";
	if (h->version != CLASSIFIER_VERSION)
		return "is a model of another version of cwai; train it anew";
	if (h->order != CLASSIFIER_ORDER)
		return "is a model from another kind of machine; train it anew";
	if (h->bytes != bytes)
		return "is cut short or grew; train it anew";
	if (h->sum != classifier_sum(h, bytes))
		return "is damaged (checksum); train it anew";
	return NULL;
}

/* Are count items of size bytes from at inside the file, and at an address fit for them? */
static bool inside(uint64_t at, uint64_t count, uint64_t size, uint64_t bytes)
{
	return at % (size < CLASSIFIER_ALIGN ? size : CLASSIFIER_ALIGN) == 0 && at >= sizeof(struct head) && at <= bytes &&
		   count <= (bytes - at) / size;
}

/* Do the sizes in the head agree with the file? What a checksum cannot tell of a file made by somebody else. */
static bool sound_sizes(const struct head *h)
{
	return h->classes >= 1 && h->stride >= h->classes && h->stride - h->classes < CLASSIFIER_STRIDE &&
		   h->stride % CLASSIFIER_STRIDE == 0 && h->rows >= 1 && h->slot_bits < 32 &&
		   inside(h->slots_at, (uint64_t)1 << h->slot_bits, sizeof(struct slot), h->bytes) &&
		   inside(h->bias_at, h->stride, sizeof(float), h->bytes) &&
		   inside(h->matrix_at, (uint64_t)h->rows * h->stride, 1, h->bytes) && inside(h->labels_at, 1, 1, h->bytes) &&
		   h->lang[sizeof(h->lang) - 1] == '\0' && isfinite(h->slope) && h->slope > 0 && isfinite(h->offset) &&
		   isfinite(h->threshold) && isfinite(h->unknown_idf);
}

static bool sound_slots(const struct classifier *c)
{
	size_t n = (size_t)1 << c->head->slot_bits, used = 0;

	for (size_t i = 0; i < n; i++) {
		used += c->slots[i].row != CLASSIFIER_UNKNOWN;
		if (c->slots[i].row >= c->head->rows)
			return false;
	}
	return used < n;
}

static bool sound_labels(struct classifier *c)
{
	const char *p = (const char *)c->image + c->head->labels_at, *end = (const char *)c->image + c->bytes;

	c->labels = mem_array(NULL, 2 * (size_t)c->head->classes, sizeof(*c->labels));
	for (size_t i = 0; i < 2 * (size_t)c->head->classes; i++) {
		const char *nul = p < end ? memchr(p, '\0', (size_t)(end - p)) : NULL;

		if (!nul)
			return false;
		c->labels[i] = p;
		p = nul + 1;
	}
	return true;
}

struct classifier *classifier_adopt(void *image, size_t bytes, bool mapped, enum classifier_kind kind, struct err *e)
{
	struct classifier *c = mem_zalloc(sizeof(*c));
	const char *wrong;

	c->image = image;
	c->bytes = bytes;
	c->mapped = mapped;
	c->head = image;
	wrong = wrong_head(c->head, bytes);
	if (!wrong && !sound_sizes(c->head))
		wrong = "is damaged (sizes); train it anew";
	if (!wrong) {
		c->slots = (const struct slot *)((const char *)image + c->head->slots_at);
		c->bias = (const float *)((const char *)image + c->head->bias_at);
		c->matrix = (const int8_t *)image + c->head->matrix_at;
		if (!sound_slots(c) || !sound_labels(c))
			wrong = "is damaged (tables); train it anew";
	}
	if (wrong || c->head->kind != kind) {
		(void)(wrong ? err_set(e, ERR_DATA, "%s", wrong) : wrong_kind(c->head, kind, e));
		classifier_free(c);
		return NULL;
	}
	c->features = features_new(c->head->lang);
	c->scores = mem_array(NULL, c->head->stride, sizeof(*c->scores));
	return c;
}

void classifier_free(struct classifier *c)
{
	if (!c)
		return;
	features_free(c->features);
	free(c->terms);
	free(c->scores);
	free((void *)c->labels);
	if (c->mapped)
		(void)munmap(c->image, c->bytes);
	else
		free(c->image);
	free(c);
}

int classifier_save(const struct classifier *c, const char *path, uint64_t stamp, struct err *e)
{
	char *copy = mem_ndup(c->image, c->bytes);
	struct head h = *c->head;
	int st;

	h.stamp = stamp;
	memcpy(copy, &h, sizeof(h));
	h.sum = classifier_sum(copy, c->bytes);
	memcpy(copy, &h, sizeof(h));
	st = os_write_file(path, copy, c->bytes, 0644, e);
	free(copy);
	return st;
}

/* Maps the file; NULL with e. */
static void *map_file(const char *path, size_t *bytes, struct err *e)
{
	struct stat st;
	void *p = MAP_FAILED;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		(void)err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || (uint64_t)st.st_size > MAX_FILE)
		(void)err_set(e, ERR_DATA, "%s: is not a model of cwai-train", path);
	else if ((p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
		(void)err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	else
		*bytes = (size_t)st.st_size;
	(void)close(fd);
	return p == MAP_FAILED ? NULL : p;
}

struct classifier *classifier_open(const char *path, enum classifier_kind kind, struct err *e)
{
	size_t bytes = 0;
	void *image = map_file(path, &bytes, e);
	struct classifier *c = image ? classifier_adopt(image, bytes, true, kind, e) : NULL;

	if (image && !c)
		(void)err_prefix(e, "%s", path);
	return c;
}

struct classifier *classifier_load(const char *path, struct err *e)
{
	return classifier_open(path, CLASSIFIER_ROUTE, e);
}
