#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/os.h"
#include "base/term.h"
#include "cli/privacy_report.h"
#include "cli/privacy_show.h"
#include "record/rec.h"
#include "services/audit.h"
#include "services/consent.h"
#include "services/dead.h"

#include "cli/privacy_verbs.h"

static const char *domain_of(const struct privacy_verbs *t)
{
	return domain_name(t->p.d);
}

static bool for_people(void)
{
	return term_is(STDOUT_FILENO);
}

int privacy_verbs_open(struct privacy_verbs *t, const struct opt_common *o, bool writes, struct err *e)
{
	bool kept;

	t->common = o;
	t->list = val_array();
	t->config = config_open(o, e);
	t->p.d = t->config ? config_domain(t->config, NULL, e) : NULL;
	t->p.db = t->p.d ? config_sql(t->config, e) : NULL;
	if (t->p.db)
		t->key = writes ? pseudonym_open(t->config, e) : pseudonym_read(t->config, &kept, e);
	t->p.key = t->key;
	t->p.now = date_now();
	return t->key ? 0 : -1;
}

/* A record of kind result with the members of v (consumed). */
static int emit(struct privacy_verbs *t, val v, struct err *e)
{
	val r = val_set_str(val_set_str(val_set_int(val_object(), "v", 1), "kind", "result"), "domain", domain_of(t));

	for (int i = val_iter(v); val_iter_ok(v, i); i = val_iter_next(v, i))
		r = val_set(r, val_iter_key(v, i), val_iter_val(v, i));
	val_free(v);
	return rec_emit_val(r, e);
}

static int emit_all(struct privacy_verbs *t, val list, struct err *e)
{
	int st = 0;

	for (int i = 0; st == 0 && i < val_len(list); i++)
		st = emit(t, val_at(list, i), e);
	return st;
}

/* Kept for a table at a terminal, else written out. */
static int take(void *cookie, val v, struct err *e)
{
	struct privacy_verbs *t = cookie;

	if (!for_people())
		return emit(t, v, e);
	t->list = val_push(t->list, v);
	return 0;
}

static int shown(int st, struct err *e)
{
	return st == 0 ? 0 : err_set(e, ERR_IO, "standard output cannot be written");
}

/* ---- verbs ---- */

/* The rows (consumed) of the purposes that are asked for. */
static val only(val rows, int n, char *word[])
{
	val out = val_array();

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		if (consent_is_among(val_str(row, "purpose", ""), word, n))
			out = val_push(out, row);
		else
			val_free(row);
	}
	val_free(rows);
	return out;
}

/* Of the n purposes in word; 0: of all. */
static int show_consent(struct privacy_verbs *t, const struct personal *who, int n, char *word[], struct err *e)
{
	const struct audit_entry a = {
		.action = "read", .subject = val_str(who->customer, "id", NULL), .what = "consents", .why = "cwai-privacy"};
	val rows;
	int st = 0;

	for (int i = 0; i < n && st == 0; i++)
		st = consent_check(word[i], e);
	if (st != 0 || audit_note(t->p.db, t->key, domain_of(t), &a, t->p.now, e) != 0)
		return -1;
	st = consent_history(t->p.db, domain_of(t), val_str(who->customer, "id", ""), &rows, e);
	if (st == 0) {
		rows = only(rows, n, word);
		st = for_people() ? shown(privacy_show_consent(who->customer, rows, word, n), e) : emit_all(t, rows, e);
	}
	val_free(rows);
	return st;
}

int privacy_verbs_consent(struct privacy_verbs *t, int n, char *word[], struct err *e)
{
	struct personal who;
	int st = personal_find(t->p.db, domain_of(t), word[1], &who, e);

	if (st != 0)
		return -1;
	if (!who.known)
		st = err_set(e, ERR_NOINPUT, "the domain %s has no such customer", domain_of(t));
	else if (strcmp(word[0], "show") == 0)
		st = show_consent(t, &who, n - 2, word + 2, e);
	else
		st = privacy_consent(&t->p, &who, (const char *const *)(word + 2), n - 2, strcmp(word[0], "grant") == 0,
							 t->source, t->message, e);
	personal_free(&who);
	return st;
}

static int add_report(void *cookie, val v, struct err *e)
{
	(void)e;
	privacy_report_add(cookie, v);
	return 0;
}

static int give(void *cookie, val v, struct err *e)
{
	(void)cookie;
	return rec_emit_val(v, e);
}

