"""How amounts, times and acts are written on the sandbox's pages."""

from datetime import UTC, datetime

from galleria.base.money import exponent
from galleria.ops.sandbox.payable import Act

LABELS: dict[Act, str] = {
    "pay": "Pay",
    "decline": "Be declined",
    "authorize": "Authorize only",
    "pay_later": "Pay later",
    "close": "Close",
}
_SAID: dict[Act, str] = {
    "pay": "Paid.",
    "decline": "It was declined. Try again, or close.",
    "authorize": "Authorized: the shop may capture it.",
    "pay_later": "On its way: it will be paid in a moment.",
    "close": "Not paid.",
}


def decimal(amount_minor: int, currency: str) -> str:
    """Return an amount as people write it: 12.50 EUR."""
    digits = exponent(currency)
    whole = f"{amount_minor / 10**digits:,.{digits}f}"
    return f"{whole} {currency}"


def moment(seconds: int) -> str:
    """Return a time of today, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M:%S")


def said(act: Act) -> str:
    """Return what the page says after an act."""
    return _SAID.get(act, "Done.")
