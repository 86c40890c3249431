"""Delete an attribute that no product has."""

from uuid import UUID

from galleria.base.refusals import NotFound, Stale
from galleria.base.tx import Tx
from galleria.catalog.attributes.events import AttributeDeleted
from galleria.catalog.attributes.in_use import refuse_in_use
from galleria.catalog.attributes.queries import delete_attribute_row, lock_attribute
from galleria.catalog.notices import AttributesWritten
from galleria.engine.events import record
from galleria.engine.notices import tell


async def delete_attribute(tx: Tx, *, attribute_id: UUID, if_match: int) -> None:
    """Delete the attribute; NotFound, Stale, or AttributeInUse when a product has it."""
    there = await lock_attribute(tx, attribute_id=attribute_id)
    if there is None:
        raise NotFound()
    if there.version != if_match:
        raise Stale(version=there.version)
    await refuse_in_use(tx, there.key, choices=None)
    await delete_attribute_row(tx, attribute_id=attribute_id)
    await record(tx, [AttributeDeleted(attribute_id, there.key, there.name)])
    if there.is_filterable:
        await tell(tx, AttributesWritten())
