"""What fields of this capability may hold."""

from typing import Annotated

from msgspec import Meta

COUNTRIES_MAX = 250

# The look-ahead, because Python's $ also matches before a last line feed.
_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE, examples=["Standard"])]
ShortName = Annotated[str, Meta(min_length=1, max_length=100, pattern=_LINE, examples=["VAT"])]
Country = Annotated[str, Meta(max_length=2, examples=["DE"])]
Region = Annotated[str, Meta(max_length=10, pattern=_LINE, examples=["CA"])]
TaxClass = Annotated[str, Meta(min_length=1, max_length=100, pattern=_LINE, examples=["standard"])]
RatePpm = Annotated[
    int, Meta(ge=0, le=1_000_000, description="Parts per million.", examples=[190_000])
]
SharePpm = Annotated[
    int, Meta(ge=1, le=1_000_000, description="Parts per million.", examples=[100_000])
]
Code = Annotated[
    str, Meta(max_length=63, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", examples=["parcel"])
]
DiscountCode = Annotated[
    str, Meta(max_length=40, pattern=r"^[A-Z0-9][A-Z0-9_-]{0,39}$(?!\n)", examples=["SUMMER-10"])
]
NumberPrefix = Annotated[
    str, Meta(max_length=12, pattern=r"^[A-Z0-9-]{0,12}$(?!\n)", examples=["B-"])
]
AmountMinor = Annotated[int, Meta(ge=1, le=10**15, examples=[500])]
Position = Annotated[int, Meta(ge=0, le=1_000_000)]
PaymentHoldSeconds = Annotated[int, Meta(ge=1, le=604_800)]
CartHoldSeconds = Annotated[int, Meta(ge=0, le=86_400)]
Countries = Annotated[list[Country], Meta(max_length=COUNTRIES_MAX)]
