"""A strict limit on beginning payments: for an order, and for an address."""

import hashlib
from ipaddress import ip_address
from uuid import UUID

from galleria.base.refusals import TooManyRequests
from galleria.base.tx import Tx
from galleria.payments.queries import count_start

WINDOW_S = 900
STARTS_AN_ORDER_MAX = 20
# Many shoppers share one address: an office, a phone company.
STARTS_AN_ADDRESS_MAX = 100
QUESTIONS_MAX = 30


async def counted(tx: Tx, *, order_id: UUID, address: str | None) -> TooManyRequests | None:
    """Count a start; the refusal is returned, not raised, so that the count is kept.

    1 statement, one more for an address of the internet.
    """
    tally = await count_start(tx, subject=str(order_id), window_s=WINDOW_S)
    if tally.starts > STARTS_AN_ORDER_MAX:
        return _too_many(tally.left_s)
    if address is not None and _is_of_internet(address):
        hashed = hashlib.sha256(address.encode()).hexdigest()[:32]
        tally = await count_start(tx, subject=f"address:{hashed}", window_s=WINDOW_S)
        if tally.starts > STARTS_AN_ADDRESS_MAX:
            return _too_many(tally.left_s)
    return None


async def counted_question(tx: Tx, *, payment_id: UUID) -> TooManyRequests | None:
    """Count a question to the gateway; the refusal is returned, so that the count is kept."""
    tally = await count_start(tx, subject=f"confirm:{payment_id}", window_s=WINDOW_S)
    if tally.starts <= QUESTIONS_MAX:
        return None
    return TooManyRequests("It is asked after anyway.", retry_after_s=max(1, tally.left_s))


def _too_many(left_s: int) -> TooManyRequests:
    detail = "A payment was begun too often; the page of the last one is still good."
    return TooManyRequests(detail, retry_after_s=max(1, left_s))


def _is_of_internet(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False
