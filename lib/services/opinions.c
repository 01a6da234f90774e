#include <stdlib.h>

#include "base/mem.h"
#include "services/examples.h"

#include "services/opinions.h"

struct opinions {
	struct sentiment_example *x; /* the texts are ours */
	size_t n, cap;
};

struct opinions *opinions_new(void)
{
	return mem_zalloc(sizeof(struct opinions));
}

void opinions_free(struct opinions *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++)
		free((char *)s->x[i].text);
	free(s->x);
	free(s);
}

int opinions_label(struct rec *r, enum sentiment_label *out, struct err *e)
{
	const char *label = rec_str(r, "label", "");
	double stars = rec_num(r, "score", 0);

	if (*label)
		return sentiment_parse(label, out)
				   ? 0
				   : err_set(e, ERR_DATA, "\"label\" is none: say negative, neutral or positive");
	if (rec_has(r, "score") && rec_kind(r, "score") != VAL_NUMBER)
		return err_set(e, ERR_DATA, "\"score\" is no number: say 1 (worst) to 5");
	if (!rec_has(r, "score"))
		return err_set(e, ERR_DATA,
					   "neither \"label\" nor \"score\"; a line is {\"text\":\"…\",\"label\":\"negative\"} "
					   "or {\"text\":\"…\",\"score\":1}");
	if (!(stars >= 1 && stars <= 5))
		return err_set(e, ERR_DATA, "score %g: say 1 (worst) to 5", stars);
	*out = stars < 2.5 ? SENTIMENT_NEGATIVE : stars > 3.5 ? SENTIMENT_POSITIVE : SENTIMENT_NEUTRAL;
	return 0;
}

static int add(void *cookie, struct rec *r, struct err *e)
{
	struct opinions *s = cookie;
	const char *text = rec_str(r, "text", "");
	enum sentiment_label label;

	if (!*text)
		return err_set(e, ERR_DATA,
					   "no \"text\"; a line is {\"text\":\"…\",\"label\":\"negative\"} or "
					   "{\"text\":\"…\",\"score\":1}");
	if (opinions_label(r, &label, e) != 0)
		return -1;
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 256;
		s->x = mem_array(s->x, s->cap, sizeof(*s->x));
	}
	s->x[s->n++] = (struct sentiment_example){mem_dup(text), label};
	return 0;
}

int opinions_read(struct opinions *s, const char *path, struct err *e)
{
	return examples_read(path, add, s, e);
}

const struct sentiment_example *opinions_examples(const struct opinions *s, size_t *n)
{
	*n = s->n;
	return s->x;
}
