/* markup_private: what markup.c and markup_render.c share. */
#ifndef TEXT_MARKUP_PRIVATE_H
#define TEXT_MARKUP_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

enum markup_style {
	MARKUP_FULL,     /* Markdown stays */
	MARKUP_WHATSAPP, /* Markdown for Chatwoot's parser, of marks that WhatsApp has */
	MARKUP_PLAIN,    /* no marks, but escaped for Chatwoot's parser */
	MARKUP_RAW       /* no marks, nothing parses it */
};

/* Appends text[0..n), n above 0. hard: a line's end inside a paragraph must be a hard break. */
void markup_render(enum markup_style style, bool hard, const char *text, size_t n, struct buf *out);

#endif
