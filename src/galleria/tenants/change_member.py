"""Change a member's name, role, or whether they may sign in."""

from typing import Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from galleria.base.refusals import Conflict, NotFound, Stale
from galleria.base.tx import DirectoryTx
from galleria.engine.events import Event, record
from galleria.tenants.directory.accounts.queries import (
    delete_sessions_of_member,
    upsert_membership,
)
from galleria.tenants.directory.trust.revoke import revoke
from galleria.tenants.events import MemberRoleChanged, MemberUpdated
from galleria.tenants.fields import PersonName
from galleria.tenants.patches import changed_fields, patched
from galleria.tenants.queries import Member, account_of, lock_member, lock_owners, update_member
from galleria.tenants.rules import Role, is_last_owner


class MemberChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    name: PersonName | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    state: Literal["active", "disabled"] | UnsetType = UNSET


class LastOwner(Conflict):
    code = "last_owner"
    title = "An organization cannot be without an owner"


class NotJoined(Conflict):
    code = "not_joined"
    title = "They have not accepted their invitation yet"


async def change_member(
    tx: DirectoryTx, *, member_id: UUID, body: MemberChanges, if_match: int
) -> Member:
    """Change the member; NotFound, Stale, NotJoined, or LastOwner.

    Tokens with the old role are refused within a second; a disabled member's sessions end.
    """
    before = await hold_member(tx, member_id=member_id, if_match=if_match)
    after = patched(before, body)
    changed = changed_fields(before, after)
    if not changed:
        return before
    if "state" in changed and before.state == "invited":
        raise NotJoined()
    if before.role == "owner" and (after.role != "owner" or after.state != "active"):
        await refuse_last_owner(tx, before)
    member = await update_member(
        tx,
        member_id=member_id,
        name=after.name,
        role=after.role,
        state=after.state,
        now=tx.context.now,
    )
    if changed != ["name"]:
        await _tell_directory(tx, member)
    await record(tx, [_event(before, member, changed)])
    return member


async def hold_member(tx: DirectoryTx, *, member_id: UUID, if_match: int) -> Member:
    """Lock the owners, then the member, and return them; NotFound or Stale."""
    await lock_owners(tx)
    member = await lock_member(tx, member_id=member_id)
    if member is None:
        raise NotFound()
    if member.version != if_match:
        raise Stale(version=member.version)
    return member


async def refuse_last_owner(tx: DirectoryTx, member: Member) -> None:
    """Raise LastOwner when nobody else could run the organization; the owners are locked."""
    if is_last_owner(await lock_owners(tx), member.member_id):
        raise LastOwner()


async def _tell_directory(tx: DirectoryTx, member: Member) -> None:
    account_id = await account_of(tx, member_id=member.member_id)
    assert account_id is not None
    if member.state == "disabled":
        await delete_sessions_of_member(
            tx.platform, account_id=account_id, organization_id=tx.context.org_id
        )
    await upsert_membership(
        tx.platform,
        account_id=account_id,
        organization_id=tx.context.org_id,
        member_id=member.member_id,
        role=member.role,
        state=member.state,
    )
    await revoke(tx.platform, [("member", member.member_id)])


def _event(before: Member, after: Member, changed: list[str]) -> Event:
    if "role" in changed:
        return MemberRoleChanged(after.member_id, before.role, after.role)
    return MemberUpdated(after.member_id, changed, after.state)
