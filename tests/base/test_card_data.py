"""Card data is refused wherever it may be written, and nothing of it is repeated."""

import gzip
import json
import time
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galleria.base.card_data import (
    CardDataRefused,
    refuse_card_in_body,
    refuse_card_in_head,
    without_cards,
)
from galleria.base.card_files import CardFileScan
from galleria.base.card_numbers import card_numbers

# The test numbers that gateways print, one or more of every brand.
PANS = [
    "4111111111111111",
    "4242424242424242",
    "4222222222222",
    "4917610000000000003",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "5200828282828210",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6011000990139424",
    "3056930009020004",
    "36227206271667",
    "30569309025904",
    "38520000023237",
    "3566002020360505",
    "3530111333300000",
    "6200000000000005",
    "6205500000000000004",
    "6759649826438453",
    "5019717010103742",
    "6304000000000000",
    "2200000000000053",
    "5078601912345600019",
    "6062826786276634",
]

SOUND = [
    "4006381333931",  # A barcode, which Luhn likes, too
    "+49 151 12345678901",
    "+4915112345678",
    "1795260768123",
    "1795260768123456",
    "20261121111501",
    "978-3-16-148410-0",
    "4111111111111112",
    "DE89 3704 0044 0532 0130 00",
    "sizes 36 37 38 39 40 41 42 43 44",
    "41111111111111111111111",
    "12.345678901234567",
    "d41d8cd98f4111111111111111c4e9800998",
]


def refused(value: object) -> list[str]:
    try:
        refuse_card_in_body(json.dumps(value).encode())
    except CardDataRefused as refusal:
        errors = refusal.errors
    else:
        errors = []
    assert not any(pan in repr(errors) for pan in PANS)
    return [error.pointer for error in errors]


@pytest.mark.parametrize("pan", PANS)
def test_every_brands_number_is_refused(pan: str) -> None:
    assert refused({"comment": f"my card is {pan}, thanks"}) == ["/comment"]


@pytest.mark.parametrize("text", SOUND)
def test_what_only_looks_like_one_passes(text: str) -> None:
    assert refused({"comment": text}) == []


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111 12/27 123",
        "3782 822463 10005",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "card4111111111111111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111\u20131111\u20131111\u20131111",
        "４１１１１１１１１１１１１１１１",
        "٤١١١١١١١١١١١١١١١",
        "4111\u200b1111\u200b1111\u200b1111",
    ],
)
def test_spaces_dashes_and_other_scripts_hide_nothing(text: str) -> None:
    assert refused({"comment": text}) == ["/comment"]
    refuse_this = json.dumps({"comment": text}, ensure_ascii=False).encode()
    with pytest.raises(CardDataRefused):
        refuse_card_in_body(refuse_this)


def test_escapes_hide_nothing() -> None:
    with pytest.raises(CardDataRefused):
        refuse_card_in_body(b'{"a": "4\\u0031111111111111\\u00311"}')


def test_numbers_keys_and_lists_are_looked_into() -> None:
    pan = int(PANS[0])
    sent = {"metadata": {"a": pan, "b": [1, str(pan)], str(pan): 1}, "f": float(PANS[7])}
    assert refused(sent) == ["/metadata/a", "/metadata/b/1", "/metadata/(a field's name)", "/f"]


@pytest.mark.parametrize("name", ["barcode", "sku", "external_key", "gtin", "contact_phone"])
def test_codes_of_thirteen_and_fourteen_digits_pass_where_codes_belong(name: str) -> None:
    assert refused({name: "4222222222222"}) == []
    assert refused({name: "30569309025904"}) == []
    assert refused({name: "4111111111111111"}) == [f"/{name}"]
    assert refused({"further_barcodes": ["4222222222222"]}) == []


@pytest.mark.parametrize("name", ["cvv", "CVC2", "cardNumber", "card_number", "card-cvc"])
def test_fields_named_as_a_cards_are_refused_with_whatever_they_hold(name: str) -> None:
    from galleria.base.card_data import refuse_card_fields

    with pytest.raises(CardDataRefused):
        refuse_card_fields({"x": {name: "123"}}, "")
    refuse_card_fields({"x": {name: None}}, "")


