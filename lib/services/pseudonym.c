#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/os.h"
#include "io/crypto.h"
#include "text/fold.h"
#include "text/ident.h"

#include "services/pseudonym.h"

#define KEY 32   /* bytes */
#define SHOWN 16 /* bytes of a hash that a pseudonym shows */

struct pseudonym {
	unsigned char names[CRYPTO_HMAC], seals[CRYPTO_HMAC]; /* a key for each use */
};

static char *key_path(const struct config *c)
{
	char *dir = os_dir(config_path(c));
	char *path = os_join(dir, val_str(config_values(c), "privacy.key_file", "privacy.key"));

	free(dir);
	return path;
}

int pseudonym_used(struct sql *db, struct err *e)
{
	val row;
	int used;

	if (sql_row(db, "SELECT 1 AS used FROM audit UNION ALL SELECT 1 FROM erasures LIMIT 1", val_array(), &row, e) != 0)
		return -1;
	used = val_kind(row) == VAL_OBJECT;
	val_free(row);
	return used;
}

static void new_key(char text[2 * KEY + 2])
{
	uint64_t part[KEY / sizeof(uint64_t)];

	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
		part[i] = os_random();
	(void)crypto_hex(part, sizeof(part), text);
	text[2 * KEY] = '\n';
	text[2 * KEY + 1] = '\0';
	crypto_wipe(part, sizeof(part));
}

/* Written beside and linked, so that of two processes that make one at once both end with the same. */
static int make_key(const char *path, struct err *e)
{
	char *beside = mem_printf("%s.%ld.tmp", path, (long)getpid());
	char text[2 * KEY + 2];
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), st = 0;

	new_key(text);
	if (fd < 0)
		st = err_set(e, ERR_CANTCREATE, "cannot make the key %s: %s", path, strerror(errno));
	else if (os_write_all(fd, text, 2 * KEY + 1) != 0 || fsync(fd) != 0)
		st = err_set(e, ERR_IO, "cannot write the key %s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	if (st == 0 && link(beside, path) == 0)
		log_warn("made the key of the pseudonyms, %s: keep a copy of it where the store's backups are not", path);
	else if (st == 0 && errno != EEXIST)
		st = err_set(e, ERR_CANTCREATE, "cannot make the key %s: %s", path, strerror(errno));
	(void)unlink(beside);
	crypto_wipe(text, sizeof(text));
	free(beside);
	return st;
}

static void derive(struct pseudonym *p, const unsigned char key[KEY])
{
	const struct crypto_part names = {"cwai pseudonyms", 15}, seals = {"cwai audit", 10};

	crypto_hmac_sha256(key, KEY, &names, 1, p->names);
	crypto_hmac_sha256(key, KEY, &seals, 1, p->seals);
}

static int read_key(const char *path, struct pseudonym *p, struct err *e)
{
	unsigned char key[KEY];
	struct stat s;
	char *text;
	int st = 0;

	if (os_read_secret(NULL, path, &text, e) != 0)
		return -1;
	if (strlen(text) != 2 * KEY || !crypto_unhex(text, KEY, key))
		st = err_set(e, ERR_CONFIG, "%s holds no key of pseudonyms (64 hex digits): put its copy in its place", path);
	else
		derive(p, key);
	if (st == 0 && stat(path, &s) == 0 && (s.st_mode & 077))
		log_warn("others may read the key %s: chmod 600 it", path);
	crypto_wipe(key, sizeof(key));
	crypto_wipe(text, strlen(text));
	free(text);
	return st;
}

struct pseudonym *pseudonym_at(const char *path, struct err *e)
{
	struct pseudonym *p = mem_zalloc(sizeof(*p));

	if (read_key(path, p, e) == 0)
		return p;
	pseudonym_close(p);
	return NULL;
}

static bool is_missing(const char *path)
{
	struct stat s;

	return stat(path, &s) != 0 && errno == ENOENT;
}

/* 1: nobody misses the key, for nothing was written under one; 0: it is there after all; -1 with e. */
static int may_make(struct config *c, const char *path, struct err *e)
{
	struct sql *db = config_sql(c, e);
	int used = db ? pseudonym_used(db, e) : -1;

	if (used != 1)
		return used < 0 ? -1 : 1;
	if (!is_missing(path)) /* made by another process, which has written meanwhile */
		return 0;
	return err_set(e, ERR_CONFIG,
				   "the key %s is not there, and without it the store's audit log and who was erased can't be told: put"
				   " its copy back (cwai-privacy(1) says how to begin anew)",
				   path);
}

static struct pseudonym *unkept(void)
{
	struct pseudonym *p = mem_zalloc(sizeof(*p));
	unsigned char key[KEY];

	for (size_t i = 0; i < KEY; i++)
		key[i] = (unsigned char)os_random();
	derive(p, key);
	crypto_wipe(key, sizeof(key));
	return p;
}

static struct pseudonym *open_key(struct config *c, bool make, bool *kept, struct err *e)
{
	char *path = key_path(c);
	int missed = is_missing(path) ? may_make(c, path, e) : 0;
	struct pseudonym *p = NULL;

	*kept = missed == 0 || make;
	if (missed == 1 && !make)
		p = unkept();
	else if (missed == 0 || (missed == 1 && make_key(path, e) == 0))
		p = pseudonym_at(path, e);
	free(path);
	return p;
}

struct pseudonym *pseudonym_open(struct config *c, struct err *e)
{
	bool kept;

	return open_key(c, true, &kept, e);
}

struct pseudonym *pseudonym_read(struct config *c, bool *kept, struct err *e)
{
	return open_key(c, false, kept, e);
}

void pseudonym_close(struct pseudonym *p)
{
	if (!p)
		return;
	crypto_wipe(p, sizeof(*p));
	free(p);
}

char *pseudonym_of(const struct pseudonym *p, const char *domain, const char *s, char out[PSEUDONYM_MAX])
{
	const struct crypto_part part[] = {{domain, strlen(domain) + 1}, {s, strlen(s)}};
	unsigned char h[CRYPTO_HMAC];

	crypto_hmac_sha256(p->names, sizeof(p->names), part, 2, h);
	out[0] = 'p';
	out[1] = ':';
	(void)crypto_hex(h, SHOWN, out + 2);
	return out;
}

char *pseudonym_phone(const struct pseudonym *p, const char *domain, const char *s, char out[PSEUDONYM_MAX])
{
	char normal[IDENT_MAX];

	return pseudonym_of(p, domain, ident_phone(s, strlen(s), NULL, normal) ? normal : s, out);
}

char *pseudonym_email(const struct pseudonym *p, const char *domain, const char *s, char out[PSEUDONYM_MAX])
{
	char normal[IDENT_MAX];

	return pseudonym_of(p, domain, ident_email(s, strlen(s), normal) ? normal : s, out);
}

char *pseudonym_name(const struct pseudonym *p, const char *domain, const char *s, char out[PSEUDONYM_MAX])
{
	char *folded = fold_dup(s);

	(void)pseudonym_of(p, domain, folded, out);
	free(folded);
	return out;
}

char *pseudonym_seal(const struct pseudonym *p, const char *const *text, int n, char out[PSEUDONYM_SEAL])
{
	struct crypto_part *part = mem_array(NULL, (size_t)n, sizeof(*part));
	unsigned char h[CRYPTO_HMAC];

	for (int i = 0; i < n; i++)
		part[i] = (struct crypto_part){text[i], strlen(text[i]) + 1}; /* with the NUL, which no text holds */
	crypto_hmac_sha256(p->seals, sizeof(p->seals), part, n, h);
	free(part);
	return crypto_hex(h, sizeof(h), out);
}
