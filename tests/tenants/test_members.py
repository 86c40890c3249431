"""Members: inviting, changing and removing them, and the owner who must remain."""

import asyncio

import pytest
from msgspec import structs

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import NotFound, Stale
from galleria.base.tx import DirectoryTx, directory_transaction
from galleria.tenants.change_member import LastOwner, MemberChanges, NotJoined, change_member
from galleria.tenants.directory.accounts.queries import find_account, memberships_of
from galleria.tenants.invite_member import AlreadyMember, NewMember, invite_member
from galleria.tenants.list import list_members, read_member
from galleria.tenants.queries import account_of
from galleria.tenants.remove_member import remove_member
from galleria.tenants.request_reset import ResetRequest, SharedAccount, request_reset
from tests.conftest import given_organization
from tests.tenants.conftest import an_email, given_member, given_person


async def types_of_events(tx: DirectoryTx, subject_id: object) -> list[str]:
    rows = await tx.connection.fetch(
        "SELECT type FROM event WHERE subject_id = $1 ORDER BY event_id", subject_id
    )
    return [row["type"] for row in rows]


async def test_who_is_invited_is_a_member_who_may_not_sign_in_yet(
    directory_tx: DirectoryTx,
) -> None:
    invited = await invite_member(
        directory_tx, body=NewMember("Ada@Example.COM".replace("Ada", str(new_id())), "cashier")
    )
    assert (invited.member.state, invited.member.role) == ("invited", "cashier")
    assert invited.member.email == invited.member.email.lower()


async def test_no_event_holds_the_link(directory_tx: DirectoryTx) -> None:
    invited = await invite_member(directory_tx, body=NewMember(an_email(), "cashier"))
    bodies = await directory_tx.connection.fetch("SELECT body::text FROM event")
    assert not any(invited.link_token in row["body"] for row in bodies)


async def test_who_is_invited_again_gets_a_new_link_and_the_old_one_is_void(
    directory_tx: DirectoryTx,
) -> None:
    email = an_email()
    first = await invite_member(directory_tx, body=NewMember(email, "cashier"))
    second = await invite_member(directory_tx, body=NewMember(email, "manager"))
    assert second.member.member_id == first.member.member_id
    assert second.member.role == "manager"
    links = await directory_tx.connection.fetchval(
        "SELECT count(*) FROM directory_link WHERE member_id = $1", first.member.member_id
    )
    assert links == 1


async def test_a_member_is_not_invited_again(directory_tx: DirectoryTx) -> None:
    member, _ = await given_member(directory_tx, role="cashier")
    with pytest.raises(AlreadyMember):
        await invite_member(directory_tx, body=NewMember(member.email.upper(), "owner"))


async def test_an_account_elsewhere_makes_no_difference_that_shows(
    database: Database, directory_tx: DirectoryTx
) -> None:
    stranger = await given_person(database, None)
    known = await invite_member(directory_tx, body=NewMember(stranger.member.email, "cashier"))
    unknown = await invite_member(directory_tx, body=NewMember(an_email(), "cashier"))
    assert (known.member.state, known.member.name) == (unknown.member.state, unknown.member.name)
    assert "account_id" not in structs.asdict(known.member)


async def test_a_role_changes_and_says_so(directory_tx: DirectoryTx) -> None:
    await given_member(directory_tx)
    member, account_id = await given_member(directory_tx, role="cashier")
    changes = MemberChanges(role="manager")
    changed = await change_member(
        directory_tx, member_id=member.member_id, body=changes, if_match=member.version
    )
    assert (changed.role, changed.version) == ("manager", member.version + 1)
    [membership] = await memberships_of(directory_tx.platform, account_id=account_id)
    assert membership.role == "manager"
    assert (await types_of_events(directory_tx, member.member_id))[-1] == "member.role_changed"


async def test_the_same_change_again_makes_no_new_version(directory_tx: DirectoryTx) -> None:
    member, _ = await given_member(directory_tx)
    changes = MemberChanges(role="owner", state="active")
    again = await change_member(
        directory_tx, member_id=member.member_id, body=changes, if_match=member.version
    )
    assert again == member


@pytest.mark.parametrize(
    "changes", [MemberChanges(role="manager"), MemberChanges(state="disabled")]
)
async def test_the_last_owner_stays(directory_tx: DirectoryTx, changes: MemberChanges) -> None:
    owner, _ = await given_member(directory_tx)
    await invite_member(directory_tx, body=NewMember(an_email(), "owner"))  # Not one yet.
    with pytest.raises(LastOwner):
        await change_member(
            directory_tx, member_id=owner.member_id, body=changes, if_match=owner.version
        )
    with pytest.raises(LastOwner):
        await remove_member(directory_tx, member_id=owner.member_id, if_match=owner.version)


async def test_two_owners_who_demote_each_other_at_once_leave_one(
    database: Database, context: Context
) -> None:
    async with directory_transaction(database, context) as tx:
        owners = [(await given_member(tx))[0] for _ in range(2)]

    async def demote(index: int) -> str:
        owner = owners[index]
        async with directory_transaction(database, context) as tx:
            await asyncio.sleep(0)
            changes = MemberChanges(role="cashier")
            changed = await change_member(
                tx, member_id=owner.member_id, body=changes, if_match=owner.version
            )
            return changed.role

    results = await asyncio.gather(demote(0), demote(1), return_exceptions=True)
    assert sorted(str(type(result).__name__) for result in results) == ["LastOwner", "str"]