def test_a_pan_to_cook_in_and_a_pan_of_the_tax_office_pass() -> None:
    from galleria.base.card_data import refuse_card_fields

    refuse_card_fields({"pan": "cast iron, 28 cm", "PAN": "ABCDE1234F"}, "")
    with pytest.raises(CardDataRefused):
        refuse_card_fields({"pan": "400000000000"}, "")


def test_what_is_no_json_is_read_as_text() -> None:
    with pytest.raises(CardDataRefused):
        refuse_card_in_body(b"{nonsense 4111111111111111")
    refuse_card_in_body(b"{nonsense")


@pytest.mark.parametrize(
    ("path", "query", "headers"),
    [
        ("/api/v1/x/4111111111111111", b"", {}),
        ("/x", b"email=4111+1111+1111+1111", {}),
        ("/x", b"a=4111%2D1111%2d1111%201111", {}),
        ("/x", b"cvv=123&x=4111111111111111", {}),
        ("/x", b"", {b"idempotency-key": b"4111111111111111"}),
        ("/x", b"", {b"user-agent": b"me 4111 1111 1111 1111"}),
        ("/x", b"", {b"x-request-id": b"4111111111111111"}),
    ],
)
def test_addresses_and_headers_are_looked_at(
    path: str, query: bytes, headers: dict[bytes, bytes]
) -> None:
    with pytest.raises(CardDataRefused) as refusal:
        refuse_card_in_head(path, query, headers)
    assert "4111" not in repr(refusal.value.errors)
    assert "4111" not in without_cards(path)


def test_articles_are_found_by_their_numbers() -> None:
    refuse_card_in_head("/shop/scan/4222222222222", b"q=4222222222222", {})
    refuse_card_in_head(f"/x/{uuid4()}", f"cursor={uuid4()}".encode(), {})


@given(st.lists(st.uuids(), max_size=30))
def test_ids_are_never_taken_for_cards(ids: list[object]) -> None:
    assert refused({"ids": [str(it) for it in ids], "text": " ".join(map(str, ids))}) == []


@given(st.sampled_from(PANS), st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=9))
def test_no_text_around_a_number_hides_it(pan: str, around: str) -> None:
    if around.rstrip(" (").endswith("+"):
        return
    assert card_numbers(f"{around} {pan} {around}")


def test_a_sound_body_costs_next_to_nothing() -> None:
    body = json.dumps({"lines": [{"variant_id": str(uuid4()), "units": 2}] * 14}).encode()
    started = time.perf_counter()
    for _ in range(1_000):
        refuse_card_in_body(body)
    # Three µs are the promise; a machine with other things to do has ten times that.
    assert time.perf_counter() - started < 0.030


CSV = b"sku,barcode,name\nA1,4222222222222,Tea\n"


def scanned(data: bytes, size: int) -> list[str]:
    scan = CardFileScan()
    try:
        for start in range(0, len(data), size):
            scan.feed(data[start : start + size])
        scan.end()
    except CardDataRefused as refusal:
        return [error.pointer for error in refusal.errors]
    return []


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_is_looked_at_wherever_its_chunks_end(size: int, pack: type[bytes]) -> None:
    bad = CSV + b"A2,,Tea 4111 1111 1111 1111\n" + b"A3,,Mug\n" * 50
    assert scanned(pack(CSV * 40), size) == []
    assert scanned(pack(bad), size) == ["line 3/name"]


def test_json_lines_and_documents_are_looked_at_by_their_fields() -> None:
    sound = b'{"sku": "A", "further_barcodes": ["4222222222222"]}\n'
    assert scanned(sound * 20, 999) == []
    assert scanned(sound + b'{"name": "4111111111111111"}', 999) == ["line 2/name"]
    document = b'[\n{"code":\n"x", "barcode": "4222222222222",\n"name": "4222222222222"\n}\n]'
    assert scanned(document, 999) == ["line 4"]


def test_the_lines_column_is_named_unless_its_name_is_a_number() -> None:
    assert scanned(b"sku,4111111111111111\nA,x\n", 999) == ["line 1"]
    assert scanned(b"sku;note\nA;4111111111111111\n", 999) == ["line 2/note"]


def test_a_line_without_end_is_looked_at_in_pieces() -> None:
    data = b'{"a": "' + b"x " * 100_000 + b'4111111111111111 "'
    assert scanned(data, 65_536 - 3) == ["line 1"]
