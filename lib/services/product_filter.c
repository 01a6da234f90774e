#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/fold.h"
#include "text/number.h"

#include "services/product_filter.h"

/* ---- making and copying ---- */

void product_filter_init(struct product_filter *f)
{
	*f = (struct product_filter){.min_cents = -1, .max_cents = -1, .in_stock = -1};
}

bool product_filter_is_empty(const struct product_filter *f)
{
	return f->n == 0 && f->min_cents < 0 && f->max_cents < 0 && f->in_stock < 1 && f->sort == PRODUCT_BY_SCORE;
}

static void free_condition(struct product_condition *c)
{
	free(c->key);
	for (int i = 0; i < c->values; i++)
		free(c->value[i]);
}

void product_filter_free(struct product_filter *f)
{
	for (int i = 0; i < f->n; i++)
		free_condition(&f->c[i]);
	f->n = 0;
}

void product_filter_copy(struct product_filter *to, const struct product_filter *from)
{
	*to = *from;
	for (int i = 0; i < to->n; i++) {
		struct product_condition *c = &to->c[i];

		c->key = c->key ? mem_dup(c->key) : NULL;
		for (int k = 0; k < c->values; k++)
			c->value[k] = mem_dup(c->value[k]);
	}
}

static void drop_condition(struct product_filter *f, int i)
{
	free_condition(&f->c[i]);
	memmove(&f->c[i], &f->c[i + 1], (size_t)(--f->n - i) * sizeof(f->c[0]));
}

/* What the sentence said of a thing that a member of the query speaks of counts no more. */
static void forget(struct product_filter *f, enum product_kind kind, const char *key)
{
	for (int i = f->n - 1; i >= 0; i--)
		if (key ? f->c[i].key && f->c[i].kind >= PRODUCT_CHOICE && strcmp(f->c[i].key, key) == 0 : f->c[i].kind == kind)
			drop_condition(f, i);
}

static struct product_condition *new_condition(struct product_filter *f, enum product_kind kind, const char *key)
{
	struct product_condition *c = &f->c[f->n];

	*c = (struct product_condition){.kind = kind, .key = key ? mem_dup(key) : NULL, .min = -1e300, .max = 1e300};
	f->n++;
	return c;
}

/* ---- members of a query ---- */

static int64_t whole_cents(double n)
{
	return n >= 0 && n < 1e13 ? (int64_t)llround(n * 100) : -1;
}

/* "59.90" as numeric columns and JSON have it: at most two decimals, or more than three. */
static bool is_plain_decimal(const char *s)
{
	size_t whole = strspn(s, "0123456789"), part;

	if (whole == 0)
		return false;
	if (s[whole] == '\0')
		return true;
	part = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
	return part > 0 && part != 3 && s[whole + 1 + part] == '\0';
}

int64_t product_filter_cents(val v)
{
	const char *text = val_text(v, NULL), *p, *stop;
	struct number number;
	int64_t cents = -1;
	char *folded;

	if (val_kind(v) == VAL_NUMBER)
		return whole_cents(val_number(v, -1));
	if (!text || strchr(text, '-'))
		return -1;
	if (is_plain_decimal(text))
		return whole_cents(strtod(text, NULL));
	folded = fold_dup(text);
	p = folded;
	stop = folded + strlen(folded);
	if (number_next(&p, stop, &number))
		cents = number.cents;
	free(folded);
	return cents;
}

static int take_price(val query, const char *member, int64_t *to, struct err *e)
{
	val v = val_get(query, member);
	int st = 0;

	if (val_is(v)) {
		*to = product_filter_cents(v);
		if (*to < 0)
			st = err_set(e, ERR_DATA, "%s: must be a price such as \"80\" or \"59.90\"", member);
	}
	val_free(v);
	return st;
}

/* What the words call that value, or the text itself folded. New memory. */
static char *value_of(const struct product_words *words, enum product_kind kind, const char *key, const char *text)
{
	const struct product_meaning *m = product_words_meaning(words, text);

	if (m && m->kind == kind && m->value && (kind != PRODUCT_CHOICE || strcmp(m->key, key) == 0))
		return mem_dup(m->value);
	return fold_dup(text);
}

