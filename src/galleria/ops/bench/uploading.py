"""A file that is uploaded and imported by a job, while others are served."""

import asyncio
import urllib.request
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.ops.bench.client import UnexpectedAnswer
from galleria.ops.bench.organization import Merchant
from galleria.ops.bench.served import House
from galleria.ops.roles import Connection

UPLOAD_WAIT_S = 120.0
POLL_S = 0.1
ENDED_WITHIN_S = 1_800.0

ENDED = "SELECT state FROM job_done WHERE org_id = $1 AND job_id = $2"


class _Accepted(Struct, frozen=True):
    job_id: UUID


async def uploaded(port: int, token: str, catalog_id: UUID, path: Path) -> UUID:
    """Send the file as an operator's program would, and return the job that imports it."""

    def send() -> bytes:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/catalogs/{catalog_id}/imports",
            data=path.read_bytes(),
            headers={"authorization": f"Bearer {token}", "content-type": "text/csv"},
        )
        with urllib.request.urlopen(request, timeout=UPLOAD_WAIT_S) as answer:
            return answer.read()

    return msgspec.json.decode(await asyncio.to_thread(send), type=_Accepted).job_id


async def ended(house: House, connection: Connection, merchant: Merchant, job_id: UUID) -> None:
    """Wait until the job is done; refused when it failed."""
    state: str | None = None
    async with asyncio.timeout(ENDED_WITHIN_S):
        while state is None:
            await asyncio.sleep(POLL_S)
            house.refuse_dead_worker()
            state = await connection.fetchval(ENDED, merchant.org_id, job_id)
    if state != "completed":
        raise UnexpectedAnswer(f"the import is {state}")
