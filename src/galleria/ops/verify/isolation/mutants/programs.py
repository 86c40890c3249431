"""Faults in what runs inside PostgreSQL, and in tables that somebody made on the side."""

from galleria.ops.verify.isolation.mutants import Mutant
from galleria.ops.verify.isolation.mutants.policies import POLICIES, SECURED

AS_OWNER = "SET LOCAL ROLE galleria_owner; {}; RESET ROLE"
SPY = (
    "CREATE FUNCTION spy() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
    "SET search_path = pg_catalog, public, pg_temp AS 'SELECT count(*) FROM product'"
)

PROGRAM_MUTANTS = [
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
        AS_OWNER.format(SPY),
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
        "a function called leakproof",
        "ALTER FUNCTION idempotency_begin(uuid, text) LEAKPROOF",
        ("no function claims to be leakproof",),
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

TABLE_MUTANTS = [
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
