"""The merchants' accounts that the sandbox knows, by their keys."""

from typing import Literal

from msgspec import Struct, field

from galleria.ops.sandbox.conduct import Conduct
from galleria.ops.sandbox.ids import reference

GatewayName = Literal["stripe", "razorpay"]
ACCOUNTS_MAX = 1_000


class Account(Struct, kw_only=True, forbid_unknown_fields=True):
    """A merchant's account; without a `webhook_url` nothing is told to anybody.

    `webhook_events`: which types are sent, as an endpoint at the gateway chooses them; all if none.
    """

    gateway: GatewayName
    public_key: str
    secret_key: str
    webhook_url: str = ""
    webhook_secret: str = ""
    webhook_events: list[str] = []
    conduct: Conduct = Conduct()
    account_ref: str = field(default_factory=lambda: reference("acct", 16))


STRIPE_DEMO = Account(
    gateway="stripe",
    public_key="pk_test_galleria_sandbox",
    secret_key="sk_test_galleria_sandbox",
    webhook_secret="whsec_galleria_sandbox",
)
RAZORPAY_DEMO = Account(
    gateway="razorpay",
    public_key="rzp_test_galleria",
    secret_key="galleria_sandbox_secret",
    webhook_secret="galleria_sandbox_webhook",
)


class TooManyAccounts(Exception):
    """The sandbox keeps so many accounts, and no more."""


class Accounts:
    """Finds an account by what a request is signed with."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], Account] = {}

    def keep(self, account: Account) -> None:
        """Add an account, or replace the one with the same public key."""
        place = (account.gateway, account.public_key)
        if place not in self._by_key and len(self._by_key) >= ACCOUNTS_MAX:
            raise TooManyAccounts
        self._by_key[place] = account

    def all(self) -> list[Account]:
        """Return every account."""
        return list(self._by_key.values())

    def stripe(self, secret_key: str) -> Account | None:
        """Return the account with that secret key."""
        of_stripe = (it for it in self._by_key.values() if it.gateway == "stripe")
        return next((it for it in of_stripe if it.secret_key == secret_key), None)

    def razorpay(self, public_key: str, secret_key: str | None) -> Account | None:
        """Return the account with that key, whose secret must match when it is given."""
        account = self._by_key.get(("razorpay", public_key))
        if account is None or secret_key not in (None, account.secret_key):
            return None
        return account
