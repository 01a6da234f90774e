#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "services/audit_private.h"

#include "services/audit.h"

/* A chain being walked. */
struct walk {
	const struct pseudonym *p;
	const char *domain;
	struct audit_check *out;
	val kept; /* heads that were kept elsewhere, or null */
	bool open;
	long long chain, next, lines; /* the seq that is expected, lines so far */
	char *before;                 /* the hash of the line before; NULL: not known */
	val first;                    /* the first line, when it is not line 1; null */
	bool begins;                  /* a line of the chain says that it begins there */
	bool has_head;
	long long head_seq;
	char *head_hash;
};

static void find(struct walk *w, const char *finding, long long from, long long to, const char *what)
{
	char *message = from == to ? mem_printf("chain %lld: line %lld %s", w->chain, from, what)
							   : mem_printf("chain %lld: lines %lld to %lld %s", w->chain, from, to, what);
	val v = val_set_int(val_set_str(val_object(), "finding", finding), "chain", w->chain);

	v = val_set_str(val_set_int(val_set_int(v, "from", from), "to", to), "message", message);
	w->out->findings = val_push(w->out->findings, v);
	free(message);
}

/* Lines that are not there; how: what more is known of it. */
static void find_missing(struct walk *w, const char *finding, long long from, long long to, const char *how)
{
	char *what = mem_printf("%s missing%s", from == to ? "is" : "are", how);

	find(w, finding, from, to, what);
	free(what);
}

/* ---- one line ---- */

static bool is_sealed(const struct walk *w, val row, const char *before)
{
	const struct audit_line l = {.domain = w->domain,
								 .chain = val_int(row, "chain", 0),
								 .seq = val_int(row, "seq", 0),
								 .ts = val_int(row, "ts", 0),
								 .actor = val_str(row, "actor", ""),
								 .action = val_str(row, "action", ""),
								 .subject = val_str(row, "subject", ""),
								 .what = val_str(row, "what", ""),
								 .why = val_str(row, "why", "")};
	char hash[PSEUDONYM_SEAL];

	audit_seal(w->p, &l, before, hash);
	return strcmp(hash, val_str(row, "hash", "")) == 0;
}

/* The line that says where the chain begins vouches for the first line there is. */
static void see_beginning(struct walk *w, val row)
{
	const char *text = val_str(row, "what", "");
	val what;

	if (!val_is(w->first) || strcmp(val_str(row, "action", ""), AUDIT_BEGINS) != 0)
		return;
	what = val_parse(text, strlen(text), NULL);
	if (val_kind(what) == VAL_OBJECT && val_int(what, "upto", -1) == val_int(w->first, "seq", 0) - 1) {
		w->begins = true;
		if (!is_sealed(w, w->first, val_str(what, "hash", "")))
			find(w, "changed", val_int(w->first, "seq", 0), val_int(w->first, "seq", 0), "is not as it was written");
	}
	val_free(what);
}

/* A head that was kept names this line: it must have that hash still. */
static void compare_kept(struct walk *w, val row)
{
	for (int i = 0; i < val_len(w->kept); i++) {
		val h = val_at(w->kept, i);
		long long seq = val_int(h, "seq", -1);

		if (val_int(h, "chain", -1) == w->chain && seq == val_int(row, "seq", 0) &&
			strcmp(val_str(h, "hash", ""), val_str(row, "hash", "")) != 0)
			find(w, "changed", seq, seq, "is another than the one whose hash was kept: the chain was written anew");
		val_free(h);
	}
}

