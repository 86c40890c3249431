"""Customers of an organization: they register, verify their e-mail address, and sign in to shops.

Nobody learns here which addresses are known: every answer to a stranger is the same. A customer is
a name, addresses and a verified e-mail; their carts and orders are kept by the rooms above.
"""

from galleria.customers.fields import Address, CustomerEmail, CustomerName, CustomerPhone
from galleria.customers.list import identified, verified_email_of
from galleria.customers.queries import Customer

__all__ = [
    "Address",
    "Customer",
    "CustomerEmail",
    "CustomerName",
    "CustomerPhone",
    "identified",
    "verified_email_of",
]
