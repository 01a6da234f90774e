#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "record/rec.h"
#include "services/customer.h"
#include "services/webhook.h"
#include "text/ident.h"

#include "services/personal.h"

static val params(const char *domain, const char *id)
{
	return val_push(val_push(val_array(), val_of_str(domain)), val_of_str(id));
}

/* ---- finding ---- */

/* The phones, e-mails and documents among the texts of v, in normal form, added to out (consumed). */
static val idents_of(val v, val out)
{
	const char *text = val_text(v, NULL), *s = text;
	struct ident found;

	while (text && ident_next(&s, text + strlen(text), &found))
		if (*found.value && found.kind != IDENT_CEP && !val_array_has(out, found.value))
			out = val_push(out, val_of_str(found.value));
	for (int i = 0; val_kind(v) == VAL_ARRAY && i < val_len(v); i++) {
		val item = val_at(v, i);

		out = idents_of(item, out);
		val_free(item);
	}
	for (int i = val_iter(v); val_kind(v) == VAL_OBJECT && val_iter_ok(v, i); i = val_iter_next(v, i)) {
		val item = val_iter_val(v, i);

		out = idents_of(item, out);
		val_free(item);
	}
	return out;
}

struct column {
	const char *name;
	val *out;
};

static int take_column(void *cookie, val row, struct err *e)
{
	const struct column *c = cookie;
	const char *text = val_str(row, c->name, NULL);

	(void)e;
	if (text && !val_array_has(*c->out, text))
		*c->out = val_push(*c->out, val_of_str(text));
	val_free(row);
	return 0;
}

static int take_row(void *cookie, val row, struct err *e)
{
	val *out = cookie;

	(void)e;
	*out = val_push(*out, row);
	return 0;
}

/* What is found by one of the person's ids. */
static int find_by(struct sql *db, const char *domain, const char *id, struct personal *p, struct err *e)
{
	struct column external = {"external_id", &p->externals}, talk = {"id", &p->conversations}, gone = {"gone", &p->ids};

	if (sql_each(db, "SELECT external_id FROM customer_ids WHERE domain = $1 AND customer_id = $2", params(domain, id),
				 take_column, &external, e) < 0 ||
		sql_each(db,
				 "SELECT id FROM conversations WHERE domain = $1 AND customer_id = $2 UNION"
				 " SELECT conversation_id AS id FROM analyses WHERE domain = $1 AND customer_id = $2",
				 params(domain, id), take_column, &talk, e) < 0)
		return -1;
	if (sql_each(db,
				 "SELECT entity, id, model, remote_id FROM odoo_links WHERE domain = $1 AND ((entity = 'customer' AND"
				 " id = $2) OR (entity, id) IN (SELECT entity, id FROM records WHERE domain = $1 AND customer = $2))"
				 " ORDER BY entity, id",
				 params(domain, id), take_row, &p->links, e) < 0)
		return -1;
	/* whom this one has swallowed */
	return sql_each(db, "SELECT gone FROM merges WHERE domain = $1 AND kept = $2 AND undone_at IS NULL",
					params(domain, id), take_column, &gone, e);
}

static val none(void)
{
	return val_parse("", 0, NULL);
}

int personal_find(struct sql *db, const char *domain, const char *key, struct personal *out, struct err *e)
{
	int st;

	*out = (struct personal){.customer = none(),
							 .ids = val_array(),
							 .externals = val_array(),
							 .conversations = val_array(),
							 .links = val_array(),
							 .idents = val_array(),
							 .domain = domain};
	st = customer_find(db, domain, key, &out->customer, e);
	if (st != 0)
		out->customer = val_null();
	out->known = st == 0 && val_kind(out->customer) == VAL_OBJECT;
	if (out->known)
		out->ids = val_push(out->ids, val_get(out->customer, "id"));
	for (int i = 0; st == 0 && i < val_len(out->ids); i++) { /* it grows by those who were merged */
		val id = val_at(out->ids, i);

		st = find_by(db, domain, val_text(id, ""), out, e);
		val_free(id);
	}
	if (out->known) {
		out->idents = idents_of(out->customer, out->idents);
	} else if (st == 0 && *key) { /* the spool or a failed record may have them yet */
		val k = val_of_str(key);

		out->idents = idents_of(k, out->idents);
		out->externals = val_push(out->externals, k);
	}
	if (st != 0)
		personal_free(out);
	return st;
}

