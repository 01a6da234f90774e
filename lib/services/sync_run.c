#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"

#include "services/sync_run.h"

int sync_run_choose(const struct sync *s, int n, char *const *word, bool *chosen, struct err *e)
{
	for (int i = 0; i < sync_count(s); i++)
		chosen[i] = n == 0;
	for (int i = 0; i < n; i++) {
		int k = sync_find(s, word[i]);

		if (k < 0)
			return err_set(e, ERR_USAGE,
						   "there is no entity \"%.40s\" in odoo.yaml: `cwai odoo-sync status` lists them", word[i]);
		chosen[k] = true;
	}
	return 0;
}

/* Finds out of all which models there are before the first is read: their programs are compiled together then. */
static void look_at(struct sync *s, const bool *chosen)
{
	const char *what;
	struct err e; /* whoever needs the entity looks again, and tells */

	for (int i = 0; i < sync_count(s); i++)
		if (chosen[i] && sync_model(s, i, &what, &e) < 0 && !sync_goes_on(s, &e))
			return;
}

/* Each chosen entity by step; its sum goes into *sums under its name. Stops when Odoo or the store fail. */
static int each(struct sync *s, const bool *chosen, int (*step)(struct sync *, int, val *, struct err *),
				struct sync_run *run, val *sums, struct err *e)
{
	for (int i = 0; i < sync_count(s); i++) {
		val sum;

		if (!chosen[i])
			continue;
		if (step(s, i, &sum, e) != 0) {
			if (!sync_goes_on(s, e))
				return -1;
			log_error("%s", e->msg);
			run->worst = e->kind > run->worst ? e->kind : run->worst;
			sum = val_set_str(val_object(), "error", e->msg);
		}
		run->failed += (int)val_int(sum, "failed", 0);
		*sums = val_set(*sums, sync_name(s, i), sum);
	}
	return 0;
}

static int push_if(struct sync *s, int i, val *sum, struct err *e)
{
	if (sync_pushes(s, i))
		return sync_push(s, i, sum, e);
	*sum = val_null();
	return 0;
}

/* What is only read can't be pushed: asked for by its name it would do nothing. */
static int check_push(const struct sync *s, int n, char *const *word, struct err *e)
{
	for (int i = 0; i < n; i++)
		if (!sync_pushes(s, sync_find(s, word[i])))
			return err_set(e, ERR_USAGE, "%s comes from Odoo and is only read: there is nothing to push", word[i]);
	return 0;
}

int sync_run(struct sync *s, bool pull, bool push, int n, char *const *word, struct sync_run *run, struct err *e)
{
	bool *chosen = mem_zalloc((size_t)sync_count(s) + 1);
	int st = sync_run_choose(s, n, word, chosen, e);

	*run = (struct sync_run){.pulled = val_object(), .pushed = val_object()};
	if (st == 0 && !pull)
		st = check_push(s, n, word, e);
	if (st == 0)
		st = sync_bind(s, e);
	if (st == 0)
		look_at(s, chosen);
	if (st == 0 && pull)
		st = each(s, chosen, sync_pull, run, &run->pulled, e);
	if (st == 0 && push)
		st = each(s, chosen, push_if, run, &run->pushed, e);
	free(chosen);
	return st;
}
