#include "services/audit.h"
#include "services/consent.h"

#include "services/privacy.h"

static int set(const struct privacy *c, const struct personal *who, const char *purpose, bool granted,
			   const char *source, const char *message, struct err *e)
{
	return consent_set(c->db, domain_name(c->d), val_str(who->customer, "id", ""), purpose, granted, source, message,
					   c->now, e);
}

/* What is done is written down first. */
static int note(const struct privacy *c, const struct personal *who, val purposes, bool granted, const char *source,
				struct err *e)
{
	struct buf what = {0};
	struct audit_entry a = {.action = "consent", .subject = val_str(who->customer, "id", ""), .why = source};
	int st;

	for (int i = 0; i < val_len(purposes); i++) {
		val p = val_at(purposes, i);

		buf_printf(&what, "%s%s", i ? " " : "", val_text(p, ""));
		val_free(p);
	}
	buf_puts(&what, granted ? ": granted" : ": revoked");
	a.what = what.p;
	st = audit_note(c->db, c->key, domain_name(c->d), &a, c->now, e);
	buf_free(&what);
	return st;
}

/* The purposes that are meant, as an array: when none is named, all that were not refused. Null with e. */
static val meant(const struct personal *who, const char *const *purpose, int n, struct err *e)
{
	val out = n == 0 ? consent_unrefused(who->customer) : val_array();

	for (int i = 0; i < n; i++) {
		if (consent_check(purpose[i], e) != 0) {
			val_free(out);
			return val_null();
		}
		out = val_push(out, val_of_str(purpose[i]));
	}
	return out;
}

int privacy_consent(const struct privacy *c, const struct personal *who, const char *const *purpose, int n,
					bool granted, const char *source, const char *message, struct err *e)
{
	val purposes = meant(who, purpose, n, e);
	int st = val_kind(purposes) == VAL_ARRAY ? 0 : -1;

	if (st == 0 && val_len(purposes) > 0)
		st = note(c, who, purposes, granted, source, e);
	for (int i = 0; st == 0 && i < val_len(purposes); i++) {
		val p = val_at(purposes, i);

		st = set(c, who, val_text(p, ""), granted, source, message, e);
		val_free(p);
	}
	val_free(purposes);
	return st;
}
