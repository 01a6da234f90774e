#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/proc.h"

#include "cli/playground.h"

struct playground {
	char *dir;
	bool temporary;
	struct domain *domain;
};

void playground_set_path(void)
{
	const char *before = os_env("PATH", "/usr/local/bin:/usr/bin:/bin");
	char *self = os_self_dir(), *path = mem_printf("%s:%s", self ? self : ".", before);

	(void)setenv("PATH", path, 1);
	free(path);
	free(self);
}

static int make_folder(struct playground *p, const char *keep, struct err *e)
{
	char *path;

	p->temporary = !keep;
	if (keep) {
		if (os_make_dirs(keep, e) != 0)
			return -1;
		p->dir = realpath(keep, NULL);
		return p->dir ? 0 : err_set(e, ERR_CANTCREATE, "%s: %s", keep, strerror(errno));
	}
	path = os_join(os_env("TMPDIR", "/tmp"), "cwai-shop.XXXXXX");
	if (!mkdtemp(path)) {
		(void)err_set(e, ERR_CANTCREATE, "cannot make the folder %s: %s (TMPDIR says where)", path, strerror(errno));
		free(path);
		return -1;
	}
	p->dir = path;
	return 0;
}

/* What differs from shop to shop reaches the shell by its environment, where nothing needs quoting. */
static void set_environment(const struct playground *p, const char *folder, const char *store)
{
	char *config = os_join(p->dir, "cwai.yaml");

	playground_set_path();
	(void)setenv("CWAI_CONFIG", config, 1);
	(void)setenv("CWAI_PLAYGROUND", p->dir, 1);
	(void)setenv("CWAI_PLAYGROUND_DOMAIN", folder, 1);
	if (store)
		(void)setenv("CWAI_STORE", store, 1);
	else
		(void)unsetenv("CWAI_STORE");
	free(config);
}

static int run_init(struct err *e)
{
	/* Routing is learnt with the first text: better now than with a customer waiting. */
	static const char command[] =
		"cd \"$CWAI_PLAYGROUND\" && cwai-init -q \"$CWAI_PLAYGROUND_DOMAIN\" >init.log &&"
		" echo '{\"v\":1,\"kind\":\"query\",\"id\":\"first\",\"text\":\"oi\"}' | cwai-route >first.ndjson";
	struct proc proc;
	int st;

	if (proc_start(&proc, command, PROC_NULL, e) != 0)
		return -1;
	st = proc_end(&proc);
	if (st == 0)
		return 0;
	return err_set(e, st >= ERR_USAGE && st <= ERR_CONFIG ? (enum err_kind)st : ERR_UNAVAILABLE,
				   "the shop could not be made (status %d)", st);
}

static int init(const char *now, struct err *e)
{
	char *before = getenv("CWAI_NOW") ? mem_dup(getenv("CWAI_NOW")) : NULL;
	int st;

	if (now)
		(void)setenv("CWAI_NOW", now, 1);
	st = run_init(e);
	if (before)
		(void)setenv("CWAI_NOW", before, 1);
	else
		(void)unsetenv("CWAI_NOW");
	free(before);
	return st;
}

struct playground *playground_open(const char *domain, const char *keep, const char *store, const char *now,
								   struct err *e)
{
	struct playground *p = mem_zalloc(sizeof(*p));
	char *folder = domain_find(domain, e);

	p->domain = folder ? domain_load(folder, e) : NULL;
	if (!p->domain || make_folder(p, keep, e) != 0)
		goto bad;
	set_environment(p, folder, store);
	if (init(now, e) != 0)
		goto bad;
	free(folder);
	return p;
bad:
	free(folder);
	playground_close(p);
	return NULL;
}

static int remove_one(const char *path, const struct stat *s, int type, struct FTW *at)
{
	(void)s;
	(void)type;
	(void)at;
	(void)remove(path);
	return 0;
}

void playground_close(struct playground *p)
{
	if (!p)
		return;
	if (p->temporary && p->dir)
		(void)nftw(p->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	domain_free(p->domain);
	free(p->dir);
	free(p);
}

const char *playground_dir(const struct playground *p)
{
	return p->dir;
}

const struct domain *playground_domain(const struct playground *p)
{
	return p->domain;
}
