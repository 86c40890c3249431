"""Put a till into a store."""

from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.tenants import read_store
from galleria.till.events import TillCreated
from galleria.till.fields import Code, Name
from galleria.till.queries import Till, insert_till


class NewTill(Struct, frozen=True, forbid_unknown_fields=True):
    """`code` is the till's own among the store's, and stays."""

    code: Code
    name: Name


async def create_till(tx: Tx, *, store_id: UUID, body: NewTill) -> Till:
    """Create the till; NotFound for the store, `Invalid` when its code is taken."""
    await read_store(tx, store_id=store_id)
    till = await insert_till(
        tx,
        till_id=new_id(),
        store_id=store_id,
        code=body.code,
        name=body.name,
        now=tx.context.now,
    )
    if till is None:
        detail = f"Another till of the store has the code {body.code!r}."
        raise Invalid(errors=[FieldError("/code", "taken", detail)])
    await record(tx, [TillCreated(till.till_id, store_id, till.code, till.name)])
    return till
