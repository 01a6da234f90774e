#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/token.h"

#include "text/person.h"

#define LOOKED_AT 120 /* characters of a name */
#define LONGEST 30    /* of a first name: a longer word is none */
#define SHORTEST 2    /* one letter is an initial */

/* Before a name, and what links its parts: neither is one. */
#define TITLES                                                                                                 \
	"dr dra sr sra srta srs sras d da dona dom prof profa professor professora doutor doutora senhor senhora " \
	"senhorita seu mr mrs ms miss eng enga engo pr pra pe padre pastor pastora frei tio tia vo vovo mae pai "  \
	"de do das dos e o a"

/* Who is called so is no person. */
#define SHOPS                                                                                                         \
	"loja lojas lojinha lojista empresa comercio comercial studio estudio salao atelie atelier boutique butique "     \
	"clinica consultorio laboratorio farmacia drogaria drogas restaurante lanchonete padaria pizzaria hamburgueria "  \
	"confeitaria sorveteria acougue bar cafe cafeteria mercado mercadinho mercearia supermercado oficina escola "     \
	"colegio igreja hotel pousada barbearia academia distribuidora transportadora construtora imobiliaria grupo "     \
	"petshop pet auto autopecas moda modas doces bolos casa espaco instituto associacao condominio escritorio "       \
	"grafica papelaria otica perfumaria floricultura tabacaria adega store shop delivery atendimento vendas suporte " \
	"contato financeiro compras sac cliente usuario user lead visitante anonimo desconhecido unknown whatsapp "       \
	"instagram telegram null none undefined sem teste test"

/* Of a company, wherever it stands. */
#define COMPANY "ltda eireli mei inc corp llc"

/* ---- words ---- */

static bool is_mark(uint32_t cp)
{
	return cp >= 0x300 && cp < 0x370;
}

static bool joins(uint32_t cp)
{
	return cp == '-' || cp == '\'' || cp == 0x2019;
}

/* The run of letters at s; a hyphen or apostrophe between two of them is part of it. */
static size_t letters(const char *s)
{
	size_t n = 0, left = strlen(s), len, after;
	uint32_t cp, next;

	while (n < left) {
		len = utf8_decode(s + n, left - n, &cp);
		after = n + len < left ? utf8_decode(s + n + len, left - n - len, &next) : 0;
		if (!fold_is_letter(cp) && !(n > 0 && (is_mark(cp) || (joins(cp) && after > 0 && fold_is_letter(next)))))
			break;
		n += len;
	}
	return n;
}

/* Is what stands up to the next space a phone, an address or the name of an account? */
static bool is_code(const char *s)
{
	size_t n = strcspn(s, " ");

	return strcspn(s, "0123456789@") < n || strncmp(s, "http", 4) == 0 || strncmp(s, "www.", 4) == 0;
}

/* The next word of letters at *s, which moves behind it; *s begins at a space or behind a word. False at the end. */
static bool next_word(const char **s, struct token *out)
{
	const char *p = *s;
	uint32_t cp;

	while (*p && (out->n = letters(p)) == 0) {
		if (*p == ' ' && is_code(p + 1))
			p += 1 + strcspn(p + 1, " ");
		else
			p += utf8_decode(p, strlen(p), &cp);
	}
	out->p = p;
	*s = p + (*p ? out->n : 0);
	return *p != '\0';
}

static bool is_one_of(struct token t, const char *words)
{
	struct buf folded = {0};
	bool found;

	fold_text(&folded, t.p, t.n);
	found = token_in((struct token){buf_str(&folded), folded.n}, words);
	buf_free(&folded);
	return found;
}

/* ---- capitals ---- */

/* Does the word say where its capitals belong: has it both kinds of letters, or is it initials ("JP")? */
static bool is_written(struct token t)
{
	size_t up = 0, low = 0, vowels = 0, len;
	uint32_t cp;

	for (size_t i = 0; i < t.n; i += len) {
		len = utf8_decode(t.p + i, t.n - i, &cp);
		up += fold_lower(cp) != cp;
		low += fold_upper(cp) != cp;
		vowels += cp >= 0x80 || strchr("AEIOUYaeiouy", (char)cp) != NULL;
	}
	return (up > 0 && low > 0) || (low == 0 && vowels == 0);
}

/* With a capital where a part of it begins: "ANA-LÚCIA" is "Ana-Lúcia". */
static char *titled(struct token t)
{
	struct buf b = {0};
	bool begins = true, as_is = is_written(t);
	char bytes[4];
	size_t len;
	uint32_t cp;

	for (size_t i = 0; i < t.n; i += len) {
		len = utf8_decode(t.p + i, t.n - i, &cp);
		if (is_mark(cp)) /* no letter of a name has one that did not become part of it: it strikes through */
			continue;
		if (!as_is)
			cp = begins ? fold_upper(cp) : fold_lower(cp);
		begins = joins(cp);
		buf_put(&b, bytes, utf8_encode(cp, bytes));
	}
	return b.p;
}

/* ---- names ---- */

/* One letter is an initial, but in scripts that write a name with it. */
static bool has_length_of_name(struct token t)
{
	size_t n = utf8_length(t.p, t.n);
	uint32_t cp;

	(void)utf8_decode(t.p, t.n, &cp);
	return n <= LONGEST && (n >= SHORTEST || cp >= 0x2000);
}

static struct token first_of(const char *s)
{
	struct token t, none = {NULL, 0}, found = none;

	while (next_word(&s, &t)) {
		if (is_one_of(t, COMPANY))
			return none;
		if (found.p || is_one_of(t, TITLES) || !has_length_of_name(t))
			continue;
		if (is_one_of(t, SHOPS))
			return none;
		found = t;
	}
	return found;
}

char *person_first(const char *name)
{
	struct buf plain = {0};
	struct token first;
	char *out;

	buf_putc(&plain, ' '); /* so that every word has a beginning to be looked at */
	fold_plain(&plain, name, utf8_cut(name, strlen(name), LOOKED_AT));
	first = first_of(buf_str(&plain));
	out = first.p ? titled(first) : NULL;
	buf_free(&plain);
	return out;
}

char *person_line(const char *name)
{
	struct buf shown = {0}, out = {0};
	const char *s;
	size_t n;

	fold_shown(&shown, name, strlen(name));
	for (s = buf_str(&shown); *(s += strspn(s, " ")); s += n) {
		n = strcspn(s, " ");
		if (out.n)
			buf_putc(&out, ' ');
		buf_put(&out, s, n);
	}
	buf_free(&shown);
	return out.p;
}
