"""What a test of tills starts from: an open shift in a store with a shelf."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.lane import Asked, asked_by
from galleria.base.refusals import Refusal
from galleria.base.tx import Tx
from galleria.orders import Order, SaleLine, Tender
from galleria.till import NewShift, NewTill, create_till, open_shift
from galleria.till.offline import OfflineBill, OfflineBills, SyncReport
from galleria.till.ring_up import Bill, RingUp, ring_up
from galleria.till.sync_bills import Sync, sync_bills
from tests.selling import SellingShop, given_selling_shop

FLOAT_MINOR = 10_000
MADE_AT = "2026-01-05T10:00:00+00:00"
CASHIER = frozenset({"tills:read", "tills:write"})


class Counter(Struct, frozen=True):
    """A till with its open shift, in a store that sells."""

    tx: Tx
    shop: SellingShop
    till: UUID
    shift: UUID

    def asks(
        self, *lines: SaleLine, permissions: frozenset[str] = CASHIER, **more: Any
    ) -> Asked[RingUp]:
        more.setdefault("tender", Tender(method="cash"))
        bill = Bill(lines=list(lines), **more)
        asked = asked_by(self.tx.context, RingUp(self.till, bill))
        return Asked(asked.command, asked.actor, asked.request_id, asked.now, permissions)

    async def rings_up(self, *lines: SaleLine, **more: Any) -> Order:
        """Ring up one bill; its refusal is raised."""
        (answer,) = await ring_up(self.tx, [self.asks(*lines, **more)])
        if isinstance(answer, Refusal):
            raise answer
        return answer

    async def syncs(self, *bills: OfflineBill) -> SyncReport:
        (answer,) = await sync_bills(
            self.tx, [asked_by(self.tx.context, Sync(self.till, OfflineBills(list(bills))))]
        )
        if isinstance(answer, Refusal):
            raise answer
        return answer


async def given_till(tx: Tx, shop: SellingShop, code: str = "front") -> UUID:
    till = await create_till(tx, store_id=shop.store, body=NewTill(code, code.title()))
    return till.till_id


async def given_counter(tx: Tx) -> Counter:
    shop = await given_selling_shop(tx)
    till = await given_till(tx, shop)
    shift = await open_shift(tx, till_id=till, body=NewShift(FLOAT_MINOR))
    return Counter(tx, shop, till, shift.shift_id)


def offline(*lines: SaleLine, key: str = "", **more: Any) -> OfflineBill:
    more.setdefault("tender", Tender(method="cash"))
    from datetime import datetime

    at = datetime.fromisoformat(MADE_AT)
    return OfflineBill(
        bill_key=key or f"device-{new_id()}", rung_up_at=at, lines=list(lines), **more
    )
