/* Profiles on both stores: what is merged and how, what is refused, what is told of it, what is learnt. */
#include "../store.h"
#include "../t.h"

#include "io/schema.h"
#include "services/customer.h"
#include "services/outbox.h"
#include "services/profile.h"

#define NOW 1781700000000LL /* 2026-06-17T12:40:00Z */

static struct err e;
static struct sql *db;
static struct domain *d;

static val parse(const char *json)
{
	val v = val_parse(json, strlen(json), &e);

	if (val_kind(v) == VAL_NONE)
		printf("# %s: %s\n", e.msg, json);
	return v;
}

static int update(const char *customer, const char *source, const char *event, const char *json, val *out)
{
	struct profile_change c = {.customer = customer, .event = event, .source = source, .data = parse(json), .now = NOW};
	int st = profile_update(db, d, &c, out, &e);

	val_free(c.data);
	return st;
}

static int set(const char *customer, const char *json)
{
	return update(customer, "purchase", NULL, json, NULL);
}

/* The JSON of a member of a profile. New memory. */
static char *member(const char *key, const char *path)
{
	struct buf b = {0};
	val v, x;

	if (profile_get(db, d, key, &v, &e) != 0)
		return mem_dup(e.msg);
	x = val_get(v, path);
	val_dump(x, &b);
	val_free(x);
	val_free(v);
	return b.p;
}

static void has(const char *key, const char *path, const char *want, const char *name)
{
	char *got = member(key, path);

	t_str(got, want, name);
	free(got);
}

static void refused(const char *json, const char *why, const char *name)
{
	e.msg[0] = 0;
	t_int(set("u1", json), -1, name);
	t_ok(e.kind == ERR_DATA && strstr(e.msg, why), why);
	if (!strstr(e.msg, why))
		printf("# %s\n", e.msg);
}

static void try_update(void)
{
	val out;

	t_int(update("u1", "conversation", "e1", "{\"name\":\" Ana Souza \"}", &out), 1, "an id that nobody has");
	t_ok(val_bool(out, "created", false), "makes a customer");
	t_str(val_str(out, "fields.0", NULL), "name", "and the field is told");
	val_free(out);
	has("u1", "name", "\"Ana Souza\"", "a name without spaces around it");
	t_int(update("u1", "conversation", "e1", "{\"name\":\"Bia\"}", &out), 0, "an event that was taken before");
	t_str(val_str(out, "profile.name", NULL), "Ana Souza", "changes nothing, and gives what there is");
	val_free(out);
	t_int(set("u1", "{\"name\":\"Ana Souza\"}"), 0, "the same again is nothing new");
	t_int(set("u1", "{\"name\":{\"first_name\":\"Ana\",\"last_name\":\"Lima\"}}"), 1, "a name in parts");
	has("u1", "name", "\"Ana Lima\"", "is one text");
	t_int(set("u2", "{\"name\":\"Tatiane Ferreira dos Santos\"}"), 1, "a name of four words");
	t_int(set("u2", "{\"name\":{\"first_name\":\"Ana\"}}"), 1, "a first name alone");
	has("u2", "name", "\"Ana Ferreira dos Santos\"", "leaves the rest");
	t_int(set("u2", "{\"name\":{\"last_name\":\"Silva\"}}"), 1, "a last name alone");
	has("u2", "name", "\"Ana Silva\"", "leaves the first");
	t_int(set("u2", "{\"name\":{\"last_name\":null}}"), 1, "null takes a part out");
	has("u2", "name", "\"Ana\"", "and leaves the other");
	t_int(set("u2", "{\"name\":{\"first_name\":null,\"last_name\":null}}"), 1, "both");
	has("u2", "name", "null", "are the name");
	t_int(set("u2", "{\"name\":{\"last_name\":\"Silva\"}}"), 1, "a part where there is no name");
	has("u2", "name", "\"Silva\"", "is the name");
	t_int(set("u1", "{\"preferences\":{\"a\":1,\"b.c\":\"x\"}}"), 1, "preferences");
	t_int(set("u1", "{\"preferences\":{\"a\":2,\"d\":[1]}}"), 1, "are merged by their keys");
	has("u1", "preferences", "{\"a\":2,\"b.c\":\"x\",\"d\":[1]}", "the new value stands");
	t_int(set("u1", "{\"preferences\":{\"a\":null,\"z\":null}}"), 1, "null");
	has("u1", "preferences", "{\"b.c\":\"x\",\"d\":[1]}", "takes one out");
	t_int(set("u1", "{\"contact_info\":{\"phone\":\"(11) 9888-7777\",\"email\":\"Ana@Example.com\",\"insta\":\"@a\"}}"),
		  1, "contacts");
	has("u1", "phone", "\"+5511998887777\"", "a phone in its normal form with the ninth digit");
	has("u1", "email", "\"ana@example.com\"", "an e-mail in lower case");
	has("u1", "contact_info", "{\"insta\":\"@a\"}", "others beside them");
	has("11 99888-7777", "id", "\"u1\"", "found by the phone");
	t_int(update("u1", "conversation", NULL, "{\"contact_info\":{\"phone\":\"11 97777-6666\"}}", NULL), 1, "a claim");
	has("u1", "phone", "\"+5511998887777\"", "changes no phone");
	has("u1", "contact_info.phone", "\"+5511977776666\"", "and is kept beside it");
	has("u1", "update_history.0",
		"{\"timestamp\":\"2026-06-17T12:40:00.000Z\",\"source\":\"conversation\",\"fields\":[\"name\"]}", "history");
	for (int i = 0; i < 30; i++) {
		char json[64];

		(void)snprintf(json, sizeof(json), "{\"preferences\":{\"n\":%d}}", i);
		(void)set("u1", json);
	}
	has("u1", "update_history.19.source", "\"purchase\"", "history has twenty");
	has("u1", "update_history.20", "null", "and no more");
}

