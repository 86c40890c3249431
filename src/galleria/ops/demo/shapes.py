"""The shape of the demo's content: what a store set-up request carries, as plain values."""

from typing import Literal

from msgspec import Struct

from galleria.ops.demo.extras import DemoExtras, DemoModifier

TaxClass = Literal["standard", "reduced", "zero"]


class DemoBranding(Struct, frozen=True):
    tagline: str
    colour: str  # "#rrggbb"
    accent_colour: str
    logo_url: str


class DemoStore(Struct, frozen=True):
    slug: str
    name: str
    kind: Literal["online", "till", "gift"]
    currency: str
    locale: str
    time_zone: str
    branding: DemoBranding
    domains: tuple[str, ...]


class DemoCategory(Struct, frozen=True):
    """`parent_key` is None at the top; parents always come before their children."""

    key: str
    name: str
    slug: str
    description: str
    colour: str
    icon: str  # A kind of picture, such as "mug".
    image_url: str
    sort_order: int
    parent_key: str | None


class DemoOption(Struct, frozen=True):
    name: str
    values: tuple[str, ...]


class DemoVariant(Struct, frozen=True):
    options: dict[str, str]  # Option name to value: one value for every option of the item.
    sku: str
    barcode: str
    price_minor: int


class DemoItem(Struct, frozen=True):
    """With variants, `sku` and `barcode` are None and `price_minor` is the lowest of theirs."""

    key: str
    name: str
    slug: str
    description: str
    category_key: str
    brand: str
    sku: str | None
    barcode: str | None
    price_minor: int
    currency: str
    options: tuple[DemoOption, ...]
    variants: tuple[DemoVariant, ...]
    attributes: dict[str, str | int | bool]
    modifiers: tuple[DemoModifier, ...]
    media: tuple[str, ...]
    tax_class: TaxClass


class DemoMember(Struct, frozen=True):
    email: str
    name: str
    role: Literal["owner", "manager", "cashier", "analyst"]


class DemoOrganization(Struct, frozen=True):
    """The first store is set up with all categories and items; the others sell the same ones."""

    slug: str
    name: str
    contact_email: str
    members: tuple[DemoMember, ...]
    stores: tuple[DemoStore, ...]
    categories: tuple[DemoCategory, ...]
    items: tuple[DemoItem, ...]
    extras: DemoExtras
