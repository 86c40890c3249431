"""Stripe's events as webhooks."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from galleria.ops.sandbox.accounts import Account
from galleria.ops.sandbox.conduct import Conduct
from galleria.ops.sandbox.signing import stripe_headers
from galleria.ops.sandbox.stripe_objects import Asked, Event
from galleria.ops.sandbox.told import Told
from galleria.ops.sandbox.webhooks import Webhooks


def tell(
    webhooks: Webhooks,
    account: Account,
    events: Sequence[Event],
    asked: Asked,
    conduct: Conduct,
) -> None:
    """Send them as one act's."""
    webhooks.tell(account, [_told(account, replace(it, request=asked)) for it in events], conduct)


def _told(account: Account, event: Event) -> Told:
    # Stripe's own are indented; whoever verifies must take the bytes as they are.
    body = msgspec.json.format(msgspec.json.encode(event), indent=2)
    return Told(
        event.id,
        event.type,
        body,
        lambda now: stripe_headers(account.webhook_secret, body, now),
    )
