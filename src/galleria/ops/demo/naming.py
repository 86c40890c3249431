"""Slugs, picture addresses and barcodes of the demo."""

import re
import unicodedata


def slug_of(name: str) -> str:
    """Spell `name` in lower-case ASCII words joined by hyphens."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower().replace("'", "")).strip("-")


def picture_url(kind: str, slug: str) -> str:
    """Where `faces` serves the picture of that kind, drawn in the manner of that slug."""
    return f"/pictures/{kind}/{slug}.svg"


def barcode_of(prefix: int, number: int) -> str:
    """Make a valid EAN-13 from GS1's range for internal use (prefixes 20 to 29)."""
    assert 20 <= prefix <= 29
    assert 0 <= number < 10**10
    digits = f"{prefix}{number:010d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-weighted % 10)
