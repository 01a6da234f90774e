/* Any text as a question about opening hours: days in order, times within a day, an answer in valid UTF-8. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "record/yaml.h"
#include "services/domain_private.h"
#include "services/rule.h"
#include "text/day.h"
#include "text/fold.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static const char conf[] = "hours: {mon: [\"09:00-12:00\", \"13:00-18:00\"], tue: [\"00:00-24:00\"], wed: [],"
						   " thu: [\"18:00-02:00\"], fri: [\"09:00-18:00\"], sat: [], sun: []}\n"
						   "holidays: [{date: \"02-29\", name: Dia Bissexto}, {date: \"12-25\", name: Natal},"
						   " {date: \"2026-12-24\", name: véspera de Natal, hours: [\"09:00-13:00\"]}]\n";

static void days(const char *text)
{
	const struct date_local now = {.year = 2026, .month = 6, .day = 17, .hour = 23, .minute = 59, .epoch_day = 20621};
	char *folded = fold_dup(text);
	size_t n = strlen(folded);
	struct day d[3];
	int found = day_read(folded, n, &now, d, 3);

	for (int i = 0; i < found; i++)
		if (d[i].last < d[i].first || d[i].from < -1 || d[i].from > d[i].to || d[i].to > 1440 || d[i].end > n ||
			d[i].at > d[i].end)
			abort();
	if (found > 3)
		abort();
	free(folded);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct err e;
	struct domain d = {.zone = "America/Sao_Paulo", .conf = yaml_parse(conf, strlen(conf), "conf", &e)};
	char *text = mem_ndup((const char *)p, n);
	const char *answer;
	val v;

	days(text);
	(void)rule_hours_asked(text);
	v = rule_hours(&d, text, 1781700000000);
	answer = val_str(v, "answer", NULL);
	if (!answer || !*answer || utf8_valid(answer, strlen(answer)) != strlen(answer))
		abort();
	val_free(v);
	val_free(d.conf);
	free(text);
	return 0;
}
