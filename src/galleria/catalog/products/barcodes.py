"""Barcodes: GTINs with a check digit that is right, or internal codes; pure."""

from galleria.base.refusals import FieldError

GTIN_LENGTHS = (8, 12, 13, 14)  # EAN-8, UPC-A, EAN-13, ITF-14.


def check_digit(digits: str) -> int:
    """Return the digit that belongs behind these (GS1 General Specifications, 7.9)."""
    odd, even = digits[::-2], digits[-2::-2]
    return -(3 * sum(map(int, odd)) + sum(map(int, even))) % 10


def is_gtin(code: str) -> bool:
    """Say whether it has the shape of a GTIN: 8, 12, 13 or 14 digits."""
    return len(code) in GTIN_LENGTHS and code.isascii() and code.isdigit()


def one_spelling(code: str) -> str:
    """Return the code as it is kept and looked for: a GTIN as the shortest that it is.

    Zeros before one say nothing: a scanner reads a UPC as 12 digits or, with a zero, as 13. Any
    other code is as it is.
    """
    if not code.startswith("0") or not is_gtin(code):
        return code
    digits = code.lstrip("0")
    return digits.zfill(next(length for length in GTIN_LENGTHS if length >= len(digits)))


def barcode_errors(code: str, pointer: str) -> list[FieldError]:
    """Return the error of a code in the shape of a GTIN whose check digit is wrong.

    Any other code is an internal one, and free.
    """
    if not is_gtin(code) or int(code[-1]) == (wanted := check_digit(code[:-1])):
        return []
    detail = f"The last digit of {code!r} should be {wanted}: as a GTIN it was misread."
    return [FieldError(pointer, "check_digit", detail)]