int privacy_verbs_export(struct privacy_verbs *t, int n, char *word[], struct err *e)
{
	bool reads = t->html || for_people();
	struct privacy_report *r = privacy_report_new(t->p.d, t->p.now);
	struct personal who;
	struct buf out = {0};
	int st = personal_find(t->p.db, domain_of(t), word[0], &who, e);

	(void)n;
	if (st == 0 && !who.known)
		log_error("nothing is stored about such a customer");
	else if (st == 0)
		st = privacy_export(&t->p, &who, reads ? add_report : give, r, e);
	if (st == 0 && who.known && t->html) {
		privacy_report_html(r, &out);
		st = os_write_file(t->html, out.p, out.n, 0600, e);
	} else if (st == 0 && who.known && reads) {
		privacy_report_text(r, term_width(STDOUT_FILENO), &out);
		st = shown(fputs(buf_str(&out), stdout) < 0, e);
	}
	buf_free(&out);
	privacy_report_free(r);
	personal_free(&who);
	return st;
}

/* Somebody at the terminal says yes. */
static bool agrees(void)
{
	char line[16] = "";

	(void)fprintf(stderr, "Erase everything about this customer? It cannot be undone. [y/N] ");
	return fgets(line, sizeof(line), stdin) && (*line == 'y' || *line == 'Y' || *line == 's' || *line == 'S');
}

static int erase(struct privacy_verbs *t, const char *key, bool dry, bool *known, struct err *e)
{
	char *shop = dead_shop(config_path(t->config));
	const struct privacy_erasing o = {
		.dry = dry, .whole = !t->no_vacuum, .spool = t->spool, .dead = t->dead.v, .n_dead = t->dead.n, .shop = shop};
	struct err why = {.kind = ERR_NONE};
	val receipt;
	int done = privacy_erase(&t->p, key, &o, &receipt, e), st;

	free(shop);
	if (done < 0)
		return -1;
	if (done > 0)
		why = *e;
	*known = val_bool(receipt, "known", false);
	if (!*known)
		log_error("nothing is stored about such a customer%s",
				  val_bool(receipt, "before", false) ? ", who was erased before" : "");
	if (for_people()) {
		st = shown(privacy_show_receipt(receipt), e);
		val_free(receipt);
	} else {
		st = emit(t, receipt, e);
	}
	if (st != 0 || done == 0)
		return st;
	*e = why;
	return fflush(stdout) == 0 ? -1 : shown(1, e);
}

int privacy_verbs_erase(struct privacy_verbs *t, int n, char *word[], struct err *e)
{
	bool known = false;

	(void)n;
	if (!t->yes && !t->dry) {
		if (erase(t, word[0], true, &known, e) != 0)
			return -1;
		if (fflush(stdout) != 0 || (known && !agrees()))
			return 1;
	}
	return erase(t, word[0], t->dry, &known, e);
}

int privacy_verbs_retention(struct privacy_verbs *t, int n, char *word[], struct err *e)
{
	(void)n;
	(void)word;
	if (privacy_retention(&t->p, t->dry, take, t, e) != 0)
		return -1;
	if (for_people() && val_len(t->list) == 0) {
		log_error("%s keeps everything: its domain.yaml has no retention (cwai-domain(5))", domain_of(t));
		return 0;
	}
	return for_people() ? shown(privacy_show_retention(t->list), e) : 0;
}

static int verify(struct privacy_verbs *t, struct err *e)
{
	struct audit_check c;
	int st, bad;

	if (privacy_verify(&t->p, t->heads, &c, e) != 0)
		return -1;
	bad = val_len(c.findings);
	st = for_people() ? shown(privacy_show_findings(c.heads, c.findings), e) : emit_all(t, c.heads, e);
	if (st == 0 && !for_people())
		st = emit_all(t, c.findings, e);
	val_free(c.findings);
	val_free(c.heads);
	return st == 0 ? bad > 0 : -1;
}

int privacy_verbs_audit(struct privacy_verbs *t, int n, char *word[], struct err *e)
{
	(void)word;
	if (n == 1)
		return verify(t, e);
	if (privacy_audit(&t->p, t->customer, t->since, (int)t->limit, take, t, e) != 0)
		return -1;
	return for_people() ? shown(privacy_show_audit(t->list), e) : 0;
}

static int pseudonymise(void *cookie, struct rec *r, struct err *e)
{
	struct privacy_verbs *t = cookie;

	(void)e;
	privacy_pseudonymise_record(t->key, rec_str(r, "domain", domain_of(t)), r, &t->list);
	return REC_PASS;
}

int privacy_verbs_pseudonymise(struct privacy_verbs *t, int n, char *word[], struct err *e)
{
	const struct rec_filter f = {.record = pseudonymise, .cookie = t, .errors_too = true};

	(void)n;
	(void)word;
	(void)e;
	return rec_loop(&f, t->common);
}

void privacy_verbs_close(struct privacy_verbs *t)
{
	pseudonym_close(t->key);
	config_free(t->config);
	val_free(t->list);
}
