#include <sodium.h>

#include "io/crypto.h"

void crypto_hmac_sha256(const void *key, size_t nkey, const struct crypto_part *part, int parts,
						unsigned char out[CRYPTO_HMAC])
{
	crypto_auth_hmacsha256_state st;

	_Static_assert(CRYPTO_HMAC == crypto_auth_hmacsha256_BYTES, "the size of an HMAC");
	(void)crypto_auth_hmacsha256_init(&st, key, nkey);
	for (int i = 0; i < parts; i++)
		(void)crypto_auth_hmacsha256_update(&st, part[i].p, part[i].n);
	(void)crypto_auth_hmacsha256_final(&st, out);
	sodium_memzero(&st, sizeof(st));
}

bool crypto_same(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

bool crypto_same_text(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned char ha[crypto_hash_sha256_BYTES], hb[crypto_hash_sha256_BYTES];

	/* of hashes, so that where the texts begin to differ shows in nothing */
	(void)crypto_hash_sha256(ha, (const unsigned char *)a, na);
	(void)crypto_hash_sha256(hb, (const unsigned char *)b, nb);
	return sodium_memcmp(ha, hb, sizeof(ha)) == 0;
}

char *crypto_hex(const void *p, size_t n, char *out)
{
	return sodium_bin2hex(out, 2 * n + 1, p, n);
}

bool crypto_unhex(const char *s, size_t n, unsigned char *out)
{
	size_t made = 0;

	return sodium_hex2bin(out, n, s, 2 * n, NULL, &made, NULL) == 0 && made == n;
}

void crypto_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
