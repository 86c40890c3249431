"""HTTP doors to orders: one line an endpoint."""

from galleria.base.http import command, in_lane
from galleria.orders.life_routes import LIFE_ROUTES
from galleria.orders.place_one import place_orders
from galleria.orders.quote_one import quote_order
from galleria.orders.refusals import PLACING_REFUSALS

ROUTES = [
    in_lane(
        "POST",
        "/stores/{store_id}/orders",
        place_orders,
        permission="orders:write",
        status=201,
        refusals=PLACING_REFUSALS,
    ),
    command(
        "POST",
        "/stores/{store_id}/quotes",
        quote_order,
        permission="orders:read",
        refusals=PLACING_REFUSALS,
    ),
    *LIFE_ROUTES,
]
