#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#include "clients/odoo_private.h"

/* Rows of a page as lines, kept until their turn. */
struct page {
	struct odoo_fields *fields;
	struct buf lines;
	long n;
	long long last_id;
	bool done;
	struct err why;
	int (*row)(void *cookie, const char *json, size_t n, struct err *e);
	void *cookie;
};

long long odoo_id_number(const char *id, const char *model)
{
	const char *name = id + 5, *colon = strncmp(id, "odoo:", 5) == 0 ? strchr(name, ':') : NULL;
	size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
	long long n;

	if (digits == 0 || digits > 10 || colon[1 + digits] || colon == name)
		return -1;
	if (model && (strlen(model) != (size_t)(colon - name) || strncmp(name, model, strlen(model)) != 0))
		return -1;
	n = strtoll(colon + 1, NULL, 10);
	return n > 0 && n <= INT32_MAX ? n : -1;
}

/* Rows begin with their id. */
static long long id_of(const char *json)
{
	return strncmp(json, "{\"id\":", 6) == 0 ? strtoll(json + 6, NULL, 10) : 0;
}

static int take_row(void *cookie, const char *json, size_t n, struct err *e)
{
	struct page *p = cookie;
	long long id = id_of(json);

	if (odoo_fields_row(p->fields, json, n, &p->lines, e) != 0)
		return -1;
	buf_putc(&p->lines, '\n');
	p->n++;
	if (id > p->last_id)
		p->last_id = id;
	return 0;
}

static int give_rows(struct page *p, struct err *e)
{
	const char *at = buf_str(&p->lines), *end = at + p->lines.n;
	int st = 0;

	while (at < end && st == 0) {
		const char *line = memchr(at, '\n', (size_t)(end - at));

		st = p->row(p->cookie, at, (size_t)(line - at), e);
		at = line + 1;
	}
	buf_clear(&p->lines);
	return st;
}

static val context_of(const struct odoo_query *q)
{
	return val_kind(q->context) == VAL_OBJECT ? val_copy(q->context) : val_object();
}

static val fields_of(const struct odoo_query *q)
{
	val a = val_array();

	for (int i = 0; i < q->n_fields; i++)
		a = val_push(a, val_of_str(q->fields[i]));
	return a;
}

static int open_model(struct odoo *o, const struct odoo_query *q, struct odoo_fields **f, struct err *e)
{
	int st = odoo_model(o, q->model, f, e);

	if (st == 0)
		return err_set(e, ERR_CONFIG, "this Odoo has no model %s, or the user may not see it", q->model);
	return st < 0 ? -1 : 0;
}

/* ---- by a list of ids ---- */

static val ids_val(const long long *id, long n)
{
	val a = val_array();

	for (long i = 0; i < n; i++)
		a = val_push(a, val_of_int(id[i]));
	return a;
}

static void start_read(struct odoo *o, const struct odoo_query *q, const long long *id, long n, struct page *p)
{
	struct odoo_call c = {.model = q->model, .method = "read", .cookie = p, .item = take_row};

	c.args = val_push(val_push(val_array(), ids_val(id, n)), fields_of(q));
	c.kwargs = val_set(val_object(), "context", context_of(q));
	odoo_start(o, &c);
}

/* Waits until p is done. */
static int wait_page(struct odoo *o, struct page *p, struct err *e)
{
	while (!p->done) {
		struct odoo_result r;
		struct page *other;

		int got = odoo_wait(o, &r, e);

		if (got != 1)
			return got == 0 ? err_set(e, ERR_BUG, "a page of Odoo that nobody reads") : -1;
		other = r.cookie;
		other->done = true;
		other->why = r.why;
		buf_free(&r.value);
	}
	if (p->why.kind == ERR_NONE)
		return 0;
	*e = p->why;
	return -1;
}

