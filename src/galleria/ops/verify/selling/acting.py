"""Actors live, processes die, a reader looks: until the time is over."""

import asyncio
import time
from collections.abc import Callable
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from galleria.ops.verify.selling.door import Door
from galleria.ops.verify.selling.houses import VICTIMS, Houses, tend
from galleria.ops.verify.selling.journal import Said
from galleria.ops.verify.selling.looking import Reader
from galleria.ops.verify.selling.paying import Payers
from galleria.ops.verify.selling.plan import Actor
from galleria.ops.verify.selling.world import Shop

ACTORS = 6


class Chaos(Struct, frozen=True):
    """What dies, and how often. `postmaster` says which process PostgreSQL is by then."""

    postmaster: Callable[[], int]
    every_s: float
    victims: tuple[str, ...] = VICTIMS


class Wanted(Struct, frozen=True):
    """A simulation: the same seed plans the same deeds; without chaos nothing dies."""

    seed: int
    seconds: float
    chaos: Chaos | None = None
    fault: str | None = None


async def act(
    wanted: Wanted,
    houses: Houses,
    door: Door,
    shops: list[tuple[Shop, Payers]],
    reader: Reader,
) -> None:
    """Let everybody act for the time that is wanted, and finish what they are at."""
    ends = asyncio.Event()
    actors = [
        (Actor(shop, f"s{place}a{number}", f"{wanted.seed}-{place}-{number}"), payers)
        for place, (shop, payers) in enumerate(shops)
        for number in range(ACTORS)
    ]
    acting = [asyncio.create_task(_live(door, actor, payers, ends)) for actor, payers in actors]
    beside = [asyncio.create_task(tend(houses, ends)), asyncio.create_task(reader.look(ends))]
    try:
        await _kill(wanted, houses)
        ends.set()
        await asyncio.gather(*acting)
    finally:
        ends.set()
        for task in (*acting, *beside):
            task.cancel()
        await asyncio.gather(*acting, *beside, return_exceptions=True)
        await asyncio.to_thread(houses.revive)


async def _kill(wanted: Wanted, houses: Houses) -> None:
    dice, deadline = Random(wanted.seed), time.monotonic() + wanted.seconds
    while (left_s := deadline - time.monotonic()) > 0:
        pause_s = wanted.chaos.every_s * dice.uniform(0.5, 1.5) if wanted.chaos else left_s
        await asyncio.sleep(min(left_s, pause_s))
        # Towards the end all are left alone, so that there is an end.
        if wanted.chaos and time.monotonic() < deadline - wanted.chaos.every_s:
            houses.kill(dice.choice(wanted.chaos.victims), dice, wanted.chaos.postmaster())


async def _live(door: Door, actor: Actor, payers: Payers, ends: asyncio.Event) -> None:
    while not ends.is_set():
        deed = actor.next()
        token = "" if deed.is_shoppers else actor.shop.token
        twin = replace(deed, key=f"{deed.key}-twin")
        saying = [door.do(token, it) for it in ((deed, twin) if deed.has_twin else (deed,))]
        for said in await asyncio.gather(*saying):
            if said.status < 300:
                actor.hear(deed, said.told)
                _send(payers, said)


def _send(payers: Payers, said: Said) -> None:
    """Send who is to pay at the gateway's page there."""
    if said.kind not in ("pay", "checkout"):
        return
    payment = said.told if said.kind == "pay" else said.told["payment"]
    if payment is not None and payment["action"] is not None:
        payers.send(payment["action"]["url"])
