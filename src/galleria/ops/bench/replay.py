r"""The statements that a use case sends, caught with their values and sent again by psql.

psql is the limit: no Python decides, encodes or decodes anything, and what it waits for is the
server. It runs as the app's role, in one session that stays open, with every statement prepared
before the clock runs; its own `\timing` is the clock, so that reading the script costs nothing.
"""

import asyncio
import re
import subprocess
import tempfile
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from asyncpg.connection import LoggedQuery
from msgspec import Raw, Struct

from galleria.base.tx import ReadTx
from galleria.ops.bench.logins import login
from galleria.ops.binaries import find_binaries
from galleria.ops.errors import OperatorError

TOOK = re.compile(r"^Time: ([0-9.]+) ms", re.M)
END = "galleria-bench-end"
PSQL_WAIT_S = 120
OPTIONS = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")


class Sent(Struct, frozen=True):
    """One statement as it went out, with PostgreSQL's types for its values."""

    text: str
    values: tuple[Any, ...]
    types: tuple[str, ...]


@asynccontextmanager
async def caught(tx: ReadTx) -> AsyncGenerator[list[Sent]]:
    """Catch every statement sent through `tx` while inside; the list is filled at the end."""
    records: list[LoggedQuery] = []
    found: list[Sent] = []
    catch = records.append
    tx.connection.add_query_logger(catch)
    try:
        yield found
    finally:
        # They are told of at the loop's next turn.
        await asyncio.sleep(0)
        tx.connection.remove_query_logger(catch)
    for record in records:
        values = tuple(record.args)
        found.append(Sent(record.query, values, await _types(tx, record.query) if values else ()))


async def _types(tx: ReadTx, text: str) -> tuple[str, ...]:
    statement = await tx.connection.prepare(text)
    return tuple(parameter.name for parameter in statement.get_parameters())


class Psql:
    """One psql session of the app's role, prepared statements and all."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._script = folder / "script.sql"
        self._names: dict[str, str] = {}

    def replay(self, begin: str, statements: Sequence[Sent]) -> float:
        """Run the statements in one transaction and return the milliseconds it took.

        `begin` enters the tenant; it may hold several statements, which travel together.
        """
        for statement in statements:
            self._prepare(statement)
        executions = [execution(self._names[it.text], it.values, it.types) for it in statements]
        # `\;` keeps psql from sending what is before it at once: one round trip, as ours.
        entering = begin.rstrip("; \n").replace(";", "\\;")
        script = [f"{entering};", *executions, "COMMIT;"]
        self._script.write_text("\n".join(script))
        said = self._tell(f"\\timing on\n\\i {self._script}\n\\timing off\n")
        took = [float(ms) for ms in TOOK.findall(said)]
        if len(took) < len(script):
            raise OperatorError(
                f"psql ran {len(took)} of {len(script)} statements:\n{said[-2000:]}"
            )
        return sum(took)

    def _prepare(self, statement: Sent) -> None:
        if statement.text not in self._names:
            name = f"bench_{len(self._names)}"
            self._names[statement.text] = name
            self._tell(f"PREPARE {name} AS {statement.text.rstrip(';')};\n")

    def _tell(self, text: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{text}\\echo {END}\n")
        self._process.stdin.flush()
        said: list[str] = []
        for line in self._process.stdout:
            if line.strip() == END:
                return "".join(said)
            said.append(line)
        raise OperatorError(f"psql ended early:\n{''.join(said)[-2000:]}")


@contextmanager
def psql(url: str) -> Generator[Psql]:
    """Open a session that stops at the first error, and shows no rows."""
    as_role = login(url)
    with tempfile.TemporaryDirectory(prefix="galleria-bench-") as folder:
        process = subprocess.Popen(
            [find_binaries().path("psql"), f"--dbname={as_role.url}", *OPTIONS],
            env=as_role.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield Psql(process, Path(folder))
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(PSQL_WAIT_S)


def execution(name: str, values: Sequence[Any], types: Sequence[str]) -> str:
    """Return `EXECUTE name (…);` with every value as a literal. Pure."""
    if not values:
        return f"EXECUTE {name};"
    literals = (_literal(value, kind) for value, kind in zip(values, types, strict=True))
    return f"EXECUTE {name} ({', '.join(literals)});"


def _literal(value: Any, kind: str) -> str:
    text = _text(value, kind)
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def _text(value: Any, kind: str) -> str | None:
    """Return a value as PostgreSQL's input functions read it."""
    if value is None:
        return None
    if kind.endswith("[]"):
        return "{" + ",".join(_item(item, kind[:-2]) for item in value) + "}"
    if kind == "jsonb":
        return (bytes(value) if isinstance(value, Raw) else msgspec.json.encode(value)).decode()
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, datetime | date):
        return value.isoformat()
    # str(True) is one of the spellings of a bool that PostgreSQL reads.
    assert isinstance(value, UUID | bool | int | float | str), type(value)
    return str(value)


def _item(value: Any, kind: str) -> str:
    text = _text(value, kind)
    if text is None:
        return "NULL"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
