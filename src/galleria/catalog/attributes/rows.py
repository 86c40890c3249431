"""Attributes as they are sent, and what their fields must be together; pure."""

from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta, Struct, UnsetType

from galleria.base.refusals import FieldError
from galleria.catalog.attributes.rules import AttributeKind
from galleria.catalog.fields import Line, SortOrder

CHOICES_MAX = 1_000

Key = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=60,
        pattern=r"^[a-z0-9][a-z0-9_ -]*$(?!\n)",
        examples=["material"],
    ),
]
Unit = Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)")]
Choice = Annotated[
    str,
    Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)", examples=["Oak"]),
]
Choices = Annotated[list[Choice], Meta(max_length=CHOICES_MAX)]


class NewAttribute(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What products may say of themselves under `key` in their `attributes`, and of what kind.

    A choice names its `choices`; a number may have a `unit`. What is filterable, shoppers can
    filter by. What is required, every product that is written from now on must have.
    """

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "key": "fabric", "name": "Fabric", "kind": "choice", "choices": ["cotton", "linen"],
    }  # fmt: skip

    key: Key
    name: Line
    kind: AttributeKind
    unit: Unit | None = None
    choices: Choices = []
    is_filterable: bool = True
    is_required: bool = False
    sort_order: SortOrder = 0


class AttributeChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; `choices` is the whole new list. Key and kind never change.

    Products that are there are held to the change when their attributes are next written.
    """

    name: Line | UnsetType = UNSET
    unit: Unit | UnsetType | None = UNSET
    choices: Choices | UnsetType = UNSET
    is_filterable: bool | UnsetType = UNSET
    is_required: bool | UnsetType = UNSET
    sort_order: SortOrder | UnsetType = UNSET


def definition_errors(
    kind: AttributeKind, unit: str | None, choices: list[str]
) -> list[FieldError]:
    """Return what is wrong between an attribute's kind, unit and choices."""
    errors: list[FieldError] = []
    if unit is not None and kind != "number":
        errors.append(FieldError("/unit", "kind", "Only a number has a unit."))
    if kind != "choice":
        if choices:
            errors.append(FieldError("/choices", "kind", "Only a choice has choices."))
        return errors
    if not choices:
        errors.append(FieldError("/choices", "missing", "A choice needs something to choose."))
    return errors + _repeated(choices)


def _repeated(choices: list[str]) -> list[FieldError]:
    # Case aside, because that is how an import finds them.
    seen: set[str] = set()
    errors: list[FieldError] = []
    for index, choice in enumerate(choices):
        folded = choice.casefold()
        if folded in seen:
            detail = f"{choice!r} is listed twice, upper and lower case aside."
            errors.append(FieldError(f"/choices/{index}", "repeated", detail))
        seen.add(folded)
    return errors
