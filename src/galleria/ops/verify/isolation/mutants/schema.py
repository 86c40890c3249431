"""Faults in the database's description: what a migration may get wrong, one at a time."""

from galleria.ops.verify.isolation.catalog import Catalog
from galleria.ops.verify.isolation.mutants import Mutant
from galleria.ops.verify.isolation.mutants.policies import POLICY_MUTANTS, SECURED
from galleria.ops.verify.isolation.mutants.programs import PROGRAM_MUTANTS, TABLE_MUTANTS


def schema_mutants(catalog: Catalog) -> list[Mutant]:
    """Return the faults, written for this database."""
    return [
        *POLICY_MUTANTS,
        *_keys(catalog),
        *_grants(catalog),
        *_roles(),
        *PROGRAM_MUTANTS,
        *TABLE_MUTANTS,
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
            "GRANT TRUNCATE ON listing_word TO galleria_app",
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
            "tables to come granted to everybody",
            "ALTER DEFAULT PRIVILEGES FOR ROLE galleria_owner GRANT SELECT ON TABLES TO PUBLIC",
            ("nothing is granted in advance",),
        ),
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
            "ALTER TABLE listing_word OWNER TO galleria_app",
            ("login roles are powerless", "TRUNCATE"),
        ),
        Mutant(
            "sessions that begin inside an organization",
            "ALTER ROLE galleria_app SET app.org_id = '00000000-0000-0000-0000-000000000001'",
            ("no setting enters an organization",),
        ),
    ]
