"""What search engines may know of a shop: its categories and products, in every language."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.call import Answer, Call
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.listing.shop.addresses import Site, origin_of, site_of
from galleria.listing.shop.doors import store_of
from galleria.listing.shop.sitemap_xml import BEGIN, END, entries, index_file, rows_a_file
from galleria.listing.shop.stream_queries import (
    Extent,
    MappedPage,
    product_file_ends,
    shop_extent,
    sitemap_categories_after,
    sitemap_products_after,
)
from galleria.listing.shop.streams import FIRST, chunks

CHUNK_ROWS = 1_000
CATEGORIES_MAX = 10_000
XML = "application/xml"

Part = Literal["categories", "products"]


class SitemapQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Which file of several; the index has their addresses."""

    part: Annotated[Part, Meta(description="As the index says.")] | None = None
    after: Annotated[UUID, Meta(description="As the index says.")] | None = None


class File(Struct, frozen=True):
    """One file of a sitemap: what is in it, and behind which id it begins."""

    part: Part
    after: UUID


async def read_shop_sitemap(call: Call) -> Answer:
    """Return every page of the shop by the sitemap protocol, for search engines.

    More than 50,000 addresses, or 50 MB, are an index of several such files.
    """
    wanted = call.query(SitemapQuery)
    async with call.reading() as tx:
        extent = await shop_extent(tx, store_id=store_of(tx))
        if extent is None:
            raise NotFound()
        rows_max = rows_a_file(len(extent.locales))
        if wanted.part is None and extent.products + extent.categories > rows_max:
            files = await files_of(tx, extent, rows_max)
            return Answer(200, _index(call, files).encode(), media_type=XML)
    site = site_of(call, extent.locale)
    parts: list[Part] = [wanted.part] if wanted.part else ["categories", "products"]
    stream = _urls(call, site, parts, after=wanted.after or FIRST, rows_max=rows_max)
    return Answer(200, media_type=XML, stream=stream)


async def files_of(tx: ReadTx, extent: Extent, rows_max: int) -> list[File]:
    """Return the files that a shop takes: at most `rows_max` categories or products each."""
    store_id = store_of(tx)
    categories = await sitemap_categories_after(
        tx, store_id=store_id, after=FIRST, rows_max=CATEGORIES_MAX
    )
    ends = await product_file_ends(
        tx, store_id=store_id, locale=extent.locale, rows_a_file=rows_max
    )
    starts = [category.id for category in categories[rows_max - 1 : -1 : rows_max]]
    return [
        *[File("categories", after) for after in (FIRST, *starts)],
        *[File("products", after) for after in (FIRST, *ends)],
    ]


def _index(call: Call, files: list[File]) -> str:
    here = origin_of(call) + call.path
    return index_file(f"{here}?{_query(file)}" for file in files)


def _query(file: File) -> str:
    whole = f"part={file.part}"
    return whole if file.after == FIRST else f"{whole}&after={file.after}"


async def _urls(
    call: Call, site: Site, parts: list[Part], *, after: UUID, rows_max: int
) -> AsyncIterator[bytes]:
    yield BEGIN.encode()
    for part in parts:
        found = chunks(call, READS[part], after=after, chunk_rows=CHUNK_ROWS, rows_max=rows_max)
        async for rows in found:
            urls = [entries(site, part, row) for row in rows if row.is_visible]
            yield "".join(urls).encode()
    yield END.encode()


async def categories_after(tx: ReadTx, after: UUID, rows_max: int) -> list[MappedPage]:
    """Return the next visible categories in the order of their ids."""
    return await sitemap_categories_after(tx, store_id=store_of(tx), after=after, rows_max=rows_max)


async def products_after(tx: ReadTx, after: UUID, rows_max: int) -> list[MappedPage]:
    """Return the next products in the order of their ids, and whether each is visible now."""
    return await sitemap_products_after(
        tx, store_id=store_of(tx), after=after, rows_max=rows_max, now=tx.context.now
    )


READS = {"categories": categories_after, "products": products_after}
