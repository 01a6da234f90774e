#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "io/libpq_private.h"

/* Where each function's address goes. */
static const struct {
	const char *name;
	size_t at;
} functions[] = {
	{"PQclear", offsetof(struct libpq, PQclear)},
	{"PQcmdStatus", offsetof(struct libpq, PQcmdStatus)},
	{"PQcmdTuples", offsetof(struct libpq, PQcmdTuples)},
	{"PQconnectdbParams", offsetof(struct libpq, PQconnectdbParams)},
	{"PQconnectionNeedsPassword", offsetof(struct libpq, PQconnectionNeedsPassword)},
	{"PQconnectionUsedPassword", offsetof(struct libpq, PQconnectionUsedPassword)},
	{"PQconninfo", offsetof(struct libpq, PQconninfo)},
	{"PQconninfoFree", offsetof(struct libpq, PQconninfoFree)},
	{"PQconninfoParse", offsetof(struct libpq, PQconninfoParse)},
	{"PQerrorMessage", offsetof(struct libpq, PQerrorMessage)},
	{"PQexec", offsetof(struct libpq, PQexec)},
	{"PQfinish", offsetof(struct libpq, PQfinish)},
	{"PQfname", offsetof(struct libpq, PQfname)},
	{"PQfreemem", offsetof(struct libpq, PQfreemem)},
	{"PQftype", offsetof(struct libpq, PQftype)},
	{"PQgetResult", offsetof(struct libpq, PQgetResult)},
	{"PQgetisnull", offsetof(struct libpq, PQgetisnull)},
	{"PQgetlength", offsetof(struct libpq, PQgetlength)},
	{"PQgetvalue", offsetof(struct libpq, PQgetvalue)},
	{"PQnfields", offsetof(struct libpq, PQnfields)},
	{"PQntuples", offsetof(struct libpq, PQntuples)},
	{"PQprepare", offsetof(struct libpq, PQprepare)},
	{"PQreset", offsetof(struct libpq, PQreset)},
	{"PQresultErrorField", offsetof(struct libpq, PQresultErrorField)},
	{"PQresultStatus", offsetof(struct libpq, PQresultStatus)},
	{"PQsendQueryPrepared", offsetof(struct libpq, PQsendQueryPrepared)},
	{"PQsetNoticeProcessor", offsetof(struct libpq, PQsetNoticeProcessor)},
	{"PQsetSingleRowMode", offsetof(struct libpq, PQsetSingleRowMode)},
	{"PQstatus", offsetof(struct libpq, PQstatus)},
	{"PQtransactionStatus", offsetof(struct libpq, PQtransactionStatus)},
};

const struct libpq *libpq_load(struct err *e)
{
	static struct libpq pq;
	static bool loaded;
	void *lib, *f;

	if (loaded)
		return &pq;
	lib = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
	for (size_t i = 0; lib && i < sizeof(functions) / sizeof(functions[0]); i++) {
		f = dlsym(lib, functions[i].name);
		if (!f) {
			(void)err_set(e, ERR_UNAVAILABLE, "libpq has no %s: it is too old", functions[i].name);
			return NULL;
		}
		/* A function's address comes as a data pointer: POSIX lets it be copied, C has no cast for it. */
		memcpy((char *)&pq + functions[i].at, &f, sizeof(f));
	}
	if (!lib) {
		(void)err_set(e, ERR_UNAVAILABLE, "PostgreSQL needs libpq.so.5: apt-get install libpq5");
		return NULL;
	}
	loaded = true;
	return &pq;
}
