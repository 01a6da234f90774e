#include "../t.h"

#include <stdlib.h>

#include "cli/dialogue.h"
#include "record/pretty.h"

static const struct dialogue narrow = {40, false, "America/Sao_Paulo"};
static const struct dialogue bold = {40, true, "America/Sao_Paulo"};
static const struct dialogue plain = {0, false, "America/Sao_Paulo"};

#define NOON 1781708400000 /* 2026-06-17T15:00:00Z */

static void is(struct buf *out, const char *want, const char *name)
{
	t_str(buf_str(out), want, name);
	buf_free(out);
}

static void customer(void)
{
	struct buf out = {0};

	dialogue_customer(&narrow, NOON, "Quero um protetor solar até 80 reais", false, &out);
	is(&out, "12:00  Quero um protetor\n       solar até 80 reais\n",
	   "the customer stands left, with the time of the shop");
	dialogue_customer(&narrow, NOON, "", false, &out);
	is(&out, "12:00  \n", "no words");
	dialogue_customer(&narrow, NOON, "a\033[2J\ab\xc2\x9b\tc\xe2\x80\xae", false, &out);
	is(&out, "12:00  a[2Jb c\n", "control characters never come through");
	dialogue_customer(&bold, NOON, "oi", true, &out);
	is(&out, "\033[2m12:00  \033[0m\033[2moi\033[0m\n", "dim");
	dialogue_customer(&plain, NOON, "Quero um protetor solar até 80 reais", false, &out);
	is(&out, "12:00  Quero um protetor solar até 80 reais\n", "without a width nothing is broken");
}

static void shop(void)
{
	static const char json[] =
		"{\"parts\":[{\"crew\":\"sales\",\"text\":\"Temos:\\n1. **Sérum Azul** — R$ 9,90 muito bom\\n2. "
		"**B**\\nQuer?\",\"facts\":[\"p1\",\"p2\"]},{\"crew\":\"greet\",\"text\":\"Olá **só\","
		"\"facts\":[]}],\"handoff\":{\"reason\":\"order\",\"team\":\"sales\",\"note\":\"\"}}";
	static const char marked[] = "{\"parts\":[{\"text\":\"**a b**\"}]}";
	val v = val_parse(json, strlen(json), NULL);
	struct buf out = {0};

	dialogue_reply(&narrow, v, true, &out);
	is(&out,
	   "                 Temos:\n"
	   "                 1. Sérum Azul — R$\xc2\xa0"
	   "9,90\n"
	   "                    muito bom\n"
	   "                 2. B\n"
	   "                 Quer?\n"
	   "                           sales · p1 p2\n"
	   "                                Olá **só\n"
	   "                                   greet\n"
	   "             → handed to a person: order\n",
	   "the shop stands right: a block, its sources, who takes over");
	dialogue_reply(&plain, v, false, &out);
	is(&out, "Temos:\n1. Sérum Azul — R$ 9,90 muito bom\n2. B\nQuer?\nOlá **só\n→ handed to a person: order\n",
	   "without a width it is the text");
	val_free(v);
	v = val_parse(marked, strlen(marked), NULL);
	dialogue_reply(&(struct dialogue){42, true, "UTC"}, v, false, &out);
	is(&out, "                                       \033[1ma b\033[22m\033[0m\n", "bold at a terminal");
	val_free(v);
}

static void rest(void)
{
	struct buf out = {0};

	dialogue_event(&narrow, NOON, "⊘ outgoing · Aroeira: Separei três protetores", &out);
	is(&out, "12:00  ⊘ outgoing · Aroeira: Separei tr…\n", "an event is one line");
	dialogue_event(&narrow, NOON, "one\ntwo", &out);
	is(&out, "12:00  one\n", "also when it has several");
	dialogue_head(&narrow, "Ana", &out);
	is(&out, "── Ana ─────────────────────────────────\n", "a head as wide as the rest");
	dialogue_right(&narrow, DIALOGUE_DIM, "right", &out);
	is(&out, "                                   right\n", "a remark right");
	dialogue_figure(&narrow, DIALOGUE_PLAIN, 12, "deliveries gated out: event 2, outgoing 1", &out);
	is(&out, "     12  deliveries gated out: event 2,\n         outgoing 1\n", "a figure");
	dialogue_figure(&narrow, DIALOGUE_PLAIN, 0.25, "ms", &out);
	is(&out, "    0.2  ms\n", "with a decimal");
	dialogue_lines(&narrow, "  a\nb\nc\n", 2, &out);
	is(&out, "  a\nb\n… 1 lines more\n", "lines as they are, not all");
}

static void pretty(void)
{
	static const char json[] = "{\"a\":[1,2,{\"b\":\"a long text that does not fit\"}],\"c\":{},\"d\":\"\\n\"}";
	val v = val_parse(json, strlen(json), NULL);
	struct buf out = {0};

	pretty_put(v, 30, 0, &out);
	is(&out,
	   "{\n  \"a\": [\n    1,\n    2,\n    {\n      \"b\": \"a long text that does not fit\"\n    }\n  ],\n  \"c\": {},\n"
	   "  \"d\": \"\\n\"\n}",
	   "JSON for people");
	pretty_put(v, 100, 0, &out);
	is(&out, json, "on one line when it fits");
	val_free(v);
}

int main(void)
{
	customer();
	shop();
	rest();
	pretty();
	return t_done();
}
