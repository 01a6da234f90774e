#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "services/product_filter.h"
#include "services/product_private.h"
#include "text/fold.h"
#include "text/rank.h"

#include "services/product.h"

#define DEFAULT_LIMIT 10
#define FIRST_HITS 64     /* candidates ranked at first; more when filters use them up */
#define MORE_HITS 8       /* times as many then */
#define LEAST_COVER 0.25f /* of a product that is shown at all */
#define FILTER_COVER 0.5f /* what meeting the category, brand and attributes asked for is worth of it */
#define SORT_COVER 0.8f   /* of the best cover, to be among those that are sorted by price */

/* One search while it runs. */
struct search {
	struct product_store *s;
	struct product_filter filter;
	struct buf text; /* what is left for ranking */
	struct buf more; /* what of it the filter does not stand for */
	bool any_more;   /* that is more than stop words */
	bool listing;    /* when no word is found, everything that passes is: the query has no words besides its filters */
	int limit;
	int look; /* candidates that are looked at; 0: as many as it takes */
	bool explain;
	/* filled for each run */
	uint32_t *met; /* by tag: conditions it meets */
	uint32_t wanted, denied;
	val products;
};

/* ---- candidates ---- */

static bool want(void *cookie, uint32_t doc)
{
	const struct search *x = cookie;
	uint32_t n, bits = 0;
	const uint32_t *tag = rank_doc_tags(x->s->index, doc, &n);

	for (uint32_t i = 0; i < n; i++)
		bits |= x->met[tag[i]];
	return (bits & x->wanted) == x->wanted && !(bits & x->denied);
}

static void read_tags(struct search *x)
{
	uint32_t tags = rank_tags(x->s->index);

	x->met = mem_zalloc(tags * sizeof(*x->met));
	product_filter_bits(&x->filter, &x->wanted, &x->denied);
	for (uint32_t i = 0; i < tags && (x->wanted || x->denied); i++) {
		size_t n;
		const char *tag = rank_tag(x->s->index, i, &n);

		x->met[i] = product_filter_meets(&x->filter, tag, n);
	}
}

/* All wanted documents in their order. */
static int list_all(struct search *x, struct rank_hit *hit, int most, float cover)
{
	int n = 0;

	for (uint32_t d = 0; d < rank_count(x->s->index) && n < most; d++)
		if (want(x, d))
			hit[n++] = (struct rank_hit){.doc = d, .score = 0, .cover = cover};
	return n;
}

/*
 * The best by score; for a price as order all that pass, and when there are words besides the filters only those that
 * have nearly as much of them as any. *last: there are no more than these.
 */
static int rank_candidates(struct search *x, struct rank_hit *hit, int most, bool *last)
{
	bool by_score = x->filter.sort == PRODUCT_BY_SCORE;
	const struct buf *text = by_score ? &x->text : &x->more;
	struct rank_ask ask = {.query = text->p,
						   .n = text->n,
						   .counted = x->more.p,
						   .counted_n = x->any_more ? x->more.n : 0,
						   .want = want,
						   .cookie = x};
	float least = LEAST_COVER;
	int n = 0, kept = 0;

	if (text->n && (by_score || !x->listing))
		n = rank_search_ask(x->s->index, &ask, hit, most);
	/* Words that filters stand for, of which no product has one: "lip tint" where there are other lipsticks only. */
	if (n == 0 && x->listing)
		n = kept = list_all(x, hit, most, by_score && x->text.n && x->wanted ? FILTER_COVER : 1);
	*last = n < most;
	if (kept)
		return kept;
	for (int i = 0; i < n && x->wanted; i++)
		hit[i].cover = FILTER_COVER + (1 - FILTER_COVER) * hit[i].cover;
	for (int i = 0; i < n && !by_score; i++)
		least = hit[i].cover * SORT_COVER > least ? hit[i].cover * SORT_COVER : least;
	for (int i = 0; i < n; i++)
		if (hit[i].cover >= least)
			hit[kept++] = hit[i];
	return kept;
}

/* ---- rows ---- */

static bool is_full(const struct search *x)
{
	return x->filter.sort == PRODUCT_BY_SCORE && val_len(x->products) >= x->limit;
}

