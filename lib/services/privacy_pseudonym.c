#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/redact.h"

#include "services/privacy.h"

#define MAX_NAMES 24
#define MAX_IDS 256

/* Whose pseudonyms, and what is masked wherever else it stands. */
struct masking {
	const struct pseudonym *key;
	const char *domain;
	const char *name[2 * MAX_NAMES];
	const char *id[2]; /* of the customer: an id wherever one stands */
	const char *known[MAX_IDS];
	int n, n_known;
};

/* What the members of an object are of. */
enum of { OF_NOBODY, OF_PERSON, OF_ADDRESS, OF_TALK, OF_VISIT };

static bool is_one(const char *s, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], s) == 0)
			return true;
	return false;
}

#define IS_ONE(s, list) is_one(s, list, sizeof(list) / sizeof((list)[0]))

/* Members that hold an id of a person, or of a conversation, which another system ties to one; numbers as well. */
static const char *const id_members[] = {"customer",        "customer_id", "external_id", "contact",    "contact_id",
										 "conversation",    "author",      "sender_id",   "identifier", "source_id",
										 "conversation_id", "partner_id",  "external_ids"};
/* The same; a number is a count. */
static const char *const text_id_members[] = {"kept", "gone"};
/* In these each side has a count, or a mood. */
static const char *const count_members[] = {"messages", "sentiment"};
static const char *const person_members[] = {"customer", "contact", "sender", "profile"};
static const char *const address_members[] = {"addresses", "address"};
/* What leads to a person in the shop's own systems. */
static const char *const visit_members[] = {"recent_purchases", "recent_appointments", "upcoming_appointments",
											"orders", "appointments"};
/* Things that are told of a person. */
static const char *const thing_members[] = {"consent",  "mentioned_entities", "interests", "entities",     "topics",
											"products", "services",           "lines",     "opportunities"};
static const char *const whole_members[] = {"data", "row", "before", "after"};
static const char *const name_members[] = {"name", "first_name", "last_name", "customer_name", "contact_name"};
static const char *const phone_members[] = {"phone", "phone_number", "mobile", "whatsapp"};
static const char *const email_members[] = {"email", "email_from"};
/* What tells where somebody lives, or who it is: nothing stands in its place. */
static const char *const gone_members[] = {"street",    "number", "complement", "zip",      "neighborhood",
										   "birthday",  "cpf",    "cnpj",       "document", "rg",
										   "thumbnail", "avatar", "note",       "birth",    "birth_date"};
/* Not written by people, nor about them. */
static const char *const kept_members[] = {"id", "ts", "trace", "domain", "kind", "facts", "channel", "date", "at"};

/* A text or a number, named by fn. */
static val name(const struct masking *m, val v,
				char *(*fn)(const struct pseudonym *, const char *, const char *, char out[PSEUDONYM_MAX]))
{
	char out[PSEUDONYM_MAX];
	struct buf b = {0};

	if (val_kind(v) == VAL_STRING)
		buf_puts(&b, val_text(v, ""));
	else if (val_kind(v) == VAL_NUMBER)
		val_dump(v, &b);
	if (b.n > 0) {
		val_free(v);
		v = val_of_str(fn(m->key, m->domain, buf_str(&b), out));
	}
	buf_free(&b);
	return v;
}

/* An id, or a list of them. */
static val name_ids(const struct masking *m, val v)
{
	val out;

	if (val_kind(v) != VAL_ARRAY)
		return name(m, v, pseudonym_of);
	out = val_array();
	for (int i = 0; i < val_len(v); i++)
		out = val_push(out, name(m, val_at(v, i), pseudonym_of));
	val_free(v);
	return out;
}

/* ---- texts ---- */

static bool in_id(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) || c == '_';
}

/* The known id that stands at p as a whole, or NULL. A short number may be anything. */
static const char *known_at(const struct masking *m, const char *p, const char *text)
{
	if (p > text && in_id(p[-1]))
		return NULL;
	for (int i = 0; i < m->n_known; i++) {
		size_t n = strlen(m->known[i]);

		if (strncmp(p, m->known[i], n) == 0 && !in_id(p[n]) && (n > 5 || strspn(p, "0123456789") < n))
			return m->known[i];
	}
	return NULL;
}

