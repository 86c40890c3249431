"""Our own CSV: what a merchant can write, and what each wrong cell is told."""

import pytest

from galleria.transfers.formats import UnreadableFile, template
from galleria.transfers.formats.product_rows import ROWS_APART_MAX
from tests.transfers.reading import reading


def one_product(columns: str, cells: str) -> tuple[int, str | None, str]:
    """The refusal of one row whose other cells are sound."""
    file = reading(f"external_key,name,price,{columns}\nmug,Mug,12.50,{cells}\n")
    (refusal,) = file.refusals()
    return refusal


def test_the_template_is_read_without_a_refusal() -> None:
    file = reading(template())
    assert file.names() == ["Linen shirt", "Mug, large"]
    assert (file.counts.rows, file.counts.kept, file.counts.variants) == (3, 3, 3)


def test_rows_with_one_key_are_one_product_with_a_variant_each() -> None:
    shirt = reading(template()).products[0]
    assert shirt.option_names == ("Size",)
    assert [variant.option_values for variant in shirt.variants] == [("S",), ("M",)]
    assert [variant.price_minor for variant in shirt.variants] == [4990, 4990]


def test_a_row_without_a_currency_is_priced_in_the_importers() -> None:
    mug = reading(template()).products[1]
    assert (mug.variants[0].price_minor, mug.variants[0].currency) == (1200, "EUR")


def test_decimals_follow_the_currency() -> None:
    file = reading(
        "external_key,name,price,currency\na,A,500,JPY\nb,B,1.234,KWD\nc,C,1.5,JPY\nd,D,1.20,JPY\n"
    )
    assert [product.variants[0].price_minor for product in file.products] == [500, 1234]
    assert file.refusals() == [(4, "price", "price_too_fine"), (5, "price", "price_too_fine")]


def test_categories_come_parents_first_and_once() -> None:
    file = reading(
        "external_key,name,price,category_path\n"
        "a,A,1,Women > Shoes\nb,B,1,women>  shoes\nc,C,1,Women > Hats\n"
    )
    keys = [(category.external_key, category.parent_external_key) for category in file.categories]
    assert keys == [("women", None), ("women > shoes", "women"), ("women > hats", "women")]
    assert [product.category_keys[0] for product in file.products][:2] == ["women > shoes"] * 2