static void try_refusals(void)
{
	refused("{\"recent_purchases\":[],\"name\":\"X\",\"vip\":1}", "not recent_purchases, vip", "derived members");
	refused("[]", "must be an object", "an array");
	refused("{\"name\":7}", "name must be a text", "a number for a name");
	refused("{\"name\":\" \"}", "name is empty", "an empty name");
	refused("{\"name\":\"a\\nb\"}", "control character", "a name of two lines");
	refused("{\"name\":{\"nick\":\"a\"}}", "no \"nick\"", "a name's part that is none");
	refused("{\"name\":{\"first_name\":\"Ana\",\"last_name\":5}}", "name: last_name must be a text",
			"a number in parts");
	refused("{\"name\":{\"first_name\":\" \"}}", "name: first_name is empty", "an empty part");
	refused("{\"name\":{}}", "says nothing", "no part");
	refused("{\"contact_info\":{\"phone\":\"123\"}}", "phone is none", "a phone that is none");
	refused("{\"contact_info\":{\"email\":\"x\"}}", "email is none", "an e-mail that is none");
	refused("{\"preferences\":[1]}", "preferences must be an object", "preferences that are none");
	refused("{\"preferences\":{\"\":1}}", "1 to 100", "a preference without a name");
	refused("{\"addresses\":[{\"city\":\"X\"}]}", "a street or a zip", "an address of nowhere");
	refused("{\"addresses\":[{\"street\":\"X\",\"door\":1}]}", "no \"door\"", "an address's member that is none");
	refused("{\"addresses\":[{\"street\":[]}]}", "street must be a text", "a street that is none");
	refused("{\"addresses\":[{\"street\":\"X\",\"zip\":999}]}", "zip must be a text of eight digits",
			"a number for a zip");
	refused("{\"addresses\":[{\"street\":\"X\",\"zip\":\"999\",\"country\":\"Brasil\"}]}", "zip must be",
			"a short one");
	has("u1", "name", "\"Ana Lima\"", "nothing of it is kept");
	t_int(update("+5511900000009", "x", NULL, "{}", NULL), -1, "a phone that nobody has is no id");
	t_int(update("", "x", NULL, "{}", NULL), -1, "without a customer");
	t_int(update("u1", NULL, NULL, "{}", NULL), -1, "without a source");
}

