"""How many products smart categories have whose filter is a search: 1 statement for all of them."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.base.tx import ReadTx
from galleria.listing.search.ask import smart_wanted
from galleria.listing.search.facet_queries import counts
from galleria.listing.search.facets import Pass
from galleria.listing.shop.doors import store_of

COUNTED_MAX = 20  # Each is a search.


class SmartCount(Struct, frozen=True):
    """How many products there are; more than about 1,200 are counted in a sample."""

    products: int | None
    is_estimated: bool


async def smart_counts(
    tx: ReadTx, *, catalog_id: UUID | None, locale: str, filters: Mapping[UUID, str]
) -> dict[UUID, SmartCount]:
    """Count what the filters of categories find, of the first 20; no statement where none is."""
    counted = list(filters)[:COUNTED_MAX]
    if not counted or catalog_id is None:
        return {}
    # Of its groups there is none: only how many there are is told.
    passes = [Pass(smart_wanted(filters[one]), groups=["*"]) for one in counted]
    rows = await counts(
        tx,
        store_id=store_of(tx),
        catalog_id=catalog_id,
        locale=locale,
        now=tx.context.now,
        passes=Raw(msgspec.json.encode(passes)),
    )
    # A search for words that are none has no row.
    found = dict.fromkeys(counted, SmartCount(0, False))
    for row in rows:
        found[counted[row.pass_]] = SmartCount(row.products or 0, (row.lowest or 1) > 1)
    return found
