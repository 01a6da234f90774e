/* base: UTF-8, instants and zones, maps, buffers, columns, files that are replaced. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../store.h"
#include "../t.h"
#include "base/date.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/term.h"
#include "base/utf8.h"

static void test_utf8(void)
{
	uint32_t cp;
	char out[4];

	t_int((long long)utf8_valid("a\xc3\xa9\xf0\x9f\x98\x80", 7), 7, "valid UTF-8");
	t_int((long long)utf8_valid("abcdefgh\xff", 9), 8, "the valid prefix");
	t_int((long long)utf8_valid("\xc0\x80", 2), 0, "an overlong form");
	t_int((long long)utf8_valid("\xed\xa0\x80", 3), 0, "a surrogate");
	t_int((long long)utf8_valid("\xf4\x90\x80\x80", 4), 0, "beyond U+10FFFF");
	t_int((long long)utf8_decode("\xe2\x82\xac", 3, &cp), 3, "the euro sign's length");
	t_int(cp, 0x20ac, "the euro sign");
	t_int((long long)utf8_encode(0xd800, out), 3, "a surrogate is written as U+FFFD");
	t_int((long long)utf8_length("a\xc3\xa9z", 4), 3, "characters");
	t_int((long long)utf8_cut("a\xc3\xa9z", 4, 2), 3, "cut behind two");
}

static void parses(const char *s, const char *want)
{
	struct err e = {.kind = ERR_NONE};
	date_ms t;
	char out[32];

	if (date_parse(s, &t, &e) != 0)
		t_str("refused", want, s);
	else
		t_str(date_format(t, out), want, s);
}

static void test_date(void)
{
	struct date_local l;
	struct err e;
	date_ms t;

	parses("2026-06-17T12:00:00Z", "2026-06-17T12:00:00.000Z");
	parses("2026-06-17T12:00:00.1234Z", "2026-06-17T12:00:00.123Z");
	parses("2026-06-17T09:00:00-03:00", "2026-06-17T12:00:00.000Z");
	parses("2020-03-03 13:05:57 UTC", "2020-03-03T13:05:57.000Z");
	parses("2024-02-29", "2024-02-29T00:00:00.000Z");
	parses("1969-12-31T23:59:59.500Z", "1969-12-31T23:59:59.500Z");
	parses("2023-02-29", "refused");
	parses("2026-13-01", "refused");
	parses("2026-06-17T24:00:00Z", "refused");
	parses("2026-06-17T12:00:00Zx", "refused");
	parses("amanhã", "refused");
	t_int(date_check_zone("America/Sao_Paulo", &e), 0, "a zone");
	t_int(date_check_zone("America/Nada", &e), -1, "no zone");
	t_int(date_check_zone("../../etc/passwd", &e), -1, "a path is no zone");
	t_int(date_parse("2026-06-17T01:30:00Z", &t, NULL), 0, "an instant");
	l = date_to_local("America/Sao_Paulo", t);
	t_ok(l.day == 16 && l.hour == 22 && l.minute == 30 && l.wday == 2, "the evening before in São Paulo");
	t_int((long long)date_from_local("America/Sao_Paulo", &l), (long long)t, "and back");
	l = date_to_local("Asia/Tokyo", t);
	t_ok(l.day == 17 && l.hour == 10, "the same instant in Tokyo");
	/* Sao Paulo had summer time in January 2019: UTC-2. */
	t_int(date_parse("2019-01-10T12:00:00Z", &t, NULL), 0, "in summer time");
	t_int(date_to_local("America/Sao_Paulo", t).hour, 10, "two hours behind");
}

static void test_map(void)
{
	struct map *m = map_new();
	bool fresh;
	char key[16];
	uint64_t v;
	int bad = 0;

	for (int i = 0; i < 10000; i++) {
		int n = snprintf(key, sizeof(key), "k%d", i);

		*map_at(m, key, (size_t)n, &fresh) = (uint64_t)i;
		bad += !fresh;
	}
	for (int i = 0; i < 10000; i++) {
		int n = snprintf(key, sizeof(key), "k%d", i);
		const uint64_t *p = map_find(m, key, (size_t)n);

		bad += !p || *p != (uint64_t)i;
	}
	t_int(bad, 0, "10,000 keys are found again");
	t_ok(!map_find(m, "no", 2), "one that is not there");
	t_str(map_key(m, 42, NULL, &v), "k42", "walks in order of insertion");
	(void)map_at(m, "k1", 2, &fresh);
	t_ok(!fresh && map_count(m) == 10000, "a key is there once");
	map_free(m);
}

