/*
 * notify: tells other systems what changed, by the webhooks of cwai.yaml (cwai-config(5)). Each webhook reads the
 * outbox of each domain behind a cursor of its own, posts event after event in order, and moves the cursor when one
 * was taken (2xx) or given up (a dead letter, services/dead.h). So an event may come twice, with the same
 * X-Cwai-Delivery, and none is lost.
 *
 * A body is the event of cwai-record(5) with its domain: ids, no data of a person. X-Cwai-Signature is "sha256=" and
 * the hex of HMAC-SHA256(secret, X-Cwai-Timestamp "." body), as Chatwoot signs.
 */
#ifndef SERVICES_NOTIFY_H
#define SERVICES_NOTIFY_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "record/val.h"
#include "services/config.h"

struct notify;

/*
 * The webhooks of c, which is borrowed and must outlive it, for its domains, or only the one of that name (may be
 * NULL). NULL with e: ERR_CONFIG when there are none or one is wrong, else as domain_load, config_sql and
 * os_read_secret.
 */
struct notify *notify_open(struct config *c, const char *only, struct err *e);
void notify_close(struct notify *n); /* NULL is fine */

/* Only one process delivers at a time: 0 when it is this one until it ends; -1 with e (ERR_AGAIN). */
int notify_lock(struct notify *n, struct err *e);

/*
 * Delivers what there is; with follow goes on for ever, as events come. What a server does not take is tried again;
 * when it answers that it will not (4xx, 500), it becomes a dead letter after all tries; when it is not there (no
 * answer, 429, 502 to 504), the webhook waits at that event until it is a day old ("give_up"). 410 stops the webhook.
 * 0 when all was delivered, 1 when not; -1 with e as the store.
 */
int notify_run(struct notify *n, bool follow, struct err *e);

/* Dead letters once more, and webhooks that were stopped by 410. Results as notify_run. */
int notify_dead(struct notify *n, struct err *e);

/* Counts what waits; sends nothing. */
int notify_count(struct notify *n, struct err *e);

/* What came of it: [{"webhook","sent","dead","waiting","state"}], state "ok", "held" or "gone"; the caller's. */
val notify_sum(const struct notify *n);

/*
 * The signature's header value, "sha256=…", of body[0..n) at timestamp (its text), into out[72]. Returns out.
 */
char *notify_sign(const char *secret, const char *timestamp, const char *body, size_t n, char out[72]);

#endif
