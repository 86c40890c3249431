"""Stock: where goods are, how many of them are free, held and owed, and a ledger of every change.

A batch of sales locks a `Shelf`, takes from it in memory and writes it at once; holds end in a sale
(`settle_holds`) or by themselves. Counters always are what the ledger and the holds sum to.
"""

from galleria.stock.give_back import GivenBack, give_back
from galleria.stock.hold_queries import expired_orders
from galleria.stock.lock_shelf import lock_shelf, read_shelf, write_shelf
from galleria.stock.movements import HeldPortions, SoldPortions
from galleria.stock.notices import HoldsExpiring, StockTurned, StoreStockChanged
from galleria.stock.policies.set import WantedPolicy, set_policies
from galleria.stock.prolong_holds import prolong_holds
from galleria.stock.release_holds import release_holds
from galleria.stock.settle_holds import Settling, settle_holds
from galleria.stock.shelf import Missing, Portion, Shelf, Short, Want
from galleria.stock.writes.move import move_stock
from galleria.stock.writes.rows import WantedMovement

__all__ = [
    "GivenBack",
    "HeldPortions",
    "HoldsExpiring",
    "Missing",
    "Portion",
    "Settling",
    "Shelf",
    "Short",
    "SoldPortions",
    "StockTurned",
    "StoreStockChanged",
    "Want",
    "WantedMovement",
    "WantedPolicy",
    "expired_orders",
    "give_back",
    "lock_shelf",
    "move_stock",
    "prolong_holds",
    "read_shelf",
    "release_holds",
    "set_policies",
    "settle_holds",
    "write_shelf",
]
