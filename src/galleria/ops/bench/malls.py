"""The malls that shapes measure in: made once a run, and found again by the shapes after it."""

from contextlib import suppress

import asyncpg

from galleria.ops.bench.mall import Stall, add_copies, copies_of, fill, found_stall, open_stall
from galleria.ops.bench.shape import Bench
from galleria.ops.database import migration_url, opened
from galleria.ops.migrator import administrator


async def stall_of(bench: Bench, products: int, *, copies: int = 0) -> Stall:
    """Return a stall of so many products, beside `copies` further organizations with as many."""
    async with administrator(migration_url(bench.settings)) as connection:
        stall = await found_stall(connection, products=products)
        there = await copies_of(connection, products=products)
    if stall is None:
        bench.say(f"a shop with {products:,} products is made")
        async with opened(bench.settings) as database:
            stall = await open_stall(database, products=products)
        await fill(bench.settings, stall, is_kept=True, say=bench.say)
    await add_copies(bench.settings, stall, count=copies - there, say=bench.say)
    async with administrator(migration_url(bench.settings)) as connection:
        # What the load left to write would be written during the measurement. A role that may
        # not ask for it measures with that.
        with suppress(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CHECKPOINT")
    return stall
