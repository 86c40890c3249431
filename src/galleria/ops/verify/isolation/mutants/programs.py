"""Faults in what runs inside PostgreSQL, and in tables that somebody made on the side."""

from galleria.ops.verify.isolation.attacks.plan import literal
from galleria.ops.verify.isolation.attacks.searches import CALL
from galleria.ops.verify.isolation.mutants import Mutant
from galleria.ops.verify.isolation.mutants.policies import POLICIES, SECURED

AS_OWNER = "SET LOCAL ROLE galleria_owner; {}; RESET ROLE"
SPY = (
    "CREATE FUNCTION spy() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
    "SET search_path = pg_catalog, public, pg_temp AS 'SELECT count(*) FROM product'"
)

# A function as it is, but for one piece of its text.
CHANGED = (
    "DO $do$ BEGIN "
    "EXECUTE replace(pg_get_functiondef('{name}'::regproc), {piece}, {other}); "
    "END $do$"
)


def changed(name: str, piece: str, other: str) -> str:
    """Return what makes a function anew with `other` in the place of `piece`."""
    return CHANGED.format(name=name, piece=literal(piece), other=literal(other))


SEARCH_MUTANTS = [
    Mutant(
        "a search that forgets the organization",
        changed("search_conditions", "(listing.org_id = $1) IS TRUE", "true")
        + ";"
        + changed("search_conditions", "listing.org_id = $1 AND ", ""),
        (CALL,),
    ),
    *(
        Mutant(
            f"{name} believes its caller",
            changed(name, "nullif(current_setting('app.org_id', true), '')::uuid", "wanted_org"),
            (CALL,),
        )
        for name in ("find_products", "count_products", "nearest_words", "words_in_use")
    ),
    Mutant(
        "spelling that forgets the organization",
        changed("nearest_words", "org_id = own", "true"),
        (CALL,),
    ),
    Mutant(
        "counts that forget the organization",
        changed("store_counts", "facet_count.org_id = $1 AND ", ""),
        (CALL,),
    ),
    Mutant(
        "one more table for the search",
        "CREATE POLICY search ON variant FOR SELECT TO galleria_search USING (true);"
        "GRANT SELECT ON variant TO galleria_search",
        (POLICIES, "only the two roles are granted anything"),
    ),
    Mutant(
        "the search's role for whoever logs in",
        "GRANT galleria_search TO galleria_app",
        ("login roles are powerless",),
    ),
    Mutant(
        "a search that runs with its caller's rights",
        "ALTER FUNCTION nearest_words(uuid, uuid, text, text) SECURITY INVOKER",
        ("the lists of exceptions are current", "the search can only search"),
    ),
]

PROGRAM_MUTANTS = [
    *SEARCH_MUTANTS,
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
        "an extension off the list",
        "CREATE EXTENSION pg_visibility",
        ("extensions are listed",),
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