static val with_score(const struct search *x, val product, const struct rank_hit *hit)
{
	struct buf why = {0};

	product = val_set(product, "score", val_of_num(round((double)hit->score * 1e4) / 1e4));
	product = val_set(product, "cover", val_of_num(round((double)hit->cover * 1e3) / 1e3));
	if (!x->explain)
		return product;
	if (x->text.n)
		rank_explain(x->s->index, x->text.p, x->text.n, hit->doc, &why);
	product = val_set_str(product, "explain", buf_str(&why));
	buf_free(&why);
	return product;
}

/* Reads the products of n (<= PRODUCT_BATCH) hits from the store and keeps those that pass, until there are enough. */
static int take_batch(struct search *x, const struct rank_hit *hit, int n, struct err *e)
{
	struct product_key key[PRODUCT_BATCH] = {{0}};
	val row[PRODUCT_BATCH];
	int st;

	for (int i = 0; i < n; i++)
		key[i] = product_index_key(x->s, hit[i].doc);
	st = product_table_fetch(x->s, key, n, row, e);
	for (int i = 0; i < n; i++) {
		product_key_free(&key[i]);
		if (st != 0)
			continue;
		if (val_is(row[i]) && !is_full(x) && product_filter_passes(&x->filter, row[i]))
			x->products = val_push(x->products, with_score(x, row[i], &hit[i]));
		else
			val_free(row[i]);
	}
	return st;
}

static int take_hits(struct search *x, const struct rank_hit *hit, int n, struct err *e)
{
	bool all_pass = x->filter.min_cents < 0 && x->filter.max_cents < 0 && x->filter.in_stock < 1;
	int batch = x->limit > PRODUCT_BATCH ? PRODUCT_BATCH : all_pass || x->limit > 16 ? x->limit : 16;

	for (int i = 0; i < n && !is_full(x); i += batch, batch = batch < 64 ? 64 : PRODUCT_BATCH)
		if (take_batch(x, hit + i, n - i < batch ? n - i : batch, e) != 0)
			return -1;
	return 0;
}

/* ---- sorting by price ---- */

struct priced {
	val product;
	long long cents;
	int place;
	bool dearest;
};

static int by_price(const void *a, const void *b)
{
	const struct priced *x = a, *y = b;

	if (x->cents != y->cents && (x->cents < 0 || y->cents < 0))
		return x->cents < 0 ? 1 : -1;
	if (x->cents != y->cents)
		return (x->cents < y->cents) != x->dearest ? -1 : 1;
	return x->place - y->place;
}

static void sort_products(struct search *x)
{
	int n = val_len(x->products);
	struct priced *v = mem_array(NULL, (size_t)n, sizeof(*v));

	for (int i = 0; i < n; i++) {
		v[i].product = val_at(x->products, i);
		v[i].cents = val_int(v[i].product, "price_cents", -1);
		v[i].place = i;
		v[i].dearest = x->filter.sort == PRODUCT_DEAREST;
	}
	if (n)
		qsort(v, (size_t)n, sizeof(*v), by_price);
	val_free(x->products);
	x->products = val_array();
	for (int i = 0; i < n; i++) {
		if (i < x->limit)
			x->products = val_push(x->products, v[i].product);
		else
			val_free(v[i].product);
	}
	free(v);
}

/* ---- a run, and running again with less asked ---- */

/* Fills x->products for x->filter. */
static int run(struct search *x, struct err *e)
{
	int all = (int)rank_count(x->s->index), most = x->limit > FIRST_HITS / 2 ? 2 * x->limit : FIRST_HITS, done = 0,
		st = 0;
	struct rank_hit *hit = NULL;

	if (x->filter.sort != PRODUCT_BY_SCORE)
		most = all;
	else if (x->look)
		most = x->look;
	x->products = val_array();
	read_tags(x);
	for (bool last = false; !last && !is_full(x) && st == 0; most = most > all / MORE_HITS ? all : most * MORE_HITS) {
		int n;

		hit = mem_array(hit, (size_t)(most > 0 ? most : 1), sizeof(*hit));
		n = rank_candidates(x, hit, most, &last);
		last = last || most >= all || x->look;
		st = n > done ? take_hits(x, hit + done, n - done, e) : 0;
		done = n;
	}
	free(hit);
	free(x->met);
	x->met = NULL;
	if (st == 0 && x->filter.sort != PRODUCT_BY_SCORE)
		sort_products(x);
	if (st != 0)
		val_free(x->products);
	return st;
}

