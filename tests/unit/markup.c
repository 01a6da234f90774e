#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/markup.h"

#include "../t.h"

#define H "\xe2\x80\x8a" /* hair space */
#define Z "\xe2\x80\x8b" /* zero width space */

static const char *as(struct buf *out, const char *channel, const char *s)
{
	buf_clear(out);
	markup_for(channel, s, strlen(s), out);
	return buf_str(out);
}

static void check_channels(void)
{
	static const struct {
		const char *text, *whatsapp, *sms, *api;
	} v[] = {
		{"", "", "", ""},
		{"Oi, Ana! Tudo bem?", "Oi, Ana! Tudo bem?", "Oi, Ana! Tudo bem?", "Oi, Ana! Tudo bem?"},
		{"**Batom** custa R$ 20", "**Batom** custa R$ 20", "Batom custa R$ 20", "Batom custa R$ 20"},
		{"**a** e **b**", "**a** e **b**", "a e b", "a e b"},
		{"Kit 2*100 ml e 3*50 ml", "Kit 2\\*100 ml e 3\\*50 ml", "Kit 2\\*100 ml e 3\\*50 ml",
		 "Kit 2*100 ml e 3*50 ml"},
		{"**Kit 2*100 ml**", "**Kit 2\\*100 ml**", "Kit 2\\*100 ml", "Kit 2*100 ml"},
		{"SKU_001_A", "SKU_001_A", "SKU_001_A", "SKU_001_A"},
		{"o *novo* kit", "o \\*" H "novo\\* kit", "o \\*novo\\* kit", "o *novo* kit"},
		{"o _novo_ kit", "o \\_" H "novo\\_ kit", "o \\_novo\\_ kit", "o _novo_ kit"},
		{"o __novo__ kit", "o \\_" H "\\_" H "novo\\_\\_ kit", "o \\_\\_novo\\_\\_ kit", "o __novo__ kit"},
		{"5 * 3 = 15", "5 * 3 = 15", "5 * 3 = 15", "5 * 3 = 15"},
		{"nota* veja", "nota\\* veja", "nota\\* veja", "nota* veja"},
		{"De ~~R$ 99~~ por R$ 79", "De ~R$ 99~ por R$ 79", "De R$ 99 por R$ 79", "De R$ 99 por R$ 79"},
		{"uns ~500 ml", "uns ~500 ml", "uns ~500 ml", "uns ~500 ml"},
		{"Use `VERAO10` hoje", "Use `VERAO10` hoje", "Use VERAO10 hoje", "Use VERAO10 hoje"},
		{"Use `A_B*` hoje", "Use `A_B*` hoje", "Use A_B\\* hoje", "Use A_B* hoje"},
		{"```\nPIX\n```", "`PIX`", "PIX", "PIX"},
		{"um ` so", "um \\` so", "um \\` so", "um ` so"},
		{"[site](https://loja.com)", "site: https://loja.com", "site: https://loja.com", "site: https://loja.com"},
		{"[https://a.b](https://a.b)", "https://a.b", "https://a.b", "https://a.b"},
		{"[](https://a.b)", "https://a.b", "https://a.b", "https://a.b"},
		{"[fale](mailto:a@b.com)", "fale: a@b.com", "fale: a@b.com", "fale: a@b.com"},
		{"[ligue](tel:+5511988887777)", "ligue: +5511988887777", "ligue: +5511988887777", "ligue: +5511988887777"},
		{"[x](https://a.b/(c))", "x: https://a.b/(c)", "x: https://a.b/(c)", "x: https://a.b/(c)"},
		{"[x](https://a.b \"dica\")", "x: https://a.b", "x: https://a.b", "x: https://a.b"},
		{"![foto](https://a.b/f.jpg)", "foto: https://a.b/f.jpg", "foto: https://a.b/f.jpg", "foto: https://a.b/f.jpg"},
		{"**[x](https://a.b)**", "**x: https://a.b**", "x: https://a.b", "x: https://a.b"},
		{"[Site]: https://a.b", "\\[Site\\]: https://a.b", "\\[Site\\]: https://a.b", "[Site]: https://a.b"},
		{"https://a.b/_x_?c=_1_", "https://a.b/\\_x\\_?c=\\_1\\_", "https://a.b/\\_x\\_?c=\\_1\\_",
		 "https://a.b/_x_?c=_1_"},
		{"veja www.a.b/**c**", "veja www.a.b/\\*\\*c\\*\\*", "veja www.a.b/\\*\\*c\\*\\*", "veja www.a.b/**c**"},
		{"# Promo\nhoje", "**Promo**\nhoje", "Promo\nhoje", "Promo\nhoje"},
		{"## **Promo**", "**Promo**", "Promo", "Promo"},
		{"#1 em vendas", "#1 em vendas", "#1 em vendas", "#1 em vendas"},
		{"- a\n* b", "- a\n- b", "\\- a\n\\- b", "- a\n- b"},
		{"1. a\n2) b", "1\\. a\n2\\) b", "1\\. a\n2\\) b", "1. a\n2) b"},
		{"1.5 kg", "1.5 kg", "1.5 kg", "1.5 kg"},
		{"+ 10% off", "\\+ 10% off", "\\+ 10% off", "+ 10% off"},
		{"> 18 anos", "\\> 18 anos", "\\> 18 anos", "> 18 anos"},
		{"a\n---", "a\n\\---", "a\n\\---", "a\n---"},
		{"a\n===", "a\n\\===", "a\n\\===", "a\n==="},
		{"     a", "   a", "   a", "     a"},
		{"<nome> <3", "\\<nome> \\<3", "\\<nome> \\<3", "<nome> <3"},
		{"a &amp; b & c", "a \\&amp; b & c", "a \\&amp; b & c", "a &amp; b & c"},
		{"2\\*3", "2\\*3", "2\\*3", "2*3"},
		{"C:\\pasta", "C:\\pasta", "C:\\pasta", "C:\\pasta"},
		{"**sem fim", "\\*\\*sem fim", "\\*\\*sem fim", "**sem fim"},
		{"** a **", "\\*" H "\\* a \\*\\*", "\\*\\* a \\*\\*", "** a **"},
		{"62070503***6304ABCD", "62070503\\*\\*\\*6304ABCD", "62070503\\*\\*\\*6304ABCD", "62070503***6304ABCD"},
		{"\xe2\x80\x94_x_", "\xe2\x80\x94\\_" H "x\\_", "\xe2\x80\x94\\_x\\_", "\xe2\x80\x94_x_"},
		{"ma\xc3\xa7\xc3\xa3_\xc3\xa9", "ma\xc3\xa7\xc3\xa3_\xc3\xa9", "ma\xc3\xa7\xc3\xa3_\xc3\xa9",
		 "ma\xc3\xa7\xc3\xa3_\xc3\xa9"},
	};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		t_str(as(&b, "whatsapp", v[i].text), v[i].whatsapp, "whatsapp");
		t_str(as(&b, "sms", v[i].text), v[i].sms, "sms");
		t_str(as(&b, "api", v[i].text), v[i].api, "api");
	}
	buf_free(&b);
}

