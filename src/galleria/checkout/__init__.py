"""Carts of shoppers, and how they become orders."""
