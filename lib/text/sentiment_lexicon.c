#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/sentiment_private.h"

#define REACH 4           /* words that a negation reaches over */
#define REACH_SAYING 3    /* of one that says something alone: "não achei" */
#define NEAR 2            /* words that a scale reaches over */
#define TURNED_GOOD (-.9) /* "não gostei": what a good word counts then */
#define TURNED_BAD (-.5)  /* "não é ruim": no praise yet */
#define IDLE_TURN (-.12)  /* a negation of words that say nothing: most often something is missing */
#define BEFORE_BUT .5     /* what stood before "mas" */
#define AFTER_BUT 1.3     /* and what follows */
#define CONCEDED .4       /* "apesar de …," */
#define ASKED .3          /* of what a question says: "é bom?" is no praise yet, "posso trocar?" no blame */
#define WEAK (-60)        /* blame beyond it stays so in a question: "cadê meu pedido?" */
#define WEAK_PRAISE 50    /* praise below it is no opinion */
#define ASKED_LOUD (-.25) /* "???" */
#define FIRM 30           /* what weighs less only hints: "cartão", "depois", "semanas" */
#define HINTS .15         /* the most that hints add up to, where nothing firm is said */
#define LAUGH .15         /* kkk, where nothing bad was said */
#define LOUD 1.15         /* capitals */
#define SHOUT .05         /* of each exclamation mark */
#define MOST_SHOUTS 3     /* that count */
#define HALF 1.           /* the sum whose score is .7 */
#define BAND .2           /* scores below it are neutral */
#define SHORT 4           /* words up to which a text that says nothing is merely short */
#define PRIOR_SHORT .02   /* of a text that says nothing: "ok, obrigado" and its like */
#define PRIOR_LONG (-.04) /* who tells a story without praise has a reason to */

/* The sum of what was said, walking from unit to unit. */
struct tally {
	double before, now; /* said in earlier sentences, and in this one up to here */
	double asked;       /* praise and weak blame since the last mark: a question mark takes it back */
	double last;        /* the last word's, for a scale behind it */
	double boost;       /* what comes next counts so much: after "mas", after "apesar de" */
	double scale;       /* of the next word */
	int scale_left;     /* words that the scale still reaches */
	int turn_left;      /* words that a negation still reaches */
	bool idle;          /* it has turned nothing yet */
	double alone;       /* what it says then */
	int sought_left;    /* words for which a complaint only names what help is sought for */
	int wished_left;    /* words for which praise only names what is wished for */
	bool named;         /* the next word is a street's name */
	bool cut;           /* and a full stop before it belongs to "av." */
	bool firm;          /* something was said that is more than a hint */
	bool laughed;
};

/* Does a negation before a word turn it? One that says something alone turns opinions only: not "nada de resposta". */
static bool is_turned(const struct tally *t, double weight)
{
	return t->turn_left > 0 && (t->alone >= IDLE_TURN || weight < WEAK || weight > WEAK_PRAISE);
}

static void say(struct tally *t, double weight, bool turned)
{
	double v = weight / 100 * t->scale;

	t->firm = t->firm || fabs(weight) >= FIRM;
	if (turned) {
		v *= v > 0 ? TURNED_GOOD : TURNED_BAD;
		t->turn_left = 0;
		t->idle = false;
	}
	t->last = v * t->boost;
	t->now += t->last;
	t->asked += t->last > 0 || weight > WEAK ? t->last : 0;
	t->scale = 1;
	t->scale_left = 0;
}

static void end_turn(struct tally *t)
{
	if (t->idle) {
		t->now += t->alone;
		t->firm = t->firm || t->alone * -100 >= FIRM;
	}
	t->idle = false;
	t->turn_left = 0;
}

/* weight: what the negation says when it turns nothing; 0: as any. */
static void turn(struct tally *t, double weight)
{
	double alone = weight < 0 ? weight / 100 * t->boost : IDLE_TURN;

	if (t->turn_left == 0)
		end_turn(t);
	t->alone = t->idle && t->alone < alone ? t->alone : alone;
	t->turn_left = weight < 0 ? REACH_SAYING : REACH;
	t->idle = true;
}

/* "bom demais" scales what came right before, "muito bom" what comes. */
static void scale(struct tally *t, double by)
{
	if (t->last > 0 || t->last < 0) {
		t->now += t->last * (by - 1);
		t->last = 0;
		return;
	}
	t->scale = by;
	t->scale_left = NEAR;
}

static void contrast(struct tally *t)
{
	end_turn(t);
	t->before *= BEFORE_BUT;
	t->now *= BEFORE_BUT;
	t->boost = AFTER_BUT;
	t->asked = t->last = 0;
}

static void mark(struct tally *t, const struct unit *u)
{
	end_turn(t);
	t->scale = 1;
	t->last = 0;
	t->named = t->named && t->cut;
	t->cut = false;
	t->wished_left = 0;
	if (u->kind == UNIT_COMMA) {
		if (t->boost < 1)
			t->boost = 1;
		return;
	}
	if (u->kind == UNIT_ASK) {
		t->now -= (1 - ASKED) * t->asked;
		if (u->times > 1) {
			t->now += ASKED_LOUD;
		}
	}
	t->before += t->now;
	t->now = t->asked = 0;
	t->boost = 1;
	t->sought_left = 0;
}

