#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/day.h"
#include "text/fold.h"
#include "text/token.h"

#include "services/rule.h"
#include "services/rule_private.h"

#define MAX_WORDS 64 /* of a sentence; the rest is not read */

/* A sentence, folded, and its words. */
struct sentence {
	const char *p;
	size_t n;
	struct token w[MAX_WORDS];
	int words;
};

static bool word_in(struct token w, const char *list)
{
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, "|");

		if (n == w.n && memcmp(p, w.p, n) == 0)
			return true;
		p += n + (p[n] == '|');
	}
	return false;
}

static bool is(const struct sentence *s, int i, const char *list)
{
	return i >= 0 && i < s->words && word_in(s->w[i], list);
}

/* The place of the first word of list, or -1. */
static int find(const struct sentence *s, const char *list)
{
	for (int i = 0; i < s->words; i++)
		if (word_in(s->w[i], list))
			return i;
	return -1;
}

static bool has(const struct sentence *s, const char *list)
{
	return find(s, list) >= 0;
}

static void split_words(struct sentence *s)
{
	const char *p = s->p;

	for (s->words = 0; s->words < MAX_WORDS && token_next(&p, s->p + s->n, &s->w[s->words]);)
		s->words++;
}

/* The next sentence of *p: up to a sign that ends one, unless it stands between digits. */
static bool next_sentence(const char **p, struct sentence *s)
{
	const char *q;

	while (**p && strchr(" .!?;\n\r\t", **p))
		(*p)++;
	if (!**p)
		return false;
	for (q = *p; *q && (!strchr(".!?;\n", *q) || (*q == '.' && q[1] >= '0' && q[1] <= '9'));)
		q++;
	s->p = *p;
	s->n = (size_t)(q - *p);
	split_words(s);
	*p = q;
	return true;
}

/* ---- is it asked? ---- */

static const char things[] =
	"produto|produtos|embalagem|lacre|caixa|frasco|pote|potinho|tampa|creme|batom|pedido|pedidos|compra|"
	"compras|conta|negocio|carrinho|chamado|reclamacao|link|site|app|cadastro|item|ampola|bisnaga|"
	"saquinho|pacote|franquia|remedio|vidro";
static const char booking[] =
	"cancelar|cancela|cancelo|cancelamento|adiar|perder|perco|marcado|marcada|marquei|"
	"marcar|marco|agendar|agendo|agenda|agendamento|reservar|reserva|encaixe|"
	"encaixar|vaga|vagas|livre|"
	"livres|disponivel|disponiveis|remarcar|desmarcar|consulta|consultas|sessao|dra|dr|doutora|doutor|"
	"profissional|retirar|retirada|entrega|entregar|entregam|pedido|motoboy|chega|exame|vacina|limpeza";
static const char opens[] =
	"abre|abrem|abri|abrir|abriu|abriram|abrirao|abrira|abrindo|aberto|aberta|abertos|abertas|aberta|"
	"fecha|fecham|fechado|fechada|fechados|fechar|fechou|fechando|abertura|fechamento";

/* Does a thing, not the shop, stand by the verb at i: "abrir o frasco", "produto já aberto"? */
static bool of_a_thing(const struct sentence *s, int i)
{
	for (int k = 1; k <= 2; k++)
		if (is(s, i + k, things) || (is(s, i, "aberto|aberta|abertos|abertas|fechado|fechada") && is(s, i - k, things)))
			return true;
	return is(s, i - 1, "depois|apos") || (is(s, i - 2, "depois") && is(s, i - 1, "de"));
}

static bool names_a_day(const struct sentence *s)
{
	struct date_local now = {0};
	struct day d[4];
	int n = day_read(s->p, s->n, &now, d, 4);

	for (int i = 0; i < n; i++)
		if (d[i].kind != DAY_TIME)
			return true;
	return false;
}

static bool asks_hour(const struct sentence *s)
{
	int i = find(s, "horas|hora|hrs|hr");

	return i > 0 && is(s, i - 1, "que|q|qual|quais|qtas|quantas");
}

