"""Change a till's name, or take it out of use."""

from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from galleria.base.refusals import NotFound, Stale
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.till.events import TillUpdated
from galleria.till.fields import Name
from galleria.till.queries import Till, lock_till, update_till


class TillChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    name: Name | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


async def change_till(tx: Tx, *, till_id: UUID, body: TillChanges, if_match: int) -> Till:
    """Change the till; NotFound, or Stale. An open shift of a till out of use can be closed."""
    before = await lock_till(tx, till_id=till_id)
    if before is None:
        raise NotFound()
    if before.version != if_match:
        raise Stale(version=before.version)
    name = before.name if body.name is UNSET else body.name
    is_active = before.is_active if body.is_active is UNSET else body.is_active
    changed = [
        field
        for field, is_same in (
            ("name", name == before.name),
            ("is_active", is_active == before.is_active),
        )
        if not is_same
    ]
    if not changed:
        return before
    till = await update_till(
        tx, till_id=till_id, name=name, is_active=is_active, now=tx.context.now
    )
    await record(tx, [TillUpdated(till_id, changed, till.version)])
    return till
