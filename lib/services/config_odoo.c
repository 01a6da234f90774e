#include <stdlib.h>

#include "base/mem.h"
#include "base/os.h"

#include "services/config_odoo.h"

/* Where programs keep what they can find out again. */
static char *cache_folder(void)
{
	const char *cache = os_env("XDG_CACHE_HOME", NULL);

	return cache ? os_join(cache, "cwai") : os_join(os_env("HOME", "/"), ".cache/cwai");
}

struct odoo *config_odoo_open(const struct config *c, struct err *e)
{
	val conf = c ? val_get(config_values(c), "odoo") : val_null();
	char *dir = c ? os_dir(config_path(c)) : NULL, *folder = c ? mem_dup(config_derived(c)) : cache_folder();
	struct odoo_config oc;
	struct odoo *o = NULL;

	if (odoo_config_read(&oc, conf, dir, folder, e) == 0) {
		o = odoo_open(&oc);
		odoo_config_free(&oc);
	}
	val_free(conf);
	free(folder);
	free(dir);
	return o;
}
