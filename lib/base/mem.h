/* mem: memory that is there or the process ends (status 71), and a growable run of bytes. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Each returns memory that the caller frees with free(), never NULL; on want of memory says so on stderr and exits
 * 71.
 */
void *mem_alloc(size_t n);
void *mem_zalloc(size_t n);
void *mem_resize(void *p, size_t n);
/* An array of n items of size bytes, from p (or NULL); the product is checked for overflow. */
void *mem_array(void *p, size_t n, size_t size);
char *mem_dup(const char *s);
char *mem_ndup(const char *s, size_t n); /* n bytes of s, NUL added */
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A growable run of bytes. Start with {0}. p is NULL until something was put, then NUL-terminated at p[n]. */
struct buf {
	char *p;
	size_t n, cap;
};

void buf_need(struct buf *b, size_t more); /* room for more bytes and the NUL */
void buf_put(struct buf *b, const void *p, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);
void buf_clear(struct buf *b);            /* length 0, memory kept */
void buf_free(struct buf *b);             /* {0} again */
const char *buf_str(const struct buf *b); /* p, or "" when nothing was put; borrowed until the next put */

#endif
