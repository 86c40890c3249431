"""What this capability does in the background."""

from galleria.engine.kinds import job
from galleria.stock.expiry import ReleaseHolds
from galleria.stock.release_holds import release_expired

JOBS = [job(ReleaseHolds, release_expired)]
