r"""The limit of an import: psql's \\copy of the rows that it left, into the same tables."""

import re
import subprocess
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from galleria.ops.bench.logins import login
from galleria.ops.binaries import find_binaries
from galleria.ops.errors import OperatorError
from galleria.ops.roles import Connection

TOOK = re.compile(r"^Time: ([0-9.]+) ms", re.M)
PSQL_WITHIN_S = 600
# A partition is counted and copied with its table.
TABLES = """
SELECT pg_class.relname::text, ARRAY(
    SELECT attname::text
    FROM pg_attribute
    WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    ORDER BY attnum
)
FROM pg_class
WHERE
    relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p')
    AND NOT relispartition
    AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'org_id')
ORDER BY relname
"""
REFERENCES = """
SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text
FROM pg_constraint
WHERE contype = 'f' AND conrelid <> confrelid AND conparentid = 0
"""


class Table(Struct, frozen=True):
    """A table, its columns, and how many rows it has."""

    name: str
    columns: list[str]
    rows: int


async def filled_tables(connection: Connection, org_id: UUID) -> dict[str, Table]:
    """Count an organization's rows in every table; those without any are left out."""
    found: dict[str, Table] = {}
    for name, columns in await connection.fetch(TABLES):
        rows = await connection.fetchval(f"SELECT count(*) FROM {name} WHERE org_id = $1", org_id)
        if rows:
            found[name] = Table(name, columns, rows)
    return found


async def in_order(connection: Connection, tables: list[Table]) -> list[Table]:
    """Return the tables so that each comes after those that it references."""
    references = [(row[0], row[1]) for row in await connection.fetch(REFERENCES)]
    left = {table.name: table for table in tables}
    ordered: list[Table] = []
    while left:
        waiting = {of for of, to in references if of in left and to in left}
        free = [table for name, table in left.items() if name not in waiting]
        assert free, f"the tables reference each other in a circle: {', '.join(left)}"
        ordered += free
        for table in free:
            del left[table.name]
    return ordered


def copy_out(url: str, tables: list[Table], folder: Path, *, org_id: UUID) -> None:
    """Write an organization's rows into files, one a table."""
    script = [
        f"\\copy (SELECT {', '.join(table.columns)} FROM {table.name} WHERE org_id = '{org_id}') "
        f"TO '{folder / table.name}'"
        for table in tables
    ]
    _psql(url, folder, script)


def copy_in(url: str, tables: list[Table], folder: Path) -> float:
    """Copy the files in, in one transaction, and return the milliseconds it took."""
    script = [
        "\\timing on",
        "BEGIN;",
        *(
            f"\\copy {table.name} ({', '.join(table.columns)}) FROM '{folder / table.name}'"
            for table in tables
        ),
        "COMMIT;",
    ]
    took = [float(ms) for ms in TOOK.findall(_psql(url, folder, script))]
    if len(took) < len(tables) + 2:
        raise OperatorError(f"psql timed {len(took)} of {len(tables) + 2} steps")
    return sum(took)


def _psql(url: str, folder: Path, script: list[str]) -> str:
    path = folder / "script.sql"
    path.write_text("\n".join(script) + "\n")
    as_role = login(url)
    done = subprocess.run(
        [
            find_binaries().path("psql"),
            f"--dbname={as_role.url}",
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            f"--file={path}",
        ],
        env=as_role.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=PSQL_WITHIN_S,
    )
    if done.returncode != 0:
        raise OperatorError(f"psql failed:\n{done.stdout[-2000:]}")
    return done.stdout
