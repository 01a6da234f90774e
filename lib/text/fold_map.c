#include <stdlib.h>

#include "base/utf8.h"
#include "text/fold.h"

#include "text/fold_map.h"

static void note(struct fold_map *m, size_t from, size_t raw)
{
	if (m->text.n > m->cap) {
		m->cap = 2 * m->text.n + 64;
		m->at = mem_array(m->at, m->cap, sizeof(*m->at));
	}
	for (size_t i = from; i < m->text.n; i++)
		m->at[i] = (uint32_t)raw;
}

void fold_map_text(struct fold_map *m, const char *s, size_t n)
{
	size_t len;

	buf_clear(&m->text);
	m->raw = s;
	m->raw_n = n;
	for (size_t i = 0; i < n; i += len) {
		size_t from = m->text.n;
		uint32_t cp;

		len = utf8_decode(s + i, n - i, &cp);
		if (cp < 0x80 && len == 1)
			buf_putc(&m->text, (char)(cp >= 'A' && cp <= 'Z' ? cp | 0x20 : cp));
		else
			fold_text(&m->text, s + i, len);
		note(m, from, i);
	}
}

void fold_map_free(struct fold_map *m)
{
	buf_free(&m->text);
	free(m->at);
	*m = (struct fold_map){0};
}

size_t fold_map_span(const struct fold_map *m, size_t from, size_t to, size_t *end)
{
	size_t i = m->at[to - 1];
	uint32_t cp;

	i += utf8_decode(m->raw + i, m->raw_n - i, &cp);
	while (i < m->raw_n) {
		size_t len = utf8_decode(m->raw + i, m->raw_n - i, &cp);

		if (cp < 0x300 || cp >= 0x370)
			break;
		i += len;
	}
	*end = i;
	return m->at[from];
}
