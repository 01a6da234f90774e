#include <stdlib.h>

#include "base/utf8.h"
#include "text/fold.h"

#include "../t.h"

static const struct {
	const char *raw, *folded, *name;
} cases[] = {
	{"", "", "nothing"},
	{"PROMOÇÃO", "promocao", "accents and case"},
	{"ÀÁÂÃÄÅ Ç ÈÉÊË ÌÍÎÏ Ñ ÒÓÔÕÖ ÙÚÛÜ Ý", "aaaaaa c eeee iiii n ooooo uuuu y", "Latin-1"},
	{"ŠŽ ćčř őű ğış", "sz ccr ou gıs", "Latin Extended-A"},
	{"acao\xcc\x81 c\xcc\xa7", "acao c", "decomposed accents"},
	{"\xef\xac\x81na", "fina", "the ligature fi"},
	{"m\xc2\xb2 1\xc2\xba 2\xc2\xaa", "m2 1o 2a", "superscripts and ordinals"},
	{"\xef\xbc\xb2\xef\xbc\x84 \xef\xbc\x98\xef\xbc\x90", "r$ 80", "full width"},
	{"1\xef\xb8\x8f\xe2\x83\xa3", "1", "a keycap"},
	{"sham\xc2\xadpoo pro\xe2\x80\x8bmo", "shampoo promo", "soft hyphen and zero width space"},
	{"\xef\xbb\xbfoi", "oi", "byte order mark"},
	{"a\xc2\xa0z", "a z", "hard space"},
	{"oi \xf0\x9f\x98\x80\xe2\x9d\xa4\xef\xb8\x8f", "oi \xf0\x9f\x98\x80\xe2\x9d\xa4", "emoji stay"},
	{"ß Æ Ø ł", "ß æ ø ł", "letters that are no marked letters"},
	{"ПРИВЕТ Ёж", "привет еж", "Cyrillic"},
	{"ΑΘΉΝΑ", "αθηνα", "Greek"},
	{"\xc3\x28ok\xff\xed\xa0\x80", "(ok", "invalid bytes are dropped"},
	{"caf\xc3", "caf", "a cut character is dropped"},
	{"\xef\xbf\xbd", "\xef\xbf\xbd", "a real U+FFFD stays"},
	{"…", "...", "the ellipsis"},
};

static void check_folded_once_is_folded(void)
{
	struct buf once = {0}, twice = {0};
	char c[4];
	int bad = 0;

	for (uint32_t cp = 1; cp <= 0x10ffff; cp++) {
		buf_clear(&once);
		buf_clear(&twice);
		fold_text(&once, c, utf8_encode(cp, c));
		fold_text(&twice, buf_str(&once), once.n);
		if (strcmp(buf_str(&once), buf_str(&twice)) != 0 || utf8_valid(buf_str(&once), once.n) != once.n)
			bad++;
	}
	t_int(bad, 0, "every character folds to valid text that folds to itself");
	buf_free(&once);
	buf_free(&twice);
}

static void check_long(void)
{
	struct buf b = {0};
	size_t n = 3 * 20000;
	char *s = malloc(n);

	for (size_t i = 0; i < n; i += 3)
		memcpy(s + i, "\xef\xb7\xba", 3); /* makes 33 bytes of 3 */
	fold_text(&b, s, n);
	t_int((long long)b.n, 33 * 20000, "text that grows eleven times");
	buf_clear(&b);
	fold_text(&b, "A\0B", 3);
	t_ok(b.n == 3 && memcmp(b.p, "a\0b", 4) == 0, "NUL passes");
	fold_text(&b, "Ç", 2);
	t_ok(b.n == 4 && b.p[3] == 'c', "appends");
	free(s);
	buf_free(&b);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *got = fold_dup(cases[i].raw);

		t_str(got, cases[i].folded, cases[i].name);
		free(got);
	}
	check_long();
	check_folded_once_is_folded();
	t_ok(fold_is_word(0xe9) && fold_is_word('7') && fold_is_word(0x4e00) && fold_is_word(0x940), "letters and digits");
	t_ok(!fold_is_word('_') && !fold_is_word(0x1f600) && !fold_is_word(0x2014) && !fold_is_word(0xa0), "other signs");
	return t_done();
}
