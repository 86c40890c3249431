"""How an order is called: the store's prefix and the next number, from 1001. Pure."""

FIRST_SERIAL = 1001


def number_of(prefix: str, serial: int) -> str:
    """Return the order's number; the statement that writes orders says the same."""
    return f"{prefix}{serial}"
