/* os: files, folders and the environment; the seam that tests swap. Paths are bytes as the system has them. */
#ifndef BASE_OS_H
#define BASE_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

/* The variable's value when set and not empty, else dflt. Borrowed. */
const char *os_env(const char *name, const char *dflt);

/*
 * Appends the file's bytes to out. "-" is standard input. Over max bytes is ERR_DATA; missing is ERR_NOINPUT; not
 * allowed ERR_REFUSED; else ERR_IO. Returns 0, or -1 with e filled.
 */
int os_read_file(const char *path, size_t max, struct buf *out, struct err *e);

/*
 * The first line of dir/path (see os_join) in *out, new memory: a password or token. ERR_CONFIG when it is empty,
 * else as os_read_file.
 */
int os_read_secret(const char *dir, const char *path, char **out, struct err *e);

/* Writes all of it to fd, however often that takes. 0, or -1 with errno. */
int os_write_all(int fd, const void *bytes, size_t n);

/*
 * Replaces the file as a whole: written beside it, synced, renamed. Links are followed and stay. What is no regular
 * file (a pipe, a device, /dev/stdout) is written to as it is. mode as for open(2), of what is made. 0, or -1 with e.
 */
int os_write_file(const char *path, const void *p, size_t n, unsigned mode, struct err *e);

/* Makes the folder and those above it, mode 0700. 0 also when it is there. */
int os_make_dirs(const char *path, struct err *e);

bool os_is_dir(const char *path);
bool os_is_file(const char *path);

/* dir/name, in new memory; name alone when it is absolute or dir is NULL or "". */
char *os_join(const char *dir, const char *name);
/* The folder part of path in new memory ("." when there is none). */
char *os_dir(const char *path);

/* Where the running program lies (its folder), in new memory, or NULL. */
char *os_self_dir(void);

/*
 * A file or folder that is shipped with the programs, e.g. "domains/cosmeticos": looked for in $CWAI_SHARE, in
 * ../share/cwai and in ../examples (a build tree) as seen from the program. New memory, or NULL when there is none.
 */
char *os_find_shared(const char *name);

/* Monotonic time in nanoseconds, for measuring spans. */
long long os_span_ns(void);
/* Waits; a signal that is handled does not end it early. */
void os_sleep_ns(long long ns);
/* 64 bits that nobody can guess. */
uint64_t os_random(void);

/*
 * Takes the places of standard streams that are closed, so that no file or socket that is opened later is written to in
 * their stead: reading or writing them fails as before.
 */
void os_hold_streams(void);

#endif
