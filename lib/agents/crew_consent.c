#include <stdlib.h>
#include <string.h>

#include "services/consent.h"
#include "services/privacy.h"
#include "text/fold.h"
#include "text/person.h"
#include "text/token.h"

#include "agents/crew_consent.h"

/* ---- the words; all folded ---- */

/* An answer is clear when it is nothing but these. */
static const char yes[] = "sim s ss simm claro pode podem aceito aceitamos autorizo concordo permito ok okay certo "
						  "positivo certeza beleza blz topo quero";
static const char no[] = "nao n nn naoo nunca jamais negativo recuso";
static const char polite[] =
	"obrigado obrigada obg vlw valeu por favor com que sem com ser sim eu prefiro guardar guardem "
	"enviar isso tudo bem voces vcs a o nada disso";

enum answer { UNCLEAR, YES, NO };

static enum answer answer_of(const char *text)
{
	char *folded = fold_dup(text);
	const char *s = folded, *stop = folded + strlen(folded);
	bool other = false, agrees = false, refuses = false, says_yes = false;
	struct token t;
	int n = 0;

	for (; token_next(&s, stop, &t); n++) {
		says_yes = says_yes || token_in(t, "sim s ss simm");
		agrees = agrees || token_in(t, yes);
		refuses = refuses || token_in(t, no);
		other = other || !(token_in(t, yes) || token_in(t, no) || token_in(t, polite));
	}
	free(folded);
	if (n == 0)
		return strstr(text, "👍") ? YES : strstr(text, "👎") ? NO : UNCLEAR;
	if (other || (says_yes && refuses))
		return UNCLEAR;
	return refuses ? NO : agrees ? YES : UNCLEAR;
}

/* Is every word of the text one of these, and one of them of those? */
static bool is_only(const char *folded, const char *words, const char *one_of)
{
	const char *s = folded, *stop = folded + strlen(folded);
	struct token t;
	bool has = false;

	while (token_next(&s, stop, &t)) {
		if (!token_in(t, words) && !token_in(t, one_of))
			return false;
		has = has || token_in(t, one_of);
	}
	return has;
}

static bool has_any(const char *folded, const char *const *phrases)
{
	for (int i = 0; phrases[i]; i++)
		if (strstr(folded, phrases[i]))
			return true;
	return false;
}

static bool has_word(const char *folded, const char *words)
{
	const char *s = folded, *stop = folded + strlen(folded);
	struct token t;

	while (token_next(&s, stop, &t))
		if (token_in(t, words))
			return true;
	return false;
}

/* "quero apagar meus dados", "me esqueça", "que dados vocês têm de mim?" */
static bool is_about_data(const char *folded)
{
	static const char *const things[] = {
		"meus dados", "minhas informacoes", "meu cadastro",     "minha conta",         "meu historico",
		"dados meus", "dados pessoais",     "minhas conversas", "meu numero de voces", NULL};
	static const char *const plain[] = {
		"me esqueca",        "me esquece",     "me esquecam",          "direito ao esquecimento",
		"dados voces tem",   "dados vcs tem",  "copia dos meus dados", "acesso aos meus dados",
		"ver os meus dados", "ver meus dados", "dados de mim",         NULL};
	static const char ends[] =
		"apagar apague apaguem apaga excluir exclua excluam exclui deletar delete deletem deleta "
		"remover remova removam eliminar elimine eliminem esquecer esqueca esquecam";

	return has_any(folded, plain) || (has_any(folded, things) && has_word(folded, ends));
}

/* ---- what the message says ---- */

static const char *customer_of(val record)
{
	return val_str(record, "context.customer.id", NULL);
}

/* Was the question the last thing that the shop said? */
static bool is_open(val record)
{
	return strcmp(val_str(record, "context.task.kind", ""), "consent") == 0;
}

/* Writes the answer down, for each of the purposes (an array), as the command does. */
static int write_down(const struct crew *c, val record, val purposes, bool granted, date_ms now, struct err *e)
{
	const struct privacy p = {c->db, c->domain, c->key, now};
	const char **name = mem_array(NULL, (size_t)val_len(purposes) + 1, sizeof(*name));
	struct personal who;
	int n = 0, st = 0;

	for (int i = 0; i < val_len(purposes); i++) {
		val v = val_at(purposes, i);

		name[n++] = val_text(v, ""); /* purposes keeps it */
		val_free(v);
	}
	if (!c->dry && n > 0) {
		st = personal_find(c->db, domain_name(c->domain), customer_of(record), &who, e);
		if (st == 0 && !who.known)
			st = err_set(e, ERR_NOINPUT, "the customer who answered is not in the store any more");
		else if (st == 0)
			st = privacy_consent(&p, &who, name, n, granted, "chat", val_str(record, "id", NULL), e);
		personal_free(&who);
	}
	free(name);
	return st;
}