/* "vocês abrem?", "tá aberto agora?", "que horas fecha?" */
static bool asks_opens(const struct sentence *s)
{
	int i = find(s, opens);

	if (i < 0 || of_a_thing(s, i))
		return false;
	if (is(s, i, "aberto|aberta|abertos|abertas|abrir|abri|fechar|fechado|fechada|abertura|fechamento|fechou") &&
		has(s, "troca|trocar|trocam|devolver|usar|usado|validade|dura|vence|lacrado"))
		return false;
	if (is(s, i, "abre|abrem|fecha|fecham|abertos|fechados"))
		return true;
	return s->words <= 3 || asks_hour(s) || names_a_day(s) ||
		   has(s, "agora|agr|ainda|ja|loja|voces|vcs|vc|voce|ces|ta|tao|esta|estao|horario|fica|ficam|continua|ai");
}

/* "qual o horário de funcionamento?", but not "tem horário sábado para cortar o cabelo?" */
static bool asks_times(const struct sentence *s)
{
	int i = find(s, "horario|horarios|horarioss|hroario|expediente");

	if (i < 0 || has(s, booking))
		return false;
	if (s->words <= 2 || is(s, i, "expediente"))
		return true;
	if (has(s, "funcionamento|atendimento|comercial|funciona|funcionam|atende|atendem"))
		return true;
	if (is(s, i - 1, "tem|teria|algum|outro|um|esse|este|mesmo|ter|meu|meus") || has(s, "para|pra|pro"))
		return false;
	if (is(s, i + 1, "de|da|do|dos|das") &&
		is(s, i + 2, "loja|voces|vcs|ces|clinica|farmacia|salao|atelie|estabelecimento|semana"))
		return true;
	return has(s, "qual|quais|que|q|passa|manda|informa|saber") || names_a_day(s);
}

/* "vocês funcionam sábado?", "atendem no feriado?", "até que horas ficam?", "posso ir aí domingo?" */
static bool asks_otherwise(const struct sentence *s)
{
	bool when = names_a_day(s) || asks_hour(s) || has(s, "agora|24|24h|24hs");

	if (has(s, booking) || has(s, "como"))
		return false;
	if (has(s,
			"funciona|funcionam|funcionando|funcionar|atende|atendem|atendendo|atender|trabalha|trabalham|trabalhando"))
		return (when || has(s, "dias")) && !has(s, things);
	if (asks_hour(s) && has(s, "ate|ficam|fica|loja|vao|estao"))
		return has(s, "ficam|fica|loja|voces|vcs|vao|estao|tao|ir|passar|vou") || names_a_day(s) || s->words <= 4;
	return when && has(s, "posso|da|consigo|vou|podemos") && has(s, "ir|passar|chegar|vir") && has(s, "ai|loja");
}

static bool asked(const struct sentence *s)
{
	return asks_opens(s) || asks_times(s) || asks_otherwise(s);
}

/* Finds the sentence that asks; the whole text when none does. */
static bool find_asking(const char *folded, struct sentence *s)
{
	const char *p = folded;

	while (next_sentence(&p, s))
		if (asked(s))
			return true;
	s->p = folded;
	s->n = strlen(folded);
	split_words(s);
	return false;
}

bool rule_hours_asked(const char *text)
{
	char *folded = fold_dup(text);
	struct sentence s;
	bool yes = find_asking(folded, &s);

	free(folded);
	return yes;
}

/* ---- which holiday? ---- */

/* The next day of the holiday's date from today on; -1 when it is past. */
static long next_holiday(const char *date, long today)
{
	int y, m, d, month = 0, mday = 0;

	day_date(today, &y, &m, &d);
	if (strlen(date) == 10) {
		long day;

		y = atoi(date);
		month = atoi(date + 5);
		mday = atoi(date + 8);
		day = day_number(y, month, mday);
		return day < today ? -1 : day;
	}
	month = atoi(date);
	mday = strlen(date) == 5 ? atoi(date + 3) : 0;
	for (int k = 0; k <= 8; k++)
		if (day_exists(y + k, month, mday) && day_number(y + k, month, mday) >= today)
			return day_number(y + k, month, mday);
	return -1;
}

/*
 * How surely the sentence names the holiday: the number of its words there, when all are, or half when its first
 * telling word is ("consciência" for Dia da Consciência Negra); 0 when not. Weekdays in a name tell nothing.
 */
