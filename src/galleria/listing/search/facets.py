"""Counts beside a list: what there is to choose, and how much of it."""

from uuid import UUID

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from galleria.base.tx import ReadTx
from galleria.listing.search.ask import Search, category_of, search_of
from galleria.listing.search.facet_queries import CountRow, FrameRow, counts, facet_frame
from galleria.listing.search.facet_rows import (
    FacetAttribute,
    FacetCategory,
    FacetPrices,
    Facets,
    FacetSpan,
    FacetValue,
)
from galleria.listing.search.parameters import Filters
from galleria.listing.search.wanted import Wanted, category_facet

NO_FACETS = Facets(0, False, [], [], [], [], [], None)
RANGED = ("number", "date")


class Pass(Struct, frozen=True, omit_defaults=True, rename={"except_": "except"}):
    """One look over what is wanted: the facets of some groups, or of all but some."""

    wanted: Wanted
    groups: list[str] = []
    except_: list[str] = []
    categories: list[str] = []
    has_price: bool = False
    has_numbers: bool = False


class Counted(Struct, frozen=True):
    """The counts of all passes, each from the pass that is right for it."""

    products: dict[str, int]
    ends: dict[str, tuple[float | None, float | None]]
    is_estimated: bool


async def count_shop_products(tx: ReadTx, *, query: Filters) -> Facets:
    """Count what words and filters find: by category, brand, tag, stock, attribute, price.

    What was chosen of a brand, an attribute, the stock or the price narrows everything but its own
    counts, so that the other choices can be seen. The categories are those right below the chosen
    one. Exact up to about 1,200 matches, and always without words and filters. 3 statements.
    """
    search = await search_of(tx, query, category=category_of(query.category), is_in_path=False)
    if search is None:
        return NO_FACETS
    frame = await facet_frame(
        tx,
        store_id=search.store_id,
        catalog_id=search.catalog_id,
        locale=search.shop.locale,
        category_id=search.shop.category_id,
    )
    passes = _passes(search, frame)
    rows = await counts(
        tx,
        store_id=search.store_id,
        catalog_id=search.catalog_id,
        locale=search.shop.locale,
        now=tx.context.now,
        passes=Raw(msgspec.json.encode(passes)),
    )
    return _facets(query, frame, _counted(passes, rows))


def _passes(search: Search, frame: list[FrameRow]) -> list[Pass]:
    said, groups = search.base.said, search.groups
    categories = [category_facet(UUID(row.key)) for row in frame if row.kind == "category"]
    hidden = ["p" if group == "price" else group for group in groups]
    whole = Pass(search.wanted(said=said), except_=hidden, categories=categories, has_price=True)
    whole = replace(whole, has_numbers=any(row.kind in RANGED for row in frame))
    own = [
        Pass(
            search.wanted(said=said, without=group),
            groups=["p" if group == "price" else group],
            has_price=_is_span(search, group),
        )
        for group in groups
    ]
    return [whole, *own]


def _is_span(search: Search, group: str) -> bool:
    return group == "price" or any(f"a:{one.key}" == group for one in search.ranges)


def _counted(passes: list[Pass], rows: list[CountRow]) -> Counted:
    """Take each count from its own group's pass, all others from the first."""
    own = {one.groups[0]: place for place, one in enumerate(passes) if one.groups}
    products: dict[str, int] = {}
    ends: dict[str, tuple[float | None, float | None]] = {}
    is_estimated = False
    for row in rows:
        if row.facet == "*":
            is_estimated = is_estimated or (row.lowest or 1) > 1
        if row.pass_ != own.get(_group(row.facet), 0):
            continue
        if row.facet == "p" or row.facet.startswith("n:"):
            ends[row.facet] = (row.lowest, row.highest)
        else:
            products[row.facet] = row.products or 0
    return Counted(products, ends, is_estimated)


def _group(facet: str) -> str:
    if facet == "p" or facet.startswith("p:"):
        return "p"
    if facet.startswith("n:"):
        return f"a:{facet[2:]}"
    return facet.partition("=")[0] if facet.startswith("a:") else facet.partition(":")[0]


def _facets(query: Filters, frame: list[FrameRow], counted: Counted) -> Facets:
    attributes = [_attribute(row, query, counted) for row in frame if row.kind != "category"]
    return Facets(
        total=counted.products.get("*", 0),
        is_estimated=counted.is_estimated,
        categories=[
            FacetCategory(UUID(row.key), row.name, row.slug or "", found)
            for row in frame
            if row.kind == "category"
            and (found := counted.products.get(category_facet(UUID(row.key)), 0))
        ],
        brands=_values("b:", query.brand, counted),
        tags=_values("t:", query.tag, counted),
        availability=_values("i:", ["in_stock"] if query.in_stock else [], counted),
        attributes=[one for one in attributes if one.values or one.kind in RANGED],
        prices=_prices(counted),
    )


def _values(prefix: str, chosen: list[str], counted: Counted) -> list[FacetValue]:
    found = {
        facet.removeprefix(prefix): products
        for facet, products in counted.products.items()
        if facet.startswith(prefix)
    }
    every = {**dict.fromkeys(chosen, 0), **found}
    ordered = sorted(every.items(), key=lambda one: (-one[1], one[0]))
    return [FacetValue(value, products, value in chosen) for value, products in ordered]


def _attribute(row: FrameRow, query: Filters, counted: Counted) -> FacetAttribute:
    kind = row.kind
    assert kind != "category"
    pairs = [parameter.partition(":") for parameter in query.attribute]
    chosen = [value for key, _, value in pairs if key == row.key and kind not in RANGED]
    values = [] if kind in RANGED else _values(f"a:{row.key}=", chosen, counted)
    if kind == "choice":
        place = {choice: number for number, choice in enumerate(row.choices or [])}
        values.sort(key=lambda one: place.get(one.value, len(place)))
    lowest, highest = counted.ends.get(f"n:{row.key}", (None, None))
    if kind == "date":
        ends = (_day(lowest), _day(highest))
        return FacetAttribute(row.key, row.name, kind, row.unit, values, *ends)
    return FacetAttribute(row.key, row.name, kind, row.unit, values, lowest, highest)


def _day(number: float | None) -> str | None:
    """Write a day as products have it; the listing counts it as 20261121."""
    if number is None:
        return None
    digits = f"{int(number):08}"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _prices(counted: Counted) -> FacetPrices | None:
    lowest, highest = counted.ends.get("p", (None, None))
    if lowest is None or highest is None:
        return None
    width = span_width(int(lowest), int(highest))
    spans: dict[int, int] = {}
    for facet, products in counted.products.items():
        if facet.startswith("p:"):
            begins = int(facet[2:]) // width * width
            spans[begins] = spans.get(begins, 0) + products
    told = [FacetSpan(begins, begins + width, spans[begins]) for begins in sorted(spans)]
    return FacetPrices(int(lowest), int(highest), told)


def span_width(lowest: int, highest: int) -> int:
    """Return a round width that cuts a span into about five, no finer than prices are counted."""
    finest = 10 ** max(0, len(str(highest)) - 2)
    widths = (digit * 10**power for power in range(20) for digit in (1, 2, 5))
    return next(width for width in widths if width >= finest and width * 5 >= highest - lowest)
