#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/redact.h"

#include "services/privacy.h"

#define MAX_NAMES 24

/* Whose pseudonyms, and the names that are masked in texts. */
struct masking {
	const struct pseudonym *key;
	const char *domain;
	const char *name[2 * MAX_NAMES], *id[2];
	int n;
};

static bool is_one(const char *s, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], s) == 0)
			return true;
	return false;
}

#define IS_ONE(s, list) is_one(s, list, sizeof(list) / sizeof((list)[0]))

/* Members that hold an id of a person, or of a conversation, which another system ties to one. */
static const char *const id_members[] = {"customer",     "customer_id",     "external_id", "contact",  "contact_id",
										 "conversation", "conversation_id", "kept",        "gone",     "author",
										 "sender_id",    "external_ids",    "identifier",  "source_id"};
static const char *const person_members[] = {"customer", "contact", "sender", "profile"};
static const char *const name_members[] = {"name", "first_name", "last_name", "customer_name", "contact_name"};
static const char *const phone_members[] = {"phone", "phone_number", "mobile", "whatsapp"};
static const char *const email_members[] = {"email", "email_from"};
/* What tells where somebody lives, or who it is: nothing stands in its place. */
static const char *const gone_members[] = {"street", "number", "complement", "zip",  "neighborhood", "birthday",
										   "cpf",    "cnpj",   "document",   "rg",   "thumbnail",    "avatar",
										   "note",   "birth",  "birth_date", "label"};
/* Not written by people, nor about them. */
static const char *const kept_members[] = {"id", "ts", "trace", "domain", "kind", "facts", "channel", "date", "at"};

static val name(const struct masking *m, val v,
				char *(*fn)(const struct pseudonym *, const char *, const char *, char out[PSEUDONYM_MAX]))
{
	char out[PSEUDONYM_MAX];
	const char *text = val_text(v, NULL);
	val named;

	if (!text || !*text)
		return v;
	named = val_of_str(fn(m->key, m->domain, text, out));
	val_free(v);
	return named;
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

static val mask_text(const struct masking *m, val v)
{
	const char *text = val_text(v, "");
	struct buf b = {0};
	val masked;

	redact_text(&b, text, strlen(text), m->name, m->n);
	masked = val_of_str(buf_str(&b));
	buf_free(&b);
	val_free(v);
	return masked;
}

static val mask(const struct masking *m, const char *key, val v, bool person);

/* A member of an object that is a person's, or of another. */
static val mask_member(const struct masking *m, const char *key, val v, bool person)
{
	enum val_kind kind = val_kind(v);
	bool plain = kind == VAL_STRING;

	if (person && plain && strcmp(key, "id") == 0)
		return name(m, v, pseudonym_of);
	if (person && IS_ONE(key, gone_members) && kind != VAL_ARRAY && kind != VAL_OBJECT) {
		val_free(v);
		return val_null();
	}
	if (plain && IS_ONE(key, name_members) && (person || strchr(key, '_')))
		return name(m, v, pseudonym_name);
	if (plain && IS_ONE(key, phone_members))
		return name(m, v, pseudonym_phone);
	if (plain && IS_ONE(key, email_members))
		return name(m, v, pseudonym_email);
	if ((plain || kind == VAL_ARRAY) && IS_ONE(key, id_members))
		return name_ids(m, v);
	/* the members of a conversation are no person's, but its id is as good as one */
	return mask(m, key, v, (person && strcmp(key, "consent") != 0) || IS_ONE(key, person_members));
}

/* An event of a customer, a change that was made to one, a link with another system: it names them by id alone. */
static bool is_about_person(val v)
{
	const char *entity = val_str(v, "entity", "");

	return strcmp(entity, "customer") == 0 || strcmp(entity, "profile") == 0;
}

static val mask_object(const struct masking *m, const char *key, val v, bool person)
{
	bool talk = strcmp(key, "conversation") == 0, about = is_about_person(v);
	val out = val_object();

	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i)) {
		const char *member = val_iter_key(v, i);
		val one = val_iter_val(v, i);

		if (((talk || about) && strcmp(member, "id") == 0) || (about && strcmp(member, "entity_id") == 0))
			one = name(m, one, pseudonym_of);
		else
			one = mask_member(m, member, one, person);
		out = val_set(out, member, one);
	}
	val_free(v);
	return out;
}

/* Consumes v, what stands under key. */
static val mask(const struct masking *m, const char *key, val v, bool person)
{
	val out;

	if (val_kind(v) == VAL_OBJECT)
		return mask_object(m, key, v, person);
	if (val_kind(v) == VAL_STRING && (is_one(val_text(v, ""), m->id, 2) ||
									  (strcmp(key, "facts") == 0 && is_one(val_text(v, ""), m->name, (size_t)m->n))))
		return name(m, v, pseudonym_of); /* among the facts of a reply */
	if (val_kind(v) == VAL_STRING)
		return IS_ONE(key, kept_members) ? v : mask_text(m, v);
	if (val_kind(v) != VAL_ARRAY)
		return v;
	out = val_array();
	for (int i = 0; i < val_len(v); i++)
		out = val_push(out, mask(m, key, val_at(v, i), person));
	val_free(v);
	return out;
}

static void add_name(struct masking *m, val v, const char *path)
{
	if (val_str(v, path, NULL) && m->n < MAX_NAMES)
		m->name[m->n++] = val_str(v, path, "");
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

/* The names in a record: its customer's, and those that came before in *names, which an export's customers add to. */
static void add_names(struct masking *m, val whole, bool person, val *names)
{
	add_name(m, whole, "customer.name");
	add_name(m, whole, "context.customer.name");
	add_addresses(m, whole, "context.customer.addresses");
	if (person)
		add_name(m, whole, "name");
	if (strcmp(val_str(whole, "table", ""), "customers") == 0) {
		add_name(m, whole, "row.id"); /* replies to them have it among their facts */
		add_name(m, whole, "row.name");
		add_addresses(m, whole, "row.data.addresses");
		for (int i = 0; i < m->n && val_len(*names) < MAX_NAMES; i++)
			*names = val_push(*names, val_of_str(m->name[i]));
	}
	for (int i = 0; i < val_len(*names); i++) {
		val one = val_at(*names, i);

		if (m->n < 2 * MAX_NAMES)
			m->name[m->n++] = val_text(one, ""); /* the array has it still */
		val_free(one);
	}
}

val privacy_pseudonymise(const struct pseudonym *key, const char *domain, val v, val *names)
{
	struct masking m = {.key = key, .domain = domain};
	bool person = strcmp(val_str(v, "kind", ""), "customer") == 0;
	val whole = val_copy(v); /* it keeps the names */

	add_names(&m, whole, person, names);
	m.id[0] = val_str(whole, "customer.id", "\n");
	m.id[1] = val_str(whole, "context.customer.id", "\n");
	if (person)
		add_name(&m, whole, "name");
	/* an export's rows are of tables: those of customers are people */
	if (strcmp(val_str(v, "table", ""), "customers") == 0)
		v = val_set(v, "row", mask(&m, "row", val_get(v, "row"), true));
	else
		v = mask(&m, "", v, person);
	val_free(whole);
	return v;
}

void privacy_pseudonymise_record(const struct pseudonym *key, const char *domain, struct rec *r, val *names)
{
	val before = rec_val(r, ""), after = privacy_pseudonymise(key, domain, val_copy(before), names);

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
