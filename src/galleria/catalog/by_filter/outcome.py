"""What a change came to, or would come to, as it is told."""

from typing import Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from galleria.base.free_json import JsonObject
from galleria.catalog.by_filter.plan import SAMPLE_ROWS
from galleria.catalog.by_filter.plan_queries import Planned

SAMPLE_VARIANTS_MAX = 12


class ProductState(Struct, frozen=True, kw_only=True):
    """Those fields of a product that differ. Prices are by variant.

    Of tags, `before` has those that go and `after` those that come; of attributes, the keys that
    change. `categories` are all it is in, each with its place among those arranged by hand.
    """

    prices: dict[UUID, int] | UnsetType = UNSET
    compare_at: dict[UUID, int | None] | UnsetType = UNSET
    status: str | UnsetType = UNSET
    brand: str | UnsetType | None = UNSET
    tax_class: str | UnsetType = UNSET
    fulfilment_partner: str | UnsetType | None = UNSET
    category_id: UUID | UnsetType | None = UNSET
    categories: dict[UUID, int | None] | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    attributes: JsonObject | UnsetType = UNSET


class ChangedProduct(Struct, frozen=True):
    """A product of the sample; of more than SAMPLE_VARIANTS_MAX prices, the first are shown."""

    product_id: UUID
    name: str
    before: ProductState
    after: ProductState


class SkippedProduct(Struct, frozen=True):
    """A product that stays as it is, in whole or in part; without a name: it is deleted.

    `limit`: it would have too many tags, or attributes too large. `changed_since`: to be undone,
    but something else was made of it meanwhile.
    """

    product_id: UUID
    name: str | None
    reason: Literal["limit", "changed_since"]


class FilterOutcome(Struct, frozen=True, kw_only=True):
    """How many products matched, changed and were skipped, and a sample of these.

    Of a great many, those `not_compared` are counted as matched only.
    `planned`: nothing was done, it was a dry run. `completed`: done; `event_id` is what it is
    undone by, null when nothing changed. `waiting`: a job does it, and these are what is expected;
    `status_url` says how far it is. `in_other_currencies` counts prices that were left for that.
    """

    state: Literal["planned", "completed", "waiting"]
    matched: int
    changed: int
    skipped: int
    in_other_currencies: int
    not_compared: int
    sample: list[ChangedProduct]
    skipped_sample: list[SkippedProduct]
    event_id: UUID | None = None
    job_id: UUID | None = None
    status_url: str | None = None
    events_url: str | None = None


class Tally(Struct):
    """What several pieces come to together, and where the last one ended."""

    matched: int = 0
    changed: int = 0
    skipped: int = 0
    in_other_currencies: int = 0
    not_compared: int = 0
    looked_at_up_to: UUID | None = None
    sample: list[ChangedProduct] = []
    skipped_sample: list[SkippedProduct] = []

    def add(self, piece: Planned) -> None:
        """Count a piece."""
        self.matched += piece.matched
        self.changed += piece.changed
        self.skipped += piece.skipped
        self.in_other_currencies += piece.in_other_currencies
        self.looked_at_up_to = piece.looked_at_up_to or self.looked_at_up_to
        if len(self.sample) < SAMPLE_ROWS:
            self.sample = [*self.sample, *shown(piece.sample)][:SAMPLE_ROWS]
        if len(self.skipped_sample) < SAMPLE_ROWS:
            more = msgspec.json.decode(piece.skipped_sample, type=list[SkippedProduct])
            self.skipped_sample = [*self.skipped_sample, *more][:SAMPLE_ROWS]

    def count(self, piece: Planned) -> None:
        """Count a piece that was not compared."""
        self.matched += piece.matched
        self.not_compared += piece.matched
        self.looked_at_up_to = piece.looked_at_up_to or self.looked_at_up_to


def shown(sample: Raw) -> list[ChangedProduct]:
    """Return changed products as they are shown."""
    products = msgspec.json.decode(sample, type=list[ChangedProduct])
    return [
        msgspec.structs.replace(one, before=_cut(one.before), after=_cut(one.after))
        for one in products
    ]


def outcome(
    state: Literal["planned", "completed", "waiting"],
    tally: Tally,
    *,
    event_id: UUID | None = None,
    job_id: UUID | None = None,
) -> FilterOutcome:
    """Return the answer of a call."""
    status_url = None if job_id is None else f"/api/v1/jobs/{job_id}"
    return FilterOutcome(
        state=state,
        matched=tally.matched,
        changed=tally.changed,
        skipped=tally.skipped,
        in_other_currencies=tally.in_other_currencies,
        not_compared=tally.not_compared,
        sample=tally.sample,
        skipped_sample=tally.skipped_sample,
        event_id=event_id,
        job_id=job_id,
        status_url=status_url,
        events_url=None if status_url is None else f"{status_url}/stream",
    )


def _cut(state: ProductState) -> ProductState:
    return msgspec.structs.replace(
        state, prices=_first(state.prices), compare_at=_first(state.compare_at)
    )


def _first(
    by_variant: dict[UUID, int] | dict[UUID, int | None] | UnsetType,
) -> dict[UUID, int] | UnsetType:
    if isinstance(by_variant, UnsetType):
        return by_variant
    names = sorted(by_variant)[:SAMPLE_VARIANTS_MAX]
    return {name: by_variant[name] for name in names}  # pyright: ignore[reportReturnType]
