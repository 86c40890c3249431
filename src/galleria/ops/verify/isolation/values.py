"""A value for a column: of its type, and one that passes the column's own checks."""

import re

import asyncpg

from galleria.base.ids import new_id
from galleria.ops.errors import OperatorError
from galleria.ops.roles import Connection
from galleria.ops.verify.isolation.catalog import Catalog, Column

# (table, column) → SQL, where none of the candidates passes the column's checks.
SPECIAL: dict[tuple[str, str], str] = {
    # In sight, so that what reads past row-level security would show it.
    ("listing", "visible_from"): "'-infinity'::timestamptz",
    ("listing", "visible_until"): "'infinity'::timestamptz",
    # Letters alone: in numbers nobody mistypes anything.
    ("listing_word", "word"): "'xylophone'",
    ("tax_rate", "country"): "'DE'",
    ("store_terms", "tax_country"): "'DE'",
    ("webhook_endpoint", "types"): "'{order.placed}'::text[]",
}

LITERAL = re.compile(r"'((?:[^']|'')*)'::text")
NUMBERS = ("1", "0", "2", "10", "100", "1000")
PLAIN = {
    "json": ["'{}'", "'[]'"],
    "jsonb": ["'{}'", "'[]'"],
    "boolean": ["false", "true"],
    "tsvector": ["'word'"],
}


async def fitting_value(connection: Connection, catalog: Catalog, column: Column) -> str:
    """Return the value as SQL; OperatorError when there is none, with where to add one."""
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
        f"{column.relation}.{column.name}: no value passes its checks; see values.SPECIAL"
    )


def _candidates(column: Column, checks: list[str]) -> list[str]:
    kind = column.type
    if kind == "uuid":
        return [f"'{new_id()}'"]
    if kind.endswith("[]"):
        return ["'{}'"]
    if kind in PLAIN:
        return PLAIN[kind]
    if kind == "bytea":
        return [rf"'\x{new_id().hex * 2}'"]
    if kind.startswith(("timestamp", "date", "time")):
        return ["statement_timestamp()"]
    if kind == "text":
        listed = [f"'{found}'" for check in checks for found in LITERAL.findall(check)]
        name, digest = f"x{new_id().hex}", new_id().hex * 2
        return [f"'{name}'", f"'{digest}'", f"'{name}@example.com'", "'EUR'", *listed]
    return list(NUMBERS)