static void test_term(void)
{
	struct buf b = {0};

	t_int(term_columns("a\xc3\xa9\xf0\x9f\x98\x80", 7), 4, "an emoji takes two columns");
	t_int(term_columns("e\xcc\x81", 3), 1, "a mark takes none");
	term_wrap(&b, "um dois tres quatro\ncinco", 10, 2);
	t_str(buf_str(&b), "  um dois\n  tres\n  quatro\n  cinco\n", "wrapped at spaces");
	buf_free(&b);
}

static char *place(const char *name)
{
	return os_join(t_dir(), name);
}

static char *read_back(const char *path)
{
	struct buf b = {0};

	(void)os_read_file(path, 1000, &b, NULL);
	return b.p ? b.p : mem_dup("");
}

static void holds(const char *path, const char *want, const char *name)
{
	char *got = read_back(path);

	t_str(got, want, name);
	free(got);
}

static int put(const char *path, const char *text, struct err *e)
{
	return os_write_file(path, text, strlen(text), 0600, e);
}

/* Links stay, and what they lead to is replaced as a whole: who has the old file open sees none of the new one. */
static void test_links(void)
{
	char *dir = place("d"), *file = place("d/file"), *link1 = place("link1"), *link2 = place("link2"),
		 *loop = place("loop"), *fresh = place("fresh");
	struct stat before, after;
	struct err e;

	t_int(os_make_dirs(dir, &e), 0, "a folder");
	t_int(put(file, "old", &e), 0, "a file");
	t_int(stat(file, &before) | symlink("d/file", link1) | symlink(link1, link2) | symlink("loop", loop) |
			  symlink("d/made", fresh),
		  0, "links to it, to themselves, to nothing");
	t_int(put(link2, "new", &e), 0, "a link to a link to a file");
	holds(file, "new", "the file is written");
	t_int(stat(file, &after), 0, "it is there");
	t_ok(before.st_ino != after.st_ino, "and was replaced, not written over");
	t_ok(lstat(link1, &after) == 0 && S_ISLNK(after.st_mode) && lstat(link2, &after) == 0 && S_ISLNK(after.st_mode),
		 "the links are still links");
	t_int(put(fresh, "made", &e), 0, "a link to what is not there yet");
	free(file);
	file = place("d/made");
	holds(file, "made", "makes it");
	t_int(put(loop, "x", &e), -1, "a link to itself");
	t_int(e.kind, ERR_CANTCREATE, "is refused");
	free(dir);
	free(file);
	free(link1);
	free(link2);
	free(loop);
	free(fresh);
}

/* What is no file of its own is written to: nothing stands in its place afterwards. */
static void test_pipes(void)
{
	char *fifo = place("fifo"), *file = place("open"), got[16] = "", *path;
	struct stat s;
	struct err e;
	int fd;

	t_int(mkfifo(fifo, 0600), 0, "a FIFO");
	fd = open(fifo, O_RDWR | O_NONBLOCK);
	t_int(put(fifo, "through", &e), 0, "is written to");
	t_int((long long)read(fd, got, sizeof(got) - 1), 7, "all of it comes");
	t_str(got, "through", "as it is");
	t_ok(stat(fifo, &s) == 0 && S_ISFIFO(s.st_mode), "it is a FIFO still");
	path = mem_printf("/dev/fd/%d", fd);
	t_int(put(path, "again", &e), 0, "by the name of a descriptor too");
	t_int((long long)read(fd, got, sizeof(got) - 1), 5, "all of it comes");
	free(path);
	(void)close(fd);
	t_int(put(file, "first ", &e), 0, "a file");
	fd = open(file, O_RDWR);
	path = mem_printf("/proc/self/fd/%d", fd);
	t_int(put(path, "second", &e), 0, "that is open, by its descriptor");
	holds(file, "first second", "is written behind what it has");
	(void)close(fd);
	free(path);
	free(file);
	free(fifo);
}

static void test_messages(void)
{
	char *none = place("none/file"), *dir = place("d"), *want;
	struct err e;

	want = mem_printf("cannot create %s: No such file or directory", none);
	t_int(put(none, "x", &e), -1, "no folder");
	t_str(e.msg, want, "is told of the file that was named");
	free(want);
	want = mem_printf("cannot write to %s: Is a directory", dir);
	t_int(put(dir, "x", &e), -1, "a folder");
	t_str(e.msg, want, "is none to write to");
	free(want);
	free(none);
	free(dir);
}

int main(void)
{
	test_links();
	test_pipes();
	test_messages();
	test_utf8();
	test_date();
	test_map();
	test_term();
	return t_done();
}
