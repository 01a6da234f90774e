/* rank: scores small enough to work out by hand, near forms, files. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/os.h"
#include "text/rank.h"

#include "../t.h"

/* An index over titles, ended by NULL. */
static struct rank *of_titles(const char *const *title)
{
	struct rank_builder *b = rank_builder_new("pt");

	for (; *title; title++)
		rank_builder_add(b, *title, strlen(*title), "", 0);
	return rank_build(b);
}

static int find(struct rank *r, const char *query, struct rank_hit *hit, int limit)
{
	return rank_search(r, query, strlen(query), hit, limit);
}

/* The documents found, best first, as "2 0 1". */
static const char *found(struct rank *r, const char *query, char out[256])
{
	struct rank_hit hit[20];
	int n = find(r, query, hit, 20), k = 0;

	out[0] = '\0';
	for (int i = 0; i < n; i++)
		k += snprintf(out + k, 256 - (size_t)k, "%s%u", i ? " " : "", hit[i].doc);
	return out;
}

static void near_to(double got, double want, const char *name)
{
	t_ok(fabs(got - want) < 1e-4, name);
	if (fabs(got - want) >= 1e-4)
		printf("# got:  %f\n# want: %f\n", got, want);
}

static double idf(double docs, double n)
{
	return log(1 + (docs - n + 0.5) / (n + 0.5));
}

static void one_document(void)
{
	struct rank *r = of_titles((const char *const[]){"Sapato", NULL});
	struct rank_hit hit = {0};
	double word, gram;

	/* One field of average length: the title weighs 2.5; the word has 15 grams, each once. */
	word = idf(1, 1) * 2.5 * 1.6 / (2.5 + 0.6);
	gram = 15 * idf(1, 1) * 2.5 * 2.2 / (2.5 + 1.2);
	t_int(find(r, "sapato", &hit, 1), 1, "the word is found");
	near_to(hit.score, word + 0.125 * gram, "its score");
	near_to(hit.cover, 1, "all of the query is covered");
	t_int(find(r, "SAPÁTO!", &hit, 1), 1, "without case and marks");
	near_to(hit.score, word + 0.125 * gram, "scores the same");
	t_int(find(r, "sapatos", &hit, 1), 1, "the plural is found");
	near_to(hit.cover, 1, "a word of the same stem covers wholly");
	t_int(find(r, "sapato chuva", &hit, 1), 1, "one word of two is found");
	near_to(hit.cover, idf(1, 1) / (idf(1, 1) + idf(1, 0)), "and covers its share by idf");
	t_int(find(r, "xyz", &hit, 1), 0, "what is like nothing is not found");
	t_int(find(r, "", &hit, 1), 0, "nothing is not found");
	t_int(find(r, "sapato", &hit, 0), 0, "no place for hits, no hits");
	rank_free(r);
}

static void fields(void)
{
	struct rank_builder *b = rank_builder_new("pt");
	struct rank_hit hit[3];
	struct rank *r;
	double title = 2.5 / (0.55 + 0.45 * 1 / 1.5), text = 1 / (0.25 + 0.75 * 1 / 2.0), w = idf(3, 2) * 1.6;

	/* Titles of 1 and 2 words (the empty one does not count), texts of 1 and 3: averages 1.5 and 2. */
	rank_builder_add(b, "lua", 3, "", 0);
	rank_builder_add(b, "", 0, "lua", 3);
	rank_builder_add(b, "sol mar", 7, "rio rio rio", 11);
	r = rank_build(b);
	t_int((long long)rank_count(r), 3, "documents are counted");
	t_int(find(r, "lua", hit, 3), 2, "title and text are searched");
	t_int(hit[0].doc, 0, "the title weighs more");
	/* "_lua_" has 6 grams; gram lengths: titles 6, 0, 12 (average 9), texts 0, 6, 18 (average 12). */
	near_to(hit[0].score,
			w * title / (title + 0.6) +
				0.125 * 6 * idf(3, 2) * 2.2 * (2.5 / (0.55 + 0.45 * 6 / 9.0)) / (2.5 / (0.55 + 0.45 * 6 / 9.0) + 1.2),
			"the score of a title");
	near_to(hit[1].score,
			w * text / (text + 0.6) +
				0.125 * 6 * idf(3, 2) * 2.2 * (1 / (0.25 + 0.75 * 6 / 12.0)) / (1 / (0.25 + 0.75 * 6 / 12.0) + 1.2),
			"the score of a text");
	rank_free(r);
}

