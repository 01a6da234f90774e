/* analytics: what the value of a filter is in the store: people write it otherwise. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/fold.h"
#include "text/number.h"

#include "services/analytics_private.h"

#define MOST_KEYS 20 /* that one name stands for */

static void add(val *keys, const char *key)
{
	if (!val_array_has(*keys, key) && val_len(*keys) < MOST_KEYS)
		*keys = val_push(*keys, val_of_str(key));
}

/* ---- names ---- */

val analytics_title(const struct domain *d, const char *type, const char *id)
{
	char *path = mem_printf("categories.%s.title", id);
	bool category = strcmp(type, "category") == 0, service = strcmp(type, "service") == 0;
	val title = category ? val_get(domain_conf(d), path) : val_null();

	free(path);
	if (!service && strcmp(type, "professional") != 0)
		return title;
	val all = val_get_array(domain_conf(d), service ? "services" : "professionals");
	for (int i = 0; i < val_len(all); i++) {
		val one = val_at(all, i);

		if (strcmp(val_str(one, "id", val_str(one, "key", "")), id) == 0) {
			val_free(title);
			title = val_get(one, "name");
		}
		val_free(one);
	}
	val_free(all);
	return title;
}

struct named { /* the keys of what is called so */
	const struct domain *d;
	const char *type, *folded;
	val keys;
};

/* A row of key and the text that stands for it in tables, where the domain has no title. */
static int take(void *cookie, const char *const *cell, int n, struct err *e)
{
	struct named *x = cookie;
	val title = analytics_title(x->d, x->type, cell[0] ? cell[0] : "");
	char *folded = fold_dup(val_text(title, cell[1] ? cell[1] : ""));

	(void)n;
	(void)e;
	if (strcmp(folded, x->folded) == 0)
		add(&x->keys, cell[0]);
	free(folded);
	val_free(title);
	return 0;
}

static int add_named(struct sql *db, struct named *x, struct err *e)
{
	static const char query[] = "SELECT DISTINCT key, text FROM analysis_days WHERE domain = $1 AND dimension = $2";
	val params = val_push(val_push(val_array(), val_of_str(domain_name(x->d))), val_of_str(x->type));

	return sql_cells(db, query, params, take, x, e);
}

/* ---- entities ---- */

/* "54,90", "R$ 54,90", "54.9": as amounts are kept. */
static int read_money(const char *folded, char out[32], struct err *e)
{
	const char *s = folded, *stop = folded + strlen(folded);
	struct number x;
	char *end;
	double plain = strtod(folded, &end);

	if (isdigit((unsigned char)*folded) && !*end && !strchr(folded, ',') && stop - folded < 12)
		(void)snprintf(out, 32, "%.2f", plain);
	else if (number_next(&s, stop, &x) && x.start == folded && x.end == stop)
		(void)snprintf(out, 32, "%lld.%02d", (long long)(x.cents / 100), (int)(x.cents % 100));
	else
		return err_set(e, ERR_USAGE, "\"%.40s\" is no amount: write it as 54,90", folded);
	return 0;
}

static int entity_keys(struct sql *db, const struct domain *d, const char *type, const char *value, val *keys,
					   struct err *e)
{
	char *folded = fold_dup(value), amount[32] = "";
	struct named x = {d, type, folded, val_null()};
	bool money = strcmp(type, "money") == 0;
	int st = money ? read_money(folded, amount, e) : 0;

	add(keys, value);
	add(keys, money ? amount : folded);
	if (st == 0 && !money && strcmp(type, "product") != 0 && analytics_telling(type) == ANALYTICS_OPEN) {
		x.keys = *keys;
		st = add_named(db, &x, e);
		*keys = x.keys;
	}
	free(folded);
	return st;
}

/* ---- columns ---- */

/* Channels, crews, topics, reasons and sentiments are small words; a sentiment is one of three. */
static int column_key(const char *column, const char *value, val *keys, struct err *e)
{
	char *small = mem_dup(value);

	for (char *p = small; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	add(keys, strcmp(column, "customer") == 0 ? value : small);
	free(small);
	if (strcmp(column, "sentiment") == 0 && *value && !val_array_has(*keys, "positive") &&
		!val_array_has(*keys, "neutral") && !val_array_has(*keys, "negative"))
		return err_set(e, ERR_USAGE, "\"%.40s\" is no sentiment: take positive, neutral or negative", value);
	return 0;
}

int analytics_keys(struct sql *db, const struct domain *d, const struct analytics_field *f, const char *value,
				   val *keys, struct err *e)
{
	*keys = val_array();
	if (*value && f->kind == ANALYTICS_BY_ENTITY)
		return entity_keys(db, d, f->name, value, keys, e);
	if (f->kind == ANALYTICS_BY_COLUMN)
		return column_key(f->name, value, keys, e);
	add(keys, value);
	return 0;
}