static int add_value(struct product_condition *c, const struct product_words *words, val v, struct err *e)
{
	char number[32];
	const char *text = val_text(v, NULL);

	if (val_kind(v) == VAL_NUMBER) {
		(void)snprintf(number, sizeof(number), "%g", val_number(v, 0));
		text = number;
	}
	if (!text)
		return err_set(e, ERR_DATA, "%s: must be a text or a list of texts", c->key ? c->key : "brand and category");
	if (c->kind == PRODUCT_BRAND && !c->key)
		c->key = mem_dup(text);
	if (c->values < PRODUCT_VALUES)
		c->value[c->values++] = value_of(words, c->kind, c->key, text);
	return 0;
}

static int add_values(struct product_condition *c, const struct product_words *words, val v, struct err *e)
{
	int st = 0;

	if (val_kind(v) != VAL_ARRAY)
		return add_value(c, words, v, e);
	for (int i = 0; i < val_len(v) && st == 0; i++) {
		val item = val_at(v, i);

		st = add_value(c, words, item, e);
		val_free(item);
	}
	return st;
}

static int take_values(struct product_filter *f, const struct product_words *words, val query, const char *member,
					   enum product_kind kind, struct err *e)
{
	val v = val_get(query, member);
	int st = 0;

	if (val_is(v)) {
		forget(f, kind, NULL);
		if (val_kind(v) != VAL_ARRAY || val_len(v) > 0)
			st = f->n < PRODUCT_CONDITIONS ? add_values(new_condition(f, kind, NULL), words, v, e)
										   : err_set(e, ERR_DATA, "too many conditions");
	}
	val_free(v);
	return st;
}

/* The kind of a declared attribute; of another one, what its value looks like. */
static enum product_kind kind_of(const struct domain *d, const char *key, val v)
{
	char *path = mem_printf("attributes.%s.type", key);
	const char *type = val_str(domain_conf(d), path, "");
	enum product_kind kind = PRODUCT_CHOICE;

	if (strcmp(type, "flag") == 0 || (!*type && val_kind(v) == VAL_BOOL))
		kind = PRODUCT_FLAG;
	else if (strcmp(type, "number") == 0 || (!*type && (val_kind(v) == VAL_NUMBER || val_kind(v) == VAL_OBJECT)))
		kind = PRODUCT_NUMBER;
	free(path);
	return kind;
}

static int take_flag(struct product_condition *c, val v, struct err *e)
{
	char *text = fold_dup(val_text(v, ""));
	bool yes = strcmp(text, "true") == 0 || strcmp(text, "sim") == 0,
		 no = strcmp(text, "false") == 0 || strcmp(text, "nao") == 0;
	bool good = val_kind(v) == VAL_BOOL || yes || no;

	c->denied = val_kind(v) == VAL_BOOL ? !val_equal(v, val_true(true)) : no;
	free(text);
	return good ? 0 : err_set(e, ERR_DATA, "attributes.%s: must be true or false", c->key);
}

static int take_number(struct product_condition *c, val v, struct err *e)
{
	const char *text = val_text(v, NULL);
	char *end = NULL;

	if (val_kind(v) == VAL_OBJECT) {
		c->min = val_num(v, "min", c->min);
		c->max = val_num(v, "max", c->max);
		return 0;
	}
	c->min = text ? strtod(text, &end) : val_number(v, 0);
	if (val_kind(v) == VAL_NUMBER || (text && *text && *end == '\0'))
		return 0;
	return err_set(e, ERR_DATA, "attributes.%s: must be a number", c->key);
}

