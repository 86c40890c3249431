"""A scanned code is the variant that the store sells under it, or nothing."""

import asyncio
from uuid import UUID

import pytest
from msgspec import structs

from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog.products.media import Media
from galleria.catalog.products.rows import Option, VariantSent
from galleria.listing.shop.doors import ShopQuery
from galleria.listing.shop.scan import Scanned, scan_at_store, scan_in_shop
from tests.conftest import recorded_statements
from tests.listing.given_shop import (
    Menu,
    exclude,
    given_menu,
    price_here,
    say_product,
    seen_by,
)

EAN = "4006381333931"
UPC = "036000291452"


OWN = ShopQuery()


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    return await given_menu(tx)


@pytest.fixture
async def mug(menu: Menu) -> UUID:
    """Blue is 4006381333931, also BLUE-OLD; red is RED."""
    variants = [
        VariantSent(
            option_values=["Blue"],
            price_minor=900,
            sku="BLUE",
            barcode=EAN,
            further_barcodes=["BLUE-OLD"],
        ),
        VariantSent(option_values=["Red"], price_minor=950, sku="RED", is_active=True),
    ]
    return await menu.product("Mug", options=[Option("Colour")], variants=variants)


async def scan(menu: Menu, code: str, query: ShopQuery = OWN) -> Scanned:
    return await scan_in_shop(menu.tx, code=code, query=query)


@pytest.mark.parametrize("code", [EAN, "BLUE-OLD", "BLUE"])
async def test_a_variant_is_found_by_its_barcodes_and_its_sku(
    menu: Menu, mug: UUID, code: str
) -> None:
    found = await scan(menu, code)
    assert (found.product_id, found.name, found.option_values) == (mug, "Mug", ["Blue"])
    assert (found.sku, found.barcode, found.slug) == ("BLUE", EAN, "mug")
    assert (found.price_minor, found.currency) == (900, "EUR")


async def test_a_barcode_goes_before_a_sku(menu: Menu, mug: UUID) -> None:
    await menu.product("Copy", sku="BLUE-OLD")
    assert (await scan(menu, "BLUE-OLD")).product_id == mug


async def test_a_hidden_variants_code_leaves_it_to_another(menu: Menu, mug: UUID) -> None:
    copy = await menu.product("Copy", sku="BLUE-OLD")
    await exclude(menu, product=mug)
    assert (await scan(menu, "BLUE-OLD")).product_id == copy


async def test_the_stores_own_price_is_told(menu: Menu, mug: UUID) -> None:
    await price_here(menu, 700, 900)
    found = await scan(menu, EAN)
    assert (found.price_minor, found.compare_at_minor) == (700, 900)


async def test_its_own_picture_goes_before_the_products(menu: Menu) -> None:
    tea, red = (Media(url=f"https://pictures.example/{it}.jpg") for it in ("tea", "red"))
    film = Media(url="https://pictures.example/tea.mp4", kind="video")
    variants = [
        VariantSent(option_values=["Red"], price_minor=1, sku="R", media=[red]),
        VariantSent(option_values=["Blue"], price_minor=1, sku="B"),
    ]
    options = [Option("Colour")]
    await menu.product("Cup", media=[film, tea], options=options, variants=variants)
    images = [(await scan(menu, code)).image for code in ("R", "B", "T-1")]
    assert [image and image.url for image in images] == [red.url, tea.url, None]


async def test_it_is_named_in_the_tills_language(menu: Menu) -> None:
    await say_product(menu, menu.tea, name="Tee", slug="tee")
    found = await scan(menu, "T-1", ShopQuery(locale="de-DE"))
    assert (found.locale, found.name, found.slug) == ("de-DE", "Tee", "tee")


@pytest.mark.parametrize(("kept", "read"), [(UPC, f"0{UPC}"), (f"0{UPC}", UPC), (EAN, f"0{EAN}")])
async def test_leading_zeros_do_not_matter(menu: Menu, kept: str, read: str) -> None:
    soap = await menu.product("Soap", barcode=kept)
    assert (await scan(menu, read)).product_id == soap


async def test_zeros_before_an_internal_code_do_matter(menu: Menu) -> None:
    await menu.product("Soap", barcode="0123")
    with pytest.raises(NotFound):
        await scan(menu, "123")


@pytest.mark.parametrize("code", ["blue", "4006381333930", "", "x" * 101, "'"])
async def test_an_unknown_code_is_not_there(menu: Menu, mug: UUID, code: str) -> None:
    with pytest.raises(NotFound):
        await scan(menu, code)


async def test_a_variant_that_is_not_sold_is_not_there(menu: Menu, mug: UUID) -> None:
    await menu.set("UPDATE variant SET is_active = false WHERE sku = 'BLUE'")
    for code in (EAN, "BLUE-OLD", "BLUE"):
        with pytest.raises(NotFound):
            await scan(menu, code)
    assert (await scan(menu, "RED")).product_id == mug


async def test_a_till_finds_the_same_as_a_shopper(menu: Menu, mug: UUID) -> None:
    till = structs.replace(menu.tx, context=structs.replace(menu.tx.context, store_id=None))
    found = await scan_at_store(till, store_id=menu.store, code=EAN, query=OWN)
    shown = structs.asdict(await scan(menu, EAN))
    assert structs.asdict(found) == {**shown, "free_units": None}


async def test_another_organizations_store_finds_nothing(menu: Menu, other_tx: Tx) -> None:
    with pytest.raises(NotFound):
        await scan_in_shop(seen_by(other_tx, menu.store), code="T-1", query=OWN)
    with pytest.raises(NotFound):
        await scan_at_store(other_tx, store_id=menu.store, code="T-1", query=OWN)


async def test_a_scan_is_one_statement(menu: Menu, mug: UUID) -> None:
    with recorded_statements(menu.tx) as statements:
        await scan(menu, EAN)
        await asyncio.sleep(0)  # The last is told in the loop's next turn.
    assert len(statements) == 1
