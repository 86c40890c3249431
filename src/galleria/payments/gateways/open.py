"""The adapter of an account, with its keys opened."""

from uuid import UUID

import msgspec

from galleria.base.call import Services
from galleria.base.config import Settings
from galleria.engine.outbound import Outbound
from galleria.engine.vault import Vault, open_vault
from galleria.payments.gateways.account import Account, Secrets
from galleria.payments.gateways.gateway import Gateway
from galleria.payments.gateways.razorpay import Razorpay
from galleria.payments.gateways.stripe import Stripe


class Gateways:
    """Opens accounts' keys and speaks to their gateways. Costs nothing to make."""

    def __init__(self, outbound: Outbound, vault: Vault) -> None:
        self.outbound = outbound
        self.vault = vault

    @staticmethod
    def among(services: Services) -> "Gateways":
        """Return the gateways of a process."""
        return Gateways(services.get(Outbound), open_vault(services.get(Settings)))

    def of(self, account: Account) -> Gateway:
        """Return the adapter of an account."""
        adapter = {"stripe": Stripe, "razorpay": Razorpay}[account.gateway]
        return adapter(account, self.outbound)

    def seal(self, secrets: Secrets, *, org_id: UUID, account_id: UUID) -> bytes:
        """Return an account's keys as they are stored."""
        return self.vault.seal(msgspec.json.encode(secrets), of=_row(org_id, account_id))

    def open(self, sealed: bytes, *, org_id: UUID, account_id: UUID) -> Secrets:
        """Return an account's keys; CannotOpen when the installation's secret was changed."""
        opened = self.vault.open(sealed, of=_row(org_id, account_id))
        return msgspec.json.decode(opened, type=Secrets)


def _row(org_id: UUID, account_id: UUID) -> bytes:
    return b"gateway_account" + org_id.bytes + account_id.bytes
