"""A row in every tenant's table, made from the catalog alone: keys followed, checks satisfied.

A table that no row can be made for would be attacked in vain; it is a failure of the run, and is
mended with a line in `SPECIAL`.
"""

import re
from uuid import UUID

import asyncpg
from msgspec import Struct

from galleria.base.ids import new_id
from galleria.ops.errors import OperatorError
from galleria.ops.roles import Connection
from galleria.ops.verify.isolation.allowed import PLATFORM
from galleria.ops.verify.isolation.catalog import Catalog, Column, ForeignKey, Relation
from galleria.ops.verify.isolation.lint.tables import ORG_ID, tenant_tables

# (table, column) → SQL, where nothing in `_candidates` passes the column's checks.
SPECIAL: dict[tuple[str, str], str] = {}

LITERAL = re.compile(r"'((?:[^']|'')*)'::text")
NUMBERS = ("1", "0", "2", "10", "100", "1000")


class Rows(Struct, frozen=True):
    """An organization with one row in every tenant's table, each as JSON text."""

    org_id: UUID
    json_of: dict[str, str]


async def plant(connection: Connection, catalog: Catalog) -> Rows:
    """Insert one row a table for a new organization, as an administrator; the caller commits."""
    planted: dict[str, dict[str, str]] = {}
    json_of: dict[str, str] = {}
    org_id = new_id()
    for table in in_order_of_keys(catalog):
        json_of[table.name] = await _plant_one(connection, catalog, table, org_id, planted)
    return Rows(org_id, json_of)


def in_order_of_keys(catalog: Catalog) -> list[Relation]:
    """Return the tenants' tables so that what is pointed at comes first."""
    waiting = {table.name: table for table in tenant_tables(catalog)}
    needs = {
        name: {k.target for k in catalog.foreign_keys if k.relation == name} - {name}
        for name in waiting
    }
    ordered: list[Relation] = []
    while waiting:
        ready = [name for name in waiting if not needs[name] & waiting.keys()]
        if not ready:
            raise OperatorError(f"foreign keys go in a circle: {', '.join(sorted(waiting))}")
        ordered += [waiting.pop(name) for name in ready]
    return ordered


async def _plant_one(
    connection: Connection,
    catalog: Catalog,
    table: Relation,
    org_id: UUID,
    planted: dict[str, dict[str, str]],
) -> str:
    keys = [k for k in catalog.foreign_keys if k.relation == table.name and k.target != table.name]
    own = {c for k in catalog.foreign_keys if k.target == table.name == k.relation
           for c in k.columns} - {ORG_ID}  # fmt: skip
    wanted = [c for c in catalog.columns_of(table.name) if not c.has_default]
    values = {ORG_ID: f"'{org_id}'", **_pointed_at(keys, planted)}
    optional = {c.name for c in wanted if not c.is_not_null} | (own - values.keys())
    for column in wanted:
        if column.name not in values:
            values[column.name] = await _value(connection, catalog, column)
    # With every column filled first, so that unique ones are; else with those that must be.
    missing = {name for name in own if name not in {c for k in keys for c in k.columns}}
    needed = {name: value for name, value in values.items() if name not in optional}
    full = {name: value for name, value in values.items() if name not in missing}
    error = None
    for attempt in (full, needed):
        try:
            row, text = await _insert(connection, table.name, org_id, attempt)
        except asyncpg.IntegrityConstraintViolationError as caught:
            error = caught
        else:
            planted[table.name] = row
            return text
    raise OperatorError(f"{table.name}: no row could be made to attack ({error}); see rows.SPECIAL")


def _pointed_at(keys: list[ForeignKey], planted: dict[str, dict[str, str]]) -> dict[str, str]:
    return {
        column: planted[key.target][target]
        for key in keys
        for column, target in zip(key.columns, key.target_columns, strict=True)
        if column != ORG_ID
    }


async def _insert(
    connection: Connection, table: str, org_id: UUID, values: dict[str, str]
) -> tuple[dict[str, str], str]:
    names, expressions = ", ".join(values), ", ".join(values.values())
    async with connection.transaction():
        await connection.execute(
            f"SET LOCAL ROLE {PLATFORM}; SET LOCAL app.org_id = '{org_id}'; "
            f"INSERT INTO {table} ({names}) VALUES ({expressions}); "
            "SET CONSTRAINTS ALL IMMEDIATE; RESET ROLE"
        )
        record = await connection.fetchrow(
            f"SELECT to_jsonb(t)::text AS row FROM {table} AS t WHERE org_id = $1", org_id
        )
        assert record is not None, "an administrator sees what was just written"
        found = await connection.fetch(
            "SELECT key, quote_literal(value) AS value FROM jsonb_each_text($1::jsonb)",
            record["row"],
        )
    return {row["key"]: row["value"] for row in found if row["value"]}, record["row"]


async def _value(connection: Connection, catalog: Catalog, column: Column) -> str:
    if special := SPECIAL.get((column.relation, column.name)):
        return special
    checks = [
        check.expression
        for check in catalog.checks
        if check.relation == column.relation and check.columns == [column.name]
    ]
    for candidate in _candidates(column, checks):
        holds = " AND ".join(f"({check})" for check in checks) or "true"
        try:
            async with connection.transaction():
                is_fit = await connection.fetchval(
                    f"SELECT {holds} FROM (SELECT {candidate}::{column.type} AS {column.name})"
                )
        except asyncpg.DataError:
            continue
        if is_fit:
            return f"{candidate}::{column.type}"
    raise OperatorError(
        f"{column.relation}.{column.name}: no value passes its checks; see rows.SPECIAL"
    )


def _candidates(column: Column, checks: list[str]) -> list[str]:
    kind = column.type
    if kind == "uuid":
        return [f"'{new_id()}'"]
    if kind.endswith("[]"):
        return ["'{}'"]
    if kind in ("json", "jsonb"):
        return ["'{}'", "'[]'"]
    if kind == "bytea":
        return [rf"'\x{new_id().hex * 2}'"]
    if kind == "boolean":
        return ["false", "true"]
    if kind.startswith(("timestamp", "date", "time")):
        return ["statement_timestamp()"]
    if kind == "text":
        listed = [f"'{found}'" for check in checks for found in LITERAL.findall(check)]
        return [f"'x{new_id().hex}'", "'EUR'", *listed]
    return list(NUMBERS)
