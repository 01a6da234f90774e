#include <inttypes.h>

#include "services/listen_private.h"

static const int statuses[LISTEN_STATUSES] = {200, 400, 401, 404, 405, 408, 411, 413, 415, 429, 500, 503, 0};
static const char *const sources[] = {"chatwoot", "odoo", "other"};

void listen_metrics_count(struct listen_metrics *m, enum listen_source source, int status, size_t bytes)
{
	int i = 0;

	while (i < LISTEN_STATUSES - 1 && statuses[i] != status)
		i++;
	(void)pthread_mutex_lock(&m->lock);
	m->answered[source][i]++;
	m->bytes[source] += bytes;
	m->limited += status == 429;
	(void)pthread_mutex_unlock(&m->lock);
}

void listen_metrics_stored(struct listen_metrics *m, double seconds)
{
	int i = 0;

	while (i < SPOOL_SPANS - 1 && seconds > spool_span[i])
		i++;
	(void)pthread_mutex_lock(&m->lock);
	m->span[i]++;
	m->seconds += seconds;
	(void)pthread_mutex_unlock(&m->lock);
}

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP cwai_listen_%s %s\n# TYPE cwai_listen_%s %s\n", name, help, name, type);
}

static void number(struct buf *out, const char *name, const char *type, const char *help, uint64_t v)
{
	head(out, name, type, help);
	buf_printf(out, "cwai_listen_%s %" PRIu64 "\n", name, v);
}

static void histogram(struct buf *out, const char *name, const char *help, const uint64_t *span, double sum)
{
	uint64_t n = 0;

	head(out, name, "histogram", help);
	for (int i = 0; i < SPOOL_SPANS; i++) {
		n += span[i];
		if (i < SPOOL_SPANS - 1)
			buf_printf(out, "cwai_listen_%s_bucket{le=\"%g\"} %" PRIu64 "\n", name, spool_span[i], n);
	}
	buf_printf(out, "cwai_listen_%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, n);
	buf_printf(out, "cwai_listen_%s_sum %.6f\ncwai_listen_%s_count %" PRIu64 "\n", name, sum, name, n);
}

static void lag(void *cookie, const char *name, uint64_t n)
{
	buf_printf(cookie, "cwai_listen_spool_lag{consumer=\"%s\"} %" PRIu64 "\n", name, n);
}

static void answers(const struct listen_metrics *m, struct buf *out)
{
	head(out, "requests_total", "counter", "Requests by source and status.");
	for (int s = 0; s <= LISTEN_OTHER; s++)
		for (int i = 0; i < LISTEN_STATUSES; i++)
			if (m->answered[s][i])
				buf_printf(out, "cwai_listen_requests_total{source=\"%s\",status=\"%d\"} %" PRIu64 "\n", sources[s],
						   statuses[i], m->answered[s][i]);
	head(out, "received_bytes_total", "counter", "Bytes of bodies.");
	for (int s = 0; s < LISTEN_OTHER; s++)
		buf_printf(out, "cwai_listen_received_bytes_total{source=\"%s\"} %" PRIu64 "\n", sources[s], m->bytes[s]);
}

void listen_metrics_text(struct listen_metrics *m, struct spool *s, struct buf *out)
{
	struct spool_stats st;

	spool_stats(s, &st);
	(void)pthread_mutex_lock(&m->lock);
	answers(m, out);
	histogram(out, "ack_seconds", "From a whole delivery to its answer.", m->span, m->seconds);
	number(out, "bad_signatures_total", "counter", "Deliveries that were signed wrong, too old, or not at all.",
		   m->bad_signatures);
	number(out, "rate_limited_total", "counter", "Requests refused for their number.", m->limited);
	(void)pthread_mutex_unlock(&m->lock);
	histogram(out, "fsync_seconds", "Each sync of the spool.", st.sync_span, st.sync_seconds);
	number(out, "spool_stored_total", "counter", "Deliveries stored.", st.lines);
	number(out, "spool_failures_total", "counter", "Deliveries that could not be stored.", st.failures);
	number(out, "spool_segments", "gauge", "Segments of the spool.", (uint64_t)st.segments);
	number(out, "spool_bytes", "gauge", "Bytes of all segments.", st.held);
	head(out, "spool_lag", "gauge", "Deliveries that a consumer has yet to take.");
	spool_consumers(s, lag, out);
}
