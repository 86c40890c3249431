"""Reads: the attributes an organization has defined."""

from uuid import UUID

from msgspec import Struct

from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx
from galleria.catalog.attributes.queries import Attribute, attributes_after, find_attribute

FIRST = -(2**31)


class AttributePosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page ended."""

    sort_order: int
    key: str


async def list_attributes(tx: ReadTx, *, query: PageQuery) -> Page[Attribute]:
    """Return the organization's attributes, by `sort_order` and key."""
    start = query.after(AttributePosition) or AttributePosition(FIRST, "")
    rows = await attributes_after(
        tx, sort_order=start.sort_order, key=start.key, rows_max=query.limit + 1
    )
    return page(rows, query.limit, _position)


async def read_attribute(tx: ReadTx, *, attribute_id: UUID) -> Attribute:
    """Return one attribute; NotFound."""
    attribute = await find_attribute(tx, attribute_id=attribute_id)
    if attribute is None:
        raise NotFound()
    return attribute


def _position(attribute: Attribute) -> AttributePosition:
    return AttributePosition(attribute.sort_order, attribute.key)
