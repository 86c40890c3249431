"""A file's format by its first bytes."""

import gzip

import pytest

from galleria.transfers.formats import detect, template


@pytest.mark.parametrize(
    ("name", "head", "form"),
    [
        ("x.csv", template().encode(), "galleria-csv"),
        ("x.csv", b"\xef\xbb\xbfexternal_key,name,price\r\n", "galleria-csv"),
        ("x.csv", b"external_key,nmae,price\n", "galleria-csv"),
        ("x.csv", b"Handle,Title,Option1 Name,Option1 Value,Variant Price\n", "shopify-csv"),
        ("x", b'[{"id":"a"', "category-graph-json"),
        ("x.json.gz", gzip.compress(b"[{}]", mtime=0), "category-graph-json"),
        ("x.csv.gz", gzip.compress(template().encode() * 99)[:400], "galleria-csv"),
        ("x.csv", b"a,b\n", None),
        ("x.csv", b"", None),
        ("x.gz", b"\x1f\x8b", None),
        ("x", b"\x00\xff\xfe\x80", None),
    ],
)  # fmt: skip
def test_a_format_is_known_by_its_head(name: str, head: bytes, form: str | None) -> None:
    assert detect(name, head) == form
