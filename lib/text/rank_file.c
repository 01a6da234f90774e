#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/os.h"

#include "text/rank_index.h"

#define MAGIC "cwairank"
#define VERSION 1
#define ORDER 0x01020304u

/* What an array of numbers must hold to be safe to use. */
enum check {
	FREE,   /* anything */
	PLACES, /* ascending from 0 to the count of what it points into */
	BELOW,  /* each below a limit */
	WEIGHTS /* finite, above 0 */
};

enum limit { NO_LIMIT, TERMS, STEMS, GRAMS, GRAMS_AND_NONE, DOCS, TAGS };

static const struct section {
	uint8_t size;
	enum check check;
	enum rank_section into; /* of PLACES */
	enum limit limit;       /* of BELOW */
} section[RANK_SECTIONS] = {
	[RANK_TERM_AT] = {4, PLACES, RANK_TERM_TEXT, NO_LIMIT},
	[RANK_TERM_TEXT] = {1, FREE, 0, NO_LIMIT},
	[RANK_TERM_STEM] = {4, BELOW, 0, STEMS},
	[RANK_TERM_SIGN] = {4, FREE, 0, NO_LIMIT},
	[RANK_TERM_LEN] = {1, FREE, 0, NO_LIMIT},
	[RANK_TERM_STOP] = {1, FREE, 0, NO_LIMIT},
	[RANK_STEM_AT] = {4, PLACES, RANK_STEM_TEXT, NO_LIMIT},
	[RANK_STEM_TEXT] = {1, FREE, 0, NO_LIMIT},
	[RANK_STEM_TERMS_AT] = {4, PLACES, RANK_STEM_TERMS, NO_LIMIT},
	[RANK_STEM_TERMS] = {4, BELOW, 0, TERMS},
	[RANK_POST_AT] = {4, PLACES, RANK_POST_DOC, NO_LIMIT},
	[RANK_POST_DOC] = {4, BELOW, 0, DOCS},
	[RANK_POST_TF] = {4, WEIGHTS, 0, NO_LIMIT},
	[RANK_GRAM_AT] = {4, PLACES, RANK_GRAM, NO_LIMIT},
	[RANK_GRAM] = {4, BELOW, 0, GRAMS},
	[RANK_GRAM_DF] = {4, FREE, 0, NO_LIMIT},
	[RANK_GRAM_KEY] = {8, FREE, 0, NO_LIMIT},
	[RANK_GRAM_SLOT] = {4, BELOW, 0, GRAMS_AND_NONE},
	[RANK_DOC_AT] = {4, PLACES, RANK_DOC_TERM, NO_LIMIT},
	[RANK_DOC_TERM] = {4, BELOW, 0, TERMS},
	[RANK_DOC_NORM] = {4, WEIGHTS, 0, NO_LIMIT},
	[RANK_KEY_AT] = {4, PLACES, RANK_KEY_TEXT, NO_LIMIT},
	[RANK_KEY_TEXT] = {1, FREE, 0, NO_LIMIT},
	[RANK_TAG_AT] = {4, PLACES, RANK_TAG_TEXT, NO_LIMIT},
	[RANK_TAG_TEXT] = {1, FREE, 0, NO_LIMIT},
	[RANK_DOC_TAG_AT] = {4, PLACES, RANK_DOC_TAG, NO_LIMIT},
	[RANK_DOC_TAG] = {4, BELOW, 0, TAGS},
};

size_t rank_item_size(enum rank_section s)
{
	return section[s].size;
}

static const void *items(const char *blob, enum rank_section s)
{
	const struct rank_header *h = (const void *)blob;

	return blob + h->at[s];
}

static uint64_t blob_sum(const char *blob, size_t n)
{
	return map_hash(blob + sizeof(struct rank_header), n - sizeof(struct rank_header), 0);
}

/* ---- checks of a file's bytes ---- */

/* The header is this program's, and every array lies inside. */
static bool header_ok(const char *blob, size_t n)
{
	const struct rank_header *h = (const void *)blob;

	if (h->size != n || memchr(h->lang, '\0', sizeof(h->lang)) == NULL)
		return false;
	for (int s = 0; s < RANK_SECTIONS; s++) {
		if (h->at[s] % 8 || h->at[s] < sizeof(*h) || h->at[s] > n)
			return false;
		if (h->count[s] > (n - h->at[s]) / section[s].size || h->count[s] > UINT32_MAX)
			return false;
	}
	return true;
}

