"""CSV as it comes in: what is broken is named by its line, and costs no other line."""

import gzip
import io
from collections.abc import Iterator

import pytest

from galleria.transfers.formats import UnreadableFile
from galleria.transfers.formats.source import LINE_BYTES_MAX, RECORD_LINES_MAX
from galleria.transfers.formats.table import FIELD_CHARS_MAX, Record, Table


def records(content: bytes) -> list[Record]:
    return list(Table(io.BytesIO(content)).records())


def lines_and_codes(content: bytes) -> list[tuple[int, list[str]]]:
    return [
        (record.line, [problem.code for problem in record.problems]) for record in records(content)
    ]


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        records(content)
    return refused.value.detail


def test_a_row_is_named_by_the_physical_line_it_starts_on() -> None:
    content = b'a,b\r\n1,"two\r\nlines"\r\n\r\n3,4\r\n'
    assert lines_and_codes(content) == [(2, []), (5, [])]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert records(b"\xef\xbb\xbfa,b\n1,2\n")[0].cell("a") == "1"


def test_gzip_is_seen_through() -> None:
    assert records(gzip.compress(b"a,b\n1,2\n", mtime=0))[0].cell("b") == "2"


def test_an_iterator_of_bytes_is_read_like_a_file() -> None:
    chunks: Iterator[bytes] = iter([b"a,", b"b\n1", b"", b",2\n"])
    assert [record.cell("b") for record in Table(chunks).records()] == ["2"]


def test_a_callers_file_stays_open() -> None:
    file = io.BytesIO(b"a\n1\n")
    assert len(list(Table(file).records())) == 1
    assert not file.closed


def test_a_line_that_is_not_utf8_is_named_with_its_column() -> None:
    broken = records(b"a,b\n1,caf\xe9\n2,tea\n")
    assert (broken[0].problems[0].column, broken[0].problems[0].code) == ("b", "not_utf8")
    assert broken[1].problems == []


def test_a_nul_is_named_with_its_column() -> None:
    (record,) = records(b"a,b\n1,x\0y\n")
    assert (record.problems[0].column, record.problems[0].code) == ("b", "nul")
    assert "\0" not in record.refused().excerpt


def test_ragged_rows_are_refused_alone() -> None:
    content = b"a,b\n1\n1,2,3\n1,2\n"
    assert lines_and_codes(content) == [(2, ["too_few_cells"]), (3, ["too_many_cells"]), (4, [])]


def test_a_stray_quote_costs_one_line_and_not_the_rest() -> None:
    content = b'a,b\n1,"open\n2,two\n3,"three"\n4,four\n'
    assert lines_and_codes(content) == [(2, ["quoting"]), (3, []), (4, []), (5, [])]


def test_a_quote_never_closed_costs_one_line() -> None:
    assert lines_and_codes(b'a,b\n1,"open\n2,two\n') == [(2, ["quoting"]), (3, [])]


def test_a_quote_open_for_too_many_lines_costs_one_line() -> None:
    content = b'a,b\n1,"open\n' + b"2,two\n" * (RECORD_LINES_MAX + 5)
    found = lines_and_codes(content)
    assert found[0] == (2, ["record_too_long"])
    assert found[1:] == [(line, []) for line in range(3, RECORD_LINES_MAX + 8)]


def test_a_line_beyond_the_limit_is_refused_without_being_held() -> None:
    content = b"a,b\n1," + b"x" * (3 * LINE_BYTES_MAX) + b"\n2,two\n"
    assert lines_and_codes(content) == [(2, ["line_too_long"]), (3, [])]


def test_a_long_line_inside_a_quote_breaks_the_row_that_opened_it() -> None:
    content = b'a,b\n1,"open\n' + b"x" * (2 * LINE_BYTES_MAX) + b"\n2,two\n"
    found = [(2, ["record_too_long"]), (3, ["line_too_long"]), (4, [])]
    assert lines_and_codes(content) == found


def test_a_cell_beyond_the_limit_is_named_with_its_column() -> None:
    (record,) = records(b"a,b\n1," + b"x" * (FIELD_CHARS_MAX + 1) + b"\n")
    assert (record.problems[0].column, record.problems[0].code) == ("b", "field_too_long")


def test_a_row_of_ten_thousand_cells_is_refused_alone() -> None:
    assert lines_and_codes(b"a,b\n" + b",".join([b"1"] * 10_000) + b"\n1,2\n")[1] == (3, [])


def test_quotes_on_every_line_are_read_in_linear_time() -> None:
    content = b"a,b\n" + b'x","y\n' * 20_000
    assert len(records(content)) == 20_000


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (gzip.compress(b"a,b\n" * 9_000, mtime=0)[:-9], "damaged"),
        (b"\x1f\x8bnonsense", "damaged"),
        ("a,b\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04....", "spreadsheet"),
        (b"a,b,a\n", "twice"),
        (b"a;b;c\n1;2;3\n", "commas"),
        (b'"a,b\n1,2\n', "header"),
        (b"a,\xff\n", "UTF-8"),
        (b",".join([b"c%d" % n for n in range(10_000)]), "10,000 columns"),
    ],
)  # fmt: skip
def test_a_file_without_a_usable_header_is_refused_up_front(content: bytes, why: str) -> None:
    assert why in refusal(content)


def test_a_header_alone_has_no_rows() -> None:
    assert records(b"a,b\n") == []
