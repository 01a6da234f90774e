/* Any bytes as an index file: refused, or safe to search. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/map.h"
#include "text/rank.h"
#include "text/rank_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void search(const char *path, uint64_t stamp)
{
	static const char *const query[] = {"sapato preto", "sapatto", "de", "qqq zzz", "botapreta 50ml"};
	struct rank_hit hit[10];
	struct buf out = {0};
	struct rank *r = rank_load(path, stamp, NULL);

	if (!r)
		return;
	for (size_t i = 0; i < sizeof(query) / sizeof(query[0]); i++) {
		(void)rank_search(r, query[i], strlen(query[i]), hit, 10);
		rank_explain(r, query[i], strlen(query[i]), 0, &out);
	}
	buf_free(&out);
	rank_free(r);
}

/* As it is, and with a header that is right as far as a right header goes, to get past the checksum. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct rank_header h;
	char path[64];
	int fd = memfd_create("rank", 0);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	search(path, 7);
	if (n >= sizeof(h)) {
		memcpy(&h, p, sizeof(h));
		memcpy(h.magic, "cwairank", 8);
		h.version = 1;
		h.order = 0x01020304;
		h.stamp = 7;
		h.size = n;
		h.sum = map_hash(p + sizeof(h), n - sizeof(h), 0);
		if (pwrite(fd, &h, sizeof(h), 0) != (ssize_t)sizeof(h))
			abort();
		search(path, 7);
	}
	(void)close(fd);
	return 0;
}
