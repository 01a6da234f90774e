#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "services/sync_private.h"

/*
 * How far the reading of an entity is, in sync_state under "pull:NAME":
 *   model, how that it was read from, and a hash of how it is mapped: when it changes all is read again
 *   since      the server's clock when the last whole reading began; rows written from then on, and overlap before, are
 *              read next. A transaction's rows have the time of its beginning and are seen at its end.
 *   until      as since, of a reading that was not ended; last its last number that was taken
 *   compared   when the ids of both sides were compared last
 */
struct pull {
	struct sync *s;
	struct sync_entity *n;
	struct sync_counts c;
	val state;
	val rows;                 /* of the page that is read */
	val hashes;               /* theirs; null where they are expanded first */
	bool expand;              /* rows of other models are put in */
	struct sync_known *known; /* what is tied already, ascending */
	long n_known;
	long done, total;
	bool held;      /* what is gone was not taken out */
	struct err why; /* of that */
};

static char *state_name(const struct sync_entity *n)
{
	return mem_printf("pull:%s", n->n.name);
}

static int keep_state(struct pull *p, struct err *e)
{
	char *name = state_name(p->n);
	int st = sync_state_put(p->s, name, val_copy(p->state), e);

	free(name);
	return st;
}

/* ---- a page ---- */

static bool is_known(const struct pull *p, long long number, long long hash)
{
	long lo = 0, hi = p->n_known;

	while (lo < hi) {
		long mid = lo + (hi - lo) / 2;

		if (p->known[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->n_known && p->known[lo].number == number && p->known[lo].hash == hash;
}

static long long hash_of(const struct pull *p, val row)
{
	struct buf b = {0};
	long long hash;

	val_dump(row, &b);
	hash = sync_map_hash(p->n, b.p, b.n);
	buf_free(&b);
	return hash;
}

static int apply_rows(struct pull *p, val rows, val hashes, struct err *e)
{
	int st = 0;

	for (int i = 0; i < val_len(rows) && st == 0; i++) {
		val row = val_at(rows, i), h = val_at(hashes, i);
		long long number = odoo_id_number(val_str(row, "id", ""), p->n->model);
		long long hash = p->expand ? hash_of(p, row) : (long long)val_number(h, 0);

		val_free(h);
		p->state = val_set_int(p->state, "last", number);
		if (p->expand && is_known(p, number, hash)) {
			p->c.read++;
			val_free(row);
			continue;
		}
		st = sync_apply_row(p->s, p->n, row, hash, &p->c, e);
	}
	return st;
}

/* Takes the rows that were read, with how far that is, in one transaction. */
static int take_page(struct pull *p, struct err *e)
{
	val rows = p->rows, hashes = p->hashes;
	int st = 0;

	p->rows = val_array();
	p->hashes = val_array();
	p->done += val_len(rows);
	if (val_len(rows) > 0)
		st = sync_expand_rows(p->s, p->n, &rows, e);
	if (st == 0 && val_len(rows) > 0 && (st = sync_link_begin(p->s, e)) == 0) {
		st = apply_rows(p, rows, hashes, e);
		if (st == 0)
			st = keep_state(p, e);
		st = sync_apply_end(p->s, st, e);
	}
	val_free(rows);
	val_free(hashes);
	if (!p->s->o.quiet)
		log_progress(p->n->n.name, (unsigned long)p->done, (unsigned long)p->total);
	return st;
}

/* A row that is as it was taken last is passed over: most of those that are read for the sake of overlap are. */
static int take_row(void *cookie, const char *json, size_t n, struct err *e)
{
	struct pull *p = cookie;
	long long hash = sync_map_hash(p->n, json, n);
	char id[128];
	val row;

	(void)snprintf(id, sizeof(id), "%.*s", (int)strcspn(json + (n > 7 ? 7 : 0), "\""), json + (n > 7 ? 7 : 0));
	if (!p->expand && is_known(p, odoo_id_number(id, p->n->model), hash)) {
		p->c.read++;
		p->done++;
		return 0;
	}
	row = val_parse(json, n, e);
	if (val_kind(row) != VAL_OBJECT)
		return err_prefix(e, "%s of Odoo", p->n->model);
	p->rows = val_push(p->rows, row);
	p->hashes = val_push(p->hashes, val_of_int(hash));
	return val_len(p->rows) < ODOO_PAGE ? 0 : take_page(p, e);
}

static int read_numbers(struct pull *p, const long long *id, long n, struct err *e)
{
	val context = val_get(p->n->way, "context");
	const struct odoo_query q = {.model = p->n->model,
								 .fields = p->n->field,
								 .n_fields = p->n->n_fields,
								 .context = context,
								 .jobs = p->s->o.jobs};
	int st;

	p->total += n;
	free(p->known);
	p->n_known = sync_link_known(p->s, p->n, id[0], id[n - 1], &p->known, e);
	st = p->n_known < 0 ? -1 : odoo_read(p->s->odoo, &q, id, n, take_row, p, e);
	if (st == 0)
		st = take_page(p, e);
	val_free(context);
	return st;
}

/* ---- what changed ---- */

static val leaf(const char *field, const char *operator, val v)
{
	return val_push(val_push(val_push(val_array(), val_of_str(field)), val_of_str(operator)), v);
}

/*
 * Leaves for "written at or after when", of the row or of one of the rows that also names (a price that stands on the
 * template, an order's lines).
 */
static val written_since(const struct sync_entity *n, val domain, const char *when)
{
	val also = val_get(n->way, "also");

	for (int i = 0; i < val_len(also); i++)
		domain = val_push(domain, val_of_str("|"));
	for (int i = 0; i < val_len(also); i++) {
		val v = val_at(also, i);
		char *field = mem_printf("%s.write_date", val_text(v, ""));

		domain = val_push(domain, leaf(field, ">=", val_of_str(when)));
		free(field);
		val_free(v);
	}
	val_free(also);
	return val_push(domain, leaf("write_date", ">=", val_of_str(when)));
}

static val window(struct pull *p)
{
	const char *since = val_str(p->state, "since", NULL);
	long long last = val_int(p->state, "last", 0);
	val domain = val_array();
	char text[32];
	date_ms t;

	if (since && date_parse(since, &t, NULL) == 0) {
		(void)date_format(t - p->s->o.overlap * 1000LL, text);
		text[10] = ' ';
		text[19] = '\0';
		domain = written_since(p->n, domain, text);
	}
	if (last > 0)
		domain = val_push(domain, leaf("id", ">", val_of_int(last)));
	for (int i = 0; i < val_len(p->n->domain); i++)
		domain = val_push(domain, val_at(p->n->domain, i));
	return domain;
}

/*
 * A model that the user may not read, with the mend. Whether it is only that is told by a call that knows of users who
 * are not let in at all.
 */
static void say_mend(const struct pull *p, struct err *e)
{
	struct err why;

	if (e->kind == ERR_REFUSED && sync_gone_count(p->s, p->n, &why) < 0 && !odoo_is_shut(p->s->odoo))
		(void)err_set(e, ERR_REFUSED,
					  "%s may not be read (%.600s): give Odoo's user the right, or leave it out by {name: "
					  "%s, off: true} in odoo.yaml",
					  p->n->model, why.msg, p->n->n.name);
}

static int read_changes(struct pull *p, struct err *e)
{
	val domain = window(p), context = sync_map_context(p->n);
	const struct odoo_query q = {.model = p->n->model, .domain = domain, .context = context};
	long long *id = NULL;
	long n = odoo_ids(p->s->odoo, &q, &id, e);
	char text[32];
	int st = n < 0 ? -1 : 0;

	if (n < 0)
		say_mend(p, e);
	/* A reading that goes on after it was broken off keeps its beginning. */
	if (st == 0 && !val_str(p->state, "until", NULL) && odoo_clock(p->s->odoo) >= 0)
		p->state = val_set_str(p->state, "until", date_format(odoo_clock(p->s->odoo), text));
	if (st == 0 && n > 0)
		st = read_numbers(p, id, n, e);
	free(id);
	val_free(domain);
	val_free(context);
	return st;
}

/* ---- what is gone ---- */

static int reconcile(struct pull *p, struct err *e)
{
	long long *missed;
	long n = sync_gone_drop(p->s, p->n, &p->c, &missed, &p->held, &p->why);
	int st = 0;

	if (n < 0) {
		*e = p->why;
		st = -1;
	}
	/* of a dry run nothing stayed: what is missed are the rows that were counted a moment ago */
	if (n > 0 && !p->s->o.dry)
		st = read_numbers(p, missed, n, e);
	free(missed);
	return st;
}

static bool is_due(const struct pull *p)
{
	date_ms t;

	if (date_parse(val_str(p->state, "compared", ""), &t, NULL) != 0)
		return true;
	return date_now() - t >= p->s->o.reconcile * 1000LL;
}

static int find_gone(struct pull *p, struct err *e)
{
	long theirs = sync_gone_count(p->s, p->n, e), n = theirs < 0 ? -1 : sync_link_count(p->s, p->n, e);
	char text[32];

	if (n < 0)
		return -1;
	if (n == theirs && !is_due(p))
		return 0;
	if (reconcile(p, e) != 0)
		return -1;
	if (p->held)
		return 0;
	p->state = val_set_str(p->state, "compared", date_format(date_now(), text));
	return 0;
}

/* ---- an entity ---- */

static val summary(const struct pull *p)
{
	val v = val_set_str(val_object(), "model", p->n->model);

	v = val_set_int(val_set_int(v, "read", p->c.read), "inserted", p->c.inserted);
	v = val_set_int(val_set_int(v, "updated", p->c.updated), "deleted", p->c.deleted);
	return val_set_int(val_set_int(v, "conflicts", p->c.conflicts), "skipped", p->c.skipped);
}

static int open_state(struct pull *p, struct err *e)
{
	char *name = state_name(p->n), *how;
	int st = sync_state_get(p->s, name, &p->state, e);

	free(name);
	if (st != 0)
		return -1;
	if (p->n->missing)
		return 0;
	how = mem_printf("%s:%016llx", p->n->model, (unsigned long long)p->n->how);
	/* another model or mapping, or all of it anew */
	if (strcmp(val_str(p->state, "how", how), how) != 0 || (p->s->o.full && !val_str(p->state, "until", NULL))) {
		val_free(p->state);
		p->state = val_object();
	}
	p->state = val_set_str(val_set_str(p->state, "model", p->n->model), "how", how);
	p->expand = val_has(p->n->way, "expand");
	free(how);
	return 0;
}

static int commit_state(struct pull *p, struct err *e)
{
	if (sql_begin(p->s->db, e) != 0)
		return -1;
	if (keep_state(p, e) == 0)
		return sql_commit(p->s->db, e);
	sql_rollback(p->s->db);
	return -1;
}

/* The whole reading is done: the next begins where this one began. */
static int close_state(struct pull *p, struct err *e)
{
	val v = val_set_str(val_object(), "model", p->n->model);
	char text[32];

	v = val_set(v, "how", val_get(p->state, "how"));
	v = val_set(v, "since", val_str(p->state, "until", NULL) ? val_get(p->state, "until") : val_get(p->state, "since"));
	v = val_set(v, "compared", val_get(p->state, "compared"));
	v = val_set_str(v, "run", date_format(date_now(), text));
	val_free(p->state);
	p->state = v;
	return p->s->o.dry ? 0 : commit_state(p, e);
}

/* Said when it is new, and shown by the status from then on. */
static int note_unavailable(struct pull *p, val *sum, struct err *e)
{
	char text[32];

	*sum = val_set_str(val_object(), "unavailable", p->n->missing);
	if (open_state(p, e) != 0)
		return -1;
	if (strcmp(val_str(p->state, "unavailable", ""), p->n->missing) == 0)
		return 0;
	log_warn("%s is not kept the same: %s", p->n->n.name, p->n->missing);
	val_free(p->state);
	p->state = val_set_str(val_object(), "unavailable", p->n->missing);
	p->state = val_set_str(p->state, "run", date_format(date_now(), text));
	return p->s->o.dry ? 0 : commit_state(p, e);
}

int sync_pull(struct sync *s, int i, val *sum, struct err *e)
{
	struct pull p = {.s = s, .n = &s->entity[i], .state = val_null(), .rows = val_array(), .hashes = val_array()};
	int st = sync_map_look(s, p.n, e);

	*sum = val_null();
	if (st == 0) {
		st = note_unavailable(&p, sum, e);
	} else if (st > 0) {
		st = open_state(&p, e);
		if (st == 0)
			st = read_changes(&p, e);
		if (st == 0)
			st = find_gone(&p, e);
		if (st == 0)
			st = close_state(&p, e);
		if (st == 0 && p.held) { /* what changed was taken all the same */
			*e = p.why;
			st = -1;
		}
		if (!s->o.quiet)
			log_progress_end();
		if (st == 0)
			*sum = summary(&p);
	}
	val_free(p.state);
	val_free(p.rows);
	val_free(p.hashes);
	free(p.known);
	/* a mistake in a mapping says itself where it is */
	return st < 0 && e->kind != ERR_CONFIG ? err_prefix(e, "%s", p.n->n.name) : st < 0 ? -1 : 0;
}
