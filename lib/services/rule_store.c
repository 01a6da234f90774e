#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"

#include "services/rule.h"
#include "services/rule_private.h"

#define MAX_FILE (16u << 20)
#define WHOLE 0xfffffffffffffULL /* a number that is exact in JSON: 52 bits */
#define SOURCE "rules.yaml"

static val params(int n, const char *const *text)
{
	val a = val_array();

	for (int i = 0; i < n; i++)
		a = val_push(a, val_of_str(text[i]));
	return a;
}

static int version_of(struct sql *db, const char *domain, const char *entity, long long *version, struct err *e)
{
	val row;

	if (sql_row(db, "SELECT version FROM versions WHERE domain = $1 AND entity = $2",
				params(2, (const char *[]){domain, entity}), &row, e) != 0)
		return -1;
	*version = val_int(row, "version", 0);
	val_free(row);
	return 0;
}

int rule_store_version(struct sql *db, const char *domain, long long *version, struct err *e)
{
	return version_of(db, domain, "rules", version, e);
}

/* The text of a member that holds JSON, or null. */
static val json_text(val rule, const char *key)
{
	val v = val_get(rule, key), text = val_null();
	struct buf b = {0};

	if (val_kind(v) == VAL_STRING) {
		text = val_copy(v);
	} else if (val_is(v)) {
		val_dump(v, &b);
		text = val_of_str(buf_str(&b));
	}
	val_free(v);
	buf_free(&b);
	return text;
}

/* The rows changed: 0 when another source has the id. -1 with e. */
static int upsert(struct sql *db, const char *domain, val rule, const char *source, struct err *e)
{
	static const char *const members[] = {"id", "type", "subject", "question"};
	val a = val_push(val_array(), val_of_str(domain));

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		a = val_push(a, val_of_str(val_str(rule, members[i], NULL)));
	a = val_push(a, json_text(rule, "also"));
	a = val_push(a, val_of_str(val_str(rule, "answer", "")));
	a = val_push(a, json_text(rule, "details"));
	a = val_push(a, json_text(rule, "tags"));
	a = val_push(a, val_of_str(val_str(rule, "valid_from", NULL)));
	a = val_push(a, val_of_str(val_str(rule, "valid_to", NULL)));
	a = val_push(a, val_of_str(source));
	a = val_push(a, val_of_int(date_now()));
	return sql_exec(
		db,
		"INSERT INTO rules (domain, id, type, subject, question, also, answer, details, tags, valid_from, valid_to,"
		" source, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
		" ON CONFLICT (domain, id) DO UPDATE SET type = excluded.type, subject = excluded.subject,"
		" question = excluded.question, also = excluded.also, answer = excluded.answer, details = excluded.details,"
		" tags = excluded.tags, valid_from = excluded.valid_from, valid_to = excluded.valid_to,"
		" updated_at = excluded.updated_at WHERE rules.source = excluded.source",
		a, e);
}

static int insert(struct sql *db, const char *domain, val rule, struct err *e)
{
	int changed = upsert(db, domain, rule, SOURCE, e);

	if (changed == 0)
		log_warn("rule %s of %s is in the store from another source, which stands", val_str(rule, "id", ""), SOURCE);
	return changed < 0 ? -1 : 0;
}

static int set_version(struct sql *db, const char *domain, const char *entity, long long version, struct err *e)
{
	val a = val_push(params(2, (const char *[]){domain, entity}), val_of_int(version));

	return sql_exec(db,
					"INSERT INTO versions (domain, entity, version) VALUES ($1, $2, $3)"
					" ON CONFLICT (domain, entity) DO UPDATE SET version = excluded.version",
					a, e) < 0
			   ? -1
			   : 0;
}

int rule_write(struct sql *db, const char *domain, val rule, const char *source, struct err *e)
{
	int changed;

	if (!*val_str(rule, "id", "") || !*val_str(rule, "answer", "") || !rule_is_type(val_str(rule, "type", "")))
		return err_set(e, ERR_DATA, "a rule needs an id, an answer and a type (faq, policy, …)");
	changed = upsert(db, domain, rule, source, e);
	if (changed == 0)
		return err_set(e, ERR_DATA, "rule %s is in the store from another source, which stands",
					   val_str(rule, "id", ""));
	return changed < 0 ? -1 : 0;
}

