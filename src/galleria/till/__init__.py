"""Tills: shifts with their cash, bills rung up online and offline, returns by receipt.

A bill is an order of a till, placed through the organization's lane like every other sale. What a
device sold offline is posted exactly once, in any order, and whatever is left of it.
"""

from galleria.till.create_till import NewTill, create_till
from galleria.till.open_shift import NewShift, open_shift
from galleria.till.queries import Shift, Till

__all__ = ["NewShift", "NewTill", "Shift", "Till", "create_till", "open_shift"]
