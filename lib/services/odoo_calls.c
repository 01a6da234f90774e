#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/odoo_calls.h"

static bool is_name(const char *s)
{
	for (; *s; s++)
		if (*s != '_' && *s != '.' && (*s < '0' || *s > '9') && ((*s | 0x20) < 'a' || (*s | 0x20) > 'z'))
			return false;
	return true;
}

/* May the method be called? 0, or -1 with e. */
int odoo_calls_check(const struct odoo_calls *c, const char *model, const char *method, struct err *e)
{
	if (!is_name(model) || !is_name(method)) /* they are a path, too, to JSON-2 */
		return err_set(e, ERR_DATA, "the names of a model and a method are letters, digits, _ and points");
	if (!odoo_writes(method) || c->write || c->dry)
		return 0;
	return err_set(e, ERR_REFUSED, "%s.%s may change Odoo: allow it with --write, or look at it with -n", model,
				   method);
}

/* A write whose outcome nobody knows is not to be tried again as it is. */
void odoo_calls_unsure(struct err *e, bool unsure)
{
	if (!unsure)
		return;
	e->kind = ERR_IO;
	(void)err_prefix(e, "it may have been done or not, read it back before you try again");
}

struct work { /* a record's call on its way */
	char *model, *method;
	struct odoo_fields *fields;
	struct buf rows; /* of a method that gives rows: "[…" */
	bool done;
	struct odoo_result result;
	struct err why; /* it could not be begun */
};

bool odoo_calls_rows(const char *method)
{
	return strcmp(method, "search_read") == 0 || strcmp(method, "read") == 0;
}

static int add_row(void *cookie, const char *json, size_t n, struct err *e)
{
	struct work *w = cookie;

	buf_putc(&w->rows, w->rows.n ? ',' : '[');
	if (json[0] == '{')
		return odoo_fields_row(w->fields, json, n, &w->rows, e);
	buf_put(&w->rows, json, n);
	return 0;
}

static val member(struct rec *r, const char *name, val dflt)
{
	val v = rec_val(r, name);

	if (!val_is(v)) {
		val_free(v);
		return dflt;
	}
	val_free(dflt);
	return v;
}

/* The call of record r, or -1 with e. */
static int read_call(struct odoo_calls *c, struct rec *r, struct work *w, struct odoo_call *call, struct err *e)
{
	w->model = mem_dup(rec_str(r, "model", ""));
	w->method = mem_dup(rec_str(r, "method", ""));
	if (!*w->model || !*w->method)
		return err_set(e, ERR_DATA,
					   "a call needs \"model\" and \"method\": {\"model\":\"res.partner\",\"method\":\"read\","
					   "\"args\":[[1],[\"name\"]]}");
	if (rec_has(r, "args") && rec_kind(r, "args") != VAL_ARRAY)
		return err_set(e, ERR_DATA, "args must be an array");
	if (rec_has(r, "kwargs") && rec_kind(r, "kwargs") != VAL_OBJECT)
		return err_set(e, ERR_DATA, "kwargs must be an object");
	if (odoo_calls_check(c, w->model, w->method, e) != 0)
		return -1;
	if (odoo_calls_rows(w->method) && odoo_model(c->odoo, w->model, &w->fields, e) < 0)
		return -1;
	*call = (struct odoo_call){.model = w->model, .method = w->method, .write = odoo_writes(w->method), .cookie = w};
	call->args = member(r, "args", val_array());
	call->kwargs = member(r, "kwargs", val_object());
	if (odoo_args(c->odoo, w->model, w->method, &call->args, &call->kwargs, e) != 0)
		return -1;
	call->item = w->fields ? add_row : NULL;
	return 0;
}

void *odoo_calls_begin(void *calls, struct rec *r)
{
	struct odoo_calls *c = calls;
	struct work *w = mem_zalloc(sizeof(*w));
	struct odoo_call call;
	struct err e;

	if (read_call(c, r, w, &call, &e) != 0) {
		w->why = e;
		w->done = true;
	} else if (call.write && c->dry) {
		val_free(call.args);
		val_free(call.kwargs);
		buf_puts(&w->result.value, "null");
		w->done = true;
	} else {
		odoo_start(c->odoo, &call);
	}
	return w;
}

static int finish(struct work *w, struct rec *r, struct err *e)
{
	const struct err *why = w->why.kind != ERR_NONE ? &w->why : &w->result.why;

	if (why->kind != ERR_NONE) {
		*e = *why;
		odoo_calls_unsure(e, w->result.unsure);
		return -1;
	}
	if (w->fields && w->rows.n) {
		buf_putc(&w->rows, ']');
		rec_set_json(r, "result", w->rows.p, w->rows.n);
	} else {
		rec_set_json(r, "result", buf_str(&w->result.value), w->result.value.n);
	}
	return REC_PASS;
}

int odoo_calls_end(void *calls, void *work, struct rec *r, struct err *e)
{
	struct odoo_calls *c = calls;
	struct work *w = work;
	int st = 0;

	while (!w->done && st == 0) {
		struct odoo_result result;
		struct work *other;

		st = odoo_wait(c->odoo, &result, e) == 1 ? 0 : -1;
		if (st == 0) {
			other = result.cookie;
			other->result = result;
			other->done = true;
		}
	}
	st = st == 0 ? finish(w, r, e) : st;
	buf_free(&w->rows);
	buf_free(&w->result.value);
	free(w->model);
	free(w->method);
	free(w);
	return st;
}

int odoo_calls_one(void *calls, struct rec *r, struct err *e)
{
	return odoo_calls_end(calls, odoo_calls_begin(calls, r), r, e);
}
