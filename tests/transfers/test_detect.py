"""A file's format by its first bytes."""

import gzip
from base64 import b64encode
from random import Random

import pytest

from galleria.transfers.formats import detect, template
from galleria.transfers.formats.detect import HEAD_BYTES
from galleria.transfers.new_import import ReceivedFile, chosen_form


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


def test_the_head_of_a_file_that_hardly_packs_is_no_damaged_file() -> None:
    noise = b64encode(Random(1).randbytes(400_000))
    packed = gzip.compress(template().encode() + noise, mtime=0)
    received = ReceivedFile("x.csv.gz", len(packed), "", packed[:HEAD_BYTES])
    assert chosen_form(None, received) == "galleria-csv"