static void check_others(void)
{
	static const char full[] = "# A\n**b** [c](d) *e* `f` ~~g~~\n1. h\n";
	static const char *const plain[] = {"facebook", "instagram", "line", "telegram", "sms", "twitter"};
	struct buf b = {0};

	t_str(as(&b, "web", full), full, "the web keeps Markdown");
	t_str(as(&b, "email", full), full, "mail too");
	t_str(as(&b, "web", "2*100*3"), "2\\*100\\*3", "but * between digits is none");
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		t_str(as(&b, plain[i], "**x** [t](https://u.v)"), "x t: https://u.v", plain[i]);
	t_str(as(&b, "instagram", "a\nb\n\nc"), "a  \nb\n\nc", "lines that stay lines");
	t_str(as(&b, "line", "Tem:\n- a\n- b"), "Tem:  \n\\- a  \n\\- b", "signs that stay signs");
	t_str(as(&b, "telegram", "a\nb"), "a\nb", "not where they do anyway");
	t_str(as(&b, NULL, "**x** 1*2"), "x 1*2", "no name");
	t_str(as(&b, "tiktok", "**x** 1*2"), "x 1*2", "an unknown renderer");
	buf_clear(&b);
	buf_puts(&b, "Antes. ");
	markup_for("sms", "**x**", 5, &b);
	t_str(buf_str(&b), "Antes. x", "appends");
	buf_free(&b);
}

