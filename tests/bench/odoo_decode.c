/*
 * odoo_decode xml|json FILE ROUNDS: decodes a page of rows of product.template, all of it, from the reply to records;
 * prints "rows bytes ms", ms being the median CPU time of a round.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/mem.h"
#include "clients/odoo_fields.h"
#include "clients/odoo_reply.h"

static const char fields[] =
	"{\"name\":{\"type\":\"char\"},\"list_price\":{\"type\":\"float\"},\"default_code\":{\"type\":\"char\"},"
	"\"barcode\":{\"type\":\"char\"},\"categ_id\":{\"type\":\"many2one\",\"relation\":\"product.category\"},"
	"\"description_sale\":{\"type\":\"text\"},\"write_date\":{\"type\":\"datetime\"}}";

struct page {
	enum odoo_protocol protocol;
	struct buf body;
	struct odoo_fields *fields;
	struct buf lines;
	long rows;
};

static int take_row(void *cookie, const char *json, size_t n, struct err *e)
{
	struct page *p = cookie;

	p->rows++;
	if (odoo_fields_row(p->fields, json, n, &p->lines, e) != 0)
		return -1;
	buf_putc(&p->lines, '\n');
	return 0;
}

static void read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char part[65536];
	size_t n;

	if (!f) {
		perror(path);
		exit(1);
	}
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(out, part, n);
	(void)fclose(f);
}

/* CPU time of one round in ms. */
static double decode(struct page *p)
{
	struct odoo_reply r = {0};
	struct timespec a, b;
	struct err e;

	p->rows = 0;
	buf_clear(&p->lines);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	if (odoo_reply_read(p->protocol, 200, "", p->body.p, p->body.n, take_row, p, &r, &e) != 0)
		log_die(&e);
	odoo_reply_free(&r);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	return (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int main(int argc, char *argv[])
{
	struct page p = {0};
	int rounds = argc > 3 ? atoi(argv[3]) : 0;
	double *ms;
	val got;

	if (rounds < 1) {
		(void)fprintf(stderr, "usage: odoo_decode xml|json FILE ROUNDS\n");
		return 64;
	}
	p.protocol = strcmp(argv[1], "xml") == 0 ? ODOO_XMLRPC : ODOO_JSONRPC;
	read_file(argv[2], &p.body);
	got = val_parse(fields, sizeof(fields) - 1, NULL);
	p.fields = odoo_fields_new("product.template", got);
	ms = mem_array(NULL, (size_t)rounds, sizeof(*ms));
	for (int i = 0; i < rounds; i++)
		ms[i] = decode(&p);
	qsort(ms, (size_t)rounds, sizeof(*ms), by_value);
	(void)printf("%ld %zu %.3f\n", p.rows, p.body.n, ms[rounds / 2]);
	free(ms);
	odoo_fields_free(p.fields);
	val_free(got);
	buf_free(&p.lines);
	buf_free(&p.body);
	return 0;
}
