#include <stdlib.h>
#include <string.h>

#include "agents/route.h"
#include "base/map.h"
#include "services/intents.h"

#include "agents/analyze_private.h"

struct analyze_tools {
	const struct config *config;
	struct domain *domain;
	struct mention_finder *mentions;
	struct sentiment_model *model; /* NULL: the built-in words */
	struct route *route;           /* NULL until it is needed */
	struct map *crews;             /* of the domain's intents: 1 when it is no topic; NULL until it is needed */
	struct buf json;
};

struct analyze_tools *analyze_tools_open(const struct config *c, struct domain *d, struct sql *db, const char *model,
										 struct err *e)
{
	struct analyze_tools *t = mem_zalloc(sizeof(*t));
	bool good = true;

	t->config = c;
	t->domain = d;
	if (model)
		good = (t->model = sentiment_load(model, e)) != NULL;
	else if (d)
		good = domain_sentiment(d, &t->model, e) == 0;
	if (good && d)
		good = (t->mentions = mention_open(db, d, e)) != NULL;
	if (good)
		return t;
	analyze_tools_close(t);
	return NULL;
}

void analyze_tools_close(struct analyze_tools *t)
{
	if (!t)
		return;
	mention_close(t->mentions);
	sentiment_free(t->model);
	route_free(t->route);
	map_free(t->crews);
	buf_free(&t->json);
	free(t);
}

int analyze_tools_mentions(struct analyze_tools *t, const char *text, size_t n, date_ms now, val *out, struct err *e)
{
	mention_set_now(t->mentions, now);
	return mention_find(t->mentions, text, n, out, e);
}

void analyze_tools_mood(struct analyze_tools *t, const char *text, struct sentiment *out)
{
	sentiment_of(t->model, text, strlen(text), out);
}

int analyze_tools_intents(struct analyze_tools *t, const char *text, val *out, struct err *e)
{
	const struct route_task none = {.crew = ""};
	val v;

	if (!t->route && !(t->route = route_open_domain(t->config, t->domain, e)))
		return -1;
	buf_clear(&t->json);
	route_decide(t->route, text, strlen(text), &none, false, &t->json);
	v = val_parse(t->json.p, t->json.n, e);
	if (val_kind(v) == VAL_NONE) {
		val_free(v);
		return -1;
	}
	*out = val_bool(v, "unknown", true) ? val_array() : val_get_array(v, "intents");
	val_free(v);
	return 0;
}

/* ---- what is no topic ---- */

static bool is_social(const char *crew)
{
	return strcmp(crew, "greet") == 0 || strcmp(crew, "human") == 0;
}

/* A domain without intents.yaml has none that could be known. */
static void read_crews(struct analyze_tools *t)
{
	struct intents *s = intents_new();
	char *path = domain_path(t->domain, "intents.yaml");
	const struct classifier_example *x;
	struct err e;
	size_t n = 0;

	t->crews = map_new();
	x = intents_read(s, path, &e) == 0 ? intents_examples(s, &n) : NULL;
	for (size_t i = 0; i < n; i++)
		if (x[i].label && x[i].note)
			*map_at(t->crews, x[i].label, strlen(x[i].label), NULL) = is_social(x[i].note);
	free(path);
	intents_free(s);
}

bool analyze_tools_social(struct analyze_tools *t, const char *intent, const char *crew)
{
	const uint64_t *known;

	if (crew && *crew)
		return is_social(crew);
	if (!t->crews)
		read_crews(t);
	known = map_find(t->crews, intent, strlen(intent));
	return known && *known;
}

/* ---- one text ---- */

int analyze_text(struct analyze_tools *t, const char *text, size_t n, date_ms now, val *out, struct err *e)
{
	struct sentiment s;
	val entities = val_null();

	if (t->mentions && analyze_tools_mentions(t, text, n, now, &entities, e) != 0)
		return -1;
	sentiment_of(t->model, text, n, &s);
	*out = val_set(val_object(), "sentiment", analyze_mood_value(&s));
	if (t->mentions)
		*out = val_set(*out, "entities", entities);
	return 0;
}
