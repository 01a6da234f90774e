#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "clients/odoo.h"

#include "clients/odoo_fields_private.h"

/*
 * Each of these turns the text s into *out (the caller's; as it was when they leave it) and gives NULL, or what is
 * wrong with it.
 */

/* Names stand there too: [["partner_id","=","Ana"]]. */
static const char *compare_id(const char *s, const char *model, val *out)
{
	long long id = odoo_id_number(s, model);

	if (strncmp(s, "odoo:", 5) != 0)
		return NULL;
	if (id < 0)
		return odoo_id_number(s, NULL) > 0 ? "is compared with an id of another model" : "is compared with no id";
	*out = val_of_int(id);
	return NULL;
}

/* Other forms of a time are Odoo's own, or one day: it knows them. */
static const char *compare_time(const char *s, bool date, val *out)
{
	char at[32];
	date_ms t;

	if (strlen(s) < 11 || s[10] != 'T')
		return NULL;
	if (date_parse(s, &t, NULL) != 0)
		return "is compared with no time (RFC 3339)";
	(void)date_format(t, at);
	at[10] = ' ';
	*out = date ? val_of_strn(s, 10) : val_of_strn(at, 19);
	return NULL;
}

static const char *compare_text(const struct odoo_fields *f, const struct odoo_field *d, const char *s, val *out)
{
	const char *colon = strrchr(s, ':');
	char *text;

	switch (d ? d->kind : ODOO_OTHER) {
	case ODOO_TEXT:
	case ODOO_BOOLEAN: return NULL;
	case ODOO_ID: return compare_id(s, f->model, out);
	case ODOO_ONE:
	case ODOO_MANY: return compare_id(s, d->relation, out);
	case ODOO_DATE: return compare_time(s, true, out);
	case ODOO_DATETIME: return compare_time(s, false, out);
	case ODOO_REFERENCE:
		if (odoo_id_number(s, NULL) < 0)
			return NULL;
		text = mem_printf("%.*s,%s", (int)(colon - s) - 5, s + 5, colon + 1);
		*out = val_of_str(text);
		free(text);
		return NULL;
	default:
		if (odoo_id_number(s, NULL) > 0)
			*out = val_of_int(odoo_id_number(s, NULL));
		return d ? NULL : compare_time(s, false, out);
	}
}

/* v is consumed; *out is the caller's either way. */
static const char *compare(const struct odoo_fields *f, const struct odoo_field *d, val v, val *out)
{
	val id = val_kind(v) == VAL_OBJECT ? val_get(v, "id") : val_null(), turned = val_null();
	const char *s = val_text(v, val_text(id, NULL)), *why = NULL;

	if (s)
		why = compare_text(f, d, s, &turned);
	*out = val_kind(v) == VAL_ARRAY ? val_array() : val_is(turned) ? turned : val_copy(v);
	for (int i = 0; i < val_len(v) && val_kind(v) == VAL_ARRAY && !why; i++) {
		val item;

		why = compare(f, d, val_at(v, i), &item);
		*out = val_push(*out, item);
	}
	val_free(id);
	val_free(v);
	return why;
}

int odoo_fields_compare(const struct odoo_fields *f, const char *field, val v, val *out, struct err *e)
{
	const struct odoo_field *d = odoo_fields_find(f, field);
	const char *why = compare(f, d, v, out);

	if (!why)
		return 0;
	val_free(*out);
	*out = val_null();
	if (!d)
		return err_set(e, ERR_DATA, "%s %s", field, why);
	return err_set(e, ERR_DATA, "%s.%s, of type %s, %s", f->model, field, d->type, why);
}
