#include <string.h>

#include "agents/enrich_private.h"

#define DAY 86400000LL

/* Adds what an offer was of to quiet. */
static val add_ids(val quiet, val offer)
{
	static const char *const kinds[] = {"products", "services", "advice"};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		val ids = val_get_array(offer, kinds[k]);

		for (int i = 0; i < val_len(ids); i++)
			quiet = val_push(quiet, val_at(ids, i));
		val_free(ids);
	}
	return quiet;
}

/* An offer is not repeated for some days, nor in its conversation; one that was declined for much longer. */
static void read_offer(struct enrich_keep *k, val offer, int *here)
{
	bool declined = strcmp(val_str(offer, "outcome", ""), "declined") == 0;
	bool same = k->ask->conversation && strcmp(val_str(offer, "conversation", "\n"), k->ask->conversation) == 0;
	double days = declined ? enrich_conf(k->x, "declined_days", 90) : enrich_conf(k->x, "repeat_days", 7);
	date_ms at;

	if (k->ask->message && strcmp(val_str(offer, "id", "\n"), k->ask->message) == 0)
		return; /* this very message, once more */
	*here += same;
	k->silent = k->silent || (same && declined);
	if (date_parse(val_str(offer, "ts", ""), &at, NULL) != 0)
		return;
	if (!same && (double)(k->ask->now - at) >= days * DAY)
		return;
	k->quiet = add_ids(k->quiet, offer);
	/* Not another thing that is due right behind the first. */
	if (strcmp(val_str(offer, "type", ""), "timing_based") == 0)
		k->rules = val_push(k->rules, val_get(offer, "rule"));
}

void enrich_keep_read(struct enrich_keep *k, const struct enrich *x, const struct enrich_ask *ask,
					  const struct enrich_facts *f)
{
	int here = 0;

	*k = (struct enrich_keep){.x = x, .ask = ask, .f = f, .quiet = val_array(), .rules = val_array()};
	for (int i = 0; i < val_len(f->offers); i++) {
		val offer = val_at(f->offers, i);

		read_offer(k, offer, &here);
		val_free(offer);
	}
	k->silent = k->silent || here >= (int)enrich_conf(x, "per_conversation", 2);
	k->marketing = val_bool(ask->customer, "consent.marketing", true);
}

void enrich_keep_free(struct enrich_keep *k)
{
	val_free(k->quiet);
	val_free(k->rules);
}

bool enrich_keep_rule(const struct enrich_keep *k, const char *name, const char *type)
{
	return !k->silent && !val_array_has(k->rules, name) && (k->marketing || strcmp(type, "timing_based") != 0);
}

static bool bought_lately(const struct enrich_keep *k, const char *id)
{
	double days = enrich_conf(k->x, "bought_days", 30);
	bool lately = false;

	for (int i = 0; i < val_len(k->f->bought) && !lately; i++) {
		val line = val_at(k->f->bought, i);

		lately = strcmp(val_str(line, "product", ""), id) == 0 && val_num(line, "days", 1e9) < days;
		val_free(line);
	}
	return lately;
}

bool enrich_keep_product(const struct enrich_keep *k, val product, bool again)
{
	const char *id = val_str(product, "id", NULL);

	if (!id || val_num(product, "stock", 1) <= 0 || val_array_has(k->quiet, id))
		return false;
	if (strcmp(val_str(k->f->product, "id", "\n"), id) == 0 || val_array_has(k->f->shown, id))
		return false;
	return again || !bought_lately(k, id);
}

static bool has_service(val visits, const char *id, double days)
{
	bool has = false;

	for (int i = 0; i < val_len(visits) && !has; i++) {
		val v = val_at(visits, i);

		has = strcmp(val_str(v, "service", ""), id) == 0 && val_num(v, "days", 1e9) < days;
		val_free(v);
	}
	return has;
}

bool enrich_keep_service(const struct enrich_keep *k, val service)
{
	const char *id = val_str(service, "id", NULL);

	return id && !val_array_has(k->quiet, id) && !has_service(k->f->coming, id, 1e9) &&
		   !has_service(k->f->visits, id, enrich_conf(k->x, "bought_days", 30));
}

bool enrich_keep_advice(const struct enrich_keep *k, const char *id)
{
	return !val_array_has(k->quiet, id);
}
