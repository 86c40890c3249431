"""A translated slug leads to one product in its language."""

import pytest

from galleria.base.bulk import BulkRefused
from galleria.base.refusals import Invalid
from galleria.base.tx import Tx
from galleria.catalog.products.change import change_product
from galleria.catalog.products.list import read_product
from galleria.catalog.products.rows import ProductPatch
from tests.catalog.given import (
    given_catalog,
    given_product,
)
from tests.catalog.saying import codes, put


async def test_a_made_slug_steps_aside(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, mate = [await given_product(tx, catalog) for _ in range(2)]
    assert (await put(tx, catalog, tea, name="Tee")).slug == "tee"
    second = await put(tx, catalog, mate, name="Tee")
    assert second.slug == f"tee-{mate.hex[-10:]}"
    assert await put(tx, catalog, mate, name="Tee") == second


async def test_a_slug_of_another_in_the_same_language_is_taken(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, mate = [await given_product(tx, catalog) for _ in range(2)]
    await put(tx, catalog, tea, name="Tee")
    with pytest.raises(Invalid) as refusal:
        await put(tx, catalog, mate, slug="tee")
    assert codes(refusal.value.errors) == [("/slug", "taken")]
    assert (await put(tx, catalog, mate, "nl", slug="tee")).slug == "tee"


async def test_another_products_own_slug_is_taken_in_every_language(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, mate = [await given_product(tx, catalog, name) for name in ("Tea", "Mate")]
    with pytest.raises(Invalid) as refusal:
        await put(tx, catalog, tea, slug="mate")
    assert codes(refusal.value.errors) == [("/slug", "taken")]
    assert (await put(tx, catalog, mate, slug="mate")).slug == "mate"


async def test_a_translated_slug_is_no_other_products_own(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await put(tx, catalog, tea, name="Tee")
    other = await given_product(tx, catalog, "Tee")
    slug = (await read_product(tx, catalog_id=catalog, product_id=other)).slug
    assert slug == f"tee-{other.hex[-10:]}"
    with pytest.raises(BulkRefused) as refusal:
        await given_product(tx, catalog, slug="tee")
    assert codes(refusal.value.errors) == [("/rows/0/slug", "taken")]
    body = ProductPatch(slug="tee")
    place = {"catalog_id": catalog, "product_id": tea}
    assert (await change_product(tx, **place, body=body, if_match=2)).slug == "tee"
