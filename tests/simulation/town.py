"""Organizations with stores, and people who change everything in them at once."""

import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import Refusal
from galleria.base.tx import DirectoryTx, Tx, directory_transaction, transaction

Act = Callable[["Person", Any], Awaitable[None]]


class RolledBack(Exception):
    """Somebody thought better of it."""


class Clock:
    """The time of all: it goes on by leaps, up to the present."""

    def __init__(self, begins: datetime) -> None:
        self.now = begins

    def leap(self, chance: random.Random) -> datetime:
        self.now += timedelta(seconds=chance.choice([0, 1, 60, 120]))
        return self.now


class Person:
    """Does one thing after the other in one organization; `mark` is in all that he writes."""

    def __init__(
        self, database: Database, context: Context, mark: str, clock: Clock, chance: random.Random
    ) -> None:
        self.database, self.context, self.mark = database, context, mark
        self.clock, self.chance = clock, chance
        self.done: set[str] = set()
        self.failed: list[str] = []

    async def lives(self, acts: list[Act], steps: int) -> None:
        """Do that much of what may be done, and sometimes think better of it."""
        for _ in range(steps):
            act = self.chance.choice(acts)
            is_undone = steps > 1 and self.chance.random() < 0.1
            try:
                async with self._opened(act) as tx:
                    await act(self, tx)
                    if is_undone:
                        raise RolledBack
                self.done.add(act.__name__)
            except (Refusal, RolledBack):
                pass
            except Exception as error:
                # Two who wait for each other, a count below zero, a reference to nothing.
                self.failed.append(f"{act.__name__}: {error!r}")

    def _opened(self, act: Act) -> AbstractAsyncContextManager[Tx]:
        """A store is changed together with its entry in the directory; the rest has none."""
        context = replace(self.context, now=self.clock.leap(self.chance))
        is_of_store = act.__annotations__["tx"] in (DirectoryTx, "DirectoryTx")
        return (directory_transaction if is_of_store else transaction)(self.database, context)

    def name(self) -> str:
        """Return a name of words that others have, too, and of the organization's own."""
        words = self.chance.sample(["Tea", "Mug", "Green", "Köln", "Oak", "Large", "Set"], 2)
        return " ".join([self.mark, *words, str(self.chance.randrange(40))])

    def key(self) -> str:
        return f"K-{self.chance.randrange(60)}"

    def instant(self) -> datetime | None:
        """Return an instant soon before or after now, or none."""
        if self.chance.random() < 0.5:
            return None
        return self.clock.now + timedelta(seconds=self.chance.randrange(-600, 3_600))

    async def any(self, tx: Tx, table: str, at_most: int = 1, **where: Any) -> list[UUID]:
        """Return the ids of some products, variants, categories, stores or whatever there is."""
        conditions = "".join(f" AND {name} = ${at}" for at, name in enumerate(where, 1))
        rows = await tx.connection.fetch(
            f"SELECT {table}_id FROM {table} WHERE true{conditions} ORDER BY 1", *where.values()
        )
        ids = [row[0] for row in rows]
        return self.chance.sample(ids, min(self.chance.randint(1, at_most), len(ids)))

    async def one(self, tx: Tx, table: str, **where: Any) -> UUID:
        """Return one of them; there being none, nothing is done."""
        for found in await self.any(tx, table, **where):
            return found
        raise RolledBack

    async def version(self, tx: Tx, kind: str, row_id: UUID) -> int:
        version = await tx.connection.fetchval(
            f"SELECT version FROM {kind} WHERE {kind}_id = $1", row_id
        )
        return version or 1
