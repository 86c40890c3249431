"""From a shopper's parameters to a search in this shop: 1 statement; a wrong filter is named."""

from uuid import UUID

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from galleria.base.refusals import FieldError, Invalid, NotFound
from galleria.base.tx import ReadTx
from galleria.catalog import CategoryFilter
from galleria.listing.search.queries import Surroundings, surroundings
from galleria.listing.search.wanted import (
    Asked,
    Choice,
    Kind,
    Range,
    Wanted,
    attributes_of,
    category_facet,
    choices_of,
    codes_of,
    narrower,
    price_errors,
    said_of,
    smart_facets,
)
from galleria.listing.shop.doors import Named, named, store_of

NOTHING = Named(None, None)


class Search(Struct, frozen=True):
    """What is looked for, where.

    `base` holds whatever else is chosen; `choices`, `ranges` and the prices are what a shopper
    chose among counted values, so their own counts are not narrowed by them.
    """

    store_id: UUID
    shop: Surroundings
    catalog_id: UUID
    base: Wanted
    choices: list[Choice]
    ranges: list[Range]
    price_min_minor: int | None
    price_max_minor: int | None

    def wanted(
        self, *, said: str | None, is_by_hand: bool = False, without: str | None = None
    ) -> Wanted:
        """Return all of it, or all but one group's choice; `is_by_hand`, with what is arranged."""
        facets = [choice.facets for choice in self.choices if choice.group != without]
        ranges = [one for one in self.ranges if f"a:{one.key}" != without]
        lowest, highest = self.price_min_minor, self.price_max_minor
        if without == "price":
            lowest, highest = None, None
        return replace(
            self.base,
            said=said,
            coded=self.shop.coded,
            arranged=self.shop.arranged if is_by_hand and self.shop.category_id else None,
            facets=[*self.base.facets, *facets],
            ranges=[*self.base.ranges, *ranges],
            price_from=narrower(self.base.price_from, lowest, max),
            price_to=narrower(self.base.price_to, highest, min),
        )

    @property
    def groups(self) -> list[str]:
        """The groups that something was chosen of."""
        chosen = [choice.group for choice in self.choices]
        chosen += [f"a:{one.key}" for one in self.ranges]
        has_price = self.price_min_minor is not None or self.price_max_minor is not None
        return [*chosen, "price"] if has_price else chosen


async def search_of(
    tx: ReadTx, asked: Asked, *, category: Named, is_in_path: bool, subtree: bool = True
) -> Search | None:
    """Return what is looked for; None in a shop that sells nothing.

    NotFound: the shop, or the category in the path, is not there. Invalid names a wrong filter.
    """
    price_errors(asked)
    attributes, said, store_id = attributes_of(asked), said_of(asked), store_of(tx)
    shop = await surroundings(
        tx,
        store_id=store_id,
        locale=asked.locale,
        category_id=category.id,
        slug=category.slug,
        attribute_keys=[attribute.key for attribute in attributes],
        codes=codes_of(said),
    )
    if shop is None:
        raise NotFound()
    if category != NOTHING and shop.category_id is None:
        raise NotFound() if is_in_path else _no_such_category()
    chosen = choices_of(attributes, msgspec.json.decode(shop.kinds, type=dict[str, Kind]))
    if shop.catalog_id is None:
        return None
    base = _base(shop, subtree=subtree)
    return Search(
        store_id=store_id,
        shop=shop,
        catalog_id=shop.catalog_id,
        base=replace(
            base,
            said=said,
            facets=[*base.facets, *([f"t:{tag}"] for tag in asked.tag)],
        ),
        choices=_choices(asked, chosen),
        ranges=[one for one in chosen if isinstance(one, Range)],
        price_min_minor=asked.price_min_minor,
        price_max_minor=asked.price_max_minor,
    )


def category_of(asked_category: str | None) -> Named:
    """Read the category that a parameter names, if it names one."""
    return NOTHING if asked_category is None else named(asked_category)


def _choices(asked: Asked, chosen: list[Choice | Range]) -> list[Choice]:
    choices = [one for one in chosen if isinstance(one, Choice)]
    if asked.brand:
        choices.append(Choice("b", [f"b:{brand}" for brand in asked.brand]))
    if asked.in_stock:
        choices.append(Choice("i", ["i:in_stock"]))
    return choices


def _base(shop: Surroundings, *, subtree: bool) -> Wanted:
    if shop.category_id is None:
        return Wanted()
    if shop.filter is not None:
        return smart_wanted(shop.filter)
    below = [] if subtree else [category_facet(child) for child in shop.child_ids]
    return Wanted(facets=[[category_facet(shop.category_id)]], without=below)


def smart_wanted(category_filter: Raw | str) -> Wanted:
    """Return what a smart category's filter looks for."""
    smart = msgspec.json.decode(category_filter, type=CategoryFilter)
    facets, ranges = smart_facets(smart)
    return Wanted(
        filter_said=smart.q,
        facets=facets,
        ranges=ranges,
        price_from=smart.price_min_minor,
        price_to=smart.price_max_minor,
    )


def _no_such_category() -> Invalid:
    detail = "There is no such category in this shop."
    return Invalid(detail, errors=[FieldError("?category", "not_found", detail)])
