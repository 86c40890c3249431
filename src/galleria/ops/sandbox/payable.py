"""What the pay page and the control see of a payment, whichever gateway's it is."""

from typing import Literal, Protocol, get_args

from msgspec import Struct

from galleria.ops.sandbox.accounts import Account

Act = Literal[
    "pay", "decline", "authorize", "pay_later", "close", "settle", "fail", "capture", "pay_late"
]
ACTS: dict[str, Act] = {act: act for act in get_args(Act)}
# What a shopper may do; the others are for whoever controls the sandbox.
ON_PAGE: tuple[Act, ...] = ("pay", "decline", "authorize", "pay_later", "close")


class Payable(Struct, frozen=True):
    """A payment as it stands. `acts`: what may be done to it now."""

    ref: str
    gateway: str
    account: str
    title: str
    amount: int
    currency: str
    state: str
    acts: tuple[Act, ...]
    created: int


class Onward(Struct, frozen=True):
    """Where the shopper goes after an act: an address, to which `fields` are posted, if any."""

    url: str | None = None
    fields: dict[str, str] = {}


class NotNow(Exception):
    """The payment's state does not allow the act."""


class Page(Protocol):
    """Where an account's payments are paid: what may be done to them from outside the API."""

    @property
    def account(self) -> Account:
        """Whose page it is."""
        ...

    def payables(self) -> list[Payable]:
        """Return every payment, the newest first."""
        ...

    def payable(self, ref: str) -> Payable | None:
        """Return one payment, by the name its pay page has."""
        ...

    def act(self, ref: str, act: Act) -> Onward:
        """Do it, and tell by webhook; NotNow when the state does not allow it."""
        ...

    def end_refund(self, ref: str, *, is_paid_out: bool) -> bool:
        """Let a pending refund succeed or fail; false when there is no such refund."""
        ...