/* Runs without the i-th thing asked for; *says is what that is, NULL when there is no i-th. */
static int run_without(struct search *x, int i, char **says, struct err *e)
{
	struct product_filter whole = x->filter;
	struct buf text = x->text;
	int st;

	*says = product_filter_says(&whole, x->s->d, i);
	if (!*says)
		return 0;
	product_filter_copy(&x->filter, &whole);
	x->text = (struct buf){0};
	buf_put(&x->text, text.p, text.n);
	product_filter_drop(&x->filter, i, &x->text);
	val_free(x->products);
	st = run(x, e);
	product_filter_free(&x->filter);
	buf_free(&x->text);
	x->filter = whole;
	x->text = text;
	if (st != 0)
		free(*says);
	return st;
}

/*
 * Nothing was left: leaves out the first thing without which something is; when no single one will do, the first of
 * all, and tries again.
 */
static int relax(struct search *x, val *relaxed, struct err *e)
{
	char *says;

	while (val_len(x->products) == 0) {
		int i = 0;

		for (; val_len(x->products) == 0; i++) {
			if (run_without(x, i, &says, e) != 0)
				return -1;
			if (!says)
				break;
			if (val_len(x->products) > 0)
				*relaxed = val_push(*relaxed, val_of_str(says));
			free(says);
		}
		if (val_len(x->products) > 0) {
			product_filter_drop(&x->filter, i - 1, &x->text);
			return 0;
		}
		says = product_filter_says(&x->filter, x->s->d, 0);
		if (!says) {
			val_free(*relaxed);
			*relaxed = val_array();
			return 0;
		}
		*relaxed = val_push(*relaxed, val_of_str(says));
		free(says);
		product_filter_drop(&x->filter, 0, &x->text);
	}
	return 0;
}

/* ---- the query ---- */

static int read_query(struct search *x, val query, struct err *e)
{
	const char *text = val_str(query, "text", "");
	char *folded = fold_dup(text);
	long long limit = val_int(query, "limit", DEFAULT_LIMIT);

	if (val_bool(query, "plain", false)) {
		buf_puts(&x->text, folded);
		buf_puts(&x->more, folded);
		x->any_more = *text != '\0';
		x->listing = !*text;
	} else {
		x->any_more = product_filter_read(&x->filter, x->s->words, folded, strlen(folded), &x->text, &x->more);
		x->listing = !*text || (!x->any_more && !product_filter_is_empty(&x->filter));
	}
	free(folded);
	if (limit < 1 || limit > 100000)
		return err_set(e, ERR_DATA, "limit: must be from 1 to 100000");
	x->limit = (int)limit;
	x->look = (int)val_num(query, "look", 0);
	if (x->look < 0 || x->look > 100000)
		return err_set(e, ERR_DATA, "look: must be from 1 to 100000");
	x->explain = val_bool(query, "explain", false);
	return product_filter_take(&x->filter, x->s->d, x->s->words, query, e);
}

int product_search(struct product_store *s, val query, val *found, struct err *e)
{
	struct search x = {.s = s, .products = val_null()};
	val relaxed = val_array(), filters = val_null();
	int st = -1;

	product_filter_init(&x.filter);
	if (product_index_refresh(s, e) != 0 || read_query(&x, query, e) != 0)
		goto done;
	filters = product_filter_val(&x.filter);
	st = run(&x, e);
	if (st == 0 && val_bool(query, "relax", false))
		st = relax(&x, &relaxed, e);
	if (st == 0)
		*found = val_set(val_set(val_set(val_object(), "products", x.products), "filters", val_copy(filters)),
						 "relaxed", val_copy(relaxed));
done:
	val_free(filters);
	val_free(relaxed);
	val_free(query);
	buf_free(&x.text);
	buf_free(&x.more);
	product_filter_free(&x.filter);
	return st;
}