static double names(const struct sentence *s, const char *name)
{
	static const char silent[] =
		"de|da|do|dia|feira|segunda|terca|quarta|quinta|sexta|sabado|domingo|e|dos|das|feriado|a|o";
	static const char common[] = "aniversario|vespera|nossa|senhora|novo|ano|santo|todos|trabalho|brasil|paulo";
	char *folded = fold_dup(name);
	const char *p = folded, *stop = folded + strlen(folded);
	struct token w;
	int told = 0, there = 0;
	bool first = false;

	while (token_next(&p, stop, &w)) {
		bool in = false;

		if (word_in(w, silent))
			continue;
		for (int i = 0; i < s->words; i++)
			in = in || (s->w[i].n == w.n && memcmp(s->w[i].p, w.p, w.n) == 0);
		first = first || (in && told == 0 && w.n >= 5 && !word_in(w, common));
		told++;
		there += in;
	}
	if (there == told && told == 1 && has(s, "trabalho") && !has(s, "dia|feriado"))
		there = 0; /* "depois do trabalho" */
	free(folded);
	return told && there == told ? there : first ? 0.5 : 0;
}

static void add_day(struct rule_hours *h, long day)
{
	int i = h->n;

	for (int k = 0; k < h->n; k++)
		if (h->day[k] == day)
			return;
	if (h->n == RULE_HOURS_DAYS)
		return;
	for (; i > 0 && h->day[i - 1] > day; i--)
		h->day[i] = h->day[i - 1];
	h->day[i] = day;
	h->n++;
}

struct found {
	double sure;
	long day;
};

/*
 * The holidays that the sentence names surest, the nearest and those about it (Carnival is several days); wday -1
 * is any.
 */
static void add_named(struct rule_hours *h, const struct sentence *s, val list, int wday)
{
	struct found best = {0}, now;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < val_len(list); i++) {
			val v = val_at(list, i);

			now.sure = names(s, val_str(v, "name", ""));
			now.day = next_holiday(val_str(v, "date", ""), h->local.epoch_day);
			val_free(v);
			if (now.sure <= 0 || now.day < 0 || (wday >= 0 && day_wday(now.day) != wday))
				continue;
			if (pass == 0 && (now.sure > best.sure || (now.sure >= best.sure && now.day < best.day)))
				best = now;
			else if (pass == 1 && now.sure >= best.sure && now.day - best.day < 30)
				add_day(h, now.day);
		}
}

/* The next day of the calendar that is a holiday; its eve is none. -1 when there is none. */
static long coming_holiday(const struct rule_hours *h, val list)
{
	long best = -1;

	for (int i = 0; i < val_len(list); i++) {
		val v = val_at(list, i);
		char *name = fold_dup(val_str(v, "name", ""));
		long day = next_holiday(val_str(v, "date", ""), h->local.epoch_day);

		if (day >= 0 && (best < 0 || day < best) && strncmp(name, "vespera", 7) != 0)
			best = day;
		free(name);
		val_free(v);
	}
	return best;
}

/* ---- what is asked? ---- */

static void set_time(struct rule_hours *h, const struct sentence *s, const struct day *d)
{
	if (d->from < 0 || h->from >= 0)
		return;
	h->from = d->from;
	h->to = d->to;
	if (d->guessed && d->from == d->to && d->from >= 720 && has(s, "abre|abrem|abrir") && !has(s, "fecha|fecham|ate"))
		h->from = h->to = d->from - 720;
}

/* The days that were read: plain ones, whole weeks, holidays. */
static void take_days(struct rule_hours *h, const struct sentence *s, const struct day *d, int n, val list)
{
	for (int i = 0; i < n; i++) {
		if (d[i].last < h->local.epoch_day)
			continue;
		set_time(h, s, &d[i]);
		if (d[i].kind == DAY_TIME)
			continue;
		if (d[i].kind == DAY_HOLIDAY) {
			long day = coming_holiday(h, list);

			h->ask = RULE_HOURS_HOLIDAY;
			if (day >= 0)
				add_day(h, day);
			continue;
		}
		if (d[i].last - d[i].first >= 4) {
			h->ask = RULE_HOURS_WEEK;
			continue;
		}
		for (long day = d[i].first; day <= d[i].last; day++)
			add_day(h, day);
	}
}

