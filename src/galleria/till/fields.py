"""What is sent to tills, and its limits."""

from typing import Annotated

from msgspec import Meta

from galleria.base.money import PriceMinor

_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE, examples=["Front"])]
Code = Annotated[
    str, Meta(max_length=63, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", examples=["front"])
]
Reason = Annotated[str, Meta(max_length=500, pattern=_LINE)]
AmountMinor = Annotated[PriceMinor, Meta(description="In the store's currency.")]
