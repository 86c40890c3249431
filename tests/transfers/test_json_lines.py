"""JSON Lines: a product a line, in the API's own words."""

import gzip
import json
from typing import Any

import pytest

from galleria.transfers import KindCounts
from tests.transfers.given import Importer
from tests.transfers.reading import reading

TEA = {"external_key": "tea", "name": "Tea", "price_minor": 350}


def lines(*rows: dict[str, Any] | str) -> str:
    texts = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    return "".join(f"{text}\n" for text in texts)


def refusals(*rows: dict[str, Any] | str) -> list[tuple[int, str | None, str]]:
    return reading(lines(*rows), "galleria-jsonl").refusals()


async def test_everything_a_product_has_comes_in_a_line(importer: Importer) -> None:
    shirt = {
        "external_key": "shirt", "name": "Shirt", "kind": "physical", "status": "draft",
        "tags": ["linen"], "category_path": "Women > Shirts", "further_category_paths": ["Sale"],
        "options": [{"name": "Size", "values": ["S", "M"]}], "price_minor": 4990,
        "attributes": {"material": "linen"}, "media": [{"url": "https://x.example/1.jpg"}],
        "seo": {"title": "A shirt"}, "publish_at": "2026-11-27T08:00:00+01:00",
    }  # fmt: skip
    ended = await importer.read(lines(shirt))
    assert (ended.form, ended.rows_kept) == ("galleria-jsonl", 1)
    (row,) = await importer.fetch(
        """SELECT status, tags, (SELECT count(*) FROM variant),
                  (SELECT count(*) FROM product_category), (SELECT count(*) FROM category)
           FROM product"""
    )
    assert row == ("draft", ["linen"], 2, 2, 3)
    again = await importer.read(lines(shirt))
    assert again.outcome.products == KindCounts(unchanged=1)


async def test_prices_without_a_currency_are_in_the_importers(importer: Importer) -> None:
    await importer.read(lines(TEA, {**TEA, "external_key": "b", "currency": "USD"}))
    rows = await importer.fetch("SELECT currency FROM variant ORDER BY currency")
    assert rows == [("EUR",), ("USD",)]


def test_blank_lines_are_no_rows_and_a_mark_at_the_beginning_is_none() -> None:
    file = reading("\ufeff" + lines(TEA, "", "   "), "galleria-jsonl")
    assert (file.counts.rows, file.counts.kept) == (1, 1)


def test_gzip_is_seen_through() -> None:
    file = reading(gzip.compress(lines(TEA).encode()), "galleria-jsonl")
    assert file.names() == ["Tea"]


def test_every_wrong_field_of_a_line_is_named() -> None:
    wrong = {**TEA, "price_minor": -1, "colour": "red", "tags": "new"}
    assert sorted(refusals(wrong), key=str) == [
        (1, "colour", "unknown_field"), (1, "price_minor", "range"), (1, "tags", "type"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json_invalid"),
        ('{"external_key": "a", "name": "A"', "json_invalid"),
        ("[" * 100_000, "json_invalid"),
        ('{"a":' * 100_000, "json_invalid"),
        ('{"external_key": "a", "name": "A", "attributes": ' + "[" * 50_000, "json_invalid"),
        ('"text"', "type"),
        ("12", "type"),
        ('{"name": "A\x00"}', "nul"),
        ('{"name": "' + "x" * 1_100_000 + '"}', "line_too_long"),
    ],
)  # fmt: skip
def test_a_broken_line_costs_itself_alone(text: str, code: str) -> None:
    file = reading(lines(TEA, text, {**TEA, "external_key": "b"}), "galleria-jsonl")
    assert [(line, what) for line, _, what in file.refusals()] == [(2, code)]
    assert len(file.products) == 2


def test_a_line_that_is_not_utf_8_is_refused() -> None:
    file = reading(b'{"external_key": "caf\xe9"}\n' + lines(TEA).encode(), "galleria-jsonl")
    assert file.refusals() == [(1, None, "not_utf8")]
    assert file.names() == ["Tea"]


def test_the_same_key_twice_names_the_first_line() -> None:
    assert refusals(TEA, TEA) == [(2, "external_key", "duplicate")]


def test_a_category_is_named_in_one_way() -> None:
    assert refusals({**TEA, "category_path": "A", "category_external_key": "a"}) == [
        (1, "category_path", "ambiguous")
    ]
    assert refusals({**TEA, "category_path": "A > > B"}) == [
        (1, "category_path", "category_path_invalid")
    ]


async def test_what_the_catalog_refuses_is_told_by_line_and_field(importer: Importer) -> None:
    wrong = {
        **TEA,
        "external_key": "b",
        "variants": [{"price_minor": 1, "barcode": "4006381333932"}],
    }
    del wrong["price_minor"]
    ended = await importer.read(lines(TEA, wrong, {**TEA, "external_key": "c", "name": "A\u0000"}))
    problems = await importer.report(ended, "problems")
    assert sorted(row["line"] for row in problems) == ["2", "3"]
    assert (ended.rows_kept, ended.rows_refused) == (1, 2)


async def test_deep_free_json_is_refused_by_its_line(importer: Importer) -> None:
    deep = (
        '{"external_key":"d","name":"D","price_minor":1,"attributes":{"a":' + "[" * 900 + "]" * 900
    )
    ended = await importer.read(lines(TEA, deep + "}}"))
    assert (ended.rows_kept, ended.rows_refused) == (1, 1)
