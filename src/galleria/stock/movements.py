"""What is written beside counters: lines of the ledger, and holds."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from galleria.base.context import Actor
from galleria.stock.shelf import Portion

MovementKind = Literal["receive", "sell", "return", "adjust", "count", "transfer", "damage"]


class Movement(Struct, frozen=True):
    """A line of the ledger: signed units, and who moved them why."""

    variant_id: UUID
    location_id: UUID
    kind: MovementKind
    units: int
    reason: str
    order_id: UUID | None
    line_no: int | None
    actor: Actor
    request_id: str


class SoldPortions(Struct, frozen=True):
    """What a line of an order took for good."""

    order_id: UUID
    line_no: int
    portions: list[Portion]
    actor: Actor
    request_id: str

    def movements(self) -> Iterator[Movement]:
        """Return its lines of the ledger, a portion each."""
        for portion in self.portions:
            yield Movement(
                portion.variant_id,
                portion.location_id,
                "sell",
                -portion.units,
                "",
                self.order_id,
                self.line_no,
                self.actor,
                self.request_id,
            )


class HeldPortions(Struct, frozen=True):
    """What is set aside until `expires_at` for a line of an order, or for a cart.

    Its portions were taken with `is_held`, so each has a hold's id.
    """

    portions: list[Portion]
    expires_at: datetime
    order_id: UUID | None = None
    line_no: int | None = None
    cart_id: UUID | None = None
