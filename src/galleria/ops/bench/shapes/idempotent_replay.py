"""An order that is sent again: what its answer costs, beside the order itself with the lane off."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack

import uvloop
from msgspec import Struct
from msgspec.structs import replace

from galleria.base.ids import new_id
from galleria.ops.bench.audit import Audit, Count
from galleria.ops.bench.client import HttpAnswer, HttpClient, http_client
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.organization import token_of
from galleria.ops.bench.selling.audit import books_of, counts_of, proven
from galleria.ops.bench.selling.buyers import BUYERS, PLACED, Stand, order_of, stand_of
from galleria.ops.bench.selling.cpu import Meter
from galleria.ops.bench.selling.shop import open_shop
from galleria.ops.bench.served import Server, data_folder, serving
from galleria.ops.bench.shape import Bench, Outcome, Shape

PRODUCTS = 100
ORDERS = 1_000
RATIO_MIN = 1.0


class Sent(Struct, frozen=True):
    """An order of a buyer's, and the answer that came."""

    key: str
    body: bytes
    answer: bytes


class Replays(Struct):
    """Of the orders that were sent again: how many were answered as at first."""

    sent: int = 0
    same: int = 0


def run(bench: Bench) -> Outcome:
    """Serve the shop without the lane, for both sides."""
    settings = replace(bench.settings, lane="off")
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        server = stack.enter_context(serving(folder, settings, with_worker=False))
        return uvloop.run(measured(bench, server, orders=ORDERS))


async def measured(bench: Bench, server: Server, *, orders: int) -> Outcome:
    """Send orders for the first time and again, pair by pair."""
    shop = await open_shop(bench.settings, products=PRODUCTS, say=bench.say)
    async with http_client(server.port) as anonymous:
        token = await token_of(shop.stall.merchant, anonymous)
    stand = stand_of(shop, token, items=PRODUCTS)
    meter, replays = Meter(bench.settings, server), Replays()
    firsts: list[float] = []
    agains: list[float] = []
    for number in range(bench.pairs + 1):
        began = await meter.seconds()
        sent = await _first(server.port, stand, [_order(stand, it) for it in range(orders)])
        between = await meter.seconds()
        await _again(server.port, stand, sent, replays)
        ended = await meter.seconds()
        if number:  # The first warmed up.
            firsts.append((between - began) / orders * 1_000)
            agains.append((ended - between) / orders * 1_000)
    placed = orders * (bench.pairs + 1)
    books = await books_of(bench.settings, [shop.org_id])
    counts = [
        *counts_of(books, placed=placed, lines=placed),
        Count("answers byte for byte as at first", replays.same, replays.sent),
        *await proven(bench, [shop.org_id]),
    ]
    return Outcome([_measure(agains, firsts)], Audit(counts))


def _order(stand: Stand, number: int) -> tuple[str, bytes]:
    return str(new_id()), order_of([stand.variants[number % len(stand.variants)]])


async def _first(port: int, stand: Stand, orders: Sequence[tuple[str, bytes]]) -> list[Sent]:
    answers = await _sent(port, stand, orders)
    return [
        Sent(key, body, answer.body)
        for (key, body), answer in zip(orders, answers, strict=True)
        if answer.status == PLACED
    ]


async def _again(port: int, stand: Stand, sent: Sequence[Sent], replays: Replays) -> None:
    answers = await _sent(port, stand, [(it.key, it.body) for it in sent])
    for before, answer in zip(sent, answers, strict=True):
        is_replayed = answer.headers.get("idempotent-replayed") == "true"
        replays.sent += 1
        replays.same += is_replayed and answer.body == before.answer


async def _sent(port: int, stand: Stand, orders: Sequence[tuple[str, bytes]]) -> list[HttpAnswer]:
    """Send each, over 64 connections, and return the answers in their order."""
    answers: dict[int, HttpAnswer] = {}
    waiting = iter(enumerate(orders))

    async def send(client: HttpClient) -> None:
        for number, (key, body) in waiting:
            headers = f"idempotency-key: {key}\r\n"
            answers[number] = await client.send("POST", stand.path, body, headers=headers)

    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(http_client(port, token=stand.token))
            for _ in range(BUYERS)
        ]
        await asyncio.gather(*(send(client) for client in clients))
    return [answers[number] for number in range(len(orders))]


def _measure(agains: list[float], firsts: list[float]) -> Measure:
    return Measure(
        name="CPU of an answer sent again",
        unit="ms",
        figures=agains,
        limits=firsts,
        limit_name="the order, lane off",
        ratio_min=RATIO_MIN,
    )


IDEMPOTENT_REPLAY = Shape(
    name="idempotent-replay",
    story="the same order under the same key, again: CPU of server and database, beside the first",
    budget=f"≤ {RATIO_MIN:.0f} × the first execution's CPU, lane off",
    needs_database=True,
    run=run,
)
