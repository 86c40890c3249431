"""What the tests of webhooks begin with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar
from uuid import UUID

from galleria.base.call import Services
from galleria.base.config import Settings
from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import reading, transaction
from galleria.engine.events import Event, record
from galleria.engine.feed import last_position_of
from galleria.engine.queues import Queues
from galleria.engine.queues.serve import QueueSettings
from galleria.engine.sequencer import Sequencer
from galleria.engine.vault import Vault
from galleria.webhooks import (
    WEBHOOKS,
    CreatedWebhookEndpoint,
    Installation,
    NewWebhookEndpoint,
    create_endpoint,
    fan_out,
)
from galleria.webhooks.list import read_delivery
from galleria.webhooks.rows import Delivery
from tests.engine.working import quiet, until

SECRET = "a secret of thirty-two characters or more"
INSTALLATION = Installation(Vault(SECRET), allow_private=True)
OPEN = Settings(database_url="unused", allow_private_targets=True, secret=SECRET)
QUICK = QueueSettings(lease_s=1.5, poll_s=0.05, drain_s=1.0)


class MugMade(Event, frozen=True, tag="mug.made"):
    subject_field: ClassVar[str | None] = "mug_id"
    mug_id: UUID
    number: int = 0


class MugBroken(Event, frozen=True, tag="mug.broken"):
    number: int = 0


@asynccontextmanager
async def dispatching(
    database: Database, settings: Settings = OPEN, **changes: Any
) -> AsyncIterator[Queues]:
    """A process that places events, fans them out and sends them."""
    sequencer = asyncio.create_task(Sequencer(database, {}, quiet(), [fan_out]).run())
    try:
        async with sending(database, settings) as queues:
            yield queues
    finally:
        sequencer.cancel()
        await asyncio.wait([sequencer])


@asynccontextmanager
async def sending(database: Database, settings: Settings = OPEN) -> AsyncIterator[Queues]:
    """A process that only sends."""
    drain = asyncio.Event()
    queues = Queues(database, WEBHOOKS, quiet(), Services({Settings: settings}), QUICK)
    task = asyncio.create_task(queues.run(drain))
    try:
        yield queues
    finally:
        drain.set()
        await task


async def given_endpoint(
    database: Database, context: Context, url: str, *, types: list[str] | None = None
) -> CreatedWebhookEndpoint:
    async with transaction(database, context) as tx:
        body = NewWebhookEndpoint(url=url, types=types or ["mug.*"])
        return await create_endpoint(tx, body=body, installation=INSTALLATION)


async def made(database: Database, context: Context, *numbers: int) -> list[UUID]:
    """Record that mugs were made, and return the events' ids."""
    ids = [new_id() for _ in numbers]
    async with transaction(database, context) as tx:
        await record(tx, [MugMade(new_id(), number) for number in numbers], ids=ids)
    return ids


async def delivery(
    database: Database, context: Context, endpoint_id: UUID, event_id: UUID
) -> Delivery:
    async with reading(database, context) as tx:
        return await read_delivery(tx, endpoint_id=endpoint_id, event_id=event_id)


async def tried(
    database: Database, context: Context, endpoint_id: UUID, event_id: UUID, *, times: int = 1
) -> Delivery:
    """Wait until a delivery was tried so often, and return it."""

    async def is_tried() -> bool:
        async with reading(database, context) as tx:
            found = await tx.connection.fetchval(
                """SELECT jsonb_array_length(tries) FROM delivery
                   WHERE endpoint_id = $1 AND event_id = $2""",
                endpoint_id,
                event_id,
            )
        return (found or 0) >= times

    await until(is_tried)
    return await delivery(database, context, endpoint_id, event_id)


async def followed(database: Database, context: Context, count: int) -> None:
    """Wait until so many events have their places."""

    async def are_placed() -> bool:
        async with reading(database, context) as tx:
            return await last_position_of(tx) >= count

    await until(are_placed)
