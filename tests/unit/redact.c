/*
 * redact: known forms; then 5,000 messages with personal data in many ways of writing it, and 5,000 with numbers that
 * look like it. SEED=N plays others.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "record/jqp.h"
#include "services/redact_val.h"
#include "text/redact.h"

#include "../t.h"

#define MESSAGES 5000

static uint64_t state;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 20) % n);
}

#define PICK(list) ((list)[below(sizeof(list) / sizeof(*(list)))])

static const char *text_of(const char *s, const char *const *names, int n)
{
	static struct buf b;

	buf_clear(&b);
	redact_text(&b, s, strlen(s), names, n);
	return buf_str(&b);
}

/* ---- numbers ---- */

static void random_digits(char *d, int n)
{
	for (int i = 0; i < n; i++)
		d[i] = (char)('0' + below(10));
	d[n] = '\0';
}

static char check_digit(const char *s, int n, int last)
{
	int sum = 0, weight = 2;

	for (int i = n; i-- > 0; weight = weight == last ? 2 : weight + 1)
		sum += (s[i] - '0') * weight;
	return (char)(sum % 11 < 2 ? '0' : '0' + 11 - sum % 11);
}

static void make_cpf(char *d)
{
	random_digits(d, 9);
	d[9] = check_digit(d, 9, 11);
	d[10] = check_digit(d, 10, 11);
	d[11] = '\0';
}

static void make_cnpj(char *d, int letters)
{
	random_digits(d, 8);
	memcpy(d + 8, "000100", 7);
	d[11] = (char)('1' + below(9));
	for (int i = 0; letters && i < 12; i++)
		if (below(2))
			d[i] = (char)('A' + below(26));
	d[12] = check_digit(d, 12, 9);
	d[13] = check_digit(d, 13, 9);
	d[14] = '\0';
}

static void make_card(char *d, int n)
{
	static const char *const sixteen[] = {"4",    "51",   "55",   "53",   "2223", "6011",
										  "5067", "6362", "6062", "3841", "4389", "6504"};
	const char *prefix = n == 15 ? (below(2) ? "34" : "37") : n == 14 ? "36" : n == 19 ? "606282" : PICK(sixteen);
	int sum = 0;

	random_digits(d, n);
	memcpy(d, prefix, strlen(prefix));
	for (int i = 0; i < n - 1; i++) {
		int x = d[n - 2 - i] - '0';

		sum += i % 2 ? x : x > 4 ? x * 2 - 9 : x * 2;
	}
	d[n - 1] = (char)('0' + (10 - sum % 10) % 10);
}

static const char *const areas[] = {"11", "21", "31", "41", "51", "61", "71", "81",
									"85", "92", "19", "27", "47", "62", "98"};

/* Digits into the places of shape's d; x: letters and other signs as they are. */
static void fill(struct buf *b, const char *shape, const char *d)
{
	for (; *shape; shape++)
		if (*shape == 'd')
			buf_putc(b, *d++);
		else
			buf_putc(b, *shape);
}

/* Each digit, point and hyphen as the full-width one. */
static void widen(struct buf *b, const char *s)
{
	for (; *s; s++)
		if (*s >= '!' && *s <= '~') {
			unsigned cp = 0xff01u + (unsigned)(*s - '!');

			buf_putc(b, (char)(0xe0 | cp >> 12));
			buf_putc(b, (char)(0x80 | ((cp >> 6) & 0x3f)));
			buf_putc(b, (char)(0x80 | (cp & 0x3f)));
		} else {
			buf_putc(b, *s);
		}
}

/* Typographic hyphens, no-break spaces, and invisible signs of copied text. */
static void decorate(struct buf *b, const char *s)
{
	static const char *const hyphens[] = {"\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x93", "\xe2\x80\x94",
										  "\xe2\x88\x92"};

	buf_puts(b, below(2) ? "\xe2\x80\xaa" : "");
	for (; *s; s++)
		if (*s == '-')
			buf_puts(b, PICK(hyphens));
		else if (*s == ' ')
			buf_puts(b, below(2) ? "\xc2\xa0" : " ");
		else
			buf_putc(b, *s);
	buf_puts(b, below(2) ? "\xe2\x80\xac" : "");
}

static void spread(struct buf *b, const char *s)
{
	static const char *const dressed[] = {"%s", "*%s*", "(%s)", "\"%s\"", "_%s_", "%s.", "%s,", "%s!", "<%s>"};
	unsigned how = below(12);

	if (how == 0)
		widen(b, s);
	else if (how == 1)
		decorate(b, s);
	else if (how == 2) {
		const char *form = PICK(dressed);
		size_t n = strcspn(form, "%");

		buf_put(b, form, n);
		buf_puts(b, s);
		buf_puts(b, form + n + 2);
	} else
		buf_puts(b, s);
}

/* ---- ways of writing ---- */

enum { ANYWHERE, SAID }; /* SAID: only beside its word */

struct way {
	enum redact_kind kind;
	int where;
	const char *shape; /* d: a digit */
	int wrong;         /* the check digits are wrong */
};

