/* HMAC-SHA256 by the vectors of RFC 4231 and of Chatwoot; comparing; hex. */
#include "../t.h"
#include "io/crypto.h"

static void hmac(const void *key, size_t nkey, const char *text, size_t ntext, const char *want, const char *name)
{
	const struct crypto_part whole[] = {{text, ntext}};
	const struct crypto_part cut[] = {{text, ntext / 3}, {"", 0}, {text + ntext / 3, ntext - ntext / 3}};
	unsigned char mac[CRYPTO_HMAC];
	char hex[2 * CRYPTO_HMAC + 1];

	crypto_hmac_sha256(key, nkey, whole, 1, mac);
	t_str(crypto_hex(mac, sizeof(mac), hex), want, name);
	crypto_hmac_sha256(key, nkey, cut, 3, mac);
	t_str(crypto_hex(mac, sizeof(mac), hex), want, "in three parts the same");
}

static void test_hmac(void)
{
	unsigned char key[131];

	memset(key, 0x0b, 20);
	hmac(key, 20, "Hi There", 8, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", "RFC 4231, 1");
	hmac("Jefe", 4, "what do ya want for nothing?", 28,
		 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "RFC 4231, 2: a short key");
	memset(key, 0xaa, sizeof(key));
	hmac(key, sizeof(key), "Test Using Larger Than Block-Size Key - Hash Key First", 54,
		 "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", "RFC 4231, 6: a key over a block");
	hmac("s3cr3t", 6, "1750170000.{\"event\":\"message_created\",\"id\":1}", 45,
		 "839d607046424e40485199383b79ad8f4f54ce3e1dcc723e30a40d18fc123708", "a delivery of Chatwoot");
	hmac("k", 1, "", 0, "8bb990c40a7d61cb97597a942125025be50ac8beb74436e3735b98893a7f6620", "nothing");
}

static void test_same(void)
{
	t_ok(crypto_same("abc", "abc", 3), "the same bytes");
	t_ok(!crypto_same("abc", "abd", 3), "other bytes");
	t_ok(crypto_same("abc", "abd", 2), "so many of them");
	t_ok(crypto_same_text("token", 5, "token", 5), "the same text");
	t_ok(!crypto_same_text("token", 5, "token1", 6), "a longer text");
	t_ok(!crypto_same_text("", 0, "t", 1), "no text");
	t_ok(crypto_same_text("", 0, "", 0), "no text twice");
	t_ok(!crypto_same_text("a\0b", 3, "a\0c", 3), "behind a NUL");
}

static void test_hex(void)
{
	unsigned char out[3];
	char hex[7];

	t_str(crypto_hex("\x00\xab\xff", 3, hex), "00abff", "hex");
	t_ok(crypto_unhex("00abFF", 3, out) && memcmp(out, "\x00\xab\xff", 3) == 0, "back, of either case");
	t_ok(!crypto_unhex("00abfg", 3, out), "no digit");
	t_ok(!crypto_unhex("00 bff", 3, out), "a blank");
	t_ok(crypto_unhex("0", 0, out), "nothing is nothing");
	memcpy(out, "abc", 3);
	crypto_wipe(out, 3);
	t_ok(out[0] == 0 && out[1] == 0 && out[2] == 0, "wiped");
}

int main(void)
{
	test_hmac();
	test_same();
	test_hex();
	return t_done();
}
