#include <stdlib.h>
#include <string.h>

#include "record/rec.h"
#include "text/rank.h"

#include "services/product_file.h"

struct product_file {
	struct rank *index;
	struct buf text; /* ids and titles, each as JSON */
	size_t *at;      /* where each begins: id and title of document 0, of 1, … and one more */
	size_t n, cap;   /* of at */
};

struct reader {
	struct product_file *f;
	struct rank_builder *b;
	struct buf text;
	unsigned long line;
};

static void note_place(struct product_file *f)
{
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 1024;
		f->at = mem_array(f->at, f->cap, sizeof(*f->at));
	}
	f->at[f->n++] = f->text.n;
}

/* The first of two members that is a text. */
static const char *either(struct rec *r, const char *a, const char *b)
{
	const char *s = rec_str(r, a, NULL);

	return s ? s : rec_str(r, b, "");
}

static void put_id(struct reader *x, struct rec *r)
{
	const char *id = rec_str(r, "id", NULL);
	size_t n;

	note_place(x->f);
	if (id) {
		rec_json_str(&x->f->text, id, strlen(id));
		return;
	}
	id = rec_kind(r, "id") == VAL_NUMBER ? rec_raw(r, "id", &n) : NULL;
	if (id)
		buf_printf(&x->f->text, "\"%.*s\"", (int)n, id);
	else
		buf_printf(&x->f->text, "\"%lu\"", x->line);
}

static int add_record(void *cookie, struct rec *r, struct err *e)
{
	static const char *const more[] = {"brand", "category", "keywords"};
	struct reader *x = cookie;
	const char *title = either(r, "title", "name");

	(void)e;
	x->line++;
	put_id(x, r);
	note_place(x->f);
	rec_json_str(&x->f->text, title, strlen(title));
	buf_clear(&x->text);
	buf_puts(&x->text, either(r, "text", "description"));
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		const char *s = rec_str(r, more[i], NULL);

		if (s)
			buf_printf(&x->text, "\n%s", s);
	}
	rank_builder_add(x->b, title, strlen(title), buf_str(&x->text), x->text.n);
	return 0;
}

struct product_file *product_file_open(const char *path, const char *lang, struct err *e)
{
	struct product_file *f = mem_zalloc(sizeof(*f));
	struct reader x = {.f = f, .b = rank_builder_new(lang)};
	int st = rec_each(path, add_record, &x, e);

	note_place(f);
	buf_free(&x.text);
	if (st != 0) {
		rank_builder_free(x.b);
		product_file_free(f);
		return NULL;
	}
	f->index = rank_build(x.b);
	return f;
}

void product_file_free(struct product_file *f)
{
	if (!f)
		return;
	rank_free(f->index);
	buf_free(&f->text);
	free(f->at);
	free(f);
}

static void put_explain(struct product_file *f, const char *text, size_t n, uint32_t doc, struct buf *out)
{
	struct buf why = {0};

	rank_explain(f->index, text, n, doc, &why);
	buf_puts(out, ",\"explain\":");
	rec_json_str(out, buf_str(&why), why.n);
	buf_free(&why);
}

void product_file_search(struct product_file *f, const char *text, size_t n, int limit, bool explain, struct buf *out)
{
	int most = (uint32_t)limit < rank_count(f->index) ? limit : (int)rank_count(f->index);
	struct rank_hit *hit = mem_array(NULL, (size_t)most, sizeof(*hit));
	int found = rank_search(f->index, text, n, hit, most);

	buf_putc(out, '[');
	for (int i = 0; i < found; i++) {
		const size_t *at = f->at + 2 * (size_t)hit[i].doc;

		buf_puts(out, i ? ",{\"id\":" : "{\"id\":");
		buf_put(out, f->text.p + at[0], at[1] - at[0]);
		buf_printf(out, ",\"score\":%.4f,\"title\":", (double)hit[i].score);
		buf_put(out, f->text.p + at[1], at[2] - at[1]);
		if (explain)
			put_explain(f, text, n, hit[i].doc, out);
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
	free(hit);
}
