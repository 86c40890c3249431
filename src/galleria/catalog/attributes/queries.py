"""Typed doors to queries.sql."""

from galleria.base.sql import query
from galleria.base.tx import ReadTx
from galleria.catalog.attributes.rules import Definition


@query
async def attribute_definitions(tx: ReadTx) -> list[Definition]: ...
