"""The one completion path: whatever a gateway says, by webhook, poll or return, ends here.

Forward only: facts may come twice, late, in any order and at once.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from galleria.base.lane import Asked
from galleria.base.refusals import NotFound, Refusal
from galleria.base.tx import Tx
from galleria.payments.desk import By, Desk, open_desk
from galleria.payments.gateways import GatewayFact
from galleria.payments.inbox_queries import mark_applied
from galleria.payments.rows import PaymentRow
from galleria.payments.write_desk import write_desk


class StoredEvent(Struct, frozen=True):
    """Where in the inbox a fact came from."""

    account_id: UUID
    gateway_event_id: str
    occurred_at: datetime


class Completion(Struct, frozen=True):
    """What is said of a payment; its order is named because that is locked first."""

    payment_id: UUID
    order_id: UUID
    facts: list[GatewayFact]
    event: StoredEvent | None = None
    # What was wanted of the gateway was asked for: it has answered, one way or the other.
    ends_wish: bool = False


async def complete(tx: Tx, asked: list[Asked[Completion]]) -> list[PaymentRow | Refusal]:
    """Do what gateways say, each payment's facts in order of arrival; return payments as they are.

    Captured: the order is paid and what it held is sold, or, when it is off or paid otherwise, the
    money goes back. Another amount or currency than was asked is kept apart. NotFound for what is
    no payment of the organization. About 12 statements, any number.
    """
    desk = await open_desk(tx, [it.command.order_id for it in asked])
    outcomes = [_heard(desk, it) for it in asked]
    await write_desk(tx, desk)
    await _mark_applied(tx, asked, outcomes)
    return [
        desk.rows.get(it.command.payment_id) or NotFound("There is no such payment.")
        for it in asked
    ]


def _heard(desk: Desk, asked: Asked[Completion]) -> str:
    command = asked.command
    if command.payment_id not in desk.rows:
        return "ignored"
    by, before = By(asked.actor, asked.request_id), len(desk.news)
    for fact in command.facts:
        desk.hear(by, command.payment_id, fact)
    if command.ends_wish:
        row = desk.rows[command.payment_id]
        desk.rows[command.payment_id] = replace(row, wanted=None)
    return ", ".join(news.outcome for news in desk.news[before:]) or "nothing"


async def _mark_applied(tx: Tx, asked: list[Asked[Completion]], outcomes: list[str]) -> None:
    stored = [
        (it.command.event, outcome)
        for it, outcome in zip(asked, outcomes, strict=True)
        if it.command.event is not None
    ]
    if stored:
        await mark_applied(
            tx,
            account_ids=[event.account_id for event, _ in stored],
            gateway_event_ids=[event.gateway_event_id for event, _ in stored],
            occurred_ats=[event.occurred_at for event, _ in stored],
            outcomes=[outcome for _, outcome in stored],
        )
