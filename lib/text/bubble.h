/*
 * bubble: a reply cut into the messages ("bubbles") that a channel takes. Text is UTF-8; where it is not, each stray
 * byte stands for itself and no harm is done. No I/O, no clock.
 */
#ifndef TEXT_BUBBLE_H
#define TEXT_BUBBLE_H

#include <stdbool.h>
#include <stddef.h>

#define BUBBLE_MAX 6 /* as many as a person reads in one go */

struct bubble {
	const char *p; /* borrowed: inside the text that was split, no NUL */
	size_t n;      /* bytes, above 0 */
};

struct bubble_list {
	struct bubble *v; /* in the order of the text; NULL when there is none */
	size_t n;
};

struct bubble_opt {
	size_t limit;   /* code points a bubble, as WhatsApp counts (markup_limit() in markup.h); 0: no limit */
	size_t max;     /* bubbles, as far as limit allows (BUBBLE_MAX is the habit); 0: no maximum */
	bool own_codes; /* long codes get a bubble of their own even if all fits into one */
};

/*
 * Splits text[0..n) into *out (its former content is not looked at), to be freed with bubble_free while text lives
 * on. Text of white space alone gives no bubble. What holds for the bubbles:
 *
 * - They are slices of the text in its order, and between two of them, before the first and behind the last there is
 *   nothing but white space (space, tab, CR, LF): nothing else is dropped or changed. None begins or ends with it.
 * - None has more than limit code points. This alone comes before the rest: a text that max bubbles of limit can't
 *   hold makes more of them.
 * - Text within the limit is one bubble (own_codes apart). Else the breaks are the cheapest: blank line, line, sentence
 *   end, space; inside a word only when it is longer than limit. Of equal ones the first bubble is the fullest. Over
 *   max, worse breaks are taken so that bubbles get fuller.
 * - A sentence ends at . ! ? … (quotes, marks and emoji behind it go with it) when no lower case follows.
 *   Abbreviations ("Sr.", "Dra.", "etc.", "nº", "Av."), initials, numbers of a list and what stands inside numbers are
 *   no end.
 * - Never cut, unless one alone is over limit: grapheme clusters (marks, ZWJ and flag emoji, skin tones); links,
 *   e-mails, CPF, CNPJ, CEP, phones; UUIDs (random Pix keys); Pix "copia e cola" (000201…6304XXXX, spaces in the
 *   receiver's name too); boletos (44, 47, 48 digits, as typed or bare); parcels (AA123456789BR); orders (S00042);
 *   the word in capitals behind "cupom"; prices ("R$ 1.234,56").
 *   Kept whole where they fit: `code`, **bold**, [text](link).
 * - A list item ("- ", "* ", "• ", "1. ", "1) ", a keycap; its lines that are indented) stays whole where it fits,
 *   and the line before a list, or its last sentence, with the first item.
 * - Pix codes, boletos and UUIDs (the long codes) stand alone when the text is split or own_codes is set, with marks,
 *   quotes and the full stop that touch them, as long as max allows.
 *
 * Time is proportional to n times the breaks in one bubble (times max where it binds); over 20,000 breaks the last 64
 * of each bubble are looked at.
 */
void bubble_split(const char *text, size_t n, const struct bubble_opt *opt, struct bubble_list *out);
void bubble_free(struct bubble_list *list); /* {0} again; the text is the caller's */

#endif
