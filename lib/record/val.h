/*
 * val: a JSON value in memory (libjq's, reference counted). Every other room says `val` and calls these functions
 * only: a wrong-kind call into libjq would abort the process, these give the default instead.
 *
 * Ownership: a getter borrows its argument; what it returns as `val` is the caller's to free with val_free (or to hand
 * on). A builder consumes the values it is given. Strings returned as const char * are borrowed and live as long as
 * the value they were read from. Numbers are doubles: whole ones are exact up to 2^53.
 */
#ifndef RECORD_VAL_H
#define RECORD_VAL_H

#include <jv.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

typedef jv val;

enum val_kind { VAL_NONE, VAL_NULL, VAL_BOOL, VAL_NUMBER, VAL_STRING, VAL_ARRAY, VAL_OBJECT };

/*
 * Parses one JSON text of n bytes. Not JSON, invalid UTF-8, a NUL, or deeper than REC_MAX_DEPTH: VAL_NONE with e
 * filled (ERR_DATA). A "\u0000" inside a string becomes U+FFFD.
 */
val val_parse(const char *s, size_t n, struct err *e);
void val_dump(val v, struct buf *out); /* appends compact JSON; borrows v */
void val_free(val v);
val val_copy(val v); /* one more reference */

enum val_kind val_kind(val v);
bool val_is(val v); /* there, and not null */
bool val_equal(val a, val b);

/*
 * Members by path: "a.b.c" walks objects, a number walks an array ("parts.0.text"). Missing or wrong kind: the
 * default.
 */
val val_get(val o, const char *path); /* VAL_NULL value when missing */
/* The same for a member that must be an object, or an array: an empty one when it is missing or something else. */
val val_get_object(val o, const char *path);
val val_get_array(val o, const char *path);
bool val_has(val o, const char *path);
val val_member(val o, const char *key); /* key as it is, dots and all; VAL_NONE when missing */
const char *val_str(val o, const char *path, const char *dflt);
double val_num(val o, const char *path, double dflt);
long long val_int(val o, const char *path, long long dflt);
bool val_bool(val o, const char *path, bool dflt);

/* The value itself, not a member of it. */
const char *val_text(val v, const char *dflt);
double val_number(val v, double dflt);

int val_len(val v);       /* items of an array, members of an object, else 0 */
val val_at(val a, int i); /* i-th item, VAL_NULL value when there is none */

/* Walks an object's members: i = val_iter(o); val_iter_ok(o, i); i = val_iter_next(o, i). */
int val_iter(val o);
bool val_iter_ok(val o, int i);
int val_iter_next(val o, int i);
const char *val_iter_key(val o, int i); /* borrowed from o */
val val_iter_val(val o, int i);

val val_null(void);
val val_true(bool b);
val val_of_num(double n);
val val_of_int(long long n);
val val_of_str(const char *s); /* NULL gives null; invalid UTF-8 is mended with U+FFFD */
val val_of_strn(const char *s, size_t n);
val val_array(void);
val val_object(void);
val val_push(val a, val v);                 /* a with v at its end */
val val_set(val o, const char *key, val v); /* o with the one member key (no path) set */
val val_set_str(val o, const char *key, const char *s);
val val_set_int(val o, const char *key, long long n);

/*
 * The first key of the object that is none of the n names, NULL when all are known (or v is no object). Borrowed from
 * v.
 */
const char *val_unknown_key(val v, const char *const *names, size_t n);

/* Whether the array has the string s. */
bool val_array_has(val a, const char *s);

#endif
