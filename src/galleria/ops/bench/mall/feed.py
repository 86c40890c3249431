"""The mall's products as a file to import: Galleria's own CSV, one row a variant."""

import csv
from pathlib import Path

from galleria.ops.bench.mall.goods import CATALOG_CURRENCY, Good, Goods, barcode_of

CHUNK_ROWS = 10_000
COLUMNS = (
    "external_key", "name", "description", "category_path", "brand", "tags", "option1_name",
    "option1_value", "sku", "barcode", "price", "currency", "weight_grams", "image_urls",
    "attribute:colour", "attribute:material",
)  # fmt: skip


def write_feed(path: Path, goods: Goods, *, first: int, count: int) -> int:
    """Write the products with these numbers, and return how many variants they have."""
    variants = 0
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for start in range(first, first + count, CHUNK_ROWS):
            for good in goods.goods(start, min(CHUNK_ROWS, first + count - start)):
                rows = _rows(good)
                variants += len(rows)
                writer.writerows(rows)
    return variants


def _rows(good: Good) -> list[list[object]]:
    return [
        [
            good.external_key,
            good.name,
            good.description,
            " > ".join(step.capitalize() for step in good.shelf.path),
            good.brand,
            ",".join(good.tags),
            "Size" if size else "",
            size,
            good.sku(size),
            barcode_of(good.number, place),
            f"{(good.price_minor + 100 * place) / 100:.2f}",
            CATALOG_CURRENCY,
            good.weight_grams,
            good.picture_url,
            good.colour,
            good.material,
        ]
        for place, size in enumerate(good.sizes or ("",))
    ]
