"""A database for shapes alone: they copy it, which nobody may be connected to meanwhile.

A durable one: servers refuse any other.
"""

import asyncio
from collections.abc import Iterator

import pytest

from galleria.base.config import Settings
from galleria.ops.bench.shape import Bench
from galleria.ops.laptop import throwaway_postgres
from galleria.ops.migrator import migrate


class Tiny(Bench, frozen=True):
    """As few pairs as can be, and no longer than it takes to see that they work."""

    @property
    def pair_s(self) -> float:
        return 0.05


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    with throwaway_postgres(careless=False) as address:
        asyncio.run(migrate(address.url, passwords_from=address.url, note=lambda _: None))
        yield Tiny(Settings(database_url=address.url), True, lambda _: None)
