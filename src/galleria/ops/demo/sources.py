"""The demo's own words, as they stand in the TOML files beside this one."""

import tomllib
from importlib.resources import files
from typing import Any

from msgspec import Struct, convert

from galleria.ops.demo.shapes import TaxClass


class Dish(Struct, frozen=True, forbid_unknown_fields=True):
    """`sizes`, `pots` and `beans` say which options the dish comes with."""

    name: str
    price: int
    kind: str
    text: str
    allergens: str = "None"
    vegan: bool = False
    sizes: bool = False
    pots: bool = False
    beans: bool = False


class Course(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    kind: str
    description: str
    parent: str | None = None
    items: tuple[Dish, ...] = ()


class Leaf(Struct, frozen=True, forbid_unknown_fields=True):
    """A range of gifts: every product is one motif in one form ("Swallow" + "Teapot")."""

    name: str
    code: str
    kind: str
    makers: tuple[str, ...]
    forms: tuple[tuple[str, int], ...]  # Name and price in pence.
    detail: str
    texts: tuple[str, ...]
    attributes: dict[str, str]
    theme: str | None = None
    motifs: tuple[tuple[str, str], ...] = ()
    colours: tuple[str, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()  # Name and what it adds to the price.
    tax: TaxClass = "standard"


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    description: str
    leaves: tuple[Leaf, ...]


class Department(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    code: str
    kind: str
    description: str
    groups: tuple[Group, ...]


DEPARTMENTS = (
    "kitchen",
    "house",
    "paper",
    "garden",
    "bath",
    "children",
    "wear",
    "larder",
    "seasons",
)


def read_menu() -> list[Course]:
    """Read the café's courses in the order of the menu."""
    return convert(_toml("menu.toml")["categories"], list[Course])


def read_departments() -> list[Department]:
    """Read the gift shop's departments in shop order."""
    return [convert(_toml("gifts", f"{name}.toml"), Department) for name in DEPARTMENTS]


def read_makers() -> dict[str, str]:
    """Read what each maker likes said about itself."""
    return convert(_toml("gifts", "makers.toml"), dict[str, str])


def read_themes() -> dict[str, tuple[tuple[str, str], ...]]:
    """Read each theme's motifs: a name, and what it shows."""
    return convert(_toml("gifts", "themes.toml"), dict[str, tuple[tuple[str, str], ...]])


def _toml(*path: str) -> dict[str, Any]:
    text = files("galleria.ops.demo").joinpath(*path).read_text(encoding="utf-8")
    return tomllib.loads(text)
