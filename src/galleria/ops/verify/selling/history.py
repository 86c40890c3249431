"""A database that sells, held against its laws, and against what its users were told."""

from base64 import urlsafe_b64decode
from collections import Counter
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from galleria.ops.verify.selling.journal import Journal, Said
from galleria.ops.verify.selling.laws import COUNTS, LAWS, SHOWN_MAX


class Audit(Struct, frozen=True):
    """What was counted, and what breaks a law. Nothing counted is nothing proven."""

    orders: int
    lines: int
    movements: int
    stocks: int
    holds: int
    payments: int
    events: int
    keys: int
    violations: list[str]

    @property
    def is_clean(self) -> bool:
        return not self.violations and self.orders > 0 and self.movements > 0

    @property
    def line(self) -> str:
        """Say it in one line."""
        return (
            f"{self.orders:,} orders with {self.lines:,} lines, {self.movements:,} movements of "
            f"{self.stocks:,} stocks, {self.holds:,} holds, {self.payments:,} payments, "
            f"{self.events:,} events, {self.keys:,} keys: {len(self.violations)} violations"
        )


async def audit(connection: "asyncpg.Connection[Any]") -> Audit:
    """Hold one snapshot against every law; as the administrator, outside any transaction."""
    violations: list[str] = []
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        for law in LAWS:
            found = await connection.fetch(f"{law.finds} LIMIT {SHOWN_MAX}")
            violations += [f"{law.name}: {row[0]}" for row in found]
        counts = await connection.fetchrow(COUNTS)
    assert counts is not None
    return Audit(**dict(counts), violations=violations)


async def late_holds(connection: "asyncpg.Connection[Any]") -> list[str]:
    """Return the holds that ought to have been released by now."""
    rows = await connection.fetch("SELECT hold_id, expires_at FROM hold WHERE expires_at < now()")
    return [f"hold {row[0]} ran out at {row[1]} and is still there" for row in rows]


async def failed_jobs(connection: "asyncpg.Connection[Any]") -> list[str]:
    """Return the jobs that were given up: nothing here is meant to fail."""
    rows = await connection.fetch("SELECT kind, error FROM job_done WHERE state = 'failed'")
    return [f"job {row[0]} failed: {row[1]}" for row in rows]


async def unexplained_orders(connection: "asyncpg.Connection[Any]", journal: Journal) -> list[str]:
    """Hold the orders that are there against those that somebody was told of: both ways."""
    # A cart is one order, asked for under whatever keys.
    told = Counter(_orders_told(journal)) + Counter({it: 1 for it in _carts_told(journal)})
    rows = await connection.fetch("SELECT order_id, source, state, cart_id FROM orders")
    there = {str(row[0]): f"{row[1]}, {row[2]}" for row in rows}
    open_ends = _refused_carts(journal)
    unsure = {str(row[0]) for row in rows if row[3] in open_ends}
    lost = [
        f"order {order} was acknowledged and is not there" for order in told.keys() - there.keys()
    ]
    more = [
        f"order {order} ({what}) is there, and nobody was told"
        for order, what in there.items()
        if order not in told and order not in unsure
    ]
    many = [
        f"cart {cart} became {len(orders)} orders"
        for cart, orders in _of_carts(journal).items()
        if len(orders) > 1
    ]
    twice = [f"order {order} was told for {n} keys" for order, n in told.items() if n > 1]
    return lost + more + twice + many


async def unexplained_units(connection: "asyncpg.Connection[Any]", journal: Journal) -> list[str]:
    """Hold each variant's ledger against what was answered: received, adjusted, sold, returned.

    Independent of the ledger: what was sold is read from answers, and from the state of the orders
    that were cancelled, or that nobody paid for.
    """
    expected = _received(journal)
    ended = {
        str(row[0])
        for row in await connection.fetch(
            """SELECT order_id FROM orders
               WHERE state = 'cancelled' OR (is_held AND state = 'pending')"""
        )
    }
    for order, portions in [
        *_portions_told(journal),
        *await _read_portions(connection, journal),
    ]:
        if order not in ended:
            for portion in portions:
                expected[portion["variant_id"]] -= portion["units"]
    restocked = await connection.fetch(
        """SELECT variant_id, sum(units) FROM movement
           WHERE kind IN ('return', 'damage', 'count')
           OR (kind = 'receive' AND reason <> 'simulation') GROUP BY 1"""
    )
    for row in restocked:
        expected[str(row[0])] += row[1]
    there = await connection.fetch(
        "SELECT variant_id, sum(free + held - backordered - shortfall) FROM stock GROUP BY 1"
    )
    return [
        f"variant {row[0]}: {row[1]} units on the books, {expected[str(row[0])]} by the answers"
        for row in there
        if row[1] != expected[str(row[0])]
    ]


