"""An account's adapter, from its stored row."""

from uuid import UUID

from galleria.payments.account_queries import AccountKeys
from galleria.payments.gateways import Account, Gateway, Gateways


def opened(gateways: Gateways, keys: AccountKeys, org_id: UUID) -> Gateway:
    """Return the adapter of a stored account; CannotOpen when its secrets cannot be opened."""
    secrets = gateways.open(keys.secrets, org_id=org_id, account_id=keys.account_id)
    account = Account(
        keys.account_id,
        keys.gateway,
        keys.public_key,
        secrets,
        keys.api_url,
        keys.capture,
    )
    return gateways.of(account)
