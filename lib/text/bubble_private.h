/* bubble_private: what bubble.c and its parts share. Offsets are bytes from the text's beginning. */
#ifndef TEXT_BUBBLE_PRIVATE_H
#define TEXT_BUBBLE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of the place before byte i (0 to n). */
enum bubble_mark {
	BUBBLE_CODE = 1, /* inside what is never cut */
	BUBBLE_SOFT = 2, /* inside what is kept whole where it fits */
	BUBBLE_ITEM = 4, /* inside a list item that fits */
	BUBBLE_HEAD = 8, /* between a list's heading and its first item */
	BUBBLE_OWN = 16  /* where a long code's bubble begins or ends */
};

struct bubble_text {
	const char *s;
	size_t n;
	size_t limit;
	unsigned char *mark; /* n + 1 of enum bubble_mark */
};

/* bubble_span.c: CODE, SOFT and (when own) OWN. */
void bubble_span_mark(struct bubble_text *t, bool own);
/* bubble_list.c: ITEM and HEAD. */
void bubble_list_mark(struct bubble_text *t);

/* bubble_cluster.c: bytes of the grapheme cluster at s[0..n), n above 0; rather too long than too short. */
size_t bubble_cluster(const char *s, size_t n);
/* Does a character go with the one before it? */
bool bubble_cluster_goes_on(uint32_t cp);

/* bubble_sentence.c: the white space s[end..next) as a break, by the words around it. */
enum bubble_gap { BUBBLE_SENTENCE, BUBBLE_SPACE, BUBBLE_GLUE };
enum bubble_gap bubble_sentence(const char *s, size_t n, size_t end, size_t next);

bool bubble_is_space(char c);

#endif