static void near_forms(void)
{
	static const char *const titles[] = {
		"creme hidratante corporal", "shampoo infantil", "perfume amadeirado", "hidratação",
		"leave in de cachos",        "gel fps 50",       "refil 50ml",         NULL};
	struct rank *r = of_titles(titles);
	char out[256];

	t_str(found(r, "xampu shampoo", out), "1", "one known word is enough");
	t_str(found(r, "shanpoo", out), "1", "a letter wrong");
	t_str(found(r, "shmapoo", out), "1", "two letters swapped");
	t_str(found(r, "perfme", out), "2", "a letter missing");
	t_str(found(r, "ammadeiradoo", out), "2", "two letters too many in a long word");
	t_str(found(r, "hidratante", out), "0 3", "the word itself before its relation");
	t_str(found(r, "hidratar", out), "0 3", "the same stem, then the first letters alike");
	t_str(found(r, "leavein", out), "4", "two words written as one");
	t_str(found(r, "fps50", out), "5", "a number stuck to its word");
	t_str(found(r, "50 ml", out), "6 5", "a number taken off its word");
	t_str(found(r, "superhidratante", out), "0", "read by its grams when no word is like it");
	t_str(found(r, "qqqq", out), "", "unlike everything");
	rank_free(r);
}

static void order(void)
{
	static const char *const titles[] = {"mesa de jantar", "jantar com mesa posta", "mesa", "mesa", NULL};
	struct rank *r = of_titles(titles);
	struct rank_hit hit[9];
	char out[256];

	t_str(found(r, "mesa", out), "2 3 0 1", "equal scores by number; shorter titles first");
	t_int(find(r, "mesa", hit, 2), 2, "at most as many as asked for");
	t_int(hit[1].doc, 3, "the best of them");
	t_str(found(r, "mesa de jantar", out), "0 1 2 3", "all words before some");
	t_int(find(r, "de", hit, 9), 1, "a stop word alone is searched too");
	find(r, "mesa de", hit, 9);
	t_ok(hit[0].doc == 0 && hit[0].cover > 0.99f, "a stop word counts, a little");
	t_ok(hit[1].cover < 1 && hit[1].cover > 0.2f, "its want lowers the cover");
	rank_free(r);
}

static void neighbours(void)
{
	/* The same words, the same lengths: only the place of "azul" differs. */
	static const char *const titles[] = {"azul saia blusa", "saia azul blusa", NULL};
	struct rank *r = of_titles(titles);
	struct rank_hit hit[2];

	t_int(find(r, "azul blusa", hit, 2), 2, "both are found");
	t_int(hit[0].doc, 1, "neighbours in the query and in the document go first");
	near_to(hit[0].score - hit[1].score, 0.25 * idf(2, 2), "by a share of the smaller idf");
	find(r, "blusa azul", hit, 2);
	t_int(hit[0].doc, 1, "in either order");
	find(r, "azul da blusa", hit, 2);
	t_int(hit[0].doc, 1, "over a stop word");
	rank_free(r);
}

