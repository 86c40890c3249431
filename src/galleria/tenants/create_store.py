"""Create a store: take its slug in the directory, then write the store itself."""

from typing import TypeVar
from uuid import UUID

from msgspec import Raw, Struct, field

from galleria.base.free_json import JsonObject, no_object, object_errors
from galleria.base.ids import new_id
from galleria.base.money import currency_errors
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import DirectoryTx, PlatformTx, Tx
from galleria.engine.events import record
from galleria.tenants.directory.cache import SHOPS_SIGNAL
from galleria.tenants.directory.queries import delete_store_entry, reserve_store_slug
from galleria.tenants.events import StoreCreated
from galleria.tenants.fields import (
    CurrencyCode,
    FurtherLocales,
    LocaleCode,
    Name,
    Slug,
    StoreKind,
    StoreStatus,
    TimeZone,
    further_locale_errors,
    locale_errors,
    time_zone_errors,
)
from galleria.tenants.queries import Store, find_store, insert_store


class NewStore(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`slug` is unique among all stores of all organizations: shoppers find the store by it.

    `further_locales` are the languages it can be read in beside its own.
    """

    name: Name
    slug: Slug
    kind: StoreKind
    currency: CurrencyCode
    locale: LocaleCode
    time_zone: TimeZone
    further_locales: FurtherLocales = []
    status: StoreStatus = "draft"
    branding: JsonObject = field(default_factory=no_object)
    settings: JsonObject = field(default_factory=no_object)


class StoreFields(Struct, frozen=True):
    """The fields of a store that more than their type is checked of."""

    currency: str
    locale: str
    further_locales: list[str]
    time_zone: str
    branding: Raw
    settings: Raw


AnyStore = TypeVar("AnyStore", NewStore, Store, StoreFields)


def store_errors(store: AnyStore, pointer: str = "") -> list[FieldError]:
    """Return everything wrong with a store's fields beyond their types. Pure."""
    return [
        *currency_errors(store.currency, f"{pointer}/currency"),
        *locale_errors(store.locale, f"{pointer}/locale"),
        *further_locale_errors(
            store.further_locales, locale=store.locale, pointer=f"{pointer}/further_locales"
        ),
        *time_zone_errors(store.time_zone, f"{pointer}/time_zone"),
        *object_errors(store.branding, f"{pointer}/branding"),
        *object_errors(store.settings, f"{pointer}/settings"),
    ]


async def create_store(tx: DirectoryTx, *, body: NewStore) -> Store:
    """Create the store; `Invalid` names every wrong field, a slug in use among them."""
    if errors := store_errors(body):
        raise Invalid(errors=errors)
    store_id = await reserve_store(tx, slug=body.slug, status=body.status)
    return await insert_reserved_store(tx, store_id=store_id, body=body)


async def reserve_store(
    tx: DirectoryTx, *, slug: str, status: StoreStatus, pointer: str = "/slug"
) -> UUID:
    """Take the slug for a store that is to be built, and return the store's id.

    `Invalid` at `pointer` when any organization has the slug. Of two that take it at once, the
    second waits for the first and is refused. One statement.
    """
    store_id = await reserve_store_slug(
        tx.platform,
        slug=slug,
        organization_id=tx.context.org_id,
        store_id=new_id(),
        status=status,
    )
    if store_id is None:
        raise slug_taken(slug, pointer)
    tx.signals.add(SHOPS_SIGNAL)
    return store_id


async def insert_reserved_store(tx: Tx, *, store_id: UUID, body: NewStore) -> Store:
    """Write the store whose slug was reserved; again, and it is left as it is."""
    store = await insert_store(
        tx,
        store_id=store_id,
        name=body.name,
        slug=body.slug,
        kind=body.kind,
        status=body.status,
        currency=body.currency,
        locale=body.locale,
        further_locales=body.further_locales,
        time_zone=body.time_zone,
        branding=body.branding,
        settings=body.settings,
        now=tx.context.now,
    )
    if store is None:
        there = await find_store(tx, store_id=store_id)
        assert there is not None
        return there
    await record(tx, [StoreCreated(store_id, store.slug, store.name, store.kind, store.status)])
    return store


async def release_store(tx: PlatformTx, *, organization_id: UUID, store_id: UUID) -> None:
    """Give the slug of a store that was never built back; the store itself is not touched."""
    await delete_store_entry(tx, organization_id=organization_id, store_id=store_id)
    tx.signals.add(SHOPS_SIGNAL)


def slug_taken(slug: str, pointer: str = "/slug") -> Invalid:
    """Return the refusal of a slug that another has."""
    return Invalid(errors=[FieldError(pointer, "taken", f"The slug {slug!r} is in use.")])
