"""What a buyer chose with a product, held against the product's groups; pure."""

import msgspec
from msgspec import Raw, Struct

from galleria.base.refusals import FieldError
from galleria.catalog import Modifier
from galleria.orders.rows import NO_LIST
from galleria.orders.sale import ChosenModifier


class Choice(Struct, frozen=True):
    """A choice as the order's line keeps it; its price is a unit's."""

    group: str
    choice: str
    name: str
    price_minor: int


class Chosen(Struct, frozen=True):
    """All choices of a line, and what they add to its price."""

    kept: Raw
    price_minor: int


NOTHING_CHOSEN = Chosen(NO_LIST, 0)


def chosen(
    groups: list[Modifier], asked: list[ChosenModifier], pointer: str
) -> Chosen | list[FieldError]:
    """Return what was chosen, in the merchant's order; or everything wrong with it.

    Of a group its `min` to `max` must be chosen. Who chooses nothing of a group gets its defaults.
    """
    if not groups and not asked:
        return NOTHING_CHOSEN
    errors = _unknown(groups, asked, pointer)
    wanted = {(it.group, it.choice) for it in asked}
    named = {it.group for it in asked}
    choices: list[Choice] = []
    for group in groups:
        own = [
            choice
            for choice in group.choices
            if (choice.is_default if group.key not in named else (group.key, choice.key) in wanted)
        ]
        most = len(group.choices) if group.max is None else group.max
        if not group.min <= len(own) <= most:
            detail = f"Choose {group.min} to {most} of {group.key!r}, not {len(own)}."
            errors.append(FieldError(pointer, "range", detail))
        choices += [Choice(group.key, it.key, it.name, it.price_minor) for it in own]
    if errors:
        return errors
    return Chosen(Raw(msgspec.json.encode(choices)), sum(it.price_minor for it in choices))


def _unknown(groups: list[Modifier], asked: list[ChosenModifier], pointer: str) -> list[FieldError]:
    known = {(group.key, choice.key) for group in groups for choice in group.choices}
    seen: set[tuple[str, str]] = set()
    errors: list[FieldError] = []
    for place, it in enumerate(asked):
        key = (it.group, it.choice)
        if key not in known:
            detail = f"There is no {it.choice!r} in {it.group!r}."
            errors.append(FieldError(f"{pointer}/{place}", "unknown", detail))
        elif key in seen:
            errors.append(FieldError(f"{pointer}/{place}", "repeated", "It is chosen twice."))
        seen.add(key)
    return errors
