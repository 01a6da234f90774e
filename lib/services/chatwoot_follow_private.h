#ifndef SERVICES_CHATWOOT_FOLLOW_PRIVATE_H
#define SERVICES_CHATWOOT_FOLLOW_PRIVATE_H

#include "services/chatwoot_follow.h"

/* How far a conversation came: all up to floor is out, and what is in seen. */
struct chatwoot_place {
	long long conversation, floor;
	struct chatwoot_seen {
		long long id;
		date_ms t;
	} * seen;
	int n;
	double updated; /* the conversation's version when it was read; 0 when not known */
	bool listed;    /* in the last look */
};

/* How far all of it came. Of a conversation without a place all up to base is out. */
struct chatwoot_cursor {
	long long base;
	date_ms since;  /* older messages are passed over */
	date_ms looked; /* when the last look that came to its end began */
	struct chatwoot_place *place;
	int n;
};

/* The cursor of that file: 1; 0 when there is no file; -1 with e (ERR_DATA: of another server, or none). */
int chatwoot_cursor_read(struct chatwoot_cursor *c, const struct chatwoot *chat, const char *path, struct err *e);
/* Replaces the file as a whole. -1 with e. */
int chatwoot_cursor_write(const struct chatwoot_cursor *c, const struct chatwoot *chat, const char *path,
						  struct err *e);
void chatwoot_cursor_free(struct chatwoot_cursor *c);

struct chatwoot_place *chatwoot_cursor_place(struct chatwoot_cursor *c, long long conversation); /* made when new */
bool chatwoot_cursor_seen(const struct chatwoot_place *p, long long id);
void chatwoot_cursor_see(struct chatwoot_place *p, long long id, date_ms t);
/* What is older than then will not get company any more: the floor is raised to it. */
void chatwoot_cursor_settle(struct chatwoot_place *p, date_ms then);
/* After a look that came to its end: raises base, forgets places that are not needed. */
void chatwoot_cursor_sweep(struct chatwoot_cursor *c);

#endif
