"""Which attacks there are on a table: generated, so a new one has them from its first day."""

from uuid import UUID

from msgspec import Struct

from galleria.ops.verify.isolation.attacks.attempts import DENIED, NO_SUCH_KEY, NOT_UNIQUE, Outcome
from galleria.ops.verify.isolation.catalog import Catalog, ForeignKey
from galleria.ops.verify.isolation.lint.tables import ORG_ID
from galleria.ops.verify.isolation.rows import Rows

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")


class Attack(Struct, frozen=True):
    """A statement inside `inside`; sound when no row is touched, or with one of these errors."""

    name: str
    table: str
    sql: str
    inside: UUID | None
    sound_states: frozenset[str] = frozenset({DENIED})
    must_fail: bool = False

    def is_sound(self, outcome: Outcome) -> bool:
        """Say whether the outcome is what isolation promises."""
        if outcome.state:
            return outcome.state in self.sound_states
        return outcome.rows == 0 and not self.must_fail


class Oracle(Attack, frozen=True):
    """One's own row with the other's values: a clash with it would tell that they exist.

    It may clash with one's own row, or succeed unless it points at the other's rows.
    """

    within: frozenset[str] = frozenset()

    def is_sound(self, outcome: Outcome) -> bool:
        """Say whether nothing but one's own rows stood in the way."""
        if outcome.state == NOT_UNIQUE:
            return outcome.constraint in self.within
        return bool(outcome.state) or not self.must_fail


def attacks_on(table: str, catalog: Catalog, owner: Rows, other: Rows) -> list[Attack]:
    """Return every attack on a tenant's table from inside `other`, and from no organization."""
    a, b = owner.org_id, other.org_id
    theirs = insertion(table, catalog, owner.json_of[table])
    pk = ", ".join(catalog.primary_key(table) or [ORG_ID])
    return [
        Attack("SELECT", table, f"SELECT 1 FROM {table} WHERE org_id = '{a}'", b),
        Attack("SELECT what is not one's own", table,
               f"SELECT 1 FROM {table} WHERE org_id <> '{b}'", b),
        Attack("UPDATE", table, f"UPDATE {table} SET org_id = org_id WHERE org_id = '{a}'", b),
        Attack("UPDATE into it", table,
               f"UPDATE {table} SET org_id = '{a}' WHERE org_id = '{b}'", b, must_fail=True),
        Attack("DELETE", table, f"DELETE FROM {table} WHERE org_id = '{a}'", b),
        Attack("INSERT", table, theirs, b, must_fail=True),
        Attack("INSERT … ON CONFLICT", table,
               f"{theirs} ON CONFLICT ({pk}) DO UPDATE SET org_id = EXCLUDED.org_id",
               b, must_fail=True),
        Attack("TRUNCATE", table, f"TRUNCATE {table} CASCADE", b, must_fail=True),
        Attack("SELECT with no tenant", table, f"SELECT 1 FROM {table}", None),
        Attack("UPDATE with no tenant", table, f"UPDATE {table} SET org_id = org_id", None),
        Attack("DELETE with no tenant", table, f"DELETE FROM {table}", None),
        Attack("INSERT with no tenant", table, theirs, None, must_fail=True),
        _oracle(table, catalog, owner, other),
        *(_foreign_key(key, catalog, owner, other) for key in pointing_keys(table, catalog)),
    ]  # fmt: skip


def attacks_on_closed(relation: str, catalog: Catalog, inside: UUID) -> list[Attack]:
    """Return the attacks on what a role may not touch at all: partitions, the directory."""
    column = catalog.columns_of(relation)[0].name
    statements = {
        "SELECT": f"SELECT 1 FROM {relation}",
        "INSERT": f"INSERT INTO {relation} SELECT * FROM {relation}",
        "UPDATE": f"UPDATE {relation} SET {column} = {column}",
        "DELETE": f"DELETE FROM {relation}",
        "TRUNCATE": f"TRUNCATE {relation}",
    }
    return [
        Attack(f"{verb} on what is closed", relation, sql, inside, must_fail=True)
        for verb, sql in statements.items()
    ]


def pointing_keys(table: str, catalog: Catalog) -> list[ForeignKey]:
    """Return the foreign keys that point at more than the organization."""
    keys = [key for key in catalog.foreign_keys if key.relation == table]
    return [key for key in keys if set(key.columns) != {ORG_ID}]


def insertion(table: str, catalog: Catalog, row: str) -> str:
    """Return the INSERT of a row given as JSON; what is computed of it, nobody may say."""
    names = [it.name for it in catalog.columns_of(table) if not it.is_generated]
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(f'r.{it}' for it in names)} "
        f"FROM jsonb_populate_record(NULL::{table}, {literal(row)}::jsonb) AS r"
    )


def literal(text: str) -> str:
    """Return the text as SQL; standard_conforming_strings leaves backslashes alone."""
    return "'" + text.replace("'", "''") + "'"


def _oracle(table: str, catalog: Catalog, owner: Rows, other: Rows) -> Oracle:
    row = owner.json_of[table].replace(str(owner.org_id), str(other.org_id))
    return Oracle(
        "INSERT the other's values as one's own",
        table,
        f"SET CONSTRAINTS ALL IMMEDIATE; {insertion(table, catalog, row)}",
        other.org_id,
        must_fail=bool(pointing_keys(table, catalog)),
        within=frozenset(i.name for i in catalog.indexes if i.columns[:1] == [ORG_ID]),
    )


def _foreign_key(key: ForeignKey, catalog: Catalog, owner: Rows, other: Rows) -> Attack:
    values = f"jsonb_populate_record(NULL::{key.target}, {literal(owner.json_of[key.target])})"
    pairs = zip(key.columns, key.target_columns, strict=True)
    assignments = [
        f"{column} = (SELECT {target} FROM {values})"
        for column, target in pairs
        if column != ORG_ID
    ]
    assignments += [f"{column} = NULL" for column in _instead_of(key, catalog)]
    return Attack(
        f"UPDATE so that {key.name} points at the other's",
        key.relation,
        f"SET CONSTRAINTS ALL IMMEDIATE; "
        f"UPDATE {key.relation} SET {', '.join(assignments)} WHERE org_id = '{other.org_id}'",
        other.org_id,
        frozenset({DENIED, NO_SUCH_KEY}),
        must_fail=True,
    )


def _instead_of(key: ForeignKey, catalog: Catalog) -> list[str]:
    """Return the columns that a row may not have beside the key's."""
    return [
        column
        for check in catalog.checks
        if check.relation == key.relation and "num_nonnulls" in check.expression
        for column in check.columns
        if set(check.columns) & set(key.columns) and column not in key.columns
    ]
