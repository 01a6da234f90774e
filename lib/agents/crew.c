#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "services/product_filter.h"
#include "services/product_refer.h"
#include "text/fold.h"
#include "text/token.h"

#include "agents/crew.h"

/* Words of asking, not of what is asked about; folded. */
static const char asking[] =
	"acabou aceita aceito acha acham achar achei achou adquirir agora ai ainda alem algo alguem algum alguma "
	"algumas alguns ali amei amiga amigo aquela aquele aqui assim barata baratas baratinho barato baratos beleza "
	"blz boa bom cara caro certo chegou coisa compra comprando comprar comprasse comprava comprei compro conhecer "
	"cs custa custam custando custo da dai dar dela delas dele deles dessa dessas desse desses destas destes dia "
	"diga disponibilidade disponiveis disponivel diz dizer dois duas e ela ele eles encomenda encomendar encontra "
	"encontrar encontro entao essa essas esse esses esta estao este estoque estou eu existe fala falar falou "
	"falta favor faz fazem fazer fecha fechado fechar fechei fica ficar gente gostaria gostei ha hoje igual "
	"indica indicacao indicam indicar indique informa informacao informacoes informar interessada interessado "
	"interesse isso la legal leva levamos levando levar levaria levo loja mais manda mandar mande me menos mesma "
	"mesmo meu meus minha minhas moca moco mostra mostrar nele nessa nesse nesta neste nosso nova novo obg "
	"obrigada obrigado oi ok ola olha olhando olhar opcao opcoes oq outra outras outro outros pagar parecida "
	"parecidas parecido parecidos passa peco pedir pega pegando pegar pegaria pego pessoal pf pfv pode poderia "
	"por posso preciso preco precos primeira primeiro procurando procuro produto produtos quais qual quanto "
	"quantos quatro quer queremos querendo querer queria queriam querida quero quis quiser reais real recomenda "
	"recomendam recomendar reserva reservar sabe sabem saber sai saindo segue seguem segunda segundo semelhante "
	"semelhantes separa separar sera seria seu seus sim similar similares so sobre sua suas sugere sugerem "
	"sugestao sugestoes ta tao tchau te tem temos tenho ter terceira terceiro teria tinha tipo to tres tudo "
	"ultima ultimo um uma unidade unidades vai valor valores vc vcs veja vejo vem vende vendem ver vlw voce voces "
	"voltou vou";

static bool is_asking(const struct token *t)
{
	return token_in(*t, asking) || token_is_stop("pt", t->p, t->n);
}

void crew_part_init(struct crew_part *p)
{
	*p = (struct crew_part){.facts = val_array(), .products = val_array(), .focus = -1};
}

void crew_part_free(struct crew_part *p)
{
	free(p->text);
	val_free(p->facts);
	val_free(p->products);
	p->text = NULL;
	p->facts = val_null();
	p->products = val_null();
}

char *crew_subject(const char *text)
{
	char *folded = fold_dup(text);
	const char *s = folded, *stop = folded + strlen(folded);
	struct buf b = {0};
	struct token t;

	while (token_next(&s, stop, &t)) {
		if (is_asking(&t) || (t.n == 1 && *t.p > '9'))
			continue;
		if (b.n)
			buf_putc(&b, ' ');
		buf_put(&b, t.p, t.n);
	}
	free(folded);
	return b.p ? b.p : mem_dup("");
}

bool crew_names_something(const char *text)
{
	char *subject = crew_subject(text);
	bool some = *subject != '\0';

	free(subject);
	return some;
}

/* The products of the task as they are now; those that are gone are left out. */
static int shown_products(const struct crew *c, val task, val *out, struct err *e)
{
	val ids = val_get(task, "products");
	int st = 0;

	*out = val_array();
	for (int i = 0; i < val_len(ids) && st == 0; i++) {
		val id = val_at(ids, i), p = val_null();

		st = product_get(c->products, val_text(id, ""), &p, e);
		if (st == 0 && val_is(p))
			*out = val_push(*out, p);
		else
			val_free(p);
		val_free(id);
	}
	val_free(ids);
	if (st != 0)
		val_free(*out);
	return st;
}

/* An answer only from what the words really fit: the best, and what is nearly as good. */
static val good_hits(val found, double least_cover)
{
	val all = val_get(found, "products"), good = val_array();
	double best = 0;

	for (int i = 0; i < val_len(all); i++) {
		val p = val_at(all, i);
		double score = val_num(p, "score", 0);

		best = i == 0 ? score : best;
		if (val_num(p, "cover", 1) >= least_cover && score >= best * 0.5)
			good = val_push(good, val_copy(p));
		val_free(p);
	}
	val_free(all);
	return good;
}