/* The arrays have as many items as belong together. */
static bool counts_ok(const struct rank_header *h)
{
	const uint64_t *c = h->count, slots = c[RANK_GRAM_SLOT], docs = h->docs, terms = h->terms;

	return c[RANK_TERM_AT] == terms + 1 && c[RANK_TERM_STEM] == terms && c[RANK_TERM_SIGN] == terms &&
		   c[RANK_TERM_LEN] == terms && c[RANK_TERM_STOP] == terms && c[RANK_STEM_AT] == (uint64_t)h->stems + 1 &&
		   c[RANK_STEM_TERMS_AT] == (uint64_t)h->stems + 1 && c[RANK_STEM_TERMS] == terms &&
		   c[RANK_POST_AT] == terms + 1 && c[RANK_POST_DOC] == c[RANK_POST_TF] && c[RANK_GRAM_AT] == terms + 1 &&
		   c[RANK_GRAM_DF] == h->grams && c[RANK_GRAM_KEY] == h->grams && slots > 0 && (slots & (slots - 1)) == 0 &&
		   c[RANK_DOC_AT] == 2 * docs + 1 && c[RANK_DOC_NORM] == 2 * docs && c[RANK_KEY_AT] == docs + 1 &&
		   c[RANK_TAG_AT] > 0 && c[RANK_DOC_TAG_AT] == docs + 1;
}

static bool places_ok(const uint32_t *v, uint64_t n, uint64_t end)
{
	if (v[0] != 0 || v[n - 1] != end)
		return false;
	for (uint64_t i = 1; i < n; i++)
		if (v[i] < v[i - 1])
			return false;
	return true;
}

static bool below(const uint32_t *v, uint64_t n, uint64_t limit)
{
	uint32_t most = 0;

	for (uint64_t i = 0; i < n; i++)
		most = v[i] > most ? v[i] : most;
	return n == 0 || most < limit;
}

static bool weights_ok(const float *v, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		if (!(v[i] > 0 && v[i] < 1e6f))
			return false;
	return true;
}

static uint64_t limit_of(const struct rank_header *h, enum limit limit)
{
	switch (limit) {
	case TERMS: return h->terms;
	case STEMS: return h->stems;
	case GRAMS: return h->grams;
	case GRAMS_AND_NONE: return (uint64_t)h->grams + 1;
	case DOCS: return h->docs;
	case TAGS: return h->count[RANK_TAG_AT] - 1;
	case NO_LIMIT: break;
	}
	return 0;
}

static bool contents_ok(const char *blob)
{
	const struct rank_header *h = (const void *)blob;
	bool good = true;

	for (int s = 0; s < RANK_SECTIONS && good; s++) {
		const struct section *x = &section[s];
		const void *v = items(blob, (enum rank_section)s);

		if (x->check == PLACES)
			good = places_ok(v, h->count[s], h->count[x->into]);
		else if (x->check == BELOW)
			good = below(v, h->count[s], limit_of(h, x->limit));
		else if (x->check == WEIGHTS)
			good = weights_ok(v, h->count[s]);
	}
	return good;
}

static int check_blob(const char *path, const char *blob, size_t n, uint64_t stamp, struct err *e)
{
	const struct rank_header *h = (const void *)blob;

	if (n < sizeof(*h) || memcmp(h->magic, MAGIC, sizeof(h->magic)) != 0)
		return err_set(e, ERR_DATA, "%s is no index of cwai: remove it, it is made anew", path);
	if (h->version != VERSION || h->order != ORDER)
		return err_set(e, ERR_NOINPUT, "%s was made by another version", path);
	if (h->stamp != stamp)
		return err_set(e, ERR_NOINPUT, "%s is out of date", path);
	if (!header_ok(blob, n) || h->sum != blob_sum(blob, n) || !counts_ok(h) || !contents_ok(blob))
		return err_set(e, ERR_DATA, "%s is damaged: remove it, it is made anew", path);
	return 0;
}

/* ---- opening ---- */

