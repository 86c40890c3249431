"""A host that keeps failing is left alone for a while, then tried with one call. Pure: no clock."""

from collections import OrderedDict

from msgspec import Struct

FAILURES_MAX = 5
REST_S = 10.0
REST_S_MAX = 120.0
HOSTS_MAX = 10_000


class Circuit(Struct):
    """How one host is doing; times are the caller's monotonic seconds."""

    failures: int = 0
    rests: int = 0
    resting_until: float = 0.0
    is_on_trial: bool = False


class Circuits:
    """One circuit a host; hosts unheard of for long are forgotten."""

    def __init__(self) -> None:
        self._by_host: OrderedDict[str, Circuit] = OrderedDict()

    def rest_left_s(self, host: str, now: float) -> float:
        """Return for how long a host is left alone; 0 lets the call through, after a rest only one.

        Who is let through tells how it went: `succeeded`, `failed`, or `given_up`.
        """
        circuit = self._of(host)
        if circuit.failures < FAILURES_MAX:
            return 0.0
        if now < circuit.resting_until:
            return circuit.resting_until - now
        if circuit.is_on_trial:
            return 1.0
        circuit.is_on_trial = True
        return 0.0

    def succeeded(self, host: str) -> None:
        """Forget all: the host answered."""
        self._by_host.pop(host, None)

    def failed(self, host: str, now: float) -> None:
        """Count that the host did not answer, or said that it is broken."""
        circuit = self._of(host)
        circuit.failures += 1
        if circuit.failures >= FAILURES_MAX and now >= circuit.resting_until:
            circuit.resting_until = now + min(REST_S * 2**circuit.rests, REST_S_MAX)
            circuit.rests += 1
        circuit.is_on_trial = False

    def given_up(self, host: str) -> None:
        """End a call that nothing is known of: its caller left before the host answered."""
        if circuit := self._by_host.get(host):
            circuit.is_on_trial = False

    def _of(self, host: str) -> Circuit:
        circuit = self._by_host.get(host)
        if circuit is None:
            circuit = self._by_host[host] = Circuit()
            if len(self._by_host) > HOSTS_MAX:
                self._by_host.popitem(last=False)
        self._by_host.move_to_end(host)
        return circuit
