/* places_private: the names behind places.c. */
#ifndef TEXT_PLACES_PRIVATE_H
#define TEXT_PLACES_PRIVATE_H

struct places_state {
	char uf[3];
	const char *name;
	const char *cities; /* split by "|"; "*" before one that is an everyday word or a name of people or streets */
};

#define PLACES_STATES 27

extern const struct places_state places_states[PLACES_STATES];

#endif
