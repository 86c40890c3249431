"""Invoice lines as products: every line is kept with its code or refused with a reason."""

import pytest

from tests.transfers.reading import Reading, reading

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def sold(
    code: str,
    description: str = "MUG",
    price: str = "2.50",
    on: str = "2011-01-01",
    units: str = "1",
) -> str:
    return f"1,{code},{description},{units},{on} 10:00:00,{price},,UK\n"


def invoices(*lines: str) -> Reading:
    return reading(HEADER + "".join(lines), "retail-invoices-csv")


def test_the_name_is_the_latest_description_whatever_the_order_of_lines() -> None:
    file = invoices(sold("1", "NEW", on="2011-05-01"), sold("1", "OLD", on="2010-12-01"))
    assert file.names() == ["NEW"]


def test_of_descriptions_at_the_same_time_the_later_line_names() -> None:
    assert invoices(sold("1", "FIRST"), sold("1", "SECOND")).names() == ["SECOND"]


def test_a_stock_note_does_not_become_a_name_and_is_told() -> None:
    file = invoices(sold("1", "MUG"), sold("1", "damaged", price="0.0", on="2011-06-01"))
    assert file.names() == ["MUG"]
    assert [notice.code for notice in file.notices] == ["stock_note_passed_over"]


def test_the_price_is_the_one_most_lines_charge_in_pounds() -> None:
    file = invoices(sold("1", price="9.0"), sold("1", price="2.5"), sold("1", price="2.50"))
    (variant,) = file.products[0].variants
    assert (variant.price_minor, variant.currency, variant.sku) == (250, "GBP", "1")


def test_of_equally_frequent_prices_the_one_charged_last_counts() -> None:
    file = invoices(sold("1", price="3", on="2011-02-02"), sold("1", price="4", on="2011-01-01"))
    assert file.products[0].variants[0].price_minor == 300


def test_codes_that_differ_only_in_case_are_one_product() -> None:
    file = invoices(sold("85123a"), sold("85123A"))
    assert [product.external_key for product in file.products] == ["85123A"]
    assert file.notices[0].detail == "one article: 85123a (1 lines), 85123A (1 lines)"


def test_codes_that_are_no_product_are_refused_line_by_line_and_summed_up() -> None:
    file = invoices(sold("POST", "POSTAGE"), sold("m", "Manual"), sold("M", "Manual"))
    assert file.refusals() == [(line, "StockCode", "no_product") for line in (2, 3, 4)]
    sums = [(notice.subject, notice.detail) for notice in file.notices]
    assert sums[1] == ("M", "2 lines: M is a price entered by hand, no product")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([sold("1", ""), sold("1", "")], "no_description"),
        ([sold("1", price="0.0"), sold("1", price="0.001")], "no_price"),
    ],
)
def test_a_code_without_description_or_price_is_refused_with_all_its_lines(
    lines: list[str], code: str
) -> None:
    file = invoices(*lines)
    assert file.refusals() == [(2, "StockCode", code), (3, "StockCode", code)]
    assert file.notices[0].code == "stock_code_refused"


def test_cancellations_and_returns_are_lines_of_their_product() -> None:
    file = invoices(sold("1"), sold("1", units="-3"))
    assert (file.products[0].rows, file.counts.kept) == (2, 2)


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (sold(""), "StockCode", "missing"),
        (sold("1", units="many"), "Quantity", "number_invalid"),
        (sold("1", price="two"), "UnitPrice", "price_invalid"),
        (sold("1", price="-2"), "UnitPrice", "price_negative"),
        (sold("1", on="yesterday"), "InvoiceDate", "date_invalid"),
        ("1,2,3\n", None, "too_few_cells"),
    ],
)
def test_a_line_that_is_wrong_in_itself_is_refused_alone(
    line: str, column: str | None, code: str
) -> None:
    file = invoices(sold("1"), line)
    assert file.refusals() == [(3, column, code)]
    assert (file.counts.rows, file.counts.kept) == (2, 1)
