"""The real sets: every row is kept or refused, checked against counts made without the readers."""

import csv
import gzip
import json
from collections import Counter
from functools import cache

from galleria.transfers.formats import FormatName, detect, read
from tests.transfers.reading import Reading, real_file

RETAIL = "online-retail-2010-12_2011-10.csv.gz"
GRAPH = "bestbuy-categories.json.gz"


@cache
def real(name: str, form: FormatName) -> Reading:
    path = real_file(name)
    with path.open("rb") as file:
        assert detect(path.name, file.read(65_536)) == form
        file.seek(0)
        return Reading(list(read(file, form=form, currency="GBP")))


def test_shopifys_samples_are_kept_whole() -> None:
    apparel = real("shopify-apparel.csv", "shopify-csv")
    garden = real("shopify-home-and-garden.csv", "shopify-csv")
    assert (apparel.counts.rows, apparel.counts.kept, len(apparel.products)) == (22, 22, 20)
    assert (garden.counts.rows, garden.counts.kept, len(garden.products)) == (21, 21, 20)
    assert [category.name for category in garden.categories] == ["Outdoor", "Indoor"]


def test_every_line_of_the_retail_set_is_kept_or_refused_with_a_reason() -> None:
    with gzip.open(real_file(RETAIL)) as file:
        lines = sum(1 for _ in file) - 1
    counts = real(RETAIL, "retail-invoices-csv").counts
    assert counts.rows == lines == 431_673
    assert counts.kept + counts.refused == lines
    assert counts.refused_by_code == {"no_product": 2478, "no_description": 113, "no_price": 27}
    assert counts.products == 3_769


def test_every_stock_code_is_a_product_or_in_the_summary() -> None:
    with gzip.open(real_file(RETAIL), "rt", encoding="utf-8", newline="") as file:
        codes = {row["StockCode"].upper() for row in csv.DictReader(file)}
    retail = real(RETAIL, "retail-invoices-csv")
    summed_up = {notice.subject for notice in retail.notices if notice.code == "stock_code_refused"}
    kept = {product.external_key for product in retail.products}
    assert kept | summed_up == codes
    assert not kept & summed_up


def test_names_are_latest_descriptions_and_prices_the_modal_ones() -> None:
    with gzip.open(real_file(RETAIL), "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["StockCode"] in ("22423", "84879")]
    by_code = {
        product.external_key: product for product in real(RETAIL, "retail-invoices-csv").products
    }
    for code in ("22423", "84879"):
        sold = [row for row in rows if row["StockCode"] == code and float(row["UnitPrice"]) > 0]
        latest = max(sold, key=lambda row: row["InvoiceDate"])["Description"]
        ((modal, _),) = Counter(row["UnitPrice"] for row in sold).most_common(1)
        assert by_code[code].name == " ".join(latest.split())
        assert by_code[code].variants[0].price_minor == round(float(modal) * 100)


def test_the_category_graph_is_a_tree_by_path_with_every_difference_told() -> None:
    entries = json.loads(gzip.decompress(real_file(GRAPH).read_bytes()))
    graph = real(GRAPH, "category-graph-json")
    assert graph.counts.rows == len(entries) == 4_584
    assert graph.refusals() == [(3_980, "name", "name_missing")]
    assert graph.counts.notices == {
        "only_in_paths": 139,
        "listed_child_absent": 2_064,
        "listed_child_elsewhere": 564,
    }
    parents = {category.external_key: category.parent_external_key for category in graph.categories}
    for entry in entries:
        keys = [node["id"] for node in entry["path"]]
        if entry["name"]:
            assert all(parents[key] == up for key, up in zip(keys, [None, *keys], strict=False))


def test_parents_of_the_graph_come_before_their_children() -> None:
    seen: set[str | None] = {None}
    for category in real(GRAPH, "category-graph-json").categories:
        assert category.parent_external_key in seen
        seen.add(category.external_key)
