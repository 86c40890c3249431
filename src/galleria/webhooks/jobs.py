"""Which handler does which kind of this capability's jobs."""

from galleria.engine.kinds import JobKind, job
from galleria.webhooks.replay import ReplayDeliveries, run_replay

JOBS: list[JobKind] = [job(ReplayDeliveries, run_replay)]
