"""What is said in another language is shown to shoppers of that language at once."""

from uuid import UUID

from msgspec import Raw

from galleria.base.tx import Tx
from galleria.catalog import sell_catalog
from galleria.catalog.attributes.create import create_attribute
from galleria.catalog.attributes.rows import NewAttribute
from galleria.catalog.duplicates.duplicate import duplicate_product
from galleria.catalog.duplicates.rules import DuplicateAsked
from galleria.catalog.translations.categories import put_category_translation
from galleria.catalog.translations.products import (
    delete_product_translation,
    put_product_translation,
)
from galleria.catalog.translations.rows import CategoryTranslationSent, ProductTranslationSent
from tests.catalog.given import given_catalog, given_category, given_product, given_store


async def given_shop(tx: Tx) -> UUID:
    """A catalog that is sold by a store read in English and in German."""
    catalog, store = await given_catalog(tx), await given_store(tx)
    await tx.connection.execute("UPDATE store SET further_locales = '{de}'")
    await sell_catalog(tx, store_id=store, catalog_id=catalog)
    return catalog


async def shown(tx: Tx, what: str) -> dict[str, str]:
    rows = await tx.connection.fetch(f"SELECT locale, {what} AS value FROM listing")
    return {row["locale"]: row["value"] for row in rows}


async def test_a_name_in_german_and_its_end(tx: Tx) -> None:
    catalog = await given_shop(tx)
    place = {"catalog_id": catalog, "product_id": await given_product(tx, catalog)}
    body = ProductTranslationSent(name="Tee")
    await put_product_translation(tx, **place, locale="de", body=body)
    assert await shown(tx, "document::jsonb ->> 'name'") == {"en-GB": "Tea", "de": "Tee"}
    assert await shown(tx, "slug") == {"en-GB": "tea", "de": "tee"}
    await delete_product_translation(tx, **place, locale="de")
    assert await shown(tx, "slug") == {"en-GB": "tea", "de": "tea"}


async def test_the_german_name_of_a_category_finds_its_products(tx: Tx) -> None:
    catalog = await given_shop(tx)
    drinks = await given_category(tx, catalog)
    await given_product(tx, catalog, category_id=drinks)
    body = CategoryTranslationSent(name="Getränke")
    await put_category_translation(
        tx, catalog_id=catalog, category_id=drinks, locale="de", body=body
    )
    found = await shown(tx, "words @@ to_tsquery('german', 'getranke')")
    assert found == {"en-GB": False, "de": True}


async def test_a_new_attribute_is_filtered_by_at_once(tx: Tx) -> None:
    catalog = await given_shop(tx)
    await given_product(tx, catalog, attributes=Raw(b'{"wood": "Oak", "none": null}'))
    for key in ("wood", "none"):
        await create_attribute(tx, body=NewAttribute(key=key, name=key, kind="text"))
    facets = await shown(tx, "facets")
    assert [facet for facet in facets["de"] if facet.startswith("a:")] == ["a:wood=Oak"]


async def test_a_copy_is_not_shown(tx: Tx) -> None:
    catalog = await given_shop(tx)
    tea = await given_product(tx, catalog)
    await duplicate_product(tx, catalog_id=catalog, product_id=tea, body=DuplicateAsked())
    rows = await tx.connection.fetch("SELECT DISTINCT product_id FROM listing")
    assert [row["product_id"] for row in rows] == [tea]
