/* What a person is called, of whatever stands for a name. */
#include "../t.h"
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/person.h"

static const struct {
	const char *name, *first; /* NULL: none */
} firsts[] = {
	{"Ana Beatriz Souza", "Ana"},
	{"  Ana", "Ana"},
	/* titles and particles */
	{"Dr. Paulo Lima", "Paulo"},
	{"Dra Ana", "Ana"},
	{"DRA. ANA", "Ana"},
	{"Sr.João", "João"},
	{"Sra. D. Maria das Dores", "Maria"},
	{"Dona Lúcia", "Lúcia"},
	{"Dª Lúcia", "Lúcia"},
	{"Profª. Célia", "Célia"},
	{"D. Maria", "Maria"},
	{"Seu Zé", "Zé"},
	{"da Silva", "Silva"},
	{"J. Carlos", "Carlos"},
	{"Dr.", NULL},
	{"D.", NULL},
	{"Sr", NULL},
	{"J", NULL},
	/* capitals */
	{"ANA SOUZA", "Ana"},
	{"ana souza", "Ana"},
	{"ÉRICA", "Érica"},
	{"érica", "Érica"},
	{"ANA-LÚCIA", "Ana-Lúcia"},
	{"d'ávila", "D'Ávila"},
	{"McKenzie", "McKenzie"},
	{"JP", "JP"},
	/* decoration */
	{"~*Lú*~", "Lú"},
	{"🌸 Ana 🌸", "Ana"},
	{"🌸Ana🌸", "Ana"},
	{"Ana_Souza", "Ana"},
	{"Ana.", "Ana"},
	{"-Ana-", "Ana"},
	{"𝓐𝓷𝓪 𝓢𝓸𝓾𝔃𝓪", "Ana"},
	{"A̶n̶a̶", "Ana"},
	{"E\xcc\x81rica", "Érica"},
	{"李", "李"},
	/* what shows otherwise than it stands */
	{"Ana\nSouza", "Ana"},
	{"\nAna", "Ana"},
	{"A\xe2\x80\xaena", "Ana"}, /* U+202E */
	{"\xe2\x81\xa6"
	 "Ana\xe2\x81\xa9",
	 "Ana"}, /* U+2066, U+2069 */
	{"A\x1b[31mna", NULL},
	{"A\x01na", "Ana"},
	{"\xff"
	 "Ana\xc3",
	 "Ana"},
	/* no person */
	{"", NULL},
	{"   ", NULL},
	{"🌸", NULL},
	{"...", NULL},
	{"+55 11 99999-0000", NULL},
	{"(11) 99999-0000", NULL},
	{"ana@example.com", NULL},
	{"ana.souza1990", NULL},
	{"www.loja.com.br", NULL},
	{"https://example.com", NULL},
	{"Loja", NULL},
	{"LOJA DA ANA", NULL},
	{"🌸 Salão da Bia", NULL},
	{"Flores e Cia Ltda", NULL},
	{"Cliente", NULL},
	{"Sem nome", NULL},
	{"abcdefghijklmnopqrstuvwxyzabcdefghij", NULL},
	/* and some who are */
	{"+55 11 99999-0000 Ana", "Ana"},
	{"Lojanira", "Lojanira"},
	{"Casagrande", "Casagrande"},
};

static void first(void)
{
	for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++) {
		char *got = person_first(firsts[i].name);

		t_str(got ? got : "(none)", firsts[i].first ? firsts[i].first : "(none)", firsts[i].name);
		free(got);
	}
}

static void long_ones(void)
{
	struct buf b = {0};
	char *got;

	for (int i = 0; i < 1000000; i++)
		buf_putc(&b, '~');
	buf_puts(&b, "Ana");
	got = person_first(b.p);
	t_ok(!got, "of a very long name the beginning is looked at");
	free(got);
	buf_free(&b);
}

static void line(void)
{
	char *got = person_line(" Ana\n\nBeatriz\t\xe2\x80\xae"
							"Souza\x01 ");

	t_str(got, "Ana Beatriz Souza", "a name on one line");
	free(got);
	got = person_line("Dr. Zé 🌸");
	t_str(got, "Dr. Zé 🌸", "what shows stays");
	free(got);
	got = person_line(" \n\xe2\x80\x8f ");
	t_ok(!got, "none is left");
	free(got);
}

int main(void)
{
	first();
	long_ones();
	line();
	return t_done();
}