static void line(struct walk *w, val row)
{
	long long seq = val_int(row, "seq", 0);

	w->lines++;
	if (seq < 1 || (w->has_head && seq > w->head_seq)) {
		find(w, "inserted", seq, seq, "was not written by cwai: it is outside the chain");
		return;
	}
	if (w->lines == 1 && seq > 1) {
		val_free(w->first);
		w->first = val_copy(row);
	} else if (seq > w->next) {
		find_missing(w, "missing", w->next, seq - 1, "");
	} else if (!is_sealed(w, row, w->before ? w->before : "")) {
		find(w, "changed", seq, seq, "is not as it was written");
	}
	see_beginning(w, row);
	compare_kept(w, row);
	free(w->before);
	w->before = mem_dup(val_str(row, "hash", ""));
	w->next = seq + 1;
}

/* ---- a chain's ends ---- */

static void open_chain(struct walk *w, val row)
{
	w->open = true;
	w->chain = val_int(row, "chain", 0);
	w->next = 1;
	w->lines = 0;
	w->begins = false;
	w->has_head = val_str(row, "head_hash", NULL) != NULL;
	w->head_seq = val_int(row, "head_seq", 0);
	w->head_hash = mem_dup(val_str(row, "head_hash", ""));
}

/* What was kept of lines that are not there any more. */
static void compare_end(struct walk *w)
{
	long long end = 0;

	for (int i = 0; i < val_len(w->kept); i++) {
		val h = val_at(w->kept, i);

		if (val_int(h, "chain", -1) == w->chain && val_int(h, "seq", 0) > end)
			end = val_int(h, "seq", 0);
		val_free(h);
	}
	if (end >= w->next && end > w->head_seq)
		find_missing(w, "cut_off", w->next, end, ", but there when the heads were kept");
}

static void close_chain(struct walk *w)
{
	val head = val_set_int(val_set_int(val_object(), "chain", w->chain), "seq", w->head_seq);

	if (val_is(w->first) && !w->begins)
		find_missing(w, "missing", 1, val_int(w->first, "seq", 0) - 1, "");
	if (!w->has_head)
		find(w, "end", w->next - 1, w->next - 1, "is the last, but the record of the chain's end is gone");
	else if (w->head_seq >= w->next)
		find_missing(w, "cut_off", w->next, w->head_seq, ", cut off");
	else if (w->head_seq == w->next - 1 && strcmp(w->head_hash, w->before ? w->before : "") != 0)
		find(w, "end", w->head_seq, w->head_seq, "is not the one that the record of the chain's end names");
	compare_end(w);
	w->out->heads = val_push(w->out->heads, val_set_int(val_set_str(head, "hash", w->head_hash), "lines", w->lines));
	val_free(w->first);
	w->first = val_null();
	free(w->before);
	free(w->head_hash);
	w->before = w->head_hash = NULL;
	w->open = false;
}

static int step(void *cookie, val row, struct err *e)
{
	struct walk *w = cookie;

	(void)e;
	if (w->open && w->chain != val_int(row, "chain", 0))
		close_chain(w);
	if (!w->open)
		open_chain(w, row);
	if (val_str(row, "hash", NULL)) /* null: an end without lines */
		line(w, row);
	val_free(row);
	return 0;
}

/* Chains of which nothing is left. */
static void look_for_lost(struct walk *w)
{
	for (int i = 0; i < val_len(w->kept); i++) {
		val h = val_at(w->kept, i);
		bool there = false;

		for (int k = 0; k < val_len(w->out->heads); k++) {
			val have = val_at(w->out->heads, k);

			there = there || val_int(have, "chain", -1) == val_int(h, "chain", -2);
			val_free(have);
		}
		w->chain = val_int(h, "chain", 0);
		if (!there && val_int(h, "seq", 0) > 0)
			find_missing(w, "cut_off", 1, val_int(h, "seq", 0), ": nothing is left of the chain");
		val_free(h);
	}
}