static void try_addresses(void)
{
	t_int(set("a0", "{\"addresses\":{\"street\":\"Calle 1\",\"zip\":\"C1002\",\"country\":\"Argentina\"}}"), 1,
		  "a zip of another land");
	has("a0", "addresses.0.zip", "\"C1002\"", "is kept as it is");
	t_int(set("a1", "{\"addresses\":{\"street\":\"Rua das Acácias\",\"number\":120,\"zip\":\"04110-000\","
					"\"preferred\":true}}"),
		  1, "an address");
	t_int(set("a1", "{\"addresses\":[{\"street\":\"RUA DAS ACACIAS\",\"number\":\"120\",\"zip\":\"04110000\"}]}"), 0,
		  "the same in other letters");
	has("a1", "addresses.1", "null", "is not put in twice");
	has("a1", "addresses.0.number", "\"120\"", "a number is kept as a text");
	t_int(set("a1", "{\"addresses\":[{\"street\":\"rua das acácias\",\"number\":\"120\",\"zip\":\"04110000\","
					"\"complement\":\"ap 4\"}]}"),
		  1, "what it lacks");
	has("a1", "addresses.0.complement", "\"ap 4\"", "is filled in");
	has("a1", "addresses.0.street", "\"Rua das Acácias\"", "what it has stays");
	t_int(set("a1", "{\"addresses\":[{\"street\":\"B\",\"preferred\":true},{\"street\":\"C\",\"preferred\":true}]}"), 1,
		  "two that are preferred");
	has("a1", "addresses.0.preferred", "false", "the older one is not any more");
	has("a1", "addresses.1.preferred", "false", "nor the first of them");
	has("a1", "addresses.2.preferred", "true", "the newest is");
	for (int i = 0; i < 30; i++) {
		char json[96];

		(void)snprintf(json, sizeof(json), "{\"addresses\":[{\"street\":\"S %d\"}]}", i);
		(void)set("a1", json);
	}
	has("a1", "addresses.0.street", "\"C\"", "the preferred one outlives the oldest");
	has("a1", "addresses.19.street", "\"S 29\"", "twenty are kept");
}

static void put_record(const char *entity, const char *id, const char *customer, long long at, const char *data)
{
	val p = val_push(val_push(val_array(), val_of_str("cosmeticos")), val_of_str(entity));

	p = val_push(val_push(val_push(p, val_of_str(id)), val_of_str(data)), val_of_str(customer));
	t_int(sql_exec(db,
				   "INSERT INTO records (domain, entity, id, data, active, updated_at, customer, at)"
				   " VALUES ($1, $2, $3, $4, 1, 0, $5, $6)",
				   val_push(p, val_of_int(at)), &e),
		  1, "a record");
}

static void try_get(void)
{
	val v;

	date_freeze(NOW);
	t_int(profile_get(db, d, "nobody", &v, &e), 0, "somebody unknown");
	t_ok(val_kind(v) == VAL_NONE, "is none");
	val_free(v);
	for (int i = 0; i < 8; i++) {
		char id[16];

		(void)snprintf(id, sizeof(id), "o%d", i);
		put_record("order", id, "u1", 1000 + i, i == 6 ? "{\"status\":\"cancel\"}" : "{\"total\":\"1.00\"}");
	}
	put_record("order", "o9", "other", 5000, "{}");
	put_record("appointment", "p1", "u1", NOW - 1, "{}");
	put_record("appointment", "p2", "u1", NOW + 2, "{}");
	put_record("appointment", "p3", "u1", NOW + 1, "{}");
	has("u1", "recent_purchases.0.id", "\"o7\"", "the newest purchase first");
	has("u1", "recent_purchases.1.id", "\"o5\"", "none that was cancelled");
	has("u1", "recent_purchases.4.id", "\"o2\"", "five");
	has("u1", "recent_purchases.5", "null", "and no more");
	has("u1", "recent_appointments", "[{\"id\":\"p1\"}]", "appointments that have been");
	has("u1", "upcoming_appointments", "[{\"id\":\"p3\"},{\"id\":\"p2\"}]", "those to come, the next first");
	t_int(set("u1", "{\"name\":\"Ana\"}"), 1, "an update of an enriched profile");
	t_int(customer_get(db, "cosmeticos", "u1", &v, &e), 0, "the customer");
	t_ok(!val_has(v, "recent_purchases") && !val_has(v, "upcoming_appointments"), "has nothing derived in it");
	val_free(v);
	t_int(set("u2", "{\"contact_info\":{\"phone\":\"11 99888-7777\"}}"), 1, "a second one with the phone");
	t_int(profile_get(db, d, "+5511998887777", &v, &e), -1, "then the phone says nobody");
	t_ok(e.kind == ERR_DATA && strstr(e.msg, "several"), "and why");
}

static int learn(const char *customer, const char *event, const char *json)
{
	val v = parse(json);
	int st = sql_begin(db, &e);

	if (st == 0)
		st = profile_learn(db, d, customer, v, event, NOW, &e);
	if (st < 0)
		sql_rollback(db);
	else if (sql_commit(db, &e) != 0)
		st = -1;
	val_free(v);
	return st;
}

