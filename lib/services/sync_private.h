/* sync_private: what the files of the sync module share; not for others. */
#ifndef SERVICES_SYNC_PRIVATE_H
#define SERVICES_SYNC_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "clients/odoo.h"
#include "io/sql.h"
#include "record/jqp.h"
#include "record/val.h"
#include "services/domain.h"
#include "services/entity.h"
#include "services/sync.h"

#define SYNC_MAX_FIELDS 200
#define SYNC_TELL 10 /* of records that failed or wait, so many are named */

/* ---- sync_map.c: the mappings ---- */

/* An entity, and the way it is kept in the model that this Odoo has. */
struct sync_entity {
	struct entity n;  /* its name and kind; texts of conf */
	val conf;         /* the entity's members in YAML */
	const char *file; /* that it is from */
	bool looked;      /* it was looked which model there is */
	char *missing;    /* why there is none, or NULL */
	val touched;      /* object: parents whose totals are to be made again; null: none */

	/* once looked, and not missing: */
	val way; /* conf, and over it that of the model */
	const char *model;
	struct odoo_fields *fields;
	const char *field[SYNC_MAX_FIELDS]; /* to be read; write_date is one */
	int n_fields;
	val domain;
	uint64_t how;    /* hash of how a row becomes a record */
	int pull, push;  /* numbers of jq programs; push -1: it is only read */
	const char *ref; /* the field that holds our reference, or NULL */
	bool ref_within; /* as a part of its text */
};

/* Reads the mappings into s. -1 with e (ERR_CONFIG). */
int sync_map_load(struct sync *s, struct err *e);
void sync_map_free(struct sync *s);
/* Looks which of its models the server has. 1; 0 when none (n->missing tells); -1 with e. */
int sync_map_look(struct sync *s, struct sync_entity *n, struct err *e);
/* Whether Odoo ("odoo"), we ("cwai") or the later change ("newest") wins a member. */
const char *sync_map_owner(const struct sync_entity *n, const char *member);
/* A row's text and how it is mapped as one number that is exact in JSON, never 0. */
long long sync_map_hash(const struct sync_entity *n, const char *json, size_t len);
/* Is the member one that the methods of "actions" change? */
bool sync_map_acts(const struct sync_entity *n, const char *member);
/* The context of its calls; hidden rows count too, as that a row was hidden is a change. The caller's. */
val sync_map_context(const struct sync_entity *n);
bool sync_map_pushes(const struct sync_entity *n); /* it has a push program, looked or not */

/* ---- sync_check.c: whether a mapping means something. -1 with e (ERR_CONFIG: which member, what it can be) ---- */

int sync_check_file(val v, struct err *e);   /* what a file has beside its entities; borrows v */
int sync_check_entity(val v, struct err *e); /* its members; borrows v */
/* What entities say of each other, those that are off too: that may name one that is off. e names file and entity. */
int sync_check_names(const struct sync *s, struct err *e);
/* Fields that also and expand name, once n->model was looked at; also is left without those that may be missing. */
int sync_check_fields(struct sync_entity *n, struct err *e);

/* ---- sync_program.c: the jq programs of mappings ---- */

/* A program of a mapping. */
struct sync_program {
	char *text, *where; /* where: file, entity and member */
	struct jqp *jq;     /* of it alone; NULL until needed */
};

/* Its number; the text, of n's member, is copied. */
int sync_program_add(struct sync *s, const struct sync_entity *n, const char *member, const char *program);
/* Whether the programs of all of n's models compile. -1 with e (ERR_CONFIG: file, entity, member, jq's words). */
int sync_program_check(const struct sync_entity *n, struct err *e);
void sync_program_free(struct sync *s);
/* in (consumed) through the program of that number; row (borrowed) is its $row. *out is the caller's. */
int sync_program_run(struct sync *s, int number, val in, val row, val *out, struct err *e);

/* ---- sync_jq.c: rows to records and back ---- */

/*
 * The record of a row (consumed; as odoo_fields_row has it), in the forms in which it is kept: without an id. Null when
 * the row is none of ours. *ours: the id in our reference, in new memory, or NULL.
 */
int sync_jq_pull(struct sync *s, const struct sync_entity *n, val row, val *out, char **ours, struct err *e);
/*
 * The values of a record (borrowed) as Odoo takes them: lists of lines are left as they are. row (borrowed) is the one
 * that they go to as it is now, null when it is new: what a row has may tell which of its fields a member is kept in.
 */