int odoo_read(struct odoo *o, const struct odoo_query *q, const long long *id, long n,
			  int (*row)(void *cookie, const char *json, size_t n, struct err *e), void *cookie, struct err *e)
{
	long pages = (n + ODOO_PAGE - 1) / ODOO_PAGE, started = 0, jobs = q->jobs > 1 ? q->jobs : 1;
	struct odoo_fields *fields;
	struct page *page;
	int st = open_model(o, q, &fields, e);

	if (st != 0 || n == 0)
		return st;
	page = mem_zalloc((size_t)pages * sizeof(*page));
	for (long i = 0; i < pages && st == 0; i++) {
		for (; started < pages && started < i + jobs; started++) {
			long at = started * ODOO_PAGE;

			page[started] = (struct page){.fields = fields, .row = row, .cookie = cookie};
			start_read(o, q, id + at, n - at < ODOO_PAGE ? n - at : ODOO_PAGE, &page[started]);
		}
		st = wait_page(o, &page[i], e);
		st = st == 0 ? give_rows(&page[i], e) : st;
		buf_free(&page[i].lines);
	}
	/* Those that still run write into their pages; calls of others may run beside them. */
	for (long i = 0; i < started; i++) {
		struct err ignored;

		if (wait_page(o, &page[i], &ignored) != 0)
			log_debug("given up: %s", ignored.msg);
		buf_free(&page[i].lines);
	}
	free(page);
	return st;
}

long odoo_ids(struct odoo *o, const struct odoo_query *q, long long **id, struct err *e)
{
	struct odoo_call c = {.model = q->model, .method = "search"};
	val ids;
	long n;

	c.args = val_push(val_array(), val_copy(q->domain));
	c.kwargs = val_set(val_set_str(val_object(), "order", q->order ? q->order : "id"), "context", context_of(q));
	if (q->limit > 0)
		c.kwargs = val_set_int(c.kwargs, "limit", q->limit);
	if (odoo_do(o, &c, &ids, NULL, e) != 0)
		return -1;
	n = val_len(ids);
	*id = mem_array(NULL, (size_t)n + 1, sizeof(**id));
	for (long i = 0; i < n; i++) {
		val v = val_at(ids, (int)i);

		(*id)[i] = (long long)val_number(v, 0);
		val_free(v);
	}
	val_free(ids);
	return n;
}

/* ---- by the last id ---- */

/* "&", or the domain itself behind a leaf: leaves side by side are all meant. */
static val after_id(val domain, long long last)
{
	val a = val_array(), leaf;

	if (last > 0) {
		leaf = val_push(val_push(val_push(val_array(), val_of_str("id")), val_of_str(">")), val_of_int(last));
		a = val_push(a, leaf);
	}
	for (int i = 0; i < val_len(domain); i++)
		a = val_push(a, val_at(domain, i));
	return a;
}

static void start_page(struct odoo *o, const struct odoo_query *q, long long last, long limit, struct page *p)
{
	struct odoo_call c = {.model = q->model, .method = "search_read", .cookie = p, .item = take_row};

	c.args = val_push(val_push(val_array(), after_id(q->domain, last)), fields_of(q));
	c.kwargs = val_set(val_set_str(val_object(), "order", q->order ? q->order : "id"), "context", context_of(q));
	c.kwargs = val_set_int(c.kwargs, "limit", limit);
	odoo_start(o, &c);
}

static long rows_by_key(struct odoo *o, const struct odoo_query *q, struct page *p, struct err *e)
{
	long total = 0, want, got;

	do {
		want = q->limit > 0 && q->limit - total < ODOO_PAGE ? q->limit - total : ODOO_PAGE;
		p->done = false;
		p->n = 0;
		start_page(o, q, p->last_id, want, p);
		if (wait_page(o, p, e) != 0)
			return -1;
		got = p->n;
		total += got;
		if (give_rows(p, e) != 0)
			return -1;
	} while (got == want && (q->limit == 0 || total < q->limit));
	return total;
}

long odoo_rows(struct odoo *o, const struct odoo_query *q,
			   int (*row)(void *cookie, const char *json, size_t n, struct err *e), void *cookie, struct err *e)
{
	struct page p = {.row = row, .cookie = cookie};
	bool one_page = q->limit > 0 && q->limit <= ODOO_PAGE;
	long long *id = NULL;
	long n;

	if (open_model(o, q, &p.fields, e) != 0)
		return -1;
	if (one_page || (!q->order && q->jobs <= 1)) {
		n = rows_by_key(o, q, &p, e);
		buf_free(&p.lines);
		return n;
	}
	n = odoo_ids(o, q, &id, e);
	if (n > 0 && odoo_read(o, q, id, n, row, cookie, e) != 0)
		n = -1;
	free(id);
	return n;
}
