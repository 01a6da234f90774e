#include "io/schema.h"

/*
 * Rules of these tables. Times are milliseconds since 1970 UTC, days are "2026-06-30", money is in cents. Columns
 * whose value is JSON say so. A migration that is out is never edited: what changes is a new one. Tables that are
 * read by their key alone are WITHOUT ROWID: one tree to write instead of two. Where another index starts with the
 * same column they are not: SQLite would walk the whole domain along the key.
 */

static const char knowledge[] =
	"CREATE TABLE products ("
	" domain TEXT NOT NULL, id TEXT NOT NULL, sku TEXT, name TEXT NOT NULL, brand TEXT, category TEXT,"
	" description TEXT,"
	" price_cents BIGINT, currency TEXT, stock BIGINT,"
	" attributes TEXT," /* JSON object */
	" details TEXT,"    /* JSON object: whatever else the shop tells about it */
	" active BIGINT NOT NULL DEFAULT 1, updated_at BIGINT NOT NULL DEFAULT 0,"
	" PRIMARY KEY (domain, id));\n"
	"CREATE INDEX products_sku ON products (domain, sku);\n"
	"CREATE TABLE rules ("
	" domain TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, subject TEXT, question TEXT,"
	" also TEXT," /* JSON array: other ways to ask */
	" answer TEXT NOT NULL, details TEXT,"
	" tags TEXT," /* JSON array */
	" valid_from TEXT, valid_to TEXT, source TEXT, updated_at BIGINT NOT NULL DEFAULT 0,"
	" PRIMARY KEY (domain, id));\n"
	/* Grows with every change of an entity's rows: what is derived from them knows that it is old. */
	"CREATE TABLE versions ("
	" domain TEXT NOT NULL, entity TEXT NOT NULL, version BIGINT NOT NULL,"
	" PRIMARY KEY (domain, entity)) WITHOUT ROWID";

static const char people[] = "CREATE TABLE customers ("
							 " domain TEXT NOT NULL, id TEXT NOT NULL, name TEXT,"
							 " phone TEXT," /* E.164 */
							 " email TEXT," /* lower case */
							 " data TEXT,"  /* JSON object: preferences, addresses, consent and what else is known */
							 " created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,"
							 " PRIMARY KEY (domain, id));\n"
							 "CREATE INDEX customers_phone ON customers (domain, phone);\n"
							 "CREATE INDEX customers_email ON customers (domain, email);\n"
							 /* The names that channels have for a customer: chatwoot:ACCOUNT:cCONTACT. */
							 "CREATE TABLE customer_ids ("
							 " domain TEXT NOT NULL, external_id TEXT NOT NULL, customer_id TEXT NOT NULL,"
							 " PRIMARY KEY (domain, external_id));\n"
							 "CREATE INDEX customer_ids_customer ON customer_ids (domain, customer_id)";

static const char talk[] =
	"CREATE TABLE conversations ("
	" domain TEXT NOT NULL, id TEXT NOT NULL, customer_id TEXT, channel TEXT, status TEXT,"
	" task TEXT,"     /* JSON object: the open dialogue; null when none */
	" topic TEXT,"    /* what it was about last: the name of an intent */
	" previous TEXT," /* JSON object: the customer's last interaction before it began */
	" created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,"
	" PRIMARY KEY (domain, id));\n"
	"CREATE INDEX conversations_customer ON conversations (domain, customer_id);\n"
	/* The shop's turn has the message_id of the message it answers. seq orders a conversation. */
	"CREATE TABLE turns ("
	" domain TEXT NOT NULL, conversation_id TEXT NOT NULL, seq BIGINT NOT NULL, message_id TEXT NOT NULL,"
	" role TEXT NOT NULL," /* customer, shop, human */
	" text TEXT,"
	" reply TEXT,"   /* JSON object: the record's reply member as it went out */
	" facts TEXT,"   /* JSON array of ids */
	" intents TEXT," /* JSON array */
	" ts BIGINT NOT NULL,"
	" PRIMARY KEY (domain, conversation_id, seq, message_id, role)) WITHOUT ROWID;\n"
	"CREATE UNIQUE INDEX turns_message ON turns (domain, message_id, role);\n"
	/* Keys of deliveries that were taken in. */
	"CREATE TABLE seen (key TEXT PRIMARY KEY, ts BIGINT NOT NULL) WITHOUT ROWID";

