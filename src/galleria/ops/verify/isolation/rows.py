"""A row in every tenant's table, made from the catalog alone: keys followed, checks satisfied.

A table that no row can be made for would be attacked in vain; it is a failure of the run, and is
mended with a line in `values.SPECIAL`.
"""

from uuid import UUID

import asyncpg
from msgspec import Struct

from galleria.base.ids import new_id
from galleria.ops.errors import OperatorError
from galleria.ops.roles import Connection
from galleria.ops.verify.isolation.allowed import PLATFORM
from galleria.ops.verify.isolation.catalog import Catalog, Relation
from galleria.ops.verify.isolation.lint.tables import ORG_ID, tenant_tables
from galleria.ops.verify.isolation.values import fitting_value


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
    values = {ORG_ID: f"'{org_id}'", **_pointed_at(catalog, table.name, planted)}
    # A row that points at its own table comes later: the first one has nobody to point at.
    to_itself = {
        column
        for key in catalog.foreign_keys
        if key.relation == key.target == table.name
        for column in key.columns
    }
    for column in catalog.columns_of(table.name):
        if not (column.has_default or column.name in values or column.name in to_itself):
            values[column.name] = await fitting_value(connection, catalog, column)
    error = None
    for attempt in _attempts(catalog, table.name, values):
        try:
            row, text = await _insert(connection, table.name, org_id, attempt)
        except asyncpg.IntegrityConstraintViolationError as caught:
            error = caught
        else:
            planted[table.name] = row
            return text
    raise OperatorError(f"{table.name}: no row could be made to attack ({error}); see SPECIAL")


def _attempts(catalog: Catalog, table: str, values: dict[str, str]) -> list[dict[str, str]]:
    """Return the row with every column filled, so that unique ones are, and ever fewer."""
    optional = {c.name for c in catalog.columns_of(table) if not c.is_not_null}
    tied = {
        column
        for check in catalog.checks
        if check.relation == table and len(check.columns) > 1
        for column in check.columns
    }
    # One of those that are tied to each other alone: where a row has the one or the other.
    alone = [(optional & tied) - {name} for name in sorted(optional & tied)]
    return [
        {name: value for name, value in values.items() if name not in left_out}
        for left_out in (set[str](), optional & tied, *alone, optional)
    ]


def _pointed_at(catalog: Catalog, table: str, planted: dict[str, dict[str, str]]) -> dict[str, str]:
    return {
        column: planted[key.target][target]
        for key in catalog.foreign_keys
        if key.relation == table != key.target
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