static const struct way ways[] = {
	{REDACT_CPF, ANYWHERE, "ddd.ddd.ddd-dd", 0},
	{REDACT_CPF, ANYWHERE, "ddddddddddd", 0},
	{REDACT_CPF, ANYWHERE, "ddd ddd ddd dd", 0},
	{REDACT_CPF, ANYWHERE, "ddd.ddd.ddd/dd", 0},
	{REDACT_CPF, ANYWHERE, "ddd-ddd-ddd-dd", 0},
	{REDACT_CPF, ANYWHERE, "ddddddddd-dd", 0},
	{REDACT_CPF, ANYWHERE, "ddd ddd ddd-dd", 0},
	{REDACT_CPF, ANYWHERE, "ddd.ddd.ddd dd", 0},
	{REDACT_CPF, ANYWHERE, "ddd,ddd,ddd-dd", 0},
	{REDACT_CPF, ANYWHERE, "ddd. ddd. ddd- dd", 0},
	{REDACT_CPF, ANYWHERE, "ddd . ddd . ddd - dd", 0},
	{REDACT_CPF, ANYWHERE, "ddd.ddd.ddd.dd", 0},
	{REDACT_CPF, ANYWHERE, "ddd.ddd.ddd-dd", 1},
	{REDACT_CPF, SAID, "ddddddddddd", 1},
	{REDACT_CPF, SAID, "ddd ddd ddd dd", 1},
	{REDACT_CPF, SAID, "dddddddddd", 1},
	{REDACT_CPF, SAID, "ddd dddd dd dd", 0},
	{REDACT_CNPJ, ANYWHERE, "dd.ddd.ddd/dddd-dd", 0},
	{REDACT_CNPJ, ANYWHERE, "dddddddddddddd", 0},
	{REDACT_CNPJ, ANYWHERE, "dd ddd ddd dddd dd", 0},
	{REDACT_CNPJ, ANYWHERE, "dd.ddd.ddd.dddd-dd", 0},
	{REDACT_CNPJ, ANYWHERE, "dd.ddd.ddd / dddd - dd", 0},
	{REDACT_CNPJ, ANYWHERE, "dd.ddd.ddd/dddd-dd", 1},
	{REDACT_CNPJ, ANYWHERE, "dddddddd/dddd-dd", 0},
	{REDACT_CNPJ, SAID, "dddddddddddddd", 1},
	{REDACT_CNPJ, ANYWHERE, "dd.ddd.ddd/dddd-dd", 2}, /* with letters */
	{REDACT_CNPJ, ANYWHERE, "dddddddddddddd", 2},
	{REDACT_CEP, ANYWHERE, "ddddd-ddd", 0},
	{REDACT_CEP, ANYWHERE, "dd.ddd-ddd", 0},
	{REDACT_CEP, SAID, "dddddddd", 0},
	{REDACT_CEP, SAID, "ddddd ddd", 0},
	{REDACT_CEP, SAID, "ddddd.ddd", 0},
	{REDACT_CEP, SAID, "ddddd - ddd", 0},
	{REDACT_CEP, SAID, "dd ddd ddd", 0},
	{REDACT_PHONE, ANYWHERE, "(dd) ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "(dd)ddddddddd", 0},
	{REDACT_PHONE, ANYWHERE, "(dd) d dddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "dd ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "dd ddddd dddd", 0},
	{REDACT_PHONE, ANYWHERE, "dd d dddd dddd", 0},
	{REDACT_PHONE, ANYWHERE, "ddddddddddd", 0},
	{REDACT_PHONE, ANYWHERE, "dd-ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "dd.ddddd.dddd", 0},
	{REDACT_PHONE, ANYWHERE, "dd/ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "[dd] ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "+55 dd ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "+55ddddddddddd", 0},
	{REDACT_PHONE, ANYWHERE, "+55 (dd) ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "55ddddddddddd", 0},
	{REDACT_PHONE, ANYWHERE, "55 dd ddddd dddd", 0},
	{REDACT_PHONE, ANYWHERE, "0dd ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "(0dd) ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "0xxdd ddddd-dddd", 0},
	{REDACT_PHONE, ANYWHERE, "0 xx dd ddddd dddd", 0},
	{REDACT_PHONE, ANYWHERE, "dd ddd ddd ddd", 0},
	{REDACT_PHONE, ANYWHERE, "dd ddddd - dddd", 0},
	{REDACT_PHONE, SAID, "dd dd dd dd ddd", 0},
	{REDACT_PHONE, ANYWHERE, "ddddd-dddd", 2}, /* no area code */
	{REDACT_PHONE, ANYWHERE, "d dddd-dddd", 2},
	{REDACT_PHONE, ANYWHERE, "ddddd dddd", 2},
	{REDACT_PHONE, ANYWHERE, "ddddddddd", 2},
	{REDACT_PHONE, SAID, "ddd dd dd dd", 2},
	{REDACT_PHONE, ANYWHERE, "(dd) dddd-dddd", 3}, /* no ninth digit */
	{REDACT_PHONE, ANYWHERE, "dd dddd-dddd", 3},
	{REDACT_PHONE, ANYWHERE, "+55 dd dddd-dddd", 3},
	{REDACT_PHONE, ANYWHERE, "dddd-dddd", 4}, /* neither */
	{REDACT_PHONE, SAID, "dddd dddd", 4},
	{REDACT_PHONE, SAID, "dddddddd", 4},
	{REDACT_CARD, ANYWHERE, "dddd dddd dddd dddd", 0},
	{REDACT_CARD, ANYWHERE, "dddd-dddd-dddd-dddd", 0},
	{REDACT_CARD, ANYWHERE, "dddd.dddd.dddd.dddd", 0},
	{REDACT_CARD, ANYWHERE, "dddddddddddddddd", 0},
	{REDACT_CARD, ANYWHERE, "dddd  dddd  dddd  dddd", 0},
	{REDACT_CARD, ANYWHERE, "dddddddd dddddddd", 0},
	{REDACT_CARD, ANYWHERE, "dddd dddddd ddddd", 0},
	{REDACT_CARD, ANYWHERE, "ddddddddddddddd", 0},
	{REDACT_CARD, ANYWHERE, "dddd dddddd dddd", 0},
	{REDACT_CARD, ANYWHERE, "dddd dddd dddd dddd ddd", 0},
	{REDACT_CARD, SAID, "dddd dddd dddd dddd", 1},
	{REDACT_CARD, SAID, "dddddddddddddddd", 1},
	{REDACT_EMAIL, ANYWHERE, "L@H", 0},
	{REDACT_EMAIL, ANYWHERE, "L @ H", 0},
	{REDACT_EMAIL, ANYWHERE, "L@ H", 0},
	{REDACT_EMAIL, ANYWHERE, "L arroba H", 0},
	{REDACT_EMAIL, ANYWHERE, "L ARROBA S", 0},
	{REDACT_EMAIL, ANYWHERE, "L arroba S", 0},
	{REDACT_EMAIL, ANYWHERE, "L (at) H", 0},
	{REDACT_EMAIL, ANYWHERE, "L[at]H", 0},
	{REDACT_EMAIL, ANYWHERE, "L (arroba) S", 0},
	{REDACT_EMAIL, ANYWHERE, "L at D", 0},
	{REDACT_EMAIL, ANYWHERE, "L@W", 0},
	{REDACT_EMAIL, ANYWHERE, "P arroba S", 0},
	{REDACT_EMAIL, ANYWHERE, "L@gmail", 0},
	{REDACT_EMAIL, ANYWHERE, "L@hotmail,com", 0},
	{REDACT_EMAIL, ANYWHERE, "U@H", 0},
};

#define WAYS ((int)(sizeof(ways) / sizeof(*ways)))

static void put_host(struct buf *b, const char *dot)
{
	static const char *const hosts[] = {"gmail com",      "hotmail com",        "yahoo com br", "outlook com",
										"uol com br",     "icloud com",         "bol com br",   "terra com br",
										"empresa com br", "padaria-sol com br", "usp br",       "clinica123 med br",
										"live com",       "ig com br"};

	for (const char *p = PICK(hosts); *p; p++)
		if (*p == ' ')
			buf_puts(b, dot);
		else
			buf_putc(b, *p);
}

static void put_local(struct buf *b, const char *dot)
{
	static const char *const first[] = {"ana",     "joao", "maria",   "carlos", "luiza", "pedro",
										"beatriz", "dra",  "contato", "vendas", "j"};
	static const char *const second[] = {"souza", "silva", "oliveira", "lima", "m", "costa"};

	buf_puts(b, PICK(first));
	if (below(3) || *dot == ' ')
		buf_printf(b, "%s%s", dot, PICK(second));
	if (below(3) == 0 && *dot != ' ')
		buf_printf(b, "%u", 1 + below(2000));
}

static void make_email(struct buf *b, const char *shape)
{
	for (; *shape; shape++)
		switch (*shape) {
		case 'L': put_local(b, below(2) ? "." : "_"); break;
		case 'U': put_local(b, below(2) ? "-" : "."); break;
		case 'P': put_local(b, below(2) ? " ponto " : " underline "); break;
		case 'H': put_host(b, "."); break;
		case 'S': put_host(b, " ponto "); break;
		case 'D': put_host(b, " dot "); break;
		case 'W': put_host(b, " . "); break;
		default: buf_putc(b, *shape);
		}
	if (shape[-1] == 'H' && below(10) == 0)
		for (size_t i = 0; i < b->n; i++)
			if (b->p[i] >= 'a' && b->p[i] <= 'z')
				b->p[i] = (char)(b->p[i] - 0x20);
}

static int count(const char *shape)
{
	int n = 0;

	for (; *shape; shape++)
		n += *shape == 'd';
	return n;
}

static void spoil(char *d, int n)
{
	d[n - 1] = (char)(d[n - 1] == '9' ? '0' : d[n - 1] + 1);
}

static void make_digits(const struct way *w, char *d)
{
	int n = count(w->shape);

	switch (w->kind) {
	case REDACT_CPF:
		make_cpf(d);
		if (n == 10)
			d[10] = '\0';
		break;
	case REDACT_CNPJ: make_cnpj(d, w->wrong == 2); break;
	case REDACT_CARD: make_card(d, n); break;
	case REDACT_CEP:
		random_digits(d, 8);
		d[0] = (char)('1' + below(9));
		break;
	default: /* mobile: area code, 9, not 0; from wrong 3 on without the 9 */
		random_digits(d, 11);
		memcpy(d, PICK(areas), 2);
		d[2] = '9';
		d[3] = (char)('6' + below(4));
		if (w->wrong >= 3 && below(2))
			d[3] = (char)('2' + below(4));
		if (w->wrong == 2)
			memmove(d, d + 2, 10);
		else if (w->wrong == 3)
			memmove(d + 2, d + 3, 9);
		else if (w->wrong == 4)
			memmove(d, d + 3, 9);
	}
	if (w->wrong == 1 && n != 10)
		spoil(d, n);
}

static void make_way(struct buf *b, const struct way *w)
{
	struct buf plain = {0};
	char d[32];

	if (w->kind == REDACT_EMAIL) {
		make_email(&plain, w->shape);
		buf_puts(b, plain.p);
	} else {
		make_digits(w, d);
		fill(&plain, w->shape, d);
		if (w->kind == REDACT_CNPJ && w->wrong == 2 && below(2))
			for (size_t i = 0; i < plain.n; i++)
				if (plain.p[i] >= 'A' && plain.p[i] <= 'Z')
					plain.p[i] = (char)(plain.p[i] + 0x20);
		spread(b, plain.p);
	}
	buf_free(&plain);
}

/* ---- sentences; $ is where it stands ---- */

static const char *const anywhere[] = {
	"$",
	"oi, segue: $",
	"bom dia! $ obrigada",
	"anota a\xc3\xad $ por favor",
	"pode ser esse $ mesmo?",
	"o meu \xc3\xa9 $, o do meu irm\xc3\xa3o eu mando depois",
	"ent\xc3\xa3o, $\nqualquer coisa me avisa",
	"Claro.\n$",
	"\xf0\x9f\x98\x8a $ \xf0\x9f\x99\x8f",
	"confirma pra mim: $?",
	"vou passar agora $ blz",
	"Aqui est\xc3\xa1: $. Aguardo o retorno.",
	"eh $ msm",
	"Ana Paula - $ - S\xc3\xa3o Paulo",
	"j\xc3\xa1 tinha mandado, mas vai de novo $ kkk",
};

static const char *const said[][8] = {
	{"meu cpf \xc3\xa9 $", "CPF: $", "cpf $", "o cpf da titular \xc3\xa9 $ t\xc3\xa1?", "segue o CPF pra nota:\n$",
	 "$ \xc3\xa9 o meu cpf", "cpf na nota $ por favor", "N\xc2\xba do CPF $"},
	{"o cnpj da loja \xc3\xa9 $", "CNPJ: $", "cnpj $", "nota no CNPJ $ pode?", "emite no cnpj:\n$",
	 "$ esse \xc3\xa9 o cnpj", "CNPJ n\xc2\xba $", "meu cnpj do MEI \xc3\xa9 $"},
	{"meu cep \xc3\xa9 $", "CEP: $", "cep $", "calcula o frete pro cep $", "CEP\n$", "entrega no cep $ quanto fica?",
	 "qual o prazo pro CEP $ ?",
	 "o c\xc3\xb3"
	 "digo postal \xc3\xa9 $"},
	{"meu telefone \xc3\xa9 $", "tel: $", "zap $", "me liga no $", "whatsapp:\n$", "celular $ falar com Ana",
	 "fone pra contato $", "me chama no whats $"},
	{"email: $", "meu email \xc3\xa9 $", "manda no e-mail $", "Email $", "e-mail:\n$",
	 "o email \xc3\xa9 $ tudo min\xc3\xbasculo", "meu correio \xc3\xa9 $", "cadastra $"},
	{"meu cart\xc3\xa3o \xc3\xa9 $", "cart\xc3\xa3o: $", "passa no cartao $", "Visa $",
	 "cart\xc3\xa3o de cr\xc3\xa9"
	 "dito\n$",
	 "mastercard $ validade 12/29", "o n\xc3\xbamero do cart\xc3\xa3o \xc3\xa9 $", "cartao $ cvv 123"},
};

static const char *const *sentences(enum redact_kind kind)
{
	static const int at[] = {0, 1, 2, 3, 4, 5};

	return said[at[kind]];
}

/* Is each letter and digit of text[start..end) inside something found? */
static int is_masked(const char *text, size_t start, size_t end, enum redact_kind kind, int *same)
{
	const char *s = text, *stop = text + strlen(text);
	struct redact_found found;
	char *covered = mem_zalloc(strlen(text) + 1);
	int all = 1;

	*same = 0;
	while (redact_next(&s, stop, &found)) {
		memset(covered + (found.start - text), 1, (size_t)(found.end - found.start));
		if (found.start < text + end && found.end > text + start)
			*same = found.kind == kind;
	}
	for (size_t i = start; i < end; i++)
		if ((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'z') || (unsigned char)text[i] == 0xef)
			all = all && covered[i];
	free(covered);
	return all;
}

/* Redacting twice is redacting once, and leaves nothing to find. */
static int is_stable(const char *text)
{
	char *once = mem_dup(text_of(text, NULL, 0));
	const char *s = once;
	struct redact_found found;
	int same = strcmp(text_of(once, NULL, 0), once) == 0 && !redact_next(&s, once + strlen(once), &found);

	free(once);
	return same;
}

static void count_masked(void)
{
	int masked = 0, kinds = 0, stable = 0, told = 0;
	int missed[WAYS] = {0};

	for (int i = 0; i < MESSAGES; i++) {
		const struct way *w = &ways[i % WAYS];
		const char *form = w->where == SAID || below(2) ? sentences(w->kind)[below(8)] : PICK(anywhere),
				   *at = strchr(form, '$');
		struct buf b = {0};
		size_t start, end;
		int same, good;

		buf_put(&b, form, (size_t)(at - form));
		start = b.n;
		make_way(&b, w);
		end = b.n;
		buf_puts(&b, at + 1);
		good = is_masked(b.p, start, end, w->kind, &same);
		masked += good;
		kinds += same;
		stable += is_stable(b.p);
		if (!good) {
			missed[i % WAYS]++;
			if (told++ < 12)
				printf("# not masked (%s): %s\n", redact_name(w->kind), b.p);
		}
		buf_free(&b);
	}
	printf("# %d ways of writing: %d of %d masked completely (%.2f %%), %d of the right kind (%.2f %%)\n", WAYS, masked,
		   MESSAGES, 100.0 * masked / MESSAGES, kinds, 100.0 * kinds / MESSAGES);
	t_ok(masked >= MESSAGES * 0.99, "99 % of personal data are masked completely");
	t_ok(kinds >= MESSAGES * 0.95, "95 % as what they are");
	t_int(stable, MESSAGES, "redacting twice is redacting once");
}

/* ---- what is no personal data ---- */

/* ~: a digit, %: a digit from 1, ^: a capital letter; the rest as it is. */
static const char *const others[] = {
	"S000~~",
	"pedido S0~~~~",
	"#~~~~~",
	"# %~~~~~~~~",
	"#%~~~~~~~~~",
	"pedido %~~~~~",
	"pedido %~~~~~~~~",
	"pedido %~~~~~~~~~~",
	"pedido n\xc2\xba %~~~~~~~~",
	"n\xc3\xbamero do pedido: %~~~~~~~~",
	"meu pedido \xc3\xa9 o %~~~~~~~~~",
	"ordem de compra %~~~~-~~~",
	"o pedido #%~~~~~~~~ chegou?",
	"pedido 2026-%~~~~~~",
	"R$ %.~~~,~~",
	"R$ %~~,~~",
	"R$%.~~~.~~~,~~",
	"R$ %~~~~,~~",
	"%~~ reais",
	"de %~~,90 por %~~,90",
	"entre %~~~-%~~~ reais",
	"%~~~ a %~~~ reais",
	"789~~~~~~~~~0",
	"c\xc3\xb3"
	"digo de barras 789~~~~~~~~~~",
	"EAN 790~~~~~~~~~~",
	"sku %~~~~-~~~",
	"SKU: ^^-~~~~",
	"ref. %~~~~~~",
	"refer\xc3\xaancia %~~~~~~~~",
	"^^~~~~~~~~~BR",
	"rastreio ^^~~~~~~~~~BR",
	"^^ ~~~ ~~~ ~~~ BR",
	"c\xc3\xb3"
	"digo de rastreio: %~~~~~~~~~~",
	"12/0%/2026",
	"0%/12/2026 \xc3\xa0s 1~:3~",
	"1%-0%-2026",
	"2026-0%-1~",
	"2026-0%-1~T1~:3~:0~",
	"1~h30",
	"\xc3\xa0s 1~:4~",
	"das 0%:00 \xc3\xa0s 1~:00",
	"dia 1~",
	"% unidades",
	"%~ caixas de %~~",
	"%~~ ml",
	"%,5 litros",
	"%~~g",
	"nota fiscal %~~~~~~~~",
	"NF 000.~~~.~~~",
	"NF-e ~~~.~~~.~~~",
	"NF %~~~~~~~~",
	"nota n\xc2\xba %~~~~",
	"protocolo 2026~~~~~~~~~~",
	"protocolo: %~~~~~~~~",
	"lote ^^~~~~",
	"lote ~~~~~~",
	"item %~~~~-~",
	"modelo ^^-~~~~-~~",
	"tamanho %~",
	"anos 2023-2026",
	"cupom PROMO~~",
	"em %x de R$ %~~,~~",
	"%~%%",
	"FPS %~",
	"senha ~~~~~~",
	"c\xc3\xb3"
	"digo de verifica\xc3\xa7\xc3\xa3o ~~~~~~",
	"vers\xc3\xa3o %.~.~",
	"192.168.%.~~",
	"@loja.oficial",
	"me segue no @ana.silva",
	"comprei % @ ~,~~",
	"processo %~~~~~~-~~.2026.8.26.~~~0",
	"ticket %~~~~~",
	"chamado 2026-~~~~~~",
	"medidas %~ x %~ x %~ cm",
	"nota ~,~",
	"%-%-%",
	"o CNAE n\xc2\xba %~~~-~",
	"agencia %~~~ conta %~~~-~",
	"artigo %~ da lei %~~~",
	"registro Anvisa 2.~~~~.~~~~",
	"produto %~~~~~~~~",
	"c\xc3\xb3"
	"d. %~~~~ ~~~",
	"ID %~~~~~~~~~~",
	"boleto de R$ %~~,~~ vence 1%/12",
	"s\xc3\xa9rie ^^~~~~~~~~",
	"pedidos %~~~~, %~~~~ e %~~~~",
	"compra %~~~~~~ de 1~/0%",
	"o %. ~~ ~~~~-~~~",
	"179~~~~~~~",
	"17~~~~~~~~~~~",
	"https://loja.example/p/%~~~~~~~~",
	"https://loja.example/pedido?id=%~~~~~~~~~",
	"3f2a%~~~-%~~~-4%~~-a%~~-bc%~~~~~~~~~",
	"ISBN 978-85-~~~-~~~~-~",
	"a%b%c%~~~~~~~~~d",
	"%~~~~~~~~-~~~~~~~~ do lote",
	"conta % ~~~~~-~",
	"placa ^^^-~~~~",
	"2026.%~.%~-~~~",
	"nota %~~.~~~.~~~ de 1~/12/2026",
	"total %.~~~.~~~,~~ pontos",
};

static const char *const other_sentences[] = {
	"$",
	"oi, $",
	"cad\xc3\xaa meu $?",
	"tenho uma d\xc3\xbavida: $",
	"chegou errado, era $",
	"bom dia! $ ainda tem?",
	"quero saber do $ por favor",
	"$ \xc3\xa9 esse mesmo",
	"$\nobrigada",
	"vi no site $, procede?",
	"Boa tarde.\n$",
	"\xf0\x9f\x98\x8a $",
};

static void make_other(struct buf *b, const char *shape)
{
	for (; *shape; shape++)
		if (*shape == '~')
			buf_putc(b, (char)('0' + below(10)));
		else if (*shape == '%')
			buf_putc(b, (char)('1' + below(9)));
		else if (*shape == '^')
			buf_putc(b, (char)('A' + below(26)));
		else
			buf_putc(b, *shape);
}

static void count_others(void)
{
	int wrong = 0, stable = 0;
	int n = (int)(sizeof(others) / sizeof(*others));

	for (int i = 0; i < MESSAGES; i++) {
		const char *form = PICK(other_sentences), *at = strchr(form, '$');
		struct buf b = {0};

		buf_put(&b, form, (size_t)(at - form));
		make_other(&b, others[i % n]);
		buf_puts(&b, at + 1);
		if (strcmp(text_of(b.p, NULL, 0), b.p) != 0 && wrong++ < 12)
			printf("# wrongly masked: %s -> %s\n", b.p, text_of(b.p, NULL, 0));
		stable += is_stable(b.p);
		buf_free(&b);
	}
	printf("# %d kinds of other numbers: %d of %d wrongly masked (%.2f %%)\n", n, wrong, MESSAGES,
		   100.0 * wrong / MESSAGES);
	t_ok(wrong <= MESSAGES * 0.01, "at most 1 % of other numbers are masked");
	t_int(stable, MESSAGES, "and twice is once");
}

/* ---- known forms ---- */

static const char *const known[][2] = {
	{"cpf 123.456.789-09, zap (11) 98888-7777 e cep 01310-100", "cpf [CPF], zap [TELEFONE] e cep [CEP]"},
	{"123.456.789-09/98888-7777", "[CPF]/[TELEFONE]"},
	{"3333-4444/98888-7777", "[TELEFONE]/[TELEFONE]"},
	{"cpf123.456.789-09e tel11988887777", "cpf[CPF]e tel[TELEFONE]"},
	{"1\xef\xb8\x8f\xe2\x83\xa3"
	 "2345678909",
	 "[CPF]"},
	{"11988887777@gmail.com, 11.98888-7777.ana@uol.com.br", "[E-MAIL], [E-MAIL]"},
	{"ana@gmail.com.", "[E-MAIL]."},
	{"Ana<ana@gmail.com>", "Ana<[E-MAIL]>"},
	{"o cpf do pedido \xc3\xa9 12345678900", "o cpf do pedido \xc3\xa9 [CPF]"},
	{"qual cpf? pedido 12345678901", "qual cpf? pedido 12345678901"},
	{"pedido 912345678, tel 912345678", "pedido 912345678, tel [TELEFONE]"},
	{"cart\xc3\xa3o final 1234", "cart\xc3\xa3o final 1234"},
	{"4111 1111 1111 1111 12/29 123", "[CART\xc3\x83O] 12/29 123"},
	{"[CPF] 12345678901", "[CPF] 12345678901"},
	{"0800 123 4567", "0800 123 4567"},
	{"referente ao pedido 03-499348246 de 10/04", "referente ao pedido 03-499348246 de 10/04"},
	{"anasouza(a)gmail.com, prezado(a) cliente", "[E-MAIL], prezado(a) cliente"},
	{"me liga sobre o pedido S00042: 8198606-4483", "me liga sobre o pedido S00042: [TELEFONE]"},
	/* a card by its check digit, whole and as printed */
	{"o n\xc3\xbamero 4111111111111111 na tela", "o n\xc3\xbamero [CART\xc3\x83O] na tela"},
	{"o n\xc3\xbamero 4111111111111112 na tela", "o n\xc3\xbamero 4111111111111112 na tela"},
	{"total 1234 5678 9012 3452", "total [CART\xc3\x83O]"},
	{"total 1234 5678 9012 3456", "total 1234 5678 9012 3456"},
	/* the word before tells a CEP from a phone */
	{"meu cep \xc3\xa9 3333-4444", "meu cep \xc3\xa9 [CEP]"},
	{"cep 988887777", "cep [CEP]"},
	{"meu zap 88010-400", "meu zap [TELEFONE]"},
	{"88010-400", "[CEP]"},
	{"88010400", "88010400"},
	{"#88010-400, R$ 88010-400, 88010-400 unidades", "#88010-400, R$ 88010-400, 88010-400 unidades"},
	{"cep 88010400", "cep [CEP]"},
	/* an address by its street */
	{"moro na Rua Bar\xc3\xa3o de Mesquita, 850 apto 302, Tijuca", "moro na [ENDERE\xc3\x87O], Tijuca"},
	{"rua 15 de novembro 200b, casa 2", "[ENDERE\xc3\x87O]"},
	{"Av. Dr. Arnaldo n\xc2\xba 12, bloco B, ap. 7: toque", "[ENDERE\xc3\x87O]: toque"},
	{"a rua tem 2 lojas; fica na rua Augusta. 5 batons", "a rua tem 2 lojas; fica na rua Augusta. 5 batons"},
	{"travessa oval 30 cm, travessa de vidro 2 litros", "travessa oval 30 cm, travessa de vidro 2 litros"},
	{"rua do pedido 12345, rua nova 12/05, avenida R$ 50", "rua do pedido 12345, rua nova 12/05, avenida R$ 50"},
	{"rua Nova 529 982 247 25", "rua Nova [CPF]"},
	{"rua Nova, 5 11 98888-7777", "rua Nova, 5 [TELEFONE]"},
	/* a document by its name */
	{"RG 12.345.678-9, CNH: 01234567890", "RG [DOCUMENTO], CNH: [DOCUMENTO]"},
	{"meu PIS \xc3\xa9 120.12345.67-8, t\xc3\xadtulo de eleitor n\xc2\xba 012345678901",
	 "meu PIS \xc3\xa9 [DOCUMENTO], t\xc3\xadtulo de eleitor n\xc2\xba [DOCUMENTO]"},
	{"rg MG-12.345.67X, passaporte FZ123456", "rg [DOCUMENTO], passaporte [DOCUMENTO]"},
	{"rg e cpf 529.982.247-25, rg 12, pis do pedido 123456", "rg e cpf [CPF], rg 12, pis do pedido 123456"},
	{"", ""},
};

static void check_known(void)
{
	static const char *const names[] = {"Ana Beatriz Souza", "Jos\xc3\xa9", "Rua das Flores", "Li", NULL, ""};
	char copy[] = "\xff"
				  "cpf 12345678909\xff";

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		t_str(text_of(known[i][0], NULL, 0), known[i][1], known[i][0]);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		t_ok(is_stable(known[i][0]), "twice is once");
	t_str(text_of(copy, NULL, 0),
		  "\xff"
		  "cpf [CPF]\xff",
		  "invalid bytes stay");
	t_str(text_of("ANA, a Beatriz e JOSE\xcc\x81 na rua das flores; anabela, josefa, li", names, 6),
		  "[NOME], a [NOME] e [NOME] na [NOME]; anabela, josefa, li", "names");
	t_str(text_of("ana beatriz souza: ana@x.com.br", names, 6), "[NOME]: [E-MAIL]",
		  "a whole name, and an e-mail with it");
	t_str(text_of("Z\xc3\xa9, Ze e Ed: ze, se, ZE; Av 9", (const char *const[]){"Z\xc3\xa9", "\xc3\x89 d", "Av 5"}, 3),
		  "[NOME], [NOME] e Ed: ze, se, [NOME]; Av 9", "a whole name of two letters, in capitals");
	t_str(text_of("das ruas, nome: NOME [NOME] e-mail", (const char *const[]){"nome mail"}, 1),
		  "das ruas, [NOME]: [NOME] [NOME] e-[NOME]", "a name that is in the masks");
	for (enum redact_kind k = REDACT_CPF; k <= REDACT_CARD; k++)
		t_str(text_of(redact_mask(k), (const char *const[]){"CPF CNPJ mail telefone"}, 1), redact_mask(k),
			  redact_name(k));
}

static void check_val(void)
{
	static const char json[] =
		"{\"id\":\"11988887777\",\"n\":0.1,\"customer\":{\"name\":\"Ana\"},\"text\":\"ana 11988887777\"}";
	val v = val_parse(json, sizeof(json) - 1, NULL);
	struct buf b = {0};

	t_int(val_kind(v), VAL_OBJECT, "a value");
	v = redact_val(v);
	val_dump(v, &b);
	t_ok(strstr(buf_str(&b), "\"text\":\"[NOME] [TELEFONE]\"") && strstr(b.p, "\"id\":\"11988887777\"") &&
			 strstr(b.p, "\"name\":\"[NOME]\""),
		 "masked");
	val_free(v);
	buf_free(&b);
	v = redact_val(val_of_str("cpf 12345678909"));
	t_str(val_text(v, ""), "cpf [CPF]", "a text alone");
	val_free(v);
	val_free(redact_val(val_null()));
}

/* What other programs say of a customer's data does not reach an error. */
static void check_errors(void)
{
	struct err e;
	struct jqp *jq = jqp_new(".a + 1", &e), *iterate = jqp_new(".a[]", &e), *own = jqp_new("error(\"no (x) y\")", &e);
	val out;

	(void)err_set(&e, ERR_DATA, "Odoo: Key (email)=(ana@gmail.com) already exists");
	t_int(redact_err(&e), -1, "an error's words");
	t_str(e.msg, "Odoo: Key (email)=([E-MAIL]) already exists", "are masked");
	t_int(e.kind, ERR_DATA, "its kind stays");
	t_int(jqp_run(jq, val_set_str(val_object(), "a", "Ana) 123"), &out, &e), -1, "jq fails");
	t_str(e.msg, "string cannot be added", "without the values");
	t_int(jqp_run(iterate, val_set_str(val_object(), "a", "Ana"), &out, &e), -1, "jq fails otherwise");
	t_ok(strstr(e.msg, "Ana") == NULL && strstr(e.msg, "Cannot iterate over string") != NULL, "without them too");
	t_int(jqp_run(own, val_null(), &out, &e), -1, "a program's own words");
	t_str(e.msg, "no (x) y", "stay");
	jqp_free(jq);
	jqp_free(iterate);
	jqp_free(own);
}

/* What a program that fails for in says. */
static void jq_says(const char *program, const char *in, const char *want)
{
	struct err e = {.kind = ERR_NONE};
	struct jqp *p = jqp_new(program, &e);
	val out;

	if (!p || jqp_run(p, val_parse(in, strlen(in), &e), &out, &e) == 0)
		t_str("it does not fail", want, program);
	else
		t_str(e.msg, want, program);
	jqp_free(p);
}

static void check_jq(void)
{
	jq_says(".a | tonumber", "{\"a\":\"contato@paoquente.example\"}",
			"Invalid numeric literal at EOF at line …, column … (while parsing '…')");
	jq_says(".a | fromjson", "{\"a\":\"{\\\"Ana Souza\"}",
			"Unfinished string at EOF at line …, column … (while parsing '{\"…')");
	jq_says("error(\"sem e-mail: \\(.a)\")", "{\"a\":\"ana@gmail.com +55 11 98888-7777\"}", "sem e-mail: …");
	jq_says("error(.a)", "{\"a\":\"Ana Souza, 123.456.789-09 fim\"}", "…");
	jq_says("error(.a)", "{\"a\":\"string (1) Ana\"}", "string …");
	jq_says("error(\"prazo \\(.a) passou (caso x)\")", "{\"a\":\"Açaí\"}", "prazo … passou (caso x)");
	jq_says(".a.name", "{\"a\":\"Ana\"}", "Cannot index string with string \"name\"");
	jq_says(".b as $b | .a[$b]", "{\"a\":\"x\",\"b\":\"Ana\"}", "Cannot index string with string \"…\"");
	jq_says(".a | strptime(\"%Y\")", "{\"a\":\"Ana Souza\"}", "date \"…\" does not match format \"%Y\"");
}

int main(void)
{
	const char *seed = getenv("SEED");

	state = 0x9e3779b97f4a7c15u ^ (seed ? strtoull(seed, NULL, 10) * 0x2545f4914f6cdd1du : 0);
	check_known();
	check_val();
	check_errors();
	check_jq();
	count_masked();
	count_others();
	return t_done();
}
