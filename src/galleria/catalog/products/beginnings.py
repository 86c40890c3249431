"""The ways in which a name may begin that somebody types; pure."""


def beginnings(said: str) -> list[str]:
    """Return it as written, in lower and upper case, and with a capital first or on every word.

    At most 5, in the order of their code points; no name begins with two of them.
    """
    low = said.lower()
    words = " ".join(word[:1].upper() + word[1:] for word in low.split(" "))
    ways = {said, low, said.upper(), low[:1].upper() + low[1:], words}
    return sorted(
        way for way in ways if not any(way != other and way.startswith(other) for other in ways)
    )
