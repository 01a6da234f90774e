#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cli/profile_args.h"

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static val text_or_null(const char *s)
{
	return *s ? val_of_str(s) : val_null();
}

/* true, 3, [1], null: as JSON; else a text. */
static val json_or_text(const char *s)
{
	val v = val_parse(s, strlen(s), NULL);

	if (val_kind(v) != VAL_NONE && val_kind(v) != VAL_STRING)
		return v;
	val_free(v);
	return text_or_null(s);
}

static val put(val data, const char *member, const char *key, val v)
{
	return val_set(data, member, val_set(val_get_object(data, member), key, v));
}

/* One address of all that begin with address. */
static val put_address(val data, const char *key, const char *value)
{
	val list = val_get_array(data, "addresses"), a = val_at(list, 0);

	val_free(list);
	if (val_kind(a) != VAL_OBJECT) {
		val_free(a);
		a = val_object();
	}
	a = val_set(a, key, strcmp(key, "preferred") == 0 ? json_or_text(value) : text_or_null(value));
	return val_set(data, "addresses", val_push(val_array(), a));
}

static val put_word(val data, const char *name, const char *value)
{
	if (strcmp(name, "phone") == 0 || strcmp(name, "email") == 0)
		return put(data, "contact_info", name, text_or_null(value));
	if (starts(name, "contact_info."))
		return put(data, "contact_info", name + strlen("contact_info."), text_or_null(value));
	if (starts(name, "preferences."))
		return put(data, "preferences", name + strlen("preferences."), json_or_text(value));
	if (starts(name, "address."))
		return put_address(data, name + strlen("address."), value);
	return val_set(data, name, text_or_null(value));
}

val profile_args(int n, char *const word[], struct err *e)
{
	val data = val_object();

	for (int i = 0; i < n; i++) {
		const char *eq = strchr(word[i], '=');
		char *name;

		if (!eq || eq == word[i]) {
			(void)err_set(e, ERR_USAGE,
						  "\"%.40s\" is no MEMBER=VALUE: name=, phone=, email=, preferences.KEY=, contact_info.KEY=,"
						  " address.street=",
						  word[i]);
			val_free(data);
			return val_parse("", 0, NULL);
		}
		name = mem_ndup(word[i], (size_t)(eq - word[i]));
		data = put_word(data, name, eq + 1);
		free(name);
	}
	return data;
}
