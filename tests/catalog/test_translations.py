"""Translations of products and categories: what a merchant can rely on."""

import msgspec
import pytest

from galleria.base.bulk import Bulk, BulkRefused, RefusedRow
from galleria.base.ids import new_id
from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import Tx
from galleria.catalog.categories.list import read_category
from galleria.catalog.fields import Seo
from galleria.catalog.products.list import read_product
from galleria.catalog.translations.categories import (
    change_category_translations,
    delete_category_translation,
    list_category_translations,
    put_category_translation,
    read_category_translation,
)
from galleria.catalog.translations.products import (
    delete_product_translation,
    list_product_translations,
    read_product_translation,
)
from galleria.catalog.translations.rows import (
    CategoryTranslationChange,
    CategoryTranslationSent,
    ProductTranslationChange,
)
from tests.catalog.given import (
    PARTIAL,
    events_of,
    given_catalog,
    given_category,
    given_product,
)
from tests.catalog.saying import changed, codes, put, row


async def test_a_product_is_said_in_german(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    said = await put(tx, catalog, tea, name="Grüner Tee", seo=Seo(title="Tee"))
    assert (said.slug, said.description, said.seo) == ("gruner-tee", None, Seo(title="Tee"))
    there = await list_product_translations(tx, catalog_id=catalog, product_id=tea)
    assert there.items == [said]
    assert (await read_product(tx, catalog_id=catalog, product_id=tea)).version == 2


async def test_nothing_for_search_engines_has_the_same_shape(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    said = await put(tx, catalog, tea, name="Tee", seo=Seo())
    assert msgspec.to_builtins(said)["seo"] == {"title": None, "description": None}
    kept = await tx.connection.fetchrow("SELECT seo FROM product_translation")
    assert kept is not None
    assert kept["seo"] is None


async def test_the_fact_names_the_language(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await put(tx, catalog, tea, name="Tee")
    body = await tx.connection.fetchval("SELECT body FROM event WHERE type = 'product.updated'")
    assert b'"changed": ["translations.de"]' in bytes(body)


async def test_said_again_it_is_replaced_whole_and_the_same_is_no_change(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await put(tx, catalog, tea, name="Tee", description="Heiß")
    again = await put(tx, catalog, tea, name="Tee")
    assert (again.name, again.slug, again.description) == ("Tee", "tee", None)
    await put(tx, catalog, tea, name="Tee")
    assert await events_of(tx, "product.updated") == 2


async def test_a_name_that_ascii_cannot_spell_keeps_the_products_own_slug(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    assert (await put(tx, catalog, tea, "zh-TW", name="綠茶")).slug is None


async def test_a_translation_says_something(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    with pytest.raises(Invalid) as refusal:
        await put(tx, catalog, tea)
    assert codes(refusal.value.errors) == [("/name", "missing")]


@pytest.mark.parametrize("locale", ["xx", "DE", "de_DE", "x" * 200])
async def test_what_is_no_locale_is_not_there(tx: Tx, locale: str) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    with pytest.raises(NotFound):
        await put(tx, catalog, tea, locale, name="Tee")


async def test_a_translation_goes(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await put(tx, catalog, tea, name="Tee")
    await delete_product_translation(tx, catalog_id=catalog, product_id=tea, locale="de")
    with pytest.raises(NotFound):
        await read_product_translation(tx, catalog_id=catalog, product_id=tea, locale="de")
    with pytest.raises(NotFound):
        await delete_product_translation(tx, catalog_id=catalog, product_id=tea, locale="de")


async def test_what_is_not_there_has_no_translations(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    for there in ((catalog, new_id()), (new_id(), tea)):
        with pytest.raises(NotFound):
            await put(tx, *there, name="Tee")
        with pytest.raises(NotFound):
            await list_product_translations(tx, catalog_id=there[0], product_id=there[1])
    assert (await list_product_translations(tx, catalog_id=catalog, product_id=tea)).items == []


async def test_many_are_said_by_id_or_key_in_several_languages(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, external_key="t")
    done = await changed(
        tx, catalog, row(tea, name="Tee"),
        ProductTranslationChange(external_key="t", locale="fr", name="Thé"),
    )  # fmt: skip
    assert [(it.status, it.id, it.version) for it in done.rows] == [("created", tea, 2)] * 2
    assert await events_of(tx, "product.updated") == 1


async def test_of_many_what_is_left_out_stays_and_null_clears(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await put(tx, catalog, tea, name="Tee", description="Heiß")
    await changed(tx, catalog, row(tea, name="Chai", description=None))
    said = await read_product_translation(tx, catalog_id=catalog, product_id=tea, locale="de")
    assert (said.name, said.slug, said.description) == ("Chai", "tee", None)


async def test_what_says_nothing_any_more_is_deleted(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    await put(tx, catalog, tea, name="Tee")
    cleared = row(tea, name=None, slug=None)
    assert [it.status for it in (await changed(tx, catalog, cleared)).rows] == ["deleted"]
    assert [it.status for it in (await changed(tx, catalog, cleared)).rows] == ["unchanged"]


async def test_two_swap_their_slugs_in_one_call(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, mate = [await given_product(tx, catalog, name) for name in ("Tea", "Mate")]
    await changed(tx, catalog, row(tea, slug="a"), row(mate, slug="b"))
    await changed(tx, catalog, row(tea, slug="b"), row(mate, slug="a"))
    await tx.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    said = await read_product_translation(tx, catalog_id=catalog, product_id=tea, locale="de")
    assert said.slug == "b"


async def test_a_refused_row_keeps_its_slug_so_whoever_wanted_it_is_refused(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea, mate = [await given_product(tx, catalog, name) for name in ("Tea", "Mate")]
    await put(tx, catalog, tea, slug="a")
    rows = (row(mate, slug="a"), row(tea, slug="mate"))
    done = await changed(tx, catalog, *rows, partial=True)
    assert [(it.status, it.id) for it in done.rows] == [("refused", mate), ("refused", tea)]


async def test_partial_answers_for_every_kind_of_row(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, external_key="t")
    rows = [
        row(tea, name="Tee"),
        row(tea, name="Chai"),
        row(new_id(), name="Tee"),
        ProductTranslationChange(external_key="no", locale="de", name="Tee"),
        ProductTranslationChange(locale="de", name="Tee"),
        ProductTranslationChange(product_id=tea, external_key="t", locale="fr", name="Tee"),
        row(tea, "xx", name="Tee"),
        RefusedRow([FieldError("/name", "length", "Too long.")]),
    ]
    done = await changed(tx, catalog, *rows, partial=True)
    assert [it.status for it in done.rows] == [
        "created", "refused", "not_found", "not_found", *["refused"] * 4
    ]  # fmt: skip
    assert [codes(it.errors) for it in done.rows if it.status == "refused"] == [
        [("/locale", "repeated")], [("/product_id", "missing")], [("/external_key", "ambiguous")],
        [("/locale", "unknown_locale")], [("/name", "length")],
    ]  # fmt: skip


async def test_one_wrong_row_means_nothing_is_said(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    with pytest.raises(BulkRefused):
        await changed(tx, catalog, row(tea, name="Tee"), row(new_id(), name="Tee"))
    assert (await list_product_translations(tx, catalog_id=catalog, product_id=tea)).items == []


async def test_twenty_cost_the_statements_of_one(tx: Tx, statements: list[str]) -> None:
    catalog = await given_catalog(tx)
    products = [await given_product(tx, catalog) for _ in range(21)]
    del statements[:]
    await changed(tx, catalog, row(products[0], name="Eins"))
    one = len(statements)
    await changed(tx, catalog, *[row(product, name="Viele") for product in products[1:]])
    assert len(statements) == 2 * one


async def test_a_category_is_said_in_german(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    drinks = await given_category(tx, catalog)
    body = CategoryTranslationSent(name="Getränke")
    place = {"catalog_id": catalog, "category_id": drinks}
    said = await put_category_translation(tx, **place, locale="de", body=body)
    assert (said.name, said.slug) == ("Getränke", "getranke")
    assert (await list_category_translations(tx, **place)).items == [said]
    assert await read_category_translation(tx, **place, locale="de") == said
    assert (await read_category(tx, **place)).version == 2
    await delete_category_translation(tx, **place, locale="de")
    assert (await list_category_translations(tx, **place)).items == []
    assert await events_of(tx, "category.updated") == 2


async def test_many_categories_are_said_at_once(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    drinks = await given_category(tx, catalog, external_key="d")
    await given_category(tx, catalog, "Cakes")
    rows = [
        CategoryTranslationChange(external_key="d", locale="de", name="Getränke"),
        CategoryTranslationChange(category_id=drinks, locale="fr", slug="cakes"),
    ]
    done = await change_category_translations(
        tx, catalog_id=catalog, body=Bulk(list(rows)), query=PARTIAL
    )
    assert [it.status for it in done.rows] == ["created", "refused"]


async def test_another_organizations_product_is_not_there(tx: Tx, other_tx: Tx) -> None:
    catalog, own = await given_catalog(tx), await given_catalog(other_tx)
    tea = await given_product(tx, catalog)
    with pytest.raises(NotFound):
        await put(other_tx, catalog, tea, name="Tee")
    with pytest.raises(NotFound):
        await put(other_tx, own, tea, name="Tee")
    done = await changed(other_tx, own, row(tea, name="Tee"), partial=True)
    assert done.rows[0].status == "not_found"
