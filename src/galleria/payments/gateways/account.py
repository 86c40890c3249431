"""Whose gateway it is: the merchant's keys, open only while they are used."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

GatewayName = Literal["stripe", "razorpay"]
CaptureMode = Literal["automatic", "manual"]

_API_URLS: dict[GatewayName, str] = {
    "stripe": "https://api.stripe.com",
    "razorpay": "https://api.razorpay.com",
}


class Secrets(Struct, frozen=True):
    """`webhook` has the present secret first; the one before it is good while it is rotated."""

    api: str
    webhook: list[str]

    def __repr__(self) -> str:
        return "Secrets(…)"


class Account(Struct, frozen=True):
    """A merchant's account with a gateway, as an adapter needs it."""

    account_id: UUID
    gateway: GatewayName
    public_key: str
    secrets: Secrets
    api_url: str
    capture: CaptureMode


def api_url_of(gateway: GatewayName) -> str:
    """Return where a gateway's API is, unless the account says otherwise."""
    return _API_URLS[gateway]
