"""Every visible product of a shop as JSON Lines, in constant memory."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from galleria.base.call import Answer, Call
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.listing.shop.addresses import Site, site_of
from galleria.listing.shop.doors import ShopQuery, store_of
from galleria.listing.shop.stream_queries import FedProduct, feed_after, shop_extent
from galleria.listing.shop.streams import FIRST, chunks

CHUNK_ROWS = 500
JSON_LINES = "application/x-ndjson"


async def read_shop_feed(call: Call) -> Answer:
    """Stream every product that shoppers see now, a line of JSON each, with its page's `url`.

    What becomes visible meanwhile may be in it or not.
    """
    wanted = call.query(ShopQuery)
    async with call.reading() as tx:
        extent = await shop_extent(tx, store_id=store_of(tx))
    if extent is None:
        raise NotFound()
    site = site_of(call, extent.locale)
    return Answer(200, media_type=JSON_LINES, stream=_lines(call, site, wanted.locale))


async def _lines(call: Call, site: Site, locale: str | None) -> AsyncIterator[bytes]:
    async def read(tx: ReadTx, after: UUID, rows_max: int) -> list[FedProduct]:
        return await feed_after(
            tx,
            store_id=store_of(tx),
            locale=locale,
            after=after,
            rows_max=rows_max,
            now=tx.context.now,
        )

    async for rows in chunks(call, read, after=FIRST, chunk_rows=CHUNK_ROWS):
        yield "".join([_line(site, row) for row in rows]).encode()


def _line(site: Site, row: FedProduct) -> str:
    # The document is an object that ends in a brace: it gets one member more, unparsed.
    url = msgspec.json.encode(site.page("products", row.slug, row.locale)).decode()
    return f'{row.document[:-1]}, "url": {url}}}\n'