/* A word that says nothing moves on what reaches over it. */
static void pass(struct tally *t)
{
	if (t->turn_left > 0 && --t->turn_left == 0)
		end_turn(t);
	if (t->scale_left > 0 && --t->scale_left == 0)
		t->scale = 1;
	t->last = 0;
}

/* "rua da Alegria", "av. Bom Pastor": what follows is a name, whatever else the word says. */
static void name(struct tally *t, bool cut)
{
	pass(t);
	t->named = true;
	t->cut = cut;
}

/* The word itself counts as one of the reach. */
static void seek(struct tally *t, const struct word *w)
{
	pass(t);
	t->sought_left = w->weight + 1;
	if (w->kind == WISHES)
		t->wished_left = w->weight + 1;
}

/* Does the word say nothing here, because help is sought or a thing wished for? */
static bool is_sought(const struct tally *t, const struct word *w)
{
	if (w->kind == AILS)
		return t->sought_left > 0;
	return (w->kind == SAYS || w->kind == STEM) && w->weight > 0 && t->wished_left > 0;
}

/* Does the word stand between "rua" and the name? */
static bool is_link(const char *s, size_t n)
{
	return (n == 2 && (memcmp(s, "da", 2) == 0 || memcmp(s, "de", 2) == 0 || memcmp(s, "do", 2) == 0)) ||
		   (n == 3 && (memcmp(s, "das", 3) == 0 || memcmp(s, "dos", 3) == 0));
}

/* Is the entry an expression with a negation of its own, so that one before it has no say in it? */
static bool denies(const struct word *w)
{
	static const char *const with[] = {"nao ", "nunca ", "jamais "};

	for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
		if (strncmp(w->text, with[i], strlen(with[i])) == 0)
			return true;
	return false;
}

static void take(struct tally *t, const struct word *w)
{
	if (denies(w))
		end_turn(t);
	switch (w->kind) {
	case SAYS:
	case STEM:
	case AILS: say(t, w->weight, is_turned(t, w->weight)); break;
	case STAYS: say(t, w->weight, false); break;
	case SEEKS:
	case WISHES: seek(t, w); break;
	case NAMES: name(t, w->weight); break;
	case TURNS: turn(t, w->weight); break;
	case SCALES: scale(t, w->weight / 100.); break;
	case BUT: contrast(t); break;
	default: t->boost = CONCEDED;
	}
}

/* How many units the entry is. */
static size_t taken(const struct word *w)
{
	size_t n = 1;

	for (const char *p = w->text; *p; p++)
		n += *p == ' ';
	return n;
}

/* The words at s, of which the first has n bytes; to the end of the text there are left. How many units they are. */
static size_t hear(struct tally *t, const char *s, size_t n, size_t left)
{
	const struct word *w = t->named ? NULL : sentiment_lookup(s, left);

	t->named = t->named && is_link(s, n);
	if (!w || is_sought(t, w))
		pass(t);
	else
		take(t, w);
	t->sought_left -= t->sought_left > 0;
	t->wished_left -= t->wished_left > 0;
	return w ? taken(w) : 1;
}

static struct tally add_up(const struct sentiment_text *x)
{
	struct tally t = {.boost = 1, .scale = 1};
	size_t words;

	for (size_t i = 0; i < x->n; i += words) {
		const struct unit *u = &x->unit[i];

		words = 1;
		if (u->kind == UNIT_WORD)
			words = hear(&t, x->line.p + u->at, u->n, x->line.n - u->at);
		else if (u->kind == UNIT_LAUGH)
			t.laughed = true;
		else
			mark(&t, u);
	}
	end_turn(&t);
	return t;
}

bool sentiment_speaks(const char *lang)
{
	return strncmp(lang, "pt", 2) == 0;
}

void sentiment_lexicon(const char *text, size_t n, struct sentiment *out)
{
	struct sentiment_text x = sentiment_text_of(text, n);
	struct tally t = add_up(&x);
	double sum = t.before + t.now;

	if (!t.firm)
		sum *= HINTS / (HINTS + fabs(sum));
	if (x.loud)
		sum *= LOUD;
	sum *= 1 + SHOUT * (double)(x.shouts < MOST_SHOUTS ? x.shouts : MOST_SHOUTS);
	if (t.laughed && sum >= 0)
		sum += LAUGH;
	if (fabs(sum) < 1e-9 && x.words)
		sum = x.words > SHORT ? PRIOR_LONG : PRIOR_SHORT;
	out->score = sum / sqrt(sum * sum + HALF);
	out->label = out->score >= BAND ? SENTIMENT_POSITIVE : out->score <= -BAND ? SENTIMENT_NEGATIVE : SENTIMENT_NEUTRAL;
	sentiment_text_free(&x);
}
