"""HTTP doors to what a store chooses: one line an endpoint."""

from galleria.base.bulk import BulkRefused
from galleria.base.http import command
from galleria.base.refusals import NotFound
from galleria.catalog.list import read_store_catalog
from galleria.catalog.sell_catalog import choose_catalog
from galleria.catalog.stores.create_exclusions import create_exclusions
from galleria.catalog.stores.delete_exclusions import delete_exclusion, delete_exclusions
from galleria.catalog.stores.list import list_exclusions, list_store_prices, list_store_windows
from galleria.catalog.stores.set_prices import set_store_prices
from galleria.catalog.stores.set_windows import set_store_windows
from galleria.catalog.stores.sold import SellsNothing

READ, WRITE = "catalog:read", "catalog:write"
STORE = "/stores/{store_id}"
EXCLUSIONS = f"{STORE}/exclusions"
PRICES = f"{STORE}/prices"
WINDOWS = f"{STORE}/windows"
BULK = (NotFound, BulkRefused)
CHOICE = (*BULK, SellsNothing)

ROUTES = [
    command("GET", f"{STORE}/catalog", read_store_catalog, permission=READ),
    command("PUT", f"{STORE}/catalog", choose_catalog, permission=WRITE),
    command("GET", EXCLUSIONS, list_exclusions, permission=READ),
    command("POST", EXCLUSIONS, create_exclusions, permission=WRITE, refusals=CHOICE),
    command("DELETE", EXCLUSIONS, delete_exclusions, permission=WRITE, refusals=BULK),
    command(
        "POST", f"{EXCLUSIONS}/bulk-delete", delete_exclusions, permission=WRITE, refusals=BULK
    ),
    command("DELETE", f"{EXCLUSIONS}/{{exclusion_id}}", delete_exclusion, permission=WRITE),
    command("GET", PRICES, list_store_prices, permission=READ),
    command("PUT", PRICES, set_store_prices, permission=WRITE, refusals=CHOICE),
    command("GET", WINDOWS, list_store_windows, permission=READ),
    command("PUT", WINDOWS, set_store_windows, permission=WRITE, refusals=CHOICE),
]
