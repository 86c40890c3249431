"""Typed doors to .sql files: `@query` binds a signature to the same-named statement beside it.

The return annotation states the cardinality:
    list[Row] -> every row        Row | None -> at most one
    Row       -> exactly one      None       -> no rows (INSERT, UPDATE, DELETE)

`:org_id` is bound from the transaction's context, never passed: every statement names its tenant,
so a distributed PostgreSQL can route it, and row-level security checks that it told the truth.
`@platform_query` is for the few statements that work across organizations: it binds no tenant.
"""

import inspect
import re
import sys
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from galleria.base.tx import PlatformTx, ReadTx

P = ParamSpec("P")
R = TypeVar("R")

STATEMENT = re.compile(r"^-- name: (\w+)\n((?:--[^\n]*\n)*)(.*?)(?=^-- name: |\Z)", re.M | re.S)
PLACEHOLDER = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)\b")


class Statement(Struct, frozen=True):
    """A query as PostgreSQL sees it: positional placeholders, plus the names in their order."""

    name: str
    module: str
    text: str
    parameter_names: tuple[str, ...]
    row_type: type | None
    is_platform: bool


STATEMENTS: list[Statement] = []  # Every bound statement; the contract test prepares them all.


def query(signature: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Bind `signature(tx, *, name=...)` to its namesake in the .sql file beside it."""
    statement, fetch = _bound(signature, is_platform=False)
    names = statement.parameter_names

    async def run(tx: ReadTx, **values: Any) -> Any:
        values["org_id"] = tx.context.org_id
        return await fetch(tx.connection, statement, [values[name] for name in names])

    return run  # pyright: ignore[reportReturnType]  # _bound checked that the names agree


def platform_query(signature: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Like `query`, on a `PlatformTx`: no organization is bound."""
    statement, fetch = _bound(signature, is_platform=True)
    names = statement.parameter_names

    async def run(tx: PlatformTx, **values: Any) -> Any:
        return await fetch(tx.connection, statement, [values[name] for name in names])

    return run  # pyright: ignore[reportReturnType]  # _bound checked that the names agree


def _bound(
    signature: Callable[..., Any], *, is_platform: bool
) -> tuple[Statement, Callable[..., Awaitable[Any]]]:
    row_type, fetch = _shape(get_type_hints(signature)["return"])
    file = Path(sys.modules[signature.__module__].__file__ or "").with_suffix(".sql")
    text = _file(file)[signature.__name__]
    names = tuple(dict.fromkeys(PLACEHOLDER.findall(text)))
    numbered = PLACEHOLDER.sub(lambda m: f"${names.index(m[1]) + 1}", text)
    statement = Statement(
        signature.__name__, signature.__module__, numbered, names, row_type, is_platform
    )
    _check_names(signature, statement)
    STATEMENTS.append(statement)
    return statement, fetch


def _check_names(signature: Callable[..., Any], statement: Statement) -> None:
    declared = {
        p.name for p in inspect.signature(signature).parameters.values() if p.kind is p.KEYWORD_ONLY
    }
    expected = set(statement.parameter_names)
    if not statement.is_platform:
        expected -= {"org_id"}
    if declared != expected:
        raise TypeError(f"{statement.name}: signature has {declared}, its SQL has {expected}")


@cache
def _file(path: Path) -> dict[str, str]:
    return {name: text.strip() for name, _, text in STATEMENT.findall(path.read_text() + "\n")}


def _shape(annotation: Any) -> tuple[type | None, Callable[..., Awaitable[Any]]]:
    if annotation is type(None):
        return None, _execute
    if get_origin(annotation) is list:
        return get_args(annotation)[0], _fetch_all
    if type(None) in get_args(annotation):
        return get_args(annotation)[0], _fetch_optional
    return annotation, _fetch_one


async def _execute(connection: Any, statement: Statement, arguments: list[Any]) -> None:
    # fetch, not execute: execute with arguments would not use the prepared statement cache.
    await connection.fetch(statement.text, *arguments)


async def _fetch_all(connection: Any, statement: Statement, arguments: list[Any]) -> list[Any]:
    rows = await connection.fetch(statement.text, *arguments)
    return [_row(statement, row) for row in rows]


async def _fetch_optional(connection: Any, statement: Statement, arguments: list[Any]) -> Any:
    row = await connection.fetchrow(statement.text, *arguments)
    return None if row is None else _row(statement, row)


async def _fetch_one(connection: Any, statement: Statement, arguments: list[Any]) -> Any:
    row = await connection.fetchrow(statement.text, *arguments)
    if row is None:
        raise LookupError(statement.name)
    return _row(statement, row)


def _row(statement: Statement, row: Any) -> Any:
    row_type = statement.row_type
    if isinstance(row_type, type) and issubclass(row_type, msgspec.Struct):
        return row_type(*row)
    return row[0]