static int search_words(const struct crew *c, const char *text, int limit, val *out, val *relaxed, struct err *e)
{
	val q = val_object(), found, filters, dropped;

	q = val_set_str(q, "text", text);
	q = val_set_int(q, "limit", limit);
	q = val_set(q, "relax", val_true(relaxed != NULL));
	q = val_set(q, "in_stock", val_true(false)); /* "tem X em estoque?" is about X, also when it is not */
	if (product_search(c->products, q, &found, e) != 0)
		return -1;
	filters = val_get(found, "filters");
	dropped = val_get(found, "relaxed");
	/* What was understood as a filter holds already: fewer of the other words need to be there. */
	*out = good_hits(found, val_len(filters) > 0 && val_len(dropped) == 0 ? 0.25 : 0.5);
	if (relaxed)
		*relaxed = val_copy(dropped);
	val_free(dropped);
	val_free(filters);
	val_free(found);
	return 0;
}

/* By the whole text, for the filters in it; else by its subject, which the words of asking do not thin out. */
static int search(const struct crew *c, const struct crew_ask *ask, int limit, val *out, val *relaxed, struct err *e)
{
	char *subject;
	int st;

	if (search_words(c, ask->text, limit, out, relaxed, e) != 0)
		return -1;
	if (val_len(*out) > 0)
		return 0;
	val_free(*out);
	if (relaxed)
		val_free(*relaxed);
	subject = crew_subject(ask->text);
	st = search_words(c, subject, limit, out, relaxed, e);
	free(subject);
	return st;
}

int crew_focus(const struct crew *c, val task, val *product, struct err *e)
{
	int focus = (int)val_int(task, "focus", -1);
	val shown;

	if (shown_products(c, task, &shown, e) != 0)
		return -1;
	*product = val_at(shown, val_len(shown) == 1 ? 0 : focus);
	val_free(shown);
	return 0;
}

bool crew_is_called(const struct crew *c, val product, const char *text)
{
	char *path = mem_printf("categories.%s.words", val_str(product, "category", "-")), *subject = crew_subject(text);
	val words = val_get(domain_conf(c->domain), path);
	const char *s = subject, *stop = subject + strlen(subject);
	struct buf names = {0};
	struct token t;
	bool called = false;

	buf_printf(&names, " %s %s", val_str(product, "name", ""), val_str(product, "brand", ""));
	for (int i = 0; i < val_len(words); i++) {
		val w = val_at(words, i);

		buf_printf(&names, " %s", val_text(w, ""));
		val_free(w);
	}
	val_free(words);
	free(path);
	path = fold_dup(names.p);
	while (!called && token_next(&s, stop, &t)) {
		/* The beginning is enough: endings vary, and the search forgives slips too. */
		char *start = mem_printf(" %.*s", t.n < 3 ? (int)t.n : 3, t.p);

		called = strstr(path, start) != NULL;
		free(start);
	}
	free(path);
	free(subject);
	buf_free(&names);
	return called;
}

/* How many words of the subject are in the names and brands of the products that were shown; *n: of how many. */
static int words_of_shown(const char *subject, val shown, int *n)
{
	const char *s = subject, *stop = subject + strlen(subject);
	struct buf names = {0};
	struct token t;
	int there = 0;

	for (int i = 0; i < val_len(shown); i++) {
		val p = val_at(shown, i);

		fold_text(&names, val_str(p, "name", ""), strlen(val_str(p, "name", "")));
		buf_putc(&names, ' ');
		fold_text(&names, val_str(p, "brand", ""), strlen(val_str(p, "brand", "")));
		buf_putc(&names, ' ');
		val_free(p);
	}
	for (*n = 0; token_next(&s, stop, &t); ++*n) {
		char *word = mem_ndup(t.p, t.n);

		there += strstr(buf_str(&names), word) != NULL;
		free(word);
	}
	buf_free(&names);
	return there;
}

static bool is_of_shown(const char *subject, val shown)
{
	int n, there = words_of_shown(subject, shown, &n);

	return there == n;
}

/* Several words, most of them of something else: "protetor solar fps 30", when one with an FPS was shown. */
static bool is_of_others(const char *subject, val shown)
{
	int n, there = words_of_shown(subject, shown, &n);

	return n >= 3 && 2 * there < n;
}

/* As product_refer; but "o shampoo mais barato" is of the shown ones only when shampoos were shown. */
static int refer(const struct crew_ask *ask, val shown, bool *names)
{
	char *folded = fold_dup(ask->text), *subject = crew_subject(ask->text);
	int focus = (int)val_int(ask->task, "focus", -1), i = product_refer(folded, shown, focus);

	*names = *subject != '\0';
	/* "Quero o perfume", when one perfume was shown, is that one; "tem perfume?" asks for any. */
	if (i == PRODUCT_REFER_NONE && *names && val_len(shown) == 1 && strcmp(ask->intent, "buy") == 0 &&
		is_of_shown(subject, shown))
		i = 0;
	if (i == PRODUCT_REFER_NONE &&
		!*names) { /* "e o primeiro, quanto custa?": what is meant stands in another clause */
		free(folded);
		folded = fold_dup(ask->whole);
		i = product_refer(folded, shown, focus);
	}
	if (i >= 0 && *names && (strstr(folded, "mais barat") || strstr(folded, "mais car")) &&
		!is_of_shown(subject, shown))
		i = PRODUCT_REFER_NONE;
	if (i >= 0 && is_of_others(subject, shown))
		i = PRODUCT_REFER_NONE;
	free(subject);
	free(folded);
	return i;
}

