"""API keys: shown once, no more than their maker holds, and gone when revoked."""

import asyncio
from datetime import timedelta

import pytest
from msgspec import structs

from galleria.base.context import Actor, Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import Forbidden, Invalid, NotFound, Stale, Unauthorized
from galleria.base.tx import DirectoryTx, directory_transaction
from galleria.tenants import Identities
from galleria.tenants.create_api_key import NewApiKey, TooManyApiKeys, create_api_key
from galleria.tenants.list import list_api_keys, read_api_key
from galleria.tenants.revoke_api_key import revoke_api_key
from tests.conftest import given_organization


def a_key(*permissions: str) -> NewApiKey:
    return NewApiKey("Till", list(permissions or ("catalog:read",)))


def sent(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


async def test_a_key_is_its_organization_and_its_permissions(
    database: Database, context: Context, identities: Identities
) -> None:
    async with directory_transaction(database, context) as tx:
        created = await create_api_key(tx, body=a_key("stores:read", "catalog:read"))
    caller = await identities.caller(sent(created.secret))
    assert caller.org_id == context.org_id
    assert caller.actor == Actor("api_key", created.api_key.api_key_id)
    assert caller.permissions == {"stores:read", "catalog:read"}


async def test_the_secret_is_kept_nowhere(directory_tx: DirectoryTx) -> None:
    created = await create_api_key(directory_tx, body=a_key())
    assert created.secret.startswith("gk_live_")
    listed = await list_api_keys(directory_tx, query=PageQuery())
    assert [key.prefix for key in listed.items] == [created.secret[:14]]
    dump = await directory_tx.connection.fetchval(
        """SELECT (SELECT string_agg(k::text, '') FROM api_key AS k)
               || (SELECT string_agg(e.body::text, '') FROM event AS e)"""
    )
    assert created.secret not in dump


async def test_a_key_holds_no_more_than_its_maker(directory_tx: DirectoryTx) -> None:
    lesser = structs.replace(directory_tx.context, permissions=frozenset({"keys:write"}))
    with pytest.raises(Forbidden) as refusal:
        await create_api_key(
            structs.replace(directory_tx, context=lesser), body=a_key("keys:write", "jobs:read")
        )
    assert refusal.value.facts == {"permissions": ["jobs:read"]}


@pytest.mark.parametrize("permission", ["platform:organizations:write", "root", ""])
async def test_an_unknown_permission_is_refused(directory_tx: DirectoryTx, permission: str) -> None:
    with pytest.raises(Invalid) as refusal:
        await create_api_key(directory_tx, body=a_key("jobs:read", permission))
    assert [error.pointer for error in refusal.value.errors] == ["/permissions/1"]


async def test_a_key_that_has_expired_already_is_refused(directory_tx: DirectoryTx) -> None:
    expired = NewApiKey("Till", ["jobs:read"], directory_tx.context.now)
    with pytest.raises(Invalid):
        await create_api_key(directory_tx, body=expired)


async def test_a_key_is_good_until_it_expires(
    database: Database, context: Context, identities: Identities
) -> None:
    async with directory_transaction(database, context) as tx:
        soon = NewApiKey("Till", ["jobs:read"], tx.context.now + timedelta(seconds=0.5))
        created = await create_api_key(tx, body=soon)
    assert await identities.caller(sent(created.secret))
    await asyncio.sleep(0.5)
    with pytest.raises(Unauthorized):
        await identities.caller(sent(created.secret))


async def test_a_revoked_key_is_refused_within_a_second(
    database: Database, context: Context, identities: Identities
) -> None:
    async with directory_transaction(database, context) as tx:
        created = await create_api_key(tx, body=a_key())
    await identities.caller(sent(created.secret))  # It is in the cache now.
    async with directory_transaction(database, context) as tx:
        await revoke_api_key(tx, api_key_id=created.api_key.api_key_id, if_match=1)
    await asyncio.sleep(0.2)
    with pytest.raises(Unauthorized):
        await identities.caller(sent(created.secret))


async def test_revoking_again_changes_nothing(directory_tx: DirectoryTx) -> None:
    key = (await create_api_key(directory_tx, body=a_key())).api_key
    await revoke_api_key(directory_tx, api_key_id=key.api_key_id, if_match=1)
    first = await read_api_key(directory_tx, api_key_id=key.api_key_id)
    await revoke_api_key(directory_tx, api_key_id=key.api_key_id, if_match=2)
    assert await read_api_key(directory_tx, api_key_id=key.api_key_id) == first
    with pytest.raises(Stale):
        await revoke_api_key(directory_tx, api_key_id=key.api_key_id, if_match=1)


@pytest.mark.parametrize("secret", ["gk_live_", "gk_live_" + "A" * 43, "gk_live_é", "gk_'; --"])
async def test_an_unknown_key_is_refused(identities: Identities, secret: str) -> None:
    with pytest.raises(Unauthorized):
        await identities.caller(sent(secret))


async def test_another_organizations_key_is_as_absent(
    database: Database, directory_tx: DirectoryTx
) -> None:
    async with directory_transaction(database, await given_organization(database)) as other:
        theirs = (await create_api_key(other, body=a_key())).api_key.api_key_id
    for api_key_id in (theirs, new_id()):
        for refused in (
            read_api_key(directory_tx, api_key_id=api_key_id),
            revoke_api_key(directory_tx, api_key_id=api_key_id, if_match=1),
        ):
            with pytest.raises(NotFound) as refusal:
                await refused
            assert (refusal.value.detail, refusal.value.facts) == ("", {})


async def test_an_organization_has_at_most_a_hundred_live_keys(
    directory_tx: DirectoryTx,
) -> None:
    for _ in range(100):
        last = await create_api_key(directory_tx, body=a_key())
    with pytest.raises(TooManyApiKeys):
        await create_api_key(directory_tx, body=a_key())
    await revoke_api_key(directory_tx, api_key_id=last.api_key.api_key_id, if_match=1)
    await create_api_key(directory_tx, body=a_key())
