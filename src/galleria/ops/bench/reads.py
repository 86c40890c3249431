"""A shopper's read measured beside pgbench: the same statement, transaction, role and clients."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.tx import ReadTx, reading
from galleria.ops.bench.audit import Count
from galleria.ops.bench.busy import Round, busy
from galleria.ops.bench.logins import entering
from galleria.ops.bench.measures import Measure
from galleria.ops.bench.pgbench import Pgbench, Read, executing, preparing, run_pgbench
from galleria.ops.bench.replay import Sent, caught
from galleria.ops.bench.served import lent_clients

CLIENTS = 4

# Says whether the answer is the right one.
Ask = Callable[[ReadTx], Awaitable[bool]]


class Reads(Struct, frozen=True, kw_only=True):
    """What is asked, by whom, and what it is measured beside.

    `paths` ask the same over HTTP, at `port`. `statements` is how many each ask sends.
    `limit_sample` makes the limit's statement from ours, which it otherwise is.
    """

    context: Context
    asks: Sequence[Ask]
    port: int | None = None
    paths: Sequence[str] = ()
    statements: int = 1
    limit_url: str
    limit_sample: Callable[[Sent], Sent] = lambda sent: sent
    clients: int = CLIENTS
    seconds: float


class Found(Struct):
    """What a run came to, pair by pair, and what was checked on the way."""

    ours: list[Round]
    limits: list[Pgbench]
    http: list[Round]
    statements: int
    asked: int = 0
    right: int = 0
    sent: int = 0
    answered: int = 0
    rows: int = 0
    limit_rows: int = 0


class Reader:
    """The three ways of the same reads: the use case, pgbench, and HTTP."""

    def __init__(self, database: Database, reads: Reads) -> None:
        self._database = database
        self._reads = reads
        self._limit = Read("", [[]])
        self.found = Found([], [], [], 0)

    async def prepare(self) -> None:
        """Ask everything once: what is sent becomes the limit's, and has to give the same rows."""
        samples: list[list[Sent]] = []
        for ask in self._reads.asks:
            async with reading(self._database, self._reads.context) as tx:
                # A new connection asks about types of its own accord, once.
                await ask(tx)
                async with caught(tx) as sent:
                    self._note(await ask(tx))
                samples.append([self._reads.limit_sample(one) for one in sent])
                self.found.statements += len(sent)
                for one in sent:
                    self.found.rows += len(await tx.connection.fetch(one.text, *one.values))
        begin = entering(self._reads.context, "BEGIN READ ONLY")
        self._limit = Read(begin, samples)
        await self._count_limit_rows()

    async def pair(self, number: int) -> None:
        """Measure every side once, taking turns in going first."""
        sides = [self._ours, self._pgbench]
        if self._reads.port is not None:
            sides.append(self._over_http)
        for side in sides if number % 2 == 0 else reversed(sides):
            await side()

    async def alone(self) -> None:
        """Measure the use case alone."""
        await self._ours()

    async def warm_up(self) -> None:
        """Let every connection settle on its plans, and forget how long that took.

        A prepared statement gets the plan that it keeps at its sixth execution.
        """
        await self.pair(0)
        self.found.ours.clear()
        self.found.limits.clear()
        self.found.http.clear()

    def measures(
        self, what: str, *, ratio_min: float, http_ratio_min: float | None, p99_ms: float | None
    ) -> list[Measure]:
        """Return reads a second beside pgbench's, and how long the slowest took."""
        found = self.found
        limits = [it.per_second for it in found.limits]
        beside = Measure(
            name=f"{what}, use case",
            unit="/s",
            figures=[it.per_second for it in found.ours],
            limits=limits,
            limit_name="pgbench",
            more_is_better=True,
            ratio_min=ratio_min,
        )
        over_http = replace(
            beside,
            name=f"{what}, over HTTP",
            figures=[it.per_second for it in found.http],
            ratio_min=http_ratio_min,
        )
        slowest = Measure(
            name=f"{what}, use case, p99",
            unit="ms",
            figures=[it.p99_ms for it in found.ours],
            limits=[it.p99_ms for it in found.limits],
            limit_name="pgbench",
            bound=p99_ms,
        )
        return [beside, slowest, *([over_http] if found.http else [])]

    def counts(self, what: str) -> list[Count]:
        """Return what was checked: every answer, every statement, and the limit's rows."""
        found, asked = self.found, len(self._reads.asks)
        counts = [
            Count(f"right answers to {what}", found.right, found.asked),
            Count(f"statements for {what}", found.statements, asked * self._reads.statements),
            Count(f"rows of pgbench's {what}", found.limit_rows, found.rows),
        ]
        if found.sent:
            counts.append(Count(f"HTTP answers to {what}", found.answered, found.sent))
        return counts

    async def _ours(self) -> None:
        asks = self._reads.asks

        async def ask(client: int, turn: int) -> None:
            async with reading(self._database, self._reads.context) as tx:
                self._note(await asks[(client * 31 + turn) % len(asks)](tx))

        self.found.ours.append(
            await busy(ask, clients=self._reads.clients, seconds=self._reads.seconds)
        )

    async def _pgbench(self) -> None:
        self.found.limits.append(
            await asyncio.to_thread(
                run_pgbench,
                self._reads.limit_url,
                self._limit,
                clients=self._reads.clients,
                seconds=self._reads.seconds,
            )
        )

    async def _over_http(self) -> None:
        paths, port = self._reads.paths, self._reads.port
        assert port is not None
        # Anew each time: the server closes connections that are silent for ten seconds.
        async with lent_clients(port, self._reads.clients) as clients:

            async def ask(client: int, turn: int) -> None:
                answer = await clients[client].get(paths[(client * 31 + turn) % len(paths)])
                self.found.sent += 1
                self.found.answered += answer.status == 200 and len(answer.body) > 2

            seconds = self._reads.seconds
            self.found.http.append(await busy(ask, clients=len(clients), seconds=seconds))

    def _note(self, is_right: bool) -> None:
        self.found.asked += 1
        self.found.right += is_right

    async def _count_limit_rows(self) -> None:
        connection = await asyncpg.connect(self._reads.limit_url)
        try:
            for statement in preparing(self._limit):
                await connection.execute(statement)
            await connection.execute(self._limit.begin)
            for sample in self._limit.samples:
                for statement in executing(self._limit, sample):
                    self.found.limit_rows += len(await connection.fetch(statement))
        finally:
            await connection.close()
