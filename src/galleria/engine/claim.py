"""Takes jobs fairly: organizations in turn, each its share, whatever the others have waiting.

Why without a table of ready organizations: docs/decisions/0004-job-claim.md.
"""

from uuid import UUID

from msgspec import Struct

from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.tx import PlatformTx, platform_transaction
from galleria.engine.claim_queries import (
    ClaimedJob,
    NextDue,
    ReadyOrganization,
    next_due,
    prepare_claim,
    ready_organizations,
    take_jobs,
)

NOBODY = UUID(int=0)


class Claim(Struct, frozen=True):
    """What was taken. `is_contended` when another worker was taking from the same organization."""

    jobs: list[ClaimedJob]
    is_contended: bool


class Claimer:
    """One worker's turn-taking: it goes on where it ended, so that nobody is always last."""

    def __init__(
        self, database: Database, *, kinds: list[str], lease_s: float, running_max: int
    ) -> None:
        self.worker_id = new_id()
        self._database = database
        self._kinds = kinds
        self._lease_s = lease_s
        self._running_max = running_max
        self._after = NOBODY

    async def claim(self, wanted: int) -> Claim:
        """Take up to `wanted` jobs: 2 or 3 statements, and one an organization."""
        jobs: list[ClaimedJob] = []
        async with platform_transaction(self._database) as tx:
            await prepare_claim(tx)
            ready = await self._ready(tx, wanted)
            ours = [organization.org_id for organization in ready if organization.is_ours]
            for turn, org_id in enumerate(ours):
                # An equal share each; what one leaves over goes to those after it.
                share = -(-(wanted - len(jobs)) // (len(ours) - turn))
                jobs += await self._take(tx, org_id, share)
        if ready:
            self._after = ready[-1].org_id
        return Claim(jobs, len(ours) < len(ready))

    async def look_ahead(self) -> NextDue:
        """Say what a worker with free slots waits for. Apart, so that no job waits for this."""
        async with platform_transaction(self._database) as tx:
            due = await next_due(tx, kinds=self._kinds)
        if not due.is_held_back:
            self._after = NOBODY  # Nobody waits, so it is nobody's turn.
        return due

    async def _ready(self, tx: PlatformTx, wanted: int) -> list[ReadyOrganization]:
        ready = await self._ready_after(tx, self._after, wanted)
        if len(ready) < wanted and self._after != NOBODY:
            known = {organization.org_id for organization in ready}
            around = await self._ready_after(tx, NOBODY, wanted - len(ready))
            ready += [each for each in around if each.org_id not in known]
        return ready

    async def _ready_after(
        self, tx: PlatformTx, after: UUID, limit: int
    ) -> list[ReadyOrganization]:
        return await ready_organizations(
            tx, after=after, running_max=self._running_max, kinds=self._kinds, limit=limit
        )

    async def _take(self, tx: PlatformTx, org_id: UUID, wanted: int) -> list[ClaimedJob]:
        return await take_jobs(
            tx,
            organization_id=org_id,
            kinds=self._kinds,
            wanted=wanted,
            running_max=self._running_max,
            worker_id=self.worker_id,
            lease_s=self._lease_s,
        )
