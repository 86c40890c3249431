"""The products of a mall, number by number, as lines that COPY reads. Pure."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from galleria.base.ids import new_id
from galleria.ops.bench.mall.words import (
    COLOURS,
    DEPARTMENTS,
    MANNERS,
    MATERIALS,
    PHRASES,
    TAGS,
    made_words,
    ranked,
)

CATALOG_CURRENCY = "EUR"
SEED = 20_260_131
BLOCK = 1_000
BRANDS = 400
MODELS = 20_000
SIZES = ("S", "M", "L")
SIZES_EVERY = 20  # The others have one variant.
SECOND_CATEGORY_EVERY = 10
STOCKED_AT = datetime(2026, 1, 31, tzinfo=UTC)

PRODUCT_COLUMNS = (
    "org_id", "product_id", "catalog_id", "category_id", "external_key", "name", "slug",
    "description", "brand", "options", "attributes", "media", "sort_order", "created_at",
    "updated_at", "tags",
)  # fmt: skip
VARIANT_COLUMNS = (
    "org_id", "variant_id", "product_id", "catalog_id", "position", "option_values", "sku",
    "barcode", "price_minor", "currency", "created_at", "updated_at", "compare_at_minor",
    "weight_grams",
)  # fmt: skip
PLACE_COLUMNS = ("org_id", "product_id", "category_id", "catalog_id")


class Shelf(Struct, frozen=True):
    """A category; what stands in one at the bottom has a word for it."""

    category_id: UUID
    parent_id: UUID | None
    path: tuple[str, ...]

    @property
    def slug(self) -> str:
        return "-".join(self.path).lower()

    @property
    def name(self) -> str:
        return self.path[-1].capitalize()


class Good(Struct, frozen=True):
    """What is said of a product; `number` makes its keys and codes."""

    number: int
    name: str
    shelf: Shelf
    second: Shelf | None
    description: str
    brand: str
    tags: list[str]
    colour: str
    material: str
    length_cm: int
    price_minor: int

    @property
    def sizes(self) -> tuple[str, ...]:
        return SIZES if self.number % SIZES_EVERY == 0 else ()

    @property
    def external_key(self) -> str:
        return f"P-{self.number:07d}"

    @property
    def weight_grams(self) -> int:
        return 100 + self.number % 900

    @property
    def picture_url(self) -> str:
        return f"https://pictures.example.com/{self.number}.jpg"

    def sku(self, size: str) -> str:
        """Return the SKU of the variant in this size; without sizes, the empty one."""
        return f"SKU-{self.number:07d}{size}"


class Lines(Struct, frozen=True):
    """Products as COPY reads them in its text format, a table each."""

    product: bytes
    variant: bytes
    place: bytes


class Goods:
    """The range of one catalog."""

    def __init__(self, org_id: UUID, catalog_id: UUID) -> None:
        self.org_id = org_id
        self.catalog_id = catalog_id
        self.shelves = _shelves()
        chance = random.Random(SEED)
        self._brands = ranked(made_words(chance, BRANDS, syllables=2))
        self._models = ranked(made_words(chance, MODELS, syllables=3), flatness=50)
        self._bottom = {shelf.path[2]: shelf for shelf in self.shelves if len(shelf.path) == 3}
        things = list(self._bottom)
        chance.shuffle(things)
        self._things = ranked(things, flatness=10)
        self._manners = ranked(MANNERS)
        self._materials = ranked(MATERIALS)
        self._colours = ranked(COLOURS)

    def goods(self, first: int, count: int) -> Iterator[Good]:
        """Yield the products with these numbers."""
        for block in range(first // BLOCK, -(-(first + count) // BLOCK)):
            yield from (it for it in self._block(block) if first <= it.number < first + count)

    def _block(self, block: int) -> Iterator[Good]:
        # Drawn together, which is quicker, and from the same chance whoever asks for one of them.
        chance = random.Random(SEED + block)
        things = self._things.drawn(chance, 2 * BLOCK)
        drawn = zip(
            range(block * BLOCK, (block + 1) * BLOCK),
            self._brands.drawn(chance, BLOCK),
            self._manners.drawn(chance, BLOCK),
            self._materials.drawn(chance, BLOCK),
            things[:BLOCK],
            things[BLOCK:],
            self._models.drawn(chance, BLOCK),
            self._colours.drawn(chance, BLOCK),
            strict=True,
        )
        for number, brand, manner, material, thing, other, model, colour in drawn:
            said = chance.sample(PHRASES, 2)
            has_second = number % SECOND_CATEGORY_EVERY == 0 and other != thing
            yield Good(
                number,
                f"{brand} {manner} {material} {thing} {model}",
                self._bottom[thing],
                self._bottom[other] if has_second else None,
                f"The {model} {thing} in {colour} {material}. {said[0]} {said[1]}",
                brand,
                chance.sample(TAGS, number % 3),
                colour,
                material,
                chance.randrange(1, 300),
                chance.randrange(199, 30_000),
            )

    def lines(self, first: int, count: int) -> Lines:
        """Return the products with these numbers as three tables have them."""
        products: list[str] = []
        variants: list[str] = []
        places: list[str] = []
        for good in self.goods(first, count):
            product_id = new_id()
            products.append(self._product(good, product_id))
            variants += self._variants(good, product_id)
            places += [
                f"{self.org_id}\t{product_id}\t{shelf.category_id}\t{self.catalog_id}\n"
                for shelf in (good.shelf, good.second)
                if shelf is not None
            ]
        return Lines(*("".join(rows).encode() for rows in (products, variants, places)))

    def _product(self, good: Good, product_id: UUID) -> str:
        options = '[{"name": "Size"}]' if good.sizes else "[]"
        attributes = (
            f'{{"colour": "{good.colour}", "material": "{good.material}", '
            f'"length_cm": {good.length_cm}}}'
        )
        media = f'[{{"url": "{good.picture_url}", "alt_text": "", "kind": "image"}}]'
        slug = f"{good.name.lower().replace(' ', '-')}-{good.number}"
        return (
            f"{self.org_id}\t{product_id}\t{self.catalog_id}\t{good.shelf.category_id}\t"
            f"{good.external_key}\t{good.name}\t{slug}\t{good.description}\t{good.brand}\t"
            f"{options}\t{attributes}\t{media}\t0\t{STOCKED_AT}\t{STOCKED_AT}\t"
            f"{{{','.join(good.tags)}}}\n"
        )

    def _variants(self, good: Good, product_id: UUID) -> list[str]:
        compare_at = str(good.price_minor * 5 // 4) if good.number % 7 == 0 else "\\N"
        return [
            f"{self.org_id}\t{new_id()}\t{product_id}\t{self.catalog_id}\t{place}\t"
            f"{{{size}}}\t{good.sku(size)}\t{barcode_of(good.number, place)}\t"
            f"{good.price_minor + 100 * place}\t{CATALOG_CURRENCY}\t{STOCKED_AT}\t{STOCKED_AT}\t"
            f"{compare_at}\t{good.weight_grams}\n"
            for place, size in enumerate(good.sizes or ("",))
        ]


def barcode_of(number: int, place: int = 0) -> str:
    """Return a product's EAN-13, from the range that is free for use inside a company."""
    digits = f"20{number:09d}{place}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _shelves() -> list[Shelf]:
    found: list[Shelf] = []
    for department, parts in DEPARTMENTS.items():
        top = Shelf(new_id(), None, (department,))
        found.append(top)
        for part, words in parts.items():
            middle = Shelf(new_id(), top.category_id, (department, part))
            found.append(middle)
            found += [
                Shelf(new_id(), middle.category_id, (department, part, word))
                for word in words.split()
            ]
    return found
