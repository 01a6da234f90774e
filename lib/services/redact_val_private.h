/* redact_val_private: what the name of a JSON member says of its value. */
#ifndef SERVICES_REDACT_VAL_PRIVATE_H
#define SERVICES_REDACT_VAL_PRIVATE_H

#include <stdbool.h>

#include "text/redact.h"

#define REDACT_VAL_KEY 64 /* bytes of a member's plain name with its NUL; longer ones are cut */

struct redact_val_object { /* what is known of the object that the member is in */
	bool person, address;
};

enum redact_val_how {
	REDACT_VAL_TEXT,   /* search it */
	REDACT_VAL_KEEP,   /* an id, a time, a price */
	REDACT_VAL_NAME,   /* a person's name: mask it here and everywhere */
	REDACT_VAL_STREET, /* the same, of an address */
	REDACT_VAL_WHOLE   /* mask all of it */
};

struct redact_val_rule {
	enum redact_val_how how;
	const char *mask;                /* of NAME, STREET and WHOLE; static */
	int kind;                        /* of redact.h, -1 for none */
	struct redact_val_object object; /* what an object that is the value is */
};

/* name as redact_val_plain gives it. */
void redact_val_rule_of(const char *name, const struct redact_val_object *in, struct redact_val_rule *out);
/* "customerName", "customer-name" and "Customer_Name" as "customer_name". */
void redact_val_plain(const char *s, size_t n, char out[REDACT_VAL_KEY]);

#endif
