"""Orders: placed once, exactly, whoever sells; what becomes of them is one table (transitions.py).

`place` sells for the API, checkout, tills and gifts alike, in batches; `settle` is how an order is
paid later. An order is locked first, its stock after it.
"""

from galleria.base.refusals import NotFound
from galleria.orders.addresses import address_errors
from galleria.orders.bought import BoughtLine, BoughtOrder, bought
from galleria.orders.cancel import Cancellation, cancel_expired, cancel_orders
from galleria.orders.claim import claim_guest_order
from galleria.orders.details import OrderDetails, OrderReturn
from galleria.orders.events import OrderPaid, OrderPlaced
from galleria.orders.expire import JOBS, expired_among
from galleria.orders.life import Life, locked
from galleria.orders.modifiers import Chosen, chosen
from galleria.orders.notices import OrderReduced, OrderReturned, OrdersCancelled
from galleria.orders.place import place
from galleria.orders.place_one import PlaceOrder, place_orders
from galleria.orders.quote import Quote, QuotedLine, quote
from galleria.orders.read import read_order, read_order_by_number
from galleria.orders.refusals import (
    PLACING_REFUSALS,
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
from galleria.orders.return_units import NewReturn, ReturnLine, return_units
from galleria.orders.rows import Order, OrderHead, OrderLine, OrderSource
from galleria.orders.sale import (
    CHOICES_MAX,
    LINES_MAX,
    UNITS_MAX,
    Address,
    ChosenModifier,
    Code,
    NewOrder,
    Sale,
    SaleLine,
    Tender,
    Units,
)
from galleria.orders.settle import (
    Paid,
    PaymentMark,
    is_payable,
    keep_for_capture,
    mark_payments,
    settle,
)
from galleria.orders.tendered import OrdersTendered, TenderedOrder
from galleria.orders.transitions import IllegalTransition, OrderState, PaymentState
from galleria.orders.units import TooManyUnits

# What an endpoint that takes units back declares.
RETURN_REFUSALS = (NotFound, IllegalTransition, TooManyUnits)

__all__ = [
    "CHOICES_MAX",
    "JOBS",
    "LINES_MAX",
    "PLACING_REFUSALS",
    "RETURN_REFUSALS",
    "UNITS_MAX",
    "Address",
    "AddressIncomplete",
    "BoughtLine",
    "BoughtOrder",
    "Cancellation",
    "Chosen",
    "ChosenModifier",
    "Code",
    "DiscountRefused",
    "IllegalTransition",
    "Life",
    "NewOrder",
    "NewReturn",
    "NoShipping",
    "NotForSale",
    "Order",
    "OrderDetails",
    "OrderHead",
    "OrderLine",
    "OrderPaid",
    "OrderPlaced",
    "OrderReduced",
    "OrderReturn",
    "OrderReturned",
    "OrderSource",
    "OrderState",
    "OrdersCancelled",
    "OrdersTendered",
    "Paid",
    "PaymentMark",
    "PaymentState",
    "PlaceOrder",
    "PriceChanged",
    "Quote",
    "QuotedLine",
    "ReturnLine",
    "Sale",
    "SaleLine",
    "SoldOut",
    "StoreClosed",
    "Tender",
    "TenderTooSmall",
    "TenderedOrder",
    "TooManyUnits",
    "Units",
    "WrongModifiers",
    "address_errors",
    "bought",
    "cancel_expired",
    "cancel_orders",
    "chosen",
    "claim_guest_order",
    "expired_among",
    "is_payable",
    "keep_for_capture",
    "locked",
    "mark_payments",
    "place",
    "place_orders",
    "quote",
    "read_order",
    "read_order_by_number",
    "return_units",
    "settle",
]
