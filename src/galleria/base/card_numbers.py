"""What looks like the number of a payment card: ISO/IEC 7812 lengths, issuers' prefixes, Luhn.

Pure. A number may be written in groups, with spaces or dashes between them, and in any script's
digits. What only looks like one is let through: UUIDs, hashes, phone numbers with their plus sign,
and article numbers (GTIN-13), which share the length of a kind of card that is issued no more.
"""

import re
from collections.abc import Iterator

DIGITS_MIN = 13
DIGITS_MAX = 19
# An article number, or a parcel's: where codes belong, they may be as long as these.
CODE_DIGITS_MAX = 14
GTIN_13 = 13
E164_DIGITS_MAX = 15
HASH_LENGTH_MIN = 24
GROUP_MIN = 3
PLANE_MAX = 0xFFFF

_ISSUED = re.compile(
    r"4[0-9]{12}(?:[0-9]{3}(?:[0-9]{2,3})?)?\Z"  # Visa
    r"|(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)[0-9]*(?<=\A[0-9]{16})\Z"  # Mastercard
    r"|3[47][0-9]{13}\Z"  # American Express
    r"|3(?:0[0-5]|095|[689])[0-9]*(?<=[0-9]{14})\Z(?<!\A[0-9]{15})"  # Diners Club
    r"|35(?:2[89]|[3-8])[0-9]*(?<=[0-9]{16})\Z"  # JCB
    r"|(?:50|5[6-8]|6|8[12]|220[0-5])[0-9]*(?<=[0-9]{16})\Z"  # Discover, UnionPay, RuPay, Mir …
    r"|(?:9792|9860|8600)[0-9]{12}\Z"  # Troy, Humo, Uzcard
)
_GAP = re.compile("[ +-]+")
_UUID = re.compile(
    r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F])"
)
_RUN = re.compile(r"[0-9]{13,}(?:[ -]{1,3}[0-9]+)*|[0-9](?:[ -]{0,3}[0-9]){12,}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_WORD = re.compile(r"[0-9A-Za-z]*")
_WORD_END = re.compile(r"[0-9A-Za-z]*$")
AROUND_MAX = 64
# What a digit counts for, by its byte: as it is, and doubled as Luhn has it.
_VALUES = bytes(max(0, byte - 48) for byte in range(256))
_DOUBLED = bytes(max(0, byte - 48) * 2 // 10 + max(0, byte - 48) * 2 % 10 for byte in range(256))

# Other scripts' digits by their zeros, spaces and dashes, and what may stand unseen between digits.
_ZEROS = "٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰０𑁦𝟎𝟘𝟢𝟬𝟶🯰"
_DIGITS = {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)}
# Of the basic plane alone: a set of both is searched a hundred times as slowly.
OTHER_DIGIT = re.compile(f"[{''.join(chr(it) for it in _DIGITS if it <= PLANE_MAX)}]")
FAR_DIGIT = re.compile(f"[{''.join(chr(it) for it in _DIGITS if it > PLANE_MAX)}]")
_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_DASHES = (0x058A, *range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D)
_UNSEEN = (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
_STANDS_FOR: dict[int, str] = {
    **_DIGITS,
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_UNSEEN, ""),
}


# For UTF-8, byte by byte: a digit, what may be (a piece of) something between digits, all else.
BETWEEN = b" -+" + bytes(
    [0xC2, 0xA0, 0xAD, 0xE1, 0x9A, 0xE2, 0xE3, 0xEF, 0xBB, 0xBF, *range(0x80, 0x96), 0xAF, 0x9F]
)
_KINDS = bytes(
    0x30 if 0x30 <= byte <= 0x39 else 0x2D if byte in BETWEEN else 0x2E for byte in range(256)
)
_STRETCH = re.compile(rb"[0-]{13,}")


def card_numbers(text: str) -> list[str]:
    """Return the digits of everything in the text that looks like a card's number."""
    if not text.isascii():
        text = text.translate(_STANDS_FOR)
    found = list(_found(text))
    # Few texts get here, so that the many are not searched for UUIDs.
    return list(_found(_UUID.sub("~", text))) if found and "-" in text else found


def stretches(raw: bytes) -> Iterator[tuple[int, int]]:
    """Yield where in UTF-8 there is a number as long as a card's that looks like one.

    Only by its digits: what stands around it may show that it is something else. Digits of other
    scripts are not found. About 30 ms for 10 MB, and 1 µs a number.
    """
    for found in _STRETCH.finditer(raw.translate(_KINDS)):
        text = raw[found.start() : found.end()].decode(errors="replace")
        if not text.isascii():
            text = text.translate(_STANDS_FOR)
        if any(True for _ in _within(text.strip(" -"))):
            yield found.span()


def has_card(text: str, *, is_code: bool) -> bool:
    """Say whether a text holds a card's number.

    Where codes belong (`is_code`), numbers of 13 and 14 digits are articles' and parcels'.
    """
    return any(not is_code or len(it) > CODE_DIGITS_MAX for it in card_numbers(text))


def masked(text: str) -> str:
    """Return a text in which no long number can be read any more."""
    text = text if text.isascii() else text.translate(_STANDS_FOR)
    return _RUN.sub("(a card number)", text)


def _found(text: str) -> Iterator[str]:
    for run in _RUN.finditer(text):
        numbers = list(_within(run[0]))
        if numbers and not _is_phone(text, run) and not _is_hash(text, run):
            yield from numbers


def _within(run: str) -> Iterator[str]:
    """Yield the numbers in a run of groups: a card's may be followed by its date or code."""
    if run.isdigit():
        if len(run) <= DIGITS_MAX and _is_card(run):
            yield run
        return
    groups = _GAP.split(run)
    if all(len(it) == 1 for it in groups):
        groups = ["".join(groups)]
    for first in range(len(groups)):
        number = ""
        for group in groups[first:]:
            number += group
            if len(number) > DIGITS_MAX or len(group) < GROUP_MIN:
                break
            if len(number) >= DIGITS_MIN and _is_card(number):
                yield number


def _is_card(number: str) -> bool:
    if _ISSUED.match(number) is None or (len(number) == GTIN_13 and _is_gtin(number)):
        return False
    digits = number[::-1].encode()
    return (sum(digits[::2].translate(_VALUES)) + sum(digits[1::2].translate(_DOUBLED))) % 10 == 0


def _is_gtin(number: str) -> bool:
    digits = number[::-1].encode().translate(_VALUES)
    return (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


def _is_phone(text: str, run: re.Match[str]) -> bool:
    digits = sum(it.isdigit() for it in run[0])
    before = text[max(0, run.start() - AROUND_MAX) : run.start()]
    return digits <= E164_DIGITS_MAX and before.rstrip(" (").endswith("+")


def _is_hash(text: str, run: re.Match[str]) -> bool:
    before = _WORD_END.search(text[max(0, run.start() - AROUND_MAX) : run.start()])
    after = _WORD.match(text[run.end() : run.end() + AROUND_MAX])
    around = f"{before[0] if before else ''}{after[0] if after else ''}"
    word = f"{around}{run[0]}"
    return bool(around) and len(word) >= HASH_LENGTH_MIN and _HEX.fullmatch(word) is not None
