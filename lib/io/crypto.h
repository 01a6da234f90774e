/* crypto: keyed hashes, and comparing what others must not learn by the time it takes. */
#ifndef IO_CRYPTO_H
#define IO_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#define CRYPTO_HMAC 32 /* bytes of an HMAC-SHA256 */

struct crypto_part {
	const void *p;
	size_t n;
};

/* HMAC-SHA256 of the parts one after the other, under a key of any length. */
void crypto_hmac_sha256(const void *key, size_t nkey, const struct crypto_part *part, int parts,
						unsigned char out[CRYPTO_HMAC]);

/* Whether a and b are the same n bytes; the time it takes depends on n alone. */
bool crypto_same(const void *a, const void *b, size_t n);
/* The same for texts of any two lengths; the time it takes tells at most the lengths. */
bool crypto_same_text(const char *a, size_t na, const char *b, size_t nb);

/* Lower-case hex of p[0..n), NUL-terminated: out has room for 2n + 1. Returns out. */
char *crypto_hex(const void *p, size_t n, char *out);
/* The n bytes that the 2n hex digits at s, of either case, stand for. False when one of them is none. */
bool crypto_unhex(const char *s, size_t n, unsigned char *out);

/* Overwrites a secret that is no longer needed. */
void crypto_wipe(void *p, size_t n);

#endif
