#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/term.h"
#include "services/consent.h"

#include "cli/privacy_show.h"

#define MAX_COLUMNS 8

/* A table of the list's members, as they are. */
static int show(const char *const *heads, const char *const *members, int n, val list)
{
	struct term_table *t = term_table_new(heads, n);
	int st;

	for (int i = 0; i < val_len(list); i++) {
		val row = val_at(list, i);
		const char *cell[MAX_COLUMNS];
		char number[MAX_COLUMNS][24];

		for (int k = 0; k < n; k++) {
			val v = val_get(row, members[k]);

			(void)snprintf(number[k], sizeof(number[k]), "%.0f", val_number(v, 0));
			cell[k] = val_kind(v) == VAL_NUMBER ? number[k] : val_str(row, members[k], "");
			val_free(v);
		}
		term_table_add(t, cell);
		val_free(row);
	}
	st = term_table_print(t, stdout);
	term_table_free(t);
	return st;
}

int privacy_show_retention(val list)
{
	static const char *const heads[] = {"keeps", "what is from before", "rows"};
	static const char *const members[] = {"retention", "before", "rows"};

	return show(heads, members, 3, list);
}

int privacy_show_audit(val list)
{
	static const char *const heads[] = {"when", "who", "what", "of whom", "which", "why"};
	static const char *const members[] = {"ts", "actor", "action", "subject", "what", "why"};

	return show(heads, members, 6, list);
}

/* The newest row of a purpose; null when there is none. */
static val newest(val rows, const char *purpose)
{
	val found = val_null();

	for (int i = 0; i < val_len(rows); i++) {
		val row = val_at(rows, i);

		if (strcmp(val_str(row, "purpose", ""), purpose) == 0) {
			val_free(found);
			found = val_copy(row);
		}
		val_free(row);
	}
	return found;
}

static void add_purpose(struct term_table *t, val customer, val rows, const char *purpose)
{
	val row = newest(rows, purpose), consent = val_get_object(customer, "consent");
	const char *cell[] = {purpose, "never asked", val_str(row, "ts", ""), val_str(row, "source", ""),
						  val_str(row, "message", "")};

	if (consent_was_asked(customer, purpose))
		cell[1] = val_bool(consent, purpose, false) ? "yes" : "no";
	term_table_add(t, cell);
	val_free(consent);
	val_free(row);
}

int privacy_show_consent(val customer, val rows, char *const purpose[], int n)
{
	static const char *const heads[] = {"purpose", "allowed", "since", "said by", "message"};
	struct term_table *t = term_table_new(heads, 5);
	int st;

	for (int i = 0; consent_purposes[i]; i++)
		if (consent_is_among(consent_purposes[i], purpose, n))
			add_purpose(t, customer, rows, consent_purposes[i]);
	st = term_table_print(t, stdout);
	term_table_free(t);
	return st;
}

int privacy_show_findings(val heads, val findings)
{
	long long lines = 0;

	for (int i = 0; i < val_len(findings); i++) {
		val v = val_at(findings, i);

		(void)printf("%s\n", val_str(v, "message", ""));
		val_free(v);
	}
	for (int i = 0; i < val_len(heads); i++) {
		val h = val_at(heads, i);

		lines += val_int(h, "lines", 0);
		val_free(h);
	}
	return printf("%lld lines in %d chains: %s\n", lines, val_len(heads),
				  val_len(findings) ? "not as they were written" : "all as they were written") < 0
			   ? -1
			   : 0;
}

int privacy_show_receipt(val receipt)
{
	val counts = val_get_object(receipt, "counts"), left = val_get_array(receipt, "left");
	bool dry = val_bool(receipt, "dry_run", false);

	(void)printf("%s %s\nof %s\n", dry ? "would be receipt" : "receipt", val_str(receipt, "receipt", ""),
				 val_str(receipt, "subject", ""));
	for (int i = val_iter(counts); val_iter_ok(counts, i); i = val_iter_next(counts, i)) {
		val n = val_iter_val(counts, i);

		(void)printf("  %7.0f  %s\n", val_number(n, 0), val_iter_key(counts, i));
		val_free(n);
	}
	(void)printf("  %7lld  deliveries in the spool\n  %7lld  records that had failed\n", val_int(receipt, "spool", 0),
				 val_int(receipt, "files", 0));
	if (val_len(left) > 0)
		(void)printf("left to do:\n");
	for (int i = 0; i < val_len(left); i++) {
		val v = val_at(left, i);

		(void)printf("  %s %s: %s\n", val_str(v, "system", ""), val_str(v, "id", ""), val_str(v, "do", ""));
		val_free(v);
	}
	val_free(left);
	val_free(counts);
	return ferror(stdout) ? -1 : 0;
}
