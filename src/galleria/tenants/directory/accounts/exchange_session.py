"""Exchange a session for a fresh token: how pages stay signed in."""

from datetime import datetime

from galleria.base.refusals import Unauthorized
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.tenants.directory.accounts.queries import (
    Account,
    Membership,
    Session,
    find_account,
    hold_memberships,
    hold_session,
    memberships_of,
)
from galleria.tenants.directory.accounts.sign_in import SignedIn, refuse_suspended, sign_in
from galleria.tenants.directory.secrets import secret_hash
from galleria.tenants.identities import Identities


async def exchange_session(identities: Identities, *, session: str, now: datetime) -> SignedIn:
    """Return a fresh token for a session; Unauthorized when it ended, Forbidden if suspended."""
    async with platform_transaction(identities.database) as tx:
        held = await hold_session(tx, session_hash=secret_hash(session), now=now)
        account = await find_account(tx, account_id=held.account_id) if held else None
        if held is None or account is None:
            raise _ended()
        place = await _place_of_session(tx, account, held)
        return await sign_in(
            tx, identities.keyring, account, place=place, session_id=held.session_id
        )


async def _place_of_session(
    tx: PlatformTx, account: Account, session: Session
) -> Membership | None:
    if session.org_id is None:
        if account.platform_role is None:
            raise _ended()
        return None
    await hold_memberships(tx, account_id=account.account_id)
    for membership in await memberships_of(tx, account_id=account.account_id):
        if membership.org_id == session.org_id and membership.state == "active":
            return refuse_suspended(membership)
    raise _ended()


def _ended() -> Unauthorized:
    return Unauthorized("Sign in again: this session has ended.")
