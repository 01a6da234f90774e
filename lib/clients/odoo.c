#include <stdlib.h>
#include <string.h>

#include "base/os.h"

#include "clients/odoo_private.h"

#define OPEN_FOR 30.0 /* seconds that the circuit stays open */

static char *dup_or_null(const char *s)
{
	return s ? mem_dup(s) : NULL;
}

struct odoo *odoo_open(const struct odoo_config *c)
{
	const struct http_options http = {.timeout = c->timeout, .max_reply = c->max_reply};
	struct odoo *o = mem_zalloc(sizeof(*o));

	o->c = *c;
	o->c.url = mem_dup(c->url);
	o->c.database = dup_or_null(c->database);
	o->c.username = dup_or_null(c->username);
	o->c.password = dup_or_null(c->password);
	o->c.protocol = dup_or_null(c->protocol);
	o->c.language = dup_or_null(c->language);
	o->c.folder = dup_or_null(c->folder);
	o->circuit =
		(struct odoo_circuit){.open_for = OPEN_FOR, .retry = c->retry, .tries = c->tries, .random = os_random() | 1};
	o->calls = (struct odoo_engine){.http = http_new(&http), .circuit = &o->circuit};
	o->aside = (struct odoo_engine){.http = http_new(&http), .circuit = &o->circuit};
	o->s.languages = val_null();
	o->server = -1;
	o->models = map_new();
	o->folder = odoo_kept_folder(c);
	return o;
}

void odoo_close(struct odoo *o)
{
	if (!o)
		return;
	odoo_flight_free_all(&o->calls);
	odoo_flight_free_all(&o->aside);
	for (int i = 0; i < o->n_early; i++)
		buf_free(&o->early[i].value);
	free(o->early);
	for (size_t i = 0; i < o->n_models; i++)
		odoo_fields_free(o->model[i].fields);
	free(o->model);
	map_free(o->models);
	val_free(o->s.languages);
	odoo_config_free(&o->c);
	free(o->folder);
	free(o);
}

int odoo_major(const struct odoo *o)
{
	return o->s.major;
}

date_ms odoo_clock(const struct odoo *o)
{
	return o->server;
}

unsigned long odoo_requests(const struct odoo *o)
{
	return o->calls.requests + o->aside.requests;
}

bool odoo_writes(const char *method)
{
	static const char *const reads[] = {"search",
										"search_read",
										"search_count",
										"read",
										"read_group",
										"web_search_read",
										"web_read",
										"web_read_group",
										"fields_get",
										"name_search",
										"name_get",
										"exists",
										"context_get",
										"default_get",
										"has_access",
										"check_access_rights",
										"check_access_rule",
										"export_data",
										"get_views",
										"fields_view_get",
										"formatted_read_group"};

	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++)
		if (strcmp(reads[i], method) == 0)
			return false;
	return true;
}

/* ---- calls ---- */

/* kwargs (consumed) with the language in its context, unless the caller gave one. */
static val with_language(const struct odoo *o, val kwargs)
{
	val context = val_get(kwargs, "context");

	if (!o->c.language || !val_array_has(o->s.languages, o->c.language) || val_has(context, "lang")) {
		val_free(context);
		return kwargs;
	}
	if (val_kind(context) != VAL_OBJECT) {
		val_free(context);
		context = val_object();
	}
	return val_set(kwargs, "context", val_set_str(context, "lang", o->c.language));
}

static void end_early(struct odoo *o, const struct odoo_call *c, const struct err *why)
{
	o->early = mem_array(o->early, (size_t)o->n_early + 1, sizeof(*o->early));
	o->early[o->n_early++] = (struct odoo_result){.cookie = c->cookie, .why = *why, .server = -1};
}

void odoo_start(struct odoo *o, struct odoo_call *c)
{
	struct err e = {.kind = ERR_NONE};
	struct odoo_flight *f = NULL;

	if (odoo_connect(o, &e) == 0) {
		f = odoo_request_method(&o->c, &o->s, c->model, c->method, c->args, with_language(o, c->kwargs), &e);
	} else {
		val_free(c->args);
		val_free(c->kwargs);
	}
	if (!f) {
		end_early(o, c, &e);
		return;
	}
	f->write = c->write;
	f->item = c->item;
	f->cookie = f->call_cookie = c->cookie;
	odoo_flight_start(&o->calls, f);
}

/* What was kept of the server may be out of date: it is asked anew by the next call. */
static void doubt(struct odoo *o, const struct odoo_flight *f)
{
	if (o->s.from_file && (f->why.kind == ERR_PROTOCOL || f->why.kind == ERR_REFUSED))
		odoo_forget(o);
}

int odoo_wait(struct odoo *o, struct odoo_result *r, struct err *e)
{
	struct odoo_flight *f;
	int st;

	if (o->n_early > 0) {
		*r = o->early[--o->n_early];
		return 1;
	}
	st = odoo_flight_wait(&o->calls, &f, e);
	if (st != 1)
		return st;
	*r = (struct odoo_result){.cookie = f->call_cookie,
							  .why = f->why,
							  .unsure = f->unsure,
							  .none = f->reply.none,
							  .value = f->reply.value,
							  .server = f->server};
	f->reply.value = (struct buf){0};
	memcpy(r->exception, f->reply.name, sizeof(r->exception));
	if (f->server >= 0)
		o->server = f->server;
	doubt(o, f);
	odoo_flight_free(f);
	return 1;
}

int odoo_running(const struct odoo *o)
{
	int n = o->n_early;

	for (const struct odoo_flight *f = o->calls.first; f; f = f->next)
		n++;
	return n;
}

static int do_once(struct odoo *o, struct odoo_call *c, struct odoo_result *r, struct err *e)
{
	odoo_start(o, c);
	return odoo_wait(o, r, e) == 1 ? 0 : -1;
}

int odoo_do(struct odoo *o, struct odoo_call *c, val *out, bool *unsure, struct err *e)
{
	struct odoo_call again = *c;
	struct odoo_result r;
	bool kept;

	again.args = val_copy(c->args);
	again.kwargs = val_copy(c->kwargs);
	if (unsure)
		*unsure = false;
	if (do_once(o, c, &r, e) != 0) {
		val_free(again.args);
		val_free(again.kwargs);
		return -1;
	}
	/* Refused by what was kept of an earlier run (a user id, a protocol): once more, after asking. */
	kept = r.why.kind == ERR_REFUSED || r.why.kind == ERR_PROTOCOL;
	if (kept && !r.unsure && o->s.protocol == ODOO_ANY) {
		buf_free(&r.value);
		if (do_once(o, &again, &r, e) != 0)
			return -1;
	} else {
		val_free(again.args);
		val_free(again.kwargs);
	}
	if (unsure)
		*unsure = r.unsure;
	if (out)
		*out = r.why.kind == ERR_NONE ? val_parse(buf_str(&r.value), r.value.n, e) : val_null();
	buf_free(&r.value);
	if (r.why.kind != ERR_NONE) {
		*e = r.why;
		return -1;
	}
	return out && val_kind(*out) == VAL_NONE ? err_prefix(e, "Odoo") : 0;
}
