"""What people do with stores and catalogs, and what a store chooses."""

from uuid import UUID

from galleria.base.bulk import Bulk, BulkIds, BulkMode
from galleria.base.tx import DirectoryTx, Tx
from galleria.catalog import (
    CatalogChoice,
    NewCatalog,
    NewExclusion,
    WantedPrice,
    choose_catalog,
    create_catalog,
    create_exclusions,
    set_store_prices,
)
from galleria.catalog.change_catalog import CatalogChanges, change_catalog
from galleria.catalog.delete_catalog import delete_catalog
from galleria.catalog.stores.delete_exclusions import delete_exclusions
from galleria.catalog.stores.set_windows import WantedWindow, set_store_windows
from galleria.tenants import NewStore, create_store
from galleria.tenants.change_store import StoreChanges, change_store
from galleria.tenants.delete_store import delete_store
from tests.simulation.goods import LOCALES
from tests.simulation.town import Act, Person, RolledBack

PARTIAL = BulkMode(partial=True)
STORES, CATALOGS = (2, 4), (2, 3)


async def _count(tx: Tx, kind: str) -> int:
    return await tx.connection.fetchval(f"SELECT count(*) FROM {kind}")


async def _sold(tx: Tx, store_id: UUID) -> UUID | None:
    return await tx.connection.fetchval(
        "SELECT catalog_id FROM store_catalog WHERE store_id = $1", store_id
    )


async def open_store(who: Person, tx: DirectoryTx) -> None:
    if await _count(tx, "store") >= STORES[1]:
        raise RolledBack
    locale, *further = who.chance.sample(LOCALES, 2)
    store = await create_store(
        tx,
        body=NewStore(
            name=who.name(),
            slug=f"{who.mark.lower()}-{who.chance.randrange(10**9)}",
            kind="online",
            currency="EUR",
            locale=locale,
            further_locales=further,
            time_zone="Europe/Dublin",
            status="active",
        ),
    )
    catalog_id = await who.one(tx, "catalog")
    await choose_catalog(tx, store_id=store.store_id, body=CatalogChoice(catalog_id), if_match=0)


async def close_store(who: Person, tx: DirectoryTx) -> None:
    if await _count(tx, "store") <= STORES[0]:
        raise RolledBack
    store_id = await who.one(tx, "store")
    await delete_store(tx, store_id=store_id, if_match=await who.version(tx, "store", store_id))


async def change_shop(who: Person, tx: DirectoryTx) -> None:
    store_id = await who.one(tx, "store")
    locale, *further = who.chance.sample(LOCALES, who.chance.randint(1, 3))
    body = StoreChanges(locale=locale, further_locales=further)
    if who.chance.random() < 0.5:
        body = StoreChanges(
            locale=locale,
            further_locales=further,
            slug=f"{who.mark.lower()}-{who.chance.randrange(10**9)}",
            status=who.chance.choice(["active", "inactive"]),
        )
    version = await who.version(tx, "store", store_id)
    await change_store(tx, store_id=store_id, body=body, if_match=version)


async def sell(who: Person, tx: Tx) -> None:
    store_id = await who.one(tx, "store")
    choice = CatalogChoice(
        who.chance.choice([None, *await who.any(tx, "catalog", 3), await who.one(tx, "catalog")])
    )
    version = await tx.connection.fetchval(
        "SELECT version FROM store_catalog WHERE store_id = $1", store_id
    )
    await choose_catalog(tx, store_id=store_id, body=choice, if_match=version or 0)


async def exclude(who: Person, tx: Tx) -> None:
    store_id = await who.one(tx, "store")
    catalog_id = await _sold(tx, store_id)
    rows = [
        NewExclusion(product_id=one)
        for one in await who.any(tx, "product", 2, catalog_id=catalog_id)
    ]
    rows += [
        NewExclusion(category_id=one)
        for one in await who.any(tx, "category", 2, catalog_id=catalog_id)
    ]
    await create_exclusions(tx, store_id=store_id, body=Bulk(list(rows)), query=PARTIAL)


async def include(who: Person, tx: Tx) -> None:
    store_id = await who.one(tx, "store")
    rows = await tx.connection.fetch(
        "SELECT exclusion_id FROM store_exclusion WHERE store_id = $1 ORDER BY 1", store_id
    )
    ids = [row[0] for row in rows if who.chance.random() < 0.5]
    if ids:
        await delete_exclusions(tx, store_id=store_id, body=BulkIds(ids), query=PARTIAL)


async def price(who: Person, tx: Tx) -> None:
    store_id = await who.one(tx, "store")
    catalog_id = await _sold(tx, store_id)
    rows = [
        WantedPrice(variant_id=one, price_minor=who.chance.choice([None, 1, 77, 4_200]))
        for one in await who.any(tx, "variant", 3, catalog_id=catalog_id)
    ]
    await set_store_prices(tx, store_id=store_id, body=Bulk(list(rows)), query=PARTIAL)


async def give_hours(who: Person, tx: Tx) -> None:
    store_id = await who.one(tx, "store")
    catalog_id = await _sold(tx, store_id)
    rows = [
        WantedWindow(product_id=one, available_from=who.instant(), available_until=who.instant())
        for one in await who.any(tx, "product", 3, catalog_id=catalog_id)
    ]
    await set_store_windows(tx, store_id=store_id, body=Bulk(list(rows)), query=PARTIAL)


async def new_catalog(who: Person, tx: Tx) -> None:
    if await _count(tx, "catalog") >= CATALOGS[1]:
        raise RolledBack
    body = NewCatalog(name=who.name(), kind="manual", currency="EUR")
    await create_catalog(tx, body=body)


async def change_range(who: Person, tx: Tx) -> None:
    catalog_id = await who.one(tx, "catalog")
    version = await who.version(tx, "catalog", catalog_id)
    body = CatalogChanges(currency=who.chance.choice(["EUR", "GBP"]), name=who.name())
    await change_catalog(tx, catalog_id=catalog_id, body=body, if_match=version)


async def drop_catalog(who: Person, tx: Tx) -> None:
    if await _count(tx, "catalog") <= CATALOGS[0]:
        raise RolledBack
    catalog_id = await who.one(tx, "catalog")
    version = await who.version(tx, "catalog", catalog_id)
    await delete_catalog(tx, catalog_id=catalog_id, if_match=version)


ACTS: list[Act] = [
    open_store, close_store, change_shop, change_shop, sell, sell, exclude, exclude, include, price,
    price, give_hours, new_catalog, change_range, drop_catalog,
]  # fmt: skip
