"""What to type next: products, categories and words, while somebody types."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.listing.search.queries import found
from galleria.listing.search.suggestion_queries import Begun, begun, in_use
from galleria.listing.search.wanted import Wanted
from galleria.listing.shop.doors import ShopQuery, store_of
from galleria.listing.shop.rows import Crumb, Picture

EACH_MAX = 5
# Enough to choose five from; every key that is pressed asks.
RANKED_MAX = 50
# Some may be of products that are not seen any longer.
WORDS_TRIED_MAX = 6
WORD_LENGTH_MIN = 3


class SuggestionQuery(ShopQuery, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was typed so far."""

    q: Annotated[
        str, Meta(min_length=1, max_length=100, description="As it is typed.", examples=["lin"])
    ]


class SuggestedProduct(Struct, frozen=True):
    """A product in one line. `image` is null where it has none."""

    product_id: UUID
    name: str
    slug: str
    price_min_minor: int
    price_max_minor: int
    currency: str
    image: Picture | None


class Suggestions(Struct, frozen=True):
    """Up to five of each; `words` are whole texts, their last word completed."""

    products: list[SuggestedProduct]
    categories: list[Crumb]
    words: list[str]


async def suggest_products(tx: ReadTx, *, query: SuggestionQuery) -> Suggestions:
    """Suggest what somebody may be typing; NotFound unless the shop is active.

    Products whose name begins so come first, then what its words find. Up to 3
    statements.
    """
    seen = await begun(
        tx,
        store_id=store_of(tx),
        locale=query.locale,
        now=tx.context.now,
        said=query.q.lstrip(),
        products_max=EACH_MAX,
        words_max=WORDS_TRIED_MAX,
        categories_max=EACH_MAX,
    )
    if seen is None:
        raise NotFound()
    if seen.catalog_id is None or not query.q.strip():
        return Suggestions([], [], [])
    documents = seen.documents
    if len(documents) < EACH_MAX and len(query.q.strip()) >= WORD_LENGTH_MIN:
        more = await _found(tx, seen, query.q)
        documents = list(dict.fromkeys([*documents, *more]))[:EACH_MAX]
    products = [msgspec.json.decode(document, type=SuggestedProduct) for document in documents]
    categories = msgspec.json.decode(seen.categories, type=list[Crumb])
    return Suggestions(products, categories, _completed(query.q, await _used(tx, seen)))


async def _used(tx: ReadTx, seen: Begun) -> list[str]:
    if not seen.words or seen.catalog_id is None:
        return []
    used = await in_use(
        tx,
        store_id=store_of(tx),
        catalog_id=seen.catalog_id,
        locale=seen.locale,
        now=tx.context.now,
        words=seen.words,
    )
    return used[:EACH_MAX]


async def _found(tx: ReadTx, seen: Begun, said: str) -> list[str]:
    assert seen.catalog_id is not None
    rows = await found(
        tx,
        store_id=store_of(tx),
        catalog_id=seen.catalog_id,
        locale=seen.locale,
        now=tx.context.now,
        wanted=Wanted(said=" ".join(said.split()), ranked_max=RANKED_MAX).encoded(),
        sort="relevance",
        number=None,
        text=None,
        after=None,
        rows_max=EACH_MAX,
    )
    return [row.document for row in rows]


def _completed(said: str, words: list[str]) -> list[str]:
    before = said.lstrip().rpartition(" ")[0]
    return [f"{before} {word}".strip() for word in words]
