"""The same request under the same key has one effect, and one answer, for at least 30 days.

The record commits in the effect's own transaction: a crash leaves both or neither, so a key is
never stuck in flight, and exactness needs nothing but PostgreSQL.
"""

import re

import msgspec
from msgspec import Raw

from galleria.base.recorded import Recorded
from galleria.base.refusals import Malformed, Refusal
from galleria.base.tx import Tx
from galleria.engine.idempotency_queries import (
    KeyRow,
    KnownKeyRow,
    begin_key,
    begin_keys,
    insert_records,
)

KEY_LENGTH_MAX = 255

# RFC 8941 string: printable ASCII, with `"` and `\` behind a backslash. Or a bare token.
QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
BARE = re.compile(r"[!-~]+")


class InFlight(Refusal):
    code = "idempotency_key_in_flight"
    status = 409
    title = "The first request with this Idempotency-Key is still being answered"


class KeyReused(Refusal):
    code = "idempotency_key_reused"
    status = 422
    title = "This Idempotency-Key was used for another request"


def parse_key(header: str) -> str:
    """Return the key in an Idempotency-Key header; Malformed when there is none to be had.

    The IETF's draft quotes it, most clients do not: both spellings name the same key.
    """
    text = header.strip(" \t")
    if text.startswith('"'):
        quoted = QUOTED.fullmatch(text)
        key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else ""
    else:
        key = text
    if not BARE.fullmatch(key) or len(key) > KEY_LENGTH_MAX:
        raise Malformed(
            f"Idempotency-Key must be 1 to {KEY_LENGTH_MAX} visible ASCII characters,"
            " bare or in double quotes."
        )
    return key


async def begin(tx: Tx, key: str, fingerprint: bytes) -> Recorded | None:
    """Take `key` until this transaction ends; return the answer it already has, if any.

    Never waits: InFlight while another transaction has the key, KeyReused when its answer belongs
    to a request with another fingerprint. 1 statement; at most 7 partitions are probed.
    """
    row = await begin_key(tx, key=key)
    if row.known == "new":
        return None
    known = _known(row, fingerprint)
    if isinstance(known, Refusal):
        raise known
    return known


async def begin_many(tx: Tx, wanted: dict[str, bytes]) -> dict[str, Recorded | Refusal]:
    """Take each key, given with its request's fingerprint, until this transaction ends.

    Return those that are not new: each with its answer, or the refusal `begin` would have raised.
    1 statement, any number of keys; waits for nobody.
    """
    if not wanted:
        return {}
    rows = await begin_keys(tx, keys=list(wanted))
    return {row.key: _known(row, wanted[row.key]) for row in rows}


async def remember(tx: Tx, key: str, fingerprint: bytes, answer: Recorded) -> None:
    """Keep `answer` under `key`, in the transaction of the effect it reports."""
    await remember_many(tx, {key: (fingerprint, answer)})


async def remember_many(tx: Tx, answers: dict[str, tuple[bytes, Recorded]]) -> None:
    """Keep each answer under its key, with its request's fingerprint: 1 statement, any number."""
    if not answers:
        return
    kept = answers.values()
    # Those of a batch are mostly the same: each is sent, and read, once.
    encoded = [msgspec.json.encode(answer.headers) for _, answer in kept]
    head_nos = {head: place for place, head in enumerate(dict.fromkeys(encoded), 1)}
    await insert_records(
        tx,
        keys=list(answers),
        fingerprints=[fingerprint for fingerprint, _ in kept],
        statuses=[answer.status for _, answer in kept],
        headers=[Raw(head) for head in head_nos],
        head_nos=[head_nos[head] for head in encoded],
        bodies=[answer.body for _, answer in kept],
    )


def _known(row: KeyRow | KnownKeyRow, fingerprint: bytes) -> Recorded | Refusal:
    if row.fingerprint is None:
        return InFlight("Ask again in a moment.", retry_after_s=1)
    if row.fingerprint != fingerprint:
        return KeyReused("Send a fresh key with a new request.")
    assert row.status is not None
    assert row.headers is not None
    assert row.body is not None
    return Recorded(row.status, msgspec.json.decode(row.headers, type=dict[str, str]), row.body)
