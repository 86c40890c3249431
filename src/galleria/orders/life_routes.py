"""HTTP doors to orders after they were placed."""

from galleria.base.bulk import BulkRefused
from galleria.base.http import Access, command, special
from galleria.base.refusals import NotFound, Unauthorized
from galleria.orders.cancel import cancel_order
from galleria.orders.change_body import AbovePaid, PaymentUnderWay
from galleria.orders.change_order import change_order
from galleria.orders.deliver import cancel_fulfilment, deliver_fulfilment, deliver_order
from galleria.orders.export import TIMEOUT_S, ExportQuery, export_orders
from galleria.orders.fulfil import fulfil_order
from galleria.orders.list import list_orders
from galleria.orders.notes import create_note, list_notes
from galleria.orders.own_orders import list_own_orders, read_own_order
from galleria.orders.read import read_order, read_order_by_number
from galleria.orders.refusals import PLACING_REFUSALS
from galleria.orders.return_units import return_units
from galleria.orders.start_processing import start_processing
from galleria.orders.transition_orders import transition_orders
from galleria.orders.transitions import IllegalTransition
from galleria.orders.units import TooManyUnits

READ, WRITE = "orders:read", "orders:write"
MOVED = (NotFound, IllegalTransition)
PARCEL = "/orders/{order_id}/fulfilments/{fulfilment_id}"

LIFE_ROUTES = [
    command("GET", "/orders", list_orders, permission=READ),
    special(
        "GET",
        "/orders/export",
        export_orders,
        access=Access.CALLER,
        permission=READ,
        query=ExportQuery,
        timeout_s=TIMEOUT_S,
        media_type="text/csv, application/jsonl",
    ),
    command("GET", "/orders/{order_id}", read_order, permission=READ, refusals=(NotFound,)),
    command(
        "PATCH",
        "/orders/{order_id}",
        change_order,
        permission=WRITE,
        idempotent=True,
        refusals=(*MOVED, PaymentUnderWay, AbovePaid, *PLACING_REFUSALS),
    ),
    command(
        "GET",
        "/stores/{store_id}/orders/{number}",
        read_order_by_number,
        permission=READ,
        refusals=(NotFound,),
    ),
    command(
        "POST",
        "/orders/transitions",
        transition_orders,
        permission=WRITE,
        idempotent=True,
        refusals=(BulkRefused,),
    ),
    *[
        command("POST", path, use_case, permission=WRITE, idempotent=True, refusals=MOVED)
        for path, use_case in (
            ("/orders/{order_id}/cancel", cancel_order),
            ("/orders/{order_id}/process", start_processing),
            ("/orders/{order_id}/deliver", deliver_order),
            (f"{PARCEL}/deliver", deliver_fulfilment),
        )
    ],
    *[
        command(
            "POST",
            path,
            use_case,
            permission=WRITE,
            status=status,
            idempotent=True,
            refusals=(*MOVED, TooManyUnits),
        )
        for path, use_case, status in (
            ("/orders/{order_id}/fulfilments", fulfil_order, 201),
            (f"{PARCEL}/cancel", cancel_fulfilment, 200),
            ("/orders/{order_id}/returns", return_units, 201),
        )
    ],
    command(
        "POST",
        "/orders/{order_id}/notes",
        create_note,
        permission=WRITE,
        status=201,
        idempotent=True,
        refusals=(NotFound,),
    ),
    command("GET", "/orders/{order_id}/notes", list_notes, permission=READ, refusals=(NotFound,)),
    *[
        command("GET", f"{shop}{path}", use_case, permission=None, refusals=refusals)
        for shop in ("/shop", "/shops/{store_slug}")
        for path, use_case, refusals in (
            ("/orders", list_own_orders, (Unauthorized,)),
            ("/orders/{order_id}", read_own_order, (Unauthorized, NotFound)),
        )
    ],
]
