"""Remove a member from an organization."""

from uuid import UUID

from galleria.base.tx import DirectoryTx
from galleria.engine.events import record
from galleria.tenants.change_member import hold_member, refuse_last_owner
from galleria.tenants.directory.accounts.queries import (
    delete_account_without_membership,
    delete_membership,
    delete_sessions_of_member,
    lock_account,
    void_links,
)
from galleria.tenants.directory.trust.revoke import revoke
from galleria.tenants.events import MemberRemoved
from galleria.tenants.queries import account_of, delete_member


async def remove_member(tx: DirectoryTx, *, member_id: UUID, if_match: int) -> None:
    """Remove the member; NotFound, Stale, or LastOwner. Their tokens are refused within a second.

    An account that is a member nowhere any more is forgotten with its sessions and links.
    """
    member = await hold_member(tx, member_id=member_id, if_match=if_match)
    if member.role == "owner" and member.state == "active":
        await refuse_last_owner(tx, member)
    account_id = await account_of(tx, member_id=member_id)
    assert account_id is not None
    # Account, sessions, membership: the order in which every log-in takes them.
    await lock_account(tx.platform, account_id=account_id)
    await _leave(tx, account_id)
    await delete_member(tx, member_id=member_id)
    await delete_account_without_membership(tx.platform, account_id=account_id)
    await revoke(tx.platform, [("member", member_id)])
    await record(tx, [MemberRemoved(member_id, member.role)])


async def _leave(tx: DirectoryTx, account_id: UUID) -> None:
    org_id = tx.context.org_id
    await delete_sessions_of_member(tx.platform, account_id=account_id, organization_id=org_id)
    await void_links(
        tx.platform, account_id=account_id, purpose="invitation", organization_id=org_id
    )
    await void_links(
        tx.platform, account_id=account_id, purpose="password_reset", organization_id=org_id
    )
    await delete_membership(tx.platform, account_id=account_id, organization_id=org_id)
