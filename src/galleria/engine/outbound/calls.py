"""What is sent, and what came back."""

from msgspec import Struct

TIMEOUT_S = 10.0
ANSWER_BYTES_MAX = 1024 * 1024


class Outgoing(Struct, frozen=True):
    """One call. `is_idempotent`: doing it twice is as good as once, so it may be tried again.

    `timeout_s` is for each try, from the name's look-up to the answer's last byte. An answer of
    more than `answer_bytes_max` is refused, or with `is_cut` only its beginning is read.
    """

    method: str
    url: str
    headers: dict[str, str] = {}
    body: bytes = b""
    is_idempotent: bool = False
    timeout_s: float = TIMEOUT_S
    answer_bytes_max: int = ANSWER_BYTES_MAX
    is_cut: bool = False


class Answered(Struct, frozen=True):
    """What the other side said; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
