-- The three roles, and the functions that every tenant table is declared with.
-- Runs as the administrator of the URL; every later migration runs as galleria_owner.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['galleria_owner', 'galleria_app', 'galleria_platform'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format(
                'CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS %s',
                wanted, CASE wanted WHEN 'galleria_owner' THEN 'NOLOGIN' ELSE 'LOGIN' END
            );
        END IF;
    END LOOP;
    -- An administrator that is no superuser may only act as the owner when it is a member of it.
    IF NOT pg_has_role(current_user, 'galleria_owner', 'SET') THEN
        EXECUTE format('GRANT galleria_owner TO %I', current_user);
    END IF;
    EXECUTE format('GRANT CONNECT, TEMPORARY, CREATE ON DATABASE %I TO galleria_owner', current_database());
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO galleria_app, galleria_platform', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO galleria_owner;
GRANT USAGE ON SCHEMA public TO galleria_app, galleria_platform;

SET LOCAL ROLE galleria_owner;

ALTER DEFAULT PRIVILEGES FOR ROLE galleria_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Declares a table as a tenant's: isolation enabled and forced, one policy a role, grants, and the
-- distribution where Citus is present. `platform_sees` is 'own' (the platform role, too, sees only
-- the organization it entered) or 'all' (engine tables that work across organizations; the
-- isolation lint holds the list). `append_only` tables cannot be changed by the app's role.
CREATE FUNCTION tenant_table(
    tenant regclass, platform_sees text DEFAULT 'own', app_verbs text DEFAULT 'SELECT, INSERT, UPDATE, DELETE'
)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, public
AS $$
DECLARE
    own CONSTANT text := 'org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid';
    platform_rule CONSTANT text := CASE platform_sees WHEN 'all' THEN 'true' ELSE own END;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format('CREATE POLICY app ON %s TO galleria_app USING (%s) WITH CHECK (%s)', tenant, own, own);
    EXECUTE format(
        'CREATE POLICY platform ON %s TO galleria_platform USING (%s) WITH CHECK (%s)',
        tenant, platform_rule, platform_rule
    );
    EXECUTE format('GRANT %s ON %s TO galleria_app', app_verbs, tenant);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO galleria_platform', tenant);
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        EXECUTE format('SELECT create_distributed_table(%L, ''org_id'')', tenant);
    END IF;
END $$;

-- Makes the partition of `parent` that holds `at`, of one 'week' or 'month', unless it is there.
-- Nothing is granted on a partition: rows are reached through the parent, whose policies hold.
CREATE FUNCTION tenant_partition(parent regclass, period text, at timestamptz)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    begins CONSTANT timestamptz := date_trunc(period, at);
    ends CONSTANT timestamptz := begins + ('1 ' || period)::interval;
    child CONSTANT text := format(
        '%s_%s', (SELECT relname FROM pg_class WHERE oid = parent), to_char(begins, 'YYYYMMDD')
    );
BEGIN
    IF period NOT IN ('week', 'month') THEN
        RAISE EXCEPTION 'a partition is of a week or a month, not of %', period;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('tenant_partition:' || child, 0));
    IF to_regclass('public.' || quote_ident(child)) IS NULL THEN
        EXECUTE format(
            'CREATE TABLE public.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', child, parent, begins, ends
        );
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', child);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', child);
    END IF;
    RETURN child;
END $$;

-- Drops every partition of `parent` that ended before `before`, whole: no row is deleted one by one.
CREATE FUNCTION drop_partitions(parent regclass, before timestamptz)
RETURNS int
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    child record;
    dropped int := 0;
BEGIN
    FOR child IN
        SELECT c.relname,
               substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz AS ends
        FROM pg_inherits AS i
        JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = parent
    LOOP
        IF child.ends <= before THEN
            EXECUTE format('DROP TABLE public.%I', child.relname);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END $$;

REVOKE ALL ON FUNCTION tenant_table(regclass, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION tenant_partition(regclass, text, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION drop_partitions(regclass, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_partition(regclass, text, timestamptz) TO galleria_platform;
GRANT EXECUTE ON FUNCTION drop_partitions(regclass, timestamptz) TO galleria_platform;

RESET ROLE;
