"""The token of who has signed in: dated under the locks that a revocation waits for."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.tx import PlatformTx
from galleria.tenants.directory.accounts.queries import Account, Membership
from galleria.tenants.directory.trust.queries import clock
from galleria.tenants.identities import suspended
from galleria.tenants.rules import permissions_of
from galleria.tenants.tokens import LIFE_S, Claims, Keyring


class SignedIn(Struct, frozen=True):
    """Send `token` as `Authorization: Bearer …` until it expires. Platform staff are in no organization."""  # noqa: E501

    token: str
    expires_at: datetime
    token_type: Literal["Bearer"]
    org_id: UUID | None
    organization: str | None
    member_id: UUID | None
    role: str
    permissions: list[str]


async def sign_in(
    tx: PlatformTx,
    keyring: Keyring,
    account: Account,
    *,
    place: Membership | None,
    session_id: UUID | None,
) -> SignedIn:
    """Sign a token for a member, or (place None) for platform staff.

    The last act of a transaction that holds the membership: what revokes this token is dated later.
    """
    issued_at = (await clock(tx)).timestamp()
    role = place.role if place else account.platform_role
    assert role is not None, "only members and platform staff sign in"
    claims = Claims(
        sub=place.member_id if place else account.account_id,
        kind="member" if place else "platform",
        jti=new_id(),
        iat=issued_at,
        exp=issued_at + LIFE_S,
        org=place.org_id if place else None,
        tier=place.tier if place else "standard",
        role=role,
        acc=account.account_id,
        sid=session_id,
    )
    return SignedIn(
        token=keyring.sign(claims),
        expires_at=datetime.fromtimestamp(claims.exp, UTC),
        token_type="Bearer",
        org_id=claims.org,
        organization=place.org_slug if place else None,
        member_id=place.member_id if place else None,
        role=role,
        permissions=sorted(permissions_of(role)),
    )


def refuse_suspended(membership: Membership) -> Membership:
    """Return the membership, or raise Forbidden when its organization is suspended."""
    if membership.org_state != "active":
        raise suspended()
    return membership
