/* err: a failure as a value, carried up to whoever decides what to do about it. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

/* Kinds are sysexits numbers, so that a kind is also the exit status of a run that ends on it. */
enum err_kind {
	ERR_NONE = 0,
	ERR_USAGE = 64,       /* bad option or operand */
	ERR_DATA = 65,        /* the input is not what it should be */
	ERR_NOINPUT = 66,     /* a file to read is missing */
	ERR_UNAVAILABLE = 69, /* a store or a service is down */
	ERR_BUG = 70,         /* our own mistake */
	ERR_MEMORY = 71,      /* out of memory, no more processes */
	ERR_CANTCREATE = 73,  /* a file cannot be made */
	ERR_IO = 74,          /* a read or a write failed, the disk is full */
	ERR_AGAIN = 75,       /* busy or timed out: try again */
	ERR_PROTOCOL = 76,    /* the other side spoke nonsense */
	ERR_REFUSED = 77,     /* not allowed */
	ERR_CONFIG = 78       /* the configuration is wrong */
};

struct err {
	enum err_kind kind;
	char msg[1024]; /* UTF-8, one line, no full stop; cut at a character, never inside one */
};

/*
 * Fills e (which may be NULL) with kind and the formatted message; control characters in it become spaces.
 * Always returns -1, so that a function can end with `return err_set(…)`.
 */
int err_set(struct err *e, enum err_kind kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Puts the formatted text and ": " before e's message, and keeps its kind. Returns -1. */
int err_prefix(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The kind's name in records and logs ("data", "unavailable", …). Static. */
const char *err_name(enum err_kind kind);

/* Whether trying the same again later may help. */
bool err_retryable(enum err_kind kind);

#endif