static void many(void)
{
	struct rank_builder *b = rank_builder_new("pt");
	struct rank_hit *hit = mem_array(NULL, 3000, sizeof(*hit));
	struct buf long_query = {0};
	struct rank *r;
	bool sorted = true;
	char word[40];

	for (int i = 0; i < 3000; i++) {
		int n = snprintf(word, sizeof(word), "caneta %s%d", i % 3 ? "azul " : "", i);

		rank_builder_add(b, word, (size_t)n, "tinta", i % 7 ? 5 : 0);
	}
	r = rank_build(b);
	t_int(find(r, "caneta azul tinta", hit, 3000), 3000, "every document can be had");
	for (int i = 1; i < 3000; i++)
		sorted = sorted && hit[i].score <= hit[i - 1].score;
	t_ok(sorted, "in order of score");
	t_int(find(r, "caneta 2999", hit, 5), 5, "few of many");
	t_int(hit[0].doc, 2999, "the best of many");
	for (int i = 0; i < 5000; i++)
		buf_printf(&long_query, "palavra%d ", i);
	buf_puts(&long_query, "caneta");
	t_int(find(r, buf_str(&long_query), hit, 5) >= 0, 1, "a query of 5000 words");
	buf_clear(&long_query);
	for (int i = 0; i < 5000; i++)
		buf_puts(&long_query, "ç");
	t_int(find(r, buf_str(&long_query), hit, 5), 0, "a word of 5000 letters");
	buf_free(&long_query);
	free(hit);
	rank_free(r);
}

static void nothing_to_search(void)
{
	struct rank *r = of_titles((const char *const[]){NULL});
	struct rank_hit hit;
	struct buf out = {0};

	t_int(find(r, "algo", &hit, 1), 0, "no documents");
	rank_explain(r, "algo", 4, 0, &out);
	t_str(buf_str(&out), "", "nothing to explain");
	rank_free(r);
	r = of_titles((const char *const[]){"", "", NULL});
	t_int(find(r, "algo", &hit, 1), 0, "documents without a word");
	rank_free(r);
}

static void explain(void)
{
	struct rank *r = of_titles((const char *const[]){"creme para as mãos", "creme", NULL});
	struct buf out = {0};

	rank_explain(r, "cremes para mao seca", 20, 0, &out);
	t_ok(strncmp(buf_str(&out), "cremes: creme 0.80; in 2 of 2 documents; ", 41) == 0, "how the word was read");
	t_ok(strstr(buf_str(&out), "\nmao: maos 0.80; in 1 of 2 documents; ") != NULL, "and the next");
	t_ok(strstr(buf_str(&out), "\nseca: -; in 0 of 2 documents; 0.000\n") != NULL, "and what is not there");
	buf_free(&out);
	rank_free(r);
}

static void damage(const char *path, size_t at, struct err *e)
{
	struct buf b = {0};

	t_int(os_read_file(path, 1 << 20, &b, e), 0, "the file is read");
	b.p[at < b.n ? at : b.n - 1] ^= 1;
	t_int(os_write_file(path, b.p, b.n, 0600, e), 0, "and damaged");
	buf_free(&b);
}

static void files(void)
{
	static const char *const titles[] = {"sapato preto", "bota preta", "sandália", NULL};
	char path[] = "/tmp/cwai-rank.XXXXXX", out[256], again[256];
	struct err e = {0};
	struct rank *r = of_titles(titles), *mapped;
	int fd = mkstemp(path);

	t_ok(fd >= 0, "a file");
	(void)close(fd);
	found(r, "sapatos pretos", out);
	t_int(rank_save(r, path, 42, &e), 0, "saved");
	rank_free(r);
	mapped = rank_load(path, 42, &e);
	t_ok(mapped != NULL, "loaded");
	t_str(found(mapped, "sapatos pretos", again), out, "finds the same");
	rank_free(mapped);
	t_ok(rank_load(path, 43, &e) == NULL && e.kind == ERR_NOINPUT, "another stamp is out of date");
	damage(path, 5000, &e);
	t_ok(rank_load(path, 42, &e) == NULL && e.kind == ERR_DATA, "damage is noticed");
	damage(path, 0, &e);
	t_ok(rank_load(path, 42, &e) == NULL && e.kind == ERR_DATA, "no index at all");
	t_int(os_write_file(path, "", 0, 0600, &e), 0, "emptied");
	t_ok(rank_load(path, 42, &e) == NULL && e.kind == ERR_DATA, "an empty file");
	(void)unlink(path);
	t_ok(rank_load(path, 42, &e) == NULL && e.kind == ERR_NOINPUT, "a missing file");
}

int main(void)
{
	one_document();
	fields();
	near_forms();
	order();
	neighbours();
	many();
	nothing_to_search();
	explain();
	files();
	return t_done();
}
