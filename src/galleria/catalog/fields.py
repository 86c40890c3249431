"""What fields of the catalog may hold, and the limits by name; pure."""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct

CATEGORIES_MAX = 10_000  # A catalog's whole tree is read at once.
DEPTH_MAX = 12
OPTIONS_MAX = 3
VARIANTS_MAX = 2_000
VARIANTS_PER_CALL_MAX = 20_000
MEDIA_MAX = 250
VARIANT_MEDIA_MAX = 20
TAGS_MAX = 250
FURTHER_CATEGORIES_MAX = 100
FURTHER_BARCODES_MAX = 20
BUNDLE_PARTS_MAX = 100
SOURCE_BYTES_MAX = 65_536
SLUG_LENGTH_MAX = 200
NO_LIST = Raw(b"[]")

# The look-ahead, because Python's $ also matches before a last line feed.
_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"

CatalogName = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
CategoryName = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=_LINE, examples=["Hot drinks"])
]
ProductName = Annotated[
    str, Meta(min_length=1, max_length=300, pattern=_LINE, examples=["Flat white"])
]
Slug = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=SLUG_LENGTH_MAX,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)",
        examples=["flat-white"],
    ),
]
ExternalKey = Annotated[
    str, Meta(min_length=1, max_length=255, pattern=_LINE, examples=["menu-17"])
]
Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
Text = Annotated[str, Meta(max_length=20_000)]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$(?!\n)", examples=["#c0392b"])]
Icon = Annotated[str, Meta(min_length=1, max_length=100, pattern=_LINE, examples=["cup"])]
# One that begins with two slashes is another host's; browsers take a backslash for a slash.
Url = Annotated[
    str,
    Meta(
        max_length=2_000,
        pattern=r"^(https?://|/(?![/\\]))[^\s\x00-\x1f]+$(?!\n)",
        examples=["https://images.example.com/flat-white.jpg"],
    ),
]
Sku = Annotated[str, Meta(min_length=1, max_length=100, pattern=_LINE, examples=["FW-01"])]
Barcode = Annotated[
    str,
    Meta(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$(?!\n)", examples=["4006381333931"]),
]
Tag = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]*$(?!\n)",
        examples=["vegan"],
    ),
]
AltText = Annotated[str, Meta(max_length=500, pattern=_LINE, examples=["A cup from above"])]
WeightGrams = Annotated[int, Meta(ge=0, le=100_000_000, examples=[250])]
SizeMm = Annotated[int, Meta(ge=0, le=1_000_000, examples=[95])]
Quantity = Annotated[int, Meta(ge=1, le=10_000, examples=[2])]
CurrencyCode = Annotated[str, Meta(max_length=3, examples=["EUR"])]
OptionValue = Annotated[str, Meta(min_length=1, max_length=100, pattern=_LINE, examples=["Large"])]
SortOrder = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Version = Annotated[int, Meta(ge=0, le=2**53, description="The version you read.")]
ProductKind = Literal["physical", "digital", "gift_card", "bundle"]
ProductStatus = Literal["draft", "active", "archived"]
SeoTitle = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
SeoDescription = Annotated[str, Meta(min_length=1, max_length=500, pattern=_LINE)]


class Seo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What search engines show; null, or left out: as the thing itself says."""

    title: SeoTitle | None = None
    description: SeoDescription | None = None

    def kept(self) -> Raw:
        """Return it as it is kept: only what is said."""
        said = {"title": self.title, "description": self.description}
        return Raw(msgspec.json.encode({name: text for name, text in said.items() if text}))


def tidy_tag(tag: str) -> str:
    """Return the tag as it is kept: without space at its ends, and one between its words."""
    return " ".join(tag.split())


def is_same(before: object, after: object) -> bool:
    """Say whether two values of a field mean the same; free JSON is compared by its meaning."""
    if before is after:
        return True
    if isinstance(before, Raw) and isinstance(after, Raw):
        return bytes(before) == bytes(after) or _meaning(before) == _meaning(after)
    return before == after


def _meaning(value: Raw) -> object:
    # Python holds that 1 == True and JSON does not; so the types are compared with the values.
    return _typed(msgspec.json.decode(value))


def _typed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _typed(inner) for key, inner in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [_typed(inner) for inner in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return (isinstance(value, bool), value)


def changed_names(before: object, after: object, names: Iterable[str]) -> list[str]:
    """Return which of the fields `names` differ."""
    return [name for name in names if not is_same(getattr(before, name), getattr(after, name))]
