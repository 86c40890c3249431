"""What shoppers read of a store, without signing in: the shop, its categories, a product, a code.

Visible is what `listing` has a row for, in a store that is active and sells an active catalog.
Whatever is not visible is answered as if it were not there. Each read is one statement.
"""
