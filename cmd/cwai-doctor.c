/* cwai-doctor: checks the configuration, the store and the domains, each with ok or the mend. */
#include <unistd.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/term.h"
#include "cli/doctor.h"
#include "record/rec.h"

struct findings {
	bool json;
	struct term_table *table;
	int bad;
};

/* One finding: what was checked, and what is wrong with it (NULL: nothing; then good says how it is). */
static void report(void *cookie, const char *what, const char *wrong, const char *good)
{
	const char *const cells[] = {wrong ? "mend" : "ok", what, wrong ? wrong : good};
	struct findings *f = cookie;
	struct err e;
	val v;

	f->bad += wrong != NULL;
	if (!f->json) {
		term_table_add(f->table, cells);
		return;
	}
	v = val_set_str(val_set_str(val_object(), "check", what), "state", cells[0]);
	if (rec_emit_val(val_set_str(v, "message", cells[2]), &e) != 0)
		log_die(&e);
}

int main(int argc, char *argv[])
{
	static const char *const heads[] = {"", "what", ""};
	struct findings f = {0};
	struct opt_common common = {0};
	const struct doctor d = {&common, report, &f};
	const struct opt options[] = {
		{0, "json", OPT_FLAG, &f.json, NULL, "records, also at a terminal"},
		{0, NULL, OPT_COMMON, &common, NULL, NULL},
		{0},
	};
	const struct opt_tool tool = {"cwai-doctor", "checks configuration, store and domains, each with ok or the mend",
								  "[--json]", options, false};
	int st;

	if (opt_parse(&tool, argc, argv) != argc)
		opt_fail(&tool, "it takes no operand");
	f.json = f.json || !term_is(STDOUT_FILENO);
	f.table = term_table_new(heads, 3);
	doctor_run(&d);
	if (!f.json && term_table_print(f.table, stdout) != 0)
		log_warn("the table could not be written");
	term_table_free(f.table);
	st = rec_close_stdout();
	return st ? st : f.bad ? 1 : 0;
}
