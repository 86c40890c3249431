"""The only room that reads and writes across organizations for tenants.

It keeps what must be found before the organization is known: shops by host and slug, accounts by
e-mail, API keys, sessions and links by their hash, signing keys and revocations.
"""
