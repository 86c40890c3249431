"""What shoppers see of a store, without signing in: the store, its categories, its products.

Visible is an active product with an active variant, in no category or in one that is active and
so are all above it, of the active catalog that an active store sells. Whatever is not visible is
answered as if it were not there. Each read is one statement.
"""
