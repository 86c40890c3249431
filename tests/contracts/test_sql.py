"""Promises about every statement, checked against the real schema."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import asyncpg
import msgspec
import pytest

from galleria.base.database import Database
from galleria.base.sql import Statement
from tests.contracts.statements import ROOM_OF, ROOMS, bound_statements, room_of, tables_of

EVERY = pytest.mark.parametrize(
    "statement",
    bound_statements(),
    ids=lambda it: f"{it.module.removeprefix('galleria.')}:{it.name}",
)
PYTHON_TYPES = {
    "uuid": UUID,
    "int2": int,
    "int4": int,
    "int8": int,
    "float8": float,
    "numeric": Decimal,
    "bool": bool,
    "text": str,
    "name": str,
    "bytea": bytes,
    "jsonb": msgspec.Raw,
    "date": date,
    "timestamptz": datetime,
    "interval": timedelta,
}


@EVERY
async def test_statement_fits_the_schema_and_its_row(
    database: Database, statement: Statement
) -> None:
    pool = database.platform if statement.is_platform else database.app
    async with pool.connection() as connection:
        columns = (await connection.prepare(statement.text)).get_attributes()
    if statement.row_type is None:
        return  # A write, or a lock whose rows nobody looks at.
    expected = row_of(statement)
    assert [column.name for column in columns] == (expected.names or [c.name for c in columns])
    misfits = [
        f"{column.name}: {column.type.name} is no {accepted}"
        for column, accepted in zip(columns, expected.types, strict=True)
        if not fits(column.type, accepted)
    ]
    assert misfits == []


@EVERY
def test_statement_names_its_tenant(statement: Statement) -> None:
    assert statement.is_platform or "org_id" in statement.parameter_names


@EVERY
def test_statement_keeps_to_its_room(statement: Statement) -> None:
    written, read = tables_of(statement)
    room = room_of(statement)
    assert {table for table in written if ROOM_OF[table] != room} == set()
    below = ROOMS[: ROOMS.index(room) + 1]
    assert {table for table in read if ROOM_OF.get(table, room) not in below} == set()


async def test_every_table_belongs_to_a_room(server_url: str) -> None:
    connection = await asyncpg.connect(server_url)
    rows = await connection.fetch(
        """SELECT relname FROM pg_class
           WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
             AND NOT relispartition"""
    )
    await connection.close()
    assert {row["relname"] for row in rows} - ROOM_OF.keys() == set()


class Row(msgspec.Struct):
    """The columns that a stub promises; one scalar has no name."""

    names: list[str]
    types: list[object]


def row_of(statement: Statement) -> Row:
    row = statement.row_type
    if isinstance(row, type) and issubclass(row, msgspec.Struct):
        hints = get_type_hints(row)
        names = list(row.__struct_fields__)
        return Row(names, [hints[name] for name in names])
    return Row([], [row])


def fits(column: asyncpg.Type, accepted: object) -> bool:
    """Say whether a value of the column's type is what the annotation says."""
    if column.kind == "array":
        return list in {get_origin(kind) for kind in kinds(accepted)}
    return PYTHON_TYPES[column.name] in {plain(kind) for kind in kinds(accepted)}


def kinds(annotation: object) -> list[object]:
    if get_origin(annotation) is Annotated:
        return kinds(get_args(annotation)[0])
    if get_origin(annotation) in (UnionType, Union):
        return [kind for part in get_args(annotation) for kind in kinds(part)]
    return [annotation]


def plain(kind: object) -> object:
    if get_origin(kind) is Literal:
        return type(get_args(kind)[0])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return str
    return kind
