"""Words that shoppers say, and what is found for them."""

import asyncio
from datetime import timedelta

import pytest
from msgspec import Raw

from galleria.base.tx import Tx
from galleria.catalog.products.rows import VariantSent
from galleria.listing.search.spelling import slips
from tests.conftest import recorded_statements
from tests.listing.finding import find, found, leafed, names
from tests.listing.given_shop import Menu, given_menu, say_product, sell_between


@pytest.fixture
async def menu(tx: Tx) -> Menu:
    return await given_menu(tx)


async def test_words_are_found_in_any_order_and_by_their_stems(menu: Menu) -> None:
    await menu.product("Linen shirts for gardeners")
    await menu.product("Linen trousers")
    assert await found(menu.tx, "garden shirt linen") == ["Linen shirts for gardeners"]


async def test_the_last_word_may_be_only_begun(menu: Menu) -> None:
    await menu.product("Linen shirt")
    assert await found(menu.tx, "linen shi") == ["Linen shirt"]
    assert await found(menu.tx, "lin shirt") == []


async def test_case_and_accents_do_not_matter(menu: Menu) -> None:
    await menu.product("Crème brûlée")
    await menu.product("Łódź poster")
    assert await found(menu.tx, "CREME brulee") == ["Crème brûlée"]
    assert await found(menu.tx, "lodz") == ["Łódź poster"]


async def test_brand_tags_category_attributes_and_description_are_found(menu: Menu) -> None:
    more = {"brand": "Meissner", "tags": ["sommer"], "description": "Dishwasher safe"}
    await menu.product("Cup", category_id=menu.hot, attributes=Raw(b'{"glaze": "cobalt"}'), **more)
    for said in ("meissner", "sommer", "dishwasher", "cobalt", "hot cup"):
        assert await found(menu.tx, said) == ["Cup"], said


async def test_a_sku_and_a_barcode_come_first(menu: Menu) -> None:
    await menu.product("AB-77 look-alike", description="AB-77")
    await menu.product("Zither", sku="AB-77", barcode="4006381333931")
    assert (await found(menu.tx, "ab-77"))[0] == "Zither"
    assert await found(menu.tx, "4006381333931") == ["Zither"]
    assert await found(menu.tx, "04006381333931") == ["Zither"]


async def test_a_further_barcode_is_found(menu: Menu) -> None:
    variant = VariantSent(price_minor=1, further_barcodes=["HOUSE-1"])
    await menu.product("Zither", variants=[variant])
    assert await found(menu.tx, "HOUSE-1") == ["Zither"]


async def test_names_come_before_descriptions_and_exact_names_first(menu: Menu) -> None:
    await menu.product("Kettle", description="For a lamp")
    for name in ("A lamp of brass", "Lamp shade", "Lamp", "Lamplight"):
        await menu.product(name)
    found_names = await found(menu.tx, "lamp")
    assert found_names == ["Lamp", "Lamp shade", "Lamplight", "A lamp of brass", "Kettle"]


async def test_words_that_say_nothing_are_left_out_unless_there_are_no_others(menu: Menu) -> None:
    await menu.product("Cup of kings")
    await menu.product("The Who: a poster")
    assert await found(menu.tx, "the cup of kings") == ["Cup of kings"]
    assert await found(menu.tx, "the who") == ["The Who: a poster"]


async def test_compounds_are_found_by_their_parts(menu: Menu) -> None:
    await menu.product("T-shirt")
    await menu.product("Candle/holder")
    assert await found(menu.tx, "t-shirt") == await found(menu.tx, "shirt") == ["T-shirt"]
    assert await found(menu.tx, "holder") == ["Candle/holder"]


async def test_each_language_is_searched_by_its_own_rules(menu: Menu) -> None:
    await say_product(menu, menu.tea, name="Grüner Tee aus den Bergen")
    assert await found(menu.tx, "grune berg", locale="de-DE") == ["Grüner Tee aus den Bergen"]
    assert await found(menu.tx, "bergen") == []


