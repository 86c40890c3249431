"""The project's dirty sample: exactly which of its 200 rows are refused, and why."""

from tests.transfers.make_dirty_200 import FILE, dirty
from tests.transfers.reading import reading

REFUSED = [
    (4, None, "name_missing"),
    (8, "external_key", "missing"),
    (12, "price", "price_invalid"),
    (13, "price", "price_invalid"),
    (14, "price", "price_negative"),
    (15, "price", "price_too_fine"),
    (16, "price", "missing"),
    (17, "price", "price_invalid"),
    (21, "currency", "currency_unknown"),
    (22, "currency", "currency_unknown"),
    (26, "active", "flag_invalid"),
    (31, "barcode", "barcode_rounded"),
    (32, "barcode", "barcode_invalid"),
    (36, "name", "not_utf8"),
    (37, "name", "nul"),
    (38, "name", "control_character"),
    (41, None, "too_few_cells"),
    (42, None, "too_many_cells"),
    (46, None, "quoting"),
    (47, None, "quoting"),
    (51, "category_path", "category_path_invalid"),
    (52, "category_path", "category_path_invalid"),
    (56, None, "duplicate_variant"),
    (57, "sku", "duplicate"),
    (62, "price", "price_invalid"),
    (64, None, "duplicate_variant"),
    (65, None, "option_values_wrong"),
    (66, "name", "differs_from_product"),
    (71, "price", "price_invalid"),
    (72, None, "product_row_refused"),
    (81, "name", "too_long"),
    (91, "active", "flag_invalid"),
    (91, "price", "price_negative"),
    (101, None, "option_values_wrong"),
    (113, "barcode", "duplicate"),
    (203, "price", "missing"),
]


def test_exactly_these_cells_of_the_sample_are_refused() -> None:
    assert reading(FILE.read_bytes()).refusals() == REFUSED


def test_the_samples_other_rows_are_kept() -> None:
    counts = reading(FILE.read_bytes()).counts
    assert (counts.rows, counts.refused, counts.kept) == (200, 35, 165)
    assert (counts.products, counts.variants, counts.categories) == (164, 165, 6)


def test_odd_but_sound_rows_of_the_sample_are_kept_as_written() -> None:
    products = {product.external_key: product for product in reading(FILE.read_bytes()).products}
    assert products["k120"].name == "Größe & Maß 💡"
    assert products["k121"].name == "=1+1"
    assert products["k122"].description == "sound: two\nlines"
    assert products["k150"].name == "Quote, closed"
    assert [variant.option_values for variant in products["k60"].variants] == [("S",), ("L",)]


def test_the_sample_is_what_its_script_writes() -> None:
    assert FILE.read_bytes() == dirty()
