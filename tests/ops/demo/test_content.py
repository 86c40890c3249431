import re
from collections import Counter

import msgspec
import pytest

from galleria.faces.pictures import KINDS
from galleria.ops.demo import DemoItem, DemoOrganization, demo_organizations
from galleria.ops.demo.naming import barcode_of, slug_of

CAFE, GIFT_SHOP = demo_organizations()
BOTH = pytest.mark.parametrize("organization", [CAFE, GIFT_SHOP], ids=lambda it: it.slug)


def _priced(item: DemoItem) -> list[tuple[str | None, str | None, int]]:
    if not item.variants:
        return [(item.sku, item.barcode, item.price_minor)]
    return [(it.sku, it.barcode, it.price_minor) for it in item.variants]


def _check_digit_is_right(barcode: str) -> bool:
    digits = [int(digit) for digit in barcode]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def test_is_the_same_every_time():
    assert msgspec.json.encode(demo_organizations()) == msgspec.json.encode((CAFE, GIFT_SHOP))


def test_cafe_has_a_menu_and_the_gift_shop_a_thousand_products():
    assert (len(CAFE.categories), len(CAFE.items)) == (14, 75)
    assert (len(GIFT_SHOP.categories), len(GIFT_SHOP.items)) == (110, 1_000)


def test_cafe_sells_online_and_at_a_till():
    assert [store.kind for store in CAFE.stores] == ["online", "till"]


@BOTH
def test_every_barcode_is_a_unique_internal_ean_13(organization: DemoOrganization):
    barcodes = [barcode for item in organization.items for _, barcode, _ in _priced(item)]
    assert all(barcode and re.fullmatch(r"2\d{12}", barcode) for barcode in barcodes)
    assert all(_check_digit_is_right(barcode) for barcode in barcodes if barcode)
    assert len(set(barcodes)) == len(barcodes)


def test_a_known_barcode_has_the_right_check_digit():
    assert barcode_of(20, 1) == "2000000000015"


@BOTH
def test_every_sku_is_there_and_unique(organization: DemoOrganization):
    skus = Counter(sku for item in organization.items for sku, _, _ in _priced(item))
    assert None not in skus
    assert skus.most_common(1)[0][1] == 1


@BOTH
@pytest.mark.parametrize("field", ["key", "slug"])
def test_keys_and_slugs_are_unique_and_plain(organization: DemoOrganization, field: str):
    for rows in (organization.categories, organization.items):
        words = [getattr(row, field) for row in rows]
        assert len(set(words)) == len(words)
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word) for word in words)


@BOTH
def test_parents_stand_before_their_children_so_there_is_no_cycle(organization: DemoOrganization):
    seen: set[str] = set()
    for category in organization.categories:
        assert category.parent_key is None or category.parent_key in seen
        seen.add(category.key)


def test_gift_shop_is_three_levels_deep():
    parents = {it.key: it.parent_key for it in GIFT_SHOP.categories}

    def depth(key: str) -> int:
        parent = parents[key]
        return 1 if parent is None else 1 + depth(parent)

    assert max(map(depth, parents)) == 3


@BOTH
def test_items_stand_in_categories_without_children(organization: DemoOrganization):
    leaves = {it.key for it in organization.categories} - {
        it.parent_key for it in organization.categories
    }
    assert {item.category_key for item in organization.items} == leaves


@BOTH
def test_variants_cover_their_options_and_the_item_shows_the_lowest_price(
    organization: DemoOrganization,
):
    for item in organization.items:
        assert item.price_minor == min(price for _, _, price in _priced(item)) > 0
        choices = {option.name: set(option.values) for option in item.options}
        for variant in item.variants:
            assert variant.options.keys() == choices.keys()
            assert all(value in choices[name] for name, value in variant.options.items())
        assert len({tuple(it.options.values()) for it in item.variants}) == len(item.variants)


@BOTH
def test_everything_has_a_picture_of_a_kind_that_can_be_drawn(organization: DemoOrganization):
    addresses = [url for item in organization.items for url in item.media]
    addresses += [category.image_url for category in organization.categories]
    addresses += [store.branding.logo_url for store in organization.stores]
    matches = [re.fullmatch(r"/pictures/([a-z]+)/[a-z0-9-]+\.svg", it) for it in addresses]
    assert all(match and match[1] in KINDS for match in matches)


@BOTH
def test_descriptions_are_whole_sentences(organization: DemoOrganization):
    for row in (*organization.categories, *organization.items):
        assert re.fullmatch(r"[A-Z].{9,}[.!]", row.description), row.description


def test_slugs_drop_accents_and_signs():
    assert slug_of("Cafetière for two & Gardener's tea") == "cafetiere-for-two-gardeners-tea"
