"""What others must know of counters that changed: sold out, back, low, short."""

from collections.abc import Iterator

from galleria.base.tx import Tx
from galleria.engine.events import Event, record
from galleria.engine.notices import tell
from galleria.stock.events import StockBack, StockLow, StockOut, StockShort
from galleria.stock.notices import StockTurned
from galleria.stock.shelf import Count, Item, Shelf


async def tell_turns(tx: Tx, shelf: Shelf) -> None:
    """Record what was crossed, and tell of what can or cannot be bought now.

    Most sales cross nothing, and cost nothing here.
    """
    events: list[Event] = []
    turned = [item.variant_id for item in shelf.items.values() if _has_turned(item)]
    for item in shelf.items.values():
        for count in item.counts.values():
            if count.is_touched:
                events.extend(_crossed(item, count))
    await record(tx, events)
    if turned:
        await tell(tx, StockTurned(turned))


def _has_turned(item: Item) -> bool:
    for count in item.counts.values():
        before, after = count.free_before, count.free
        has_crossed = before != after and min(before, after) < item.turns_at
        if count.is_touched and (count.is_new or has_crossed):
            return True
    return bool(item.owed_max) and (item.owed < item.owed_max) != (item.owed_before < item.owed_max)


def _crossed(item: Item, count: Count) -> Iterator[Event]:
    variant_id, location_id = count.variant_id, count.location_id
    if count.free_before and not count.free:
        yield StockOut(variant_id, location_id)
    elif count.free and not count.free_before and not count.is_new:
        yield StockBack(variant_id, location_id, count.free)
    if count.is_low and not count.was_low:
        assert item.low_at is not None
        yield StockLow(variant_id, location_id, count.free, item.low_at)
    if count.shortfall > count.shortfall_before:
        yield StockShort(variant_id, location_id, count.shortfall - count.shortfall_before)
