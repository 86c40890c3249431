"""Typed door to plan_queries.sql."""

from uuid import UUID

from msgspec import Raw, Struct

from galleria.base.sql import query
from galleria.base.tx import ReadTx


class Planned(Struct, frozen=True):
    """What would become of a piece. `rows` has what is to be written, the samples what is shown.

    `looked_at_up_to` is the last of the piece; None: nothing matched. `skipped` stay as they are,
    in whole or in part.
    """

    matched: int
    changed: int
    skipped: int
    in_other_currencies: int
    has_more: bool
    looked_at_up_to: UUID | None
    rows: Raw
    sample: Raw
    skipped_sample: Raw


@query
async def plan_by_filter(
    tx: ReadTx,
    *,
    catalog_id: UUID,
    after: UUID,
    up_to: UUID,
    product_ids: list[UUID] | None,
    brands: list[str] | None,
    tags: list[str] | None,
    status: str | None,
    kind: str | None,
    category_id: UUID | None,
    price_min_minor: int | None,
    price_max_minor: int | None,
    attributes: Raw | None,
    reprices: bool,
    currency: str,
    percent_hundredths: int,
    amount_minor: int,
    fixed_minor: int | None,
    ends_minor: int,
    each_minor: int,
    steps_max: int,
    compare_at: str,
    edit: Raw,
    add_tags: list[str],
    remove_tags: list[str],
    tags_max: int,
    attributes_length_max: int,
    rows_max: int,
    variants_max: int,
    compares: bool,
    with_rows: bool,
    sample_max: int,
) -> Planned: ...