static const char sync[] =
	/* Whatever has no table of its own: orders, leads, stock places, … */
	"CREATE TABLE records ("
	" domain TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL,"
	" parent TEXT,"        /* the id of what it is a part of */
	" data TEXT NOT NULL," /* JSON object */
	" active BIGINT NOT NULL DEFAULT 1, updated_at BIGINT NOT NULL,"
	" PRIMARY KEY (domain, entity, id));\n"
	"CREATE INDEX records_parent ON records (domain, entity, parent);\n"
	/* What changed, written with the change. seq counts a domain's events without gaps, in the order of commits. */
	"CREATE TABLE outbox ("
	" domain TEXT NOT NULL, seq BIGINT NOT NULL, entity TEXT NOT NULL, entity_id TEXT NOT NULL,"
	" action TEXT NOT NULL," /* insert, update, delete */
	" origin TEXT NOT NULL," /* cwai, odoo */
	" ts BIGINT NOT NULL,"
	" PRIMARY KEY (domain, seq)) WITHOUT ROWID;\n"
	/* Our record and Odoo's of the same thing. */
	"CREATE TABLE odoo_links ("
	" domain TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, model TEXT,"
	" remote_id BIGINT,"    /* null until it is there */
	" base TEXT,"           /* JSON object: the mapped members when both were last the same */
	" remote_date TEXT,"    /* Odoo's write_date then */
	" row_hash BIGINT,"     /* of the row that was taken last, and how it is mapped */
	" pending BIGINT,"      /* the outbox's seq of the last change that Odoo has not; null: none */
	" changed_at BIGINT,"   /* when that change was made */
	" attempted_at BIGINT," /* a create was begun then, and how it ended is not known */
	" failed TEXT,"         /* why Odoo will not have it */
	" PRIMARY KEY (domain, entity, id));\n"
	"CREATE UNIQUE INDEX odoo_links_remote ON odoo_links (domain, entity, model, remote_id);\n"
	"CREATE INDEX odoo_links_pending ON odoo_links (domain, entity, pending);\n"
	/* How far a reader of the outbox, or the reading of an entity, is: JSON object. */
	"CREATE TABLE sync_state ("
	" domain TEXT NOT NULL, name TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (domain, name)) WITHOUT ROWID;\n"
	/* What lost when both sides had changed the same member. */
	"CREATE TABLE sync_history ("
	" domain TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, ts BIGINT NOT NULL, field TEXT NOT NULL,"
	" winner TEXT NOT NULL," /* odoo, cwai */
	" kept TEXT, lost TEXT," /* JSON */
	" PRIMARY KEY (domain, entity, id, ts, field))";

static const char sends[] =
	/* What became of the answer to a message. */
	"CREATE TABLE sends ("
	" domain TEXT NOT NULL, conversation_id TEXT NOT NULL, message_id TEXT NOT NULL,"
	" state TEXT NOT NULL," /* sending, sent, handed, discarded, failed */
	" reason TEXT, ts BIGINT NOT NULL,"
	" PRIMARY KEY (domain, conversation_id, message_id)) WITHOUT ROWID;\n"
	/* The number of the newest message whose answer was begun: nothing older is answered any more. */
	"CREATE TABLE send_marks ("
	" domain TEXT NOT NULL, conversation_id TEXT NOT NULL, number BIGINT NOT NULL,"
	" PRIMARY KEY (domain, conversation_id)) WITHOUT ROWID";

/* A person has spoken in the bot's conversation at since; it was given back at until. The later one counts. */
static const char mutes[] = "CREATE TABLE mutes ("
							" domain TEXT NOT NULL, conversation_id TEXT NOT NULL,"
							" since BIGINT NOT NULL, until BIGINT NOT NULL," /* 0: never */
							" reason TEXT NOT NULL,"                         /* user, echo; empty: none spoke */
							" PRIMARY KEY (domain, conversation_id)) WITHOUT ROWID";

static const char knowing[] =
	/* Of a record that belongs to a customer: who, and when it was (an order's date, an appointment's beginning). */
	"ALTER TABLE records ADD COLUMN customer TEXT;\n"
	"ALTER TABLE records ADD COLUMN at BIGINT;\n"
	"CREATE INDEX records_customer ON records (domain, entity, customer, at);\n"
	/* Two customers that were found to be one person. */
	"CREATE TABLE merges ("
	" domain TEXT NOT NULL, seq BIGINT NOT NULL, kept TEXT NOT NULL, gone TEXT NOT NULL," /* customers' ids */
	" data TEXT NOT NULL," /* JSON object: both as they were, and what was moved */
	" source TEXT NOT NULL, ts BIGINT NOT NULL,"
	" undone_at BIGINT," /* null: it holds */
	" PRIMARY KEY (domain, seq));\n"
	"CREATE INDEX merges_kept ON merges (domain, kept);\n"
	"CREATE INDEX merges_gone ON merges (domain, gone);\n"
	/* What a customer allowed or refused. The newest of a purpose counts; customers.data has it too (consent). */
	"CREATE TABLE consents ("
	" domain TEXT NOT NULL, customer_id TEXT NOT NULL, purpose TEXT NOT NULL," /* service, analytics, marketing */
	" ts BIGINT NOT NULL, granted BIGINT NOT NULL,"
	" source TEXT NOT NULL, message_id TEXT," /* of the message that says so */
	" PRIMARY KEY (domain, customer_id, purpose, ts));\n"
	/* Who touched whose data. Each row's hash covers the row and the one before it in its chain. */
	"CREATE TABLE audit ("
	" domain TEXT NOT NULL, chain BIGINT NOT NULL, seq BIGINT NOT NULL, ts BIGINT NOT NULL,"
	" actor TEXT NOT NULL, action TEXT NOT NULL,"
	" subject TEXT NOT NULL," /* the customer's pseudonym; empty: none alone */
	" what TEXT NOT NULL, why TEXT NOT NULL, hash TEXT NOT NULL,"
	" PRIMARY KEY (domain, chain, seq)) WITHOUT ROWID;\n"
	"CREATE TABLE audit_heads ("
	" domain TEXT NOT NULL, chain BIGINT NOT NULL, seq BIGINT NOT NULL, hash TEXT NOT NULL,"
	" PRIMARY KEY (domain, chain)) WITHOUT ROWID;\n"
	/* Pseudonyms of the ids of customers that were erased: what another system still has of them is not taken in. */
	"CREATE TABLE erasures ("
	" domain TEXT NOT NULL, subject TEXT NOT NULL, ts BIGINT NOT NULL, PRIMARY KEY (domain, subject)) WITHOUT ROWID";

