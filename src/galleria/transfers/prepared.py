"""What a file says, made ready for the catalog beside the event loop; pure."""

from math import prod

from msgspec import UNSET, Struct

from galleria.base.bulk import RefusedRow
from galleria.catalog import Definition, KeyedProduct, MergeRow, checked_products
from galleria.transfers.keyed import keyed_product, with_values
from galleria.transfers.rows import (
    VARIANTS_MAX,
    Found,
    ImportCategory,
    ImportProduct,
    Notice,
    RowCounts,
)
from galleria.transfers.rows import RefusedRow as RefusedLine


class Ready(Struct, frozen=True, gc=False):
    """A product, and what the catalog is sent of it."""

    thing: ImportProduct
    sent: KeyedProduct | RefusedRow

    @property
    def variants(self) -> int:
        """How many rows of the catalog it is."""
        if isinstance(self.sent, RefusedRow):
            return 1
        if self.sent.variants is not UNSET:
            return len(self.sent.variants)
        # Options without variants generate one for each combination; of too many none is made.
        options = self.sent.options or []
        return min(prod(len(option.values) or 1 for option in options), VARIANTS_MAX)

    def row(self, definitions: list[Definition]) -> MergeRow:
        """Return it as the catalog takes it, its texts as values where they are defined."""
        sent = self.sent
        if definitions and self.thing.attributes and isinstance(sent, KeyedProduct):
            sent = with_values(sent, self.thing.attributes, definitions)
        return MergeRow(sent, is_divisible=bool(self.thing.variants))


Thing = ImportCategory | Ready | RefusedLine | Notice
Prepared = Thing | RowCounts


def prepared(found: list[Found]) -> list[Prepared]:
    """Hold products to the catalog's types and limits, all at once; the rest is ready as it is."""
    products = [thing for thing in found if isinstance(thing, ImportProduct)]
    sent = iter(checked_products([keyed_product(product) for product in products]))
    return [
        Ready(thing, next(sent)) if isinstance(thing, ImportProduct) else thing for thing in found
    ]