int crew_find_products(const struct crew *c, const struct crew_ask *ask, int limit, val *out, int *focus, val *relaxed,
					   struct err *e)
{
	bool names;
	val shown;
	int i;

	*focus = -1;
	if (shown_products(c, ask->task, &shown, e) != 0)
		return -1;
	i = refer(ask, shown, &names);
	if (i == PRODUCT_REFER_NONE && names) {
		val_free(shown);
		if (search(c, ask, limit, out, relaxed, e) != 0)
			return -1;
		return val_len(*out) > 0 ? CREW_NAMED : CREW_MISSING;
	}
	if (relaxed)
		*relaxed = val_array();
	if (i >= 0) {
		*out = val_push(val_array(), val_at(shown, i));
		*focus = 0;
		val_free(shown);
		return CREW_SHOWN;
	}
	*out = shown;
	if (val_len(shown) == 0)
		return CREW_NOTHING;
	*focus = val_len(shown) == 1 ? 0 : (int)val_int(ask->task, "focus", -1);
	return CREW_WHICH;
}

static bool word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* As whole words; an s more is the plural. */
static bool holds_phrase(const char *folded, const char *phrase)
{
	size_t n = strlen(phrase);

	for (const char *at = folded; n > 0 && (at = strstr(at, phrase)); at++)
		if ((at == folded || !word_byte(at[-1])) && !word_byte(at[n + (at[n] == 's')]))
			return true;
	return false;
}

bool crew_mentions(const char *folded, val phrases)
{
	bool found = false;

	for (int i = 0; i < val_len(phrases) && !found; i++) {
		val p = val_at(phrases, i);
		char *f = fold_dup(val_text(p, ""));

		found = holds_phrase(folded, f);
		free(f);
		val_free(p);
	}
	return found;
}

bool crew_speaks_of(const char *folded, val attribute)
{
	val words = val_get(attribute, "words"), values = val_get(attribute, "values");
	char *title = fold_dup(val_str(attribute, "title", ""));
	bool speaks = crew_mentions(folded, words) || holds_phrase(folded, title);

	for (int i = val_iter(values); val_iter_ok(values, i) && !speaks; i = val_iter_next(values, i)) {
		val phrases = val_iter_val(values, i);

		speaks = crew_mentions(folded, phrases);
		val_free(phrases);
	}
	free(title);
	val_free(values);
	val_free(words);
	return speaks;
}

/* The key as customers write it: the phrase of the attribute that folds to it, so that "sensivel" has its accent. */
static val written(val attribute, const char *key)
{
	char *plain = mem_dup(key), *path;
	val phrases, out = val_null();

	for (char *p = plain; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	path = mem_printf("values.%s", key);
	phrases = val_get(attribute, path);
	for (int i = 0; i < val_len(phrases) && !val_is(out); i++) {
		val phrase = val_at(phrases, i);
		char *folded = fold_dup(val_text(phrase, ""));

		if (strcmp(folded, plain) == 0)
			out = val_copy(phrase);
		free(folded);
		val_free(phrase);
	}
	if (!val_is(out))
		out = val_of_str(plain);
	val_free(phrases);
	free(path);
	free(plain);
	return out;
}

val crew_value_words(val attribute, val value)
{
	val out = val_array();
	char number[32];

	if (val_kind(value) == VAL_NUMBER) {
		(void)snprintf(number, sizeof(number), "%g", val_number(value, 0));
		return val_push(out, val_of_str(number));
	}
	if (val_kind(value) != VAL_ARRAY)
		return val_push(out, written(attribute, val_text(value, "")));
	for (int i = 0; i < val_len(value); i++) {
		val one = val_at(value, i);

		out = val_push(out, written(attribute, val_text(one, "")));
		val_free(one);
	}
	return out;
}

val crew_facts(val facts, val products)
{
	for (int i = 0; i < val_len(products); i++) {
		val p = val_at(products, i);
		const char *id = val_str(p, "id", NULL);

		if (id && !val_array_has(facts, id))
			facts = val_push(facts, val_of_str(id));
		val_free(p);
	}
	return facts;
}

val crew_services(const struct domain *d)
{
	val all = val_get_array(domain_conf(d), "services"), out = val_array();

	for (int i = 0; i < val_len(all); i++) {
		val s = val_at(all, i), price = val_get(s, "price");
		int64_t cents = product_filter_cents(price);

		out = val_push(out, val_set(s, "price_cents", cents < 0 ? val_null() : val_of_int(cents)));
		val_free(price);
	}
	val_free(all);
	return out;
}

int crew_say(const struct crew *c, struct crew_part *part, const char *template, val in, struct err *e)
{
	free(part->text);
	part->text = domain_render(c->domain, template, in, e);
	return part->text ? 0 : -1;
}
