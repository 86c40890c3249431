"""What other rooms must know before a change of stock commits."""

from uuid import UUID

from galleria.engine.notices import Notice


class StockTurned(Notice, frozen=True):
    """These can be bought now and could not before, or the other way round."""

    variant_ids: list[UUID]


class HoldsExpiring(Notice, frozen=True):
    """The holds of these orders and carts are about to be released; no stock is locked yet.

    Who reacts locks the orders first, as everywhere, and cancels those that still wait. A payment
    that was settled meanwhile has no holds any more, and nothing of it is released.
    """

    order_ids: list[UUID]
    cart_ids: list[UUID]


class StoreStockChanged(Notice, frozen=True):
    """The store sells from other locations; None: any store may."""

    store_id: UUID | None
