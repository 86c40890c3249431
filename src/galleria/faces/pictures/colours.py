"""Colours and patterns of a picture, chosen by the words of its slug and otherwise by its hash."""

import zlib

from msgspec import Struct


class Ink(Struct, frozen=True):
    """One coherent palette: a soft ground, a glow behind, and five colours for the thing itself."""

    ground: str
    glow: str
    body: str
    shade: str
    accent: str
    dark: str
    light: str = "#fffdf8"


INKS: dict[str, Ink] = {
    "sage": Ink("#eef3ea", "#d9e5d2", "#86a37f", "#6a8864", "#d99a5b", "#3d4d3a"),
    "clay": Ink("#f9ece4", "#f1d6c6", "#cb7c5f", "#b0644a", "#52707b", "#5a3429"),
    "ink": Ink("#eaf0f6", "#cfdce9", "#46658a", "#35506f", "#e3a75a", "#22344a"),
    "oat": Ink("#f7f1e5", "#ebdfc8", "#cdb68d", "#b39b70", "#84614d", "#5b4636"),
    "blush": Ink("#fceeed", "#f6d6d8", "#dc969b", "#c27880", "#71855f", "#69404a"),
    "ochre": Ink("#fcf4e0", "#f6e2b5", "#dba94d", "#bf8d31", "#466486", "#5d4520"),
    "plum": Ink("#f3ecf3", "#e3d3e2", "#856588", "#6c4e70", "#dda865", "#402d44"),
    "teal": Ink("#e6f3f0", "#c9e2dd", "#52938c", "#3f7871", "#e6936a", "#244844"),
    "berry": Ink("#fae9ec", "#f1ccd4", "#b0506a", "#933c56", "#e4b45c", "#551f31"),
    "slate": Ink("#eff1f3", "#dae0e5", "#7b8b9a", "#637382", "#d98e6a", "#36424e"),
}

_INK_OF_WORD: dict[str, str] = {
    **{word: "sage" for word in ("moss", "olive", "fern", "green", "mint", "rosemary", "matcha")},
    **{word: "clay" for word in ("terracotta", "rust", "cinnamon", "ginger", "orange", "apricot")},
    **{
        word: "ink" for word in ("navy", "indigo", "blue", "midnight", "night", "denim", "bluebell")
    },
    **{
        word: "oat" for word in ("linen", "natural", "cream", "sand", "vanilla", "honey", "caramel")
    },
    **{word: "blush" for word in ("rose", "pink", "peony", "strawberry", "raspberry", "blossom")},
    **{word: "ochre" for word in ("mustard", "yellow", "lemon", "saffron", "sunflower", "gold")},
    **{word: "plum" for word in ("heather", "lavender", "violet", "damson", "fig", "lilac")},
    **{word: "teal" for word in ("sea", "harbour", "tide", "kingfisher", "lagoon", "wave")},
    **{word: "berry" for word in ("cherry", "red", "bramble", "cranberry", "claret", "holly")},
    **{word: "slate" for word in ("grey", "charcoal", "stone", "pewter", "silver", "storm")},
}

_PATTERNS: dict[str, str] = {
    "plain": "",
    "dots": '<circle cx="8" cy="8" r="3.500"/><circle cx="22" cy="22" r="3.500"/>',
    "stripes": '<path d="M0 4h30v7H0z"/>',
    "checks": '<path d="M0 0h15v30H0zM0 0h30v15H0z" opacity=".6"/>',
    "leaves": (
        '<path d="M5 25C3 14 10 7 21 5c1 11-5 19-16 20z"/>'
        '<path d="M20 30c0-5 3-8 8-9 0 5-3 8-8 9z" opacity=".7"/>'
    ),
    "waves": '<path d="M0 10c8-9 14 9 30 0v5c-16 9-22-9-30 0z"/>',
    "stars": '<path d="M9 2l2 5 5 2-5 2-2 5-2-5-5-2 5-2z"/><circle cx="23" cy="23" r="2.500"/>',
    "birds": '<path d="M3 12c4-5 8-4 10 1 2-5 6-6 10-1-5-1-8 1-10 6-2-5-5-7-10-6z"/>',
    "flowers": (
        '<circle cx="10" cy="5" r="4"/><circle cx="15" cy="10" r="4"/>'
        '<circle cx="10" cy="15" r="4"/><circle cx="5" cy="10" r="4"/>'
        '<circle cx="25" cy="25" r="2.500"/>'
    ),
}

_PATTERN_OF_WORD: dict[str, str] = {
    **{w: "leaves" for w in ("fern", "ivy", "olive", "willow", "hedgerow", "oak", "leaf", "moss")},
    **{w: "stars" for w in ("star", "starry", "moon", "midnight", "comet", "aurora", "frost")},
    **{w: "waves" for w in ("sea", "tide", "harbour", "wave", "lagoon", "estuary", "shoreline")},
    **{w: "birds" for w in ("swallow", "wren", "robin", "swift", "gull", "lark", "heron", "finch")},
    **{w: "dots" for w in ("dot", "dotty", "polka", "pebble", "confetti", "spot", "berry")},
    **{w: "stripes" for w in ("stripe", "striped", "breton", "ticking", "deckchair", "ribbon")},
    **{w: "checks" for w in ("check", "gingham", "tartan", "plaid", "windowpane", "tattersall")},
    **{w: "flowers" for w in ("meadow", "daisy", "poppy", "rose", "peony", "blossom", "cosmos")},
}


def ink_of(slug: str) -> Ink:
    """Choose the palette a slug names ("moss-tall-mug" is green), or else one by its hash."""
    names = [*INKS]
    for word in slug.split("-"):
        name = word if word in INKS else _INK_OF_WORD.get(word)
        if name is not None:
            return INKS[name]
    return INKS[names[zlib.crc32(slug.encode()) % len(names)]]


def pattern_of(slug: str) -> str:
    """Choose the repeating pattern a slug names, or else one by its hash, as SVG."""
    for word in slug.split("-"):
        if word in _PATTERN_OF_WORD:
            return _PATTERNS[_PATTERN_OF_WORD[word]]
    names = [*_PATTERNS]
    return _PATTERNS[names[zlib.crc32(slug.encode()[::-1]) % len(names)]]
