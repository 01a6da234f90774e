/* Which messages answer an open task, and which say something of their own. */
#include "../t.h"
#include "agents/route.h"

static void bare(const char *lang, const char *text, int want)
{
	char name[256];

	(void)snprintf(name, sizeof(name), "%s: \"%s\" is %s", lang, text, want ? "an answer" : "none");
	t_ok(route_is_bare(lang, text, strlen(text)) == want, name);
}

int main(void)
{
	static const char *const answers[] = {"sim",
										  "Sim!",
										  "nao",
										  "Não, obrigada",
										  "pode ser",
										  "pode ser sim",
										  "amanhã às 3",
										  "amanha as 3 da tarde",
										  "o segundo",
										  "a primeira por favor",
										  "3",
										  "2 unidades",
										  "sábado de manhã",
										  "dia 25 às 14h30",
										  "15:00",
										  "quero",
										  "quero esse",
										  "ok",
										  "blz",
										  "tá bom",
										  "isso mesmo",
										  "às 10",
										  "quinta-feira",
										  "o mais barato",
										  "e o último?",
										  "sim, obrigada",
										  "25/12",
										  "oitenta reais",
										  "os dois",
										  "nenhum",
										  "depois das 18h",
										  "👍 sim"};
	static const char *const wishes[] = {"",
										 "oi",
										 "bom dia",
										 "boa noite",
										 "boa tarde",
										 "obrigada",
										 "ok, obrigada!",
										 "valeu",
										 "quero falar com atendente",
										 "quanto custa?",
										 "vocês abrem domingo?",
										 "tem protetor solar?",
										 "sim mas quanto custa",
										 "meu pedido não chegou",
										 "quero um shampoo",
										 "qual o endereço",
										 "👍",
										 "sim sim sim sim sim sim sim sim sim sim sim"};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		bare("pt", answers[i], 1);
	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++)
		bare("pt", wishes[i], 0);
	bare("en", "yes please", 1);
	bare("en", "the second one", 1);
	bare("en", "thank you", 0);
	bare("en", "where is my order", 0);
	bare("es", "mañana a las 3", 1);
	bare("es", "dónde está mi pedido", 0);
	bare("xx", "sim", 0);
	return t_done();
}
