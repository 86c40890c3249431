"""Products of a file on their way into a catalog, and what became of each."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.bulk import RefusedRow, RowOutcome
from galleria.base.refusals import FieldError
from galleria.catalog.products.rows import KeyedProduct
from galleria.catalog.rows import checked_rows

# create: what is there is refused; update: what is not. replace: what a file leaves out is archived
# in the end, and what it has is sold again.
MergeMode = Literal["create", "update", "upsert", "replace"]


class Merge(Struct, frozen=True):
    """Into which catalog, how, and the event that stands for every change.

    `event_id` is that of an event which the caller records, then or later.
    """

    catalog_id: UUID
    mode: MergeMode
    event_id: UUID


class MergeRow(Struct, frozen=True):
    """A product as a file says it. One that `is_divisible` may go on without a wrong variant."""

    sent: KeyedProduct | RefusedRow
    is_divisible: bool


class Merged(Struct, frozen=True):
    """What became of a row; `changed` names the fields of a product that was updated.

    `left_out` are the variants that the product went on without, by their places in the row.
    """

    outcome: RowOutcome
    changed: list[str]
    left_out: dict[int, list[FieldError]]


def checked_products(rows: list[KeyedProduct | RefusedRow]) -> list[KeyedProduct | RefusedRow]:
    """Hold products to the types and limits of the API; pure, many at once for its cost."""
    return checked_rows(rows, KeyedProduct)
