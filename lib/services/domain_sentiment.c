#include <stdlib.h>

#include "base/os.h"
#include "text/sentiment.h"

#include "services/domain.h"

int domain_sentiment(const struct domain *d, struct sentiment_model **out, struct err *e)
{
	const char *file = val_str(domain_conf(d), "sentiment_model", "");
	char *path;

	*out = NULL;
	if (!*file)
		return 0;
	path = domain_path(d, file);
	*out = sentiment_load(path, e);
	if (!*out && e->kind == ERR_NOINPUT)
		(void)err_set(e, ERR_NOINPUT,
					  "domain %s: sentiment_model: %s is not there; `cwai-train sentiment -o %s FILE` makes it of the "
					  "shop's texts, without the member the built-in lexicon serves",
					  domain_name(d), path, path);
	else if (!*out)
		(void)err_prefix(e, "domain %s: sentiment_model", domain_name(d));
	free(path);
	return *out ? 0 : -1;
}
