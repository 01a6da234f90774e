/*
 * libpq_private: libpq's functions, loaded when the first PostgreSQL store is opened. libpq brings some twenty
 * libraries with it (TLS, Kerberos, LDAP), which would cost every tool milliseconds at its start, also on SQLite.
 */
#ifndef IO_LIBPQ_PRIVATE_H
#define IO_LIBPQ_PRIVATE_H

#include <libpq-fe.h>

#include "base/err.h"

struct libpq { /* each of the type that libpq-fe.h declares */
	__typeof__(&PQclear) PQclear;
	__typeof__(&PQcmdStatus) PQcmdStatus;
	__typeof__(&PQcmdTuples) PQcmdTuples;
	__typeof__(&PQconnectdbParams) PQconnectdbParams;
	__typeof__(&PQconnectionNeedsPassword) PQconnectionNeedsPassword;
	__typeof__(&PQconnectionUsedPassword) PQconnectionUsedPassword;
	__typeof__(&PQconninfo) PQconninfo;
	__typeof__(&PQconninfoFree) PQconninfoFree;
	__typeof__(&PQconninfoParse) PQconninfoParse;
	__typeof__(&PQerrorMessage) PQerrorMessage;
	__typeof__(&PQexec) PQexec;
	__typeof__(&PQfinish) PQfinish;
	__typeof__(&PQfname) PQfname;
	__typeof__(&PQfreemem) PQfreemem;
	__typeof__(&PQftype) PQftype;
	__typeof__(&PQgetResult) PQgetResult;
	__typeof__(&PQgetisnull) PQgetisnull;
	__typeof__(&PQgetlength) PQgetlength;
	__typeof__(&PQgetvalue) PQgetvalue;
	__typeof__(&PQnfields) PQnfields;
	__typeof__(&PQntuples) PQntuples;
	__typeof__(&PQprepare) PQprepare;
	__typeof__(&PQreset) PQreset;
	__typeof__(&PQresultErrorField) PQresultErrorField;
	__typeof__(&PQresultStatus) PQresultStatus;
	__typeof__(&PQsendQueryPrepared) PQsendQueryPrepared;
	__typeof__(&PQsetNoticeProcessor) PQsetNoticeProcessor;
	__typeof__(&PQsetSingleRowMode) PQsetSingleRowMode;
	__typeof__(&PQstatus) PQstatus;
	__typeof__(&PQtransactionStatus) PQtransactionStatus;
};

/* The functions, loaded once a process. NULL with e (ERR_UNAVAILABLE) when libpq is not installed. */
const struct libpq *libpq_load(struct err *e);

#endif
