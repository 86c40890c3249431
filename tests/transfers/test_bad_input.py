"""The worst that files hold: a clear answer to each, and memory that stays bounded."""

import asyncio
import tracemalloc
from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from galleria.transfers.formats import FormatName, UnreadableFile, read
from galleria.transfers.rows import RefusedRow, RowCounts
from tests.transfers.given import Importer
from tests.transfers.reading import reading

HEADER = b"external_key,name,price\n"
GIGABYTE = 1_000
MEGABYTE = b"x" * 1_000_000


def lines_of(source: Iterator[bytes], form: FormatName) -> tuple[list[str], RowCounts, int]:
    """Refusal codes, the counts, and the peak of memory in bytes."""
    codes: list[str] = []
    counts = None
    tracemalloc.start()
    for found in read(source, form=form, currency="EUR"):
        if isinstance(found, RefusedRow):
            codes.append(found.problems[0].code)
        elif isinstance(found, RowCounts):
            counts = found
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert counts is not None
    return codes, counts, peak


@pytest.mark.parametrize(
    ("head", "tail", "form"),
    [
        (HEADER + b"a,", b",1\nb,B,1\n", "galleria-csv"),
        (HEADER + b'a,"', b'",1\nb,B,1\n', "galleria-csv"),
        (
            b'{"external_key":"a","name":"',
            b'"}\n{"external_key":"b","name":"B","price_minor":1}\n',
            "galleria-jsonl",
        ),
    ],
)
def test_a_field_of_a_gigabyte_costs_its_line(head: bytes, tail: bytes, form: FormatName) -> None:
    source = chain([head], repeat(MEGABYTE, GIGABYTE), [tail])
    codes, counts, peak = lines_of(source, form)
    assert (codes, counts.kept) == (["line_too_long"], 1)
    assert peak < 20_000_000


def test_a_gigabyte_of_quoted_lines_is_refused_line_by_line_in_bounded_memory() -> None:
    lines = b"x" * 99_999 + b"\n"
    source = chain([HEADER, b'a,"'], repeat(lines, 2_000), [b'",1\n'])
    codes, counts, peak = lines_of(source, "galleria-csv")
    assert counts.refused == counts.rows == len(codes)
    assert peak < 90_000_000


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told_with_its_remedy(encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    content = (mark + HEADER.decode() + "a,A,1\n").encode(encoding)
    with pytest.raises(UnreadableFile, match="UTF-16: save it as CSV UTF-8"):
        reading(content)


def test_latin_1_is_told_by_line_and_column() -> None:
    file = reading(HEADER + "a,Caf\u00e9,1\nb,B,1\n".encode("latin-1"))
    assert file.refusals() == [(2, "name", "not_utf8")]
    assert file.names() == ["B"]


def test_ten_thousand_columns_are_refused_up_front() -> None:
    columns = ",".join(f"attribute:a{n}" for n in range(10_000)).encode()
    with pytest.raises(UnreadableFile, match="10,003 columns; 500 are taken"):
        reading(HEADER.strip() + b"," + columns + b"\na,A,1\n")


async def test_a_formula_is_kept_as_text_and_shown_as_text(importer: Importer) -> None:
    ended = await importer.read("sum,=1+1,1,,,,,@brand\n")
    assert await importer.fetch("SELECT name, brand FROM product") == [("=1+1", "@brand")]
    (change,) = await importer.report(ended, "changes")
    assert change["name"] == "'=1+1"


async def test_the_same_key_far_apart_and_the_same_sku_twice_are_told(importer: Importer) -> None:
    between = "".join(f"k{n},K,1,,,,,\n" for n in range(600))
    ended = await importer.read(f"a,A,1,S-1,,,,\n{between}a,A,1,S-2,,,,\nb,B,1,S-1,,,,\n")
    assert ended.outcome.refused_by_code == {"rows_too_far_apart": 1, "duplicate": 1}
    assert ended.rows_read == ended.rows_kept + ended.rows_refused == 603


async def test_of_two_at_once_one_finds_what_the_other_made(importer: Importer) -> None:
    text = "".join(f"k{n},Thing {n},1.00,S-{n},Things,,,\n" for n in range(1_500))
    both = await asyncio.gather(importer.read(text), importer.read(text))
    products = [ended.outcome.products for ended in both]
    assert sum(one.created for one in products) == sum(one.unchanged for one in products) == 1_500
    assert all(ended.state == "completed" and not ended.rows_refused for ended in both)


async def test_a_wrong_check_digit_is_a_refused_row(importer: Importer) -> None:
    ended = await importer.read(
        "external_key,name,price,barcode,further_barcodes\n"
        "a,A,1,4006381333932,\nb,B,1,4006381333931,X1 4006381333932\nc,C,1,4012345678901,INT-7\n"
    )
    problems = {
        row["line"]: (row["column"], row["code"])
        for row in await importer.report(ended, "problems")
    }
    assert problems["2"][0] == "barcode"
    assert ended.rows_refused == 2
    assert await importer.fetch("SELECT barcode, further_barcodes FROM variant") == [
        ("4012345678901", ["INT-7"])
    ]
