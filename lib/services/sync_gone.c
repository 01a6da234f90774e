/*
 * sync: what was deleted in Odoo, or left an entity's domain: nothing tells of it, so the ids of both sides are
 * compared.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "services/sync_private.h"

#define MANY 20 /* this many may be deleted at once whatever their share */

struct gone {
	struct sync *s;
	struct sync_entity *n;
	struct sync_counts *c;
};

long sync_gone_count(struct sync *s, const struct sync_entity *n, struct err *e)
{
	struct odoo_call c = {.model = n->model, .method = "search_count"};
	long count;
	val v;

	c.args = val_push(val_array(), val_copy(n->domain));
	c.kwargs = val_set(val_object(), "context", sync_map_context(n));
	if (odoo_do(s->odoo, &c, &v, NULL, e) != 0)
		return -1;
	count = (long)val_number(v, -1);
	val_free(v);
	return count < 0 ? err_set(e, ERR_PROTOCOL, "%s of Odoo can't be counted", n->model) : count;
}

static int by_number(const void *a, const void *b)
{
	const long long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

int sync_gone_missing(struct sync *s, struct sync_entity *n, struct sync_counts *c, long long number, bool there,
					  struct err *e)
{
	struct sync_link l = {.base = val_null()};
	int st;

	if (!there || n->push < 0)
		return sync_apply_gone(s, n, number, c, e);
	st = sync_link_by_remote(s, n, number, &l, e);
	if (st == 0 && l.there) {
		free(l.remote_date);
		l.remote_date = mem_dup(SYNC_OUTSIDE);
		st = sync_link_put(s, n, &l, e);
	}
	sync_link_free(&l);
	return st;
}

/* Numbers of both sides, ascending, and what only one has. */
struct sides {
	long long *ours, *theirs, *gone, *missed;
	long n_ours, n_theirs, n_gone, n_missed;
	val there; /* object: ids of gone ones that are there all the same */
};

static void sides_free(struct sides *x)
{
	free(x->ours);
	free(x->theirs);
	free(x->gone);
	free(x->missed);
	val_free(x->there);
}

/* What only we have is gone; what only Odoo has was missed: it came into the domain. */
static void compare(struct sides *x)
{
	long i = 0, k = 0;

	x->gone = mem_array(NULL, (size_t)x->n_ours + 1, sizeof(*x->gone));
	x->missed = mem_array(NULL, (size_t)x->n_theirs + 1, sizeof(*x->missed));
	while (i < x->n_ours || k < x->n_theirs) {
		if (k == x->n_theirs || (i < x->n_ours && x->ours[i] < x->theirs[k])) {
			x->gone[x->n_gone++] = x->ours[i++];
		} else if (i == x->n_ours || x->theirs[k] < x->ours[i]) {
			x->missed[x->n_missed++] = x->theirs[k++];
		} else {
			i++;
			k++;
		}
	}
}

static int note_there(void *cookie, const char *json, size_t n, struct err *e)
{
	struct sides *x = cookie;
	val row = val_parse(json, n, e);

	x->there = val_set(x->there, val_str(row, "id", ""), val_true(true));
	val_free(row);
	return 0;
}

static int drop_gone(struct gone *g, const struct sides *x, struct err *e)
{
	int st = 0;

	for (long i = 0; i < x->n_gone && st == 0; i++) {
		char *id = mem_printf("odoo:%s:%lld", g->n->model, x->gone[i]);
		val there = val_member(x->there, id);

		st = sync_gone_missing(g->s, g->n, g->c, x->gone[i], val_kind(there) == VAL_BOOL, e);
		val_free(there);
		free(id);
	}
	return st;
}

static int read_sides(struct gone *g, struct sides *x, struct err *e)
{
	static const char *const id_only[] = {"id"};
	val context = sync_map_context(g->n);
	const struct odoo_query q = {
		.model = g->n->model, .domain = g->n->domain, .context = context, .fields = id_only, .n_fields = 1};
	int st = 0;

	x->n_theirs = odoo_ids(g->s->odoo, &q, &x->theirs, e);
	x->n_ours = x->n_theirs < 0 ? -1 : sync_link_numbers(g->s, g->n, &x->ours, e);
	if (x->n_ours < 0)
		st = -1;
	if (st == 0) {
		qsort(x->theirs, (size_t)x->n_theirs, sizeof(*x->theirs), by_number);
		compare(x);
		/* what goes both ways is not taken out here because it left the domain */
		if (g->n->push >= 0)
			st = odoo_read(g->s->odoo, &q, x->gone, x->n_gone, note_there, x, e);
	}
	val_free(context);
	return st;
}

/*
 * So much at once is rather a mistake (a domain that takes nothing, rights that were lost, a database that was emptied)
 * than what somebody wanted.
 */
static bool is_too_much(const struct gone *g, const struct sides *x, struct err *e)
{
	long before = x->n_ours - g->c->inserted, gone = x->n_gone - val_len(x->there);

	if (g->s->o.deletes || gone <= MANY || gone * 2 <= before)
		return false;
	(void)err_set(
		e, ERR_DATA,
		"%ld of %ld would be deleted here, as Odoo has them no more or the domain in odoo.yaml leaves them out "
		"or their rows are no more to be seen: nothing was deleted; if that is right say --allow-deletes once",
		gone, before);
	return true;
}

long sync_gone_drop(struct sync *s, struct sync_entity *n, struct sync_counts *c, long long **missed, bool *held,
					struct err *e)
{
	struct gone g = {s, n, c};
	struct sides x = {.there = val_object()};
	int st = read_sides(&g, &x, e);

	*held = st == 0 && is_too_much(&g, &x, e);
	if (st == 0 && !*held && (st = sync_link_begin(s, e)) == 0)
		st = sync_apply_end(s, drop_gone(&g, &x, e), e);
	*missed = x.missed;
	x.missed = NULL;
	sides_free(&x);
	return st == 0 ? x.n_missed : -1;
}
