"""Lists of products for shoppers: all, a category's, what words and filters find."""

from msgspec import Struct

from galleria.base.pages import bad_cursor
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import ReadTx
from galleria.listing.search.ask import Search, category_of, search_of
from galleria.listing.search.parameters import CategoryProductQuery, ShopProductQuery
from galleria.listing.search.plain import plain_page
from galleria.listing.search.queries import FoundRow, found
from galleria.listing.search.rows import FoundProducts, Position, found_products
from galleria.listing.search.spelling import corrected
from galleria.listing.search.wanted import said_of
from galleria.listing.shop.doors import named

Query = ShopProductQuery | CategoryProductQuery


async def list_shop_products(tx: ReadTx, *, query: ShopProductQuery) -> FoundProducts:
    """List the shop's products: all of them, or what words and filters find.

    By relevance: a SKU or barcode as it is, the very name, names that begin with the words, names
    that have them all, then whatever else does; of a word that very many have, 700 products are
    looked at. Words are found by their stems, without regard to case and accents, the last one from
    its beginning. Where nothing is found, each word that the shop does not know is replaced by the
    nearest one that it does, and `corrected` says so. A page that goes on after others never
    repeats one. 1 statement for a list without words and filters, 2 with them, 4 for a typo.
    """
    sort = _sort(query)
    if sort != "relevance" and _is_plain(query):
        after = _position(query, sort)
        return await plain_page(tx, locale=query.locale, sort=sort, after=after, limit=query.limit)
    search = await search_of(tx, query, category=category_of(query.category), is_in_path=False)
    return await _page(tx, query, search)


async def list_category_products(
    tx: ReadTx, *, category: str, query: CategoryProductQuery
) -> FoundProducts:
    """List a category's products, by its id or slug, as it is arranged; NotFound.

    With all that is below it, unless `subtree` is false. Otherwise like the list of all products.
    """
    _sort(query)
    search = await search_of(
        tx, query, category=named(category), is_in_path=True, subtree=query.subtree
    )
    return await _page(tx, query, search)


class Turn(Struct, frozen=True):
    """Which page of a search, in which order."""

    sort: str
    after: Position | None
    limit: int


async def _page(tx: ReadTx, query: Query, search: Search | None) -> FoundProducts:
    if search is None:
        return found_products("", None)
    sort = _sort(query)
    if sort == "default" and search.shop.product_order not in (None, "manual"):
        sort = str(search.shop.product_order)
    turn = Turn(sort, _position(query, sort), query.limit)
    said = search.base.said
    if turn.after is not None:
        meant = turn.after.corrected
        return _answer(await _found(tx, search, turn, meant or said), turn, meant)
    rows = await _found(tx, search, turn, said)
    if rows or said is None:
        return _answer(rows, turn, None)
    meant = await corrected(tx, search, said)
    rows = [] if meant is None else await _found(tx, search, turn, meant)
    return _answer(rows, turn, meant if rows else None)


async def _found(tx: ReadTx, search: Search, turn: Turn, said: str | None) -> list[FoundRow]:
    after = turn.after
    return await found(
        tx,
        store_id=search.store_id,
        catalog_id=search.catalog_id,
        locale=search.shop.locale,
        now=tx.context.now,
        wanted=search.wanted(said=said, is_by_hand=turn.sort == "default").encoded(),
        sort=turn.sort,
        number=after and after.number,
        text=after and after.text,
        after=after and after.after,
        rows_max=turn.limit + 1,
    )


def _answer(rows: list[FoundRow], turn: Turn, meant: str | None) -> FoundProducts:
    limit = turn.limit
    documents = ",".join(row.document for row in rows[:limit])
    if len(rows) <= limit:
        return found_products(documents, None, corrected=meant)
    last = rows[limit - 1]
    end = Position(turn.sort, last.number, last.text, last.product_id, meant)
    return found_products(documents, end, corrected=meant)


def _sort(query: Query) -> str:
    said = said_of(query)
    if query.sort == "relevance" and said is None:
        detail = "Relevance needs words: send q."
        raise Invalid(detail, errors=[FieldError("?sort", "no_words", detail)])
    return query.sort or ("default" if said is None else "relevance")


def _position(query: Query, sort: str) -> Position | None:
    after = query.after(Position)
    if after is not None and after.sort != sort:
        raise bad_cursor()
    return after


def _is_plain(query: ShopProductQuery) -> bool:
    filters = (query.category, query.price_min_minor, query.price_max_minor)
    lists = (query.brand, query.tag, query.attribute)
    if query.in_stock:
        return False
    return said_of(query) is None and not any(lists) and all(one is None for one in filters)