static void put_named(const struct masking *m, const char *text, struct buf *out)
{
	char named[PSEUDONYM_MAX];

	for (const char *p = text; *p;) {
		const char *id = known_at(m, p, text);

		if (id)
			buf_puts(out, pseudonym_of(m->key, m->domain, id, named));
		else
			buf_putc(out, *p);
		p += id ? strlen(id) : 1;
	}
}

static val mask_text(const struct masking *m, val v)
{
	struct buf named = {0}, b = {0};
	val masked;

	put_named(m, val_text(v, ""), &named);
	redact_text(&b, buf_str(&named), named.n, m->name, m->n);
	masked = val_of_str(buf_str(&b));
	buf_free(&named);
	buf_free(&b);
	val_free(v);
	return masked;
}

/* "customer=c001": what a report was asked for. */
static val mask_condition(const struct masking *m, val v)
{
	static const char *const fields[] = {"customer=", "conversation="};
	char named[PSEUDONYM_MAX];
	const char *text = val_text(v, "");
	val out;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strncmp(text, fields[i], strlen(fields[i])) == 0) {
			char *said =
				mem_printf("%s%s", fields[i], pseudonym_of(m->key, m->domain, text + strlen(fields[i]), named));

			out = val_of_str(said);
			free(said);
			val_free(v);
			return out;
		}
	return mask_text(m, v);
}

/* ---- values ---- */

static val mask(const struct masking *m, const char *key, val v, enum of of);

/* What stands under key in an object that is of whom. */
static enum of of_member(const char *key, enum of of)
{
	if (IS_ONE(key, address_members))
		return OF_ADDRESS;
	if (IS_ONE(key, visit_members))
		return OF_VISIT;
	if (IS_ONE(key, thing_members))
		return OF_NOBODY;
	if (IS_ONE(key, person_members))
		return OF_PERSON;
	if (strcmp(key, "conversation") == 0)
		return OF_TALK;
	if (of == OF_PERSON || of == OF_ADDRESS || (of == OF_VISIT && IS_ONE(key, whole_members)))
		return of;
	return OF_NOBODY; /* the members of a conversation are no person's */
}

static bool is_gone(const char *key, enum of of)
{
	return ((of == OF_PERSON || of == OF_ADDRESS) && (IS_ONE(key, gone_members) || IS_ONE(key, address_members))) ||
		   (of == OF_ADDRESS && strcmp(key, "label") == 0);
}

/* A member of an object that is of whom. parent is what the object stands under. */
static val mask_member(const struct masking *m, const char *parent, const char *key, val v, enum of of)
{
	enum val_kind kind = val_kind(v);
	bool plain = kind == VAL_STRING || kind == VAL_NUMBER;
	bool counts = kind == VAL_NUMBER && IS_ONE(parent, count_members);

	if (plain && of != OF_NOBODY && of != OF_ADDRESS && strcmp(key, "id") == 0)
		return name(m, v, pseudonym_of);
	if (is_gone(key, of) && kind != VAL_ARRAY && kind != VAL_OBJECT) {
		val_free(v);
		return val_null();
	}
	if (plain && IS_ONE(key, name_members) && (of == OF_PERSON || strchr(key, '_')))
		return name(m, v, pseudonym_name);
	if (plain && IS_ONE(key, phone_members))
		return name(m, v, pseudonym_phone);
	if (plain && IS_ONE(key, email_members))
		return name(m, v, pseudonym_email);
	if (((plain && !counts) || kind == VAL_ARRAY) && IS_ONE(key, id_members))
		return name_ids(m, v);
	if (kind == VAL_STRING && IS_ONE(key, text_id_members))
		return name(m, v, pseudonym_of);
	return mask(m, key, v, of_member(key, of));
}

/*
 * Whose an object is by what it says: an event, a change, a link with another system names a customer, an order, a
 * visit by its id alone.
 */
