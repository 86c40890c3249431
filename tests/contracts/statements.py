"""Every bound statement of the package, and which tables it reads and writes."""

import importlib
import pkgutil

import sqlglot
from sqlglot import exp

import galleria
from galleria.base.sql import STATEMENTS, Statement

# Rooms from the lowest to the highest: a room reads its own tables and those of rooms below it.
ROOMS = (
    "engine",
    "tenants",
    "customers",
    "catalog",
    "stock",
    "pricing",
    "listing",
    "orders",
    "payments",
    "checkout",
    "till",
    "webhooks",
    "setup",
    "transfers",
    "ops",
)
TABLES = {
    "engine": """
        organization event event_feed idempotency_record job job_done job_running served_queue
    """,
    "tenants": """
        api_key directory_account directory_api_key directory_domain directory_link
        directory_login_attempt directory_membership directory_organization directory_revocation
        directory_session directory_signing_key directory_store member organization_profile store
        store_domain
    """,
    "customers": "customer",
    "checkout": "cart",
    "catalog": """
        attribute bulk_change bundle_part catalog category category_translation further_barcode
        product product_category product_change product_translation store_catalog store_exclusion
        store_price store_window variant
    """,
    "stock": """
        hold location movement stock stock_policy store_location
    """,
    "pricing": """
        discount shipping_method store_terms tax_rate
    """,
    "orders": """
        fulfilment fulfilment_line order_counter order_line order_note order_return orders
        return_line
    """,
    "payments": "gateway_account gateway_event payment payment_tally refund",
    "till": "shift till till_approval till_bill till_entry",
    "listing": "facet_count listing listing_pending listing_word store_sale",
    "webhooks": "delivery webhook_endpoint",
    "transfers": "import",
    "ops": "galleria_migration",
}
ROOM_OF = {table: room for room, tables in TABLES.items() for table in tables.split()}


def bound_statements() -> list[Statement]:
    """Import every module that binds statements, and return them all."""
    for module in pkgutil.walk_packages(galleria.__path__, "galleria."):
        if module.name.rpartition(".")[2].endswith("queries"):
            importlib.import_module(module.name)
    return sorted(STATEMENTS, key=lambda statement: (statement.module, statement.name))


def room_of(statement: Statement) -> str:
    return statement.module.split(".")[1]


def tables_of(statement: Statement) -> tuple[set[str], set[str]]:
    """Return the tables it writes and those it only reads."""
    [tree] = sqlglot.parse(statement.text, dialect="postgres")
    assert tree is not None
    local = {cte.alias for cte in tree.find_all(exp.CTE)}
    named = {table.name for table in tree.find_all(exp.Table)} - local
    written = {
        table.name
        for write in tree.find_all(exp.Insert, exp.Update, exp.Delete)
        if (table := write.this.find(exp.Table)) is not None
    }
    # FROM unnest(…) AS u and its like are functions, not tables.
    return written, {name for name in named - written if name}
