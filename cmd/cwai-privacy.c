/* cwai-privacy: what customers allowed, what the shop has of them, erasing it, keeping it no longer, and who saw it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "cli/privacy_verbs.h"
#include "record/rec.h"

static const struct verb {
	const char *name, *word; /* word: the one behind it, "grant"; NULL: any, or none */
	int least, most;         /* words behind both; most -1: any number */
	const char *options;     /* that go with it */
	bool reads;              /* and never writes, not even to the audit log */
	int (*run)(struct privacy_verbs *t, int n, char *word[], struct err *e);
} verbs[] = {
	{"consent", "grant", 2, -1, "source|message", false, privacy_verbs_consent},
	{"consent", "revoke", 1, -1, "source|message", false, privacy_verbs_consent},
	{"consent", "show", 1, -1, "", false, privacy_verbs_consent},
	{"export", NULL, 1, 1, "html", false, privacy_verbs_export},
	{"erase", NULL, 1, 1, "yes|dry-run|spool|dead-letter|no-vacuum", false, privacy_verbs_erase},
	{"retention", NULL, 0, 0, "dry-run", false, privacy_verbs_retention},
	{"audit", "verify", 0, 0, "heads", true, privacy_verbs_audit},
	{"audit", NULL, 0, 0, "customer|since|limit", true, privacy_verbs_audit},
	{"pseudonymise", NULL, 0, 0, "", false, privacy_verbs_pseudonymise},
};

/* The verb of the words, the first line that fits; ends the run when they are none. */
static const struct verb *verb_of(const struct opt_tool *tool, int n, char *word[])
{
	for (size_t i = 0; n > 0 && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		const struct verb *v = &verbs[i];

		if (strcmp(v->name, word[0]) == 0 && (!v->word || (n > 1 && strcmp(v->word, word[1]) == 0)))
			return v;
	}
	if (n > 0 && strcmp(word[0], "consent") == 0)
		opt_fail(tool, "consent: show or revoke CUSTOMER [PURPOSE ...], or grant CUSTOMER PURPOSE ...");
	opt_fail(tool, "what is it to do? consent, export, erase, retention, pseudonymise, audit");
}

/* Ends the run when the words or options are none that go with the verb. */
static void check(const struct opt_tool *tool, const struct opt_common *c, const struct privacy_verbs *t,
				  const struct verb *v, int n, char *word[])
{
	char name[32];
	int behind = n - 1 - (v->word != NULL);

	(void)snprintf(name, sizeof(name), "%s%s%s", v->name, v->word ? " " : "", v->word ? v->word : "");
	if (v->run == privacy_verbs_audit && !v->word && behind > 0)
		opt_fail(tool, "audit: \"%s\" is not verify", word[n - 1]);
	if (behind < v->least)
		opt_fail(tool, "%s: %s", name, behind == 0 ? "of which customer?" : "which purposes?");
	if (v->most >= 0 && behind > v->most)
		opt_fail(tool, "%s: one thing at a time", name);
	opt_only(tool, c, name, v->options);
	if (v->run == privacy_verbs_erase && !t->yes && !t->dry && !isatty(STDIN_FILENO))
		opt_fail(tool, "erase: --yes, where nobody can be asked; -n shows what would go");
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
	const struct verb *v = verb_of(&tool, argc - at, argv + at);
	struct err e;

	check(&tool, &common, &t, v, argc - at, argv + at);
	if (privacy_verbs_open(&t, &common, !t.dry && !v->reads, &e) != 0)
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
