"""One call to a gateway's API: JSON comes back, or one of the two refusals."""

from typing import TypeVar

import msgspec
from msgspec import Struct

from galleria.engine.outbound import CallFailed, Outbound, Outgoing, TargetRefused
from galleria.payments.gateways.refusals import GatewayRefused, GatewayUnavailable

T = TypeVar("T", bound=Struct)

TIMEOUT_S = 8.0
OK = range(200, 300)
# "Not now", or "the same request is still being answered".
AGAIN = frozenset({409, 425, 429})
# The account's keys are wrong: a merchant can change that, so it is no decision about the payment.
NOT_LET_IN = frozenset({401, 403})
BROKEN = 500


class _Error(Struct, frozen=True):
    code: str | None = None
    description: str | None = None  # Razorpay
    message: str | None = None  # Stripe


class _Errors(Struct, frozen=True):
    error: _Error = _Error()


async def call(outbound: Outbound, outgoing: Outgoing, wanted: type[T]) -> T:
    """Return the answer as `wanted`; GatewayRefused or GatewayUnavailable."""
    try:
        answered = await outbound.send(outgoing)
    except TargetRefused:
        raise GatewayRefused("The account's api_url may not be called.") from None
    except CallFailed as failed:
        raise GatewayUnavailable(failed.detail, retry_after_s=failed.retry_after_s or 2) from failed
    status = answered.status
    if status in NOT_LET_IN:
        raise GatewayUnavailable("The gateway does not accept the account's keys.")
    if status in AGAIN or status >= BROKEN:
        raise GatewayUnavailable(f"It answered {status}.", retry_after_s=2)
    if status not in OK:
        raise _refused(status, answered.body)
    try:
        return msgspec.json.decode(answered.body, type=wanted)
    except msgspec.DecodeError:
        raise GatewayUnavailable("Its answer could not be read.") from None


def _refused(status: int, body: bytes) -> GatewayRefused:
    try:
        error = msgspec.json.decode(body, type=_Errors).error
    except msgspec.DecodeError:
        error = _Error()
    detail = error.message or error.description or f"It answered {status}."
    return GatewayRefused(detail[:500], gateway_code=error.code or "", gateway_status=status)
