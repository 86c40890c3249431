"""An invitation as it is found by its link, before the organization is known."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Tier
from galleria.base.database import Database
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.tenants.directory.accounts.links import BadLink
from galleria.tenants.directory.accounts.queries import Account, find_account, find_link
from galleria.tenants.directory.accounts.throttle import (
    count_attempt,
    refund_attempt,
    subjects_of,
)
from galleria.tenants.directory.queries import find_organization_entry
from galleria.tenants.directory.secrets import secret_hash
from galleria.tenants.identities import suspended


class OpenInvitation(Struct, frozen=True):
    """`subjects`: what the attempt was counted under, if the account's password is asked for."""

    account: Account
    org_id: UUID
    org_slug: str
    tier: Tier
    member_id: UUID
    subjects: list[str]


async def open_invitation(
    database: Database, *, token: str, address: str, now: datetime
) -> OpenInvitation:
    """Return the invitation behind a link; BadLink. Counts an attempt at an existing password."""
    async with platform_transaction(database) as tx:
        link = await find_link(tx, token_hash=secret_hash(token), purpose="invitation", now=now)
        if link is None or link.org_id is None or link.member_id is None:
            raise BadLink()
        account = await find_account(tx, account_id=link.account_id)
        organization = await find_organization_entry(tx, organization_id=link.org_id)
        if account is None or organization is None:
            raise BadLink()
        if organization.state != "active":
            raise suspended()
        subjects: list[str] = []
        if account.password_hash is not None:
            subjects = subjects_of(account.email, address)
            await count_attempt(tx, subjects=subjects, now=now)
    return OpenInvitation(
        account, link.org_id, organization.slug, organization.tier, link.member_id, subjects
    )


async def settle_attempt(tx: PlatformTx, *, subjects: list[str]) -> None:
    """Take back the count of an attempt that succeeded, if one was counted."""
    if subjects:
        await refund_attempt(tx, subjects=subjects)