static void point(struct rank *r)
{
	const char *b = r->blob;

	r->head = (struct rank_header *)(void *)r->blob;
	r->term_at = items(b, RANK_TERM_AT);
	r->term_text = items(b, RANK_TERM_TEXT);
	r->term_stem = items(b, RANK_TERM_STEM);
	r->term_sign = items(b, RANK_TERM_SIGN);
	r->term_len = items(b, RANK_TERM_LEN);
	r->term_stop = items(b, RANK_TERM_STOP);
	r->stem_at = items(b, RANK_STEM_AT);
	r->stem_text = items(b, RANK_STEM_TEXT);
	r->stem_terms_at = items(b, RANK_STEM_TERMS_AT);
	r->stem_terms = items(b, RANK_STEM_TERMS);
	r->post_at = items(b, RANK_POST_AT);
	r->post_doc = items(b, RANK_POST_DOC);
	r->post_tf = items(b, RANK_POST_TF);
	r->gram_at = items(b, RANK_GRAM_AT);
	r->gram = items(b, RANK_GRAM);
	r->gram_df = items(b, RANK_GRAM_DF);
	r->gram_key = items(b, RANK_GRAM_KEY);
	r->gram_slot = items(b, RANK_GRAM_SLOT);
	r->doc_at = items(b, RANK_DOC_AT);
	r->doc_term = items(b, RANK_DOC_TERM);
	r->doc_norm = items(b, RANK_DOC_NORM);
	r->key_at = items(b, RANK_KEY_AT);
	r->key_text = items(b, RANK_KEY_TEXT);
	r->tag_at = items(b, RANK_TAG_AT);
	r->tag_text = items(b, RANK_TAG_TEXT);
	r->doc_tag_at = items(b, RANK_DOC_TAG_AT);
	r->doc_tag = items(b, RANK_DOC_TAG);
}

struct rank *rank_open_blob(char *blob, bool mapped)
{
	struct rank *r = mem_zalloc(sizeof(*r));
	const struct rank_header *h;

	r->blob = blob;
	r->mapped = mapped;
	point(r);
	h = r->head;
	r->stemmer = stemmer_new(h->lang);
	r->sum = mem_zalloc(h->docs * sizeof(*r->sum));
	r->hit = mem_array(NULL, h->docs, sizeof(*r->hit));
	r->touched = mem_array(NULL, h->docs, sizeof(*r->touched));
	r->term_memo = mem_zalloc(h->terms * sizeof(*r->term_memo));
	r->gram_mark = mem_zalloc(h->grams * sizeof(*r->gram_mark));
	r->query = mem_zalloc(sizeof(*r->query));
	return r;
}

void rank_free(struct rank *r)
{
	if (!r)
		return;
	if (r->mapped)
		(void)munmap(r->blob, r->head->size);
	else
		free(r->blob);
	stemmer_free(r->stemmer);
	free(r->sum);
	free(r->hit);
	free(r->touched);
	free(r->term_memo);
	free(r->gram_mark);
	free(r->query);
	free(r);
}

int rank_save(const struct rank *r, const char *path, uint64_t stamp, struct err *e)
{
	struct rank_header old = *r->head;
	struct buf out = {0};
	struct rank_header *h;
	int st;

	buf_put(&out, r->blob, old.size);
	h = (struct rank_header *)(void *)out.p;
	memcpy(h->magic, MAGIC, sizeof(h->magic));
	h->version = VERSION;
	h->order = ORDER;
	h->stamp = stamp;
	h->sum = blob_sum(out.p, out.n);
	st = os_write_file(path, out.p, out.n, 0600, e);
	buf_free(&out);
	return st;
}

/* Maps the file as a whole; its length into *n. NULL with e. */
static char *map_file(const char *path, size_t *n, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *p = NULL;
	struct stat s;

	if (fd < 0) {
		(void)err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO, "cannot open %s: %s", path, strerror(errno));
		return NULL;
	}
	if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode) || s.st_size == 0) {
		(void)err_set(e, ERR_DATA, "%s is no index of cwai: remove it, it is made anew", path);
	} else {
		*n = (size_t)s.st_size;
		p = mmap(NULL, *n, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
		if (p == MAP_FAILED) {
			(void)err_set(e, ERR_IO, "cannot map %s: %s", path, strerror(errno));
			p = NULL;
		}
	}
	(void)close(fd);
	return p;
}

struct rank *rank_load(const char *path, uint64_t stamp, struct err *e)
{
	size_t n = 0;
	char *blob = map_file(path, &n, e);

	if (!blob)
		return NULL;
	if (check_blob(path, blob, n, stamp, e) != 0) {
		(void)munmap(blob, n);
		return NULL;
	}
	return rank_open_blob(blob, true);
}
