/* The spool: what was stored is read, once, by each consumer, whatever crashes, fills up or goes away. */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../t.h"
#include "base/mem.h"
#include "base/os.h"
#include "io/spool.h"

static char *root;

static void empty(const char *dir)
{
	char *command = mem_printf("rm -rf '%s'", dir);

	if (system(command) != 0)
		exit(1);
	free(command);
}

/* A folder that is not there. */
static char *place(const char *name)
{
	return os_join(root, name);
}

static struct spool *open_spool(const char *dir, size_t segment)
{
	const struct spool_options o = {.segment = segment};
	struct err e = {.kind = ERR_NONE};
	struct spool *s = spool_open(dir, &o, &e);

	if (!s) {
		printf("# %s\n", e.msg);
		exit(1);
	}
	return s;
}

static void put(struct spool *s, const char *line)
{
	struct err e;

	if (spool_append(s, NULL, 0, line, strlen(line), NULL, &e) != 0)
		printf("# %s\n", e.msg);
}

/* What a consumer reads now, lines joined by a bar; all of it is taken. */
static char *get(const char *dir, const char *consumer)
{
	struct err e = {.kind = ERR_NONE};
	struct spool_reader *r = spool_read_open(dir, consumer, &e);
	struct spool_line l;
	struct buf b = {0};

	while (r && spool_read(r, &l, &e) == 1) {
		buf_printf(&b, "%" PRIu64 ":", l.number);
		buf_put(&b, l.p, l.n);
		buf_putc(&b, '|');
		spool_read_took(r, &l);
	}
	if (!r || spool_read_mark(r, &e) != 0)
		buf_puts(&b, e.msg);
	spool_read_close(r);
	return b.p ? b.p : mem_dup("");
}

static void reads(const char *dir, const char *consumer, const char *want, const char *name)
{
	char *got = get(dir, consumer);

	t_str(got, want, name);
	free(got);
}

static void add_raw(const char *dir, const char *file, const char *bytes, size_t n)
{
	char *path = os_join(dir, file);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		perror(path);
	(void)close(fd);
	free(path);
}

static int files(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	for (struct dirent *f; (f = readdir(d));)
		n += strstr(f->d_name, ".ndjson") != NULL;
	(void)closedir(d);
	return n;
}

#define FIRST "00000000000000000001.ndjson"

static void test_basic(void)
{
	char *dir = place("basic"), *path = os_join(dir, FIRST);
	struct spool *s = open_spool(dir, 0);
	struct stat b;
	uint64_t number = 0;
	struct err e;

	t_int(spool_append(s, "{\"id\":\"x:", 9, "\"}", 2, &number, &e), 0, "stored");
	t_int((long long)number, 1, "numbers begin at 1");
	put(s, "{}");
	t_ok(stat(path, &b) == 0 && b.st_size == 16 && (b.st_mode & 0777) == 0600, "lines in a file of mode 0600");
	t_ok(stat(dir, &b) == 0 && (b.st_mode & 0777) == 0700, "in a folder of mode 0700");
	t_int(spool_append(s, NULL, 0, "a\nb", 3, NULL, &e), -1, "an end of line inside is a mistake");
	reads(dir, "one", "1:{\"id\":\"x:1\"}|2:{}|", "a consumer reads them");
	reads(dir, "one", "", "once");
	reads(dir, "two", "1:{\"id\":\"x:1\"}|2:{}|", "another has a cursor of its own");
	reads(dir, NULL, "1:{\"id\":\"x:1\"}|2:{}|", "without one all is read");
	put(s, "{\"n\":3}");
	reads(dir, "one", "3:{\"n\":3}|", "then what is new");
	spool_close(s);
	s = open_spool(dir, 0);
	put(s, "{\"n\":4}");
	reads(dir, "one", "4:{\"n\":4}|", "numbers go on after a restart");
	spool_close(s);
	reads(dir, "two", "3:{\"n\":3}|4:{\"n\":4}|", "it is read when nobody writes, too");
	free(path);
	free(dir);
}

static void test_owners(void)
{
	const struct spool_options o = {.segment = 0};
	char *dir = place("owners");
	struct spool *s = open_spool(dir, 0);
	struct spool_reader *r;
	struct err e = {.kind = ERR_NONE};

	t_ok(!spool_open(dir, &o, &e) && e.kind == ERR_AGAIN, "one process writes a spool");
	r = spool_read_open(dir, "c", &e);
	t_ok(!spool_read_open(dir, "c", &e) && e.kind == ERR_AGAIN, "one process is a consumer");
	spool_read_close(r);
	t_ok(!spool_read_open(dir, "../c", &e) && e.kind == ERR_USAGE, "a path is no consumer");
	t_ok(!spool_read_open(root, "c", &e) && e.kind == ERR_NOINPUT, "a folder without a mark is no spool");
	add_raw(dir, "broken.cursor", "nonsense\n", 9);
	t_ok(!spool_read_open(dir, "broken", &e) && e.kind == ERR_DATA, "a cursor that is none");
	spool_close(s);
	free(dir);
}

