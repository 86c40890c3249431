"""HTTP doors to attributes: one line an endpoint."""

from galleria.base.http import command
from galleria.catalog.attributes.change import change_attribute
from galleria.catalog.attributes.create import TooManyAttributes, create_attribute
from galleria.catalog.attributes.delete import delete_attribute
from galleria.catalog.attributes.in_use import AttributeInUse
from galleria.catalog.attributes.list import list_attributes, read_attribute

READ, WRITE = "catalog:read", "catalog:write"
ATTRIBUTE = "/attributes/{attribute_id}"

ROUTES = [
    command("GET", "/attributes", list_attributes, permission=READ),
    command(
        "POST",
        "/attributes",
        create_attribute,
        permission=WRITE,
        status=201,
        idempotent=True,
        refusals=(TooManyAttributes,),
    ),
    command("GET", ATTRIBUTE, read_attribute, permission=READ),
    command("PATCH", ATTRIBUTE, change_attribute, permission=WRITE, refusals=(AttributeInUse,)),
    command("DELETE", ATTRIBUTE, delete_attribute, permission=WRITE, refusals=(AttributeInUse,)),
]
