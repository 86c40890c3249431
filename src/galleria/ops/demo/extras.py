"""What the demo shows beside names and prices, as it stands in extras.toml."""

import tomllib
from importlib.resources import files
from typing import Literal

from msgspec import Struct, convert


class DemoChoice(Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    name: str
    price_minor: int = 0
    is_default: bool = False


class DemoModifier(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For every dish of these courses; with `with_allergen` only for those made with it."""

    key: str
    name: str
    courses: tuple[str, ...]
    with_allergen: str | None = None
    min: int = 0
    max: int
    choices: tuple[DemoChoice, ...]

    def fits(self, course: str, allergens: str) -> bool:
        """Say whether the dish of this course is offered with it."""
        is_made_so = self.with_allergen is None or self.with_allergen in allergens
        return course in self.courses and is_made_so


class DemoAttribute(Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    name: str
    kind: Literal["text", "number", "boolean"]
    unit: str | None = None
    is_filterable: bool = True


class DemoSmart(Struct, frozen=True, forbid_unknown_fields=True):
    """A category that has every product up to a price."""

    key: str
    name: str
    description: str
    price_max_minor: int


class DemoExclusions(Struct, frozen=True, forbid_unknown_fields=True):
    """What a store leaves out of the catalog: a category, and maybe a product."""

    store: str
    category: str
    reason: str
    product: str | None = None
    product_reason: str = ""


class DemoPrices(Struct, frozen=True, forbid_unknown_fields=True):
    """A store's own prices, by SKU."""

    store: str
    skus: dict[str, int]


class DemoWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Names in another language, by key."""

    categories: dict[str, str] = {}
    products: dict[str, str] = {}


class DemoExtras(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything of one organization; `words` are by locale."""

    locales: tuple[str, ...]
    attributes: tuple[DemoAttribute, ...]
    exclusions: DemoExclusions
    words: dict[str, DemoWords]
    modifiers: tuple[DemoModifier, ...] = ()
    smart: tuple[DemoSmart, ...] = ()
    prices: DemoPrices | None = None


def read_extras(organization: Literal["cafe", "gifts"]) -> DemoExtras:
    """Read what belongs to one of the two."""
    text = files("galleria.ops.demo").joinpath("extras.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text)[organization], DemoExtras)
