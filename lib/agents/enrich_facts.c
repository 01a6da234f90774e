#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "services/entity.h"
#include "services/offer.h"

#include "agents/enrich_private.h"

#define MOST_BOUGHT 64             /* different products of the newest orders */
#define LATER (400LL * 86400000LL) /* appointments to come are looked for until then */
#define CLEAR_COVER 0.8            /* of a product that the text is plainly about */

/* ---- time ---- */

static bool time_of(val v, date_ms *at)
{
	const char *text = val_str(v, "date", val_str(v, "start", val_str(v, "ts", val_str(v, "created", NULL))));

	return text && date_parse(text, at, NULL) == 0;
}

/* v (consumed) with "days": calendar days of the shop since it was; below 0 when it is to come. */
static val with_days(const struct enrich *x, val v, date_ms now)
{
	const char *zone = domain_zone(x->d);
	date_ms at;

	if (!time_of(v, &at))
		return v;
	return val_set_int(v, "days", date_to_local(zone, now).epoch_day - date_to_local(zone, at).epoch_day);
}

static val clock_of(const struct domain *d, date_ms now)
{
	struct date_local l = date_to_local(domain_zone(d), now);
	char date[32];
	val v = val_set_int(val_object(), "epoch", now / 1000);

	(void)snprintf(date, sizeof(date), "%04d-%02d-%02d", l.year, l.month, l.day);
	v = val_set_int(val_set_str(v, "date", date), "month", l.month);
	v = val_set_int(val_set_int(v, "day", l.day), "hour", l.hour);
	return val_set_int(val_set_int(v, "minute", l.minute), "weekday", l.wday);
}

/* ---- appointments ---- */

/* An appointment (consumed) with what the domain says of its service: name and category. */
static val with_service(val services, val visit)
{
	for (int i = 0; i < val_len(services); i++) {
		val s = val_at(services, i);

		if (strcmp(val_str(s, "id", ""), val_str(visit, "service", "\n")) == 0) {
			visit = val_set_str(visit, "category", val_str(s, "category", NULL));
			visit = val_set_str(visit, "name", val_str(s, "name", NULL));
		}
		val_free(s);
	}
	return visit;
}

static bool has_status(val v, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(val_str(v, "status", ""), *names) == 0)
			return true;
	return false;
}

/* Splits what is booked at now: what was missed or called off was no visit. */
static int read_visits(struct enrich *x, const struct enrich_ask *ask, struct enrich_facts *f, struct err *e)
{
	static const char *const off[] = {"cancel", "cancelled", "canceled", "no_show", NULL};
	const struct entity_span span = {"appointment", val_str(ask->customer, "id", ""), ask->now + LATER,
									 3 * ENRICH_APPOINTMENTS};
	val all, services;

	if (entity_newest(x->db, domain_name(x->d), &span, &all, e) != 0)
		return -1;
	services = val_get_array(domain_conf(x->d), "services");
	for (int i = 0; i < val_len(all); i++) {
		val v = with_service(services, val_at(all, i));
		date_ms at = 0;

		if (has_status(v, off) || !time_of(v, &at))
			val_free(v);
		else if (at >= ask->now)
			f->coming = val_push(f->coming, with_days(x, v, ask->now));
		else if (val_len(f->visits) < ENRICH_APPOINTMENTS)
			f->visits = val_push(f->visits, with_days(x, v, ask->now));
		else
			val_free(v);
	}
	val_free(services);
	val_free(all);
	return 0;
}

/* ---- orders ---- */

/* The lines of an order that are of products not seen yet, added to lines. */
static val add_lines(val lines, struct map *seen, val order)
{
	val all = val_get_array(order, "lines");

	for (int i = 0; i < val_len(all) && val_len(lines) < MOST_BOUGHT; i++) {
		val line = val_at(all, i), v = val_object();
		const char *id = val_str(line, "product", NULL);
		bool fresh = false;

		if (id)
			(void)map_at(seen, id, strlen(id), &fresh);
		if (fresh) {
			v = val_set_str(val_set_str(v, "product", id), "name", val_str(line, "text", NULL));
			v = val_set(val_set_str(v, "order", val_str(order, "id", "")), "days", val_get(order, "days"));
			v = val_set(val_set(v, "quantity", val_get(line, "quantity")), "category", val_null());
			lines = val_push(lines, v);
		} else {
			val_free(v);
		}
		val_free(line);
	}
	val_free(all);
	return lines;
}

/* What the shop says of the products now, over what the orders say. Consumes lines. */
static int with_products(struct enrich *x, val lines, val *out, struct err *e)
{
	const char *ids[MOST_BOUGHT];
	val line[MOST_BOUGHT], product[MOST_BOUGHT];
	int n = val_len(lines), st;

	for (int i = 0; i < n; i++) {
		line[i] = val_at(lines, i);
		ids[i] = val_str(line[i], "product", "");
	}
	st = product_list(x->crew.products, ids, n, product, e);
	*out = val_array();
	for (int i = 0; i < n; i++) {
		if (st == 0 && val_is(product[i])) {
			line[i] = val_set_str(line[i], "name", val_str(product[i], "name", ""));
			line[i] = val_set_str(line[i], "category", val_str(product[i], "category", NULL));
			line[i] = val_set(line[i], "attributes", val_get(product[i], "attributes"));
		}
		if (st == 0)
			val_free(product[i]);
		*out = val_push(*out, line[i]);
	}
	val_free(lines);
	if (st != 0) {
		val_free(*out);
		*out = val_array();
	}
	return st;
}

