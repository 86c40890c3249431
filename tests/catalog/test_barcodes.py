"""Barcodes: check digits, and one variant's alone in its catalog."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.base.bulk import BulkRefused
from galleria.base.refusals import Invalid
from galleria.base.tx import Tx
from galleria.catalog.products.barcodes import barcode_errors, check_digit, one_spelling
from galleria.catalog.products.change import change_product
from galleria.catalog.products.list import read_product
from galleria.catalog.products.rows import NewProduct, Option, ProductPatch, VariantSent
from tests.catalog.given import counted, created_products, given_catalog, given_product

EAN, OTHER_EAN, UPC = "4006381333931", "96385074", "036000291452"
bodies = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)


async def patched(tx: Tx, catalog: UUID, product: UUID, version: int = 1, **fields: object) -> None:
    body = ProductPatch(**fields)  # type: ignore[arg-type]
    await change_product(tx, catalog_id=catalog, product_id=product, body=body, if_match=version)


async def refused(tx: Tx, catalog: UUID, row: NewProduct) -> list[tuple[str, str]]:
    with pytest.raises(BulkRefused) as refusal:
        await created_products(tx, catalog, row)
    return [(error.pointer, error.code) for error in refusal.value.errors]


@given(bodies)
def test_of_ten_last_digits_one_is_right(body: str) -> None:
    sound = [digit for digit in range(10) if not barcode_errors(f"{body}{digit}", "/barcode")]
    assert sound == [check_digit(body)]


@given(bodies, st.data())
def test_one_misread_digit_is_always_noticed(body: str, draw: st.DataObject) -> None:
    code = f"{body}{check_digit(body)}"
    place = draw.draw(st.integers(0, len(code) - 1))
    misread = draw.draw(st.sampled_from(sorted(set("0123456789") - {code[place]})))
    assert barcode_errors(code[:place] + misread + code[place + 1 :], "/barcode")


@pytest.mark.parametrize(
    "code", [EAN, OTHER_EAN, UPC, "10012345678902", "12345", "A-4006381333932"]
)
def test_right_ones_and_internal_codes_are_fine(code: str) -> None:
    assert barcode_errors(code, "/barcode") == []


@pytest.mark.parametrize(("code", "kept"), [
    (EAN, EAN), (f"0{EAN}", EAN), (UPC, UPC), (f"0{UPC}", UPC), (f"00{UPC}", UPC),
    (OTHER_EAN, OTHER_EAN), (f"000000{OTHER_EAN}", OTHER_EAN), ("00000000", "00000000"),
    ("0123", "0123"), ("0-A", "0-A"), ("0①②③④⑤⑥⑦", "0①②③④⑤⑥⑦"), ("", ""),
])  # fmt: skip
def test_a_gtin_has_one_spelling_and_an_internal_code_is_as_it_is(code: str, kept: str) -> None:
    assert one_spelling(code) == kept


@given(bodies)
def test_the_one_spelling_is_its_own_and_still_right(body: str) -> None:
    kept = one_spelling(f"{body}{check_digit(body)}")
    assert one_spelling(kept) == one_spelling(f"{kept:0>14}") == kept
    assert barcode_errors(kept, "/barcode") == []


async def test_barcodes_are_kept_in_one_spelling(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, barcode=f"0{UPC}", further_barcodes=[f"0{EAN}"])
    (variant,) = (await read_product(tx, catalog_id=catalog, product_id=tea)).variants
    assert (variant.barcode, variant.further_barcodes) == (UPC, [EAN])


@pytest.mark.parametrize("theirs", [{"barcode": UPC}, {"further_barcodes": [f"00{UPC}"]}])
async def test_another_spelling_of_a_code_is_taken(tx: Tx, theirs: dict[str, object]) -> None:
    catalog = await given_catalog(tx)
    await given_product(tx, catalog, barcode=f"0{UPC}")
    row = NewProduct(name="B", price_minor=1, **theirs)  # type: ignore[arg-type]
    assert [code for _, code in await refused(tx, catalog, row)] == ["taken"]


async def test_two_spellings_in_one_variant_are_one_code_twice(tx: Tx) -> None:
    row = NewProduct(name="A", price_minor=1, barcode=UPC, further_barcodes=[f"0{UPC}"])
    assert await refused(tx, await given_catalog(tx), row) == [
        ("/rows/0/further_barcodes/0", "repeated")
    ]


async def test_the_same_code_in_another_spelling_changes_nothing(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, barcode=UPC)
    await patched(tx, catalog, tea, barcode=f"0{UPC}")
    assert (await read_product(tx, catalog_id=catalog, product_id=tea)).version == 1


@pytest.mark.parametrize("code", ["4006381333932", "12345678", "036000291453"])
async def test_a_wrong_check_digit_is_refused_wherever_it_stands(tx: Tx, code: str) -> None:
    catalog = await given_catalog(tx)
    further = ["X1", "96385075"]
    variant = VariantSent(price_minor=1, barcode=code, further_barcodes=further)
    row = NewProduct(name="A", variants=[variant])
    assert await refused(tx, catalog, row) == [
        ("/rows/0/variants/0/barcode", "check_digit"),
        ("/rows/0/variants/0/further_barcodes/1", "check_digit"),
    ]


async def test_a_variant_has_as_many_as_it_needs(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, barcode=EAN, further_barcodes=[UPC, "BOX-12"])
    (variant,) = (await read_product(tx, catalog_id=catalog, product_id=tea)).variants
    assert (variant.barcode, variant.further_barcodes) == (EAN, [UPC, "BOX-12"])
    assert await counted(tx, "further_barcode") == 2


@pytest.mark.parametrize(("mine", "theirs"), [
    ({"barcode": EAN}, {"further_barcodes": ["X", EAN]}),
    ({"further_barcodes": [EAN]}, {"barcode": EAN}),
    ({"further_barcodes": [EAN]}, {"further_barcodes": ["X", EAN]}),
])  # fmt: skip
async def test_a_code_is_one_variants_main_or_further(
    tx: Tx, mine: dict[str, object], theirs: dict[str, object]
) -> None:
    catalog = await given_catalog(tx)
    await given_product(tx, catalog, **mine)
    row = NewProduct(name="B", price_minor=1, **theirs)  # type: ignore[arg-type]
    place = "further_barcodes/1" if "further_barcodes" in theirs else "barcode"
    assert await refused(tx, catalog, row) == [(f"/rows/0/{place}", "taken")]


async def test_the_same_code_is_fine_in_another_catalog(tx: Tx) -> None:
    for _ in range(2):
        await given_product(tx, await given_catalog(tx), further_barcodes=[EAN])
    assert await counted(tx, "further_barcode") == 2


async def test_no_two_variants_of_a_product_share_a_code(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    small = VariantSent(option_values=["S"], price_minor=1, barcode=EAN)
    large = VariantSent(option_values=["L"], price_minor=1, further_barcodes=["X", EAN])
    row = NewProduct(name="A", options=[Option("Size")], variants=[small, large])
    at = "/rows/0/variants/1/further_barcodes/1"
    assert await refused(tx, catalog, row) == [(at, "repeated")]


async def test_a_further_code_becomes_the_main_one_and_is_free_again(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog, barcode=UPC, further_barcodes=[EAN, "X"])
    await patched(tx, catalog, tea, barcode=EAN, further_barcodes=["X"])
    await given_product(tx, catalog, barcode=UPC)
    await tx.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    codes = await tx.connection.fetch("SELECT code FROM further_barcode")
    assert [code for (code,) in codes] == ["X"]


async def test_a_code_goes_from_one_variant_to_another_in_one_call(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    sizes = [VariantSent(option_values=[size], price_minor=1) for size in "SL"]
    tea = await given_product(tx, catalog, options=[Option("Size")], variants=sizes)
    for version, (small, large) in enumerate((([EAN], []), ([], [EAN]), ([EAN], [])), 1):
        sent = [
            VariantSent(option_values=["S"], further_barcodes=small),
            VariantSent(option_values=["L"], further_barcodes=large),
        ]
        await patched(tx, catalog, tea, version, variants=sent)
    assert await counted(tx, "further_barcode") == 1


async def test_a_code_of_a_deleted_variant_is_free(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    sizes = [
        VariantSent(option_values=["S"], price_minor=1, further_barcodes=[EAN]),
        VariantSent(option_values=["L"], price_minor=1),
    ]
    tea = await given_product(tx, catalog, options=[Option("Size")], variants=sizes)
    await patched(tx, catalog, tea, variants=[VariantSent(option_values=["L"], barcode=EAN)])
    assert await counted(tx, "further_barcode") == 0


async def test_the_pointer_of_a_patch_is_the_field(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    tea = await given_product(tx, catalog)
    with pytest.raises(Invalid) as refusal:
        await patched(tx, catalog, tea, barcode="4006381333932")
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/barcode", "check_digit")]
