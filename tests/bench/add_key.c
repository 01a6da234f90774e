/* add_key: the smallest filter: adds "k":"v" to every record. What the loop and the splice cost by themselves. */
#include "base/opt.h"
#include "record/rec.h"

static int add(void *cookie, struct rec *r, struct err *e)
{
	(void)cookie;
	(void)e;
	rec_set_json(r, "k", "\"v\"", 3);
	return REC_PASS;
}

int main(int argc, char *argv[])
{
	struct opt_common common = {0};
	const struct opt options[] = {{0, NULL, OPT_COMMON, &common, NULL, NULL}, {0}};
	const struct opt_tool tool = {"add_key", "adds a key", "", options, false};
	const struct rec_filter filter = {.record = add};

	(void)opt_parse(&tool, argc, argv);
	return rec_loop(&filter, &common);
}
