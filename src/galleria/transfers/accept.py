"""Accept a file: store it as it comes, say what it is, and have a job import it."""

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from galleria.base.call import JSON, Answer, Call
from galleria.base.card_files import CardFileScan
from galleria.base.door import Recorded
from galleria.base.ids import new_id
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.catalog import MergeMode, read_catalog
from galleria.engine import idempotency
from galleria.engine.jobs import enqueue
from galleria.engine.storage import Storage
from galleria.transfers.confirm import confirmed
from galleria.transfers.formats import FormatName
from galleria.transfers.formats.detect import HEAD_BYTES
from galleria.transfers.jobs import RunImport
from galleria.transfers.new_import import (
    NewImport,
    ReceivedFile,
    check_mode,
    chosen_currency,
    chosen_form,
    save_import,
)
from galleria.transfers.objects import UPLOAD_BYTES_MAX, upload_key

FileName = Annotated[
    str,
    Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)", examples=["a.csv"]),
]
Currency = Annotated[str, Meta(max_length=3, examples=["EUR"])]


class ImportQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """`form` and `currency`: told by the file, and the catalog's, unless said.

    `create` refuses products that are there, `update` those that are not. `replace` also archives
    what the file leaves out; it needs `confirm`, the id of a completed dry run of the same file
    into the same catalog in that mode, and archives no more than that one said, or `yes=true`.
    """

    mode: Annotated[MergeMode, Meta(description="What to do with products.")] = "upsert"
    confirm: Annotated[UUID | None, Meta(description="Of mode=replace: the dry run.")] = None
    yes: Annotated[bool, Meta(description="Of mode=replace: archive whatever is absent.")] = False
    dry_run: Annotated[bool, Meta(description="Say what would change, and change nothing.")] = False
    form: Annotated[FormatName | None, Meta(description="How to read the file.")] = None
    currency: Annotated[Currency | None, Meta(description="That of prices which name none.")] = None
    name: Annotated[FileName, Meta(description="What the file is called.")] = "upload"


class AcceptedImport(Struct, frozen=True):
    """The import, the job that does it, and where to ask how far it is."""

    import_id: UUID
    job_id: UUID
    form: FormatName
    mode: MergeMode
    is_dry_run: bool
    size_bytes: int
    import_url: str
    status_url: str
    events_url: str


async def upload_import(call: Call) -> Answer:
    """Import a file into a catalog: categories and products, from a body of up to 1 GB.

    The body is the file itself, gzip or not: products as JSON Lines, Galleria's or Shopify's CSV,
    a category graph as JSON, or a retailer's invoice lines; its beginning tells. The answer is
    202 with the job's address. A wrong row is refused alone: `/imports/{import_id}/problems`
    names it. The same file with the same Idempotency-Key is the same job.
    """
    query = call.query(ImportQuery)
    catalog_id = _catalog_id(call.path_values["catalog_id"])
    header = call.headers.get("idempotency-key")
    key = idempotency.parse_key(header) if header is not None else None
    async with call.reading() as tx:
        catalog = await read_catalog(tx, catalog_id=catalog_id)
    currency = chosen_currency(query.currency, catalog)
    storage, import_id = call.services.get(Storage), new_id()
    org_id, upload = call.tenant.org_id, upload_key(import_id)
    received = await _receive(call, storage, upload, query.name)
    is_kept = False
    try:
        form = chosen_form(query.form, received)
        check_mode(query.mode, form)
        new = NewImport(
            import_id, catalog_id, received, form, currency, query.mode, None, query.dry_run
        )
        async with call.transaction() as tx:
            new = await confirmed(tx, new, confirm=query.confirm, is_sure=query.yes)
            answer, is_kept = await _accepted(tx, call, key, new)
    finally:
        if not is_kept:
            await storage.delete(org_id, upload)
    return answer


async def _accepted(tx: Tx, call: Call, key: str | None, new: NewImport) -> tuple[Answer, bool]:
    """Return the answer, and whether it is about this upload or about one before."""
    if key is None:
        return await _enqueued(tx, new), True
    said = f"{call.path}?{call.query_string}\0{new.file.sha256}".encode()
    fingerprint = hashlib.blake2b(said, digest_size=24).digest()
    if kept := await idempotency.begin(tx, key, fingerprint):
        headers = {**kept.headers, "idempotent-replayed": "true"}
        return Answer(kept.status, kept.body, headers, JSON), False
    answer = await _enqueued(tx, new)
    recorded = Recorded(answer.status, answer.headers, answer.body)
    await idempotency.remember(tx, key, fingerprint, recorded)
    return answer, True


async def _enqueued(tx: Tx, new: NewImport) -> Answer:
    (job_id,) = await enqueue(tx, [RunImport(new.import_id)])
    await save_import(tx, new, job_id=job_id)
    status_url = f"/api/v1/jobs/{job_id}"
    accepted = AcceptedImport(
        import_id=new.import_id,
        job_id=job_id,
        form=new.form,
        mode=new.mode,
        is_dry_run=new.is_dry_run,
        size_bytes=new.file.size_bytes,
        import_url=f"/api/v1/imports/{new.import_id}",
        status_url=status_url,
        events_url=f"{status_url}/stream",
    )
    return Answer(202, msgspec.json.encode(accepted), {"location": status_url}, JSON)


async def _receive(call: Call, storage: Storage, key: str, name: str) -> ReceivedFile:
    digest, head, scan = hashlib.sha256(), bytearray(), CardFileScan()

    async def chunks() -> AsyncIterator[bytes]:
        async for chunk in call.chunks():
            scan.feed(chunk)
            digest.update(chunk)
            if len(head) < HEAD_BYTES:
                head.extend(chunk[: HEAD_BYTES - len(head)])
            yield chunk
        scan.end()

    org_id = call.tenant.org_id
    size = await storage.put(org_id, key, chunks(), bytes_max=UPLOAD_BYTES_MAX)
    return ReceivedFile(name, size, digest.hexdigest(), bytes(head))


def _catalog_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None