static int take_attribute(struct product_filter *f, const struct domain *d, const struct product_words *words,
						  const char *key, val v, struct err *e)
{
	struct product_condition *c;

	forget(f, PRODUCT_CHOICE, key);
	if (!val_is(v))
		return 0;
	if (f->n == PRODUCT_CONDITIONS)
		return err_set(e, ERR_DATA, "too many conditions");
	c = new_condition(f, kind_of(d, key, v), key);
	if (c->kind == PRODUCT_FLAG)
		return take_flag(c, v, e);
	return c->kind == PRODUCT_NUMBER ? take_number(c, v, e) : add_values(c, words, v, e);
}

static int take_attributes(struct product_filter *f, const struct domain *d, const struct product_words *words,
						   val query, struct err *e)
{
	val all = val_get(query, "attributes");
	int st = 0;

	if (val_is(all) && val_kind(all) != VAL_OBJECT)
		st = err_set(e, ERR_DATA, "attributes: must be an object such as {\"vegano\":true}");
	for (int i = val_iter(all); st == 0 && val_iter_ok(all, i); i = val_iter_next(all, i)) {
		val v = val_iter_val(all, i);

		st = take_attribute(f, d, words, val_iter_key(all, i), v, e);
		val_free(v);
	}
	val_free(all);
	return st;
}

static int take_sort(struct product_filter *f, val query, struct err *e)
{
	const char *sort = val_str(query, "sort", NULL);

	if (!sort)
		return 0;
	if (strcmp(sort, "relevance") == 0)
		f->sort = PRODUCT_BY_SCORE;
	else if (strcmp(sort, "price") == 0)
		f->sort = PRODUCT_CHEAPEST;
	else if (strcmp(sort, "-price") == 0)
		f->sort = PRODUCT_DEAREST;
	else
		return err_set(e, ERR_DATA, "sort: must be relevance, price or -price");
	return 0;
}

int product_filter_take(struct product_filter *f, const struct domain *d, const struct product_words *words, val query,
						struct err *e)
{
	if (val_has(query, "price_min") || val_has(query, "price_max")) {
		val min = val_get(query, "price_min"), max = val_get(query, "price_max");

		f->min_cents = val_is(max) && !val_is(min) && f->min_cents >= 0 ? -1 : f->min_cents;
		f->max_cents = val_is(min) && !val_is(max) && f->max_cents >= 0 ? -1 : f->max_cents;
		val_free(min);
		val_free(max);
	}
	if (take_price(query, "price_min", &f->min_cents, e) != 0 || take_price(query, "price_max", &f->max_cents, e) != 0)
		return -1;
	if (take_values(f, words, query, "brand", PRODUCT_BRAND, e) != 0 ||
		take_values(f, words, query, "category", PRODUCT_CATEGORY, e) != 0)
		return -1;
	if (take_attributes(f, d, words, query, e) != 0 || take_sort(f, query, e) != 0)
		return -1;
	if (val_has(query, "in_stock"))
		f->in_stock = val_bool(query, "in_stock", false);
	return 0;
}

/* ---- as a value ---- */

static val set_cents(val o, const char *key, int64_t cents)
{
	char text[32];

	if (cents < 0)
		return o;
	(void)snprintf(text, sizeof(text), "%lld.%02lld", (long long)cents / 100, (long long)cents % 100);
	return val_set_str(o, key, text);
}

static val condition_val(const struct product_condition *c)
{
	val v = val_array();

	if (c->kind == PRODUCT_FLAG || c->kind == PRODUCT_NUMBER) {
		val_free(v);
		if (c->kind == PRODUCT_FLAG)
			return val_true(!c->denied);
		v = val_object();
		if (c->min > -1e300)
			v = val_set(v, "min", val_of_num(c->min));
		return c->max < 1e300 ? val_set(v, "max", val_of_num(c->max)) : v;
	}
	for (int i = 0; i < c->values; i++)
		v = val_push(v, val_of_str(c->value[i]));
	return v;
}

