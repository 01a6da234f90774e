/* Three-way merges, member by member: what one side changed stands; where both did, the owner decides. */
#include "../t.h"

#include <stdlib.h>

#include "base/mem.h"
#include "services/sync_private.h"

static val parse(const char *json)
{
	struct err e;
	val v = val_parse(json, strlen(json), &e);

	if (val_kind(v) == VAL_NONE)
		printf("# %s: %s\n", json, e.msg);
	return v;
}

static char *text_of(val v)
{
	struct buf b = {0};

	val_dump(v, &b);
	return b.p;
}

struct row {
	const char *name, *way, *base, *local, *remote;
	date_ms local_at, remote_at;
	const char *merged;
	int conflicts;
	bool changed, differs;
};

static const struct row rows[] = {
	{"nothing", "{}", "{\"a\":1}", "{\"id\":\"x\",\"a\":1}", "{\"a\":1}", 0, 0, "{\"id\":\"x\",\"a\":1}", 0, false,
	 false},
	{"Odoo changed", "{}", "{\"a\":1}", "{\"a\":1}", "{\"a\":2}", 0, 0, "{\"a\":2}", 0, true, false},
	{"we changed", "{}", "{\"a\":1}", "{\"a\":3}", "{\"a\":1}", 0, 0, "{\"a\":3}", 0, false, true},
	{"both to the same", "{}", "{\"a\":1}", "{\"a\":2}", "{\"a\":2}", 0, 0, "{\"a\":2}", 0, false, false},
	{"both, Odoo owns", "{}", "{\"a\":1}", "{\"a\":3}", "{\"a\":2}", 0, 0, "{\"a\":2}", 1, true, false},
	{"both, we own", "{\"owner\":\"cwai\"}", "{\"a\":1}", "{\"a\":3}", "{\"a\":2}", 0, 0, "{\"a\":3}", 1, false, true},
	{"both, one member is ours", "{\"owner\":{\"default\":\"odoo\",\"b\":\"cwai\"}}", "{\"a\":1,\"b\":1}",
	 "{\"a\":3,\"b\":3}", "{\"a\":2,\"b\":2}", 0, 0, "{\"a\":2,\"b\":3}", 2, true, true},
	{"both, Odoo later", "{\"owner\":\"newest\"}", "{\"a\":1}", "{\"a\":3}", "{\"a\":2}", 10, 20, "{\"a\":2}", 1, true,
	 false},
	{"both, in one second: ours, as a row's time has no fraction", "{\"owner\":\"newest\"}", "{\"a\":1}", "{\"a\":3}",
	 "{\"a\":2}", 5900, 5000, "{\"a\":3}", 1, false, true},
	{"both, at the same moment: ours", "{\"owner\":\"newest\"}", "{\"a\":1}", "{\"a\":3}", "{\"a\":2}", 5000, 5000,
	 "{\"a\":3}", 1, false, true},
	{"both, we later", "{\"owner\":\"newest\"}", "{\"a\":1}", "{\"a\":3}", "{\"a\":2}", 30, 20, "{\"a\":3}", 1, false,
	 true},
	{"different members", "{}", "{\"a\":1,\"b\":1}", "{\"a\":2,\"b\":1}", "{\"a\":1,\"b\":2}", 0, 0,
	 "{\"a\":2,\"b\":2}", 0, true, true},
	{"members of ours that are not mapped stay", "{}", "{\"a\":1}", "{\"a\":1,\"z\":9}", "{\"a\":2}", 0, 0,
	 "{\"a\":2,\"z\":9}", 0, true, false},
	{"no base: what we know nothing of is taken", "{\"owner\":\"cwai\"}", "null", "{\"a\":null}", "{\"a\":2,\"b\":5}",
	 0, 0, "{\"a\":2,\"b\":5}", 0, true, false},
	{"no base: what we know is a conflict", "{\"owner\":\"cwai\"}", "null", "{\"a\":1}", "{\"a\":2}", 0, 0, "{\"a\":1}",
	 1, false, true},
	{"emptied here", "{}", "{\"a\":1}", "{\"a\":null}", "{\"a\":1}", 0, 0, "{\"a\":null}", 0, false, true},
	{"emptied there", "{}", "{\"a\":1}", "{\"a\":1}", "{\"a\":null}", 0, 0, "{\"a\":null}", 0, true, false},
	{"lists are one value", "{}", "{\"a\":[1,2]}", "{\"a\":[1,2]}", "{\"a\":[2,1]}", 0, 0, "{\"a\":[2,1]}", 0, true,
	 false},
};

static void try_row(const struct row *r)
{
	struct sync_entity n = {.way = parse(r->way)};
	struct sync_merge m = {.base = parse(r->base),
						   .local = parse(r->local),
						   .remote = parse(r->remote),
						   .local_at = r->local_at,
						   .remote_at = r->remote_at};
	val want = parse(r->merged);
	char *got;

	sync_merge(&n, &m);
	got = text_of(m.merged);
	if (!val_equal(m.merged, want))
		t_str(got, r->merged, r->name);
	else
		t_ok(1, r->name);
	t_int(val_len(m.conflicts), r->conflicts, r->name);
	t_ok(m.changed == r->changed, r->name);
	t_ok(m.differs == r->differs, r->name);
	free(got);
	val_free(want);
	val_free(m.merged);
	val_free(m.conflicts);
	val_free(m.base);
	val_free(m.local);
	val_free(m.remote);
	val_free(n.way);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try_row(&rows[i]);
	return t_done();
}
