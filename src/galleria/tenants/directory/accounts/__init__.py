"""Accounts across organizations: one person, one password, any number of memberships."""
