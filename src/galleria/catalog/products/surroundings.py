"""What of its catalog the rows of a call concern; read before they are decided about."""

from uuid import UUID

from msgspec import Struct

from galleria.catalog.attributes.rules import Definition
from galleria.catalog.claims import Code
from galleria.catalog.products.queries import PartRow, PartUse


class Surroundings(Struct, frozen=True):
    """`currency` is that of prices that name none; `holders` are the products that have a code.

    `parts` are the variants that bundles name; `uses`, the bundles that have what rows loosen.
    """

    currency: str
    definitions: list[Definition]
    category_ids: set[UUID]
    category_keys: dict[str, UUID]
    holders: dict[Code, UUID]
    parts: list[PartRow]
    uses: list[PartUse]

    def category(self, named: UUID | str) -> UUID | None:
        """Return the category of this id or external key, if the catalog has it."""
        if isinstance(named, UUID):
            return named if named in self.category_ids else None
        return self.category_keys.get(named)
