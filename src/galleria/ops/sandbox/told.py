"""What is to be told by webhook, however it is signed."""

from collections.abc import Callable

from msgspec import Struct

# From the moment it is sent to the headers that sign it.
Sign = Callable[[int], dict[str, str]]


class Told(Struct, frozen=True):
    """One event, encoded as it was when it happened."""

    event_id: str
    kind: str
    body: bytes
    sign: Sign
