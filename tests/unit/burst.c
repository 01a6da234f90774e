/* Unit tests: burst: when what goes out, in which order, what is dropped, what is joined; and waiting for input. */
#include <stdlib.h>
#include <unistd.h>

#include "../t.h"
#include "record/rec.h"
#include "services/burst.h"

struct seen {
	struct buf ids; /* "conversation:number,number;" */
	int fail;       /* the release that fails, from 1; 0: none */
	int n;
};

static int take(void *cookie, const struct burst_message *m, int n, struct err *e)
{
	struct seen *s = cookie;

	buf_printf(&s->ids, "%s:", m[0].conversation);
	for (int i = 0; i < n; i++)
		buf_printf(&s->ids, "%s%lld", i ? "," : "", m[i].number);
	buf_putc(&s->ids, ';');
	return ++s->n == s->fail ? err_set(e, ERR_IO, "full") : 0;
}

static void add(struct burst *b, const char *conversation, long long number, long long now)
{
	char line[96];
	const struct burst_message m = {.conversation = conversation, .number = number, .key = "k", .line = line};

	(void)snprintf(line, sizeof(line), "{\"id\":\"%lld\",\"text\":\"%lld\",\"attachments\":[]}", number, number);
	burst_add(b, &m, now);
}

static void is_out(struct burst *b, long long now, const char *want, const char *name)
{
	struct seen s = {.n = 0};
	struct err e;

	t_int(burst_release(b, now, take, &s, &e), 0, name);
	t_str(buf_str(&s.ids), want, name);
	buf_free(&s.ids);
}

static void times(void)
{
	struct burst *b = burst_new(&(struct burst_limits){.idle = 8, .most = 20, .count = 4});

	t_int(burst_wait(b, 100), -1, "nothing is held");
	is_out(b, 100, "", "nothing is due");
	add(b, "a", 2, 100);
	add(b, "b", 1, 103);
	add(b, "a", 1, 105);
	t_ok(burst_wait(b, 105) <= 6, "it is asked about no later than it is due");
	is_out(b, 110, "", "neither has been quiet for long enough");
	t_int(burst_wait(b, 110), 1, "the next one is");
	is_out(b, 111, "b:1;", "one has");
	t_int(burst_wait(b, 111), 2, "then the other");
	is_out(b, 113, "a:1,2;", "by number");
	t_int(burst_wait(b, 113), -1, "all are out");
	add(b, "a", 3, 200);
	for (int i = 0; i < 2; i++)
		add(b, "a", 4 + i, 207 + 7 * i);
	is_out(b, 219, "", "before its longest");
	is_out(b, 220, "a:3,4,5;", "it is out however it goes on");
	for (int i = 0; i < 6; i++) {
		add(b, "c", 10 - i, 300);
		is_out(b, 300, i == 3 ? "c:7,8,9,10;" : "", "four are enough");
	}
	add(b, "c", 6, 300);
	add(b, "c", 6, 307);
	is_out(b, 308, "c:5,6;", "what is held already adds nothing, not even time");
	burst_free(b);
	burst_free(NULL);
}

static void many(void)
{
	struct burst *b = burst_new(&(struct burst_limits){.idle = 10, .most = 50, .count = 20});
	struct seen s = {.n = 0};
	char name[16];
	struct err e;

	for (int i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "c%d", i);
		add(b, name, 1, i);
		(void)burst_release(b, i, take, &s, &e);
	}
	t_int(s.n, 4990, "all but the last ten are out");
	buf_clear(&s.ids);
	t_int(burst_release_all(b, take, &s, &e), 0, "the rest");
	t_int(s.n, 5000, "each once");
	t_ok(strncmp(buf_str(&s.ids), "c4990:1;c4991:1;", 16) == 0, "in the order in which they began");
	buf_free(&s.ids);
	burst_free(b);
}

static void taking(void)
{
	struct burst *b = burst_new(&(struct burst_limits){.idle = 10, .most = 50, .count = 20});
	struct seen s = {.n = 0};
	struct err e;

	add(b, "a", 1, 0);
	add(b, "b", 1, 0);
	add(b, "a", 2, 0);
	add(b, "c", 1, 0);
	t_int(burst_take(b, "a", take, &s, &e), 0, "one is taken out");
	t_int(burst_take(b, "a", take, &s, &e), 0, "it is gone");
	t_int(burst_take(b, "z", take, &s, &e), 0, "one that never was");
	t_str(buf_str(&s.ids), "a:1,2;", "all of it");
	add(b, "a", 3, 1);
	s.fail = 2;
	t_int(burst_release_all(b, take, &s, &e), -1, "a failure ends the release");
	t_str(buf_str(&s.ids), "a:1,2;b:1;", "what failed is gone");
	t_int(burst_release_all(b, take, &s, &e), 0, "the others are not");
	t_str(buf_str(&s.ids), "a:1,2;b:1;c:1;a:3;", "they come");
	add(b, "d", 1, 2);
	burst_free(b);
	buf_free(&s.ids);
}

