"""A shop with things to filter by: three mugs and cups beside the tea."""

from uuid import UUID

import msgspec
from msgspec import Raw

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from tests.listing.given_shop import Menu, given_menu

DEFINED = """
INSERT INTO attribute (org_id, attribute_id, key, name, kind, unit, created_at, updated_at)
SELECT $1, gen_random_uuid(), key, initcap(key), kind, unit, now(), now()
FROM (
    VALUES
        ('colour', 'text', NULL), ('weight', 'number', 'kg'), ('made', 'date', NULL),
        ('vegan', 'boolean', NULL)
) AS own (key, kind, unit)
"""
RED = {"brand": "Acme", "tags": ["new", "sale"], "attributes": {"colour": "red", "weight": 2.5}}
BLUE = {
    "brand": "Acme",
    "tags": ["new"],
    "attributes": {"colour": "blue", "weight": 4, "vegan": True},
}
CUP = {"brand": "Bolt", "attributes": {"colour": "red", "made": "2026-03-01"}}
MUGS = (("Red mug", 500, RED), ("Blue mug", 700, BLUE), ("Red cup", 900, CUP))


async def given_mugs(tx: Tx) -> Menu:
    menu = await given_menu(tx)
    await menu.tx.connection.execute(DEFINED, tx.context.org_id)
    for name, price, more in MUGS:
        more = {**more, "attributes": Raw(msgspec.json.encode(more["attributes"]))}
        await menu.product(name, price_minor=price, category_id=menu.drinks, **more)
    return menu


async def given_many(menu: Menu, count: int) -> None:
    """Show copies of the tea: the products that they belong to have no other use."""
    ids: list[UUID] = [new_id() for _ in range(count)]
    await menu.tx.connection.execute(
        """INSERT INTO product (org_id, product_id, catalog_id, name, slug, created_at, updated_at)
           SELECT org_id, copy, catalog_id, name, copy::text, created_at, updated_at
           FROM product, unnest($2::uuid[]) AS copy WHERE product_id = $1""",
        menu.tea, ids,
    )  # fmt: skip
    await menu.tx.connection.execute(
        """INSERT INTO listing
           SELECT org_id, store_id, locale, copy, catalog_id, copy::text, sort_order, name_key,
                  price_minor, price_max_minor, visible_from, visible_until, facets, numbers,
                  ts_delete(words, ARRAY(SELECT 's:' || g FROM generate_series(0, 63) AS g))
                  || array_to_tsvector(ARRAY['s:' || (get_byte(uuid_send(copy), 15) & 63)]),
                  vocabulary, document
           FROM listing, unnest($2::uuid[]) AS copy WHERE product_id = $1""",
        menu.tea, ids,
    )  # fmt: skip
