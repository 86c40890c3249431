"""Typed doors to job_queries.sql."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from galleria.base.sql import query
from galleria.base.tx import Tx


@query
async def insert_jobs(
    tx: Tx,
    *,
    request_id: str,
    run_at: datetime | None,
    wait_s: float,
    job_ids: list[UUID],
    kinds: list[str],
    payloads: list[Raw],
    priorities: list[int],
    attempts_max: list[int],
    actor_kinds: list[str],
    actor_ids: list[UUID | None],
) -> None: ...