static enum of of_entity(val v)
{
	static const char *const people[] = {"customer", "profile"}, *const visits[] = {"order", "appointment", "ticket"};
	const char *entity = val_str(v, "entity", "");

	return IS_ONE(entity, people) ? OF_PERSON : IS_ONE(entity, visits) ? OF_VISIT : OF_NOBODY;
}

/* Members that name what the object is about. */
static bool is_about(val v, enum of entity, const char *member)
{
	static const char *const about[] = {"id", "entity_id", "parent", "remote_id"}, *const groups[] = {"customer",
																									  "conversation"};

	return (entity != OF_NOBODY && IS_ONE(member, about)) ||
		   (strcmp(member, "key") == 0 && IS_ONE(val_str(v, "by", ""), groups));
}

static val mask_object(const struct masking *m, const char *key, val v, enum of of)
{
	enum of entity = of_entity(v);
	val out = val_object();

	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i)) {
		const char *member = val_iter_key(v, i);
		val one = val_iter_val(v, i);

		if (is_about(v, entity, member))
			one = name(m, one, pseudonym_of);
		else if (entity != OF_NOBODY && IS_ONE(member, whole_members))
			one = mask(m, member, one, entity);
		else
			one = mask_member(m, key, member, one, of);
		out = val_set(out, member, one);
	}
	val_free(v);
	return out;
}

static val mask_string(const struct masking *m, const char *key, val v)
{
	const char *text = val_text(v, "");

	if (is_one(text, m->id, 2) || (strcmp(key, "facts") == 0 && is_one(text, m->known, (size_t)m->n_known)))
		return name(m, v, pseudonym_of);
	if (strcmp(key, "where") == 0)
		return mask_condition(m, v);
	return IS_ONE(key, kept_members) ? v : mask_text(m, v);
}

/* Consumes v, what stands under key. */
static val mask(const struct masking *m, const char *key, val v, enum of of)
{
	val out;

	if (val_kind(v) == VAL_OBJECT)
		return mask_object(m, key, v, of);
	if (val_kind(v) == VAL_STRING)
		return mask_string(m, key, v);
	if (val_kind(v) != VAL_ARRAY)
		return v;
	out = val_array();
	for (int i = 0; i < val_len(v); i++)
		out = val_push(out, mask(m, key, val_at(v, i), of));
	val_free(v);
	return out;
}

/* ---- what is known ---- */

static void add_name(struct masking *m, val v, const char *path)
{
	if (val_str(v, path, NULL) && m->n < MAX_NAMES)
		m->name[m->n++] = val_str(v, path, "");
}

static void add_id(struct masking *m, val v, const char *path)
{
	const char *id = val_str(v, path, NULL);

	if (id && *id && m->n_known < MAX_IDS)
		m->known[m->n_known++] = id;
}

/* A greeting may tell the address. The names are those of v, which outlives m. */
static void add_addresses(struct masking *m, val v, const char *path)
{
	char at[96];

	for (int i = 0; i < 8; i++) {
		(void)snprintf(at, sizeof(at), "%s.%d.street", path, i);
		add_name(m, v, at);
		(void)snprintf(at, sizeof(at), "%s.%d.neighborhood", path, i);
		add_name(m, v, at);
	}
}

/* What a reply says of them has their ids among its facts. */
static void add_visits(struct masking *m, val v, const char *path)
{
	char at[96];

	for (size_t k = 0; k < sizeof(visit_members) / sizeof(visit_members[0]); k++)
		for (int i = 0; i < 8; i++) {
			(void)snprintf(at, sizeof(at), "%s%s.%d.id", path, visit_members[k], i);
			add_id(m, v, at);
		}
}

