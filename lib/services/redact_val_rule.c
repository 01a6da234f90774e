#include <string.h>

#include "text/token.h"

#include "services/redact_val_private.h"

#define PERSON                                                                                                  \
	"customer customers contact contacts sender partner partners person people patient client clients cliente " \
	"clientes recipient consumer titular"
#define ADDRESS "address addresses endereco enderecos"
#define NAME "name nome full_name complete_name display_name first_name last_name nickname pushname sobrenome apelido"

struct whole {
	const char *names, *mask;
	int kind;
};

static const struct whole wholes[] = {
	{"phone phones telefone telefones celular mobile fone phone_number mobile_number numero_telefone whatsapp_number",
	 "[TELEFONE]", REDACT_PHONE},
	{"email emails e_mail email_address mail_address email_from", "[E-MAIL]", REDACT_EMAIL},
	{"cpf", "[CPF]", REDACT_CPF},
	{"cnpj", "[CNPJ]", REDACT_CNPJ},
	{"document documents documento vat cpf_cnpj cnpj_cpf rg tax_number", "[DOCUMENTO]", -1},
	{"cep zip zipcode zip_code postal_code postcode", "[CEP]", REDACT_CEP},
	{"complement complemento street_number street_name_number", "[ENDERE\xc3\x87O]", -1},
	{"birthday birthdate birth_date data_nascimento nascimento", "[NASCIMENTO]", -1},
};

/* The last word is one of words: "customer_phone". */
static bool ends_in(const char *name, const char *words)
{
	for (const char *p = name; p; p = strchr(p, '_')) {
		p += *p == '_';
		if (token_in((struct token){p, strlen(p)}, words))
			return true;
	}
	return false;
}

static bool begins_in(const char *name, const char *words)
{
	return token_in((struct token){name, strcspn(name, "_")}, words);
}

static bool is(const char *name, const char *words)
{
	return token_in((struct token){name, strlen(name)}, words);
}

static bool is_kept(const char *name)
{
	return ends_in(name, "id ids uuid guid ts at timestamp sku barcode ean gtin hash signature") ||
		   begins_in(name, "price prices preco precos") ||
		   is(name,
			  "trace merged reply_to facts kind type event domain v version tool channel currency default_code code");
}

static void set(struct redact_val_rule *out, enum redact_val_how how, const char *mask, int kind)
{
	out->how = how;
	out->mask = mask;
	out->kind = kind;
}

static void find(const char *name, const struct redact_val_object *in, struct redact_val_rule *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = -1;
	out->object.person = is(name, PERSON);
	out->object.address = ends_in(name, ADDRESS);
	if (is_kept(name)) {
		if (ends_in(name, "id ids") && begins_in(name, PERSON))
			out->object.person = true; /* [7, "Ana Souza"]: how Odoo names who an id stands for */
		set(out, REDACT_VAL_KEEP, "[NOME]", -1);
		return;
	}
	for (size_t i = 0; i < sizeof(wholes) / sizeof(*wholes); i++)
		if (ends_in(name, wholes[i].names)) {
			set(out, REDACT_VAL_WHOLE, wholes[i].mask, wholes[i].kind);
			return;
		}
	if ((in->person && is(name, NAME)) || (begins_in(name, PERSON) && ends_in(name, "name nome")) ||
		is(name, "first_name last_name"))
		set(out, REDACT_VAL_NAME, "[NOME]", -1);
	else if (is(name, "street street2 street_name rua logradouro") || (out->object.address && !strstr(name, "ip")))
		set(out, REDACT_VAL_STREET, "[ENDERE\xc3\x87O]", -1);
	else if (in->address && is(name, "number numero"))
		set(out, REDACT_VAL_WHOLE, "[ENDERE\xc3\x87O]", -1);
}

#define KNOWN 256 /* members whose rule is kept: records have the same ones again and again */

void redact_val_rule_of(const char *name, const struct redact_val_object *in, struct redact_val_rule *out)
{
	static _Thread_local struct known {
		char name[REDACT_VAL_KEY];
		struct redact_val_object in;
		struct redact_val_rule rule;
		bool used;
	} all[KNOWN];
	unsigned h = (unsigned)in->person * 2 + (unsigned)in->address;
	struct known *k;

	for (const char *p = name; *p; p++)
		h = h * 31 + (unsigned char)*p;
	k = &all[h % KNOWN];
	if (!k->used || k->in.person != in->person || k->in.address != in->address || strcmp(k->name, name) != 0) {
		find(name, in, &k->rule);
		memcpy(k->name, name, strlen(name) + 1);
		k->in = *in;
		k->used = true;
	}
	*out = k->rule;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

void redact_val_plain(const char *s, size_t n, char out[REDACT_VAL_KEY])
{
	size_t k = 0;

	for (size_t i = 0; i < n && k + 2 < REDACT_VAL_KEY; i++) {
		char c = lower(s[i]);

		if (c != s[i] && i > 0 && s[i - 1] >= 'a' && s[i - 1] <= 'z')
			out[k++] = '_';
		out[k++] = (char)(c == '-' || c == ' ' || c == '.' ? '_' : c);
	}
	out[k] = '\0';
}