@pytest.mark.parametrize(
    "said",
    [
        "'", '"', "\\", "tea'", "a & b | !c", "tea:*", "<->", ":A", "tea <2> pot", "(((", "%_%",
        "🫖", "☕ ☕", "\u200b", "ﷺ", "c:", "b:", "*", "-1", "--", "/", "a" * 400, "x " * 200,
        "$1", "{}", "tea\ttea\ntea", "İ", "ß", "日本語", "e\u0301",
    ],
)  # fmt: skip
async def test_anything_may_be_said(menu: Menu, said: str) -> None:
    for sort in (None, "name"):
        assert set(await found(menu.tx, said, sort=sort)) <= {"Tea"}


async def test_facets_are_not_found_by_their_marks(menu: Menu) -> None:
    await menu.product("Mug", brand="Acme", tags=["new"])
    for said in ("b", "t", "c", "k", "b:Acme", "k:physical"):
        assert "Mug" not in await found(menu.tx, said) or said == "b:Acme", said


async def test_what_holds_no_word_finds_nothing(menu: Menu) -> None:
    assert await found(menu.tx, "!!!") == await found(menu.tx, "!!!", sort="name") == []


async def test_blanks_are_no_words(menu: Menu) -> None:
    assert await found(menu.tx, "   ") == ["Tea"]


async def test_a_mistyped_word_is_taken_for_the_nearest(menu: Menu) -> None:
    await menu.product("Linen shirt")
    await menu.product("Linen skirt, short")
    page = await find(menu.tx, q="lnien shrit")
    assert (names(page), page.corrected) == (["Linen shirt"], "linen shirt")


async def test_a_typo_of_a_categorys_word_is_corrected(menu: Menu) -> None:
    page = await find(menu.tx, q="hto")
    assert (names(page), page.corrected) == (["Tea"], "hot")


async def test_what_is_found_is_not_corrected(menu: Menu) -> None:
    await menu.product("Linen shirt")
    assert (await find(menu.tx, q="linen")).corrected is None


async def test_nonsense_is_not_corrected(menu: Menu) -> None:
    page = await find(menu.tx, q="qqqqxxxx")
    assert (names(page), page.corrected, page.next_cursor) == ([], None, None)


async def test_a_corrected_search_has_pages_like_any_other(menu: Menu) -> None:
    for number in range(3):
        await menu.product(f"Lantern {'abc'[number]}")
    assert sorted(await leafed(menu.tx, q="lantrn")) == ["Lantern a", "Lantern b", "Lantern c"]


async def test_another_shops_words_correct_nothing(menu: Menu, other_tx: Tx) -> None:
    other = await given_menu(other_tx)
    await other.product("Lantern")
    assert (await find(menu.tx, q="lantrn")).corrected is None


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("shrit", "shirt", 1), ("tea", "tea", 0), ("", "tea", 3), ("metl", "metal", 1)],
)
def test_slips_of_the_finger_are_counted(one: str, other: str, apart: int) -> None:
    assert slips(one, other) == slips(other, one) == apart


async def test_pages_by_relevance_follow_each_other_without_gap_or_repeat(menu: Menu) -> None:
    given = [f"Lamp {word}" for word in ("one", "two", "three", "four", "five")]
    for name in given:
        await menu.product(name, description="lamp " * len(name))
    assert sorted(await leafed(menu.tx, q="lamp", limit=2)) == sorted(given)


async def test_what_has_no_hours_now_is_not_found(menu: Menu) -> None:
    later = menu.tx.context.now + timedelta(hours=1)
    await sell_between(menu, menu.tea, later, None)
    assert await found(menu.tx, "tea") == []


async def test_words_are_two_statements_and_a_typo_four(menu: Menu) -> None:
    for number in range(20):
        await menu.product(f"Lamp {number}")
    with recorded_statements(menu.tx) as seen:
        await found(menu.tx, "lamp")
        await found(menu.tx, "lmap")
        await asyncio.sleep(0)
    assert len(seen) == 6