async def test_two_owners_who_remove_each_other_at_once_leave_one(
    database: Database, context: Context
) -> None:
    async with directory_transaction(database, context) as tx:
        owners = [(await given_member(tx))[0] for _ in range(2)]

    async def remove(index: int) -> None:
        async with directory_transaction(database, context) as tx:
            owner = owners[index]
            await remove_member(tx, member_id=owner.member_id, if_match=owner.version)

    results = await asyncio.gather(remove(0), remove(1), return_exceptions=True)
    assert [type(result) for result in results if result] == [LastOwner]


async def test_who_has_not_accepted_cannot_be_made_active(directory_tx: DirectoryTx) -> None:
    invited = (await invite_member(directory_tx, body=NewMember(an_email(), "cashier"))).member
    with pytest.raises(NotJoined):
        await change_member(
            directory_tx,
            member_id=invited.member_id,
            body=MemberChanges(state="active"),
            if_match=invited.version,
        )


async def test_a_stale_change_is_refused(directory_tx: DirectoryTx) -> None:
    member, _ = await given_member(directory_tx)
    for refused in (
        change_member(
            directory_tx, member_id=member.member_id, body=MemberChanges(name="B"), if_match=9
        ),
        remove_member(directory_tx, member_id=member.member_id, if_match=9),
    ):
        with pytest.raises(Stale):
            await refused


async def test_a_removed_member_is_forgotten_with_the_account(directory_tx: DirectoryTx) -> None:
    await given_member(directory_tx)
    member, account_id = await given_member(directory_tx, role="cashier")
    await remove_member(directory_tx, member_id=member.member_id, if_match=member.version)
    with pytest.raises(NotFound):
        await read_member(directory_tx, member_id=member.member_id)
    assert await find_account(directory_tx.platform, account_id=account_id) is None


async def test_an_account_of_two_organizations_outlives_one(
    database: Database, directory_tx: DirectoryTx
) -> None:
    elsewhere = await given_person(database, None)
    await given_member(directory_tx)
    member, _ = await given_member(directory_tx, role="cashier", email=elsewhere.member.email)
    await remove_member(directory_tx, member_id=member.member_id, if_match=member.version)
    kept = await memberships_of(directory_tx.platform, account_id=elsewhere.account_id)
    assert [membership.org_id for membership in kept] == [elsewhere.context.org_id]


async def test_an_invitation_while_the_account_is_forgotten_keeps_it(
    database: Database, context: Context
) -> None:
    leaving = await given_person(database, None, context=context, role="cashier")
    await given_person(database, None, context=context)
    other = await given_organization(database)
    body = NewMember(leaving.member.email, "cashier")

    async def remove() -> None:
        async with directory_transaction(database, context) as tx:
            await remove_member(
                tx, member_id=leaving.member.member_id, if_match=leaving.member.version
            )

    async with directory_transaction(database, other) as tx:
        invited = await invite_member(tx, body=body)
        removing = asyncio.create_task(remove())
        await asyncio.sleep(0.1)  # It waits for the account.
    await removing
    async with directory_transaction(database, other) as tx:
        account_id = await account_of(tx, member_id=invited.member.member_id)
        assert account_id is not None
        assert await find_account(tx.platform, account_id=account_id) is not None


async def test_another_organizations_member_is_as_absent(
    database: Database, directory_tx: DirectoryTx
) -> None:
    theirs = (await given_person(database, None)).member.member_id
    for member_id in (theirs, new_id()):
        for refused in (
            read_member(directory_tx, member_id=member_id),
            change_member(directory_tx, member_id=member_id, body=MemberChanges(), if_match=1),
            remove_member(directory_tx, member_id=member_id, if_match=1),
            request_reset(directory_tx, body=ResetRequest(member_id)),
        ):
            with pytest.raises(NotFound) as refusal:
                await refused
            assert (refusal.value.detail, refusal.value.facts) == ("", {})


async def test_members_are_listed_page_by_page(directory_tx: DirectoryTx) -> None:
    members = [(await given_member(directory_tx))[0] for _ in range(3)]
    first = await list_members(directory_tx, query=PageQuery(limit=2))
    rest = await list_members(directory_tx, query=PageQuery(limit=2, cursor=first.next_cursor))
    assert first.items + rest.items == members


async def test_a_reset_is_refused_for_an_account_that_is_not_ours_alone(
    database: Database, directory_tx: DirectoryTx
) -> None:
    elsewhere = await given_person(database, None)
    member, _ = await given_member(directory_tx, email=elsewhere.member.email)
    with pytest.raises(SharedAccount):
        await request_reset(directory_tx, body=ResetRequest(member.member_id))


async def test_an_invitation_elsewhere_does_not_block_a_reset(database: Database) -> None:
    person = await given_person(database, None)
    async with directory_transaction(database, await given_organization(database)) as other:
        await invite_member(other, body=NewMember(person.member.email, "owner"))
    async with directory_transaction(database, person.context) as tx:
        reset = await request_reset(tx, body=ResetRequest(person.member.member_id))
    assert len(reset.link_token) >= 43


async def test_who_has_not_accepted_gets_no_reset(directory_tx: DirectoryTx) -> None:
    invited = (await invite_member(directory_tx, body=NewMember(an_email(), "cashier"))).member
    with pytest.raises(NotJoined):
        await request_reset(directory_tx, body=ResetRequest(invited.member_id))
