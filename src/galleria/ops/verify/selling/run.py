"""A simulation from its beginning to its verdict."""

import asyncio
import time
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from msgspec import Struct

from galleria.base.config import Settings
from galleria.ops.bench.client import http_client
from galleria.ops.bench.organization import new_merchant, token_of
from galleria.ops.database import migration_url, opened
from galleria.ops.migrator import administrator
from galleria.ops.sandbox import open_sandbox
from galleria.ops.verify.selling.acting import Wanted, act
from galleria.ops.verify.selling.door import Door
from galleria.ops.verify.selling.faults import faulty
from galleria.ops.verify.selling.history import (
    Audit,
    audit,
    failed_jobs,
    late_holds,
    sample,
    unexplained_orders,
    unexplained_refunds,
    unexplained_units,
)
from galleria.ops.verify.selling.houses import Houses
from galleria.ops.verify.selling.journal import Journal
from galleria.ops.verify.selling.looking import Reader
from galleria.ops.verify.selling.paying import open_payers
from galleria.ops.verify.selling.world import PAYMENT_HOLD_S, Shop, open_shop

SHOPS = 2
AGAIN_MAX = 300
SETTLE_S = 60.0
# What a fault left undone will not be done.
FAULTY_SETTLE_S = 0.0
POLL_S = 0.1
NOUNS = ("orders", "stock", "tills", "stores", "catalog", "payments")


class Simulation(Struct, frozen=True):
    """What was done, what died, what was looked at, and what was found wrong."""

    seed: int
    deeds: int
    tries: int
    cut_off: int
    kills: dict[str, int]
    snapshots: int
    replays: int
    audit: Audit
    violations: list[str]

    @property
    def is_clean(self) -> bool:
        counted = min(self.snapshots, self.replays, self.deeds)
        return not self.violations and self.audit.is_clean and counted > 0

    @property
    def line(self) -> str:
        """Say it in one line."""
        dead = ", ".join(f"{count} x {name}" for name, count in self.kills.items())
        return (
            f"seed {self.seed}: {self.deeds:,} deeds in {self.tries:,} tries, {self.cut_off:,} of "
            f"them cut off; killed {dead}; {self.snapshots:,} snapshots, {self.replays:,} answers "
            f"asked for again; {self.audit.line}; {len(self.violations)} found wrong"
        )


async def simulate(settings: Settings, folder: Path, wanted: Wanted) -> Simulation:
    """Sell while processes die, and hold what is there against the laws and what was said."""
    journal = Journal()
    reader = Reader(migration_url(settings))
    with faulty(wanted.fault) as fault:
        houses = Houses(settings, folder, fault)
        try:
            await asyncio.to_thread(houses.start)
            async with aiohttp.ClientSession() as session, open_sandbox() as sandbox:
                door = Door(session, houses.ports, journal)
                shops = [await _shop(settings, door, houses.ports[0]) for _ in range(SHOPS)]
                payers = [
                    await open_payers(sandbox, door, shop, port=port, seed=f"{wanted.seed}")
                    for shop, port in zip(shops, houses.ports, strict=True)
                ]
                await act(wanted, houses, door, list(zip(shops, payers, strict=True)), reader)
                replays, wrong = await _again(door, shops, journal)
                for it in payers:
                    await it.leave()
                final, found = await _verdict(
                    settings, journal, FAULTY_SETTLE_S if wanted.fault else SETTLE_S
                )
        finally:
            await asyncio.to_thread(houses.close)
    return Simulation(
        seed=wanted.seed,
        deeds=len(journal.said),
        tries=journal.tries,
        cut_off=journal.cut_off,
        kills=houses.kills,
        snapshots=reader.snapshots,
        replays=replays,
        audit=final,
        violations=[*reader.wrong, *journal.contradictions, *wrong, *found],
    )


async def _shop(settings: Settings, door: Door, port: int) -> Shop:
    async with opened(settings) as database:
        merchant = await new_merchant(database)
    async with http_client(port) as client:
        token = await token_of(merchant, client)
    # A key outlives the run; a token is good for a quarter of an hour.
    wanted = [f"{noun}:{verb}" for noun in NOUNS for verb in ("read", "write")]
    body = {"name": "simulation", "permissions": [*wanted, "tills:override"]}
    key = await door.made(token, "/api-keys", body)
    shop = await open_shop(door, str(merchant.org_id), key["secret"])
    async with administrator(migration_url(settings)) as connection:
        await connection.execute(
            """INSERT INTO store_terms (org_id, store_id, payment_hold_s, updated_at)
               VALUES ($1, $2, $3, now())""",
            shop.org_id,
            shop.store,
            PAYMENT_HOLD_S,
        )
    return shop


async def _again(door: Door, shops: list[Shop], journal: Journal) -> tuple[int, list[str]]:
    """Ask for answers again: each must be the first one, byte for byte, and a replay."""
    tokens = {f"s{place}": shop.token for place, shop in enumerate(shops)}
    wrong: list[str] = []
    replays = 0
    for said in sample(journal, AGAIN_MAX):
        if said.status >= 300 or said.method in ("GET", "PUT"):
            continue
        status, answer, is_replay = await door.again(tokens[said.key[:2]], said)
        replays += 1
        if (status, answer) != (said.status, said.answer) or not is_replay:
            wrong.append(f"{said.kind} {said.key}: {said.status}, and again {status}, {is_replay=}")
    return replays, wrong


async def _verdict(
    settings: Settings, journal: Journal, settle_s: float
) -> tuple[Audit, list[str]]:
    async with administrator(migration_url(settings)) as connection:
        await _settled(connection, settle_s)
        final = await audit(connection)
        found = [
            *final.violations,
            *await late_holds(connection),
            *await failed_jobs(connection),
            *await unexplained_orders(connection, journal),
            *await unexplained_units(connection, journal),
            *await unexplained_refunds(connection, journal),
        ]
    return final, found


async def _settled(connection: "asyncpg.Connection[Any]", settle_s: float) -> None:
    """Wait until what is held has run out and every job that is due is done."""
    deadline = time.monotonic() + PAYMENT_HOLD_S + settle_s
    while time.monotonic() < deadline:
        # Gateways are asked after hours otherwise, of what no webhook told.
        await connection.execute(
            "UPDATE job SET run_at = now() WHERE starts_with(kind, 'payments.') AND run_at > now()"
        )
        left = await connection.fetchval(
            """SELECT (SELECT count(*) FROM hold) + (SELECT count(*) FROM job WHERE run_at < now())
                   + (SELECT count(*) FROM job_running)"""
        )
        if not left:
            return
        await asyncio.sleep(POLL_S)
