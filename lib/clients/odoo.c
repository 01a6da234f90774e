#include <stdlib.h>
#include <string.h>

#include "base/os.h"

#include "clients/odoo_private.h"

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
	o->backoff = (struct backoff){.server = "Odoo", .first = c->retry, .tries = c->tries};
	backoff_open(&o->backoff);
	o->calls = (struct odoo_engine){.http = http_new(&http), .backoff = &o->backoff};
	o->aside = (struct odoo_engine){.http = http_new(&http), .backoff = &o->backoff};
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

/* The flight of a call, whose args and kwargs it takes; NULL with e. */
static struct odoo_flight *flight_of(struct odoo *o, const struct odoo_call *c, struct err *e)
{
	struct odoo_flight *f = NULL;
	bool from_file;

	if (odoo_connect(o, e) == 0) {
		from_file = o->s.from_file;
		f = odoo_request_method(&o->c, &o->s, c->model, c->method, val_copy(c->args),
								with_language(o, val_copy(c->kwargs)), e);
		if (f)
			f->doubtful = from_file;
	}
	if (!f) {
		val_free(c->args);
		val_free(c->kwargs);
		return NULL;
	}
	f->write = c->write;
	f->item = c->item;
	f->cookie = c->cookie;
	f->call = *c;
	return f;
}

void odoo_start(struct odoo *o, struct odoo_call *c)
{
	struct err e = {.kind = ERR_NONE};
	struct odoo_flight *f = flight_of(o, c, &e);

	if (f)
		odoo_flight_start(&o->calls, f);
	else
		end_early(o, c, &e);
}

/*
 * What was kept of the server by an earlier run (a user id, a protocol) may be out of date: it is asked anew, and the
 * call made once more. The new flight, or NULL when f is what counts.
 */
static struct odoo_flight *doubt(struct odoo *o, struct odoo_flight *f)
{
	/* a user id that is gone is a missing record to the server */
	bool missing = f->why.kind == ERR_DATA && (!*f->reply.name || strstr(f->reply.name, "MissingError"));
	bool refused = f->why.kind == ERR_PROTOCOL || f->why.kind == ERR_REFUSED || missing;
	struct odoo_call c = f->call;
	struct odoo_flight *again;
	struct err e = {.kind = ERR_NONE};

	if (!f->doubtful || !refused || f->unsure)
		return NULL;
	if (o->s.from_file) /* the first to doubt */
		odoo_session_drop(o);
	c.args = val_copy(c.args);
	c.kwargs = val_copy(c.kwargs);
	again = flight_of(o, &c, &e);
	if (again)
		again->doubtful = false;
	else /* who is not let in is told so best by the call that lets in */
		f->why = e;
	return again;
}

/* The next flight of g that is done for good. 1, 0 when there is none, -1 with e. */
static int wait_flight(struct odoo *o, struct odoo_engine *g, struct odoo_flight **out, struct err *e)
{
	struct odoo_flight *again;
	int st;

	while ((st = odoo_flight_wait(g, out, e)) == 1 && (again = doubt(o, *out))) {
		odoo_flight_free(*out);
		odoo_flight_start(g, again);
	}
	if (st == 1 && (*out)->server >= 0)
		o->server = (*out)->server;
	return st;
}

int odoo_wait(struct odoo *o, struct odoo_result *r, struct err *e)
{
	struct odoo_flight *f;
	int st;

	if (o->n_early > 0) {
		*r = o->early[--o->n_early];
		return 1;
	}
	st = wait_flight(o, &o->calls, &f, e);
	if (st != 1)
		return st;
	*r = (struct odoo_result){.cookie = f->call.cookie,
							  .why = f->why,
							  .unsure = f->unsure,
							  .none = f->reply.none,
							  .value = f->reply.value,
							  .server = f->server};
	f->reply.value = (struct buf){0};
	memcpy(r->exception, f->reply.name, sizeof(r->exception));
	odoo_flight_free(f);
	return 1;
}

int odoo_do(struct odoo *o, struct odoo_call *c, val *out, bool *unsure, struct err *e)
{
	struct odoo_call call = {
		.model = c->model, .method = c->method, .args = c->args, .kwargs = c->kwargs, .write = c->write};
	struct odoo_flight *f = flight_of(o, &call, e);
	int st = 0;

	if (unsure)
		*unsure = false;
	if (!f)
		return -1;
	odoo_flight_start(&o->aside, f);
	if (wait_flight(o, &o->aside, &f, e) != 1)
		return -1;
	if (unsure)
		*unsure = f->unsure;
	o->shut = odoo_reply_denied(&f->reply);
	if (f->why.kind != ERR_NONE) {
		*e = f->why;
		st = -1;
	}
	if (out)
		*out = st == 0 ? val_parse(buf_str(&f->reply.value), f->reply.value.n, e) : val_null();
	odoo_flight_free(f);
	return st == 0 && out && val_kind(*out) == VAL_NONE ? err_prefix(e, "Odoo") : st;
}

bool odoo_is_shut(const struct odoo *o)
{
	return o->shut;
}
