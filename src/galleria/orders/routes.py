"""HTTP doors to orders: one line an endpoint."""

from galleria.base.http import in_lane
from galleria.orders.place_one import place_orders
from galleria.orders.refusals import (
    AddressIncomplete,
    DiscountRefused,
    NoShipping,
    NotForSale,
    PriceChanged,
    SoldOut,
    StoreClosed,
    TenderTooSmall,
    WrongModifiers,
)

# Of an order that is placed or quoted.
PLACING = (
    AddressIncomplete,
    DiscountRefused,
    NoShipping,
    NotForSale,
    PriceChanged,
    SoldOut,
    StoreClosed,
    TenderTooSmall,
    WrongModifiers,
)

ROUTES = [
    in_lane(
        "POST",
        "/stores/{store_id}/orders",
        place_orders,
        permission="orders:write",
        status=201,
        refusals=PLACING,
    ),
]
