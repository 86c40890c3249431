"""Stock: where goods are, how many of them are free, held and owed, and a ledger of every change.

A batch of sales locks a `Shelf`, takes from it in memory and writes it at once; holds end in a sale
(`settle_holds`) or by themselves. Counters always are what the ledger and the holds sum to.
"""

from galleria.stock.lock_shelf import lock_shelf, write_shelf
from galleria.stock.movements import HeldPortions, SoldPortions
from galleria.stock.notices import HoldsExpiring, StockTurned
from galleria.stock.shelf import Missing, Portion, Shelf, Short, Want

__all__ = [
    "HeldPortions",
    "HoldsExpiring",
    "Missing",
    "Portion",
    "Shelf",
    "Short",
    "SoldPortions",
    "StockTurned",
    "Want",
    "lock_shelf",
    "write_shelf",
]
