"""Change an attribute's definition, the fields given only."""

from uuid import UUID

import msgspec
from msgspec import UNSET

from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx
from galleria.catalog.attributes.events import AttributeUpdated
from galleria.catalog.attributes.in_use import refuse_in_use
from galleria.catalog.attributes.queries import Attribute, lock_attribute, update_attribute
from galleria.catalog.attributes.rows import AttributeChanges, definition_errors
from galleria.catalog.fields import changed_names
from galleria.catalog.notices import AttributesWritten
from galleria.engine.events import record
from galleria.engine.notices import tell


async def change_attribute(
    tx: Tx, *, attribute_id: UUID, body: AttributeChanges, if_match: int
) -> Attribute:
    """Change the attribute; NotFound, Stale, `Invalid`, or AttributeInUse for a choice in use.

    Changing nothing makes no new version.
    """
    before = await lock_attribute(tx, attribute_id=attribute_id)
    if before is None:
        raise NotFound()
    if before.version != if_match:
        raise Stale(version=before.version)
    given = {
        name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET
    }
    after = msgspec.structs.replace(before, **given)
    if errors := definition_errors(after.kind, after.unit, after.choices):
        raise Invalid(errors=errors)
    changed = changed_names(before, after, given)
    if not changed:
        return before
    if removed := [choice for choice in before.choices if choice not in after.choices]:
        await refuse_in_use(tx, before.key, choices=removed)
    attribute = await _write(tx, after)
    await record(tx, [AttributeUpdated(attribute_id, before.key, changed, attribute.version)])
    if "is_filterable" in changed:
        await tell(tx, AttributesWritten())
    return attribute


async def _write(tx: Tx, after: Attribute) -> Attribute:
    return await update_attribute(
        tx,
        attribute_id=after.attribute_id,
        name=after.name,
        unit=after.unit,
        choices=after.choices,
        is_filterable=after.is_filterable,
        is_required=after.is_required,
        sort_order=after.sort_order,
        now=tx.context.now,
    )
