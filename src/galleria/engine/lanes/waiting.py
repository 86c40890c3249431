"""Those who wait for their lane's next batch."""

import asyncio
import time
from typing import Any
from uuid import UUID

from galleria.base.context import SYSTEM, Context
from galleria.base.lane import Asked, Keyed, LaneUseCase, asked_by
from galleria.base.problems import out_of_time

BATCH_REQUEST = "lane"
# Of an organization, and what it is for.
LaneName = tuple[UUID, str]


class Waiter:
    """One command on its way through the lane, and the future that whoever asked waits for."""

    __slots__ = ("answer", "asked", "context", "keyed", "lane", "use_case")

    def __init__(
        self,
        context: Context,
        use_case: LaneUseCase[Any, Any],
        command: Any,
        keyed: Keyed | None,
        lane: str,
    ) -> None:
        self.lane: LaneName = (context.org_id, lane)
        self.context = context
        self.use_case = use_case
        self.asked: Asked[Any] = asked_by(context, command)
        self.keyed = keyed
        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def is_waiting(self) -> bool:
        """Say whether anybody still waits; who is out of time is told so."""
        deadline = self.context.deadline
        if deadline is not None and time.monotonic() >= deadline:
            self.tell(out_of_time())
        return not self.answer.done()

    def tell(self, outcome: Any) -> None:
        """Answer, or raise what is an exception, unless nobody waits any more."""
        if self.answer.done():
            return
        if isinstance(outcome, BaseException):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


def context_of_batch(waiters: list[Waiter]) -> Context:
    """Return the context of a transaction for all of them: nobody's, with the latest deadline."""
    last = waiters[-1].context
    deadlines = [it.context.deadline for it in waiters]
    given = [deadline for deadline in deadlines if deadline is not None]
    return Context(
        org_id=last.org_id,
        actor=SYSTEM,
        request_id=BATCH_REQUEST,
        now=last.now,
        tier=last.tier,
        deadline=max(given) if len(given) == len(deadlines) else None,
    )