/* What was asked for and not yet bought, or called off, is no purchase. */
static int read_orders(struct enrich *x, const struct enrich_ask *ask, struct enrich_facts *f, val *orders,
					   struct err *e)
{
	static const char *const off[] = {"draft", "sent", "cancel", "cancelled", "canceled", NULL};
	const struct entity_span span = {"order", val_str(ask->customer, "id", ""), ask->now + 1, ENRICH_ORDERS};
	struct map *seen;
	val all, lines = val_array();

	if (entity_newest(x->db, domain_name(x->d), &span, &all, e) != 0) {
		val_free(lines);
		return -1;
	}
	seen = map_new();
	*orders = val_array();
	for (int i = 0; i < val_len(all); i++) {
		val order = val_at(all, i);

		if (has_status(order, off)) {
			val_free(order);
			continue;
		}
		order = with_days(x, order, ask->now);
		lines = add_lines(lines, seen, order);
		*orders = val_push(*orders, order);
	}
	map_free(seen);
	val_free(all);
	val_free(f->bought);
	return with_products(x, lines, &f->bought, e);
}

/* ---- what the talk is about ---- */

/* What the text plainly names, or points at among what was shown. Null when neither. */
static int named(struct enrich *x, const struct enrich_ask *ask, val *product, struct err *e)
{
	const struct crew_ask asked = {
		.text = ask->text, .whole = ask->text, .intent = "", .task = ask->task, .now = ask->now};
	val found;
	int focus, how = crew_find_products(&x->crew, &asked, 1, &found, &focus, NULL, e);

	*product = val_null();
	if (how < 0)
		return -1;
	if (how == CREW_NAMED || how == CREW_SHOWN) {
		val first = val_at(found, 0);

		if (how == CREW_SHOWN ||
			(val_num(first, "cover", 0) >= CLEAR_COVER && crew_is_called(&x->crew, first, ask->text)))
			*product = val_copy(first);
		val_free(first);
	}
	val_free(found);
	return 0;
}

static int read_talk(struct enrich *x, const struct enrich_ask *ask, struct enrich_facts *f, struct err *e)
{
	val_free(f->shown);
	f->shown = val_get_array(ask->task, "products");
	if (ask->text && *ask->text && (val_len(f->shown) > 0 || crew_names_something(ask->text)) &&
		named(x, ask, &f->product, e) != 0)
		return -1;
	if (val_is(f->product) || val_len(f->shown) == 0)
		return 0;
	val_free(f->product);
	return crew_focus(&x->crew, ask->task, &f->product, e);
}

/* ---- all of it ---- */

void enrich_facts_free(struct enrich_facts *f)
{
	val_free(f->in);
	val_free(f->product);
	val_free(f->shown);
	val_free(f->bought);
	val_free(f->visits);
	val_free(f->coming);
	val_free(f->offers);
}

static val object_of(const struct enrich *x, const struct enrich_ask *ask, const struct enrich_facts *f, val orders)
{
	val in = val_set(val_object(), "customer", val_copy(ask->customer));

	in = val_set_str(in, "text", ask->text);
	in = val_set(val_set(in, "product", val_copy(f->product)), "shown", val_copy(f->shown));
	in = val_set(val_set(in, "orders", orders), "bought", val_copy(f->bought));
	in = val_set(val_set(in, "appointments", val_copy(f->visits)), "upcoming", val_copy(f->coming));
	in = val_set(in, "last_appointment", val_at(f->visits, 0));
	return val_set(in, "now", clock_of(x->d, ask->now));
}

int enrich_facts_read(struct enrich *x, const struct enrich_ask *ask, struct enrich_facts *f, struct err *e)
{
	val orders = val_null();
	const char *id = val_str(ask->customer, "id", "");

	*f = (struct enrich_facts){val_null(), val_null(), val_array(), val_array(), val_array(), val_array(), val_array()};
	if (read_talk(x, ask, f, e) != 0 || read_visits(x, ask, f, e) != 0 || read_orders(x, ask, f, &orders, e) != 0)
		goto bad;
	val_free(f->offers);
	if (offer_newest(x->db, domain_name(x->d), id, ask->now + 1, ENRICH_OFFERS, &f->offers, e) != 0) {
		f->offers = val_null();
		goto bad;
	}
	f->in = object_of(x, ask, f, orders);
	return 0;
bad:
	val_free(orders);
	enrich_facts_free(f);
	return -1;
}

static uint64_t hash_members(val list, const char *const *members, uint64_t hash)
{
	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);

		for (const char *const *m = members; *m; m++) {
			const char *text = val_str(v, *m, "");

			hash = map_hash(text, strlen(text) + 1, hash);
		}
		val_free(v);
	}
	return hash;
}

uint64_t enrich_facts_hash(const struct enrich_facts *f)
{
	static const char *const bought[] = {"order", "product", NULL};
	static const char *const visit[] = {"id", "service", "start", NULL};
	uint64_t hash = hash_members(f->bought, bought, 1);

	return hash_members(f->coming, visit, hash_members(f->visits, visit, hash));
}