static void check_liquid(void)
{
	static const char *const v[][2] = {
		{"", ""},
		{"Oi {nome}, 10% {de} desconto", "Oi {nome}, 10% {de} desconto"},
		{"{{contact.name}}", "{" Z "{contact.name}" Z "}"},
		{"{{{x}}}", "{" Z "{" Z "{x}" Z "}" Z "}"},
		{"{% raw %}", "{" Z "% raw %" Z "}"},
		{"{%- if x -%}", "{" Z "%- if x -%" Z "}"},
		{"{ {x} }", "{ {x} }"},
		{"{{%}}", "{" Z "{" Z "%" Z "}" Z "}"},
		{"`{{x}}`", "`{" Z "{x}" Z "}`"},
		{"`{% endraw %}{{x}}`", "`{" Z "% endraw %" Z "}{" Z "{x}" Z "}`"},
		{"}{", "}{"},
		{"%{", "%{"},
	};
	struct buf b = {0}, again = {0};

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		buf_clear(&b);
		buf_clear(&again);
		markup_escape_liquid(v[i][0], strlen(v[i][0]), &b);
		markup_escape_liquid(buf_str(&b), b.n, &again);
		t_str(buf_str(&b), v[i][1], v[i][0]);
		t_str(buf_str(&again), v[i][1], "and once more");
	}
	buf_clear(&b);
	for (const char *s = "{{x}} {%y%}"; *s; s++)
		markup_escape_liquid(s, 1, &b);
	t_str(buf_str(&b), "{" Z "{x}" Z "} {" Z "%y%" Z "}", "byte by byte");
	buf_free(&b);
	buf_free(&again);
}

static void check_limits(void)
{
	t_int((long long)markup_limit("whatsapp"), 1520, "whatsapp");
	t_int((long long)markup_limit("instagram"), 950, "instagram");
	t_int((long long)markup_limit("facebook"), 1900, "facebook");
	t_int((long long)markup_limit("telegram"), 3891, "telegram");
	t_int((long long)markup_limit("sms"), 152, "sms");
	t_int((long long)markup_limit("web"), 9500, "web");
	t_int((long long)markup_limit("api"), 9500, "api");
	t_int((long long)markup_limit(NULL), 9500, "no name");
	t_int((long long)markup_choices("whatsapp").buttons, 3, "three buttons");
	t_int((long long)markup_choices("sms").buttons, 0, "none by sms");
	t_ok(markup_choices_fit("whatsapp", 3, 20, 1024), "three buttons fit");
	t_ok(!markup_choices_fit("whatsapp", 3, 21, 10), "a title too long");
	t_ok(markup_choices_fit("whatsapp", 10, 24, 1024), "ten rows");
	t_ok(!markup_choices_fit("whatsapp", 4, 25, 10), "a row too long");
	t_ok(!markup_choices_fit("whatsapp", 11, 5, 10), "eleven rows");
	t_ok(!markup_choices_fit("whatsapp", 2, 5, 1025), "a body too long");
	t_ok(!markup_choices_fit("whatsapp", 0, 0, 1), "nothing to choose");
	t_ok(!markup_choices_fit("instagram", 2, 5, 10), "no buttons there");
	t_ok(markup_choices_fit("facebook", 13, 20, 100) && !markup_choices_fit("facebook", 14, 20, 100), "quick replies");
}

int main(void)
{
	check_channels();
	check_others();
	check_liquid();
	check_limits();
	return t_done();
}
