#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#include "base/err.h"

/* A message is one line: what came from a server or a file must not break the log. */
static void tidy(char *s, size_t cap)
{
	size_t n = strlen(s);

	if (n == cap - 1)
		s[n = utf8_valid(s, n)] = '\0';
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			s[i] = ' ';
	while (n > 0 && s[n - 1] == ' ')
		s[--n] = '\0';
}

int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return -1;
	e->kind = kind;
	va_start(ap, fmt);
	(void)vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	tidy(e->msg, sizeof(e->msg));
	return -1;
}

int err_prefix(struct err *e, const char *fmt, ...)
{
	char old[sizeof(e->msg)];
	size_t n;
	va_list ap;

	if (!e)
		return -1;
	memcpy(old, e->msg, sizeof(old));
	va_start(ap, fmt);
	(void)vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	n = strlen(e->msg);
	(void)snprintf(e->msg + n, sizeof(e->msg) - n, ": %s", old);
	tidy(e->msg, sizeof(e->msg));
	return -1;
}

const char *err_name(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE: return "none";
	case ERR_USAGE: return "usage";
	case ERR_DATA: return "data";
	case ERR_NOINPUT: return "noinput";
	case ERR_UNAVAILABLE: return "unavailable";
	case ERR_BUG: return "bug";
	case ERR_MEMORY: return "memory";
	case ERR_CANTCREATE: return "cantcreate";
	case ERR_IO: return "io";
	case ERR_AGAIN: return "again";
	case ERR_PROTOCOL: return "protocol";
	case ERR_REFUSED: return "refused";
	case ERR_CONFIG: return "config";
	}
	return "bug";
}

bool err_retryable(enum err_kind kind)
{
	return kind == ERR_AGAIN || kind == ERR_UNAVAILABLE;
}