async def unexplained_refunds(connection: "asyncpg.Connection[Any]", journal: Journal) -> list[str]:
    """Hold the refunds that staff asked for against those they were told of: both ways, once."""
    told = Counter(said.told["refund_id"] for said in journal.done("refund"))
    rows = await connection.fetch(
        "SELECT refund_id FROM refund WHERE cause = 'asked' AND reason = 'simulation'"
    )
    there = {str(row[0]) for row in rows}
    twice = [f"refund {it} was told for {n} keys" for it, n in told.items() if n > 1]
    lost = [f"refund {it} was acknowledged and is not there" for it in told.keys() - there]
    return twice + lost + [f"refund {it} was told to nobody" for it in there - told.keys()]


def _received(journal: Journal) -> Counter[str]:
    """Return what staff were told that they received and adjusted."""
    units: Counter[str] = Counter()
    for said in (*journal.done("receive"), *journal.done("adjust")):
        for row in said.asked["rows"]:
            units[row["variant_id"]] += row["units"]
    return units


async def _read_portions(
    connection: "asyncpg.Connection[Any]", journal: Journal
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return what offline bills and carts took, and edits left: nobody was told, the lines say."""
    rows = await connection.fetch(
        """SELECT order_id, portions FROM order_line
           WHERE order_id = ANY($1::uuid[]) AND NOT is_removed""",
        [
            *(it["order_id"] for it in _posted(journal)),
            *(_carts_told(journal) | _edited(journal)),
        ],
    )
    return [(str(row[0]), msgspec.json.decode(row[1])) for row in rows]


def _orders_told(journal: Journal) -> list[str]:
    told = [it.told["order_id"] for it in (*journal.done("order"), *journal.done("bill"))]
    return told + [it["order_id"] for it in _posted(journal)]


def _of_carts(journal: Journal) -> dict[str, set[str]]:
    """Return which orders each cart was said to be."""
    carts: dict[str, set[str]] = {}
    for said in journal.done("checkout"):
        carts.setdefault(said.path, set()).add(said.told["order"]["order_id"])
    return carts


def _refused_carts(journal: Journal) -> set[UUID]:
    """Return the carts whose checkout was refused at last.

    A refusal of a checkout burns no key, so it says nothing of the same request whose reply was
    dropped before: that one may be done a moment later, when there is stock again.
    """
    paths = [it.path for it in journal.said if it.kind == "checkout" and it.status >= 300]
    tokens = [path.rpartition("/checkout")[0].rpartition("/")[2] for path in paths]
    return {UUID(bytes=urlsafe_b64decode(f"{token}==")[:16]) for token in tokens}


def _carts_told(journal: Journal) -> set[str]:
    return {order for orders in _of_carts(journal).values() for order in orders}


def _edited(journal: Journal) -> set[str]:
    return {said.path.rpartition("/")[2] for said in journal.done("edit")}


def _posted(journal: Journal) -> list[dict[str, Any]]:
    return [
        outcome["posted"]
        for said in journal.done("offline")
        for outcome in said.told["outcomes"]
        if outcome["status"] == "posted"
    ]


def _portions_told(journal: Journal) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return what orders took, by their answers, where nobody changed it since."""
    edited = _edited(journal)
    return [
        (said.told["order_id"], line["portions"])
        for said in (*journal.done("order"), *journal.done("bill"))
        if said.told["order_id"] not in edited
        for line in said.told["lines"]
    ]


def sample(journal: Journal, count: int) -> list[Said]:
    """Return answers to ask for again: the newest, and others evenly among the rest."""
    said = journal.said
    step = max(1, len(said) // count)
    return said[::step][:count]
