"""HTTP doors to stock: one line an endpoint."""

from galleria.base.bulk import BulkRefused
from galleria.base.http import command
from galleria.stock.locations.change import LocationInUse, change_location
from galleria.stock.locations.create import TooManyLocations, create_location
from galleria.stock.locations.list import list_locations, read_location
from galleria.stock.locations.store import read_store_locations, set_store_locations
from galleria.stock.policies.set import set_policies
from galleria.stock.reads.list import (
    list_holds,
    list_movements,
    list_policies,
    list_stock,
    read_stock,
)
from galleria.stock.writes.count import count_stock
from galleria.stock.writes.move import move_stock

READ, WRITE = "stock:read", "stock:write"
LOCATION = "/locations/{location_id}"
STORE = "/stores/{store_id}/locations"
PLACE = "/stock/{variant_id}/{location_id}"
MOVES, COUNTS = "/stock/movements", "/stock/counts"
BULK = (BulkRefused,)

ROUTES = [
    command("GET", "/locations", list_locations, permission=READ),
    command(
        "POST",
        "/locations",
        create_location,
        permission=WRITE,
        status=201,
        idempotent=True,
        refusals=(TooManyLocations,),
    ),
    command("GET", LOCATION, read_location, permission=READ),
    command("PATCH", LOCATION, change_location, permission=WRITE, refusals=(LocationInUse,)),
    command("GET", STORE, read_store_locations, permission=READ),
    command("PUT", STORE, set_store_locations, permission=WRITE),
    command("GET", "/stock", list_stock, permission=READ),
    command(
        "POST", "/stock/movements", move_stock, permission=WRITE, idempotent=True, refusals=BULK
    ),
    command("POST", "/stock/counts", count_stock, permission=WRITE, idempotent=True, refusals=BULK),
    command("GET", "/stock-policies", list_policies, permission=READ),
    command("PUT", "/stock-policies", set_policies, permission=WRITE, refusals=BULK),
    command("GET", "/stock/{variant_id}", read_stock, permission=READ),
    command("GET", f"{PLACE}/movements", list_movements, permission=READ),
    command("GET", f"{PLACE}/holds", list_holds, permission=READ),
]
