"""The whole product on one page: what is mounted, which job runs what, who listens to whom."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from galleria import checkout, listing, orders, payments, setup, transfers, webhooks
from galleria.base.config import Settings, load_settings
from galleria.base.database import Reactions
from galleria.base.description import DESCRIPTION_ROUTE, Description
from galleria.base.endpoints import Endpoint
from galleria.base.health import health_routes
from galleria.base.log import Log
from galleria.base.shell import App
from galleria.catalog import (
    AttributesWritten,
    CategoriesWritten,
    ProductsMerged,
    ProductsWritten,
    StoreListingChanged,
)
from galleria.catalog.jobs import JOBS as CATALOG_JOBS
from galleria.catalog.routes import ROUTES as CATALOG
from galleria.checkout.routes import ROUTES as CHECKOUT
from galleria.customers.routes import ROUTES as CUSTOMERS
from galleria.engine.everywhere import daily
from galleria.engine.partitions import PARTITIONS
from galleria.engine.routes import ROUTES as ENGINE
from galleria.faces.demo_home import DemoHome
from galleria.faces.routes import routes as faces
from galleria.listing.routes import ROUTES as LISTING
from galleria.listing.search.routes import ROUTES as FINDING
from galleria.orders import OrderReduced, OrderReturned, OrdersCancelled, OrdersTendered
from galleria.orders.routes import ROUTES as ORDERS
from galleria.payments.routes import ROUTES as PAYMENTS
from galleria.pricing.routes import ROUTES as PRICING
from galleria.process import (
    Lifespan,
    Parts,
    Work,
    build,
    open_parts,
    working,
    working_until_stopped,
)
from galleria.setup.routes import ROUTES as SETUP
from galleria.stock import HoldsExpiring, StockTurned, StoreStockChanged
from galleria.stock.jobs import JOBS as STOCK_JOBS
from galleria.stock.routes import ROUTES as STOCK
from galleria.tenants import StoreChanging, StoreLocalesChanged
from galleria.tenants.routes import ROUTES as TENANTS
from galleria.till.routes import ROUTES as TILL
from galleria.transfers.routes import ROUTES as TRANSFERS
from galleria.webhooks.routes import ROUTES as WEBHOOKS

ENDPOINTS: list[Endpoint] = [
    *TENANTS,
    *CUSTOMERS,
    *CATALOG,
    *STOCK,
    *LISTING,
    *FINDING,
    *PRICING,
    *ORDERS,
    *PAYMENTS,
    *TILL,
    *CHECKOUT,
    *SETUP,
    *TRANSFERS,
    *WEBHOOKS,
    *ENGINE,
    DESCRIPTION_ROUTE,
]
# What is done in the very transaction that a notice is told in.
REACTIONS: Reactions = {
    ProductsWritten: [listing.show_products],
    ProductsMerged: [listing.show_later],
    CategoriesWritten: [listing.show_categories],
    StoreListingChanged: [listing.show_store],
    StoreChanging: [listing.hold_catalog],
    StoreLocalesChanged: [listing.show_store],
    AttributesWritten: [listing.show_everything],
    StockTurned: [listing.show_stock],
    StoreStockChanged: [listing.show_stock_of_store],
    HoldsExpiring: [orders.cancel_expired],
    OrdersTendered: [payments.note_tendered],
    OrdersCancelled: [payments.call_payments_off],
    OrderReturned: [payments.refund_returned],
    OrderReduced: [payments.refund_reduced],
}
WORK = Work(
    jobs=[
        *CATALOG_JOBS,
        *STOCK_JOBS,
        *listing.JOBS,
        *orders.JOBS,
        *payments.JOBS,
        *checkout.JOBS,
        *setup.JOBS,
        *transfers.JOBS,
        *webhooks.JOBS,
    ],
    # Which event types are told to whom: "product.created": [catalog.refresh_documents].
    listeners={
        "order.placed": [listing.count_placed],
        "order.cancelled": [listing.count_cancelled],
    },
    chores=[PARTITIONS, daily(checkout.SweepCarts)],
    followers=[webhooks.fan_out],
    queues=[webhooks.WEBHOOKS],
)


def create(*, with_worker: bool) -> App:
    """Return the ASGI application of a serving process, with settings from the environment."""
    settings = load_settings()
    return Lifespan(lambda: serving(settings, Log(), with_worker=with_worker))


@asynccontextmanager
async def serving(settings: Settings, log: Log, *, with_worker: bool) -> AsyncGenerator[App]:
    """Open everything and lend the application; `with_worker`, jobs are done beside it."""
    async with open_parts(settings, log, REACTIONS) as parts:
        if not with_worker:
            yield assemble(parts)
            return
        async with working(parts, WORK):
            yield assemble(parts)


async def work(settings: Settings) -> None:
    """Do jobs and place events until SIGTERM or SIGINT: `galleria work`."""
    async with open_parts(settings, Log(), REACTIONS) as parts:
        await working_until_stopped(parts, WORK)


def assemble(parts: Parts, endpoints: list[Endpoint] = ENDPOINTS) -> App:
    """Mount the API, the pages and the health checks on open parts."""
    home = DemoHome(parts.identities, parts.settings.data)
    pages = [*faces(home.view), *health_routes(parts.database, parts.log)]
    services = [setup.SetUpGate(), Description(ENDPOINTS)]
    return build(parts, endpoints, pages, services)


def describe_api() -> dict[str, Any]:
    """Return the API's description; needs no database."""
    return Description(ENDPOINTS).document()
