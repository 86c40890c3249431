"""Finding as a shopper does: what was asked, and the names that were found."""

from typing import Any

import msgspec

from galleria.base.tx import ReadTx
from galleria.listing.search.parameters import CategoryProductQuery, ShopProductQuery
from galleria.listing.search.products import list_category_products, list_shop_products
from galleria.listing.search.rows import FoundProducts, ListedProduct


def products(page: FoundProducts) -> list[ListedProduct]:
    return msgspec.json.decode(msgspec.json.encode(page.items), type=list[ListedProduct])


def names(page: FoundProducts) -> list[str]:
    return [product.name for product in products(page)]


async def find(tx: ReadTx, **asked: Any) -> FoundProducts:
    return await list_shop_products(tx, query=ShopProductQuery(**asked))


async def found(tx: ReadTx, q: str, **asked: Any) -> list[str]:
    return names(await find(tx, q=q, **asked))


async def listed(tx: ReadTx, **asked: Any) -> list[str]:
    return names(await find(tx, **asked))


async def in_category(tx: ReadTx, category: str, **asked: Any) -> list[str]:
    query = CategoryProductQuery(**asked)
    return names(await list_category_products(tx, category=category, query=query))


async def leafed(tx: ReadTx, *, limit: int = 1, **asked: Any) -> list[str]:
    """Return the names on all pages, one after the other."""
    page = await find(tx, limit=limit, **asked)
    seen = names(page)
    while page.next_cursor:
        page = await find(tx, limit=limit, cursor=page.next_cursor, **asked)
        seen += names(page)
    return seen


async def leafed_category(tx: ReadTx, category: str, *, limit: int = 1, **asked: Any) -> list[str]:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = CategoryProductQuery(limit=limit, cursor=cursor or None, **asked)
        page = await list_category_products(tx, category=category, query=query)
        seen += names(page)
        cursor = page.next_cursor
    return seen
