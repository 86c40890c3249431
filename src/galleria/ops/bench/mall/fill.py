"""Filling a stall: the tables by COPY, the read model by the function that decides it."""

from collections.abc import Callable
from uuid import UUID

from galleria.base.config import Settings
from galleria.base.ids import new_id
from galleria.ops.bench.mall.goods import (
    PLACE_COLUMNS,
    PRODUCT_COLUMNS,
    STOCKED_AT,
    VARIANT_COLUMNS,
    Goods,
)
from galleria.ops.bench.mall.loading import copy_lines, indexed_last, loading
from galleria.ops.bench.mall.stall import Stall, finished
from galleria.ops.bench.mall.words import COLOURS, MATERIALS
from galleria.ops.roles import Connection

CHUNK_ROWS = 10_000
SAY_EVERY = 100_000
# Those that a load writes, and whose plain indexes are cheaper made at once.
LOADED = ("product", "variant", "product_category", "listing", "listing_word")

ADD_CATEGORY = """
INSERT INTO category (
    org_id, category_id, catalog_id, parent_id, name, slug, sort_order, created_at, updated_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
"""
ADD_ATTRIBUTE = """
INSERT INTO attribute (org_id, attribute_id, key, name, kind, choices, created_at, updated_at)
VALUES ($1, $2, $3, initcap($3), $4, $5, $6, $6)
"""
ATTRIBUTES = (
    ("colour", "choice", COLOURS),
    ("material", "choice", MATERIALS),
    ("length_cm", "number", ()),
)
PRODUCTS_AFTER = """
SELECT product_id
FROM product
WHERE org_id = $1 AND product_id > $2
ORDER BY product_id
LIMIT $3
"""
BUILD = "INSERT INTO listing SELECT * FROM built_listing($1, $2, $3, now())"
COUNT_FACETS = """
INSERT INTO facet_count (org_id, store_id, facet, products)
SELECT listing.org_id, listing.store_id, has.facet, count(*)
FROM listing
CROSS JOIN LATERAL unnest(listing.facets || ARRAY['*'::text]) AS has (facet)
WHERE listing.org_id = $1
GROUP BY listing.org_id, listing.store_id, has.facet
"""
LEARN_WORDS = """
INSERT INTO listing_word (org_id, store_id, locale, word)
SELECT DISTINCT listing.org_id, listing.store_id, listing.locale, learnt.word
FROM listing
CROSS JOIN LATERAL unnest(listing.vocabulary) AS learnt (word)
WHERE listing.org_id = $1 AND length(learnt.word) BETWEEN 3 AND 40
"""
FINISH = "UPDATE catalog SET name = $3 WHERE org_id = $1 AND catalog_id = $2"
FIRST = UUID(int=0)


async def fill(
    settings: Settings, stall: Stall, *, is_kept: bool, say: Callable[[str], None]
) -> None:
    """Write as many products as the stall is to have: 100,000 in less than a minute.

    `is_kept`: nobody is going to change them, so later shapes may find it and use it, too.
    """
    async with loading(settings) as connection:
        await _fill_categories(connection, stall, goods := Goods(stall.org_id, stall.catalog_id))
        await _define(connection, stall)
        async with indexed_last(connection, LOADED):
            await _copy(connection, goods, stall.products, say)
            await connection.execute("ANALYZE product; ANALYZE variant; ANALYZE product_category")
            await _build(connection, stall, say)
            await connection.execute(COUNT_FACETS, stall.org_id)
            await connection.execute(LEARN_WORDS, stall.org_id)
            if is_kept:
                name = finished(stall.products)
                await connection.execute(FINISH, stall.org_id, stall.catalog_id, name)
        # As autovacuum leaves them: statistics, and pages known to be visible to all.
        await connection.execute("VACUUM (ANALYZE)")


async def define_attributes(settings: Settings, stall: Stall) -> None:
    """Say which attributes the stall's products have, where they are yet to come."""
    async with loading(settings) as connection:
        await _define(connection, stall)


async def _fill_categories(connection: Connection, stall: Stall, goods: Goods) -> None:
    await connection.executemany(
        ADD_CATEGORY,
        [
            (
                stall.org_id,
                shelf.category_id,
                stall.catalog_id,
                shelf.parent_id,
                shelf.name,
                shelf.slug,
                place,
                STOCKED_AT,
            )
            for place, shelf in enumerate(goods.shelves)
        ],
    )


async def _define(connection: Connection, stall: Stall) -> None:
    await connection.executemany(
        ADD_ATTRIBUTE,
        [
            (stall.org_id, new_id(), key, kind, list(choices), STOCKED_AT)
            for key, kind, choices in ATTRIBUTES
        ],
    )


async def _copy(
    connection: Connection, goods: Goods, count: int, say: Callable[[str], None]
) -> None:
    for first in range(0, count, CHUNK_ROWS):
        lines = goods.lines(first, min(CHUNK_ROWS, count - first))
        await copy_lines(connection, "product", PRODUCT_COLUMNS, lines.product)
        await copy_lines(connection, "variant", VARIANT_COLUMNS, lines.variant)
        await copy_lines(connection, "product_category", PLACE_COLUMNS, lines.place)
        _told(say, first + CHUNK_ROWS, "products copied")


async def _build(connection: Connection, stall: Stall, say: Callable[[str], None]) -> None:
    after, done = FIRST, 0
    while True:
        rows = await connection.fetch(PRODUCTS_AFTER, stall.org_id, after, CHUNK_ROWS)
        if not rows:
            return
        product_ids = [row[0] for row in rows]
        await connection.execute(BUILD, stall.org_id, stall.catalog_id, product_ids)
        after, done = product_ids[-1], done + len(product_ids)
        _told(say, done, "documents built")


def _told(say: Callable[[str], None], done: int, what: str) -> None:
    if done % SAY_EVERY == 0:
        say(f"{done:,} {what}")
