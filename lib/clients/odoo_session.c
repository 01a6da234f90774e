#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#include "clients/odoo_private.h"

static const char *const names[] = {NULL, "json2", "jsonrpc", "xmlrpc"};

static enum odoo_protocol protocol_of(const char *name)
{
	for (int i = 1; name && i < 4; i++)
		if (strcmp(names[i], name) == 0)
			return (enum odoo_protocol)i;
	return ODOO_ANY;
}

/* ---- calls by themselves ---- */

int odoo_session_run(struct odoo *o, struct odoo_flight *f, val *out, char exception[128], struct err *e)
{
	int st;

	odoo_flight_start(&o->aside, f);
	if (odoo_flight_wait(&o->aside, &f, e) != 1)
		return -1;
	if (f->server >= 0)
		o->server = f->server;
	st = f->why.kind == ERR_NONE ? 0 : -1;
	if (st != 0)
		*e = f->why;
	memcpy(exception, f->reply.name, 128);
	o->shut = odoo_reply_denied(&f->reply);
	*out = st == 0 ? val_parse(buf_str(&f->reply.value), f->reply.value.n, e) : val_null();
	odoo_flight_free(f);
	if (val_kind(*out) == VAL_NONE)
		return err_prefix(e, "Odoo");
	return st;
}

int odoo_session_ask(struct odoo *o, const char *model, const char *method, val args, val kwargs, val *out,
					 char exception[128], struct err *e)
{
	struct odoo_flight *f = odoo_request_method(&o->c, &o->s, model, method, args, kwargs, e);

	return f ? odoo_session_run(o, f, out, exception, e) : -1;
}

/* ---- finding out ---- */

/* 16 of [16,0,0,…] or of ["saas~17",…], the member name of version. */
static int major_of(val version, const char *name)
{
	val info = val_get(version, name), v = val_get(info, "0");
	const char *s = val_text(v, "");
	int major = (int)val_number(v, 0);

	s += strcspn(s, "0123456789");
	if (major == 0)
		major = (int)strtol(s, NULL, 10);
	val_free(v);
	val_free(info);
	return major;
}

/* What Odoo 19 and later tell anybody of themselves; false when the server does not. */
static bool ask_web(struct odoo *o)
{
	char *url = mem_printf("%s/web/version", o->c.url);
	const struct http_request q = {.method = "GET", .url = url};
	struct http_reply r = {0};
	bool told = http_do(o->aside.http, &q, &r, NULL) == 0 && r.why.kind == ERR_NONE && r.status == 200;
	val v = told ? val_parse(buf_str(&r.body), r.body.n, NULL) : val_null();

	o->s.major = major_of(v, "version_info");
	(void)snprintf(o->s.version, sizeof(o->s.version), "%s", val_str(v, "version", ""));
	val_free(v);
	buf_free(&r.body);
	free(url);
	return o->s.major > 0;
}

/* The server's version by an old protocol. 0; 1 when it does not speak it; -1 with e when it does not answer at all. */
static int probe_old(struct odoo *o, enum odoo_protocol p, struct err *e)
{
	char exception[128];
	val v;
	int st = odoo_session_run(o, odoo_request_service(&o->c, p, "common", "version", val_array()), &v, exception, e);

	if (st == 0 && val_kind(v) != VAL_OBJECT)
		st = err_set(e, ERR_PROTOCOL, "there is no Odoo at %s: it has no version", o->c.url);
	if (st == 0) {
		o->s.protocol = p;
		o->s.major = major_of(v, "server_version_info");
		(void)snprintf(o->s.version, sizeof(o->s.version), "%s", val_str(v, "server_version", "?"));
	}
	val_free(v);
	return st == 0 ? 0 : e->kind == ERR_PROTOCOL ? 1 : -1;
}

static int probe_json2(struct odoo *o, struct err *e)
{
	char exception[128];
	val v = val_null();
	int st;

	o->s.protocol = ODOO_JSON2;
	st = odoo_session_ask(o, "res.users", "context_get", val_array(), val_object(), &v, exception, e);
	if (st == 0 && val_kind(v) != VAL_OBJECT)
		st = err_set(e, ERR_PROTOCOL, "there is no Odoo at %s: it has no context", o->c.url);
	o->s.uid = val_int(v, "uid", 0);
	val_free(v);
	o->s.protocol = ODOO_ANY;
	if (st != 0 && *exception && o->shut)
		return err_set(e, ERR_REFUSED,
					   "Odoo refused the API key: it is wrong or expired; set ODOO_API_KEY, or odoo.api_key_file in "
					   "cwai.yaml");
	if (st != 0)
		return e->kind == ERR_PROTOCOL || *exception == '\0' ? 1 : -1;
	(void)ask_web(o);
	o->s.protocol = ODOO_JSON2;
	return 0;
}

