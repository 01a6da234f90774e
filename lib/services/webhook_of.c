#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "services/webhook.h"

/* The delivery's id among the headers, whatever the case of their names; in new memory, or NULL. */
static char *delivery_of(struct rec *r)
{
	val headers = rec_val(r, "headers");
	char *id = NULL;

	for (int i = val_iter(headers); val_iter_ok(headers, i) && !id; i = val_iter_next(headers, i)) {
		val v = val_iter_val(headers, i);

		if (strcasecmp(val_iter_key(headers, i), "x-chatwoot-delivery") == 0 && val_text(v, NULL))
			id = mem_dup(val_text(v, NULL));
		val_free(v);
	}
	val_free(headers);
	return id;
}

/* The body: the record itself, its member body, or the JSON text that is in it. */
static val body_of(struct rec *r, struct err *e)
{
	const char *text;

	if (rec_has(r, "event") || !rec_has(r, "body"))
		return rec_val(r, "");
	text = rec_str(r, "body", NULL);
	return text ? val_parse(text, strlen(text), e) : rec_val(r, "body");
}

int webhook_of(struct webhook *w, struct rec *r, long long bot, date_ms now, struct err *e)
{
	val body = body_of(r, e);
	char *delivery = delivery_of(r);
	int st;

	if (val_kind(body) == VAL_OBJECT)
		st = webhook_read(w, body, delivery, bot, now, e);
	else
		st = val_kind(body) == VAL_NONE ? -1 : err_set(e, ERR_DATA, "the body is no object");
	val_free(body);
	free(delivery);
	return st;
}
