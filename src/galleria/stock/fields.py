"""What fields of stock may hold, and the limits by name."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

LOCATIONS_MAX = 1_000  # An organization's.
STORE_LOCATIONS_MAX = 100
# The look-ahead, because Python's $ also matches before a last line feed.
_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"

LocationCode = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=63,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)",
        examples=["main"],
    ),
]
LocationName = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=_LINE, examples=["Warehouse Leeds"])
]
Position = Annotated[int, Meta(ge=0, le=1_000_000)]
Reason = Annotated[str, Meta(max_length=500, pattern=_LINE, examples=["Delivery 4711"])]
Units = Annotated[int, Meta(ge=1, le=1_000_000, examples=[24])]
SignedUnits = Annotated[int, Meta(ge=-1_000_000, le=1_000_000, examples=[-2])]
CountedUnits = Annotated[int, Meta(ge=0, le=1_000_000_000, examples=[17])]
OwedMax = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Sku = Annotated[str, Meta(min_length=1, max_length=100, pattern=_LINE, examples=["FW-01"])]
Barcode = Annotated[
    str,
    Meta(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$(?!\n)", examples=["4006381333931"]),
]


class VariantNamed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which variant a row is about: one of its id, its SKU, or a barcode.

    Name the catalog too where several have the SKU or the barcode.
    """

    variant_id: UUID | None = None
    sku: Sku | None = None
    barcode: Barcode | None = None
    catalog_id: UUID | None = None