def test_tags_attributes_and_pictures_are_kept() -> None:
    (product,) = reading(
        "external_key,name,price,tags,attribute:material,image_urls\n"
        'a,A,1,"new, red ,new",wool,https://x.example/1.jpg https://x.example/2.jpg\n'
    ).products
    assert (product.attributes, product.tags) == ({"material": "wool"}, ("new", "red"))
    assert [media.url[-5:] for media in product.media] == ["1.jpg", "2.jpg"]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("slug", "Not A Slug", "slug_invalid"),
        ("currency", "EURO", "currency_unknown"),
        ("compare_at_price", "-1", "price_negative"),
        ("compare_at_price", "€5", "price_invalid"),
        ("compare_at_price", "1e3", "price_invalid"),
        ("compare_at_price", "999999999999999.00", "price_too_high"),
        ("compare_at_price", "1.005", "price_too_fine"),
        ("barcode", "4.00638E+12", "barcode_rounded"),
        ("barcode", "40 06", "barcode_invalid"),
        ("active", "perhaps", "flag_invalid"),
        ("weight_grams", "heavy", "measure_invalid"),
        ("image_urls", "ftp://x.example/a.jpg", "url_invalid"),
        ("category_path", "Women > > Shoes", "category_path_invalid"),
        ("category_path", " > ".join("abcdefghijk"), "category_path_invalid"),
        ("brand", "x" * 201, "too_long"),
        ("brand", "bell\x07", "control_character"),
        ("description", "y" * 20_001, "too_long"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(column: str, cell: str, code: str) -> None:
    assert one_product(column, cell) == (2, column, code)


def test_every_wrong_cell_of_a_row_is_named() -> None:
    file = reading("external_key,name,price,active\n,A,x,maybe\n")
    assert file.refusals() == [
        (2, "external_key", "missing"),
        (2, "active", "flag_invalid"),
        (2, "price", "price_invalid"),
    ]
    assert file.counts.refused == 1


def test_unknown_and_missing_columns_are_named_together_before_the_first_row() -> None:
    with pytest.raises(UnreadableFile) as refused:
        reading("external_key,nmae,price\na,A,1\n")
    assert refused.value.detail == "the column 'name' is missing; the column 'nmae' is unknown"


def test_a_key_that_is_there_twice_refuses_the_later_row_naming_the_earlier() -> None:
    file = reading("external_key,name,price\na,A,1\nb,B,1\na,A,2\n")
    assert file.refusals() == [(4, None, "duplicate_variant")]
    assert "line 2" in file.refused[0].problems[0].detail


@pytest.mark.parametrize("column", ["sku", "barcode"])
def test_a_sku_or_barcode_that_is_there_twice_refuses_the_later_row(column: str) -> None:
    file = reading(f"external_key,name,price,{column}\na,A,1,77\nb,B,1,77\n")
    assert file.refusals() == [(3, column, "duplicate")]
    assert file.names() == ["A"]


def test_two_products_cannot_have_one_slug() -> None:
    file = reading("external_key,name,price,slug\na,A,1,same\nb,B,1,same\n")
    assert file.refusals() == [(3, None, "duplicate_slug")]


def test_a_wrong_row_is_refused_and_its_product_goes_on_without_it() -> None:
    file = reading(
        "external_key,name,price,option1_name,option1_value\n"
        "a,A,1,Size,S\na,,x,,M\na,,3,,L\n"
    )  # fmt: skip
    assert file.refusals() == [(3, "price", "price_invalid")]
    assert [variant.option_values for variant in file.products[0].variants] == [("S",), ("L",)]


def test_rows_whose_naming_row_is_refused_say_which_line_that_was() -> None:
    file = reading(
        "external_key,name,price,option1_name,option1_value\n"
        "a,A,x,Size,S\na,,2,,M\n"
    )  # fmt: skip
    assert [code for _, _, code in file.refusals()] == ["price_invalid", "product_row_refused"]
    assert "line 2" in file.refused[1].problems[0].detail


def test_a_row_that_contradicts_its_product_is_refused() -> None:
    file = reading(
        "external_key,name,price,option1_name,option1_value,brand\n"
        "a,A,1,Size,S,Acme\na,A,1,Size,M,Acme\na,B,1,,L,\na,,1,Colour,L,\na,,1,,L,Other\n"
    )
    code = "differs_from_product"
    assert file.refusals() == [(4, "name", code), (5, "options", code), (6, "brand", code)]


def test_option_values_must_match_the_products_options() -> None:
    file = reading(
        "external_key,name,price,option1_name,option1_value,option2_value\n"
        "a,A,1,Size,S,\na,,1,,,\na,,1,,M,red\nb,B,1,,M,\n"
    )
    assert [line for line, _, code in file.refusals() if code == "option_values_wrong"] == [3, 4, 5]


def test_a_product_without_a_price_is_refused() -> None:
    file = reading(
        "external_key,name,price,image_urls\na,A,,https://x.example/1.jpg\nb,B,,\n"
    )  # fmt: skip
    assert file.refusals() == [(2, None, "no_variant"), (3, "price", "missing")]


def test_rows_of_a_product_may_lie_500_rows_apart_and_no_further() -> None:
    header = "external_key,name,price,option1_name,option1_value\na,A,1,Size,S\n"
    between = "".join(f"p{number},P,1,,\n" for number in range(ROWS_APART_MAX - 1))
    assert reading(header + between + "a,,1,,M\n").counts.refused == 0
    far = reading(header + between + "p,P,1,,\na,,1,,M\n")
    assert far.refusals() == [(ROWS_APART_MAX + 3, None, "rows_too_far_apart")]


def test_rows_of_commas_alone_are_no_rows() -> None:
    assert reading("external_key,name,price\na,A,1\n,,\n").counts.rows == 1
