/* cwai-privacy: what customers allowed, what the shop has of them, erasing it, keeping it no longer, and who saw it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "cli/privacy_verbs.h"
#include "record/rec.h"

static const struct verb {
	const char *name;
	int least, most; /* words behind it; most -1: any number */
	int (*run)(struct privacy_verbs *t, int n, char *word[], struct err *e);
} verbs[] = {
	{"consent", 2, -1, privacy_verbs_consent}, {"export", 1, 1, privacy_verbs_export},
	{"erase", 1, 1, privacy_verbs_erase},      {"retention", 0, 0, privacy_verbs_retention},
	{"audit", 0, 1, privacy_verbs_audit},      {"pseudonymise", 0, 0, privacy_verbs_pseudonymise},
};

/* The verb of the words; ends the run when they are none. */
static const struct verb *verb_of(const struct opt_tool *tool, const struct privacy_verbs *t, int n, char *word[])
{
	const struct verb *v = NULL;

	for (size_t i = 0; n > 0 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, word[0]) == 0)
			v = &verbs[i];
	if (!v)
		opt_fail(tool, "what is it to do? consent, export, erase, retention, pseudonymise, audit");
	if (n - 1 < v->least || (v->most >= 0 && n - 1 > v->most))
		opt_fail(tool, "%s: %s", v->name, n - 1 < v->least ? "of which customer?" : "one thing at a time");
	if (v->run == privacy_verbs_consent && strcmp(word[1], "show") != 0 && strcmp(word[1], "revoke") != 0 &&
		(strcmp(word[1], "grant") != 0 || n < 4))
		opt_fail(tool, "consent: show CUSTOMER, revoke CUSTOMER [PURPOSE ...] or grant CUSTOMER PURPOSE ...");
	if (v->run == privacy_verbs_audit && n == 2 && strcmp(word[1], "verify") != 0)
		opt_fail(tool, "audit: \"%s\" is not verify", word[1]);
	if (v->run == privacy_verbs_erase && !t->yes && !t->dry && !isatty(STDIN_FILENO))
		opt_fail(tool, "erase: --yes, where nobody can be asked; -n shows what would go");
	return v;
}

int main(int argc, char *argv[])
{
	struct opt_common common = {0};
	struct privacy_verbs t = {.source = "cli"};
	const struct opt options[] = {
		{0, "source", OPT_STR, &t.source, "NAME", "consent: who says so (cli)"},
		{0, "message", OPT_STR, &t.message, "ID", "consent: of the message that says so"},
		{0, "html", OPT_FILE, &t.html, "FILE", "export: a page for the customer to read"},
		{'y', "yes", OPT_FLAG, &t.yes, NULL, "erase: without asking"},
		{'n', "dry-run", OPT_FLAG, &t.dry, NULL, "erase, retention: only show what would go"},
		{0, "spool", OPT_FILE, &t.spool, "DIR", "erase: the spool of cwai-listen"},
		{0, "dead-letter", OPT_LIST, &t.dead, "FILE", "erase: one more file of failed records"},
		{0, "no-vacuum", OPT_FLAG, &t.no_vacuum, NULL, "erase: do not write the store's file anew"},
		{0, "customer", OPT_STR, &t.customer, "ID", "audit: of this customer only"},
		{0, "since", OPT_STR, &t.since, "TIME", "audit: from then on (a time, or 7d)"},
		{'l', "limit", OPT_INT, &t.limit, "N", "audit: the newest so many"},
		{0, "heads", OPT_FILE, &t.heads, "FILE", "audit verify: what an earlier one printed"},
		{0, NULL, OPT_COMMON, &common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-privacy", "consent, export and erasure of customers' data, and who saw it",
								  "consent grant|revoke|show CUSTOMER [PURPOSE ...]\n"
								  "export|erase CUSTOMER; retention|pseudonymise|audit [verify]",
								  options, false};
	int at = opt_parse(&tool, argc, argv), st, closed;
	const struct verb *v = verb_of(&tool, &t, argc - at, argv + at);
	struct err e;

	if (privacy_verbs_open(&t, &common, !t.dry && v->run != privacy_verbs_audit, &e) != 0)
		log_die(&e);
	st = v->run(&t, argc - at - 1, argv + at + 1, &e);
	if (st < 0)
		log_die(&e);
	privacy_verbs_close(&t);
	free(t.dead.v);
	if (v->run == privacy_verbs_pseudonymise)
		return st;
	closed = rec_close_stdout();
	return closed ? closed : st;
}
