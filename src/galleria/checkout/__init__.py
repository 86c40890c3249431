"""Carts of shoppers, and how they become orders.

A cart is one row with its lines in it, at an address that holds its secret. Checkout places its
order in the organization's lane, once however often it is asked; payments begin after that, and
nothing here says that an order is paid.
"""

from galleria.checkout.jobs import JOBS, SweepCarts

__all__ = ["JOBS", "SweepCarts"]
