"""Whatever bytes come in: a reader answers, and every row is kept or refused."""

import csv
import gzip
import io
import tracemalloc
from contextlib import suppress
from itertools import chain

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from galleria.transfers.formats import FORMATS, FormatName, UnreadableFile, detect, read
from galleria.transfers.formats.own_csv import REQUIRED
from galleria.transfers.formats.seen import SeenKeys
from tests.transfers.reading import Reading, reading

HEADERS: dict[FormatName, str] = {
    "galleria-csv": "external_key,name,price,option1_name,option1_value,sku",
    "shopify-csv": "Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src",
    "retail-invoices-csv": "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice",
    "category-graph-json": "[",
}
FORM: FormatName = "galleria-csv"
FORMS = sorted(HEADERS)
CELLS = st.one_of(
    st.sampled_from(["", "a", "b", "1", "2.50", "-1", "Size", "2011-01-01 10:00:00", "POST"]),
    st.text(max_size=8),
)
many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def read_in_full(content: bytes, form: FormatName) -> Reading | None:
    with suppress(UnreadableFile):
        return reading(content, form)
    return None


@many
@given(st.sampled_from(FORMS), st.binary(max_size=400), st.booleans())
@example("galleria-csv", b"\r", False)
@example("galleria-csv", b'"\n"', False)
def test_arbitrary_bytes_never_crash_a_reader(form: FormatName, body: bytes, packed: bool) -> None:
    content = HEADERS[form].encode() + b"\n" + body
    file = read_in_full(gzip.compress(content, mtime=0) if packed else content, form)
    if file is not None:
        assert file.counts.kept + file.counts.refused == file.counts.rows


@many
@given(st.sampled_from(FORMS), st.text('a,1"\r\n\0\x85\u2028é', max_size=80))
def test_arbitrary_quoting_never_crashes_a_reader(form: FormatName, body: str) -> None:
    file = read_in_full(f"{HEADERS[form]}\n{body}".encode(), form)
    if file is not None:
        assert len(file.refused) == file.counts.refused
        assert len({row.line for row in file.refused}) == len(file.refused)


@many
@given(st.sampled_from(FORMS[1:]), st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=12))
def test_every_well_formed_row_is_kept_or_refused(form: FormatName, rows: list[list[str]]) -> None:
    written = io.StringIO(HEADERS[form] + "\n")
    written.seek(0, io.SEEK_END)
    # All quoted: the writer itself would leave a lone carriage return bare, which is not sound.
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    file = reading(written.getvalue().encode(errors="replace"), form)
    assert file.counts.rows == sum(any(cells) for cells in rows)
    assert file.counts.kept + file.counts.refused == file.counts.rows


@many
@given(st.text(max_size=20), st.binary(max_size=200))
def test_detection_never_crashes(name: str, head: bytes) -> None:
    assert detect(name, head) in {None, *FORMATS}


@many
@given(st.lists(st.text(max_size=3)))
def test_seen_keys_answer_like_a_dict(keys: list[str]) -> None:
    seen, lines = SeenKeys(), dict[str, int]()
    for line, key in enumerate(keys, 2):
        assert seen.claim(key, line) == lines.get(key)
        lines.setdefault(key, line)
    assert all(seen.line_of(key) == line for key, line in lines.items())


def test_seen_keys_grow() -> None:
    seen = SeenKeys()
    for line in range(1, 5_001):
        assert seen.claim(f"key-{line}", line) is None
    assert seen.line_of("key-1") == 1
    assert seen.line_of("key-5000") == 5_000


def test_memory_does_not_grow_with_the_file() -> None:
    def peak_bytes(rows: int) -> int:
        tracemalloc.start()
        lines = (b"key-%d,%b,1\n" % (n, b"name " * 40) for n in range(rows))
        for _ in read(chain([b"external_key,name,price\n"], lines), form=FORM, currency="EUR"):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert peak_bytes(8_000) < peak_bytes(2_000) + 500_000


@pytest.mark.parametrize("cells", ["=1+1", "@SUM(A1)", "+44", "-x"])
def test_a_formula_is_text_like_any_other(cells: str) -> None:
    file = reading(f"{','.join(REQUIRED)}\na,{cells},1\n")
    assert file.names() == [cells]
