/* Replies of Odoo's JSON protocols from any bytes, and rows of them: what comes out is JSON, and the same once more. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "clients/odoo_fields.h"
#include "clients/odoo_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const char fields[] =
	"{\"name\":{\"type\":\"char\"},\"active\":{\"type\":\"boolean\"},\"price\":{\"type\":\"float\"},"
	"\"day\":{\"type\":\"date\"},\"at\":{\"type\":\"datetime\"},\"ref\":{\"type\":\"reference\"},"
	"\"one\":{\"type\":\"many2one\",\"relation\":\"a.b\"},\"many\":{\"type\":\"many2many\",\"relation\":\"c.d\"},"
	"\"json\":{\"type\":\"json\"}}";

static void check_json(const char *json, size_t n)
{
	val v = val_parse(json, n, NULL);

	if (val_kind(v) == VAL_NONE)
		abort();
	val_free(v);
}

static int take(void *cookie, const char *json, size_t n, struct err *e)
{
	struct buf row = {0};

	check_json(json, n);
	if (odoo_fields_row(cookie, json, n, &row, e) == 0)
		check_json(row.p, row.n);
	buf_free(&row);
	return 0;
}

/* What was read once stays as it is when it is read again. */
static void check_again(const struct buf *value)
{
	struct odoo_reply r = {0};
	struct err e;

	check_json(value->p, value->n);
	if (odoo_reply_read(ODOO_JSON2, 200, "", value->p, value->n, NULL, NULL, &r, &e) != 0 ||
		strcmp(r.value.p, value->p) != 0)
		abort();
	odoo_reply_free(&r);
}

static void check(enum odoo_protocol p, long status, const char *json, size_t n, odoo_item *item, void *cookie)
{
	struct odoo_reply r = {0};
	struct err e;

	if (odoo_reply_read(p, status, "application/json", json, n, item, cookie, &r, &e) == 0) {
		if (r.failed) {
			(void)odoo_reply_error(&r, &e);
			(void)odoo_reply_rolled_back(&r);
		} else {
			check_again(&r.value);
		}
	}
	odoo_reply_free(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	val got = val_parse(fields, sizeof(fields) - 1, NULL);
	struct odoo_fields *f = odoo_fields_new("x.y", got);
	const char *json = (const char *)p;
	struct buf row = {0};

	check(ODOO_JSONRPC, 200, json, n, NULL, NULL);
	check(ODOO_JSONRPC, 200, json, n, take, f);
	check(ODOO_JSON2, 200, json, n, take, f);
	check(ODOO_JSON2, 422, json, n, NULL, NULL);
	check(ODOO_XMLRPC, 200, json, n, take, f);
	if (odoo_fields_row(f, json, n, &row, NULL) == 0 && row.n == 0)
		abort();
	buf_free(&row);
	odoo_fields_free(f);
	val_free(got);
	return 0;
}
