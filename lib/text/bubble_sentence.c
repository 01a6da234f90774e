#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/token.h"

#include "text/bubble_private.h"

#define LONGEST 24 /* bytes of an abbreviation */

/* Folded, without their last point. */
#define ABBREVIATIONS                                                                                                  \
	"sr sra srta srs sras dr dra drs dras prof profa profs exmo exma ilmo ilma eng arq adv ten cel gal pe fr sto sta " \
	"st d dna av al pc pca trav tv rod estr jd vl lt qd bl ap apt apto cj ed edif cond no n nr num tel fone ramal "    \
	"whats art inc par pag pags p pp fl fls vol cap fig obs ex p.ex i.e e.g vs cia ltda s.a min max aprox ref cod "    \
	"qtd qtde un und unid pct pcts cx gr lts mts hrs seg ter qua qui sex sab dom jan fev mar abr mai jun jul ago "     \
	"set out nov dez etc resp atte att ass dest rem compl esq prox"

bool bubble_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Pictures and signs, which are no letters. */
static bool is_picture(uint32_t cp)
{
	return (cp >= 0x2190 && cp <= 0x2bff) || (cp >= 0x1f000 && cp <= 0x1faff) || cp == 0x3030 || cp == 0x303d;
}

static bool is_picture_at(const char *s, size_t n)
{
	uint32_t cp = 0;

	if (n)
		(void)utf8_decode(s, n, &cp);
	return is_picture(cp);
}

/* The beginning of the word that ends at end. */
static size_t word_start(const char *s, size_t end)
{
	while (end > 0 && !bubble_is_space(s[end - 1]))
		end--;
	return end;
}

/* Bytes of the closing sign that s[0..end) ends with, 0 when there is none. */
static size_t closer(const char *s, size_t end)
{
	static const char *const wide[] = {"\xe2\x80\x9d", "\xe2\x80\x99", "\xc2\xbb"};

	if (end && s[end - 1] && strchr("\"')]*_`~", s[end - 1]))
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++) {
		size_t n = strlen(wide[i]);

		if (end >= n && memcmp(s + end - n, wide[i], n) == 0)
			return n;
	}
	return 0;
}

/* Is s[from..end), which ends with a point, a short form, an initial or a number of a list? */
static bool is_short(const char *s, size_t from, size_t end)
{
	struct buf b = {0};
	bool yes = false, line = from == 0 || s[from - 1] == '\n';

	while (from < end && s[from] && strchr("(\"'*_", s[from]))
		from++;
	if (from < end && end - from <= LONGEST)
		fold_text(&b, s + from, end - from - 1);
	if (b.n == 1)
		yes = b.p[0] >= 'a' && b.p[0] <= 'z' && b.p[0] != 'e' && b.p[0] != 'o';
	if (b.n && line && strspn(b.p, "0123456789") == b.n)
		yes = true;
	if (b.n)
		yes = yes || token_in((struct token){b.p, b.n}, ABBREVIATIONS);
	buf_free(&b);
	return yes;
}

/* Does a lower case letter stand at s? */
static bool is_lower(const char *s, size_t n)
{
	uint32_t cp = 0;

	if (n)
		(void)utf8_decode(s, n, &cp);
	return (cp >= 'a' && cp <= 'z') || (cp >= 0xdf && cp <= 0xff && cp != 0xf7);
}

/* Does s[0..end) end a sentence, or with a point that ends none (*glue)? */
static bool ends(const char *s, size_t end, bool *glue)
{
	size_t len, last = end;

	while ((len = closer(s, end)))
		end -= len;
	if (end >= 3 && memcmp(s + end - 3, "\xe2\x80\xa6", 3) == 0)
		return true;
	if (!end || !s[end - 1] || !strchr(".!?", s[end - 1]))
		return false;
	*glue = end == last && s[end - 1] == '.' && is_short(s, word_start(s, end), end);
	return !*glue;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Words that belong to the next one: "nº 42", "R$ 10", "3 dias", "até 3". */
static bool is_glued(const char *s, size_t n, size_t end, size_t next)
{
	size_t from = word_start(s, end);

	if (end - from == 3 && (memcmp(s + from + 1, "\xc2\xba", 2) == 0 || memcmp(s + from + 1, "\xc2\xb0", 2) == 0))
		return true;
	return (from < end && is_digit(s[from]) && is_digit(s[end - 1])) || (next < n && is_digit(s[next]));
}

enum bubble_gap bubble_sentence(const char *s, size_t n, size_t end, size_t next)
{
	bool glue = false;

	if (is_picture_at(s + next, n - next))
		return BUBBLE_GLUE; /* it ends what stands before it */
	for (size_t from = word_start(s, end); from < end && is_picture_at(s + from, end - from);) {
		for (end = from; end > 0 && bubble_is_space(s[end - 1]);)
			end--;
		from = word_start(s, end);
	}
	if (end && ends(s, end, &glue) && !is_lower(s + next, n - next))
		return BUBBLE_SENTENCE;
	return glue || (end && is_glued(s, n, end, next)) ? BUBBLE_GLUE : BUBBLE_SPACE;
}
