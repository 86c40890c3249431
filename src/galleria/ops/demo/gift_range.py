"""One range of gifts: each product is a motif of the range's theme in one of its forms."""

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from galleria.ops.demo.naming import barcode_of, picture_url, slug_of
from galleria.ops.demo.shapes import DemoItem, DemoOption, DemoVariant
from galleria.ops.demo.sources import Leaf, read_makers, read_themes

CURRENCY = "GBP"
BARCODE_PREFIX = 20
PLAIN_PRICE_MINOR = 1_000  # Below this a price is the form's; above, makers differ by a pound.
_VARIANTS_MAX = 10


class Choice(Struct, frozen=True):
    """One value of a product's option, and what it adds to the price."""

    value: str
    extra_minor: int


class Gift(Struct, frozen=True):
    name: str
    brand: str
    price_minor: int
    description: str
    sku: str
    barcode_number: int  # Its variants take the numbers that follow.
    choices: list[Choice]


def products_of(leaf: Leaf, number: int, department: str, count: int) -> Iterator[DemoItem]:
    """Generate `count` products of the range that is the shop's `number`th."""
    dice = Random(f"galleria demo {leaf.code}")
    motifs = leaf.motifs or _THEMES[leaf.theme or ""]
    assert count <= len(motifs), leaf.name
    for place in range(count):
        motif, shows = motifs[(place + number * 5) % len(motifs)]
        form, price_minor = leaf.forms[place % len(leaf.forms)]
        brand = dice.choice(leaf.makers)
        if price_minor >= PLAIN_PRICE_MINOR:
            price_minor += dice.choice((-50, 0, 0, 50, 100))
        sentences = [dice.choice(leaf.texts), leaf.detail.format(motif=shows), _MAKERS[brand]]
        gift = Gift(
            name=f"{motif} {form}",
            brand=brand,
            price_minor=price_minor,
            description=" ".join(sentences),
            sku=f"{department}-{leaf.code}-{place + 1:02d}",
            barcode_number=(number * 100 + place) * _VARIANTS_MAX,
            choices=_choices(leaf, place),
        )
        yield _item(leaf, gift)


def _choices(leaf: Leaf, place: int) -> list[Choice]:
    """Offer every size; of the colours some, starting elsewhere each time, and none to a third."""
    if leaf.sizes:
        return [Choice(name, extra_minor) for name, extra_minor in leaf.sizes]
    if not leaf.colours or place % 3 == 2:
        return []
    some = 2 + place % (len(leaf.colours) - 1)
    turned = leaf.colours[place % len(leaf.colours) :] + leaf.colours
    return [Choice(name, 0) for name in turned[: min(some, len(leaf.colours))]]


def _item(leaf: Leaf, gift: Gift) -> DemoItem:
    slug = slug_of(gift.name)
    option = "Size" if leaf.sizes else "Metal" if "Silver" in leaf.colours[:1] else "Colour"
    values = tuple(choice.value for choice in gift.choices)
    return DemoItem(
        key=gift.sku.lower(),
        name=gift.name,
        slug=slug,
        description=gift.description,
        category_key=slug_of(leaf.name),
        brand=gift.brand,
        sku=None if values else gift.sku,
        barcode=None if values else barcode_of(BARCODE_PREFIX, gift.barcode_number),
        price_minor=gift.price_minor,
        currency=CURRENCY,
        options=(DemoOption(option, values),) if values else (),
        variants=tuple(_variants(gift, option)),
        attributes=_attributes(leaf),
        modifiers=(),
        media=(picture_url(leaf.kind, slug),),
        tax_class=leaf.tax,
    )


def _attributes(leaf: Leaf) -> dict[str, str | int | bool]:
    """Return what the range says of itself; a weight as a number of grams."""
    said: dict[str, str | int | bool] = {key.lower(): it for key, it in leaf.attributes.items()}
    if weight := leaf.attributes.get("Weight"):
        said["weight"] = int(weight.removesuffix(" g"))
    return said


def _variants(gift: Gift, option: str) -> Iterator[DemoVariant]:
    for place, choice in enumerate(gift.choices, 1):
        yield DemoVariant(
            options={option: choice.value},
            sku=f"{gift.sku}-{slug_of(choice.value).replace('-', '')[:3].upper()}",
            barcode=barcode_of(BARCODE_PREFIX, gift.barcode_number + place),
            price_minor=gift.price_minor + choice.extra_minor,
        )


_MAKERS = read_makers()
_THEMES = read_themes()
