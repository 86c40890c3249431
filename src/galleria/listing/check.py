"""Holds the read model against the tables, and builds it anew; an organization at a time."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from galleria.base.tx import ReadTx, Tx
from galleria.catalog import lock_catalogs
from galleria.listing.check_queries import (
    catalogs_after_id,
    counts_kept,
    counts_that_differ,
    documents_of,
    documents_that_differ,
    forget_words,
    recount,
    rows_that_disagree,
    waiting_before,
    words_unlearnt,
)
from galleria.listing.jobs import FIRST, ShowCatalog
from galleria.listing.queries import products_after
from galleria.listing.show import CHUNK_ROWS, show_next

PENDING_MAX = timedelta(minutes=5)

Reading = Callable[[], AbstractAsyncContextManager[ReadTx]]
Writing = Callable[[], AbstractAsyncContextManager[Tx]]


class Checked(Struct):
    """What was compared, and every difference in words."""

    products: int = 0
    documents: int = 0
    counts: int = 0
    faults: list[str] = []

    def add(self, other: "Checked") -> None:
        """Count what another one saw, too."""
        self.products += other.products
        self.documents += other.documents
        self.counts += other.counts
        self.faults += other.faults


async def check_organization(reading: Reading) -> Checked:
    """Compare every document, count and word of one organization with what the tables say.

    Each chunk is compared as of one moment, so shops may go on selling and changing meanwhile.
    """
    checked = Checked()
    async with reading() as tx:
        catalog_ids = await catalogs_after_id(tx)
    for catalog_id in catalog_ids:
        after: UUID | None = FIRST
        while after is not None:
            async with reading() as tx:
                after = await _check_chunk(tx, catalog_id, after, checked)
    async with reading() as tx:
        checked.counts += await counts_kept(tx)
        if waiting := await waiting_before(tx, pending_id=_id_of(tx.context.now - PENDING_MAX)):
            checked.faults.append(f"{waiting} chunks of an import wait to be shown, and too long")
        checked.faults += [
            f"store {it.store_id}: {it.facet} counts {it.kept}, and {it.counted} have it"
            for it in await counts_that_differ(tx)
        ]
        checked.faults += [
            f"store {it.store_id}: {it.word!r} ({it.locale}) is not among the words"
            for it in await words_unlearnt(tx)
        ]
        checked.faults += [
            f"product {it.product_id}: {it.fault}" for it in await rows_that_disagree(tx)
        ]
    return checked


async def rebuild_organization(writing: Writing) -> int:
    """Build every document, count and word of one organization anew; return how many products.

    Chunk by chunk: shoppers see each product as it was, or as it is.
    """
    async with writing() as tx:
        catalog_ids = await catalogs_after_id(tx)
    products = 0
    for catalog_id in catalog_ids:
        after: UUID | None = FIRST
        while after is not None:
            async with writing() as tx:
                chunk = await show_next(tx, ShowCatalog(catalog_id), after)
            products += len(chunk)
            after = chunk[-1] if chunk else None
    async with writing() as tx:
        # Nobody may write between what is read for it and what is written.
        await lock_catalogs(tx)
        await recount(tx)
        await forget_words(tx)
    return products


def _id_of(moment: datetime) -> UUID:
    """Return the lowest id that is made at that moment."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


async def _check_chunk(tx: ReadTx, catalog_id: UUID, after: UUID, checked: Checked) -> UUID | None:
    chunk = await products_after(tx, catalog_id=catalog_id, after=after, rows_max=CHUNK_ROWS)
    if not chunk:
        return None
    checked.products += len(chunk)
    checked.documents += await documents_of(tx, product_ids=chunk)
    faults = await documents_that_differ(
        tx, catalog_id=catalog_id, product_ids=chunk, now=tx.context.now
    )
    checked.faults += [
        f"store {it.store_id}: the document of product {it.product_id} in {it.locale} "
        f"is {it.difference}"
        for it in faults
    ]
    return chunk[-1]
