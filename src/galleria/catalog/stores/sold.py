"""The first step of every choice of a store: what it chooses from stays what it sells."""

from uuid import UUID

from galleria.base.refusals import NotFound, Refusal
from galleria.base.tx import Tx
from galleria.catalog.lock import locked
from galleria.catalog.queries import LockedCatalog, StoreCatalog, find_store_catalog
from galleria.catalog.stores.queries import hold_store


class SellsNothing(Refusal):
    """There is nothing to choose from."""

    code = "sells_nothing"
    status = 409
    title = "The store sells no catalog"


async def held_store(tx: Tx, store_id: UUID) -> StoreCatalog:
    """Return what the store sells until this transaction ends; NotFound.

    Stores before catalogs, always: whoever has a store sell another catalog waits here.
    """
    if await hold_store(tx, store_id=store_id) is None:
        raise NotFound()
    # A statement of its own: it must see what the wait was for.
    choice = await find_store_catalog(tx, store_id=store_id)
    if choice is None:
        raise NotFound()
    return choice


async def sold_catalog(tx: Tx, *, store_id: UUID, rows: int) -> LockedCatalog:
    """Return the catalog that the store sells, this transaction's alone to write to.

    NotFound (store) or SellsNothing. 3 statements.
    """
    choice = await held_store(tx, store_id)
    if choice.catalog_id is None:
        raise SellsNothing()
    return await locked(tx, choice.catalog_id, rows=rows)
