/* cwai-profile: what is remembered of a customer: read, changed, made one person, told to other systems. */
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/opt.h"
#include "cli/profile_verbs.h"
#include "record/rec.h"
#include "services/audit.h"
#include "services/config.h"
#include "services/profile.h"

struct tool {
	struct opt_common common;
	struct profile_verbs v;
	struct config *config;
	struct pseudonym *key;
};

static int open_both(struct tool *t, const char *domain, struct sql **db, struct domain **d, struct err *e)
{
	*d = config_domain(t->config, domain, e);
	*db = *d ? config_sql(t->config, e) : NULL;
	return *db ? 0 : -1;
}

/* Whose a record is: what the store knows, what the channel says, or itself. */
static const char *customer_of(struct rec *r)
{
	const char *own = strcmp(rec_str(r, "kind", ""), "customer") == 0 ? rec_str(r, "id", NULL) : NULL;

	return rec_str(r, "context.customer.id", rec_str(r, "customer.id", rec_str(r, "customer", own)));
}

/* ---- get ---- */

static int note_read(const struct tool *t, struct sql *db, const struct domain *d, val profile, struct rec *r,
					 struct err *e)
{
	const struct audit_entry a = {.action = "read",
								  .subject = val_str(profile, "id", NULL),
								  .what = "profile",
								  .why = rec_str(r, "id", "cwai-profile")};

	return t->key ? audit_note(db, t->key, domain_name(d), &a, date_now(), e) : 0;
}

static int get_record(void *cookie, struct rec *r, struct err *e)
{
	const char *const keys[] = {customer_of(r), rec_str(r, "customer.phone", NULL), rec_str(r, "customer.email", NULL)};
	struct domain *d;
	struct sql *db;
	val v = val_null();

	if (!keys[0] && !keys[1] && !keys[2])
		return REC_PASS;
	if (open_both(cookie, rec_str(r, "domain", NULL), &db, &d, e) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && val_kind(v) != VAL_OBJECT; i++)
		if (keys[i] && profile_get(db, d, keys[i], &v, e) != 0)
			return -1;
	if (val_kind(v) == VAL_OBJECT && note_read(cookie, db, d, v, r, e) != 0) {
		val_free(v);
		return -1;
	}
	rec_set(r, "profile", val_kind(v) == VAL_OBJECT ? v : val_null());
	return REC_PASS;
}

/* ---- update ---- */

/* The text of a record's member in *out, dflt without one. */
static int word_of(struct rec *r, const char *member, const char *dflt, const char **out, struct err *e)
{
	val v = rec_val(r, member);
	bool wrong = val_is(v) && val_kind(v) != VAL_STRING;

	val_free(v);
	*out = rec_str(r, member, dflt);
	return wrong ? err_set(e, ERR_DATA, "%s of an update must be a text", member) : 0;
}

static int update_record(void *cookie, struct rec *r, struct err *e)
{
	struct tool *t = cookie;
	struct profile_change c = {.customer = customer_of(r), .now = date_now()};
	struct domain *d;
	struct sql *db;
	val out;
	int st;

	if (word_of(r, "source", t->v.source, &c.source, e) != 0 || word_of(r, "event", t->v.event, &c.event, e) != 0)
		return -1;
	c.dry = t->v.dry;
	c.key = t->key;
	if (open_both(t, rec_str(r, "domain", NULL), &db, &d, e) != 0)
		return -1;
	if (!rec_has(r, "data"))
		return err_set(e, ERR_DATA,
					   "an update needs \"customer\" and \"data\", an object; it may have source and event");
	c.data = rec_val(r, "data");
	st = profile_update(db, d, &c, &out, e);
	val_free(c.data);
	if (st < 0)
		return -1;
	rec_set(r, "profile", out);
	return REC_PASS;
}

/* ---- the command ---- */

