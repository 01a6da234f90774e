#include <stdlib.h>
#include <string.h>

#include "text/person.h"

#include "agents/greet.h"

/* The customer that the store knows; VAL_NULL for a stranger. The caller frees. */
static val known_customer(val context)
{
	return val_get(context, "customer");
}

/* The name to greet with, NULL when there is none. New memory. */
static char *first_name(val message, val customer)
{
	return person_first(val_str(customer, "name", val_str(message, "customer.name", "")));
}

/* Calendar days in the shop's zone, so that last night is not "today". */
static const char *since(const struct domain *d, val context, date_ms now)
{
	const char *ts = val_str(context, "last_interaction.ts", NULL);
	date_ms then;
	long days;

	if (!ts || date_parse(ts, &then, NULL) != 0)
		return NULL;
	days = date_to_local(domain_zone(d), now).epoch_day - date_to_local(domain_zone(d), then).epoch_day;
	return days < 1 ? "today" : days < 7 ? "week" : days < 30 ? "month" : "earlier";
}

/* The preferred address, else the first; VAL_NULL when there is none. */
static val last_address(val customer)
{
	val list = val_get(customer, "addresses"), best = val_at(list, 0);

	for (int i = 0; i < val_len(list); i++) {
		val a = val_at(list, i);

		if (val_bool(a, "preferred", val_bool(a, "is_preferred", false))) {
			val_free(best);
			best = a;
			break;
		}
		val_free(a);
	}
	val_free(list);
	return best;
}

/* Does the shop know that it is this very person who writes? */
static bool verified(val message, val customer)
{
	const char *phone = val_str(customer, "phone", NULL);

	if (val_bool(customer, "verified", false))
		return true;
	return phone && strcmp(val_str(message, "channel", ""), "whatsapp") == 0 &&
		   strcmp(val_str(message, "customer.phone", ""), phone) == 0;
}

/* Whole for who agreed to be served with it, not at all for who refused, else without number and complement. */
static val shown_address(val message, val context, val customer)
{
	val a = last_address(customer), copy;
	bool refused = !val_bool(customer, "consent.service", true) || !val_bool(customer, "consent.address", true);

	if (!val_bool(context, "new", false) || refused || !verified(message, customer) || !val_str(a, "street", NULL)) {
		val_free(a);
		return val_null();
	}
	if (val_bool(customer, "consent.address", false) || val_bool(customer, "consent.service", false))
		return a;
	copy = val_set(val_copy(a), "number", val_null());
	val_free(a);
	return val_set(copy, "complement", val_null());
}

/* What the last talk was about, in the domain's words; VAL_NULL when unknown or nameless. */
static val topic_words(struct domain *d, val context)
{
	const char *topic = val_str(context, "last_interaction.topic", NULL);
	char *words;
	val v = val_null();

	if (!topic)
		return v;
	words = domain_render(d, "topic", val_set_str(val_object(), "intent", topic), NULL);
	if (words && *words)
		v = val_of_str(words);
	free(words);
	return v;
}

static val facts_of(val customer)
{
	const char *id = val_str(customer, "id", NULL);

	return id ? val_push(val_array(), val_of_str(id)) : val_array();
}

int greet_compose(struct domain *d, val message, val context, date_ms now, struct greet *out, struct err *e)
{
	val customer = known_customer(context), in = val_object();
	const char *when = since(d, context, now);
	char *name = first_name(message, customer);

	in = val_set(in, "known", val_true(val_is(customer)));
	in = val_set_str(in, "first_name", name);
	in = val_set_str(in, "since", when);
	in = val_set(in, "topic", topic_words(d, context));
	in = val_set(in, "address", shown_address(message, context, customer));
	out->branch = !val_is(customer) ? "unknown" : when ? when : "first";
	out->facts = facts_of(customer);
	out->text = domain_render(d, "greeting", in, e);
	free(name);
	val_free(customer);
	if (out->text)
		return 0;
	greet_free(out);
	return -1;
}

int greet_short(struct domain *d, const char *name, val message, val context, struct greet *out, struct err *e)
{
	val customer = known_customer(context);
	char *first = first_name(message, customer);

	out->branch = name;
	out->facts = facts_of(customer);
	out->text = domain_render(d, name, val_set_str(val_object(), "first_name", first), e);
	free(first);
	val_free(customer);
	if (out->text)
		return 0;
	greet_free(out);
	return -1;
}

void greet_free(struct greet *g)
{
	free(g->text);
	g->text = NULL;
	val_free(g->facts);
	g->facts = val_null();
}
