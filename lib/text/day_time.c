#include <string.h>

#include "text/day_private.h"

#define DAY_END 1440

struct clock {
	int at;      /* minutes */
	bool marked; /* "h", ":", or a half of the day stood with it: surely a time */
	bool guessed;
};

/* "da tarde" and the like at i: words taken; moves the hour into that half. */
static int half_of_day(const struct day_words *w, int i, struct clock *c)
{
	if (!day_is(w, i, "da|de|a"))
		return 0;
	if (day_is(w, i + 1, "tarde|tardinha|noite|noitinha")) {
		bool night = day_is(w, i + 1, "noite|noitinha");

		if (c->at < 720 && !(night && c->at < 300))
			c->at += 720;
		else if (night && c->at / 60 == 12)
			c->at = DAY_END;
	} else if (!day_is(w, i + 1, "manha|madrugada")) {
		return 0;
	}
	c->marked = true;
	c->guessed = false;
	return 2;
}

/* "30", "e 30", "e meia" after the hour at i: words taken. */
static int minutes(const struct day_words *w, int i, struct clock *c)
{
	int m = day_num(w, i), took = 1;

	if (m >= 0 && w->v[i].sep != 0)
		return 0;
	if (day_is(w, i, "e")) {
		took = 2;
		m = day_is(w, i + 1, "meia") ? 30 : day_is(w, i + 1, "quinze") ? 15 : day_num(w, i + 1);
		if (m < 10 || m % 5 || day_is(w, i + 2, "h|hs|hr|hrs|hora|horas"))
			return 0;
	}
	if (m < 0 || m > 59)
		return 0;
	c->at += m;
	if (day_is(w, i + took, "min|m|minutos"))
		took++;
	return took;
}

/* What follows the hour at i, and which half of the day it is in. Returns the words taken from i. */
static int hour_tail(const struct day_words *w, int i, struct clock *c)
{
	int start = i, hour = c->at / 60;

	if (i < w->n && w->v[i].sep == ':' && day_num(w, i) >= 0 && day_num(w, i) < 60 && w->v[i].n == 2) {
		c->at += day_num(w, i++);
		c->marked = true;
		if (i < w->n && w->v[i].sep == 0 && day_is(w, i, "h|hs|hr|hrs"))
			i++;
	} else if (day_is(w, i, "h|hs|hr|hrs|hora|horas")) {
		c->marked = true;
		i++;
		i += minutes(w, i, c);
	} else if (day_is(w, i, "e")) {
		i += minutes(w, i, c);
	}
	c->guessed = hour >= 1 && hour <= 6 && w->v[start - 1].p[0] != '0';
	i += half_of_day(w, i, c);
	if (c->guessed)
		c->at += 720;
	return i - start;
}

static int noon(const struct day_words *w, int i, struct clock *c)
{
	int took = 2;

	if (day_is(w, i, "meiodia"))
		took = 1;
	else if (!day_is(w, i, "meio|meia") || !day_is(w, i + 1, w->v[i].p[3] == 'o' ? "dia" : "noite"))
		return 0;
	c->at = w->v[i].p[3] == 'o' ? 720 : DAY_END;
	c->marked = true;
	if (c->at == 720 && day_is(w, i + took, "e") && day_is(w, i + took + 1, "meia")) {
		c->at = 750;
		took += 2;
	}
	return took;
}

/* An hour of the clock at i: words taken, or 0. */
static int clock_read(const struct day_words *w, int i, struct clock *c)
{
	int hour = day_count(w, i), took;

	memset(c, 0, sizeof(*c));
	took = i < w->n ? noon(w, i, c) : 0;
	if (took)
		return took;
	if (hour < 0 || hour > 24)
		return 0;
	c->at = hour * 60;
	took = 1 + hour_tail(w, i + 1, c);
	return c->at <= DAY_END ? took : 0;
}

/* "em 2 horas", "2h de sessão": as long as, not at. */
static bool is_length(const struct day_words *w, int i, int end)
{
	static const char before[] =
		"em|por|ha|faz|fazem|demora|demoram|leva|levam|dura|duram|cada|durante|daqui|apenas|so|umas|uns";

	if (day_is(w, i - 1, before) || day_is(w, i - 2, "em|demora|leva|dura"))
		return true;
	if (day_num(w, i) == 24 || (day_is(w, i + 1, "hora|horas") && day_count(w, i) < 7))
		return true;
	return day_is(w, end, "de") && !day_is(w, end + 1, "hoje|amanha|segunda|terca|quarta|quinta|sexta|sabado|domingo");
}