static int run(struct tool *t, const char *verb, int n, char *word[])
{
	struct err e = {.kind = ERR_NONE};
	bool updates = strcmp(verb, "update") == 0, reads = strcmp(verb, "get") == 0 || strcmp(verb, "history") == 0;
	const struct rec_filter f = {.record = updates ? update_record : get_record, .cookie = t};
	int st;

	t->config = t->v.config = config_open(&t->common, &e);
	t->v.domain = t->common.domain;
	if (!t->config)
		log_die(&e);
	if ((reads || !t->v.dry) && strcmp(verb, "deliver") != 0 && !(t->key = pseudonym_open(t->config, &e)))
		log_die(&e);
	t->v.key = t->key;
	if (n == 0 && (updates || strcmp(verb, "get") == 0))
		return rec_loop(&f, &t->common);
	if (updates)
		st = profile_verbs_update(&t->v, n, word, &e);
	else if (strcmp(verb, "get") == 0)
		st = profile_verbs_get(&t->v, n, word, &e);
	else if (strcmp(verb, "history") == 0)
		st = profile_verbs_history(&t->v, word[0], &e);
	else if (strcmp(verb, "deliver") == 0)
		st = profile_verbs_deliver(&t->v, &e);
	else
		st = profile_verbs_link(&t->v, word, &e);
	if (st < 0)
		log_die(&e);
	n = rec_close_stdout();
	return n ? n : st;
}

static const struct verb {
	const char *name;
	int least, most; /* operands; most -1: any number */
	const char *takes;
	const char *options; /* that go with it */
} verbs[] = {
	{"get", 0, -1, "", "json"},
	{"update", 0, -1, "", "source|event|dry-run|json"},
	{"link", 2, 2, "two customers, the one to keep first; with --find none", "source|dry-run|find|apply|json"},
	{"unlink", 1, 1, "one customer", "dry-run|json"},
	{"history", 1, 1, "one customer", "json"},
	{"deliver", 0, 0, "no operand", "dry-run|follow|dead|json"},
};

/* The verb of that name, whose operands and options are such as it takes; else the end. */
static const char *check(const struct opt_tool *tool, const struct opt_common *c, const struct profile_verbs *t,
						 const char *name, int n)
{
	const struct verb *v = NULL;

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			v = &verbs[i];
	if (!v)
		opt_fail(tool, "there is no \"%.40s\": get, update, link, unlink, history or deliver", name);
	opt_only(tool, c, v->name, v->options);
	if (t->find ? n != 0 : n < v->least || (v->most >= 0 && n > v->most))
		opt_fail(tool, "%s takes %s", v->name, v->takes);
	if (t->apply && !t->find)
		opt_fail(tool, "--apply goes with --find");
	if (t->dead + t->follow + (t->dry && strcmp(name, "deliver") == 0) > 1)
		opt_fail(tool, "deliver takes only one of -f, --dead and -n");
	return v->name;
}

int main(int argc, char *argv[])
{
	struct tool t = {.v.source = "manual"};
	const struct opt options[] = {
		{0, "source", OPT_STR, &t.v.source, "WHO", "who says so: conversation, purchase, … (manual)"},
		{0, "event", OPT_STR, &t.v.event, "ID", "of an update: the same again changes nothing"},
		{'n', "dry-run", OPT_FLAG, &t.v.dry, NULL, "change nothing, tell what would be"},
		{0, "find", OPT_FLAG, &t.v.find, NULL, "link: list who may be one person"},
		{0, "apply", OPT_FLAG, &t.v.apply, NULL, "with --find: link them"},
		{'f', "follow", OPT_FLAG, &t.v.follow, NULL, "deliver: go on as events come"},
		{0, "dead", OPT_FLAG, &t.v.dead, NULL, "deliver: what was given up, once more"},
		{0, "json", OPT_FLAG, &t.v.json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &t.common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-profile", "reads and updates customer profiles",
								  "[option ...] [get] [CUSTOMER ... | < records]\n"
								  "update [CUSTOMER [MEMBER=VALUE ...] | < records]\n"
								  "link CUSTOMER CUSTOMER | --find [--apply]\nunlink | history CUSTOMER\n"
								  "deliver [-f | --dead]",
								  options, false};
	int at = opt_parse(&tool, argc, argv), st;
	const char *verb = argc > at ? argv[at++] : "get";

	verb = check(&tool, &t.common, &t.v, verb, argc - at);
	t.v.undo = strcmp(verb, "unlink") == 0;
	st = run(&t, verb, argc - at, argv + at);
	pseudonym_close(t.key);
	config_free(t.config);
	return st;
}