static void test_crash(void)
{
	char *dir = place("crash"), *path = os_join(dir, FIRST);
	struct spool *s = open_spool(dir, 0);
	struct stat b;

	put(s, "{\"n\":1}");
	add_raw(dir, FIRST, "{\"n\":2}\n", 8);
	reads(dir, "c", "1:{\"n\":1}|", "what is written and not stored is not read");
	spool_close(s);
	add_raw(dir, FIRST, "{\"n\":3", 6);
	s = open_spool(dir, 0);
	t_ok(stat(path, &b) == 0 && b.st_size == 16, "a line that was cut short is dropped");
	put(s, "{\"n\":4}");
	reads(dir, "c", "2:{\"n\":2}|3:{\"n\":4}|", "one that is whole counts");
	spool_close(s);
	add_raw(dir, FIRST, "\0\0\0\0\n{\"n\":5}\n", 13);
	s = open_spool(dir, 0);
	put(s, "{\"n\":6}");
	reads(dir, "c", "4:{\"n\":6}|", "a hole, and what is behind it, is dropped");
	spool_close(s);
	(void)unlink(path);
	s = open_spool(dir, 0);
	put(s, "{\"n\":7}");
	reads(dir, "c", "5:{\"n\":7}|", "numbers are not given twice when files are gone");
	spool_close(s);
	free(path);
	free(dir);
}

static void test_rotate(void)
{
	char *dir = place("rotate"), *path = os_join(dir, "00000000000000000003.ndjson");
	struct spool *s = open_spool(dir, 16);
	struct spool_stats st;

	for (int i = 1; i <= 7; i++)
		put(s, "{\"n\":0}");
	t_int(files(dir), 4, "segments of two lines");
	t_ok(os_is_file(path), "named by their first line");
	t_int(spool_sweep(s, 3600), 0, "without a consumer nothing is deleted");
	reads(dir, "a", "1:{\"n\":0}|2:{\"n\":0}|3:{\"n\":0}|4:{\"n\":0}|5:{\"n\":0}|6:{\"n\":0}|7:{\"n\":0}|",
		  "read across them");
	t_int(spool_sweep(s, 3600), 0, "what is younger than keep stays");
	spool_read_close(spool_read_open(dir, "b", NULL));
	t_int(spool_sweep(s, 0), 0, "what one consumer has not taken stays");
	t_int(files(dir), 5, "a segment that is old is closed");
	reads(dir, "b", "1:{\"n\":0}|2:{\"n\":0}|3:{\"n\":0}|4:{\"n\":0}|5:{\"n\":0}|6:{\"n\":0}|7:{\"n\":0}|",
		  "the other reads");
	put(s, "{\"n\":8}");
	t_int(spool_sweep(s, 0), 4, "what both passed is deleted");
	reads(dir, "a", "8:{\"n\":8}|", "and reading goes on");
	spool_stats(s, &st);
	t_ok(st.next == 9 && st.lines == 8 && st.failures == 0 && st.syncs == 8, "counted");
	spool_close(s);
	reads(dir, NULL, "8:{\"n\":8}|", "a new reader begins at the oldest line there is");
	free(path);
	free(dir);
}

static void test_gap(void)
{
	char *dir = place("gap"), *path = os_join(dir, "00000000000000000003.ndjson");
	struct spool *s = open_spool(dir, 16);

	for (int i = 1; i <= 2; i++)
		put(s, "{\"n\":0}");
	reads(dir, "a", "1:{\"n\":0}|2:{\"n\":0}|", "at the end of the first segment");
	for (int i = 3; i <= 5; i++)
		put(s, "{\"n\":0}");
	(void)unlink(path);
	reads(dir, "a", "5:{\"n\":0}|", "a segment that is gone is passed over");
	empty(dir);
	put(s, "{\"n\":6}");
	put(s, "{\"n\":7}");
	reads(dir, "a", "6:{\"n\":6}|7:{\"n\":7}|", "a folder that was removed is made again");
	spool_close(s);
	free(path);
	free(dir);
}

static void limit(rlim_t n)
{
	struct rlimit l;

	(void)getrlimit(RLIMIT_FSIZE, &l);
	l.rlim_cur = n;
	(void)setrlimit(RLIMIT_FSIZE, &l);
}