/* The conditions that are denied, or those that are not, as members of an object. */
static val conditions_val(const struct product_filter *f, bool denied)
{
	val o = val_object(), attributes = val_object();

	for (int i = 0; i < f->n; i++) {
		const struct product_condition *c = &f->c[i];

		if ((c->denied && c->kind != PRODUCT_FLAG) != denied)
			continue;
		if (c->kind == PRODUCT_CATEGORY)
			o = val_set(o, "category", condition_val(c));
		else if (c->kind == PRODUCT_BRAND)
			o = val_set(o, "brand", condition_val(c));
		else
			attributes = val_set(attributes, c->key, condition_val(c));
	}
	if (val_len(attributes) > 0)
		return val_set(o, "attributes", attributes);
	val_free(attributes);
	return o;
}

val product_filter_val(const struct product_filter *f)
{
	static const char *const sorts[] = {"relevance", "price", "-price"};
	val o = conditions_val(f, false), denied = conditions_val(f, true);

	o = set_cents(set_cents(o, "price_min", f->min_cents), "price_max", f->max_cents);
	if (f->in_stock >= 0)
		o = val_set(o, "in_stock", val_true(f->in_stock > 0));
	if (f->sort != PRODUCT_BY_SCORE)
		o = val_set_str(o, "sort", sorts[f->sort]);
	if (val_len(denied) > 0)
		return val_set(o, "not", denied);
	val_free(denied);
	return o;
}

/* ---- leaving out ---- */

/* Places in the order of leaving out: what matters least first. */
enum { PRICE_PLACE = -2, STOCK_PLACE = -1 };

static int weight_of(const struct product_condition *c)
{
	static const int weight[] = {
		[PRODUCT_NUMBER] = 0, [PRODUCT_BRAND] = 1, [PRODUCT_CHOICE] = 2, [PRODUCT_FLAG] = 3, [PRODUCT_CATEGORY] = 4};

	return weight[c->kind];
}

/* The i-th that may be left out: a place in f->c, or one of the two above; f->n when there is none. */
static int place_of(const struct product_filter *f, int i)
{
	if ((f->min_cents >= 0 || f->max_cents >= 0) && i-- == 0)
		return PRICE_PLACE;
	if (f->in_stock > 0 && i-- == 0)
		return STOCK_PLACE;
	for (int weight = 0; weight <= 4; weight++)
		for (int k = 0; k < f->n; k++)
			if (weight_of(&f->c[k]) == weight && i-- == 0)
				return k;
	return f->n;
}

void product_filter_drop(struct product_filter *f, int i, struct buf *text)
{
	int place = place_of(f, i);

	for (int k = 0; place >= 0 && place < f->n && k < f->c[place].spans; k++)
		if (f->c[place].span[k].to <= text->n)
			memset(text->p + f->c[place].span[k].from, ' ', f->c[place].span[k].to - f->c[place].span[k].from);
	if (place == PRICE_PLACE)
		f->min_cents = f->max_cents = -1;
	else if (place == STOCK_PLACE)
		f->in_stock = -1;
	else if (place < f->n)
		drop_condition(f, place);
}

static char *say_price(const struct product_filter *f)
{
	char min[NUMBER_BRL], max[NUMBER_BRL];

	(void)number_brl(f->min_cents, min);
	(void)number_brl(f->max_cents, max);
	if (f->min_cents < 0)
		return mem_printf("até %s", max);
	if (f->max_cents < 0)
		return mem_printf("a partir de %s", min);
	return mem_printf("entre %s e %s", min, max);
}

/* The title in the domain of a category or an attribute, else its key. Borrowed. */
static const char *title_of(const struct domain *d, const char *list, const char *key)
{
	char *path = mem_printf("%s.%s.title", list, key);
	const char *title = val_str(domain_conf(d), path, key);

	free(path);
	return title;
}

/* The values in people's words: the first phrase of each. */
static void say_values(struct buf *b, const struct domain *d, const struct product_condition *c)
{
	for (int i = 0; i < c->values; i++) {
		char *path = mem_printf("attributes.%s.values.%s.0", c->key ? c->key : "", c->value[i]);

		buf_puts(b, i == 0 ? "" : " ou ");
		if (c->kind == PRODUCT_CATEGORY)
			buf_puts(b, title_of(d, "categories", c->value[i]));
		else
			buf_puts(b, val_str(domain_conf(d), path, c->value[i]));
		free(path);
	}
}

