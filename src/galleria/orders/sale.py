"""What is to be sold, whoever asks: one shape for the API, checkout, tills and gifts."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from galleria.base.free_json import NO_OBJECT, JsonObject, no_object
from galleria.base.money import PriceMinor
from galleria.orders.rows import OrderSource

LINES_MAX = 200
UNITS_MAX = 1_000_000
CHOICES_MAX = 200
METADATA_BYTES_MAX = 4_096
# The largest order: sums stay far within a bigint.
TOTAL_MAX = 10**17

_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"
ShortText = Annotated[str, Meta(max_length=200, pattern=_LINE)]
Key = Annotated[str, Meta(min_length=1, max_length=60)]
Units = Annotated[int, Meta(ge=1, le=UNITS_MAX, examples=[1])]
Code = Annotated[str, Meta(min_length=1, max_length=100, pattern=_LINE)]
CustomerEmail = Annotated[
    str,
    Meta(max_length=254, pattern=r"^([^\s@\x00-\x1f\x7f]{1,64}@[^\s@\x00-\x1f\x7f]+)?$(?!\n)"),
]
CustomerPhone = Annotated[str, Meta(max_length=40, pattern=r"^[0-9+()./ -]*$(?!\n)")]
Comment = Annotated[str, Meta(max_length=2_000)]


class ChosenModifier(Struct, frozen=True, forbid_unknown_fields=True):
    """A choice of one of the product's groups, by their keys."""

    group: Key
    choice: Key


class SaleLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is bought: by one of `variant_id`, `sku` and `barcode`.

    `expected_price_minor` is a unit's with its modifiers; another price refuses the order.
    `price_minor` and `discount_minor` (of the whole line) override, and need tills:override.
    """

    units: Units
    variant_id: UUID | None = None
    sku: Code | None = None
    barcode: Code | None = None
    modifiers: Annotated[list[ChosenModifier], Meta(max_length=CHOICES_MAX)] = field(
        default_factory=list[ChosenModifier]
    )
    expected_price_minor: PriceMinor | None = None
    price_minor: PriceMinor | None = None
    discount_minor: PriceMinor | None = None
    discount_reason: ShortText = ""


class Address(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where to; what of it is needed depends on the country (ISO 3166, two letters)."""

    country: Annotated[str, Meta(max_length=2, examples=["DE"])] = ""
    name: ShortText = ""
    company: ShortText = ""
    line1: ShortText = ""
    line2: ShortText = ""
    city: ShortText = ""
    region: ShortText = ""
    postcode: Annotated[str, Meta(max_length=20, pattern=_LINE)] = ""
    phone: Annotated[str, Meta(max_length=40, pattern=_LINE)] = ""


class Tender(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Paid at once, outside of us. `given_minor` is what was handed over in cash."""

    method: Literal["cash", "card_terminal", "manual"]
    amount_minor: PriceMinor | None = None
    given_minor: PriceMinor | None = None
    reference: ShortText = ""


class Sale(Struct, frozen=True, kw_only=True):
    """A sale to a store's customer; `is_held`: its units are held until it is paid.

    `posts_always` is for what was sold already, offline: it is booked whatever is left.
    """

    store_id: UUID
    source: OrderSource
    lines: list[SaleLine]
    order_id: UUID | None = None
    customer_id: UUID | None = None
    customer_name: str = ""
    customer_email: str = ""
    customer_phone: str = ""
    shipping_address: Address | None = None
    billing_address: Address | None = None
    shipping_method: str | None = None
    discount_code: str | None = None
    expected_total_minor: int | None = None
    is_held: bool = False
    tender: Tender | None = None
    posts_always: bool = False
    cart_id: UUID | None = None
    till_id: UUID | None = None
    shift_id: UUID | None = None
    rung_up_at: datetime | None = None
    metadata: JsonObject = NO_OBJECT
    comment: str = ""


class NewOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order in one call. All of it is placed, or nothing.

    With `tender` it is paid at once; with `payment` "later" its units are held until it is paid or
    the store's time for that is over; with neither it is sold on account.
    """

    lines: Annotated[list[SaleLine], Meta(min_length=1, max_length=LINES_MAX)]
    customer_id: UUID | None = None
    customer_name: ShortText = ""
    customer_email: CustomerEmail = ""
    customer_phone: CustomerPhone = ""
    shipping_address: Address | None = None
    billing_address: Address | None = None
    shipping_method: Annotated[str, Meta(max_length=63)] | None = None
    discount_code: Annotated[str, Meta(max_length=40)] | None = None
    expected_total_minor: PriceMinor | None = None
    payment: Literal["later"] | None = None
    tender: Tender | None = None
    metadata: JsonObject = field(default_factory=no_object)
    comment: Comment = ""
