#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/term.h"

#include "cli/rule_show.h"

void rule_show_answer(val v)
{
	struct buf b = {0};
	bool colour = term_colour(STDOUT_FILENO);
	const char *to = val_str(v, "valid_to", NULL), *why = val_str(v, "explain", NULL);

	term_wrap(&b, val_str(v, "answer", ""), term_width(STDOUT_FILENO), 0);
	(void)printf("%s%s", buf_str(&b), b.n && b.p[b.n - 1] == '\n' ? "" : "\n");
	(void)printf("%s  %s, %s, confidence %.2f%s%s%s\n", colour ? "\033[2m" : "", val_str(v, "id", ""),
				 val_str(v, "type", "rule"), val_num(v, "confidence", 0), to ? ", until " : "", to ? to : "",
				 colour ? "\033[0m" : "");
	if (why)
		(void)printf("%s", why);
	buf_free(&b);
}

void rule_show_finding(val v)
{
	struct buf b = {0};
	bool colour = term_colour(STDOUT_FILENO);

	(void)printf("%s%s%s: %s\n", colour ? "\033[1m" : "", val_str(v, "finding", ""), colour ? "\033[0m" : "",
				 val_str(v, "message", ""));
	term_wrap(&b, val_str(v, "mend", ""), term_width(STDOUT_FILENO), 2);
	(void)printf("%s%s", buf_str(&b), b.n && b.p[b.n - 1] == '\n' ? "" : "\n");
	buf_free(&b);
}
