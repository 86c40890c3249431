"""Card data never reaches us: what looks like a card's number is refused before it is kept.

Every body, address and header that could be stored or logged passes here. The cheap test is over
the raw bytes; only where it strikes is the text looked at, and only then the JSON, to name the
field. Nothing here repeats a number, in an answer or in a log.

Where codes belong (CODE_FIELDS, paths) numbers of 13 and 14 digits are let through: they are those
of articles and parcels. What is stored, sent or processed of cards decides what a merchant must
prove to the card industry (PCI DSS); nothing is the least there is.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, cast
from urllib.parse import parse_qsl, unquote_plus

import msgspec

from galleria.base.card_numbers import (
    BETWEEN,
    DIGITS_MIN,
    FAR_DIGIT,
    OTHER_DIGIT,
    card_numbers,
    has_card,
    masked,
    stretches,
)
from galleria.base.refusals import FieldError, Refusal

FIELDS_MAX = 50
NAMES_MAX = 2_000
SUSPECT_NUMBER = b"0" * 13
# What of a request's head is kept, logged or repeated in an answer.
KEPT_HEADERS = (b"x-request-id", b"idempotency-key", b"user-agent", b"if-match")

# A phone number has 13 digits, too, where its plus sign is left out.
CODE_FIELDS = re.compile(
    r"(?:.*_)?(?:barcodes?|gtins?|eans?|isbn|upc|skus?|codes?|keys?|ids?|refs?|references?|number|"
    r"no|handle|serial|imei|awb|tracking|receipt|phone|mobile|telephone|fax|contact)(?:_.*)?"
)
# Security codes may not even pass through; these names mean nothing else in a shop.
CARD_FIELDS = re.compile(
    r"(?:.*_)?(?:cvv2?|cvc2?|cvn|card_?number|card_?no|card_?pan|primary_account_number|"
    r"card_?security_?code|card_?verification_?(?:code|value))"
)
# Also a tax number in India and a thing to cook in: only with a number inside.
PAN = "pan"
PAN_DIGITS_MIN = 8
FLOAT_MAX = 1e19
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Digits become 0, everything else a dot; what may stand between digits goes, as bytes: the ASCII
# ones, and those of which UTF-8 makes the other spaces and dashes. Rather too much than too little.
_SHAPE = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x2E for byte in range(256))
# A digit, or what may stand between digits, written as JSON may write any character.
_ESCAPED_DIGIT = re.compile(rb"\\u(?:00(?:[aA][0dD]|[23][0-9dD])|0[6-9a-fA-F]|[1-3]|[aAfF])")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class CardDataRefused(Refusal):
    """It holds what looks like card data; take payments through a gateway's own page."""

    code = "card_data_refused"
    status = 422
    title = "Card data is not taken here; the payment gateway's page asks for it"


def refuse_card_in_body(body: bytes) -> None:
    """Raise CardDataRefused that names every field of a body with card data in it.

    About 2 µs for 1 KB that holds none.
    """
    if is_suspect(body):
        errors = list(islice(_errors_in(body), FIELDS_MAX))
        if errors:
            raise card_refusal(errors)


def refuse_card_in_head(path: str, query: bytes, headers: dict[bytes, bytes]) -> None:
    """Raise CardDataRefused for a path, a query or a header that is kept or logged."""
    get = headers.get
    kept = (get(b"x-request-id"), get(b"idempotency-key"), get(b"user-agent"), get(b"if-match"))
    joined = b"\n".join((path.encode(), query, *filter(None, kept)))
    if b"%" in query:
        joined += unquote_plus(query.decode("latin-1")).encode()
    if not is_suspect(joined):
        return
    errors = [*_errors_in_path(path), *_errors_in_query(query), *_errors_in_headers(headers)]
    if errors:
        raise card_refusal(errors)


def refuse_card_fields(value: Any, pointer: str) -> None:
    """Raise CardDataRefused for a field of free JSON that is named as one of a card's."""
    errors = list(islice(card_errors(value, pointer, is_code=False), FIELDS_MAX))
    if errors:
        raise card_refusal(errors)


def without_cards(text: str) -> str:
    """Return a path as it may be logged."""
    return masked(text)


