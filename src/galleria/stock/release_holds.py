"""What was held is free again: a cart was changed, an order cancelled, or the time was up."""

from uuid import UUID

from galleria.base.tx import Tx
from galleria.engine.notices import tell
from galleria.engine.run import JobRun
from galleria.stock.expiry import ReleaseHolds
from galleria.stock.hold_queries import Hold, expired_holds, holds_of
from galleria.stock.lock_shelf import lock_shelf, write_shelf
from galleria.stock.notices import HoldsExpiring

EXPIRED_MAX = 500  # What one transaction releases.


async def release_holds(
    tx: Tx,
    *,
    order_ids: list[UUID] | None = None,
    cart_ids: list[UUID] | None = None,
    hold_ids: list[UUID] | None = None,
) -> None:
    """Free what these orders and carts hold, and these holds; what is gone is left alone.

    The ledger is as before. Orders are locked by the caller. 4 statements, any number; 1 when
    nothing is held.
    """
    wanted = await holds_of(
        tx, order_ids=order_ids or [], cart_ids=cart_ids or [], hold_ids=hold_ids or []
    )
    await _release(tx, wanted)


async def release_expired(run: JobRun, _job: ReleaseHolds) -> None:
    """Free every hold of the organization that has expired, a few hundred a transaction.

    Orders are told before any stock is locked: they are cancelled in the same transaction.
    """
    while True:
        async with run.transaction() as tx:
            expired = await expired_holds(tx, rows_max=EXPIRED_MAX)
            if expired:
                order_ids = sorted({hold.order_id for hold in expired if hold.order_id})
                cart_ids = sorted({hold.cart_id for hold in expired if hold.cart_id})
                await tell(tx, HoldsExpiring(order_ids, cart_ids))
                # Under the orders' locks: some may have been prolonged while we waited for them.
                still = {it.hold_id for it in await expired_holds(tx, rows_max=EXPIRED_MAX)}
                await _release(tx, [it for it in expired if it.hold_id in still])
            if len(expired) < EXPIRED_MAX:
                await run.finish(tx)
                return


async def _release(tx: Tx, wanted: list[Hold]) -> None:
    if not wanted:
        return
    shelf = await lock_shelf(tx, [hold.variant_id for hold in wanted])
    # Under the lock: one that was settled while we waited is not there any more.
    hold_ids = [hold.hold_id for hold in wanted]
    there = await holds_of(tx, order_ids=[], cart_ids=[], hold_ids=hold_ids)
    for hold in there:
        count = shelf.items[hold.variant_id].at(hold.location_id)
        count.held -= hold.units
        count.add(hold.units)
    await write_shelf(tx, shelf, ended=[hold.hold_id for hold in there])