/* "as 3 lojas": the article, not the hour. */
static bool is_article(const struct day_words *w, int i)
{
	return i < w->n && w->v[i].num < 0 && w->v[i].n > 3 && w->v[i].p[w->v[i].n - 1] == 's' && w->v[i].sep == ' ' &&
		   !day_is(w, i, "horas|depois|voces|antes|nos|mais");
}

/* "às 15", "lá pelas 3", "umas 10h": a point. Returns the words taken. */
static int point(const struct day_words *w, int i, struct day *d)
{
	struct clock c;
	int took, at = i;
	bool said = day_is(w, at, "as|das|pelas|umas|ds|aas");

	if (day_is(w, at, "a"))
		said = day_is(w, ++at, "uma|1");
	else if (said)
		at++;
	took = clock_read(w, at, &c);
	if (!took || (!said && !c.marked) || (!c.marked && is_article(w, at + took)))
		return 0;
	if (!said && is_length(w, at, at + took))
		return 0;
	if (said && day_is(w, i, "umas") && day_is(w, i - 1, "em|por|ha|faz|demora|leva|dura"))
		return 0;
	d->from = d->to = c.at;
	d->guessed = c.guessed;
	return at + took - i;
}

/* "das 9 às 18", "entre 14h e 16h", "de 14 a 16h". */
static int between(const struct day_words *w, int i, struct day *d)
{
	struct clock a, b;
	bool sure = day_is(w, i, "das");
	int at = i + 1, took;

	if (!sure && !day_is(w, i, "de|entre"))
		return 0;
	if (day_is(w, at, "as")) {
		sure = true;
		at++;
	}
	took = clock_read(w, at, &a);
	at += took;
	if (!took || !(day_is(w, at, "as|a|ate|e") || (at < w->n && w->v[at].sep == '-')))
		return 0;
	while (day_is(w, at, "as|a|ate|e")) {
		sure = sure || day_is(w, at, "as");
		at++;
	}
	took = clock_read(w, at, &b);
	if (!took || !(sure || a.marked || b.marked))
		return 0;
	if (b.at <= a.at && b.at <= 720)
		b.at += 720;
	if (a.guessed && !b.guessed && b.at <= 720)
		a.at -= 720; /* "das 6 às 12": the morning */
	if (b.at <= a.at)
		return 0;
	d->from = a.at;
	d->to = b.at;
	d->guessed = a.guessed || b.guessed;
	return at + took - i;
}

/* "depois das 18h", "a partir das 14", "até as 17h", "antes das 10". */
static int bound(const struct day_words *w, int i, struct day *d)
{
	struct clock c;
	bool upper = day_is(w, i, "ate|antes"), said;
	int at = i + 1, took;

	if (day_is(w, i, "a") && day_is(w, i + 1, "partir"))
		at = i + 2;
	else if (!upper && !day_is(w, i, "depois|dps|apos"))
		return 0;
	if (day_is(w, at, "de"))
		at++;
	said = day_is(w, at, "as|das|umas");
	if (said || day_is(w, at, "a|do|da|o"))
		at++;
	took = clock_read(w, at, &c);
	if (!took || (!said && !c.marked) || is_article(w, at + took))
		return 0;
	if (!said && is_length(w, at, at + took))
		return 0;
	d->from = upper ? 0 : c.at;
	d->to = upper ? c.at : DAY_END;
	d->guessed = c.guessed;
	return d->from < d->to ? at + took - i : 0;
}

/* "de manhã", "à noite", "no fim da tarde", "hora do almoço". */
static int part(const struct day_words *w, int i, struct day *d)
{
	static const struct {
		const char *words, *not_after;
		int from, to;
	} parts[] = {
		{"manha|manhazinha", "bom|boa", 360, 720},
		{"cedo|cedinho", "mais|muito|tao|super", 360, 600},
		{"almoco", "", 720, 840},
		{"tarde|tardinha", "boa|mais|muito|tao|bo", 720, 1080},
		{"noite|noitinha", "boa|bo|bom", 1080, DAY_END},
		{"madrugada", "boa", 0, 360},
	};

	for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
		if (!day_is(w, i, parts[k].words) || day_is(w, i - 1, parts[k].not_after))
			continue;
		d->from = parts[k].from;
		d->to = parts[k].to;
		if (day_is(w, i - 2, "fim|final|finalzinho|fimzinho") && day_is(w, i - 1, "da|de"))
			d->from = parts[k].to - 120;
		else if (day_is(w, i - 2, "comeco|inicio|comecinho") && day_is(w, i - 1, "da|de"))
			d->to = parts[k].from + 120;
		return 1;
	}
	return 0;
}

int day_time_read(const struct day_words *w, int i, struct day *d)
{
	int took = between(w, i, d);

	if (!took)
		took = bound(w, i, d);
	if (!took)
		took = point(w, i, d);
	if (!took)
		took = part(w, i, d);
	return took;
}
