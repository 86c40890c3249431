"""Faults in the database's description: what a migration may get wrong, one at a time."""

from galleria.ops.verify.isolation.catalog import Catalog
from galleria.ops.verify.isolation.findings import ATTACK, LINT
from galleria.ops.verify.isolation.mutants import Mutant

OWN = "org_id = nullif(current_setting('app.org_id', true), '')::uuid"
AS_OWNER = "SET LOCAL ROLE galleria_owner; {}; RESET ROLE"
BOTH = (LINT, ATTACK)
# Rows that a fault of this kind would show are not there to be seen; the lint alone can tell.
SILENT = (LINT,)


def schema_mutants(catalog: Catalog) -> list[Mutant]:
    """Return the faults, written for this database."""
    return [*_policies(), *_keys(catalog), *_grants(catalog), *_roles(), *_programs(), *_tables()]


def _policies() -> list[Mutant]:
    return [
        Mutant("a policy dropped", "DROP POLICY app ON category", BOTH),
        Mutant("FORCE off", "ALTER TABLE product NO FORCE ROW LEVEL SECURITY", SILENT),
        Mutant("row-level security off", "ALTER TABLE product DISABLE ROW LEVEL SECURITY", BOTH),
        Mutant("a policy USING (true)", "ALTER POLICY app ON store USING (true)", BOTH),
        Mutant("a policy WITH CHECK (true)", "ALTER POLICY app ON variant WITH CHECK (true)", BOTH),
        Mutant(
            "a policy without WITH CHECK",
            f"DROP POLICY app ON store; CREATE POLICY app ON store TO galleria_app USING ({OWN})",
            SILENT,
        ),
        Mutant(
            "one policy more, for reading",
            "CREATE POLICY readers ON catalog FOR SELECT TO galleria_app USING (true)",
            BOTH,
        ),
        Mutant(
            "a policy that is open when no tenant is set",
            "ALTER POLICY app ON member "
            f"USING ({OWN} OR coalesce(current_setting('app.org_id', true), '') = '')",
            BOTH,
        ),
        Mutant(
            "the platform's policy widened on a business table",
            "ALTER POLICY platform ON member USING (true) WITH CHECK (true)",
            BOTH,
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
            BOTH,
        ),
        Mutant(
            "a unique index without org_id",
            "CREATE UNIQUE INDEX sku_everywhere ON variant (sku)",
            BOTH,
        ),
        Mutant(
            "a primary key that begins with another column",
            "ALTER TABLE api_key DROP CONSTRAINT api_key_pkey, "
            "ADD PRIMARY KEY (api_key_id, org_id)",
            SILENT,
        ),
        Mutant(
            "org_id that may be NULL",
            "ALTER TABLE api_key DROP CONSTRAINT api_key_pkey;"
            "ALTER TABLE api_key ALTER org_id DROP NOT NULL;"
            "CREATE INDEX api_key_by_org ON api_key (org_id)",
            SILENT,
        ),
    ]


def _grants(catalog: Catalog) -> list[Mutant]:
    partition = next(p.name for p in catalog.partitions if p.parent == "event")
    return [
        Mutant("a partition granted", f"GRANT SELECT ON {partition} TO galleria_app", BOTH),
        Mutant(
            "a partition without row-level security, granted",
            f"ALTER TABLE {partition} DISABLE ROW LEVEL SECURITY;"
            f"GRANT SELECT ON {partition} TO galleria_app",
            BOTH,
        ),
        Mutant("TRUNCATE granted", "GRANT TRUNCATE ON variant TO galleria_app", BOTH),
        Mutant("REFERENCES granted", "GRANT REFERENCES ON store TO galleria_app", SILENT),
        Mutant("a grant to PUBLIC", "GRANT SELECT ON job TO PUBLIC", SILENT),
        Mutant(
            "the directory granted to the app",
            "GRANT SELECT ON directory_account TO galleria_app",
            BOTH,
        ),
        Mutant(
            "a column of the directory granted",
            "GRANT UPDATE (org_id) ON directory_domain TO galleria_app",
            SILENT,
        ),
    ]


def _roles() -> list[Mutant]:
    return [
        Mutant("the app in the platform's role", "GRANT galleria_platform TO galleria_app", BOTH),
        Mutant("the app with BYPASSRLS", "ALTER ROLE galleria_app BYPASSRLS", BOTH),
        Mutant("the app with CREATEROLE", "ALTER ROLE galleria_app CREATEROLE", SILENT),
        Mutant("a table owned by the app", "ALTER TABLE variant OWNER TO galleria_app", BOTH),
        Mutant(
            "sessions that begin inside an organization",
            "ALTER ROLE galleria_app SET app.org_id = '00000000-0000-0000-0000-000000000001'",
            SILENT,
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
            BOTH,
        ),
        Mutant(
            "a materialized view",
            "CREATE MATERIALIZED VIEW kept AS SELECT * FROM product;"
            "GRANT SELECT ON kept TO galleria_app",
            BOTH,
        ),
        Mutant("a definer function off the list", AS_OWNER.format(spy), SILENT),
        Mutant(
            "a listed definer function with its caller's search_path",
            "ALTER FUNCTION tenant_partition(regclass, text, timestamptz) RESET search_path",
            SILENT,
        ),
        Mutant(
            "a function for everybody",
            "GRANT EXECUTE ON FUNCTION tenant_table(regclass, text, text) TO PUBLIC",
            SILENT,
        ),
        Mutant("a shared sequence", AS_OWNER.format("CREATE SEQUENCE number_of_order"), SILENT),
        Mutant(
            "a rewrite rule",
            "CREATE RULE copied AS ON DELETE TO catalog DO ALSO DELETE FROM category",
            SILENT,
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
            BOTH,
        ),
        Mutant(
            "a table that was never declared a tenant's",
            AS_OWNER.format(
                "CREATE TABLE remark (org_id uuid REFERENCES organization, remark_id uuid,"
                "PRIMARY KEY (org_id, remark_id)); GRANT SELECT ON remark TO galleria_app"
            ),
            BOTH,
        ),
        Mutant(
            "a table that inherits",
            AS_OWNER.format("CREATE TABLE old_category () INHERITS (category)"),
            SILENT,
        ),
        Mutant("a second schema", AS_OWNER.format("CREATE SCHEMA aside"), SILENT),
        Mutant("personal data without its mark", "COMMENT ON COLUMN member.email IS NULL", SILENT),
    ]
