"""What shoppers type: words of products that are there, and the same with a slip in one."""

import random
from itertools import cycle
from uuid import UUID

from msgspec import Struct

from galleria.base.tx import ReadTx
from galleria.listing.search.facets import count_shop_products
from galleria.listing.search.parameters import Filters, ShopProductQuery
from galleria.listing.search.products import list_shop_products
from galleria.ops.bench.lists import LISTED, count, first_of
from galleria.ops.bench.mall import COLOURS, Goods
from galleria.ops.bench.reads import Ask

# Of a shorter word, a slip makes another one.
SLIPPED_LENGTH_MIN = 6
# How the words of a name come: brand, manner, material, thing, model.
MANNER, THING = 1, 3


class Said(Struct, frozen=True):
    """Two words that a product's name has, and what was typed."""

    meant: tuple[str, str]
    typed: str


def two_words(products: int, most: int) -> list[Said]:
    """Take words from products all over the shop: frequent ones come more often."""
    found = dict.fromkeys(_words(products, most))
    return [Said(words, " ".join(words)) for words in found]


def with_a_slip(products: int, most: int) -> list[Said]:
    """Take long words, and swap two letters in the middle of one of them."""
    found = dict.fromkeys(words for words in _words(products, 20 * most) if _can_slip(words[1]))
    return [Said(words, f"{words[0]} {_slipped(words[1])}") for words in list(found)[:most]]


def searched(said: Said, *, is_corrected: bool) -> Ask:
    """Search for it; right is an answer whose first product has both words, as they were meant."""
    query = ShopProductQuery(limit=LISTED, q=said.typed)

    async def ask(tx: ReadTx) -> bool:
        found = await list_shop_products(tx, query=query)
        first = first_of(found).lower()
        has_both = all(word.encode() in first for word in said.meant)
        return count(found) > 0 and has_both and (found.corrected is not None) is is_corrected

    return ask


def choices(products: int, most: int) -> list[Filters]:
    """Narrow by words, by a category, or by a category and a colour: each a third."""
    shelves = Goods(UUID(int=0), UUID(int=0)).shelves
    asked: list[Filters] = []
    # A shop of few products need not have every category and colour.
    for said, shelf, colour in zip(
        two_words(products, most // 3), cycle(shelves[::4]), cycle(COLOURS[:4]), strict=False
    ):
        top = shelf.path[0].lower()
        asked.append(Filters(q=said.typed))
        asked.append(Filters(category=top))
        asked.append(Filters(category=top, attribute=[f"colour:{colour}"]))
    return asked


def counted(filters: Filters) -> Ask:
    """Ask for the facets; right is an answer that counts something, and not only all of it."""

    async def ask(tx: ReadTx) -> bool:
        found = await count_shop_products(tx, query=filters)
        return found.total > 0 and bool(found.brands) and found.prices is not None

    return ask


def _words(products: int, most: int) -> list[tuple[str, str]]:
    goods = Goods(UUID(int=0), UUID(int=0))
    chosen = random.Random(0).sample(range(products), min(most, products))
    names = [good.name.split() for number in chosen for good in goods.goods(number, 1)]
    return [(name[MANNER], name[THING]) for name in names]


def _can_slip(word: str) -> bool:
    return len(word) >= SLIPPED_LENGTH_MIN and _slipped(word) != word


def _slipped(word: str) -> str:
    at = len(word) // 2
    return f"{word[: at - 1]}{word[at]}{word[at - 1]}{word[at + 1 :]}"
