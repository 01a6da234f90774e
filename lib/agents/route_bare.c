#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "text/day.h"
#include "text/fold.h"
#include "text/number.h"
#include "text/token.h"

#include "agents/route.h"

#define MOST_WORDS 10 /* who writes more than this says more than yes */
#define MOST_BYTES 160
#define MOST_DAYS 8

/*
 * Words with a space on each side: those that answer, those that still do beside thanks ("ok, obrigada" ends a talk,
 * "sim, obrigada" does not), those that may stand around them, and thanks.
 */
struct words {
	const char *lang, *answer, *firm, *around, *thanks;
};

static const struct words languages[] = {
	{"pt",
	 " sim s ss sss sin ta nao n nn claro pode podemos isso ok okay okey blz beleza bele certo certinho "
	 "correto exato exatamente confirmo confirmado confirma confirmar fechado fechou fecha combinado "
	 "perfeito otimo otima aham uhum ahan positivo negativo quero queria prefiro aceito esse essa este "
	 "esta aquele aquela esses essas bora vamos jamais nunca nenhum nenhuma qualquer tanto ambos ambas "
	 "todos todas dois duas primeiro primeira segundo segunda terceiro terceira quarto quarta quinto "
	 "quinta ultimo ultima anterior seguinte certeza deixa desisto cancela agora depois cedo tarde noite "
	 "manha hoje amanha hj amh ontem domingo sabado barato barata caro cara menor maior ",
	 " sim s ss nao n pode isso confirmo confirmado fechado quero prefiro aceito ",
	 " a o as os ao um uma de da do das dos em no na nos nas e ou com sem por pra para pro pelo pela que eh "
	 "ser ja mesmo mesma mesmos mesmas favor pf pfv pfvr gentileza entao mais menos vou vai ficar fica "
	 "fico eu me meu minha la ai so bem muito pouco tudo bom melhor acho talvez vezes hora horas h hr hrs "
	 "min minutos dia dias mes ano semana vem feira proximo proxima ate antes partir partida opcao opcoes "
	 "numero numeros item letra mim tem querer viu ne rs kk kkk kkkk ah "
	 "opa oi entendi faz seria serve servem ",
	 " obrigado obrigada obrigadao obg brigado brigada valeu vlw "},
	{"en",
	 " yes y yep yeah yup no n nope sure ok okay correct right exactly confirm confirmed agreed perfect "
	 "great fine first second third fourth fifth last this that these those both neither none any all "
	 "later now today tomorrow tonight morning afternoon evening monday tuesday wednesday thursday friday "
	 "saturday sunday cheapest cheaper never cancel ",
	 " yes y yep yeah yup no n nope sure confirm confirmed ",
	 " the a an one of at on in to for and or with it is be i ll will take want please thanks thank you "
	 "option number next week pm am o clock around about after before then would s good works me just "
	 "maybe ",
	 " thanks thank you "},
	{"es",
	 " si s no n claro vale ok okay bueno correcto exacto confirmo confirmado perfecto ese esa este esta "
	 "aquel aquella primero primera segundo segunda tercero tercera cuarto quinto ultimo ultima ninguno "
	 "ninguna ambos todos despues ahora hoy manana tarde noche lunes martes miercoles jueves viernes "
	 "sabado domingo quiero prefiero acepto puede barato barata ",
	 " si s no n claro quiero prefiero acepto confirmo ",
	 " el la los las lo un una de del en por para que y o con a al es ser mas favor gracias opcion numero "
	 "dia hora horas semana proximo proxima mejor mismo misma me yo mi antes hasta ",
	 " gracias "},
};

static const struct words *words_of(const char *lang)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (strcmp(languages[i].lang, lang) == 0)
			return &languages[i];
	return NULL;
}

static bool has_word(const char *list, const struct token *t)
{
	char word[32];

	if (t->n + 3 > sizeof(word))
		return false;
	word[0] = ' ';
	memcpy(word + 1, t->p, t->n);
	word[t->n + 1] = ' ';
	word[t->n + 2] = '\0';
	return strstr(list, word) != NULL;
}

/* Marks the bytes of the folded text that say days, times and numbers. */
static void mark(const char *s, size_t n, bool said[MOST_BYTES])
{
	/* Any present will do: only the places count. */
	const struct date_local now = {.year = 2026, .month = 1, .day = 1, .wday = 4, .epoch_day = 20454};
	struct day day[MOST_DAYS];
	int days = day_read(s, n, &now, day, MOST_DAYS);
	const char *at = s;
	struct number x;

	for (int i = 0; i < days; i++)
		for (size_t k = day[i].at; k < day[i].end && k < MOST_BYTES; k++)
			said[k] = true;
	while (number_next(&at, s + n, &x))
		for (const char *p = x.start; p < x.end && !x.article && p - s < MOST_BYTES; p++)
			said[p - s] = true;
}

static bool is_bare(const struct words *w, const char *s, size_t n)
{
	bool said[MOST_BYTES] = {false}, answers = false, firm = false, thanks = false;
	const char *at = s, *stop = s + n;
	struct token t;
	int words = 0;

	if (strcmp(w->lang, "pt") == 0)
		mark(s, n, said);
	while (token_next(&at, stop, &t)) {
		bool digit = t.p[0] >= '0' && t.p[0] <= '9';

		if (++words > MOST_WORDS)
			return false;
		firm = firm || digit || said[t.p - s] || has_word(w->firm, &t);
		if (digit || said[t.p - s] || has_word(w->answer, &t))
			answers = true;
		else if (has_word(w->thanks, &t))
			thanks = true;
		else if (!has_word(w->around, &t))
			return false;
	}
	return answers && (firm || !thanks);
}

bool route_is_bare(const char *lang, const char *text, size_t n)
{
	const struct words *w = words_of(lang);
	struct buf folded = {0};
	bool bare;

	if (!w || n > MOST_BYTES)
		return false;
	fold_text(&folded, text, n);
	bare = folded.n <= MOST_BYTES && is_bare(w, buf_str(&folded), folded.n);
	buf_free(&folded);
	return bare;
}
