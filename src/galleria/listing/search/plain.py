"""A page of all that a shop shows: 1 statement, at the same cost however deep and however many."""

from uuid import UUID

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.listing.search.list_queries import (
    ListedPage,
    listed_by_name,
    listed_by_price,
    listed_by_price_down,
    listed_by_sales,
    listed_in_order,
    listed_newest,
)
from galleria.listing.search.rows import FoundProducts, Position, found_products
from galleria.listing.shop.doors import store_of

BEFORE_ALL, BEHIND_ALL = UUID(int=0), UUID(int=2**128 - 1)
FIRST = {
    "default": Position("default", -(2**31), "", BEFORE_ALL),
    "name": Position("name", 0, "", BEFORE_ALL),
    "price": Position("price", -1, "", BEFORE_ALL),
    "-price": Position("-price", 2**63 - 1, "", BEHIND_ALL),
    "newest": Position("newest", 0, "", BEHIND_ALL),
    "best_selling": Position("best_selling", 2**63 - 1, "", BEHIND_ALL),
}
BY_NUMBER = {
    "price": listed_by_price,
    "-price": listed_by_price_down,
    "best_selling": listed_by_sales,
}


async def plain_page(
    tx: ReadTx, *, locale: str | None, sort: str, after: Position | None, limit: int
) -> FoundProducts:
    """Return the page behind `after`; NotFound where the shop is not there."""
    listed = await _listed(tx, locale, after or FIRST[sort], limit)
    if listed is None:
        raise NotFound()
    if listed.found <= limit or listed.last_id is None:
        return found_products(listed.documents or "", None)
    end = Position(sort, listed.last_number or 0, listed.last_text, listed.last_id)
    return found_products(listed.documents or "", end)


async def _listed(tx: ReadTx, locale: str | None, start: Position, limit: int) -> ListedPage | None:
    store_id, now, after = store_of(tx), tx.context.now, start.after
    match start.sort:
        case "name":
            return await listed_by_name(
                tx,
                store_id=store_id,
                locale=locale,
                now=now,
                text=start.text or "",
                after=after,
                limit=limit,
            )
        case "price" | "-price" | "best_selling":
            return await BY_NUMBER[start.sort](
                tx,
                store_id=store_id,
                locale=locale,
                now=now,
                number=start.number,
                after=after,
                limit=limit,
            )
        case "newest":
            return await listed_newest(
                tx, store_id=store_id, locale=locale, now=now, after=after, limit=limit
            )
        case _:
            return await listed_in_order(
                tx,
                store_id=store_id,
                locale=locale,
                now=now,
                number=start.number,
                text=start.text or "",
                after=after,
                limit=limit,
            )
