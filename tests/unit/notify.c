/* Webhooks of ours: what is signed is what cwai-listen verifies. */
#include "../t.h"

#include "services/listen.h"
#include "services/notify.h"

int main(void)
{
	static const char body[] = "{\"type\":\"profile_updated\"}";
	struct listen_keys *keys = listen_keys_new();
	char signature[72];
	struct listen_delivery d = {
		.source = LISTEN_CHATWOOT, .timestamp = "1781708400", .body = body, .n = sizeof(body) - 1};
	struct err e;

	/* printf '1781708400.{"type":"profile_updated"}' | openssl dgst -sha256 -hmac key */
	t_str(notify_sign("key", d.timestamp, body, d.n, signature),
		  "sha256=ab4317a2570550395838d919e93c89c182cbbbdd4b35a88a7a68dd4e9fd8a591", "as openssl signs");
	d.signature = signature;
	t_int(listen_keys_add(keys, false, "key", &e), 0, "a listener with the secret");
	t_int(listen_verify(keys, &d, 1781708400000LL), LISTEN_GOOD, "takes it");
	t_int(listen_verify(keys, &d, 1781708400000LL + 301000), LISTEN_OLD, "for five minutes");
	d.body = "{\"type\":\"profile_updatet\"}";
	t_int(listen_verify(keys, &d, 1781708400000LL), LISTEN_WRONG, "and nothing else");
	listen_keys_free(keys);
	return t_done();
}