def is_suspect(raw: bytes) -> bool:
    """Say whether bytes may hold a card's number; those that may not surely hold none."""
    if SUSPECT_NUMBER in raw.translate(_SHAPE, BETWEEN):
        return True
    # One character is found ten times as fast as two.
    if raw.find(b"\\") >= 0 and _ESCAPED_DIGIT.search(raw) is not None:
        return True
    return not raw.isascii() and has_other_digits(raw)


def has_other_digits(raw: bytes) -> bool:
    """Say whether UTF-8 holds digits of other scripts."""
    text = raw.decode(errors="replace")
    # What is beyond the basic plane begins with this byte, mostly that of a smiling face.
    return OTHER_DIGIT.search(text) is not None or (b"\xf0" in raw and bool(FAR_DIGIT.search(text)))


def _errors_in(body: bytes) -> Iterator[FieldError]:
    if not _may_be_one(body):
        return
    try:
        value: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield _error("")
        return
    yield from card_errors(value, "", is_code=False)


def _may_be_one(body: bytes) -> bool:
    if any(True for _ in stretches(body)):
        return True
    is_escaped = b"\\u" in body
    if not is_escaped and body.isascii():
        return False
    text = body.decode(errors="replace")
    if is_escaped:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return bool(card_numbers(text))


def card_errors(value: Any, pointer: str, *, is_code: bool) -> Iterator[FieldError]:
    """Yield an error for every field of a JSON value that holds card data, or is named so."""
    if isinstance(value, dict):
        for name, inner in cast(dict[str, Any], value).items():
            yield from _errors_of_member(name, inner, pointer)
    elif isinstance(value, list):
        for index, inner in enumerate(cast(list[Any], value)):
            yield from card_errors(inner, f"{pointer}/{index}", is_code=is_code)
    elif _text_has_card(value, is_code=is_code):
        yield _error(pointer)


def _errors_of_member(name: str, value: Any, pointer: str) -> Iterator[FieldError]:
    if len(name) >= DIGITS_MIN and has_card(name, is_code=False):
        yield _error(f"{pointer}/(a field's name)")
        return
    place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
    if _holds_card_field(name, value):
        yield _error(place)
    else:
        yield from card_errors(value, place, is_code=is_code_field(name))


@lru_cache(NAMES_MAX)
def is_code_field(name: str) -> bool:
    """Say whether numbers of 13 and 14 digits belong in a field or column of that name."""
    return CODE_FIELDS.fullmatch(_snake(name)) is not None


def _holds_card_field(name: str, value: Any) -> bool:
    if _is_card_field(name):
        return value not in (None, "", {}, [])
    return name.lower() == PAN and sum(it.isdigit() for it in str(value)) >= PAN_DIGITS_MIN


@lru_cache(NAMES_MAX)
def _is_card_field(name: str) -> bool:
    return CARD_FIELDS.fullmatch(_snake(name)) is not None


def _snake(name: str) -> str:
    return re.sub(r"[\s\-.]+", "_", _CAMEL.sub("_", name.strip())).lower()


def _text_has_card(value: Any, *, is_code: bool) -> bool:
    if isinstance(value, str):
        return len(value) >= DIGITS_MIN and has_card(value, is_code=is_code)
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < FLOAT_MAX else 0
    return has_card(str(value), is_code=is_code)


def _errors_in_path(path: str) -> list[FieldError]:
    # An article is looked up by its number at such addresses.
    return [_error("path")] if has_card(path, is_code=True) else []


def _errors_in_query(query: bytes) -> list[FieldError]:
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return [
        _error(f"?{'(a name)' if has_card(name, is_code=False) else name}")
        for name, value in pairs
        if _is_card_field(name)
        or has_card(name, is_code=False)
        or has_card(value, is_code=name == "q" or is_code_field(name))
    ]


def _errors_in_headers(headers: dict[bytes, bytes]) -> list[FieldError]:
    return [
        _error(f"header {name.decode()}")
        for name in KEPT_HEADERS
        if has_card(headers.get(name, b"").decode("latin-1"), is_code=False)
    ]


def _error(pointer: str) -> FieldError:
    return FieldError(pointer, "card_data", "This looks like card data, and was not kept.")


def card_refusal(errors: list[FieldError]) -> CardDataRefused:
    """Return the refusal that names these."""
    return CardDataRefused("Nothing of the request was kept.", errors=errors)