int audit_verify(struct sql *db, const struct pseudonym *p, const char *domain, val heads, struct audit_check *out,
				 struct err *e)
{
	/* one statement, so that lines and ends are of one moment while others write */
	static const char query[] =
		"SELECT c.chain, a.seq, a.ts, a.actor, a.action, a.subject, a.what, a.why, a.hash, h.seq AS head_seq,"
		" h.hash AS head_hash FROM (SELECT chain FROM audit_heads WHERE domain = $1 UNION SELECT chain FROM audit"
		" WHERE domain = $1) AS c LEFT JOIN audit a ON a.domain = $1 AND a.chain = c.chain"
		" LEFT JOIN audit_heads h ON h.domain = $1 AND h.chain = c.chain ORDER BY c.chain, a.seq";
	struct walk w = {.p = p, .domain = domain, .out = out, .kept = heads, .first = val_null()};
	int st;

	out->heads = val_array();
	out->findings = val_array();
	st = sql_each(db, query, val_push(val_array(), val_of_str(domain)), step, &w, e);
	if (w.open)
		close_chain(&w);
	if (st == 0)
		look_for_lost(&w);
	if (st == 0 && val_len(out->findings) == 0)
		st = audit_traces(db, domain, &out->findings, e);
	if (st == 0)
		return 0;
	val_free(out->heads);
	val_free(out->findings);
	return -1;
}

/* ---- forgetting ---- */

/* The last line of the chain that stands with all before it before that time, 0 for none, and its hash. */
static int last_old(struct sql *db, const char *domain, long long chain, date_ms before, val *row, struct err *e)
{
	return sql_row(db,
				   "SELECT seq, hash, (SELECT COUNT(*) FROM audit b WHERE b.domain = a.domain AND b.chain = a.chain"
				   " AND b.seq <= a.seq) AS n FROM audit a WHERE domain = $1 AND chain = $2 AND seq <"
				   " COALESCE((SELECT MIN(seq) FROM audit WHERE domain = $1 AND chain = $2 AND ts >= $3),"
				   " (SELECT MAX(seq) + 1 FROM audit WHERE domain = $1 AND chain = $2)) ORDER BY seq DESC LIMIT 1",
				   val_push(audit_key(domain, chain), val_of_int(before)), row, e);
}

/* How many lines of a chain go; inside a transaction unless dry. */
static long purge_chain(struct sql *db, const struct pseudonym *p, struct audit_line *l, date_ms before, bool dry,
						struct err *e)
{
	struct buf what = {0};
	val row, v;
	long n;
	int st = 0;

	if (last_old(db, l->domain, l->chain, before, &row, e) < 0)
		return -1;
	n = val_kind(row) == VAL_OBJECT ? (long)val_int(row, "n", 0) : 0;
	if (n > 0 && !dry) {
		v = val_set_str(val_set_int(val_object(), "upto", val_int(row, "seq", 0)), "hash", val_str(row, "hash", ""));
		val_dump(v, &what);
		val_free(v);
		l->what = what.p;
		st = audit_put_line(db, p, l, e);
		if (st == 0)
			st = sql_exec(db, "DELETE FROM audit WHERE domain = $1 AND chain = $2 AND seq <= $3",
						  val_push(audit_key(l->domain, l->chain), val_get(row, "seq")), e);
	}
	buf_free(&what);
	val_free(row);
	return st < 0 ? -1 : n;
}

long audit_purge(struct sql *db, const struct pseudonym *p, const char *domain, date_ms before, date_ms now, bool dry,
				 struct err *e)
{
	struct audit_line l = {.domain = domain,
						   .ts = now,
						   .actor = "cwai-privacy",
						   .action = AUDIT_BEGINS,
						   .subject = "",
						   .why = "retention"};
	long all = 0, n = 0;

	for (l.chain = 0; l.chain < AUDIT_CHAINS && n >= 0; l.chain++) {
		if (!dry && sql_begin(db, e) < 0)
			return -1;
		n = purge_chain(db, p, &l, before, dry, e);
		if (!dry && n > 0 && sql_commit(db, e) < 0)
			return -1;
		sql_rollback(db); /* nothing when it is committed */
		all += n > 0 ? n : 0;
	}
	return n < 0 ? -1 : all;
}
