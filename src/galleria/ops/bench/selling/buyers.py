"""Buyers over HTTP: each orders again and again, with a token and a key of its own."""

import random
from collections.abc import Sequence
from contextlib import AsyncExitStack
from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.ops.bench.busy import Round, busy
from galleria.ops.bench.client import HttpAnswer, UnexpectedAnswer, http_client
from galleria.ops.bench.selling.shop import SellingShop

BUYERS = 64
PLACED = 201


class Stand(Struct, frozen=True):
    """Where one may buy: a store, a token of its organization, and what it has."""

    path: str
    token: str
    variants: Sequence[UUID]


class Told(Struct):
    """What the buyers were told, all rounds together."""

    placed: int = 0
    lines: int = 0


def stand_of(shop: SellingShop, token: str, *, items: int) -> Stand:
    """Return the stand of a shop's first so many variants."""
    return Stand(f"/api/v1/stores/{shop.stall.store_id}/orders", token, shop.variants[:items])


def order_of(variants: Sequence[UUID]) -> bytes:
    """Return the body of an order for one unit of each."""
    lines = ",".join(f'{{"variant_id":"{it}","units":1}}' for it in variants)
    return f'{{"lines":[{lines}]}}'.encode()


async def bought(
    port: int, stands: Sequence[Stand], *, lines: int, seconds: float, told: Told
) -> Round:
    """Buy with 64 buyers for so long; each order at a stand, of `lines` of its variants, by lot."""
    chance = random.Random(lines)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(http_client(port)) for _ in range(BUYERS)]

        async def buy(client: int, _turn: int) -> None:
            stand = chance.choice(stands)
            wanted = chance.sample(stand.variants, lines)
            headers = f"authorization: Bearer {stand.token}\r\nidempotency-key: {new_id()}\r\n"
            body = order_of(wanted)
            answer = await clients[client].send("POST", stand.path, body, headers=headers)
            refuse_other(answer)
            told.placed += 1
            told.lines += lines

        return await busy(buy, clients=BUYERS, seconds=seconds)


def refuse_other(answer: HttpAnswer) -> None:
    """Raise unless an order was placed."""
    if answer.status != PLACED:
        shown = answer.body[:500].decode(errors="replace")
        raise UnexpectedAnswer(f"{answer.status} instead of {PLACED}: {shown}")
