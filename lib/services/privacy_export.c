#include <stdlib.h>

#include "services/audit.h"

#include "services/privacy.h"

struct exporting {
	const char *domain, *table;
	int (*fn)(void *cookie, val v, struct err *e);
	void *cookie;
};

static int give(void *cookie, val row, struct err *e)
{
	const struct exporting *x = cookie;
	val v = val_set_str(val_set_int(val_object(), "v", 1), "kind", "result");

	v = val_set_str(val_set_str(v, "domain", x->domain), "table", x->table);
	return x->fn(x->cookie, val_set(v, "row", row), e);
}

/* Who asked is written down first: a reader who is cut off has read. */
static int note(const struct privacy *c, const char *id, struct err *e)
{
	const struct audit_entry a = {
		.action = "export", .subject = id, .what = "everything", .why = "cwai-privacy export"};

	return audit_note(c->db, c->key, domain_name(c->d), &a, c->now, e);
}

static int export_table(const struct privacy *c, const struct personal_table *t, const struct personal *who,
						struct exporting *x, struct err *e)
{
	char subject[PSEUDONYM_MAX];
	int st = 0;

	x->table = t->name;
	for (int i = 0; st == 0 && i < val_len(who->ids); i++) {
		val id = val_at(who->ids, i);
		const char *name = val_text(id, "");

		if (t->by == PERSONAL_SUBJECT)
			name = pseudonym_of(c->key, x->domain, name, subject);
		st = personal_each(c->db, t, x->domain, name, give, x, e);
		val_free(id);
	}
	return st;
}

int privacy_export(const struct privacy *c, const struct personal *who, int (*fn)(void *cookie, val v, struct err *e),
				   void *cookie, struct err *e)
{
	struct exporting x = {.domain = domain_name(c->d), .fn = fn, .cookie = cookie};
	int st = note(c, val_str(who->customer, "id", ""), e);

	/* the list is in the order of erasing, which begins with what hangs on the rest */
	for (int i = personal_count() - 1; st == 0 && i >= 0; i--)
		if (personal_at(i)->by == PERSONAL_ID)
			st = export_table(c, personal_at(i), who, &x, e);
	for (int i = 0; st == 0 && i < personal_count(); i++)
		if (personal_at(i)->by == PERSONAL_SUBJECT)
			st = export_table(c, personal_at(i), who, &x, e);
	return st;
}
