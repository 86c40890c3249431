"""What a test of payments starts from: an order that waits to be paid, and a gateway's words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from galleria.base.context import SYSTEM
from galleria.base.ids import new_id
from galleria.base.lane import Asked
from galleria.base.refusals import Refusal
from galleria.base.tx import Tx
from galleria.engine.outbound import open_outbound
from galleria.engine.vault import Vault
from galleria.orders.rows import Order
from galleria.payments.account_body import NewGatewayAccount
from galleria.payments.accounts import add_account
from galleria.payments.begin import Beginning, WantedPayment, begin
from galleria.payments.complete import Completion, complete
from galleria.payments.gateways import GatewayFact, Gateways
from galleria.payments.queries import find_payment
from galleria.payments.rows import PaymentRow
from tests.selling import SellingShop, given_selling_shop, line

WEBHOOK_SECRET = "whsec_test"


class Till(Struct, frozen=True):
    """A shop that takes payments, with one order of two that waits to be paid."""

    shop: SellingShop
    variant: UUID
    order: Order
    account_id: UUID


@asynccontextmanager
async def gateways(secret: str | None = None) -> AsyncIterator[Gateways]:
    async with open_outbound(allow_private=True) as outbound:
        yield Gateways(outbound, Vault(secret))


async def given_account(tx: Tx, **more: Any) -> UUID:
    fields = {
        "gateway": "stripe",
        "name": "Cards",
        "secret_key": "sk_test_1",
        "webhook_secrets": [WEBHOOK_SECRET],
        **more,
    }
    async with gateways() as opened:
        account = await add_account(tx, opened, body=NewGatewayAccount(**fields))
    return account.account_id


async def given_waiting(tx: Tx, *, free: int = 10, **more: Any) -> Till:
    """Make the shop, and place a held order of two at 3.00 each."""
    shop = await given_selling_shop(tx)
    variant = await shop.product(free=free, price_minor=300)
    order = await shop.sell(line(variant, 2), is_held=True)
    return Till(shop, variant, order, await given_account(tx, **more))


async def begun(tx: Tx, till: Till, **more: Any) -> Beginning:
    """Begin to pay the till's order."""
    fields = {"gateway": None, "account_id": till.account_id, "return_url": "http://x/", **more}
    beginning = await begin(tx, WantedPayment(till.order.order_id, address=None, **fields))
    assert isinstance(beginning, Beginning), beginning
    return beginning


def fact(kind: Any, *, amount_minor: int = 600, currency: str = "EUR", **more: Any) -> GatewayFact:
    named = {"gateway_payment_id": "pi_1", **more}
    return GatewayFact(
        kind=kind,
        occurred_at=datetime.now(UTC),
        amount_minor=amount_minor,
        currency=currency,
        **named,
    )


async def said(tx: Tx, payment: PaymentRow | Any, *facts: GatewayFact) -> PaymentRow:
    """Have a gateway say that of a payment."""
    command = Completion(payment.payment_id, payment.order_id, list(facts))
    asked = Asked(command, SYSTEM, f"hook-{new_id()}", tx.context.now)
    (outcome,) = await complete(tx, [asked])
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


async def payment_now(tx: Tx, payment_id: UUID) -> PaymentRow:
    row = await find_payment(tx, payment_id=payment_id)
    assert row is not None
    return row


async def order_now(tx: Tx, order_id: UUID) -> dict[str, Any]:
    row = await tx.connection.fetchrow(
        "SELECT state, payment_state, paid_minor, refunded_minor FROM orders WHERE order_id = $1",
        order_id,
    )
    assert row is not None
    return dict(row)


async def events_now(tx: Tx, *, of: UUID | None = None) -> list[str]:
    """Return the types of the organization's events about orders and payments, in their order."""
    rows = await tx.connection.fetch(
        """SELECT type FROM event
           WHERE org_id = $1 AND split_part(type, '.', 1) IN ('order', 'payment', 'refund')
           AND ($2::uuid IS NULL OR subject_id = $2) ORDER BY event_id""",
        tx.context.org_id, of,
    )  # fmt: skip
    return [row[0] for row in rows]


async def jobs_now(tx: Tx, kind: str) -> int:
    return await tx.connection.fetchval(
        "SELECT count(*) FROM job WHERE org_id = $1 AND kind = $2 AND run_at <= clock_timestamp()",
        tx.context.org_id, kind,
    )  # fmt: skip