void personal_free(struct personal *p)
{
	val_free(p->customer);
	val_free(p->ids);
	val_free(p->externals);
	val_free(p->conversations);
	val_free(p->links);
	val_free(p->idents);
	*p = (struct personal){.customer = val_null(),
						   .ids = val_null(),
						   .externals = val_null(),
						   .conversations = val_null(),
						   .links = val_null(),
						   .idents = val_null()};
}

/* ---- matching ---- */

static bool is_theirs(const struct personal *p, const char *customer, const char *conversation)
{
	return (customer && (val_array_has(p->ids, customer) || val_array_has(p->externals, customer))) ||
		   (conversation && val_array_has(p->conversations, conversation));
}

/* A webhook of Odoo names its row: {"_model","_id"}. */
static bool is_linked(const struct personal *p, const char *model, long long number)
{
	bool yes = false;

	for (int i = 0; model && number > 0 && i < val_len(p->links); i++) {
		val l = val_at(p->links, i);

		yes = yes || (val_int(l, "remote_id", 0) == number && strcmp(val_str(l, "model", ""), model) == 0);
		val_free(l);
	}
	return yes;
}

static bool is_webhook_of(const struct personal *p, struct rec *r)
{
	char customer[64], conversation[64];
	const char *event;
	struct webhook w;
	bool yes;

	if (is_linked(p, rec_str(r, "body._model", NULL), rec_int(r, "body._id", rec_int(r, "body.id", 0))))
		return true;
	if (webhook_of(&w, r, 0, 1, NULL) != 0)
		return false;
	event = w.event ? w.event : "";
	if (w.contact == 0 && strncmp(event, "contact_", 8) == 0)
		w.contact = val_int(w.body, "id", 0);
	(void)snprintf(customer, sizeof(customer), "chatwoot:%lld:c%lld", w.account, w.contact);
	(void)snprintf(conversation, sizeof(conversation), "chatwoot:%lld:%lld", w.account, w.conversation);
	yes = is_theirs(p, w.contact ? customer : NULL, w.conversation ? conversation : NULL);
	webhook_free(&w);
	return yes;
}

/* A change that is told to another system, or could not be. */
static bool is_event_of(const struct personal *p, const char *domain, const char *entity, const char *id)
{
	return (strcmp(entity, "customer") == 0 || strcmp(entity, "profile") == 0) && strcmp(domain, p->domain) == 0 &&
		   is_theirs(p, id, NULL);
}

static bool names_ident(const struct personal *p, const char *s, size_t n)
{
	const char *stop = s + n;
	struct ident found;

	while (ident_next(&s, stop, &found))
		if (*found.value && val_array_has(p->idents, found.value))
			return true;
	return false;
}

enum personal_match personal_match(const struct personal *p, const char *line, size_t n)
{
	struct rec *r = rec_new();
	bool theirs = false;

	if (rec_parse(r, line, n, NULL) == 0) {
		if (p->shop && strcmp(rec_str(r, "shop", p->shop), p->shop) != 0) {
			rec_free(r);
			return PERSONAL_NOT;
		}
		theirs =
			is_theirs(p, rec_str(r, "customer.id", NULL), rec_str(r, "conversation.id", NULL)) ||
			is_theirs(p, rec_str(r, "context.customer.id", NULL), NULL) ||
			(strcmp(rec_str(r, "kind", ""), "customer") == 0 && is_theirs(p, rec_str(r, "id", NULL), NULL)) ||
			is_event_of(p, rec_str(r, "domain", p->domain), rec_str(r, "entity", ""), rec_str(r, "entity_id", NULL)) ||
			is_event_of(p, rec_str(r, "event.domain", p->domain), rec_str(r, "event.entity", ""),
						rec_str(r, "event.entity_id", NULL)) ||
			is_webhook_of(p, r);
	}
	rec_free(r);
	if (theirs)
		return PERSONAL_THEIRS;
	return names_ident(p, line, n) ? PERSONAL_MENTIONED : PERSONAL_NOT;
}