/* Finds the protocol. 0, or -1 with e. */
static int probe(struct odoo *o, struct err *e)
{
	enum odoo_protocol only = protocol_of(o->c.protocol);
	int st = 1;

	(void)err_set(e, ERR_CONFIG, "JSON-2 wants an API key: set ODOO_API_KEY or odoo.api_key_file");
	for (int p = ODOO_JSON2; p <= ODOO_XMLRPC && st == 1; p++) {
		if ((only != ODOO_ANY && only != (enum odoo_protocol)p) || (p == ODOO_JSON2 && !o->c.is_key))
			continue;
		st = p == ODOO_JSON2 ? probe_json2(o, e) : probe_old(o, (enum odoo_protocol)p, e);
	}
	if (st == 1 && e->kind == ERR_PROTOCOL && only != ODOO_JSON2 && ask_web(o) && (!o->c.is_key || only != ODOO_ANY))
		return err_set(e, ERR_CONFIG,
					   "this Odoo (%s) speaks JSON-2 alone: set ODOO_API_KEY, or odoo.api_key_file in cwai.yaml, "
					   "and no protocol",
					   o->s.version);
	if (st == 1 && e->kind == ERR_PROTOCOL)
		return err_prefix(e, "there is no Odoo at %s that answers", o->c.url);
	return st == 0 ? 0 : -1;
}

static int log_in(struct odoo *o, struct err *e)
{
	char exception[128];
	val params, uid;
	int st;

	if (o->s.protocol == ODOO_JSON2)
		return 0;
	if (!o->c.database || !o->c.username)
		return err_set(e, ERR_CONFIG,
					   "this Odoo (%s) has no JSON-2, so the database and user name are needed beside the API key: set "
					   "ODOO_DATABASE and ODOO_USERNAME",
					   o->s.version);
	params = val_push(val_push(val_array(), val_of_str(o->c.database)), val_of_str(o->c.username));
	params = val_push(val_push(params, val_of_str(o->c.password)), val_object());
	st = odoo_session_run(o, odoo_request_service(&o->c, o->s.protocol, "common", "authenticate", params), &uid,
						  exception, e);
	o->s.uid = (long long)val_number(uid, 0);
	if (st == 0 && o->s.uid <= 0)
		st = err_set(e, ERR_REFUSED, "Odoo refused the user %s of database %s: wrong name, password or API key",
					 o->c.username, o->c.database);
	val_free(uid);
	return st;
}

/* The languages that are installed; none when the user may not ask. */
static int ask_languages(struct odoo *o, struct err *e)
{
	char exception[128];
	val only = val_push(val_push(val_push(val_array(), val_of_str("active")), val_of_str("=")), val_true(true));
	val args = val_push(val_push(val_array(), val_push(val_array(), only)), val_push(val_array(), val_of_str("code")));
	val rows;

	o->s.languages = val_array();
	if (odoo_session_ask(o, "res.lang", "search_read", args, val_object(), &rows, exception, e) != 0)
		return e->kind == ERR_REFUSED || e->kind == ERR_DATA ? 0 : -1;
	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		o->s.languages = val_push(o->s.languages, val_get(row, "code"));
		val_free(row);
	}
	val_free(rows);
	return 0;
}

/* ---- kept ---- */

static bool take_kept(struct odoo *o)
{
	val v = odoo_kept_get(o->folder, "connection");
	enum odoo_protocol p = protocol_of(val_str(v, "protocol", NULL));
	val languages = val_get(v, "languages");
	bool good = p != ODOO_ANY && val_kind(languages) == VAL_ARRAY;

	if (good) {
		o->s.protocol = p;
		o->s.uid = val_int(v, "uid", 0);
		o->s.major = (int)val_int(v, "major", 0);
		(void)snprintf(o->s.version, sizeof(o->s.version), "%s", val_str(v, "version", ""));
		o->s.languages = val_copy(languages);
		o->s.from_file = true;
	}
	val_free(languages);
	val_free(v);
	return good;
}

static void keep(struct odoo *o)
{
	val v = val_set_str(val_set_str(val_object(), "protocol", names[o->s.protocol]), "version", o->s.version);

	v = val_set_int(val_set_int(v, "uid", o->s.uid), "major", o->s.major);
	odoo_kept_put(o->folder, "connection", val_set(v, "languages", val_copy(o->s.languages)));
}

static void drop_session(struct odoo *o)
{
	val_free(o->s.languages);
	o->s = (struct odoo_session){.languages = val_null()};
}

void odoo_session_drop(struct odoo *o)
{
	drop_session(o);
	odoo_kept_drop(o->folder);
}

void odoo_forget(struct odoo *o)
{
	odoo_session_drop(o);
	for (size_t i = 0; i < o->n_models; i++)
		odoo_fields_free(o->model[i].fields);
	free(o->model);
	o->model = NULL;
	o->n_models = 0;
	map_free(o->models);
	o->models = map_new();
}

int odoo_connect(struct odoo *o, struct err *e)
{
	if (o->s.protocol != ODOO_ANY || take_kept(o))
		return 0;
	if (probe(o, e) != 0 || log_in(o, e) != 0 || ask_languages(o, e) != 0) {
		drop_session(o);
		return -1;
	}
	log_debug("Odoo %s at %s, by %s", o->s.version, o->c.url, names[o->s.protocol]);
	keep(o);
	return 0;
}

val odoo_about(const struct odoo *o)
{
	bool has = o->c.language && val_array_has(o->s.languages, o->c.language);
	val v = val_set_str(val_object(), "version", *o->s.version ? o->s.version : NULL);

	v = val_set(v, "major", o->s.major > 0 ? val_of_int(o->s.major) : val_null());
	v = val_set_str(val_set_str(v, "protocol", names[o->s.protocol]), "url", o->c.url);
	v = val_set_str(val_set_str(v, "database", o->c.database), "language", has ? o->c.language : NULL);
	return val_set(v, "languages", val_copy(o->s.languages));
}
