"""Whether shoppers find something, by the search that they use."""

from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.listing.shop.doors import ShopQuery
from galleria.listing.shop.scan import scan_in_shop
from galleria.ops.bench.mall import Stall


async def is_found(tx: ReadTx, _stall: Stall, code: str) -> bool:
    """Say whether the shop's search knows the code."""
    try:
        await scan_in_shop(tx, code=code, query=ShopQuery())
    except NotFound:
        return False
    return True
