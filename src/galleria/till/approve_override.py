"""A manager lets a cashier's next bill have a discount or another price."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.till.events import OverrideApproved
from galleria.till.queries import find_till, insert_approval

LIFE_S = 300
# 10^8 codes, tried one bill at a time by somebody signed in, for five minutes.
DIGITS = 8


class Approval(Struct, frozen=True):
    """`code` is to be sent with one bill at this till before `expires_at`; it is told once."""

    approval_id: UUID
    code: str
    expires_at: datetime


async def approve_override(tx: Tx, *, till_id: UUID) -> Approval:
    """Make a code for one bill; NotFound for the till. Only its hash is kept."""
    if await find_till(tx, till_id=till_id) is None:
        raise NotFound()
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    approval_id = new_id()
    expires_at = await insert_approval(
        tx,
        approval_id=approval_id,
        till_id=till_id,
        code_hash=code_hash(till_id, code),
        approved_by=tx.context.actor.actor_id,
        life_s=LIFE_S,
    )
    await record(tx, [OverrideApproved(till_id, approval_id)])
    return Approval(approval_id, code, expires_at)


def code_hash(till_id: UUID, code: str) -> bytes:
    """Return what is kept of a code."""
    return hashlib.sha256(till_id.bytes + code.encode()).digest()
