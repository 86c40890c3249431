"""A cart as it is kept, and as its shopper sees it."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from msgspec import Meta, Raw, Struct

from galleria.catalog import ProductKind
from galleria.orders import ChosenModifier

CartState = Literal["open", "ordered"]
NoticeCode = Literal["price_changed", "not_for_sale", "wrong_modifiers", "sold_out", "only_left"]
FreeAddress = Annotated[Raw, Meta(extra_json_schema={"type": "object"})]


class CartRow(Struct, frozen=True):
    """A row of the table. `lines` is a list of `CartLine`."""

    cart_id: UUID
    store_id: UUID
    customer_id: UUID | None
    state: CartState
    currency: str
    lines: Raw
    customer_name: str
    customer_email: str
    customer_phone: str
    shipping_address: Raw | None
    billing_address: Raw | None
    shipping_method: str | None
    discount_code: str | None
    held_until: datetime | None
    order_id: UUID | None
    version: int
    created_at: datetime
    updated_at: datetime


class CartLine(Struct, frozen=True):
    """A line as the cart keeps it: `price_minor` is a unit's, with modifiers, when it was added."""

    line_id: UUID
    product_id: UUID
    variant_id: UUID
    name: str
    kind: ProductKind
    sku: str | None
    option_values: list[str]
    modifiers: list[ChosenModifier]
    units: int
    price_minor: int


class ShownLine(Struct, frozen=True):
    """A line of a cart. `added_price_minor` is what a unit cost when it was added.

    `price_minor` is what it costs now where the cart is read; else as when it was added.
    `available_units` null: any number, or not looked at.
    """

    line_id: UUID
    product_id: UUID
    variant_id: UUID
    name: str
    sku: str | None
    option_values: list[str]
    modifiers: list[ChosenModifier]
    units: int
    price_minor: int
    added_price_minor: int
    total_minor: int
    is_for_sale: bool = True
    available_units: int | None = None


class CartNotice(Struct, frozen=True, omit_defaults=True):
    """What is no longer as it was when the line was added."""

    line_id: UUID
    code: NoticeCode
    detail: str
    old_minor: int | None = None
    new_minor: int | None = None
    wanted_units: int | None = None
    available_units: int | None = None


class Cart(Struct, frozen=True, kw_only=True):
    """A shopper's cart. `cart` is what its address ends with: keep it, it is the key to it.

    `notices` are told when the cart is read. `lines_minor` is before discount, shipping and tax
    that is added: ask for the quote.
    """

    # Prices and stock change without the cart: its version does not tell.
    is_live: ClassVar[bool] = True

    cart: str
    cart_id: UUID
    store_id: UUID
    customer_id: UUID | None
    state: CartState
    currency: str
    lines: list[ShownLine]
    lines_minor: int
    customer_name: str
    customer_email: str
    customer_phone: str
    shipping_address: FreeAddress | None
    billing_address: FreeAddress | None
    shipping_method: str | None
    discount_code: str | None
    held_until: datetime | None
    order_id: UUID | None
    notices: list[CartNotice]
    version: int
    created_at: datetime
    updated_at: datetime
