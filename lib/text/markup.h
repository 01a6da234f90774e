/*
 * markup: light Markdown (what reply templates write) made what Chatwoot renders rightly for a channel, and what a
 * channel takes. Text is UTF-8. Channels are named as webhook_channel() in services/webhook.h does: "whatsapp",
 * "instagram", "facebook", "web", "telegram", "sms", "line", "email", "api", …; NULL or another name is a channel of
 * plain text that Chatwoot passes on as it is.
 *
 * The order of work: bubble_split (bubble.h) with markup_limit, then for each bubble markup_for, then
 * markup_escape_liquid. The signs that the last two add are not seen, and do not count where the channel counts.
 */
#ifndef TEXT_MARKUP_H
#define TEXT_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

/*
 * Appends text[0..n) to out as the content to post to Chatwoot, which parses it as CommonMark and renders it for the
 * channel (except "api" and unknown ones). Understood as marks: **bold**, ~~struck~~, `code`, [text](url), ![](url),
 * "# " headings, lists, and \ before a sign. Everything else is text: single * and _, __, <, &…; and what begins a
 * line by chance come from data and are shown as they are.
 *
 *             whatsapp              web, email   facebook, instagram, line,    api, others
 *                                                telegram, sms, twitter
 *   **x**     **x** (Chatwoot: *x*) as it is     x                             x
 *   ~~x~~     ~x~                   as it is     x                             x
 *   `x`       `x`                   as it is     x                             x
 *   [t](u)    t: u                  as it is     t: u                          t: u
 *   # x       **x**                 as it is     x                             x
 *   - x, * x  - x                   as it is     \- x                          - x
 *   1. x      1\. x                 as it is     1\. x                         1. x
 *   2*3*4     2\*3\*4               2\*3\*4      2\*3\*4                       2*3*4
 *   *x*, _x_  \*(hair)x\*           as it is     \*x\*                         *x*
 *
 * The backslashes are for Chatwoot's parser and are not seen. Why: some of its renderers make any list "- " and lose
 * its numbers, or (Line) all its signs; html in text vanishes. The hair space (U+200A) is there because WhatsApp would
 * make *x* bold once more; it stands only where WhatsApp reads a mark. _ between letters is no mark anywhere and stays.
 * t: u is u alone where t is empty or the same; mailto: and tel: are left out of u. Lines of facebook, instagram and
 * line end in two blanks, without which Chatwoot joins them.
 */
void markup_for(const char *channel, const char *text, size_t n, struct buf *out);

/*
 * Appends text[0..n) to out so that Chatwoot's Liquid finds nothing to evaluate: between { and { or %, and between } or
 * % and }, goes a zero width space (U+200B). It is invisible in every font and, unlike a space, leaves what the
 * customer sees as it was; unlike a backslash it needs no Markdown behind it, and Liquid knows it not. What out ends
 * with counts, so that a text may come in pieces; "{ {" is harmless to Liquid and stays; doing it twice is doing it
 * once. Backticks, which Chatwoot exempts, are no reason to stop: {% endraw %} inside would end the exemption.
 */
void markup_escape_liquid(const char *text, size_t n, struct buf *out);

/*
 * Code points that a bubble for the channel may have: what it takes less a margin of a twentieth, for what Chatwoot
 * adds when it renders (list signs, line ends).
 *
 *   whatsapp 1520 of 1600 (over Twilio; 4096 of Meta can't be told by the name)   instagram 950 of 1000
 *   facebook 1900 of 2000   telegram 3891 of 4096   line 1900 of 2000   tiktok 5700 of 6000
 *   sms 152 of 160 (Twilio 320)   web, api, email, others 9500 of 10000
 */
size_t markup_limit(const char *channel);

/* What a message that lets the customer choose may hold, in code points. */
struct markup_choices {
	size_t buttons;      /* so many choices are shown as buttons; 0: the channel has none */
	size_t button_title; /* of each */
	size_t rows;         /* so many as a list, when they are more than buttons; 0: no list */
	size_t row_title;
	size_t body; /* the text with them */
};

/*
 * The channel's limits, those of Meta for WhatsApp (3 of 20, 10 rows of 24, body 1024), which Chatwoot does not check
 * (content_type input_select). facebook has quick replies (13 of 20), web has buttons. All 0 where choices must be
 * written into the text.
 */
struct markup_choices markup_choices(const char *channel);

/* Can n choices be shown there, the longest with title code points, with a text of body code points? */
bool markup_choices_fit(const char *channel, size_t n, size_t title, size_t body);

#endif
