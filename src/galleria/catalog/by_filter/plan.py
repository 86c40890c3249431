"""What was asked for, and what it would change of a piece of the catalog."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct

from galleria.base.free_json import OBJECT_BYTES_MAX
from galleria.base.tx import ReadTx
from galleria.catalog.by_filter.plan_queries import Planned, plan_by_filter
from galleria.catalog.by_filter.rows import BulkEdit, PriceChange, ProductFilter
from galleria.catalog.by_filter.rules import Repricing, hundredths, steps_max
from galleria.catalog.by_filter.undo_queries import plan_undo
from galleria.catalog.fields import TAGS_MAX, tidy_tag

Depth = Literal["count", "compare", "write"]

SAMPLE_ROWS = 10
STANDARD_TAX = "standard"
EVERY_MINOR = Repricing(0, 0, None, 0, 1)


class ByFilter(Struct, frozen=True):
    """To make a change to what a filter finds. Its price names a currency."""

    filter: ProductFilter
    change: BulkEdit


class Undo(Struct, frozen=True):
    """To undo what an event changed, `since` when."""

    event_id: UUID
    since: datetime


class Asked(Struct, frozen=True):
    """What is to be done, and the event that will tell of it."""

    event_id: UUID
    catalog_id: UUID
    what: ByFilter | Undo


class Piece(Struct, frozen=True):
    """The products behind `after`, up to `up_to`; as many as the limits allow, at least one."""

    after: UUID
    up_to: UUID
    rows_max: int
    variants_max: int


async def plan(tx: ReadTx, asked: Asked, piece: Piece, depth: Depth) -> Planned:
    """Say what would be changed of a piece: 1 statement, to be planned for its values.

    To write it, hold the catalog's lock from before on. What is only counted is not compared.
    """
    what = asked.what
    how: dict[str, Any] = {
        **msgspec.structs.asdict(piece),
        "compares": depth != "count",
        "with_rows": depth == "write",
        "sample_max": SAMPLE_ROWS,
    }
    if isinstance(what, Undo):
        return await plan_undo(
            tx,
            catalog_id=asked.catalog_id,
            undoes=what.event_id,
            since=what.since,
            **how,
        )
    return await plan_by_filter(
        tx,
        catalog_id=asked.catalog_id,
        **_filter_values(what.filter),
        **_edit_values(what.change),
        tags_max=TAGS_MAX,
        attributes_length_max=OBJECT_BYTES_MAX,
        **how,
    )


def repricing(price: PriceChange) -> Repricing:
    """Return the rule that a change of price asks for. Pure."""
    ending = price.round_to
    return Repricing(
        percent_hundredths=hundredths(price.percent or "0"),
        amount_minor=price.amount_minor or 0,
        fixed_minor=price.set_minor,
        ends_minor=ending.ends_with_minor if ending else 0,
        each_minor=ending.of_minor if ending else 1,
    )


def _filter_values(wanted: ProductFilter) -> dict[str, Any]:
    attributes = wanted.attributes
    return {
        **msgspec.structs.asdict(wanted),
        "attributes": Raw(msgspec.json.encode(attributes)) if attributes else None,
    }


def _edit_values(edit: BulkEdit) -> dict[str, Any]:
    how = EVERY_MINOR if edit.price is None else repricing(edit.price)
    values = {
        "status": edit.status,
        "brand": edit.brand,
        "tax_class": STANDARD_TAX if edit.tax_class is None else edit.tax_class,
        "fulfilment_partner": edit.fulfilment_partner,
        "category_id": edit.category_id,
        "attributes": edit.attributes,
    }
    given = {name: value for name, value in values.items() if value is not UNSET}
    return {
        **msgspec.structs.asdict(how),
        "steps_max": steps_max(how),
        "reprices": edit.price is not None,
        "currency": (edit.price and edit.price.currency) or "",
        "compare_at": edit.compare_at,
        "edit": Raw(msgspec.json.encode(given)),
        "add_tags": list(dict.fromkeys(map(tidy_tag, edit.add_tags or ()))),
        "remove_tags": edit.remove_tags or [],
    }
