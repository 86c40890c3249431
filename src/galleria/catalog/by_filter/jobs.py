"""The chore of a change that is too large for one call."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.jobs import Job


class ChangeManyProducts(Job, frozen=True, tag="catalog.change_many_products"):
    """What is to be done, and how far it is, is the row of that event in bulk_change.

    An attempt goes on where the one before ended, so there may be many: imports may hold it up.
    """

    attempts_max: ClassVar[int] = 20
    priority: ClassVar[int] = 120
    timeout_s: ClassVar[float] = 4 * 3_600.0

    event_id: UUID
