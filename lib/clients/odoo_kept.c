#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/os.h"

#include "clients/odoo_private.h"

#define MAX_FILE (16u << 20)
#define LONGEST 86400 /* seconds that it counts */

char *odoo_kept_folder(const struct odoo_config *c)
{
	char *who, *folder;
	uint64_t hash;

	if (!c->folder)
		return NULL;
	who = mem_printf("%s\n%s\n%s\n%s", c->url, c->database ? c->database : "", c->username ? c->username : "",
					 c->protocol ? c->protocol : "");
	hash = map_hash(who, strlen(who), 3);
	folder = mem_printf("%s/odoo-%016llx", c->folder, (unsigned long long)hash);
	free(who);
	return folder;
}

static char *path_of(const char *folder, const char *name)
{
	return mem_printf("%s/%s.json", folder, name);
}

val odoo_kept_get(const char *folder, const char *name)
{
	struct buf b = {0};
	char *path = folder ? path_of(folder, name) : NULL;
	val v = val_null();

	if (path && os_read_file(path, MAX_FILE, &b, NULL) == 0)
		v = val_parse(buf_str(&b), b.n, NULL);
	free(path);
	buf_free(&b);
	if (val_kind(v) != VAL_OBJECT || val_num(v, "at", 0) < (double)time(NULL) - LONGEST) {
		val_free(v);
		return val_null();
	}
	return v;
}

void odoo_kept_put(const char *folder, const char *name, val v)
{
	struct buf b = {0};
	struct err e;
	char *path;

	v = val_set_int(v, "at", time(NULL));
	if (folder && os_make_dirs(folder, &e) == 0) {
		path = path_of(folder, name);
		val_dump(v, &b);
		if (os_write_file(path, b.p, b.n, 0600, &e) != 0)
			(void)unlink(path);
		free(path);
		buf_free(&b);
	}
	val_free(v);
}

void odoo_kept_drop(const char *folder)
{
	DIR *d = folder ? opendir(folder) : NULL;
	struct dirent *f;

	while (d && (f = readdir(d))) {
		char *path;

		if (f->d_name[0] == '.')
			continue;
		path = os_join(folder, f->d_name);
		(void)unlink(path);
		free(path);
	}
	if (d)
		(void)closedir(d);
}