static void is_joined(const char *const *lines, int n, const char *want, const char *name)
{
	struct burst_message m[4];
	struct buf out = {0};

	for (int i = 0; i < n; i++)
		m[i] = (struct burst_message){.line = lines[i]};
	burst_join(m, n, &out);
	t_str(buf_str(&out), want, name);
	buf_free(&out);
}

static void joining(void)
{
	static const char *const one[] = {"{\"id\":\"1\", \"text\":null}"};
	static const char *const none[] = {"{\"id\":\"1\",\"text\":null,\"attachments\":[{\"a\":[1]}]}",
									   "{\"id\":\"2\",\"text\":null,\"attachments\":[{\"b\":{}},{}]}"};
	static const char *const three[] = {
		"{\"id\":\"1\",\"conversation\":{\"id\":\"c\",\"new\":true},\"text\":\"a\\nb\",\"attachments\":[]}",
		"{\"id\":\"2\",\"conversation\":{\"id\":\"c\",\"new\":false},\"text\":\"\",\"attachments\":[{}]}",
		"{\"id\":\"3\",\"conversation\":{\"id\":\"c\",\"new\":false},\"text\":\"\\\"á\\\"\",\"attachments\":[],\"x\":1}"};

	is_joined(one, 1, one[0], "one is as it was, to the byte");
	is_joined(none, 2,
			  "{\"id\":\"2\",\"text\":null,\"attachments\":[{\"a\":[1]},{\"b\":{}},{}],\"merged\":[\"1\",\"2\"]}",
			  "no text stays none");
	is_joined(three, 3,
			  "{\"id\":\"3\",\"conversation\":{\"id\":\"c\",\"new\":true},\"text\":\"a\\nb\\n\\\"á\\\"\","
			  "\"attachments\":[{}],\"x\":1,\"merged\":[\"1\",\"2\",\"3\"]}",
			  "the last one's members, the texts of all");
}

/* ---- the clock of a filter: a reader that waits ---- */

static void feed(int fd, const char *s)
{
	t_int((long long)write(fd, s, strlen(s)), (long long)strlen(s), "fed");
}

static void waiting(void)
{
	struct rec_reader *in;
	const char *line;
	struct err e;
	size_t n;
	int fd[2];

	t_int(pipe(fd), 0, "a pipe");
	in = rec_reader_new(fd[0]);
	t_int(rec_reader_wait(in, 0.01, &e), 0, "nothing comes");
	feed(fd[1], "half");
	t_int(rec_reader_wait(in, 0.01, &e), 0, "half a line is none");
	feed(fd[1], " a line\n\n \r\n");
	t_int(rec_reader_wait(in, 10, &e), 1, "a line is there");
	t_int(rec_reader_wait(in, 10, &e), 1, "it still is");
	t_int(rec_reader_line(in, &line, &n, &e), 1, "it is read");
	t_ok(n == 11 && memcmp(line, "half a line", 11) == 0, "whole");
	t_ok(!rec_reader_ready(in), "blank lines are none");
	t_int(rec_reader_wait(in, 0.01, &e), 0, "nor are they waited for");
	feed(fd[1], "last");
	t_int(rec_reader_wait(in, 0, &e), 0, "no time at all");
	(void)close(fd[1]);
	t_int(rec_reader_wait(in, 10, &e), 1, "the end is there");
	t_int(rec_reader_line(in, &line, &n, &e), 1, "a line without its end");
	t_int((long long)rec_reader_number(in), 4, "blank ones are counted");
	t_int(rec_reader_wait(in, 10, &e), 1, "the end stays");
	t_int(rec_reader_line(in, &line, &n, &e), 0, "it is the end");
	rec_reader_free(in);
	(void)close(fd[0]);
	in = rec_reader_new(fd[0]);
	t_int(rec_reader_wait(in, 10, &e), -1, "what cannot be read is no input");
	rec_reader_free(in);
}

int main(void)
{
	times();
	many();
	taking();
	joining();
	waiting();
	return t_done();
}
