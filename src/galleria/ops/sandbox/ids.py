"""Names as gateways give them: a prefix, and letters and digits by chance."""

import random
import string
import time

_LETTERS = string.ascii_letters + string.digits


def reference(prefix: str, length: int) -> str:
    """Return a new name."""
    return f"{prefix}_{''.join(random.choices(_LETTERS, k=length))}"


def now_s() -> int:
    """Return the time as gateways tell it: whole seconds since 1970."""
    return int(time.time())