/* Thousands of mentions, of which the newest stay: what was mentioned first and again at the end too. */
static void learn_many(void)
{
	struct buf b = {0};

	buf_puts(&b, "{\"entities\":[{\"type\":\"product\",\"id\":\"p1\"}");
	for (int i = 1; i <= 3000; i++)
		buf_printf(&b, ",{\"type\":\"order\",\"value\":\"N%d\"}", i);
	buf_puts(&b, ",{\"type\":\"product\",\"id\":\"p1\"}]}");
	t_int(learn("l1", "x4", buf_str(&b)), 1, "a conversation that names thousands");
	buf_free(&b);
	has("l1", "mentioned_entities.0.id", "\"N2952\"", "the newest fifty stay");
	has("l1", "mentioned_entities.48.id", "\"N3000\"", "in their order");
	has("l1", "mentioned_entities.49.id", "\"p1\"", "by when they were named last");
	has("l1", "mentioned_entities.50", "null", "and no more");
}

static void try_learn(void)
{
	static const char one[] =
		"{\"ended\":\"2026-06-17T10:00:00.000Z\",\"topics\":[{\"name\":\"price\",\"weight\":0.6},{\"name\":\"stock\"}],"
		"\"entities\":[{\"type\":\"product\",\"id\":\"p1\",\"text\":\"protetor\"},{\"type\":\"cpf\",\"text\":\"[CPF]\"},"
		"{\"type\":\"order\",\"value\":\"S00042\",\"text\":\"S00042\"}]}";

	t_int(learn("l1", "x1", one), 0, "of nobody nothing is learnt");
	t_int(set("l1", "{}"), 1, "a customer");
	t_int(learn("l1", "x2", one), 1, "of somebody it is");
	t_int(learn("l1", "x2", one), 0, "once");
	t_int(learn("l1", "x3", "{\"topics\":[{\"name\":\"price\"}],\"entities\":[{\"type\":\"product\",\"id\":\"p1\"}]}"),
		  1, "another");
	has("l1", "interests", "{\"price\":2,\"stock\":1}", "topics are counted");
	has("l1", "mentioned_entities.0",
		"{\"type\":\"order\",\"id\":\"S00042\",\"text\":\"S00042\",\"ts\":\"2026-06-17T10:00:00.000Z\"}", "mentions");
	has("l1", "mentioned_entities.1.id", "\"p1\"", "the newest last");
	has("l1", "mentioned_entities.2", "null", "nothing of who it is");
	has("l1", "update_history", "null", "what is learnt is no update");
	learn_many();
}

static void try_events(void)
{
	val all, last;
	int n;

	t_int(outbox_read(db, "cosmeticos", 0, 1000, &all, &e), 0, "the outbox");
	n = val_len(all);
	last = val_at(all, n - 1);
	t_str(val_str(last, "type", NULL), "profile_updated", "tells of a profile");
	t_str(val_str(last, "entity_id", NULL), "l1", "whose");
	val_free(last);
	val_free(all);
	(void)set("u1", "{\"name\":\"Ana\"}");
	t_int(outbox_read(db, "cosmeticos", n, 1000, &all, &e), 0, "after nothing new");
	t_int(val_len(all), 0, "nothing is told");
	val_free(all);
	t_int(sql_exec(db,
				   "INSERT INTO odoo_links (domain, entity, id, remote_id) VALUES ('cosmeticos', 'customer', 'u1', 7)",
				   val_array(), &e),
		  1, "one that Odoo has");
	(void)set("u1", "{\"name\":\"Ana Luz\"}");
	t_int(outbox_read(db, "cosmeticos", n, 1000, &all, &e), 0, "its new name");
	t_str(val_str(all, "1.entity", NULL), "customer", "is told to Odoo too");
	val_free(all);
	(void)update("u1", "odoo", NULL, "{\"name\":\"Ana Sol\"}", NULL);
	t_int(outbox_read(db, "cosmeticos", n + 2, 1000, &all, &e), 0, "one that Odoo told");
	t_int(val_len(all), 1, "is not");
	t_str(val_str(all, "0.origin", NULL), "odoo", "and says whose it is");
	val_free(all);
}

int main(void)
{
	const char *share = getenv("CWAI_SHARE");
	char dir[512];

	(void)snprintf(dir, sizeof(dir), "%s/cosmeticos", share ? share : "examples");
	for (int i = 0; i < T_STORES; i++) {
		d = domain_load(dir, &e);
		db = d ? schema_open(t_store(i), &e) : NULL;
		if (!db) {
			t_str(e.msg, "", "a store");
			continue;
		}
		try_update();
		try_refusals();
		try_addresses();
		try_get();
		try_learn();
		try_events();
		sql_close(db);
		domain_free(d);
	}
	return t_done();
}