static void test_full(void)
{
	char *dir = place("full"), *path = os_join(dir, FIRST);
	struct spool *s = open_spool(dir, 0);
	struct err e = {.kind = ERR_NONE};
	char *long_line = mem_zalloc(5000);
	struct stat b;

	memset(long_line, 'x', 4999);
	put(s, "{\"n\":1}");
	(void)signal(SIGXFSZ, SIG_IGN);
	limit(4096);
	t_int(spool_check(s, &e), 0, "it takes lines");
	t_ok(spool_append(s, NULL, 0, long_line, 4999, NULL, &e) == -1 && e.kind == ERR_IO, "what does not fit fails");
	t_ok(stat(path, &b) == 0 && b.st_size == 8, "nothing of it stays");
	t_int(spool_check(s, &e), -1, "it does not take lines");
	limit(RLIM_INFINITY);
	t_int(spool_append(s, NULL, 0, long_line, 4999, NULL, &e), 0, "when there is room it goes on");
	t_int(spool_check(s, &e), 0, "it takes lines again");
	put(s, "{\"n\":3}");
	spool_close(s);
	t_int(truncate(path, 8), 0, "the file is cut");
	s = open_spool(dir, 0);
	put(s, "{\"n\":4}");
	reads(dir, "c", "1:{\"n\":1}|4:{\"n\":4}|", "a file that lost its end");
	spool_close(s);
	free(long_line);
	free(path);
	free(dir);
}

#define THREADS 16
#define EACH 100

static void *writer(void *cookie)
{
	struct spool *s = cookie;

	for (int i = 0; i < EACH; i++)
		if (spool_append(s, "{\"id\":\"", 7, "\"}", 2, NULL, NULL) != 0)
			exit(1);
	return NULL;
}

static void test_threads(void)
{
	char *dir = place("threads");
	struct spool *s = open_spool(dir, 2000);
	struct spool_reader *r = spool_read_open(dir, "c", NULL);
	struct spool_stats st;
	struct spool_line l;
	pthread_t t[THREADS];
	uint64_t want = 1;
	char text[32];
	int good = 1, k;
	struct err e;

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&t[i], NULL, writer, s) != 0)
			exit(1);
	while (want <= THREADS * EACH && (k = spool_read(r, &l, &e)) >= 0) {
		if (k == 0) {
			os_sleep_ns(100000);
			continue;
		}
		(void)snprintf(text, sizeof(text), "{\"id\":\"%" PRIu64 "\"}", want);
		good = good && l.number == want && l.n == strlen(text) && memcmp(l.p, text, l.n) == 0;
		want++;
		spool_read_took(r, &l);
	}
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(t[i], NULL);
	t_ok(good && want == THREADS * EACH + 1, "16 threads append, one reads beside them: all lines, in order");
	t_int((long long)spool_read_lag(r), 0, "no lag");
	spool_stats(s, &st);
	t_ok(st.lines == THREADS * EACH && st.syncs < st.lines, "synced in groups");
	printf("# %" PRIu64 " lines, %" PRIu64 " syncs, %d segments\n", st.lines, st.syncs, st.segments);
	spool_read_close(r);
	spool_close(s);
	free(dir);
}

/* A line is overwritten where it stands, while the writer and a consumer are at work. */
static void test_overwrite(void)
{
	char *dir = place("overwrite");
	struct spool *s = open_spool(dir, 0);
	struct err e = {.kind = ERR_NONE};
	struct spool_reader *all, *one;
	struct spool_line l;
	struct spool_hold *h;
	uint64_t taken = 0;

	put(s, "{\"name\":\"Joaquina\"}");
	put(s, "{\"a\":2}");
	t_ok(spool_taken(dir, &taken, &e) == 0 && taken == 1, "without a consumer nothing is taken");
	one = spool_read_open(dir, "one", &e);
	t_ok(spool_read(one, &l, &e) == 1, "a consumer takes the first line");
	spool_read_took(one, &l);
	t_int(spool_read_mark(one, &e), 0, "and says so");
	t_ok(spool_taken(dir, &taken, &e) == 0 && taken == 2, "which is known");
	t_ok(!spool_hold(dir, &e) && e.kind == ERR_AGAIN, "a consumer at work is not held");
	all = spool_read_open(dir, NULL, &e);
	t_ok(spool_read(all, &l, &e) == 1, "the line is found");
	t_int(spool_overwrite(dir, &l, "{}", 2, &e), 0, "and overwritten");
	spool_read_close(all);
	put(s, "{\"a\":3}");
	spool_read_close(one);
	h = spool_hold(dir, &e);
	t_ok(h && !spool_read_open(dir, "one", &e) && e.kind == ERR_AGAIN, "who is held does not begin");
	spool_let_go(h);
	reads(dir, "one", "2:{\"a\":2}|3:{\"a\":3}|", "the consumer goes on where it was");
	reads(dir, NULL, "1:{}                 |2:{\"a\":2}|3:{\"a\":3}|", "numbers are what they were");
	spool_close(s);
	free(dir);
}

int main(void)
{
	char dir[] = "/tmp/cwai-spool.XXXXXX";

	root = mkdtemp(dir);
	if (!root)
		return 1;
	test_basic();
	test_owners();
	test_crash();
	test_rotate();
	test_gap();
	test_full();
	test_threads();
	test_overwrite();
	empty(root);
	return t_done();
}
