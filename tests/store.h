/*
 * store: the two stores a unit test of a service runs on, each new and empty: t_store(0) is an SQLite file in a folder
 * of its own, t_store(1) a schema of its own in the PostgreSQL that tests/run started.
 *
 *	for (int i = 0; i < T_STORES; i++)
 *		try_all(schema_open(t_store(i), &e));
 */
#ifndef TESTS_STORE_H
#define TESTS_STORE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/sql.h"

#define T_STORES 2

static char t_folder[64];

static inline void t_store_clean(void)
{
	char cmd[128];

	(void)snprintf(cmd, sizeof(cmd), "rm -rf '%s'", t_folder);
	if (system(cmd) != 0)
		perror(t_folder);
}

/* A folder for the test's files, removed at its end. */
static inline const char *t_dir(void)
{
	if (!*t_folder) {
		(void)snprintf(t_folder, sizeof(t_folder), "/tmp/cwai-unit.XXXXXX");
		if (!mkdtemp(t_folder) || atexit(t_store_clean) != 0) {
			perror("mkdtemp");
			exit(1);
		}
	}
	return t_folder;
}

static inline const char *t_store_postgres(char *url, size_t cap, int number)
{
	const char *base = getenv("CWAI_TEST_PG");
	struct err e = {0};
	char query[96];
	struct sql *db;

	if (!base || !*base) {
		printf("# CWAI_TEST_PG is not set: run this by tests/run\n");
		exit(1);
	}
	(void)snprintf(query, sizeof(query), "CREATE SCHEMA u%ld_%d", (long)getpid(), number);
	db = sql_open(base, &e);
	if (!db || sql_exec(db, query, val_array(), &e) < 0) {
		printf("# %s\n", e.msg);
		exit(1);
	}
	sql_close(db);
	(void)snprintf(url, cap, "%s%coptions=-csearch_path%%3Du%ld_%d", base, strchr(base, '?') ? '&' : '?',
				   (long)getpid(), number);
	return url;
}

/* The URL of a new, empty store; valid until the next call. */
static inline const char *t_store(int which)
{
	static char url[512];
	static int number;

	number++;
	if (which == 1)
		return t_store_postgres(url, sizeof(url), number);
	(void)snprintf(url, sizeof(url), "sqlite:%s/store%d.db", t_dir(), number);
	return url;
}

#endif
