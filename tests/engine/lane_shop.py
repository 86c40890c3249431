"""A little shop for the lanes' tests: one counter, buyers, and what may go wrong with them."""

import asyncio
from typing import Any

import msgspec
from msgspec import Struct

from galleria.base.context import Actor, Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.lane import Asked, Keyed
from galleria.base.recorded import Recorded
from galleria.base.refusals import Conflict, Refusal
from galleria.base.tx import Tx, reading, transaction
from galleria.engine.lanes import Lanes
from tests.engine.working import quiet


class Buy(Struct, frozen=True):
    """`units` beyond what an int holds poison the batch."""

    units: int = 1


class Bought(Struct, frozen=True):
    """What was left, and how many were in the same batch."""

    left: int
    batch: int


class SoldOut(Conflict):
    code = "sold_out"
    decided = True


class Unclear(Conflict):
    code = "unclear"


class WholeRefused(Conflict):
    code = "whole_refused"
    decided = True


async def buy(tx: Tx, asked: list[Asked[Buy]]) -> list[Bought | Refusal]:
    """Take units from the one counter there is; 0 units are unclear."""
    left = await tx.connection.fetchval("SELECT free FROM stock FOR UPDATE")
    answers = list[Bought | Refusal]()
    for one in asked:
        units = one.command.units
        if units == 0:
            answers.append(Unclear())
        elif units > left and units < 1_000:
            answers.append(SoldOut(left=left))
        else:
            left -= units
            answers.append(Bought(left, len(asked)))
    await tx.connection.execute("UPDATE stock SET free = $1", left)
    return answers


async def buy_or_raise(tx: Tx, asked: list[Asked[Buy]]) -> list[Bought | Refusal]:
    """Like `buy`, but a refusal of one is raised for the whole, as no use case of a lane should."""
    answers = await buy(tx, asked)
    for answer in answers:
        if isinstance(answer, Refusal):
            raise WholeRefused
    return answers


def lanes_of(database: Database, **settings: Any) -> Lanes:
    defaults: dict[str, Any] = {"batches_max": 4, "is_on": True}
    return Lanes(database, quiet(), **{**defaults, **settings})


async def given_stock(database: Database, context: Context, units: int) -> None:
    location_id = new_id()
    async with transaction(database, context) as tx:
        await tx.connection.execute(
            "INSERT INTO location (org_id, location_id, code, name, created_at, updated_at)"
            " VALUES ($1, $2, 'here', 'Here', now(), now())",
            context.org_id, location_id,
        )  # fmt: skip
        await tx.connection.execute(
            "INSERT INTO stock (org_id, variant_id, location_id, free, updated_at)"
            " VALUES ($1, $2, $3, $4, now())",
            context.org_id, new_id(), location_id, units,
        )  # fmt: skip


async def left(database: Database, context: Context) -> int:
    async with reading(database, context) as tx:
        return await tx.connection.fetchval("SELECT free FROM stock")


async def recorded_keys(database: Database, context: Context) -> list[str]:
    async with reading(database, context) as tx:
        rows = await tx.connection.fetch("SELECT key FROM idempotency_record ORDER BY key")
    return [row["key"] for row in rows]


def keyed(key: str, fingerprint: bytes = b"request") -> Keyed:
    return Keyed(key, fingerprint, keep)


def keep(result: Any) -> Recorded:
    if isinstance(result, Refusal):
        return Recorded(result.status, {}, result.code.encode())
    return Recorded(201, {"content-type": "application/json"}, msgspec.json.encode(result))


def buyer(context: Context, **fields: Any) -> Context:
    """Return the context of another buyer of the same organization."""
    return msgspec.structs.replace(context, actor=Actor("customer", new_id()), **fields)


async def outcome_of(asking: Any) -> Any:
    """Return the result, or the refusal as a value."""
    try:
        return await asking
    except Exception as error:
        return error


async def all_of(*asking: Any) -> list[Any]:
    return await asyncio.gather(*(outcome_of(one) for one in asking))
