"""How a worker works; the defaults are for a laptop and for most machines."""

from msgspec import Struct


class WorkerSettings(Struct, frozen=True):
    """Times in seconds. A dead worker's jobs go on after `lease_s`; it is renewed three times.

    `organization_running_max` counts over all workers; by default one slot is always left for
    another organization.
    """

    concurrency: int = 4
    organization_running_max: int | None = None
    lease_s: float = 30.0
    heartbeat_s: float = 10.0
    poll_s: float = 1.0
    cancel_grace_s: float = 10.0
    drain_s: float = 20.0
    backoff_base_s: float = 2.0
    backoff_max_s: float = 600.0

    @property
    def running_max(self) -> int:
        """How many jobs of one organization may run at once."""
        return self.organization_running_max or max(1, self.concurrency - 1)
