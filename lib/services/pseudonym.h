/*
 * pseudonym: a name in place of a person's id, name, phone or e-mail: the same for the same, and nobody can tell
 * whose without the key. HMAC-SHA256 under a key of 32 bytes in a file (privacy.key_file of cwai.yaml, else
 * privacy.key beside it; mode 0600), made when it is missing and nothing was written under one. With another key
 * pseudonyms are others, the audit log can't be verified any more, and who was erased is not recognised when another
 * system has them still: so a key that is missed is an error, and never made anew.
 */
#ifndef SERVICES_PSEUDONYM_H
#define SERVICES_PSEUDONYM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "io/sql.h"
#include "services/config.h"

struct pseudonym; /* the key */

#define PSEUDONYM_MAX 40 /* room for one with its NUL */

/*
 * The key of c, for who writes: made when there is none and the store does not miss it. NULL with e: ERR_CONFIG when
 * the store does, or the file holds no key; ERR_CANTCREATE, ERR_REFUSED, ERR_IO; a key that is missing asks the store,
 * with errors as config_sql.
 */
struct pseudonym *pseudonym_open(struct config *c, struct err *e);
/* The same for who only reads: nothing is made; *kept is false when it is one for this process alone. */
struct pseudonym *pseudonym_read(struct config *c, bool *kept, struct err *e);
/* Whether the store has lines of the audit log, or who was erased, of any domain: 1, 0, or -1 with e as sql_row. */
int pseudonym_used(struct sql *db, struct err *e);
/* The key in the file at path, which must be there (else ERR_NOINPUT). NULL with e as above. */
struct pseudonym *pseudonym_at(const char *path, struct err *e);
void pseudonym_close(struct pseudonym *p); /* NULL is fine */

/* "p:" and 32 hex digits, into out, which is returned. Another domain has other pseudonyms. */
char *pseudonym_of(const struct pseudonym *p, const char *domain, const char *s, char out[PSEUDONYM_MAX]);
/* The same whatever the spelling: of a phone's and an e-mail's normal form, of a name folded. */
char *pseudonym_phone(const struct pseudonym *p, const char *domain, const char *s, char out[PSEUDONYM_MAX]);
char *pseudonym_email(const struct pseudonym *p, const char *domain, const char *s, char out[PSEUDONYM_MAX]);
char *pseudonym_name(const struct pseudonym *p, const char *domain, const char *s, char out[PSEUDONYM_MAX]);

#define PSEUDONYM_SEAL 65 /* 64 hex digits with their NUL */

/* A keyed hash of the n texts as they stand one after the other: none can be altered, nor moved into its neighbour. */
char *pseudonym_seal(const struct pseudonym *p, const char *const *text, int n, char out[PSEUDONYM_SEAL]);

#endif
