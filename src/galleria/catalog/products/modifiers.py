"""What a buyer adds to a product or says about it: milk, extras, an engraving; pure."""

from typing import Annotated

from msgspec import Meta, Struct

from galleria.base.money import PriceMinor
from galleria.base.refusals import FieldError
from galleria.catalog.fields import Line

MODIFIERS_MAX = 50
CHOICES_MAX = 100

Key = Annotated[
    str,
    Meta(
        min_length=1, max_length=60, pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$(?!\n)", examples=["milk"]
    ),
]
Count = Annotated[int, Meta(ge=0, le=CHOICES_MAX)]


class Choice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to choose; its price is added, in the product's currency."""

    key: Key
    name: Line
    price_minor: PriceMinor = 0
    is_default: bool = False


class Modifier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of choices, of which a buyer takes `min` to `max`; null: as many as there are.

    One of a `min` of 1 or more is required.
    """

    key: Key
    name: Line
    min: Count = 0
    max: Annotated[int, Meta(ge=1, le=CHOICES_MAX)] | None = None
    choices: Annotated[list[Choice], Meta(min_length=1, max_length=CHOICES_MAX)]


def modifier_errors(modifiers: list[Modifier]) -> list[FieldError]:
    """Return everything that cannot be true of these groups."""
    errors = _repeated([group.key for group in modifiers], "/modifiers")
    for place, group in enumerate(modifiers):
        at = f"/modifiers/{place}"
        errors += _repeated([choice.key for choice in group.choices], f"{at}/choices")
        errors += _count_errors(group, at)
    return errors


def _count_errors(group: Modifier, at: str) -> list[FieldError]:
    count = len(group.choices)
    most = count if group.max is None else group.max
    errors: list[FieldError] = []
    if most > count:
        errors.append(FieldError(f"{at}/max", "range", f"There are only {count} choices."))
    if group.min > min(most, count):
        detail = f"At most {min(most, count)} can be taken."
        errors.append(FieldError(f"{at}/min", "range", detail))
    defaults = sum(choice.is_default for choice in group.choices)
    if defaults > most:
        detail = f"{defaults} are chosen from the start, and at most {most} can be."
        errors.append(FieldError(f"{at}/choices", "range", detail))
    return errors


def _repeated(keys: list[str], at: str) -> list[FieldError]:
    seen: set[str] = set()
    errors: list[FieldError] = []
    for place, key in enumerate(keys):
        if key in seen:
            errors.append(
                FieldError(f"{at}/{place}/key", "repeated", f"{key!r} stands here twice.")
            )
        seen.add(key)
    return errors
