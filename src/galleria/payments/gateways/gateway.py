"""The one interface of every gateway."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from galleria.payments.gateways.facts import Begun, GatewayFact, Known, ToPay, ToRefund


class Confirmation(Struct, frozen=True):
    """What a shopper's page brings back from the gateway, to be believed only when it is signed."""

    gateway_payment_id: str
    signature: str


class Gateway(Protocol):
    """Each call out raises GatewayRefused or GatewayUnavailable; each may be made twice."""

    async def create(self, asked: ToPay) -> Begun:
        """Have the gateway expect a payment."""
        ...

    async def fetch(self, known: Known) -> list[GatewayFact]:
        """Return what has become of a payment, the oldest first."""
        ...

    async def capture(self, known: Known) -> GatewayFact:
        """Take what is authorized, whole."""
        ...

    async def cancel(self, known: Known) -> list[GatewayFact]:
        """Let nobody pay it any more; when somebody has, that is what comes back."""
        ...

    async def refund(self, known: Known, refund: ToRefund) -> GatewayFact:
        """Give back a part, or all."""
        ...

    async def fetch_refund(self, known: Known, gateway_refund_id: str) -> GatewayFact:
        """Return what has become of a refund."""
        ...

    def read_event(self, headers: Mapping[str, str], body: bytes, now: datetime) -> GatewayFact:
        """Verify and read what came by webhook: ForgedEvent, StaleEvent or MalformedEvent."""
        ...

    def is_confirmed(self, known: Known, confirmation: Confirmation) -> bool:
        """Say whether the gateway signed that the shopper paid; it still is to be asked."""
        ...
