"""The shop itself, as its shoppers see it."""

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.listing.shop.doors import store_of
from galleria.listing.shop.queries import Shop, shop_store


async def read_shop(tx: ReadTx) -> Shop:
    """Return the shop; NotFound unless it is active."""
    shop = await shop_store(tx, store_id=store_of(tx))
    if shop is None:
        raise NotFound()
    return shop
