"""What a mistyped word was meant to be."""

from galleria.base.tx import ReadTx
from galleria.listing.search.ask import Search
from galleria.listing.search.queries import NearestRow, nearest


async def corrected(tx: ReadTx, search: Search, said: str) -> str | None:
    """Return what was said with each unknown word replaced by the nearest; None where none is."""
    rows = await nearest(tx, store_id=search.store_id, locale=search.shop.locale, said=said)
    meant = [meant_by(row) for row in rows]
    if all(word == row.token for word, row in zip(meant, rows, strict=True)):
        return None
    return " ".join(meant)


def meant_by(row: NearestRow) -> str:
    """Return the nearest word by the fewest slips, then as alike as the database says."""
    near = [(slips(row.token, word), place, word) for place, word in enumerate(row.alike)]
    best = min(near, default=None)
    return best[2] if best and best[0] <= slips_max(row.token) else row.token


def slips_max(word: str) -> int:
    """Return how many slips of the finger are forgiven in a word of its length."""
    return 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3


def slips(one: str, other: str) -> int:
    """Return how many letters were left out, added, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, above, row = row, before, [place]
        for spot, against in enumerate(other, 1):
            cost = min(before[spot] + 1, row[-1] + 1, before[spot - 1] + (letter != against))
            is_swapped = place > 1 and spot > 1 and letter == other[spot - 2]
            if is_swapped and one[place - 2] == against:
                cost = min(cost, above[spot - 2] + 1)
            row.append(cost)
    return row[-1]
