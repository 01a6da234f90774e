#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"
#include "record/yaml.h"
#include "services/domain_private.h"

#include "services/domain.h"

bool domain_is_folder(const char *path)
{
	char *file = os_join(path, "domain.yaml");
	bool is = os_is_file(file);

	free(file);
	return is;
}

char *domain_find(const char *name, struct err *e)
{
	char *path = NULL;

	if (domain_is_folder(name))
		path = realpath(name, NULL);
	else if (!strchr(name, '/'))
		path = os_find_shared(name);
	if (path && domain_is_folder(path))
		return path;
	free(path);
	(void)err_set(e, ERR_NOINPUT,
				  "there is no domain \"%.200s\": name a folder with a domain.yaml, or cosmeticos, saude, varejo",
				  name);
	return NULL;
}

static bool is_name(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(s);
}

static const char *const members[] = {
	"name",           "title",           "description", "language",      "currency",  "timezone",       "inboxes",
	"hours",          "holidays",        "address",     "phone",         "tables",    "field_mappings", "categories",
	"attributes",     "synonyms",        "services",    "professionals", "recommend", "templates",      "routing",
	"opportunities",  "retention",       "plugins",     "prices",        "delivery",  "voice",          "llm",
	"outside_window", "sentiment_model", "consent",
};

/* A member that nobody reads is most often a slip of the pen. */
static int check_members(val conf, struct err *e)
{
	const char *unknown = val_unknown_key(conf, members, sizeof(members) / sizeof(members[0]));

	if (unknown)
		return err_set(e, ERR_CONFIG, "unknown member \"%s\" (cwai-domain(5) lists them)", unknown);
	return 0;
}

static int check_kind(val conf, const char *key, enum val_kind want, const char *what, struct err *e)
{
	val v = val_get(conf, key);
	bool bad = val_is(v) && val_kind(v) != want;

	val_free(v);
	return bad ? err_set(e, ERR_CONFIG, "%s: must be %s", key, what) : 0;
}

static int check_kinds(val conf, struct err *e)
{
	static const struct {
		const char *key;
		enum val_kind kind;
		const char *what;
	} kinds[] = {
		{"inboxes", VAL_ARRAY, "a list of numbers: [3, 4]"},
		{"categories", VAL_OBJECT, "a mapping: serum: {title: Sérum, words: [serum]}"},
		{"attributes", VAL_OBJECT, "a mapping: vegano: {type: flag, words: [vegano]}"},
		{"tables", VAL_OBJECT, "a mapping: products: my_table"},
		{"field_mappings", VAL_OBJECT, "a mapping: product: {price: my_column}"},
		{"synonyms", VAL_ARRAY, "a list of lists of words"},
		{"services", VAL_ARRAY, "a list of {id, name, duration_min, price}"},
		{"professionals", VAL_ARRAY, "a list of {id, name, services}"},
		{"sentiment_model", VAL_STRING, "a file that cwai-train sentiment wrote"},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (check_kind(conf, kinds[i].key, kinds[i].kind, kinds[i].what, e) != 0)
			return -1;
	return 0;
}

static int check(val conf, struct err *e)
{
	if (val_kind(conf) != VAL_OBJECT)
		return err_set(e, ERR_CONFIG, "must be a mapping that begins with name: …");
	if (check_members(conf, e) != 0 || check_kinds(conf, e) != 0)
		return -1;
	if (!is_name(val_str(conf, "name", "")))
		return err_set(e, ERR_CONFIG, "name: must be lower-case letters, digits, _ or -");
	if (!val_str(conf, "title", NULL))
		return err_set(e, ERR_CONFIG, "title: is missing (the shop's name for customers)");
	if (!val_str(conf, "timezone", NULL))
		return err_set(e, ERR_CONFIG, "timezone: is missing (such as America/Sao_Paulo)");
	if (date_check_zone(val_str(conf, "timezone", ""), e) != 0)
		return err_prefix(e, "timezone");
	if (domain_check_privacy(conf, e) != 0)
		return -1;
	return domain_check_hours(conf, e);
}

struct domain *domain_load(const char *dir, struct err *e)
{
	char *path = os_join(dir, "domain.yaml");
	struct domain *d = NULL;
	val conf = yaml_file(path, e);

	if (val_kind(conf) == VAL_NONE)
		goto done;
	if (check(conf, e) != 0) {
		(void)err_prefix(e, "%s", path);
		val_free(conf);
		goto done;
	}
	d = mem_zalloc(sizeof(*d));
	d->dir = mem_dup(dir);
	d->conf = conf;
	d->templates = val_parse("", 0, NULL);
	d->zone = val_str(conf, "timezone", "");
done:
	free(path);
	return d;
}

void domain_free(struct domain *d)
{
	if (!d)
		return;
	jqp_free(d->jqp);
	val_free(d->templates);
	val_free(d->conf);
	free(d->dir);
	free(d);
}

const char *domain_name(const struct domain *d)
{
	return val_str(d->conf, "name", "");
}

const char *domain_title(const struct domain *d)
{
	return val_str(d->conf, "title", "");
}

const char *domain_language(const struct domain *d)
{
	return val_str(d->conf, "language", "pt");
}

const char *domain_currency(const struct domain *d)
{
	return val_str(d->conf, "currency", "BRL");
}

const char *domain_zone(const struct domain *d)
{
	return d->zone;
}

const char *domain_dir(const struct domain *d)
{
	return d->dir;
}

val domain_conf(const struct domain *d)
{
	return d->conf;
}

char *domain_path(const struct domain *d, const char *file)
{
	return os_join(d->dir, file);
}

const char *domain_table(const struct domain *d, const char *entity)
{
	char *path = mem_printf("tables.%s", entity);
	const char *table = val_str(d->conf, path, NULL);

	free(path);
	return table;
}

const char *domain_field(const struct domain *d, const char *entity, const char *field)
{
	char *path = mem_printf("field_mappings.%s.%s", entity, field);
	const char *column = val_str(d->conf, path, field);

	free(path);
	return column;
}
