"""What an endpoint's address may be, and when a delivery is tried again or given up. Pure."""

import re
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta

from galleria.base.refusals import FieldError
from galleria.engine.event_types import TYPES_MAX, TypePattern
from galleria.engine.outbound import target_errors

TypePatterns = Annotated[list[TypePattern], Meta(min_length=1, max_length=TYPES_MAX)]

# After the first try: 5 s, 30 s … a day; eleven tries in a little over three days.
RETRY_AFTER_S = (5, 30, 120, 600, 3_600, 10_800, 28_800, 43_200, 86_400, 86_400)
TRIES_MAX = len(RETRY_AFTER_S) + 1
JITTER = 0.2
ASKED_WAIT_MAX_S = 86_400.0

# So many in a row were given up, after three days each, and nothing was accepted between: disabled.
EXHAUSTED_MAX = 5

RESTS_AFTER = 3
REST_MAX_S = 60.0
GONE = 410
# Answers of an endpoint, or of what stands before it, that it cannot take anything now.
BUSY = frozenset({429, 502, 503, 504})

PORTS_BELOW_1024 = frozenset({80, 443})


def url_errors(url: str, pointer: str, *, allow_private: bool) -> list[FieldError]:
    """Return what is wrong with an endpoint's address; no look-up is made.

    Ports are 443 and those from 1024 on: mail and the like are nobody's webhook.
    """
    errors = target_errors(url, pointer, allow_private=allow_private)
    if errors:
        return errors
    parts = urlsplit(url)
    if parts.port is not None and parts.port < 1024 and parts.port not in PORTS_BELOW_1024:
        return [FieldError(pointer, "bad_url", "The port must be 443, or 1024 or above.")]
    if parts.fragment:
        return [FieldError(pointer, "bad_url", "It may have no fragment: it would not be sent.")]
    if re.fullmatch(r"(\d+|0[xX][0-9a-fA-F]*)", (parts.hostname or "").rpartition(".")[2]) and (
        not re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}", parts.hostname or "")
    ):
        return [FieldError(pointer, "bad_url", "Write an IP address in its usual form.")]
    return []


def retry_after_s(
    attempt: int, jitter: Callable[[float, float], float], *, asked_s: float = 0.0
) -> float | None:
    """Return how long to wait after the `attempt`th try failed; None when that was the last.

    `jitter(low, high)` is random.uniform or its like. The endpoint may ask for longer, up to a day.
    """
    assert attempt >= 1
    if attempt >= TRIES_MAX:
        return None
    planned_s = RETRY_AFTER_S[attempt - 1] * jitter(1 - JITTER, 1 + JITTER)
    return max(planned_s, min(asked_s, ASKED_WAIT_MAX_S))


def rest_s(failures: int, jitter: Callable[[float, float], float]) -> float:
    """Return how long an endpoint that cannot be reached is left alone; 0 for the first failures.

    Meanwhile its deliveries wait: they are not failures of theirs.
    """
    if failures < RESTS_AFTER:
        return 0.0
    return min(REST_MAX_S, 2.0 ** (failures - RESTS_AFTER)) * jitter(1 - JITTER, 1 + JITTER)
