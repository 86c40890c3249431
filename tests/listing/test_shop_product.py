"""A product's page: everything that shoppers may know of it, and nothing else."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from msgspec import Raw

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog import Seo
from galleria.catalog.products.media import Media
from galleria.catalog.products.modifiers import Choice, Modifier
from galleria.catalog.products.rows import BundlePart, Option, VariantSent
from galleria.listing.shop.doors import ShopQuery
from galleria.listing.shop.product import ShopProduct, read_shop_product
from tests.conftest import recorded_statements
from tests.listing.given_shop import (
    Menu,
    exclude,
    given_menu,
    price_here,
    say_category,
    say_product,
    seen_by,
    sell_between,
)

GERMAN = ShopQuery(locale="de-DE")
PICTURE = Media(url="https://pictures.example/tea.jpg", alt_text="A cup")
MOCKUP = Media(url="https://pictures.example/red.jpg", kind="mockup")


OWN = ShopQuery()


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    return await given_menu(tx)


async def read(menu: Menu, product: UUID | str, query: ShopQuery = OWN) -> ShopProduct:
    return await read_shop_product(menu.tx, product=str(product), query=query)


async def test_a_product_is_found_by_slug_and_by_id(menu: Menu) -> None:
    for key in ("tea", menu.tea, str(menu.tea).upper()):
        product = await read(menu, key)
        assert (product.product_id, product.variants[0].sku) == (menu.tea, "T-1")


async def test_it_is_in_the_shoppers_language(menu: Menu) -> None:
    await say_product(menu, menu.tea, name="Tee", slug="tee", description="Heiß.")
    await say_category(menu, menu.hot, name="Heißes", slug="heisses")
    for key in ("tee", "tea", menu.tea):
        product = await read(menu, key, GERMAN)
        assert (product.locale, product.name, product.slug) == ("de-DE", "Tee", "tee")
        assert product.description == "Heiß."
    assert [crumb.slug for crumb in product.breadcrumbs] == ["drinks", "heisses"]


async def test_what_is_not_translated_is_as_the_product_itself_says(menu: Menu) -> None:
    await say_product(menu, menu.tea, slug="tee")
    product = await read(menu, "tee", GERMAN)
    assert (product.name, product.slug) == ("Tea", "tee")


async def test_its_addresses_in_other_languages_are_told(menu: Menu) -> None:
    await say_product(menu, menu.tea, slug="tee")
    told = {it.locale: it.slug for it in (await read(menu, "tea")).alternates}
    assert told == {"de-DE": "tee", "en-GB": "tea"}
    with pytest.raises(NotFound):
        await read(menu, "tee")


async def test_breadcrumbs_lead_to_the_primary_category(menu: Menu) -> None:
    sale = await menu.category("Sale")
    mate = await menu.product("Mate", category_id=menu.hot, further_category_ids=[sale])
    product = await read(menu, mate)
    assert product.category_id == menu.hot
    assert [crumb.name for crumb in product.breadcrumbs] == ["Drinks", "Hot"]


async def test_a_closed_primary_category_gives_way_to_one_that_is_open(menu: Menu) -> None:
    sale = await menu.category("Sale")
    mate = await menu.product("Mate", category_id=menu.hot, further_category_ids=[sale])
    await exclude(menu, category=menu.drinks)
    product = await read(menu, mate)
    assert [crumb.name for crumb in product.breadcrumbs] == ["Sale"]


async def test_a_product_without_a_category_is_visible(menu: Menu) -> None:
    product = await read(menu, await menu.product("Voucher", kind="gift_card"))
    assert (product.category_id, product.breadcrumbs, product.kind) == (None, [], "gift_card")


async def test_only_active_variants_are_shown_in_their_order(menu: Menu) -> None:
    variants = [
        VariantSent(option_values=["S"], price_minor=100, weight_grams=50, media=[MOCKUP]),
        VariantSent(option_values=["M"], price_minor=150, is_active=False),
        VariantSent(option_values=["L"], price_minor=200, compare_at_minor=250),
    ]
    mug = await menu.product("Mug", options=[Option("Size")], variants=variants)
    product = await read(menu, mug)
    assert [variant.option_values for variant in product.variants] == [["S"], ["L"]]
    small, large = product.variants
    assert (small.weight_grams, small.media[0].kind) == (50, "mockup")
    assert (large.price_minor, large.compare_at_minor) == (200, 250)
    assert (product.price_min_minor, product.price_max_minor) == (100, 200)


async def test_the_stores_own_price_is_told(menu: Menu) -> None:
    await price_here(menu, 222, 333)
    product = await read(menu, "tea")
    assert (product.variants[0].price_minor, product.variants[0].compare_at_minor) == (222, 333)
    assert product.price_min_minor == 222


async def test_what_a_product_says_of_itself_is_told(menu: Menu) -> None:
    milk = Modifier(key="milk", name="Milk", min=1, choices=[Choice(key="oat", name="Oat")])
    latte = await menu.product(
        "Latte", brand="Alba", tags=["new"], modifiers=[milk], media=[PICTURE]
    )
    product = await read(menu, latte)
    assert (product.brand, product.tags) == ("Alba", ["new"])
    assert (product.modifiers[0].min, product.modifiers[0].choices[0].name) == (1, "Oat")
    assert product.media[0].alt_text == "A cup"


async def test_a_translation_may_say_half_of_what_search_engines_show(menu: Menu) -> None:
    await say_product(menu, menu.tea, name="Tee")
    await menu.set("""UPDATE product SET seo = '{"title": "Tea", "description": "Hot"}'""")
    await menu.set("""UPDATE product_translation SET seo = '{"title": "Tee"}'""")
    assert (await read(menu, menu.tea, GERMAN)).seo == Seo(title="Tee", description="Hot")
    assert (await read(menu, menu.tea)).seo == Seo(title="Tea", description="Hot")


async def test_attributes_come_with_their_names_and_units(menu: Menu) -> None:
    await menu.set(
        """INSERT INTO attribute (org_id, attribute_id, key, name, kind, unit, created_at,
                                  updated_at)
           VALUES ($1, $1, 'volume', 'Volume', 'number', 'ml', now(), now())""",
        menu.tx.context.org_id,
    )  # fmt: skip
    mug = await menu.product("Mug", attributes=Raw(b'{"volume": 330, "glaze": "blue"}'))
    product = await read(menu, mug)
    assert msgspec.json.decode(product.attributes) == {"volume": 330, "glaze": "blue"}
    told = [(it.key, it.name, it.kind, it.unit) for it in product.specifications]
    assert told == [("volume", "Volume", "number", "ml"), ("glaze", "glaze", None, None)]


async def test_a_bundle_tells_its_parts(menu: Menu) -> None:
    await say_product(menu, menu.tea, name="Tee", slug="tee")
    box = await menu.product("Box", kind="bundle", bundle=[BundlePart(sku="T-1", quantity=3)])
    (part,) = (await read(menu, box, GERMAN)).bundle
    assert (part.name, part.slug, part.quantity) == ("Tee", "tee", 3)


async def test_a_bundle_is_not_there_without_its_parts(menu: Menu) -> None:
    box = await menu.product("Box", kind="bundle", bundle=[BundlePart(sku="T-1")])
    await exclude(menu, product=menu.tea)
    with pytest.raises(NotFound):
        await read(menu, box)


async def test_what_is_the_merchants_business_alone_is_never_told(menu: Menu) -> None:
    secrets = {"cost_minor": 12345, "fulfilment_partner": "Secret Ltd", "tax_class": "hush"}
    mug = await menu.product("Mug", source_raw=Raw(b'{"margin": "hush"}'), **secrets)
    told = msgspec.json.encode(await read(menu, mug)).decode()
    assert [word for word in ("12345", "cost", "Secret", "hush") if word in told] == []


@pytest.mark.parametrize("status", ["draft", "archived"])
async def test_what_is_not_active_is_not_there(menu: Menu, status: str) -> None:
    mate = await menu.product("Mate", status=status)
    for key in ("mate", mate):
        with pytest.raises(NotFound):
            await read(menu, key)


async def test_a_product_is_there_within_its_hours_alone(menu: Menu) -> None:
    now, hour = menu.tx.context.now, timedelta(hours=1)
    await sell_between(menu, menu.tea, now - hour, now + hour)
    assert (await read(menu, "tea")).name == "Tea"
    for begins, ends in ((now + hour, None), (None, now - hour)):
        await menu.tx.connection.execute("DELETE FROM store_window")
        await sell_between(menu, menu.tea, begins, ends)
        with pytest.raises(NotFound):
            await read(menu, "tea")


async def test_a_hidden_products_translated_slug_leaves_the_address_to_another(menu: Menu) -> None:
    other = await menu.product("Other")
    await say_product(menu, other, slug="tea")
    await exclude(menu, product=other)
    assert (await read(menu, "tea", GERMAN)).product_id == menu.tea


async def test_another_organizations_product_is_not_there(menu: Menu, other_tx: Tx) -> None:
    shop = seen_by(other_tx, menu.store)
    for key in ("tea", str(menu.tea)):
        with pytest.raises(NotFound):
            await read_shop_product(shop, product=key, query=OWN)


@pytest.mark.parametrize("count", [1, 20])
async def test_a_page_is_one_statement_however_many_variants(menu: Menu, count: int) -> None:
    sizes = [str(number) for number in range(count)]
    shoe = await menu.product("Shoe", options=[Option("Size", sizes)])
    with recorded_statements(menu.tx) as statements:
        assert len((await read(menu, shoe)).variants) == count
        await asyncio.sleep(0)  # The last is told in the loop's next turn.
    assert len(statements) == 1
