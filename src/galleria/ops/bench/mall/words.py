"""Words for products: real ones for what a thing is, made ones for brands and models. Pure."""

import random
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct


def _each(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Department, shelf, and what stands on it: a category each.
DEPARTMENTS: dict[str, dict[str, str]] = {
    "Women": {
        "Shoes": "boot sneaker sandal loafer pump slipper clog mule",
        "Dresses": "dress gown tunic kaftan pinafore sundress",
        "Tops": "blouse shirt tee camisole sweater cardigan hoodie",
        "Accessories": "scarf belt glove hat beret purse handbag",
    },
    "Men": {
        "Footwear": "trainer brogue oxford moccasin espadrille wellington",
        "Outerwear": "jacket parka anorak raincoat overcoat gilet vest",
        "Trousers": "jeans chinos shorts joggers corduroys",
        "Basics": "sock boxer undershirt pyjama bathrobe tie",
    },
    "Home": {
        "Kitchen": "mug plate bowl kettle saucepan skillet ladle whisk grater colander",
        "Bedroom": "duvet pillow blanket sheet mattress bedspread",
        "Lighting": "lamp lantern chandelier sconce candle bulb",
        "Storage": "shelf basket crate drawer cabinet wardrobe",
    },
    "Garden": {
        "Tools": "spade rake hoe shears trowel wheelbarrow hose",
        "Plants": "fern orchid cactus lavender rosemary maple ivy",
        "Furniture": "bench hammock parasol lounger trellis planter",
    },
    "Electronics": {
        "Audio": "headphone speaker turntable microphone amplifier radio",
        "Computing": "keyboard monitor laptop tablet router mouse printer",
        "Photo": "camera lens tripod flash filter binocular",
        "Power": "charger battery adapter cable inverter",
    },
    "Grocery": {
        "Drinks": "coffee tea juice cider lemonade cocoa syrup",
        "Pantry": "rice pasta flour honey mustard vinegar salt pepper",
        "Snacks": "biscuit chocolate almond cracker popcorn raisin",
        "Dairy": "cheese yoghurt butter cream milk kefir",
    },
    "Toys": {
        "Games": "puzzle chess domino dice quiz marble",
        "Figures": "doll robot dinosaur dragon knight unicorn",
        "Outdoor": "kite scooter trampoline frisbee swing ball",
    },
    "Sport": {
        "Fitness": "dumbbell treadmill kettlebell mat rope bike",
        "Camping": "tent stove rucksack thermos compass torch",
        "Water": "kayak wetsuit snorkel surfboard paddle goggles",
    },
}
MANNERS = _each(
    "classic light soft slim warm waxed washed brushed folding portable compact striped quilted "
    "padded vintage modern rustic everyday premium organic recycled handmade waterproof insulated "
    "wireless adjustable reversible stackable oversized fitted ribbed woven printed embroidered "
    "polished matte glazed smoked roasted salted spiced mild dark bright quiet robust flexible "
    "breathable seamless cropped tailored hooded double mini grand travel winter summer festive"
)
MATERIALS = _each(
    "cotton wool linen leather denim silk oak bamboo steel glass ceramic copper canvas cork rubber "
    "velvet marble brass nylon rattan"
)
COLOURS = _each(
    "black white navy red green blue grey beige olive mustard teal coral burgundy ivory amber plum "
    "turquoise charcoal sand rose"
)
TAGS = _each(
    "new sale gift bestseller limited vegan fair-trade eco local handmade clearance kids office "
    "travel outdoor premium basics seasonal refurbished bundle"
)
PHRASES = (
    "Made to be used every day and to last for years.",
    "The finish is even, and every seam is checked by hand.",
    "Wipe with a damp cloth, and keep it out of direct sunlight.",
    "It goes with everything that you have already.",
    "Our workshop has made it in small batches since the first winter.",
    "Fits as expected; take the next size when in doubt.",
    "Delivered flat, without plastic, with all that is needed to begin.",
    "The handle stays cool, and the base stands still on any table.",
    "A favourite of our customers, now in more colours.",
    "Parts are sold for ten years, and repairs are free for two.",
)
ONSETS = _each("b br c d dr f g gr h j k kl l m n p pr r s st t tr v w z")
VOWELS = _each("a e i o u ai ea ou")
CODAS = ("", "", "", "n", "r", "s", "l", "m", "x", "nd", "rt")


class Ranked(Struct, frozen=True):
    """Words with how often they are drawn: the first most, by Zipf's law."""

    words: tuple[str, ...]
    up_to: tuple[float, ...]

    def drawn(self, chance: random.Random, count: int) -> list[str]:
        """Draw some, one independent of the other."""
        return chance.choices(self.words, cum_weights=self.up_to, k=count)


def ranked(words: Sequence[str], *, flatness: float = 2.0) -> Ranked:
    """Give words frequencies by their order; the flatter, the rarer the first."""
    weights = (1 / (rank + flatness) for rank in range(len(words)))
    return Ranked(tuple(words), tuple(accumulate(weights)))


def made_words(chance: random.Random, count: int, *, syllables: int) -> list[str]:
    """Make pronounceable words that no language has, each once."""
    found: dict[str, None] = {}
    while len(found) < count:
        parts = (
            chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS)
            for _ in range(syllables)
        )
        found["".join(parts).capitalize()] = None
    return list(found)
