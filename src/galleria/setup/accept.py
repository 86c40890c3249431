"""Accept a set-up: check it whole, reserve its slug, keep its payload, and answer with the job."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from uuid import UUID

import msgspec
from msgspec import Struct

from galleria.base.call import JSON, Answer, Call
from galleria.base.decode import invalid
from galleria.base.door import Recorded
from galleria.base.ids import new_id
from galleria.base.refusals import Overloaded
from galleria.base.tx import DirectoryTx
from galleria.catalog import attribute_definitions
from galleria.engine import idempotency
from galleria.engine.jobs import enqueue
from galleria.engine.storage import Storage
from galleria.setup.jobs import BuildStore
from galleria.setup.payload import PAYLOAD_BYTES_MAX, SetUp, read_set_up
from galleria.setup.rules import attribute_errors, set_up_errors
from galleria.tenants import reserve_store

READING_MAX = 3
READING_WAIT_S = 10.0


class AcceptedSetUp(Struct, frozen=True):
    """The job that builds the store, and where to ask how far it is."""

    job_id: UUID
    status_url: str
    events_url: str
    store_id: UUID
    store_slug: str


class SetUpGate:
    """Lets few bodies in at once: each may be 64 MB, and memory is everybody's."""

    def __init__(self, inside_max: int = READING_MAX) -> None:
        self._turn = asyncio.Semaphore(inside_max)

    async def read(self, call: Call) -> bytes:
        """Return the whole body; Overloaded when others are being read for too long."""
        try:
            async with asyncio.timeout(READING_WAIT_S):
                await self._turn.acquire()
        except TimeoutError:
            raise Overloaded("Many set-ups arrive at once.", retry_after_s=5) from None
        try:
            return await call.body()
        finally:
            self._turn.release()


async def set_up_store(call: Call) -> Answer:
    """Set up a store with its categories and items: one request, built by a job.

    The whole body is checked at once: every error is named and nothing is written. The answer is
    202 with the job's address; progress can be polled there, or streamed. The store appears
    whole when the job is done; a failed set-up leaves nothing, and its slug is free again. The
    same request with the same Idempotency-Key is the same job.
    """
    call.refuse_other_media()
    body = await call.services.get(SetUpGate).read(call)
    set_up = await read_set_up(body)
    if errors := set_up_errors(set_up):
        raise invalid(errors)
    header = call.headers.get("idempotency-key")
    key = idempotency.parse_key(header) if header is not None else None
    storage = call.services.get(Storage)
    async with call.directory_transaction() as tx:
        if key is None:
            return _answer(await accept_set_up(tx, storage, set_up=set_up, body=body))
        fingerprint = hashlib.blake2b(b"set-up\0" + body, digest_size=24).digest()
        if kept := await idempotency.begin(tx, key, fingerprint):
            headers = {**kept.headers, "idempotent-replayed": "true"}
            return Answer(kept.status, kept.body, headers)
        answer = _answer(await accept_set_up(tx, storage, set_up=set_up, body=body))
        recorded = Recorded(answer.status, answer.headers, answer.body)
        await idempotency.remember(tx, key, fingerprint, recorded)
        return answer


async def accept_set_up(
    tx: DirectoryTx, storage: Storage, *, set_up: SetUp, body: bytes
) -> AcceptedSetUp:
    """Reserve the slug of a checked set-up, keep its payload and enqueue its job.

    `Invalid` when the slug is taken, or items are not as the organization's attributes must be.
    """
    store = set_up.store
    if errors := attribute_errors(await attribute_definitions(tx), set_up):
        raise invalid(errors)
    store_id = await reserve_store(tx, slug=store.slug, status=store.status, pointer="/store/slug")
    payload_key = f"set-ups/{new_id()}.json"
    # Before the commit: a job whose payload is missing must not exist. The reverse does no harm.
    await storage.put(tx.context.org_id, payload_key, _chunks(body), bytes_max=PAYLOAD_BYTES_MAX)
    (job_id,) = await enqueue(tx, [BuildStore(store_id, payload_key)])
    status_url = f"/api/v1/jobs/{job_id}"
    return AcceptedSetUp(job_id, status_url, f"{status_url}/stream", store_id, store.slug)


def _answer(accepted: AcceptedSetUp) -> Answer:
    return Answer(202, msgspec.json.encode(accepted), {"location": accepted.status_url}, JSON)


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body
