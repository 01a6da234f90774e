#include <stdlib.h>

#include "base/os.h"

#include "services/config_chatwoot.h"

struct chatwoot *config_chatwoot_open(const struct config *c, struct err *e)
{
	val conf = c ? val_get(config_values(c), "chatwoot") : val_null();
	char *dir = c ? os_dir(config_path(c)) : NULL;
	struct chatwoot_config cc;
	struct chatwoot *chat = NULL;

	if (chatwoot_config_read(&cc, conf, dir, e) == 0) {
		chat = chatwoot_open(&cc);
		chatwoot_config_free(&cc);
	}
	val_free(conf);
	free(dir);
	return chat;
}