static const char analyses[] =
	/* What a conversation was about, without its texts. Without the customer's consent customer_id is null. */
	"CREATE TABLE analyses ("
	" domain TEXT NOT NULL, conversation_id TEXT NOT NULL, customer_id TEXT, channel TEXT, crew TEXT,"
	" topic TEXT,"                   /* the strongest of its topics */
	" handoff TEXT,"                 /* why a person took over; null: none did */
	" sentiment TEXT, score BIGINT," /* label; -1000 to 1000 */
	" started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, messages BIGINT NOT NULL,"
	" day BIGINT NOT NULL, hour BIGINT NOT NULL," /* of the shop: the day it ended, since 1970-01-01; when it began */
	" first_wait BIGINT, longest_wait BIGINT,"    /* of the customer, in milliseconds; null: nobody answered */
	" data TEXT NOT NULL,"                        /* JSON object: the record's analysis member */
	" PRIMARY KEY (domain, conversation_id));\n"
	"CREATE INDEX analyses_customer ON analyses (domain, customer_id, ended_at);\n"
	"CREATE INDEX analyses_ended ON analyses (domain, ended_at);\n"
	"CREATE TABLE analysis_entities ("
	" domain TEXT NOT NULL, conversation_id TEXT NOT NULL, type TEXT NOT NULL,"
	" key TEXT NOT NULL," /* the id, else the folded text */
	" text TEXT, mentions BIGINT NOT NULL, score BIGINT, ts BIGINT NOT NULL,"
	" PRIMARY KEY (domain, conversation_id, type, key));\n"
	"CREATE INDEX analysis_entities_key ON analysis_entities (domain, type, key, conversation_id);\n"
	/* What was asked and not answered, with personal data masked; the day is its conversation's. */
	"CREATE TABLE analysis_questions ("
	" domain TEXT NOT NULL, conversation_id TEXT NOT NULL, n BIGINT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL,"
	" day BIGINT NOT NULL, ts BIGINT NOT NULL, PRIMARY KEY (domain, conversation_id, n));\n"
	"CREATE INDEX analysis_questions_day ON analysis_questions (domain, day);\n"
	/*
	 * Sums by local day of the shop, kept with each analysis: a report reads days and not conversations. They name
	 * nobody, and stay when an analysis goes.
	 */
	"CREATE TABLE analysis_days ("
	" domain TEXT NOT NULL, dimension TEXT NOT NULL, day BIGINT NOT NULL, key TEXT NOT NULL,"
	" text TEXT," /* topic price, product p001, … */
	" n BIGINT NOT NULL, mentions BIGINT NOT NULL, score BIGINT NOT NULL, scored BIGINT NOT NULL,"
	" PRIMARY KEY (domain, dimension, day, key)) WITHOUT ROWID";

static const struct sql_migration migrations[] = {
	{1, "products and rules", knowledge},
	{2, "customers", people},
	{3, "conversations", talk},
	{4, "records of other systems", sync},
	{5, "answers that were sent", sends},
	{6, "persons who took over", mutes},
	{7, "what is known of customers", knowing},
	{8, "what conversations were about", analyses},
};

int schema_latest(void)
{
	return (int)(sizeof(migrations) / sizeof(migrations[0]));
}

struct sql *schema_open(const char *url, struct err *e)
{
	struct sql *db = sql_open(url, e);

	if (db && sql_migrate(db, migrations, schema_latest(), e) < 0) {
		sql_close(db);
		return NULL;
	}
	return db;
}
