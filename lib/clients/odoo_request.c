#include <stdlib.h>
#include <string.h>

#include "io/xmlrpc.h"

#include "clients/odoo_private.h"

/* ---- JSON-2: arguments by name ---- */

/* The parameters of Odoo's own methods behind the records themselves, in the order of the older protocols. */
static const struct signature {
	const char *method;
	bool on_ids; /* the first argument is the ids */
	const char *names[6];
} signatures[] = {
	{"search", false, {"domain", "offset", "limit", "order"}},
	{"search_count", false, {"domain", "limit"}},
	{"search_read", false, {"domain", "fields", "offset", "limit", "order"}},
	{"read", true, {"fields", "load"}},
	{"read_group", false, {"domain", "fields", "groupby", "offset", "limit", "orderby"}},
	{"fields_get", false, {"allfields", "attributes"}},
	{"name_search", false, {"name", "domain", "operator", "limit"}},
	{"name_create", false, {"name"}},
	{"default_get", false, {"fields"}},
	{"check_access_rights", false, {"operation", "raise_exception"}},
	{"has_access", true, {"operation"}},
	{"create", false, {"vals_list"}},
	{"write", true, {"vals"}},
	{"copy", true, {"default"}},
	{"message_post", true, {"body"}},
	{"web_search_read", false, {"domain"}},
	{"web_read_group", false, {"domain", "groupby"}},
	{"formatted_read_group", false, {"domain", "groupby"}},
	{"web_save", true, {"vals"}},
	{"web_read", true, {"specification"}},
	{"export_data", true, {"fields_to_export"}},
	{"get_views", false, {"views", "options"}},
	{"unlink", true, {NULL}},
	{"exists", true, {NULL}},
	{"name_get", true, {NULL}},
	{"context_get", false, {NULL}},
};

static const struct signature *signature_of(const char *method)
{
	static const struct signature other = {NULL, true, {NULL}};

	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		if (strcmp(signatures[i].method, method) == 0)
			return &signatures[i];
	return &other;
}

bool odoo_request_knows(const char *method)
{
	return signature_of(method)->method != NULL;
}

const char *odoo_request_name(const char *method, int i)
{
	const struct signature *s = signature_of(method);
	int at = i - (s->on_ids ? 1 : 0);

	return at < 0 ? "ids" : at < 6 ? s->names[at] : NULL;
}

static val as_list(val v)
{
	return val_kind(v) == VAL_ARRAY ? v : val_push(val_array(), v);
}

/* Whether v (borrowed) can be the records of a call, as odoo_args leaves them. */
static bool are_ids(val v)
{
	bool ids = val_kind(v) == VAL_NUMBER || val_kind(v) == VAL_ARRAY;

	for (int i = 0; i < val_len(v) && ids; i++) {
		val item = val_at(v, i);

		ids = val_kind(item) == VAL_NUMBER;
		val_free(item);
	}
	return ids;
}

/* kwargs (consumed) with args put in by name; null with e. */
static val name_arguments(const char *method, val args, val kwargs, struct err *e)
{
	for (int i = 0; i < val_len(args); i++) {
		const char *name = odoo_request_name(method, i);
		val v = val_at(args, i);

		/* Of a method that nobody knows the first argument need not be the records. */
		if (!name || (i == 0 && strcmp(name, "ids") == 0 && !are_ids(v))) {
			val_free(v);
			val_free(kwargs);
			(void)err_set(e, ERR_DATA, "JSON-2 takes the arguments of %s by name: give them as kwargs (--kwargs)",
						  method);
			return val_null();
		}
		if (strcmp(name, "ids") == 0 || strcmp(name, "vals_list") == 0)
			v = as_list(v);
		kwargs = val_set(kwargs, name, v);
	}
	return kwargs;
}

/* ---- flights ---- */

static struct odoo_flight *flight_new(const struct odoo_config *c, enum odoo_protocol p, const char *path)
{
	struct odoo_flight *f = mem_zalloc(sizeof(*f));

	f->protocol = p;
	f->url = mem_printf("%s%s", c->url, path);
	f->headers[0] = p == ODOO_XMLRPC ? "Content-Type: text/xml" : "Content-Type: application/json";
	f->server = -1;
	f->call.args = f->call.kwargs = val_null();
	return f;
}

static void put_envelope(struct buf *b, const char *service, const char *method, val params)
{
	val p = val_set_str(val_set_str(val_object(), "service", service), "method", method);
	val v = val_set_str(val_set_str(val_object(), "jsonrpc", "2.0"), "method", "call");

	v = val_set(val_set_int(v, "id", 1), "params", val_set(p, "args", val_copy(params)));
	val_dump(v, b);
	val_free(v);
}

struct odoo_flight *odoo_request_service(const struct odoo_config *c, enum odoo_protocol p, const char *service,
										 const char *method, val params)
{
	char *path = p == ODOO_XMLRPC ? mem_printf("/xmlrpc/2/%s", service) : mem_dup("/jsonrpc");
	struct odoo_flight *f = flight_new(c, p, path);

	if (p == ODOO_XMLRPC)
		xmlrpc_call(&f->body, method, params);
	else
		put_envelope(&f->body, service, method, params);
	val_free(params);
	free(path);
	return f;
}

static struct odoo_flight *json2_request(const struct odoo_config *c, const char *model, const char *method, val named)
{
	char *path = mem_printf("/json/2/%s/%s", model, method);
	struct odoo_flight *f = flight_new(c, ODOO_JSON2, path);
	int n = 1;

	f->authorization = mem_printf("Authorization: bearer %s", c->password);
	f->headers[n++] = f->authorization;
	if (c->database) {
		f->database = mem_printf("X-Odoo-Database: %s", c->database);
		f->headers[n++] = f->database;
	}
	val_dump(named, &f->body);
	val_free(named);
	free(path);
	return f;
}

struct odoo_flight *odoo_request_method(const struct odoo_config *c, const struct odoo_session *s, const char *model,
										const char *method, val args, val kwargs, struct err *e)
{
	val params;

	if (s->protocol == ODOO_JSON2) {
		kwargs = name_arguments(method, args, kwargs, e);
		val_free(args);
		return val_kind(kwargs) == VAL_OBJECT ? json2_request(c, model, method, kwargs) : NULL;
	}
	params = val_push(val_push(val_array(), val_of_str(c->database)), val_of_int(s->uid));
	params = val_push(val_push(params, val_of_str(c->password)), val_of_str(model));
	params = val_push(val_push(val_push(params, val_of_str(method)), args), kwargs);
	return odoo_request_service(c, s->protocol, "object", "execute_kw", params);
}
