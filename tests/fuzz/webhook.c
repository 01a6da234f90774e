/* Fuzz target: any JSON as a webhook; what is taken makes a record that parses and names its kind. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "record/rec.h"
#include "services/webhook.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(const struct webhook *w)
{
	struct rec *r = rec_new();
	struct buf line = {0};
	const char *kind;

	webhook_record(w, "cosmeticos", &line);
	if (rec_parse(r, line.p, line.n, NULL) != 0)
		abort();
	kind = rec_str(r, "kind", "");
	if (strcmp(kind, w->reason ? "event" : "message") != 0 || !*rec_str(r, "id", "") || !*rec_str(r, "trace", ""))
		abort();
	if (!w->reason && (!*rec_str(r, "customer.id", "") || !*rec_str(r, "channel", "")))
		abort();
	buf_free(&line);
	rec_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	val body = val_parse((const char *)p, n, NULL);
	struct webhook w;
	struct err e;

	if (val_kind(body) != VAL_NONE && webhook_read(&w, body, NULL, 12, 1781708400000, &e) == 0) {
		check(&w);
		webhook_free(&w);
	}
	val_free(body);
	return 0;
}
