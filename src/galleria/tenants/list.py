"""Reads: an organization's own profile, stores, domains, members and API keys."""

from uuid import UUID

from msgspec import Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.tenants.queries import (
    BEFORE_ALL,
    ApiKey,
    Member,
    Organization,
    Store,
    StoreDomain,
    api_keys_after,
    domains_of,
    find_api_key,
    find_member,
    find_organization,
    find_store,
    members_after,
    stores_after,
)


class Position(Struct, frozen=True):
    """Where a page ended: ids sort by the time they were made."""

    after: UUID


class StoreDomains(Struct, frozen=True):
    """Every domain of a store, in alphabetical order; there are few."""

    items: list[StoreDomain]


async def read_organization(tx: ReadTx) -> Organization:
    """Return the caller's own organization."""
    organization = await find_organization(tx)
    if organization is None:
        raise NotFound()
    return organization


async def list_stores(tx: ReadTx, *, query: PageQuery) -> Page[Store]:
    """Return the organization's stores, oldest first."""
    rows = await stores_after(tx, after=_after(query), rows_max=query.limit + 1)
    return page(rows, query.limit, _after_store)


async def read_store(tx: ReadTx, *, store_id: UUID) -> Store:
    """Return one store; NotFound."""
    store = await find_store(tx, store_id=store_id)
    if store is None:
        raise NotFound()
    return store


async def list_domains(tx: ReadTx, *, store_id: UUID) -> StoreDomains:
    """Return the store's domains; NotFound when there is no such store."""
    await read_store(tx, store_id=store_id)
    return StoreDomains(await domains_of(tx, store_id=store_id))


async def list_members(tx: ReadTx, *, query: PageQuery) -> Page[Member]:
    """Return the organization's members, those invited included, oldest first."""
    rows = await members_after(tx, after=_after(query), rows_max=query.limit + 1)
    return page(rows, query.limit, _after_member)


async def read_member(tx: ReadTx, *, member_id: UUID) -> Member:
    """Return one member; NotFound."""
    member = await find_member(tx, member_id=member_id)
    if member is None:
        raise NotFound()
    return member


async def list_api_keys(tx: ReadTx, *, query: PageQuery) -> Page[ApiKey]:
    """Return the organization's API keys, revoked ones included; never a secret."""
    rows = await api_keys_after(tx, after=_after(query), rows_max=query.limit + 1)
    return page(rows, query.limit, _after_api_key)


async def read_api_key(tx: ReadTx, *, api_key_id: UUID) -> ApiKey:
    """Return one API key without its secret; NotFound."""
    key = await find_api_key(tx, api_key_id=api_key_id)
    if key is None:
        raise NotFound()
    return key


def _after(query: PageQuery) -> UUID:
    position = query.after(Position)
    return position.after if position else BEFORE_ALL


def _after_store(store: Store) -> Position:
    return Position(store.store_id)


def _after_member(member: Member) -> Position:
    return Position(member.member_id)


def _after_api_key(key: ApiKey) -> Position:
    return Position(key.api_key_id)
