"""Variants that a line leaves to its product's options, said one by one; pure.

The catalog makes them when the options are new, and takes a price for all of them only then. A
file is imported again and again: so it says each by its values, as a CSV does.
"""

from itertools import product
from math import prod

from msgspec import UNSET
from msgspec.structs import replace

from galleria.catalog import KeyedProduct, VariantSent
from galleria.transfers.rows import VARIANTS_MAX

SHARED = (
    "price_minor", "compare_at_minor", "cost_minor", "currency", "weight_grams", "length_mm",
    "width_mm", "height_mm",
)  # fmt: skip
OWN = ("sku", "barcode", "further_barcodes")


def with_combinations(row: KeyedProduct) -> KeyedProduct:
    """Return the row with a variant for each combination of its options' values, where it has none.

    Rows that the catalog would refuse stay as they are, so that it does.
    """
    options = row.options or []
    is_left_to_options = bool(options) and row.variants is UNSET
    if not is_left_to_options or any(getattr(row, name) is not UNSET for name in OWN):
        return row
    if not 1 < prod(len(option.values) for option in options) <= VARIANTS_MAX:
        return row
    shared = {name: value for name in SHARED if (value := getattr(row, name)) is not UNSET}
    combinations = product(*(option.values for option in options))
    variants = [VariantSent(option_values=list(values), **shared) for values in combinations]
    return replace(row, variants=variants, **dict.fromkeys(SHARED, UNSET))
