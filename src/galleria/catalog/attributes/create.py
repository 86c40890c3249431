"""Define an attribute of the organization's products."""

from galleria.base.ids import new_id
from galleria.base.refusals import Conflict, FieldError, Invalid
from galleria.base.tx import Tx
from galleria.catalog.attributes.events import AttributeCreated
from galleria.catalog.attributes.queries import Attribute, count_attributes, insert_attribute
from galleria.catalog.attributes.rows import NewAttribute, definition_errors
from galleria.catalog.notices import AttributesWritten
from galleria.engine.events import record
from galleria.engine.notices import tell

# All of them are read with every call that writes products.
ATTRIBUTES_MAX = 500


class TooManyAttributes(Conflict):
    code = "too_many_attributes"
    title = "Delete an attribute before you define another"


async def create_attribute(tx: Tx, *, body: NewAttribute) -> Attribute:
    """Define the attribute; `Invalid` naming every wrong field, or TooManyAttributes.

    Products that have something else under its key keep it until their attributes are written.
    """
    if errors := definition_errors(body.kind, body.unit, body.choices):
        raise Invalid(errors=errors)
    if await count_attributes(tx) >= ATTRIBUTES_MAX:
        raise TooManyAttributes(attributes_max=ATTRIBUTES_MAX)
    attribute = await insert_attribute(
        tx,
        attribute_id=new_id(),
        key=body.key,
        name=body.name,
        kind=body.kind,
        unit=body.unit,
        choices=body.choices,
        is_filterable=body.is_filterable,
        is_required=body.is_required,
        sort_order=body.sort_order,
        now=tx.context.now,
    )
    if attribute is None:
        detail = f"Another attribute has the key {body.key!r}."
        raise Invalid(errors=[FieldError("/key", "taken", detail)])
    await record(
        tx,
        [AttributeCreated(attribute.attribute_id, attribute.key, attribute.name, attribute.kind)],
    )
    if attribute.is_filterable:
        await tell(tx, AttributesWritten())
    return attribute
