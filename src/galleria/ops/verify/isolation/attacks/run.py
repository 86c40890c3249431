"""The attacks carried out: on every table, as each role that has one organization's sight of it."""

from msgspec import Struct

from galleria.ops.roles import Connection
from galleria.ops.verify.isolation.allowed import APP, PLATFORM, SEEN_BY_PLATFORM
from galleria.ops.verify.isolation.attacks.attempts import DENIED, UNSUPPORTED, Intruder, Outcome
from galleria.ops.verify.isolation.attacks.plan import (
    VERBS,
    Attack,
    attacks_on,
    attacks_on_closed,
)
from galleria.ops.verify.isolation.attacks.searches import attacks_on_searches, searches_in_vain
from galleria.ops.verify.isolation.catalog import Catalog, Relation
from galleria.ops.verify.isolation.findings import ATTACK, Finding
from galleria.ops.verify.isolation.lint.tables import ORG_ID, tenant_tables
from galleria.ops.verify.isolation.rows import Rows


class Attacked(Struct, frozen=True):
    """What was attacked, and what came of it. `tables` counts partitions, too."""

    tables: int
    verbs: int
    attempts: int
    findings: list[Finding]


class Field(Struct, frozen=True):
    """Where the attacks take place: the database as it is, the owner's rows and the other's."""

    catalog: Catalog
    owner: Rows
    other: Rows


async def attack(intruders: list[Intruder], field: Field) -> Attacked:
    """Try everything as every intruder; each has a transaction open, which is left as it was."""
    attempts, findings = 0, list[Finding]()
    for intruder in intruders:
        for planned in _plan(intruder.role, field):
            attempts += 1
            outcome = await intruder.attempt(planned.sql, inside=planned.inside)
            if not planned.is_sound(outcome):
                findings.append(_finding(intruder, planned.name, planned.table, outcome))
        for table in _single_sight(intruder.role, field.catalog):
            attempts += 4
            findings += await _copies(intruder, table, field)
            findings += await _vacuous(intruder, table, field)
        if intruder.role == APP:
            findings += await searches_in_vain(intruder, field.owner)
    reached = {*(t.name for t in tenant_tables(field.catalog))} | {
        partition.name for partition in field.catalog.partitions
    }
    return Attacked(len(reached), len(VERBS), attempts, findings)


def administrators_intruders(connection: Connection) -> list[Intruder]:
    """Return both roles, taken on by an administrator inside the transaction that is open."""
    return [Intruder(connection, role, is_administrator=True) for role in (APP, PLATFORM)]


def _single_sight(role: str, catalog: Catalog) -> list[Relation]:
    """Return the tables of which the role is to see one organization's rows."""
    every = tenant_tables(catalog)
    return every if role == APP else [t for t in every if t.name not in SEEN_BY_PLATFORM]


def _plan(role: str, field: Field) -> list[Attack]:
    inside = field.other.org_id
    planned: list[Attack] = []
    for table in _single_sight(role, field.catalog):
        if table.name in field.owner.json_of:
            planned += attacks_on(table.name, field.catalog, field.owner, field.other)
    closed = [partition.name for partition in field.catalog.partitions]
    if role == APP:
        closed += [t.name for t in field.catalog.tables if t.name.startswith("directory_")]
        closed += [t.name for t in tenant_tables(field.catalog) if ORG_ID not in _names(t, field)]
    for name in closed:
        planned += attacks_on_closed(name, field.catalog, inside)
    for view in field.catalog.relations:
        if view.kind in ("v", "m") and ORG_ID in _names(view, field):
            sql = f"SELECT 1 FROM {view.name} WHERE org_id = '{field.owner.org_id}'"
            planned.append(Attack("SELECT from a view", view.name, sql, inside))
    return [*planned, *attacks_on_searches(field.owner, field.other)]


def _names(relation: Relation, field: Field) -> set[str]:
    return {column.name for column in field.catalog.columns_of(relation.name)}


async def _copies(intruder: Intruder, table: Relation, field: Field) -> list[Finding]:
    other, victim = field.other.org_id, field.owner.org_id
    into = await intruder.copy_in(table.name, inside=other)
    out_of = await intruder.copy_out(table.name, inside=other, victim=victim)
    found: list[Finding] = []
    if into.state not in (DENIED, UNSUPPORTED):
        found.append(_finding(intruder, "COPY into", table.name, into))
    if out_of.rows or out_of.state not in ("", DENIED):
        found.append(_finding(intruder, "COPY out of", table.name, out_of))
    return found


async def _vacuous(intruder: Intruder, table: Relation, field: Field) -> list[Finding]:
    """Return a finding for each verb that the owner itself cannot do: its attack proved nothing."""
    granted = {
        grant.privilege
        for grant in field.catalog.grants
        if (grant.relation, grant.grantee, grant.column) == (table.name, intruder.role, "")
    }
    owner = field.owner.org_id
    own = {
        "SELECT": f"SELECT 1 FROM {table.name} WHERE org_id = '{owner}'",
        "UPDATE": f"UPDATE {table.name} SET org_id = org_id WHERE org_id = '{owner}'",
    }
    found: list[Finding] = []
    for verb, sql in own.items():
        outcome = await intruder.attempt(sql, inside=owner)
        if verb in granted and not outcome.rows:
            found.append(
                _finding(intruder, f"vacuous: the owner's own {verb}", table.name, outcome)
            )
    if "SELECT" not in granted:
        found.append(Finding(ATTACK, "vacuous", f"{intruder.role} may not even read {table.name}"))
    return found


def _finding(intruder: Intruder, name: str, table: str, outcome: Outcome) -> Finding:
    return Finding(ATTACK, name, f"{intruder.role} on {table}: {outcome}")


async def never_named(intruder: Intruder, field: Field) -> list[Finding]:
    """Look into every table on a connection that never named an organization, not even none.

    After a SET LOCAL the setting is an empty string; before the first one it is NULL.
    """
    was_named = await intruder.connection.fetchval("SELECT current_setting('app.org_id', true)")
    if was_named is not None:
        return [
            Finding(ATTACK, "vacuous", f"{intruder.role} begins with app.org_id = {was_named!r}")
        ]
    found: list[Finding] = []
    for table in _single_sight(intruder.role, field.catalog):
        seen: int = await intruder.connection.fetchval(f"SELECT count(*) FROM {table.name}")
        if seen:
            outcome = Outcome(seen)
            found.append(_finding(intruder, "SELECT, never inside", table.name, outcome))
    return found


def rows_missing(field: Field) -> list[Finding]:
    """Return a finding for each tenant's table in which the owner or the other has no row."""
    return [
        Finding(ATTACK, "vacuous", f"{whose} has no row in {table.name}")
        for table in tenant_tables(field.catalog)
        for whose, rows in (("the owner", field.owner), ("the other", field.other))
        if table.name not in rows.json_of
    ]
