-- Roles and row-level security for one domain of a cwai store in PostgreSQL (11 or later).
--
--     psql -v domain=cosmeticos -f postgres-roles.sql 'postgresql://…'
--
-- Run it as a superuser or as the tables' owner with CREATEROLE, on a store that cwai has opened (cwai-init); again for
-- each further domain, and for all of them after an update of cwai that brought new tables. Running it twice changes
-- nothing. It covers the tables of cwai in the current schema: those whose primary key begins with the column "domain".
--
-- Roles without login; who logs in becomes a member (GRANT cwai_cosmeticos_service TO …):
--     cwai_DOMAIN_reader   reads the domain's rows
--     cwai_DOMAIN_service  what the tools need: reads and writes them; the audit log it reads and adds to
--     cwai_DOMAIN_privacy  the same for cwai-privacy: may also note erasures, and purge old lines of the audit log
-- None may change a line of the audit log, or make tables: migrations are the owner's, who sees all rows as before.

\set ON_ERROR_STOP on
\if :{?domain}
\else
	\set domain ''
\endif
\set QUIET on
\pset tuples_only on
\pset format unaligned
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL lock_timeout = '10s';
SELECT set_config('cwai.domain', :'domain', true) \g /dev/null

-- One run at a time, in the whole server: roles belong to all its databases.
SELECT pg_advisory_xact_lock(1668768105, 5) \g /dev/null

DO $do$
BEGIN
	IF current_setting('cwai.domain') = '' THEN
		RAISE EXCEPTION 'which domain? psql -v domain=NAME -f postgres-roles.sql URL';
	END IF;
	IF octet_length(current_setting('cwai.domain')) > 50 THEN
		RAISE EXCEPTION 'a domain''s name may have 50 bytes here: roles have 63';
	END IF;
	IF to_regclass(format('%I.cwai_version', current_schema())) IS NULL THEN
		RAISE EXCEPTION 'schema % holds no store of cwai: cwai-init makes one', coalesce(current_schema(), '(none)');
	END IF;
END $do$;

DO $do$
DECLARE
	domain text := current_setting('cwai.domain');
	place text := current_schema();
	reader text := 'cwai_' || domain || '_reader';
	service text := 'cwai_' || domain || '_service';
	privacy text := 'cwai_' || domain || '_privacy';
	writers text := format('%I, %I', service, privacy);
	everyone text;
	role text;
	t record;
BEGIN
	everyone := format('%I, %I, %I', reader, service, privacy);
	FOREACH role IN ARRAY ARRAY[reader, service, privacy] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', role);
		END IF;
	END LOOP;
	EXECUTE format('GRANT USAGE ON SCHEMA %I TO %s', place, everyone);

	FOR t IN
		SELECT c.oid, c.relname AS name, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced,
			pg_get_userbyid(c.relowner) AS owner
		FROM pg_class c
		JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
		WHERE c.relnamespace = place::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
			AND a.attname = 'domain' AND a.atttypid IN ('text'::regtype, 'varchar'::regtype)
		ORDER BY c.relname
	LOOP
		-- The owner, who migrates, keeps every row: without a policy of its own FORCE would hide them all.
		IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid AND polname = 'cwai_owner') THEN
			EXECUTE format('CREATE POLICY cwai_owner ON %I.%I TO %I USING (true) WITH CHECK (true)', place, t.name, t.owner);
		END IF;
		IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid AND polname = 'cwai_domain_' || domain) THEN
			EXECUTE format('CREATE POLICY %I ON %I.%I TO %s USING (domain = %L) WITH CHECK (domain = %L)',
				'cwai_domain_' || domain, place, t.name, everyone, domain, domain);
		END IF;
		IF NOT (t.secured AND t.forced) THEN
			EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', place, t.name);
			EXECUTE format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', place, t.name);
		END IF;

		-- What an earlier version of this file granted goes first.
		EXECUTE format('REVOKE ALL ON %I.%I FROM PUBLIC, %s', place, t.name, everyone);
		EXECUTE format('GRANT SELECT ON %I.%I TO %s', place, t.name, everyone);
		CASE t.name
		WHEN 'audit' THEN -- lines are added; only retention takes the oldest away
			EXECUTE format('GRANT INSERT ON %I.%I TO %s', place, t.name, writers);
			EXECUTE format('GRANT DELETE ON %I.%I TO %I', place, t.name, privacy);
		WHEN 'audit_heads' THEN -- the end of a chain moves, and never goes
			EXECUTE format('GRANT INSERT, UPDATE ON %I.%I TO %s', place, t.name, writers);
		WHEN 'erasures' THEN -- who was erased stays erased for the service
			EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I.%I TO %I', place, t.name, privacy);
		ELSE
			EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I.%I TO %s', place, t.name, writers);
		END CASE;
	END LOOP;

	-- Tables without a domain. The version, so that a store can be opened; keys of deliveries, which are ids of messages
	-- of all domains and no person's data: readers have no need of them.
	EXECUTE format('GRANT SELECT ON %I.cwai_version TO %s', place, everyone);
	IF to_regclass(format('%I.seen', place)) IS NOT NULL THEN
		EXECUTE format('GRANT SELECT, INSERT, DELETE ON %I.seen TO %s', place, writers);
	END IF;
END $do$;
COMMIT;
