#!/bin/sh
# examples/deploy/postgres-roles.sql on PostgreSQL: what each role sees and may, in every table; the tools work as the
# service; the owner, who is no superuser, migrates as before; twice is once; names that want quoting.
. "${0%/*}/lib.sh"
sql=$TOP/examples/deploy/postgres-roles.sql
base=${CWAI_TEST_PG:-none://}
k=r$$
owner=owner_$k a=a_$k b="b'\"$k"
psql -qX -v ON_ERROR_STOP=1 "$base" -v owner="$owner" -v k="$k" >made 2>&1 <<-'EOF'
	CREATE ROLE :"owner" LOGIN;
	CREATE SCHEMA :"k" AUTHORIZATION :"owner";
EOF
is "an owner without rights of a superuser" "$(cat made)" ""
# as ROLE: the URL of the store for that role
as() { printf '%s' "$base" | sed "s/user=cwai/user=$1/"; printf '&options=-csearch_path%%3D%s' "$k"; }
# ask ROLE QUERY [psql OPTION...]
ask() {
	url=$(as "$1") query=$2
	shift 2
	printf '%s\n' "$query" | psql -qAtX -v ON_ERROR_STOP=1 "$url" "$@" 2>&1
}
roles() { psql -qX -v domain="$1" -f "$sql" "$(as cwai)" 2>&1; }
config() { # FILE ROLE
	printf 'store: "%s"\ndomains: [%s/shop]\n' "$(as "$2")" "$T" >"$1"
}

cp -R "$TOP/examples/cosmeticos" shop
cp "$TOP/examples/templates.yaml" .
sed -i "s/^name:.*/name: $a/" shop/domain.yaml
status "no store yet: told" 3 psql -qX -v domain="$a" -f "$sql" "$(as cwai)"
like "and how to make one" "$(cat err)" 'holds no store of cwai: cwai-init'
status "a store by its owner" 0 cwai-init -s "$(as "$owner")" shop
status "no domain: told" 3 psql -qX -f "$sql" "$(as cwai)"
like "and how to name one" "$(cat err)" 'psql -v domain=NAME'

# A row of each of two domains in every table: the catalogue knows the columns.
tables=$(ask cwai "SELECT table_name FROM information_schema.columns WHERE table_schema = '$k' AND column_name = 'domain' ORDER BY 1")
like "there are tables" "$(echo "$tables" | paste -sd' ' -)" 'audit audit_heads .*conversations.*turns'
fill() { # DOMAIN: one more row of it in each table
	ask cwai "
	SELECT set_config('x.domain', :'domain', false) \\g /dev/null
	DO \$\$ DECLARE t text; c text; v text; BEGIN
		FOR t IN SELECT table_name FROM information_schema.columns WHERE table_schema = '$k' AND column_name = 'domain' LOOP
			SELECT string_agg(quote_ident(column_name), ','), string_agg(CASE WHEN column_name = 'domain' THEN quote_literal(current_setting('x.domain'))
				WHEN data_type = 'bigint' THEN '990' ELSE quote_literal('{\"x\":\"mark\"}') END, ',') INTO c, v
				FROM information_schema.columns WHERE table_schema = '$k' AND table_name = t AND (is_nullable = 'NO' OR column_name = 'domain');
			EXECUTE format('INSERT INTO %I (%s) VALUES (%s)', t, c, v);
		END LOOP;
	END \$\$;" -v domain="$1"
}
is "a row of one domain in each" "$(fill "$a")" ""
is "and of the other" "$(fill "$b")" ""
is "roles of one domain" "$(roles "$a")" ""
is "of another, whose name wants quotes" "$(roles "$b")" ""
is "and again" "$(roles "$a"; roles "$b")" ""
state() { ask cwai "SELECT polrelid::regclass, polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy ORDER BY 1, 2; SELECT relname, ARRAY(SELECT unnest(relacl)::text ORDER BY 1), relrowsecurity, relforcerowsecurity FROM pg_class WHERE relnamespace = '$k'::regnamespace ORDER BY 1"; }
state >before
is "a third time" "$(roles "$a")" ""
is "which changes nothing" "$(state)" "$(cat before)"
is "every table is secured, but those without a domain" "$(ask cwai "SELECT relname FROM pg_class WHERE relnamespace = '$k'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1" | paste -sd' ' -)" "cwai_version seen"
is "and nothing is the public's" "$(ask cwai "SELECT count(*) FROM information_schema.role_table_grants WHERE table_schema = '$k' AND grantee = 'PUBLIC'")" 0

for r in reader service privacy; do
	ask cwai "CREATE ROLE :\"me\" LOGIN IN ROLE :\"role\"" -v me="${k}_$r" -v role="cwai_${a}_$r"
	ask cwai "CREATE ROLE :\"me\" LOGIN IN ROLE :\"role\"" -v me="${k}_b_$r" -v role="cwai_${b}_$r"
done
seen() { # ROLE DOMAIN: tables in which the role sees a row of the domain
	query=
	for t in $tables; do
		query="$query${query:+ UNION ALL }SELECT '$t' AS t WHERE EXISTS (SELECT FROM $t WHERE domain = :'domain')"
	done
	ask "$1" "$query" -v domain="$2" | sort
}
all=$(echo "$tables" | paste -sd' ' -)
for r in reader service privacy; do
	is "$r of one sees its rows in each table" "$(seen "${k}_$r" "$a" | paste -sd' ' -)" "$all"
	is "and none of the other" "$(seen "${k}_$r" "$b")" ""
	is "nor the other's of it" "$(seen "${k}_b_$r" "$a")" ""
	is "who sees its own" "$(seen "${k}_b_$r" "$b" | paste -sd' ' -)" "$all"
done
# may ROLE PRIVILEGE: the tables on which it has it
may() { ask cwai "SELECT relname FROM pg_class WHERE relnamespace = '$k'::regnamespace AND relkind = 'r' AND has_table_privilege('$1', oid, '$2') ORDER BY 1" | paste -sd' ' -; }
without() { echo "$tables" | grep -vxE "$1" | paste -sd' ' -; }
for p in INSERT UPDATE DELETE TRUNCATE; do
	is "the reader may $p nowhere" "$(may "${k}_reader" $p)" ""
done
is "the reader reads no keys of deliveries" "$(may "${k}_reader" SELECT | tr ' ' '\n' | grep -x seen)" ""
is "the service may insert" "$(may "${k}_service" INSERT)" "$(printf '%s\nseen\n' "$tables" | grep -vx erasures | sort | paste -sd' ' -)"
is "the service may update" "$(may "${k}_service" UPDATE)" "$(without 'audit|erasures')"
is "the service may delete" "$(may "${k}_service" DELETE)" "$(printf '%s\nseen\n' "$tables" | grep -vxE 'audit|audit_heads|erasures' | sort | paste -sd' ' -)"
is "privacy may not update the audit log either" "$(may "${k}_privacy" UPDATE)" "$(without audit)"
is "but delete from it" "$(may "${k}_privacy" DELETE)" "$(printf '%s\nseen\n' "$tables" | grep -vx audit_heads | sort | paste -sd' ' -)"

# Rights in deed, not only in the catalogue
like "the reader can't write" "$(ask "${k}_reader" "INSERT INTO customers (domain, id, created_at, updated_at) VALUES ('$a', 'x', 1, 1)")" 'permission denied'
like "the service can't insert a row of the other" "$(ask "${k}_service" "INSERT INTO customers (domain, id, created_at, updated_at) VALUES (:'b', 'x', 1, 1)" -v b="$b")" 'row-level security'
like "nor give it one of its own" "$(ask "${k}_service" "UPDATE customers SET domain = :'b'" -v b="$b")" 'row-level security'
is "nor touch one" "$(ask "${k}_service" "WITH d AS (DELETE FROM customers WHERE domain = :'b' RETURNING 1) SELECT count(*) FROM d" -v b="$b")" 0
like "the service can't change a line of the audit log" "$(ask "${k}_service" "UPDATE audit SET what = 'y'")" 'permission denied'
like "nor take one away" "$(ask "${k}_service" "DELETE FROM audit")" 'permission denied'
is "but add one" "$(ask "${k}_service" "INSERT INTO audit SELECT domain, chain, seq + 1, ts, actor, action, subject, what, why, hash FROM audit; SELECT count(*) FROM audit")" 2
like "it can't switch the security off" "$(ask "${k}_service" "ALTER TABLE customers DISABLE ROW LEVEL SECURITY")" 'must be owner'
like "nor make a table" "$(ask "${k}_service" "CREATE TABLE mine (x int)")" 'permission denied'

# The tools as the service
config service.yaml "${k}_service"
cat >in <<EOF
{"v":1,"kind":"message","id":"m1","ts":"2026-06-17T12:00:00.000Z","domain":"$a","channel":"whatsapp","conversation":{"id":"k1","status":"pending"},"customer":{"id":"chatwoot:1:c5","name":"Ana"},"text":"oi"}
EOF
is "cwai-context works as the service" "$(cwai-context -C service.yaml <in | jq -c '[.context.customer.name,.error]')" '["Ana",null]'
is "and again" "$(cwai-context -C service.yaml <in | jq -c '[.context.new,.error]')" '[true,null]'
is "its turn is there for the owner" "$(ask "$owner" "SELECT text FROM turns WHERE domain = '$a' AND message_id = 'm1'")" oi
like "cwai-rules too" "$(cwai-rules -C service.yaml --json vocês aceitam pix | head -1 | jq -r .kind)" '^rule$'
like "cwai-product-search too" "$(cwai-product-search -C service.yaml --json protetor solar | head -1 | jq -r .kind)" '^product$'
config reader.yaml "${k}_reader"
cwai-context -C reader.yaml <in >out 2>err
like "the reader's cwai-context is refused" "$(jq -r .error.message out)" 'permission denied'
config other.yaml "${k}_b_service"
cwai-context -C other.yaml <in >out 2>err
like "and the other's service stores nothing here" "$(jq -r .error.message out)" 'row-level security'

# The owner: all rows as before, and a migration
is "the owner sees both domains" "$(ask "$owner" "SELECT count(DISTINCT domain) FROM customers")" 2
is "and changes both" "$(ask "$owner" "ALTER TABLE customers ADD COLUMN later TEXT; WITH u AS (UPDATE customers SET later = 'x' RETURNING domain) SELECT count(DISTINCT domain) FROM u; ALTER TABLE customers DROP COLUMN later")" 2
config owner.yaml "$owner"
is "the tools work as the owner" "$(sed 's/m1/m2/' in | cwai-context -C owner.yaml | jq -c .error)" null
ask "$owner" "CREATE TABLE newer (domain TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (domain, id)); INSERT INTO newer VALUES ('$a', 'x')"
like "a newer table is nobody's at first" "$(ask "${k}_service" "SELECT * FROM newer")" 'permission denied'
is "until the file is run again" "$(roles "$a"; ask "${k}_service" "SELECT id FROM newer")" x
is "which hides it from the other" "$(roles "$b"; ask "${k}_b_reader" "SELECT id FROM newer")" ""
ask "$owner" "CREATE TABLE shops_own (id TEXT PRIMARY KEY, domain TEXT)"
is "a table of the shop's own stays as it is" "$(roles "$a"; ask cwai "SELECT relrowsecurity FROM pg_class WHERE oid = 'shops_own'::regclass")" f

ask cwai "DROP SCHEMA \"$k\" CASCADE" >/dev/null
for r in reader service privacy; do
	ask cwai "DROP OWNED BY :\"x\"; DROP ROLE :\"m\", :\"n\", :\"x\", :\"y\"" -v m="${k}_$r" -v n="${k}_b_$r" -v x="cwai_${a}_$r" -v y="cwai_${b}_$r"
done >dropped
is "a domain's roles can be dropped" "$(cat dropped)" ""
done_testing
