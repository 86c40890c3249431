"""One serving or working process: opens what it needs, in order, and closes it in reverse."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import cast

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from galleria.base.call import Services
from galleria.base.config import Settings
from galleria.base.database import Database, Reactions, open_database
from galleria.base.endpoints import Endpoint
from galleria.base.http import Edge, errors_of_routing, mount
from galleria.base.log import Log
from galleria.base.shell import App, Receive, Scope, Send, Shell
from galleria.base.urls import derived_url, moved_url
from galleria.engine import idempotency
from galleria.engine.chores import Chore, Chores
from galleria.engine.delivery import Follower, Listeners
from galleria.engine.feed_stream import Feeds
from galleria.engine.kinds import JobKind
from galleria.engine.lanes import Lanes
from galleria.engine.outbound import Outbound, open_outbound
from galleria.engine.partitions import PARTITIONS
from galleria.engine.queues import QueueKind, Queues
from galleria.engine.runner import Worker, WorkerSettings
from galleria.engine.sequencer import Sequencer
from galleria.engine.storage import Storage, open_storage
from galleria.engine.wakeup import Wakeup
from galleria.tenants import Identities, open_identities


class Parts(Struct, frozen=True):
    """What a process has open."""

    settings: Settings
    database: Database
    storage: Storage
    identities: Identities
    outbound: Outbound
    lanes: Lanes
    feeds: Feeds
    log: Log

    def services(self, *further: object) -> Services:
        """Return what special endpoints and jobs may ask for, by type."""
        offered = [
            self.settings,
            self.database,
            self.storage,
            self.identities,
            self.outbound,
            self.lanes,
            self.feeds,
            self.log,
            *further,
        ]
        return Services({type(service): service for service in offered})


class Work(Struct, frozen=True):
    """What is done beside the answering of requests."""

    jobs: list[JobKind]
    listeners: Listeners
    chores: list[Chore]
    followers: list[Follower] = []
    queues: list[QueueKind] = []


@asynccontextmanager
async def open_parts(settings: Settings, log: Log, reactions: Reactions) -> AsyncGenerator[Parts]:
    """Open pools, storage and identities; close them in reverse, whatever happened."""
    async with AsyncExitStack() as stack:
        platform_url = _login_url(settings.platform_database_url, settings, "galleria_platform")
        direct = settings.direct_database_url
        database = await open_database(
            _login_url(settings.app_database_url, settings, "galleria_app"),
            platform_url,
            reactions=reactions,
            direct_url=moved_url(platform_url, direct) if direct else None,
            app_connections=settings.app_connections,
            platform_connections=settings.platform_connections,
        )
        stack.push_async_callback(database.close)
        storage = open_storage(settings)
        await PARTITIONS.do(database, datetime.now(UTC))
        identities = await open_identities(database)
        stack.push_async_callback(identities.close)
        waking = asyncio.create_task(Wakeup(database, log).run())
        stack.push_async_callback(_cancelled, waking)
        outbound = await stack.enter_async_context(
            open_outbound(allow_private=settings.allow_private_targets)
        )
        lanes = _lanes(settings, database, log)
        stack.push_async_callback(lanes.drain)
        feeds = Feeds(database, log)
        stack.push_async_callback(feeds.close)
        yield Parts(settings, database, storage, identities, outbound, lanes, feeds, log)


@asynccontextmanager
async def working(parts: Parts, work: Work) -> AsyncGenerator[None]:
    """Do jobs and place events while inside; on leaving, jobs end or are handed back."""
    drain = asyncio.Event()
    worker = Worker(
        parts.database,
        parts.storage,
        work.jobs,
        parts.log,
        _worker_settings(parts.settings),
        parts.services(),
    )
    helpers = [
        asyncio.create_task(
            Sequencer(parts.database, work.listeners, parts.log, work.followers).run()
        ),
        asyncio.create_task(Chores(parts.database, work.chores, parts.log).run()),
    ]
    doing = [asyncio.create_task(worker.run(drain))]
    for kind in work.queues:
        queues = Queues(parts.database, kind, parts.log, parts.services())
        doing.append(asyncio.create_task(queues.run(drain)))
    try:
        yield
    finally:
        drain.set()
        await asyncio.wait(doing)
        for helper in helpers:
            helper.cancel()
        await asyncio.wait(helpers)


async def working_until_stopped(parts: Parts, work: Work) -> None:
    """Work until this process is asked to stop."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, stopped.set)
    async with working(parts, work):
        await stopped.wait()


def build(
    parts: Parts,
    endpoints: list[Endpoint],
    pages: list[HTTPRouteHandler],
    services: Sequence[object],
) -> Shell:
    """Assemble the HTTP application around open parts."""
    edge = Edge(
        database=parts.database,
        resolver=parts.identities,
        replays=idempotency,
        lanes=parts.lanes,
        services=parts.services(*services),
        settings=parts.settings,
        log=parts.log,
    )
    routes = [*mount(endpoints, edge), *pages]
    app = Litestar(
        routes,
        openapi_config=None,
        request_max_body_size=None,  # Each endpoint has its own limit; the door keeps it.
        exception_handlers=errors_of_routing(endpoints, parts.log),
    )
    return Shell(cast(App, app), parts.settings, parts.log)


class Lifespan:
    """An ASGI application whose parts open when the server starts it, on the server's loop."""

    def __init__(self, opened: Callable[[], AbstractAsyncContextManager[App]]) -> None:
        self._opened = opened
        self._inside: App | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the lifespan protocol ourselves; pass requests on."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self._inside is not None, "the server did not start the application"
        await self._inside(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with AsyncExitStack() as stack:
            try:
                self._inside = await stack.enter_async_context(self._opened())
            except Exception as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                raise
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _lanes(settings: Settings, database: Database, log: Log) -> Lanes:
    # Half the connections: who only reads finds one, whatever is sold.
    batches_max = max(1, settings.app_connections // 2)
    return Lanes(database, log, batches_max=batches_max, is_on=settings.lane == "on")


def _worker_settings(settings: Settings) -> WorkerSettings:
    lease_s = settings.job_lease_s
    return WorkerSettings(
        concurrency=settings.job_concurrency, lease_s=lease_s, heartbeat_s=lease_s / 3
    )


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])


def _login_url(given: str | None, settings: Settings, role: str) -> str:
    if given is not None:
        return given
    assert settings.database_url is not None, "no database is configured"
    return derived_url(settings.database_url, role)