static char *say_condition(const struct domain *d, const struct product_condition *c)
{
	struct buf b = {0};

	if (c->denied && c->kind != PRODUCT_NUMBER)
		buf_puts(&b, "não ");
	if (c->kind == PRODUCT_BRAND)
		buf_printf(&b, "marca %s", c->key ? c->key : "");
	else if (c->kind == PRODUCT_FLAG)
		buf_puts(&b, title_of(d, "attributes", c->key));
	else if (c->kind == PRODUCT_NUMBER && c->min > -1e300)
		buf_printf(&b, "%s %g ou mais", title_of(d, "attributes", c->key), c->min);
	else if (c->kind == PRODUCT_NUMBER)
		buf_printf(&b, "%s até %g", title_of(d, "attributes", c->key), c->max);
	else
		say_values(&b, d, c);
	return b.p ? b.p : mem_dup("");
}

char *product_filter_says(const struct product_filter *f, const struct domain *d, int i)
{
	int place = place_of(f, i);

	if (place == PRICE_PLACE)
		return say_price(f);
	if (place == STOCK_PLACE)
		return mem_dup("em estoque");
	return place < f->n ? say_condition(d, &f->c[place]) : NULL;
}

/* ---- tags and rows ---- */

void product_filter_bits(const struct product_filter *f, uint32_t *wanted, uint32_t *denied)
{
	*wanted = *denied = 0;
	for (int i = 0; i < f->n; i++)
		*(f->c[i].denied ? denied : wanted) |= UINT32_C(1) << i;
}

static bool has_value(const struct product_condition *c, const char *p, size_t n)
{
	for (int i = 0; i < c->values; i++)
		if (strlen(c->value[i]) == n && memcmp(c->value[i], p, n) == 0)
			return true;
	return false;
}

static bool meets_attribute(const struct product_condition *c, const char *p, size_t n)
{
	size_t key = c->key ? strlen(c->key) : 0;
	char number[32];
	double x;

	if (!c->key || n <= key || memcmp(p, c->key, key) != 0 || p[key] != '=')
		return false;
	p += key + 1;
	n -= key + 1;
	if (c->kind == PRODUCT_FLAG)
		return n == 1 && *p == '1';
	if (c->kind == PRODUCT_CHOICE)
		return has_value(c, p, n);
	if (n == 0 || n >= sizeof(number))
		return false;
	memcpy(number, p, n);
	number[n] = '\0';
	x = strtod(number, NULL);
	return x >= c->min && x <= c->max;
}

uint32_t product_filter_meets(const struct product_filter *f, const char *tag, size_t n)
{
	uint32_t bits = 0;

	if (n < 2)
		return 0;
	for (int i = 0; i < f->n; i++) {
		const struct product_condition *c = &f->c[i];
		bool meets;

		if (c->kind == PRODUCT_CATEGORY || c->kind == PRODUCT_BRAND)
			meets = tag[0] == (c->kind == PRODUCT_BRAND ? 'b' : 'c') && has_value(c, tag + 2, n - 2);
		else
			meets = tag[0] == 'a' && meets_attribute(c, tag + 2, n - 2);
		bits |= meets ? UINT32_C(1) << i : 0;
	}
	return bits;
}

bool product_filter_passes(const struct product_filter *f, val product)
{
	int64_t cents = val_int(product, "price_cents", -1);
	val stock = val_get(product, "stock");
	bool gone = val_kind(stock) == VAL_NUMBER && val_number(stock, 0) <= 0;

	val_free(stock);
	if (f->in_stock > 0 && gone)
		return false;
	if ((f->min_cents >= 0 || f->max_cents >= 0) && cents < 0)
		return false;
	return (f->min_cents < 0 || cents >= f->min_cents) && (f->max_cents < 0 || cents <= f->max_cents);
}
