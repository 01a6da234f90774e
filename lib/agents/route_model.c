#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"
#include "services/examples.h"
#include "services/intents.h"

#include "agents/route.h"
#include "agents/route_private.h"

static struct route *over(struct classifier *model)
{
	struct route *r;

	if (!model)
		return NULL;
	r = mem_zalloc(sizeof(*r));
	r->model = model;
	return r;
}

struct route *route_open(const char *path, struct err *e)
{
	return over(classifier_load(path, e));
}

void route_free(struct route *r)
{
	if (!r)
		return;
	classifier_free(r->model);
	free(r);
}

static struct classifier *train(const struct domain *d, const char *sentences, struct err *e)
{
	struct intents *s = intents_new();
	const struct classifier_example *x;
	struct classifier_report report;
	struct classifier *c = NULL;
	const char *lang;
	size_t n;

	if (intents_read(s, sentences, e) == 0) {
		lang = intents_lang(s);
		x = intents_examples(s, &n);
		c = classifier_train(lang ? lang : domain_language(d), x, n, &report, e);
		if (c)
			log_info("%s: trained routing on %d sentences of %d intents, accuracy %.1f %% (cross-validated)",
					 domain_name(d), report.examples, report.classes, 100 * report.accuracy);
		else
			(void)err_prefix(e, "%s", sentences);
	}
	intents_free(s);
	return c;
}

/* Trains anew and keeps the model for the next time; one that cannot be kept serves all the same. */
static struct classifier *renew(const struct domain *d, const char *sentences, const char *path, uint64_t stamp,
								struct err *e)
{
	struct classifier *c = train(d, sentences, e);
	char *folder = os_dir(path);
	struct err why;

	if (c && (os_make_dirs(folder, &why) != 0 || classifier_save(c, path, stamp, &why) != 0))
		log_warn("the routing model is not kept: %s", why.msg);
	free(folder);
	return c;
}

struct route *route_open_domain(const struct config *c, const struct domain *d, struct err *e)
{
	char *sentences = domain_path(d, "intents.yaml");
	char *name = mem_printf("%s-route.model", domain_name(d));
	char *path = os_join(config_derived(c), name);
	struct classifier *model = NULL;
	struct err why;
	uint64_t stamp;

	if (examples_stamp((const char *const[]){sentences}, 1, &stamp, e) == 0) {
		model = classifier_load(path, &why);
		if (!model && why.kind != ERR_NOINPUT)
			log_info("%s", why.msg);
		if (model && classifier_stamp(model) != stamp) {
			classifier_free(model);
			model = NULL;
		}
		if (!model)
			model = renew(d, sentences, path, stamp, e);
	}
	free(path);
	free(name);
	free(sentences);
	return over(model);
}
