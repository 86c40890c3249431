"""Say what moved: an event a line, or one for all of a kind when they are many."""

from collections.abc import Iterator
from itertools import groupby

from galleria.base.tx import Tx
from galleria.engine.events import Event, record
from galleria.stock.events import (
    StockAdjusted,
    StockCounted,
    StockDamaged,
    StockMovedInBulk,
    StockReceived,
    StockTransferred,
)
from galleria.stock.movements import Movement

EACH_MAX = 100


async def tell_movements(tx: Tx, moved: list[Movement]) -> None:
    """Record an event a row, or one a kind for more than 100 rows: 1 statement."""
    by_kind = sorted(moved, key=lambda line: line.kind)
    events: list[Event] = []
    for kind, group in groupby(by_kind, key=lambda line: line.kind):
        lines = list(group)
        if len(lines) > EACH_MAX:
            units = sum(line.units for line in lines if line.units > 0 or kind != "transfer")
            events.append(StockMovedInBulk(kind, len(lines), units))
        else:
            events.extend(_each(lines))
    await record(tx, events)


def _each(lines: list[Movement]) -> Iterator[Event]:
    origin: Movement | None = None
    for line in lines:
        told = (line.variant_id, line.location_id, line.units, line.reason)
        if line.kind == "receive":
            yield StockReceived(*told)
        elif line.kind == "adjust":
            yield StockAdjusted(*told)
        elif line.kind == "damage":
            yield StockDamaged(line.variant_id, line.location_id, -line.units, line.reason)
        elif line.kind == "count":
            yield StockCounted(*told)
        elif line.units < 0:
            origin = line  # Its other half is the next line.
        else:
            assert origin is not None
            yield StockTransferred(
                line.variant_id, origin.location_id, line.location_id, line.units, line.reason
            )