static int say_done(const struct crew *c, struct crew_part *part, val purposes, bool granted, struct err *e)
{
	val in = val_set(val_set(val_object(), "purposes", val_copy(purposes)), "granted", val_true(granted));

	part->facts = val_push(part->facts, val_of_str("consent"));
	return crew_say(c, part, "consent_done", in, e) == 0 ? 1 : -1;
}

static int take_answer(const struct crew *c, val record, date_ms now, struct crew_part *part, struct err *e)
{
	enum answer said = answer_of(val_str(record, "text", ""));
	val purposes;
	int st;

	if (said == UNCLEAR || !customer_of(record))
		return 0;
	purposes = val_get_array(record, "context.task.purposes");
	st = write_down(c, record, purposes, said == YES, now, e);
	if (st == 0)
		st = say_done(c, part, purposes, said == YES, e);
	val_free(purposes);
	return st;
}

static int take_back(const struct crew *c, val record, date_ms now, struct crew_part *part, struct err *e)
{
	val customer = val_get_object(record, "context.customer"), purposes = consent_unrefused(customer);
	int st = customer_of(record) ? write_down(c, record, purposes, false, now, e) : 0;

	if (st == 0)
		st = say_done(c, part, purposes, false, e);
	val_free(purposes);
	val_free(customer);
	return st;
}

int crew_consent_take(const struct crew *c, val record, date_ms now, struct crew_part *part, struct err *e)
{
	static const char with[] = "quero eu o a meu minha consentimento autorizacao por favor pode podem gostaria de";
	char *folded = fold_dup(val_str(record, "text", ""));
	int st = 0;

	if (is_about_data(folded)) {
		part->handoff = "privacy";
		st = 1;
	} else if (c->db && is_only(folded, with, "revogar revogo revogue revoguem")) {
		st = take_back(c, record, now, part, e);
	} else if (c->db && is_open(record)) {
		st = take_answer(c, record, now, part, e);
	}
	free(folded);
	return st;
}

/* ---- the question ---- */

/* The purposes of domain.yaml's consent.ask that the customer was never asked for. */
static val to_ask(const struct crew *c, val customer)
{
	val conf = val_get_array(domain_conf(c->domain), "consent.ask"), out = val_array();

	for (int i = 0; i < val_len(conf); i++) {
		val p = val_at(conf, i);

		if (!consent_was_asked(customer, val_text(p, "")))
			out = val_push(out, val_copy(p));
		val_free(p);
	}
	val_free(conf);
	return out;
}

/* 1 when the conversation has had the question; 0; -1 with e. */
static int was_asked_here(const struct crew *c, val record, struct err *e)
{
	val p = val_push(val_push(val_array(), val_of_str(domain_name(c->domain))), val_get(record, "conversation.id"));
	val row;
	int asked;

	if (sql_row(c->db,
				"SELECT 1 AS asked FROM turns WHERE domain = $1 AND conversation_id = $2 AND role = 'shop'"
				" AND facts LIKE '%\"consent\"%' LIMIT 1",
				p, &row, e) != 0)
		return -1;
	asked = val_kind(row) == VAL_OBJECT;
	val_free(row);
	return asked;
}

/* Consumes purposes. */
static int put_question(const struct crew *c, val customer, val purposes, struct crew_part *part, val *task,
						struct err *e)
{
	val in = val_set_str(val_set(val_object(), "purposes", val_copy(purposes)), "shop", domain_title(c->domain));
	char *first = person_first(val_str(customer, "name", ""));

	in = val_set_str(in, "name", first);
	free(first);
	part->facts = val_push(part->facts, val_of_str("consent"));
	if (crew_say(c, part, "consent_ask", in, e) != 0) {
		val_free(purposes);
		return -1;
	}
	*task = val_set_str(val_set_str(val_object(), "crew", "info"), "kind", "consent");
	*task = val_set(*task, "purposes", purposes);
	return 1;
}

int crew_consent_ask(const struct crew *c, val record, struct crew_part *part, val *task, struct err *e)
{
	val customer, purposes;
	int st = 0, asked = 0;

	if (!c->db || val_is(*task) || !customer_of(record) || is_open(record))
		return 0;
	customer = val_get_object(record, "context.customer");
	purposes = to_ask(c, customer);
	if (val_len(purposes) > 0 && (asked = was_asked_here(c, record, e)) == 0)
		st = put_question(c, customer, val_copy(purposes), part, task, e);
	val_free(customer);
	val_free(purposes);
	return asked < 0 ? -1 : st;
}
