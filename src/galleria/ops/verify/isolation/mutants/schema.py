"""Faults in the database's description: what a migration may get wrong, one at a time."""

from galleria.ops.verify.isolation.catalog import Catalog
from galleria.ops.verify.isolation.mutants import Mutant

OWN = "org_id = nullif(current_setting('app.org_id', true), '')::uuid"
AS_OWNER = "SET LOCAL ROLE galleria_owner; {}; RESET ROLE"
POLICIES = "two policies exactly as written"
SECURED = "row level security is enabled and forced"


def schema_mutants(catalog: Catalog) -> list[Mutant]:
    """Return the faults, written for this database."""
    return [*_policies(), *_keys(catalog), *_grants(catalog), *_roles(), *_programs(), *_tables()]


def _policies() -> list[Mutant]:
    return [
        Mutant(
            "a policy dropped",
            "DROP POLICY app ON category",
            (POLICIES, "vacuous: the owner's own SELECT"),
        ),
        Mutant("FORCE off", "ALTER TABLE product NO FORCE ROW LEVEL SECURITY", (SECURED,)),
        Mutant(
            "row-level security off",
            "ALTER TABLE product DISABLE ROW LEVEL SECURITY",
            (SECURED, "SELECT", "UPDATE", "DELETE"),
        ),
        Mutant(
            "a policy USING (true)",
            "ALTER POLICY app ON store USING (true)",
            (POLICIES, "SELECT", "DELETE"),
        ),
        Mutant(
            "a policy WITH CHECK (true)",
            "ALTER POLICY app ON variant WITH CHECK (true)",
            (POLICIES, "INSERT", "INSERT with no tenant"),
        ),
        Mutant(
            "a policy without WITH CHECK",
            f"DROP POLICY app ON store; CREATE POLICY app ON store TO galleria_app USING ({OWN})",
            (POLICIES,),
        ),
        Mutant(
            "one policy more, for reading",
            "CREATE POLICY readers ON catalog FOR SELECT TO galleria_app USING (true)",
            (POLICIES, "SELECT", "COPY out of"),
        ),
        Mutant(
            "a policy that is open when no tenant is set",
            "ALTER POLICY app ON member "
            f"USING ({OWN} OR coalesce(current_setting('app.org_id', true), '') = '')",
            (POLICIES, "SELECT with no tenant", "DELETE with no tenant"),
        ),
        Mutant(
            "the platform's policy widened on a business table",
            "ALTER POLICY platform ON member USING (true) WITH CHECK (true)",
            (POLICIES, "SELECT", "UPDATE"),
        ),
    ]


def _keys(catalog: Catalog) -> list[Mutant]:
    [to_store] = [
        key.name
        for key in catalog.foreign_keys
        if key.relation == "store_domain" and key.target == "store"
    ]
    return [
        Mutant(
            "a foreign key without org_id",
            "ALTER TABLE store ADD CONSTRAINT store_alone UNIQUE (store_id);"
            f"ALTER TABLE store_domain DROP CONSTRAINT {to_store},"
            "ADD FOREIGN KEY (store_id) REFERENCES store (store_id)",
            (
                "org id is in every foreign key",
                "UPDATE so that store_domain_store_id_fkey points at the other's",
            ),
        ),
        Mutant(
            "a unique index without org_id",
            "CREATE UNIQUE INDEX sku_everywhere ON variant (sku)",
            ("org id is in every unique index", "INSERT the other's values as one's own"),
        ),
        Mutant(
            "a primary key that begins with another column",
            "ALTER TABLE api_key DROP CONSTRAINT api_key_pkey, "
            "ADD PRIMARY KEY (api_key_id, org_id)",
            ("org id leads the primary key",),
        ),
        Mutant(
            "org_id that may be NULL",
            "ALTER TABLE api_key DROP CONSTRAINT api_key_pkey;"
            "ALTER TABLE api_key ALTER org_id DROP NOT NULL;"
            "CREATE INDEX api_key_by_org ON api_key (org_id)",
            ("org id is never null",),
        ),
    ]