/* "segunda é feriado, vão abrir?" is about Monday. */
static int drop_vague_holiday(struct day *d, int n)
{
	int kept = 0;

	for (int i = 0; i < n; i++)
		if (d[i].kind == DAY_DATE)
			kept++;
	if (kept == 0 || kept == n)
		return n;
	kept = 0;
	for (int i = 0; i < n; i++)
		if (d[i].kind != DAY_HOLIDAY || (d[i].weekday && i > 0))
			d[kept++] = d[i];
	return kept;
}

static void read_days(struct rule_hours *h, const struct sentence *s)
{
	val list = val_get(domain_conf(h->domain), "holidays");
	struct day d[RULE_HOURS_DAYS];
	int n = day_read(s->p, s->n, &h->local, d, RULE_HOURS_DAYS), wday = -1;
	bool and_holidays = has(s, "feriados");

	for (int i = 0; i < n; i++)
		if (d[i].weekday)
			wday = day_wday(d[i].first);
	add_named(h, s, list, wday);
	if (!h->n && wday >= 0)
		add_named(h, s, list, -1);
	if (h->n) {
		h->ask = RULE_HOURS_HOLIDAY;
		h->named = true;
		for (int i = 0; i < n; i++)
			set_time(h, s, &d[i]);
	} else {
		n = and_holidays ? n : drop_vague_holiday(d, n);
		h->ask = RULE_HOURS_DAY;
		take_days(h, s, d, n, list);
		if (h->ask == RULE_HOURS_HOLIDAY && h->n == 0)
			h->ask = RULE_HOURS_WEEK;
		h->named = h->ask == RULE_HOURS_HOLIDAY && h->n > 1;
	}
	val_free(list);
}

/* No day was said: now, today at a time, or the whole week. */
static void without_day(struct rule_hours *h, const struct sentence *s)
{
	bool present = has(s, "agora|agr|ainda|ja|abriu|abriram|fechou|fecharam") ||
				   (has(s, "aberto|aberta|abertos|fechado|fechada|fechados|funcionando|atendendo|abertas") &&
					!has(s, "dias|horario|fica|ficam"));

	if (h->from >= 0) {
		h->ask = RULE_HOURS_DAY;
		add_day(h, h->local.epoch_day);
	} else if (has(s, "horario|horarios|funcionamento|dias|semana|sempre")) {
		h->ask = RULE_HOURS_WEEK;
	} else if (present) {
		h->ask = RULE_HOURS_NOW;
	} else if (asks_hour(s)) {
		h->ask = RULE_HOURS_DAY;
		add_day(h, h->local.epoch_day);
	} else {
		h->ask = RULE_HOURS_WEEK;
	}
}

static void read_question(struct rule_hours *h, const struct sentence *s)
{
	bool now = has(s, "agora|agr");

	read_days(h, s);
	if (h->ask == RULE_HOURS_DAY && (h->n == 0 || (now && h->n == 1 && h->day[0] == h->local.epoch_day)))
		without_day(h, s);
	h->yes_no = !asks_hour(s) &&
				!has(s, "que|q|qual|quais|quando|horario|horarios|fecha|fecham|fechado|fechada|fechados|dias");
}

val rule_hours(const struct domain *d, const char *text, date_ms now)
{
	struct rule_hours h = {.domain = d, .now = now, .from = -1, .to = -1};
	struct sentence s;
	char *folded;

	if (!val_has(domain_conf(d), "hours"))
		return val_null();
	folded = fold_dup(text);
	h.local = date_to_local(domain_zone(d), now);
	(void)find_asking(folded, &s);
	read_question(&h, &s);
	if (h.ask == RULE_HOURS_WEEK && h.n == 0 && s.n < strlen(folded) &&
		!has(&s, "horario|horarios|funcionamento|dias")) {
		/* the day may stand in the sentence before: "e domingo? vocês abrem?" */
		struct sentence all = {.p = folded, .n = strlen(folded)};
		struct rule_hours other = {.domain = d, .now = now, .local = h.local, .from = -1, .to = -1, .yes_no = h.yes_no};

		split_words(&all);
		read_days(&other, &all);
		if (other.n)
			h = other;
	}
	free(folded);
	return rule_hours_say(&h);
}
