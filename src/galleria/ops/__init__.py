"""How Galleria is run: the laptop's PostgreSQL, migrations, serving, backup, proofs and benches.

Everything here is an operator's tool. No capability imports it; it may look across tenants.
"""