def _grants(catalog: Catalog) -> list[Mutant]:
    partition = next(p.name for p in catalog.partitions if p.parent == "event")
    return [
        Mutant(
            "a partition granted",
            f"GRANT SELECT ON {partition} TO galleria_app",
            ("nothing is granted on a partition", "SELECT on what is closed"),
        ),
        Mutant(
            "a partition without row-level security, granted",
            f"ALTER TABLE {partition} DISABLE ROW LEVEL SECURITY;"
            f"GRANT SELECT ON {partition} TO galleria_app",
            (SECURED, "nothing is granted on a partition", "SELECT on what is closed"),
        ),
        Mutant(
            "TRUNCATE granted",
            "GRANT TRUNCATE ON variant TO galleria_app",
            ("only rows are granted", "TRUNCATE"),
        ),
        Mutant(
            "REFERENCES granted",
            "GRANT REFERENCES ON store TO galleria_app",
            ("only rows are granted",),
        ),
        Mutant(
            "a grant to PUBLIC",
            "GRANT SELECT ON job TO PUBLIC",
            ("only the two roles are granted anything",),
        ),
        Mutant(
            "the directory granted to the app",
            "GRANT SELECT ON directory_account TO galleria_app",
            ("the app cannot reach the directory", "SELECT on what is closed"),
        ),
        Mutant(
            "a column of the directory granted",
            "GRANT UPDATE (org_id) ON directory_domain TO galleria_app",
            ("the app cannot reach the directory", "single columns are granted for a reason"),
        ),
    ]


def _roles() -> list[Mutant]:
    return [
        Mutant(
            "the app in the platform's role",
            "GRANT galleria_platform TO galleria_app",
            ("login roles are powerless", "SELECT"),
        ),
        Mutant(
            "the app with BYPASSRLS",
            "ALTER ROLE galleria_app BYPASSRLS",
            ("login roles are powerless", "SELECT", "COPY into"),
        ),
        Mutant(
            "the app with CREATEROLE",
            "ALTER ROLE galleria_app CREATEROLE",
            ("login roles are powerless",),
        ),
        Mutant(
            "a table owned by the app",
            "ALTER TABLE variant OWNER TO galleria_app",
            ("login roles are powerless", "TRUNCATE"),
        ),
        Mutant(
            "sessions that begin inside an organization",
            "ALTER ROLE galleria_app SET app.org_id = '00000000-0000-0000-0000-000000000001'",
            ("no setting enters an organization",),
        ),
    ]


def _programs() -> list[Mutant]:
    spy = (
        "CREATE FUNCTION spy() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
        "SET search_path = pg_catalog, public, pg_temp AS 'SELECT count(*) FROM product'"
    )
    return [
        Mutant(
            "a view with its owner's rights",
            "CREATE VIEW shown AS SELECT * FROM product; GRANT SELECT ON shown TO galleria_app",
            ("views read as their caller", "SELECT from a view"),
        ),
        Mutant(
            "a materialized view",
            "CREATE MATERIALIZED VIEW kept AS SELECT * FROM product;"
            "GRANT SELECT ON kept TO galleria_app",
            ("no materialized view", "SELECT from a view"),
        ),
        Mutant(
            "a definer function off the list",
            AS_OWNER.format(spy),
            ("definer functions are listed",),
        ),
        Mutant(
            "a listed definer function with its caller's search_path",
            "ALTER FUNCTION tenant_partition(regclass, text, timestamptz) RESET search_path",
            ("definer functions are listed",),
        ),
        Mutant(
            "a function for everybody",
            "GRANT EXECUTE ON FUNCTION tenant_table(regclass, text, text) TO PUBLIC",
            ("functions are not for everybody",),
        ),
        Mutant(
            "a shared sequence",
            AS_OWNER.format("CREATE SEQUENCE number_of_order"),
            ("no sequence is shared",),
        ),
        Mutant(
            "a rewrite rule",
            "CREATE RULE copied AS ON DELETE TO catalog DO ALSO DELETE FROM category",
            ("no rewrite rule",),
        ),
    ]


def _tables() -> list[Mutant]:
    return [
        Mutant(
            "a table that is nobody's",
            AS_OWNER.format(
                "CREATE TABLE remark (remark_id uuid PRIMARY KEY, body text);"
                "GRANT SELECT ON remark TO galleria_app"
            ),
            ("every table has its tenant or a reason", "SELECT on what is closed"),
        ),
        Mutant(
            "a table that was never declared a tenant's",
            AS_OWNER.format(
                "CREATE TABLE remark (org_id uuid REFERENCES organization, remark_id uuid,"
                "PRIMARY KEY (org_id, remark_id)); GRANT SELECT ON remark TO galleria_app"
            ),
            (SECURED, POLICIES, "vacuous"),
        ),
        Mutant(
            "a table that inherits",
            AS_OWNER.format("CREATE TABLE old_category () INHERITS (category)"),
            ("every table has its tenant or a reason", "vacuous"),
        ),
        Mutant("a second schema", AS_OWNER.format("CREATE SCHEMA aside"), ("only one schema",)),
        Mutant(
            "personal data without its mark",
            "COMMENT ON COLUMN member.email IS NULL",
            ("personal columns say so",),
        ),
    ]
