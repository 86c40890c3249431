"""Clover & Crumb, the demo's café: a menu sold online and over one counter."""

from itertools import product

from galleria.ops.demo.extras import read_extras
from galleria.ops.demo.naming import barcode_of, picture_url, slug_of
from galleria.ops.demo.shapes import (
    DemoBranding,
    DemoCategory,
    DemoItem,
    DemoMember,
    DemoOption,
    DemoOrganization,
    DemoStore,
    DemoVariant,
)
from galleria.ops.demo.sources import Course, Dish, read_menu

CURRENCY = "EUR"
BARCODE_PREFIX = 21

# Each option's values with what they add to the price, in cents.
_SIZES = {"Size": {"Small": 0, "Medium": 40, "Large": 80}}
_POTS = {"Serving": {"Cup": 0, "Pot for two": 260}}
_BEANS = {
    "Weight": {"250 g": 0, "1 kg": 2600},
    "Grind": {"Whole bean": 0, "Filter": 0, "Espresso": 0},
}
_COLOURS = ("#6a8864", "#b0644a", "#35506f", "#bf8d31", "#6c4e70", "#3f7871")
_EXTRAS = read_extras("cafe")


def cafe() -> DemoOrganization:
    """Generate the café: 14 categories, 75 items, one online store and one till."""
    courses = read_menu()
    dishes = [(course, dish) for course in courses for dish in course.items]
    return DemoOrganization(
        slug="clover-and-crumb",
        name="Clover & Crumb",
        contact_email="hello@clover.example",
        members=(
            DemoMember("owner@clover.example", "Niamh Doyle", "owner"),
            DemoMember("cashier@clover.example", "Luca Ferrante", "cashier"),
        ),
        stores=(
            _store("clover-and-crumb", "Clover & Crumb", "online", ("clover.localhost",)),
            _store("clover-quay-street", "Clover & Crumb, Quay Street", "till", ()),
        ),
        categories=tuple(_category(place, course) for place, course in enumerate(courses, 1)),
        items=tuple(_item(number, course, dish) for number, (course, dish) in enumerate(dishes, 1)),
        extras=_EXTRAS,
    )


def _store(slug: str, name: str, kind: str, domains: tuple[str, ...]) -> DemoStore:
    return DemoStore(
        slug=slug,
        name=name,
        kind="till" if kind == "till" else "online",
        currency=CURRENCY,
        locale="en-IE",
        time_zone="Europe/Dublin",
        branding=DemoBranding(
            tagline="Coffee, crumbs and a seat by the window.",
            colour="#3f7871",
            accent_colour="#e6936a",
            logo_url=picture_url("cup", "teal-clover-and-crumb"),
        ),
        domains=domains,
    )


def _category(place: int, course: Course) -> DemoCategory:
    slug = slug_of(course.name)
    return DemoCategory(
        key=slug,
        name=course.name,
        slug=slug,
        description=course.description,
        colour=_COLOURS[place % len(_COLOURS)],
        icon=course.kind,
        image_url=picture_url(course.kind, slug),
        sort_order=place * 10,
        parent_key=course.parent and slug_of(course.parent),
    )


def _item(number: int, course: Course, dish: Dish) -> DemoItem:
    slug = slug_of(dish.name)
    variants = _variants(number, dish)
    return DemoItem(
        key=slug,
        name=dish.name,
        slug=slug,
        description=dish.text,
        category_key=slug_of(course.name),
        brand="Clover & Crumb",
        sku=None if variants else f"CC-{number:03d}",
        barcode=None if variants else barcode_of(BARCODE_PREFIX, number * 100),
        price_minor=dish.price,
        currency=CURRENCY,
        options=tuple(DemoOption(name, tuple(values)) for name, values in _options(dish).items()),
        variants=variants,
        attributes={"allergens": dish.allergens, "vegan": dish.vegan},
        modifiers=tuple(
            group for group in _EXTRAS.modifiers if group.fits(course.name, dish.allergens)
        ),
        media=(picture_url(dish.kind, slug),),
        tax_class="zero" if dish.beans else "reduced",
    )


def _options(dish: Dish) -> dict[str, dict[str, int]]:
    if dish.sizes:
        return _SIZES
    if dish.pots:
        return _POTS
    return _BEANS if dish.beans else {}


def _variants(number: int, dish: Dish) -> tuple[DemoVariant, ...]:
    options = _options(dish)
    if not options:
        return ()
    return tuple(
        DemoVariant(
            options=dict(zip(options, values, strict=True)),
            sku=f"CC-{number:03d}-" + "".join(value[0].upper() for value in values),
            barcode=barcode_of(BARCODE_PREFIX, number * 100 + place),
            price_minor=dish.price
            + sum(options[name][value] for name, value in zip(options, values, strict=True)),
        )
        for place, values in enumerate(product(*options.values()), 1)
    )
