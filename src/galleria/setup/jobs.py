"""The chore that builds an accepted store."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.jobs import Job


class BuildStore(Job, frozen=True, tag="setup.build_store"):
    """The payload is a stored object: a job row holds ids only."""

    attempts_max: ClassVar[int] = 5
    priority: ClassVar[int] = 50
    timeout_s: ClassVar[float] = 900.0

    store_id: UUID
    payload_key: str
