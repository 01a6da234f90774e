#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/term.h"

#include "base/log.h"

/* Process-wide by nature, as stderr is: set once when the tool starts. */
static struct {
	const char *tool;
	enum log_level max;
	bool progress; /* a progress line stands on the terminal */
} log_state = {"cwai", LOG_WARN, false};

void log_open(const char *tool, enum log_level max)
{
	log_state.tool = tool;
	log_state.max = max;
}

const char *log_tool(void)
{
	return log_state.tool;
}

static void json_escape(struct buf *b, const char *s)
{
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_printf(b, "\\%c", *s);
		else if ((unsigned char)*s < 0x20)
			buf_printf(b, "\\u%04x", *s);
		else
			buf_putc(b, *s);
	}
}

static void say(enum log_level level, const char *fmt, va_list ap)
{
	static const char *const names[] = {"error", "warn", "info", "debug"};
	char text[2048], when[32];
	struct buf b = {0};

	if (level > log_state.max)
		return;
	log_progress_end();
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	if (strcmp(os_env("CWAI_LOG", ""), "json") == 0) {
		buf_printf(&b, "{\"ts\":\"%s\",\"level\":\"%s\",\"tool\":\"%s\",\"message\":\"", date_format(date_now(), when),
				   names[level], log_state.tool);
		json_escape(&b, text);
		buf_puts(&b, "\"}\n");
	} else {
		buf_printf(&b, "%s: %s\n", log_state.tool, text);
	}
	/* One write, so that lines of the stages of a pipeline do not mix. Nothing can be done when stderr is gone. */
	if (write(STDERR_FILENO, b.p, b.n) < 0)
		log_state.max = LOG_ERROR;
	buf_free(&b);
}

void log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_ERROR, fmt, ap);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_WARN, fmt, ap);
	va_end(ap);
}

void log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_INFO, fmt, ap);
	va_end(ap);
}

void log_debug(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_DEBUG, fmt, ap);
	va_end(ap);
}

void log_die(const struct err *e)
{
	log_error("%s", e->msg);
	exit((int)e->kind);
}

void log_progress(const char *what, unsigned long done, unsigned long total)
{
	if (log_state.max < LOG_WARN || !term_is(STDERR_FILENO))
		return;
	if (total)
		(void)fprintf(stderr, "\r%s: %s %lu/%lu (%lu%%)\033[K", log_state.tool, what, done, total, done * 100 / total);
	else
		(void)fprintf(stderr, "\r%s: %s %lu\033[K", log_state.tool, what, done);
	log_state.progress = true;
}

void log_progress_end(void)
{
	if (log_state.progress)
		(void)fputs("\r\033[K", stderr);
	log_state.progress = false;
}