/* What the record itself tells; of an export's row, what the rows behind it may say again. */
static void add_own(struct masking *m, val whole)
{
	const char *table = val_str(whole, "table", "");

	add_name(m, whole, "customer.name");
	add_name(m, whole, "context.customer.name");
	add_addresses(m, whole, "context.customer.addresses");
	add_id(m, whole, "customer.id");
	add_id(m, whole, "context.customer.id");
	add_id(m, whole, "conversation.id");
	add_visits(m, whole, "context.customer.");
	if (strcmp(val_str(whole, "kind", ""), "customer") == 0) {
		add_name(m, whole, "name");
		add_addresses(m, whole, "addresses");
		add_id(m, whole, "id");
		add_visits(m, whole, "");
	}
	if (strcmp(table, "customers") == 0) {
		add_name(m, whole, "row.name");
		add_addresses(m, whole, "row.data.addresses");
	}
	add_id(m, whole, "row.customer_id");
	add_id(m, whole, "row.conversation_id");
	add_id(m, whole, "row.external_id");
	if (strcmp(table, "customers") == 0 || strcmp(table, "conversations") == 0 ||
		(strcmp(table, "records") == 0 && strcmp(val_str(whole, "row.entity", ""), "offer") != 0))
		add_id(m, whole, "row.id");
}

/* What earlier rows told, behind what this one tells. The texts are the list's. */
static void add_earlier(struct masking *m, val list)
{
	for (int i = 0; i < val_len(list); i++) {
		val one = val_at(list, i);
		const char *named = val_str(one, "name", NULL), *id = val_str(one, "id", NULL);

		if (named && m->n < 2 * MAX_NAMES)
			m->name[m->n++] = named;
		if (id && m->n_known < MAX_IDS)
			m->known[m->n_known++] = id;
		val_free(one);
	}
}

/* Puts into the list what it has not yet. */
static void keep(val *list, const char *member, const char *const *own, int n)
{
	for (int i = 0; i < n && val_len(*list) < MAX_IDS; i++) {
		bool had = false;

		for (int k = 0; k < val_len(*list) && !had; k++) {
			val one = val_at(*list, k);

			had = strcmp(val_str(one, member, "\n"), own[i]) == 0;
			val_free(one);
		}
		if (!had)
			*list = val_push(*list, val_set_str(val_object(), member, own[i]));
	}
}

/* Whose the members of the whole record are. */
static enum of of_record(val v)
{
	static const char *const visits[] = {"order", "appointment", "ticket"};
	const char *kind = val_str(v, "kind", "");

	return strcmp(kind, "customer") == 0 ? OF_PERSON : IS_ONE(kind, visits) ? OF_VISIT : OF_NOBODY;
}

/* Whose the row of an export is, when it does not say so itself. */
static enum of of_table(val v)
{
	const char *table = val_str(v, "table", "");

	return strcmp(table, "customers") == 0 ? OF_PERSON : strcmp(table, "conversations") == 0 ? OF_TALK : OF_NOBODY;
}

val privacy_pseudonymise(const struct pseudonym *key, const char *domain, val v, val *told)
{
	struct masking m = {.key = key, .domain = domain};
	val whole = val_copy(v); /* it keeps the names */

	add_own(&m, whole);
	if (val_has(whole, "table")) {
		keep(told, "name", m.name, m.n);
		keep(told, "id", m.known, m.n_known);
	}
	add_earlier(&m, *told);
	m.id[0] = val_str(whole, "customer.id", "\n");
	m.id[1] = val_str(whole, "context.customer.id", "\n");
	if (of_table(whole) != OF_NOBODY)
		v = val_set(v, "row", mask(&m, "row", val_get(v, "row"), of_table(whole)));
	else
		v = mask(&m, "", v, of_record(v));
	val_free(whole);
	return v;
}

void privacy_pseudonymise_record(const struct pseudonym *key, const char *domain, struct rec *r, val *told)
{
	val before = rec_val(r, ""), after = privacy_pseudonymise(key, domain, val_copy(before), told);

	for (int i = val_iter(after); val_iter_ok(after, i); i = val_iter_next(after, i)) {
		val now = val_iter_val(after, i), was = val_member(before, val_iter_key(after, i));

		if (!val_equal(now, was))
			rec_set(r, val_iter_key(after, i), val_copy(now));
		val_free(was);
		val_free(now);
	}
	val_free(before);
	val_free(after);
}
