"""Wren & Thimble, the demo's gift shop: a thousand products in three levels of categories."""

from collections.abc import Iterator

from galleria.ops.demo.extras import read_extras
from galleria.ops.demo.gift_range import products_of
from galleria.ops.demo.naming import picture_url, slug_of
from galleria.ops.demo.shapes import (
    DemoBranding,
    DemoCategory,
    DemoItem,
    DemoMember,
    DemoOrganization,
    DemoStore,
)
from galleria.ops.demo.sources import Department, Group, Leaf, read_departments

PRODUCTS = 1_000
_COLOURS = ("#35506f", "#6a8864", "#b0644a", "#6c4e70", "#933c56")


def gift_shop() -> DemoOrganization:
    """Generate the gift shop: 1,000 products in about a hundred categories."""
    departments = read_departments()
    return DemoOrganization(
        slug="wren-and-thimble",
        name="Wren & Thimble",
        contact_email="hello@wren.example",
        members=(
            DemoMember("owner@wren.example", "Imogen Ashby", "owner"),
            DemoMember("manager@wren.example", "Tobias Okafor", "manager"),
        ),
        stores=(
            DemoStore(
                slug="wren-and-thimble",
                name="Wren & Thimble",
                kind="online",
                currency="GBP",
                locale="en-GB",
                time_zone="Europe/London",
                branding=DemoBranding(
                    tagline="Presents with a maker's name on them.",
                    colour="#35506f",
                    accent_colour="#e3a75a",
                    logo_url=picture_url("gift", "ink-wren-and-thimble"),
                ),
                domains=("wren.localhost",),
            ),
        ),
        categories=tuple(_categories(departments)),
        items=tuple(_items(departments)),
        extras=read_extras("gifts"),
    )


def _categories(departments: list[Department]) -> Iterator[DemoCategory]:
    """Yield the tree depth first, so that a parent always stands before its children."""
    for place, department in enumerate(departments):
        colour = _COLOURS[place % len(_COLOURS)]
        top = _category(department, department.kind, place, colour, None)
        yield top
        for group_place, group in enumerate(department.groups):
            middle = _category(group, group.leaves[0].kind, group_place, colour, top.key)
            yield middle
            for leaf_place, leaf in enumerate(group.leaves):
                yield _category(leaf, leaf.kind, leaf_place, colour, middle.key)


def _category(
    source: Department | Group | Leaf, kind: str, place: int, colour: str, parent_key: str | None
) -> DemoCategory:
    slug = slug_of(source.name)
    return DemoCategory(
        key=slug,
        name=source.name,
        slug=slug,
        description=_description(source),
        colour=colour,
        icon=kind,
        image_url=picture_url(kind, slug),
        sort_order=place * 10,
        parent_key=parent_key,
    )


def _description(source: Department | Group | Leaf) -> str:
    return source.texts[0] if isinstance(source, Leaf) else source.description


def _items(departments: list[Department]) -> Iterator[DemoItem]:
    leaves = [
        (department.code, leaf)
        for department in departments
        for group in department.groups
        for leaf in group.leaves
    ]
    per_leaf, spare = divmod(PRODUCTS, len(leaves))
    for number, (code, leaf) in enumerate(leaves):
        yield from products_of(leaf, number, code, per_leaf + (number < spare))