int sync_jq_push(struct sync *s, const struct sync_entity *n, val record, val row, val *out, struct err *e);
/*
 * What is to be written to make was (values as sync_jq_push gives them, or null for a new row) into values; {}
 * nothing.
 */
int sync_jq_diff(struct sync *s, const struct sync_entity *n, val values, val was, val *out, struct err *e);
char *sync_jq_ref(const struct sync *s, const struct sync_entity *n, const char *id); /* our reference; new memory */
/* Puts it into values (consumed), which go to a row of that record. */
val sync_jq_sign(const struct sync *s, const struct sync_entity *n, const char *id, val values);

/* ---- sync_merge.c ---- */

struct sync_merge {
	val base, local, remote; /* records; base may be null. Borrowed */
	date_ms local_at, remote_at;
	/* out: */
	val merged;    /* local, with what Odoo changed; the caller's */
	val conflicts; /* array of {"field","winner","kept","lost"}; the caller's */
	bool changed;  /* merged differs from local */
	bool differs;  /* merged differs from remote */
};
/* Member by member of remote: what one side changed since base stands. */
void sync_merge(const struct sync_entity *n, struct sync_merge *m);
/*
 * A record was taken out here and its row (m->remote) is there: a list of one conflict when the row was changed since
 * base, else of none. *back: the row wins, and the record is to come back. The list is the caller's.
 */
val sync_merge_taken_out(const struct sync_entity *n, const struct sync_merge *m, bool *back);
/*
 * What m->merged wanted of a row that was m->remote, and that the row which is now (a record) has not: members that
 * have no way to Odoo. Those that Odoo gave another value are what it made of them. A list of conflicts, the caller's.
 */
val sync_merge_refused(const struct sync_merge *m, val now);
/*
 * The base of a record that was put again, and whose row was hidden when it was taken out: that it is shown is a change
 * made here. The caller's.
 */
val sync_merge_hidden(void);
/* local (consumed) with the members of remote (borrowed). */
val sync_merge_over(val local, val remote);
/*
 * remote (borrowed), with "active": true when local is hidden: a row that is shown says nothing of it, and one that was
 * hidden is shown again. New.
 */
val sync_merge_shown(val remote, val local);

/* ---- sync_link.c ---- */

struct sync_link {
	bool there;
	char *id;            /* of our record */
	long long remote_id; /* 0: not there yet */
	val base;            /* null: never the same */
	char *remote_date;
	long long row_hash; /* 0: not known */
	long long pending;  /* 0: nothing is */
	date_ms changed_at, attempted_at;
	char *failed;
};

void sync_link_free(struct sync_link *l);
int sync_link_by_id(struct sync *s, const struct sync_entity *n, const char *id, struct sync_link *l, struct err *e);
int sync_link_by_remote(struct sync *s, const struct sync_entity *n, long long number, struct sync_link *l,
						struct err *e);
/* Writes l whole; l->id must be set. */
int sync_link_put(struct sync *s, const struct sync_entity *n, const struct sync_link *l, struct err *e);
/* What Odoo refused may be tried again: its side of the pair is another now. */
void sync_link_allow(struct sync_link *l);
int sync_link_drop(struct sync *s, const struct sync_entity *n, const char *id, struct err *e);
/*
 * The tied numbers of n's model, ascending, in new memory; those outside its domain are left out. Their count, or -1.
 */
long sync_link_numbers(struct sync *s, const struct sync_entity *n, long long **number, struct err *e);
/* How many that would be; -1 with e. */
long sync_link_count(struct sync *s, const struct sync_entity *n, struct err *e);
/* Each tied number between first and last, ascending, with the hash of its row. */
struct sync_known {
	long long number, hash;
};
long sync_link_known(struct sync *s, const struct sync_entity *n, long long first, long long last,
					 struct sync_known **known, struct err *e);
/* Ids of links with pending changes, oldest first; failed ones too with all. An array, the caller's. */
int sync_link_pending(struct sync *s, const struct sync_entity *n, bool all, val *out, struct err *e);
/* Marks what the outbox tells of changes made here as pending, in transactions of its own. */
int sync_link_take_outbox(struct sync *s, struct err *e);
/*
 * Begins a transaction that brings something from Odoo: what was changed here until now is marked in it, as whoever
 * compares the two sides must know of it.
 */
int sync_link_begin(struct sync *s, struct err *e);
#define SYNC_OUTSIDE "outside" /* remote_date of a row that is there, but no longer in the entity's domain */