int rule_delete(struct sql *db, const char *domain, const char *id, const char *source, struct err *e)
{
	return sql_exec(db, "DELETE FROM rules WHERE domain = $1 AND id = $2 AND source = $3",
					params(3, (const char *[]){domain, id, source}), e) < 0
			   ? -1
			   : 0;
}

int rule_changed(struct sql *db, const char *domain, struct err *e)
{
	return sql_exec(db,
					"INSERT INTO versions (domain, entity, version) VALUES ($1, 'rules', 1)"
					" ON CONFLICT (domain, entity) DO UPDATE SET version = versions.version + 1",
					params(1, &domain), e) < 0
			   ? -1
			   : 0;
}

/* In a transaction: the file's rules in place of what came from the file before. */
static int replace(struct sql *db, const char *domain, val rules, long long hash, struct err *e)
{
	long long version;
	int st = 0;

	if (sql_exec(db, "DELETE FROM rules WHERE domain = $1 AND source = $2", params(2, (const char *[]){domain, SOURCE}),
				 e) < 0)
		return -1;
	for (int i = 0; i < val_len(rules) && st == 0; i++) {
		val rule = val_at(rules, i);

		st = insert(db, domain, rule, e);
		val_free(rule);
	}
	if (st != 0 || rule_store_version(db, domain, &version, e) != 0)
		return -1;
	if (set_version(db, domain, "rules", version + 1, e) != 0)
		return -1;
	return set_version(db, domain, SOURCE, hash, e);
}

static int import(struct sql *db, const char *domain, const char *path, long long hash, struct err *e)
{
	long long stored;
	val rules;
	int st = -1;

	if (rule_read(path, true, &rules, e) != 0)
		return -1;
	if (sql_begin(db, e) == 0) {
		/* another process may have been here first */
		if (version_of(db, domain, SOURCE, &stored, e) == 0)
			st = stored == hash ? 0 : replace(db, domain, rules, hash, e);
		st = st == 0 ? sql_commit(db, e) : st;
		if (st != 0)
			sql_rollback(db);
	}
	val_free(rules);
	return st;
}

int rule_store_import(struct sql *db, const struct domain *d, struct err *e)
{
	char *path = domain_path(d, SOURCE);
	struct buf text = {0};
	long long stored, hash;
	int st = 0;

	if (!os_is_file(path))
		goto done;
	st = os_read_file(path, MAX_FILE, &text, e);
	if (st == 0)
		st = version_of(db, domain_name(d), SOURCE, &stored, e);
	if (st != 0)
		goto done;
	hash = (long long)(map_hash(buf_str(&text), text.n, 1) & WHOLE);
	if (hash != stored)
		st = import(db, domain_name(d), path, hash, e);
done:
	buf_free(&text);
	free(path);
	return st;
}

/* The JSON that a column holds as text becomes the value itself. */
static val unfold(val rule, const char *key)
{
	const char *text = val_str(rule, key, NULL);
	val v;

	if (!text || (text[0] != '[' && text[0] != '{'))
		return rule;
	v = val_parse(text, strlen(text), NULL);
	if (val_kind(v) == VAL_NONE)
		return rule;
	return val_set(rule, key, v);
}

static int take_row(void *cookie, val row, struct err *e)
{
	val *rules = cookie;

	(void)e;
	row = unfold(row, "also");
	row = unfold(row, "tags");
	row = unfold(row, "details");
	*rules = val_push(*rules, row);
	return 0;
}

int rule_store_load(struct sql *db, const char *domain, val *rules, struct err *e)
{
	*rules = val_array();
	if (sql_each(db,
				 "SELECT id, type, subject, question, also, answer, details, tags, valid_from, valid_to, source"
				 " FROM rules WHERE domain = $1 ORDER BY id",
				 params(1, &domain), take_row, rules, e) == 0)
		return 0;
	val_free(*rules);
	return -1;
}
