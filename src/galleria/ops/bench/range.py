"""What the bench's shops sell: generated rows of a likely width, the same for every run."""

from uuid import UUID

from msgspec import Raw

from galleria.base.tx import Tx
from galleria.catalog import (
    Catalog,
    KeyedCategory,
    KeyedProduct,
    Media,
    NewCatalog,
    Option,
    VariantSent,
    create_catalog,
    upsert_products,
)

CURRENCY = "EUR"
SIZES_EVERY = 4
SIZES = ("Small", "Medium", "Large")
ROOTS_EVERY = 10  # Each tenth category is at the top, the others are below it.
CHUNK_ROWS = 1_000


def categories(count: int) -> list[KeyedCategory]:
    """Make a tree of two levels."""
    return [_category(number) for number in range(count)]


def products(count: int, *, category_count: int) -> list[KeyedProduct]:
    """Make products in those categories; each fourth comes in three sizes."""
    return [
        _product(number, f"category-{number % category_count}", has_sizes=number % SIZES_EVERY == 0)
        for number in range(count)
    ]


def plain_products(count: int) -> list[KeyedProduct]:
    """Make products of one variant, in no category."""
    return [_product(number, None, has_sizes=False) for number in range(count)]


def variant_count(rows: list[KeyedProduct]) -> int:
    """Count the variants that the products have."""
    return sum(len(row.variants) if isinstance(row.variants, list) else 1 for row in rows)


async def stock_catalog(tx: Tx, rows: list[KeyedProduct]) -> tuple[Catalog, list[UUID]]:
    """Make a catalog of these products, and return it with their ids."""
    body = NewCatalog(name="Bench", kind="manual", currency=CURRENCY)
    catalog = await create_catalog(tx, body=body)
    ids: list[UUID] = []
    for start in range(0, len(rows), CHUNK_ROWS):
        chunk = list(rows[start : start + CHUNK_ROWS])
        outcomes = await upsert_products(tx, catalog_id=catalog.catalog_id, rows=[*chunk])
        ids += [row.id for row in outcomes if row.id is not None and row.status == "created"]
    assert len(ids) == len(rows)
    return catalog, ids


def _category(number: int) -> KeyedCategory:
    root = number - number % ROOTS_EVERY
    return KeyedCategory(
        external_key=f"category-{number}",
        name=f"Shelf {number}",
        slug=f"shelf-{number}",
        description=f"Everything that stands on shelf {number}, from floor to ceiling.",
        colour="#3f7871",
        icon="shelf",
        sort_order=number,
        parent_external_key=f"category-{root}" if number != root else None,
    )


def _product(number: int, category: str | None, *, has_sizes: bool) -> KeyedProduct:
    return KeyedProduct(
        external_key=f"product-{number}",
        name=f"Enamel mug no. {number}",
        slug=f"enamel-mug-{number}",
        description=f"Holds 0.3 l. Number {number} of a series; each is a little different.",
        category_external_key=category,
        brand="Kiln & Co",
        tax_class="standard",
        attributes=Raw(b'{"material":"enamel","care":"dishwasher"}'),
        media=[Media(f"https://pictures.example.com/mug-{number}.jpg")],
        options=[Option("Size")] if has_sizes else [],
        variants=[_variant(number, size) for size in (SIZES if has_sizes else [""])],
    )


def _variant(number: int, size: str) -> VariantSent:
    return VariantSent(
        option_values=[size] if size else [],
        sku=f"MUG-{number}{size[:1]}",
        price_minor=1_000 + number + len(size),
    )