/* ---- sync_state.c ---- */

int sync_state_get(struct sync *s, const char *name, val *out, struct err *e); /* {} when there is none */
int sync_state_put(struct sync *s, const char *name, val v, struct err *e);    /* consumes v */
int sync_state_history(struct sync *s, const struct sync_entity *n, const char *id, val conflicts, struct err *e);
/* The next pull of n compares the ids of both sides, whatever their number says. */
int sync_state_recompare(struct sync *s, const struct sync_entity *n, struct err *e);

/* ---- sync_apply.c ---- */

struct sync_counts {
	long read, inserted, updated, deleted, conflicts, skipped;
};

/* Brings a row (consumed) of n, and its sync_map_hash, into the store, inside the caller's transaction. */
int sync_apply_row(struct sync *s, struct sync_entity *n, val row, long long hash, struct sync_counts *c,
				   struct err *e);
/* The row of that number is gone. */
int sync_apply_gone(struct sync *s, struct sync_entity *n, long long number, struct sync_counts *c, struct err *e);
/* Sums up anew what parts were changed ("total" of the mapping); in the transaction that changed them. */
int sync_apply_totals(struct sync *s, struct err *e);
/* Ends the transaction: st is how it went; of a dry run nothing stays. 0, or -1 with e. */
int sync_apply_end(struct sync *s, int st, struct err *e);

/* ---- sync_gone.c ---- */

/* How many rows Odoo has of n's domain; -1 with e. */
long sync_gone_count(struct sync *s, const struct sync_entity *n, struct err *e);
/* A row that is not in the entity's domain any more, though it may still be there; in a transaction. */
int sync_gone_missing(struct sync *s, struct sync_entity *n, struct sync_counts *c, long long number, bool there,
					  struct err *e);
/*
 * Takes out what Odoo has no more, in a transaction. The number of *missed (the caller's, to be freed also on failure):
 * ids, ascending, that are in the domain and not here; -1 with e. *held: more than half of what is here would go, and
 * nobody said that this is right: nothing was taken out, and e says so though the number is given.
 */
long sync_gone_drop(struct sync *s, struct sync_entity *n, struct sync_counts *c, long long **missed, bool *held,
					struct err *e);

/* ---- sync_row.c ---- */

/* Whether our reference can hold the id and be found and read again, as it stands in HTML, too. 0, or ERR_DATA. */
int sync_row_check_id(const struct sync_entity *n, const char *id, struct err *e);

/* The row that holds our reference of id, hidden ones too; 0 when there is none. */
int sync_row_by_ref(struct sync *s, const struct sync_entity *n, const char *id, long long *number, struct err *e);
/*
 * The row that a record without one names: by its id, or by our reference in it; *number 0 when there is none, or it is
 * another record's. *other (new memory, or NULL): the link to be dropped for it.
 */
int sync_row_find(struct sync *s, const struct sync_entity *n, const char *id, long long *number, char **other,
				  struct err *e);

/* ---- sync_expand.c ---- */

/* Replaces the ids of an expanded field by their rows, in each of rows (consumed, an array). */
int sync_expand_rows(struct sync *s, const struct sync_entity *n, val *rows, struct err *e);
/* One row by its number as sync_pull reads it, expanded; null when it is gone. */
int sync_expand_fetch(struct sync *s, const struct sync_entity *n, long long number, val *row, struct err *e);

struct sync {
	struct sql *db;
	struct odoo *odoo;
	const struct domain *d;
	const char *domain;
	struct sync_options o;
	bool bound;  /* it was looked that the database is the one of the links */
	val missing; /* {"entity","missing"}: the record that one to be pushed named last and that is not in Odoo; or {} */
	int erased;  /* whether customers were erased; -1: nobody looked yet */
	struct entity_store *store;
	val vars;
	char *file[2]; /* the mappings that are shipped, or NULL, and the domain's */
	struct sync_entity *entity;
	int n;
	struct sync_program *program;
	int n_programs;
	struct jqp *jq; /* of the first n_jq programs, as one; NULL until needed */
	int n_jq;
	bool apart; /* one of them is wrong: each is compiled by itself */
};

/*
 * Inside the transaction: a line of the audit log, when n are customers and there is a key: whose data was written, or
 * sent.
 */
int sync_note(struct sync *s, const struct sync_entity *n, const char *id, const char *action, struct err *e);

#endif
