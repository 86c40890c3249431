"""The migration files: numbered without gaps, plain SQL, forward only."""

import hashlib
import re
from pathlib import Path

from msgspec import Struct

import galleria
from galleria.ops.errors import OperatorError

NAME = re.compile(r"(\d{4})_(pre|post)_[a-z0-9_]+\.sql")
NO_TRANSACTION = "-- galleria: no-transaction"


class Migration(Struct, frozen=True):
    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def is_transactional(self) -> bool:
        return not self.text.startswith(NO_TRANSACTION)

    @property
    def statements(self) -> list[str]:
        """The statements of a file without a transaction; each ends with its line."""
        return [part for part in re.split(r";[ \t]*(?:\n|$)", self.text) if _says_something(part)]


def our_migrations() -> list[Migration]:
    """Read this version's files, inside the installed package or beside its sources."""
    package = Path(galleria.__file__).parent
    for folder in (package / "migrations", package.parents[1] / "migrations"):
        if folder.is_dir():
            return read_migrations(folder)
    raise OperatorError("This installation of Galleria has no migrations; install it again.")


def read_migrations(folder: Path) -> list[Migration]:
    """Read the files in order; a wrong name, a gap or a number taken twice is refused."""
    migrations: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        match = NAME.fullmatch(path.name)
        if match is None:
            raise OperatorError(f"{path.name} is not named like 0042_pre_what_it_does.sql")
        migration = Migration(int(match.group(1)), path.stem, path.read_text())
        if migration.number != len(migrations) + 1:
            raise OperatorError(f"{path.name} should have number {len(migrations) + 1:04}")
        if not migration.is_transactional and "$$" in migration.text:
            raise OperatorError(f"{path.name} runs statement by statement, so it may not have $$")
        migrations.append(migration)
    return migrations


def _says_something(statement: str) -> bool:
    lines = (line.strip() for line in statement.splitlines())
    return any(line and not line.startswith("--") for line in lines)
