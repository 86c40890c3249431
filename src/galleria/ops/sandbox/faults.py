"""Calls that are to go wrong: how, which, and how often."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

FAULTS_MAX = 100

FaultKind = Literal[
    "server_error",
    "server_error_done",
    "server_error_kept",
    "rate_limited",
    "no_answer",
    "closed",
    "slow",
]


class Fault(Struct, kw_only=True, forbid_unknown_fields=True):
    """What befalls the next `times` calls of `method` whose path begins with `path`.

    - server_error, rate_limited: 500 or 429, and nothing is done
    - server_error_done: it is done, and 500; the same Idempotency-Key gets the true answer
    - server_error_kept: it is done, and 500 is what every repeat gets (Stripe does that)
    - no_answer: it is done, and no answer comes for `wait_ms`; then the connection is closed
    - closed: it is done, and the connection is closed at once
    - slow: it is done, and answered after `wait_ms`
    """

    kind: FaultKind
    method: Literal["GET", "POST"] = "POST"
    path: str = "/v1/"
    times: Annotated[int, Meta(ge=1, le=10_000)] = 1
    wait_ms: Annotated[int, Meta(ge=0, le=120_000)] = 30_000


class Faults:
    """Those that are still to come, the oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Add one; of too many, the oldest is forgotten."""
        self._waiting = [*self._waiting, fault][-FAULTS_MAX:]

    def clear(self) -> None:
        """Behave again."""
        self._waiting = []

    def take(self, method: str, path: str) -> Fault | None:
        """Return what befalls this call, and count it."""
        for fault in self._waiting:
            if fault.method == method and path.startswith(fault.path):
                fault.times -= 1
                if fault.times == 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def all(self) -> list[Fault]:
        """Return what is still to come."""
        return list(self._waiting)
