"""The chore that runs an import."""

from typing import ClassVar
from uuid import UUID

from galleria.engine.jobs import Job


class RunImport(Job, frozen=True, tag="transfers.run_import"):
    """The upload is a stored object. It waits behind everything that somebody waits for."""

    attempts_max: ClassVar[int] = 5
    priority: ClassVar[int] = 150
    timeout_s: ClassVar[float] = 4 * 3_600.0

    import_id: UUID
