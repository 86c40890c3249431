"""What holds between a product's options and its variants; pure."""

from galleria.base.refusals import FieldError
from galleria.catalog.products.queries import VariantRow
from galleria.catalog.products.rows import Option


def fitting_options(options: list[Option], variants: list[VariantRow]) -> list[Option]:
    """Return the options, those without values filled from the variants, in their order."""
    return [
        option
        if option.values
        else Option(
            option.name,
            list(
                dict.fromkeys(
                    row.option_values[place] for row in variants if len(row.option_values) > place
                )
            ),
        )
        for place, option in enumerate(options)
    ]


def option_errors(
    options: list[Option], variants: list[VariantRow], *, are_sent: bool
) -> list[FieldError]:
    """Return what is wrong between a product's options and its variants.

    At the variants if they were sent, and at the options otherwise.
    """
    names = [option.name for option in options]
    if len(set(names)) < len(names):
        return [FieldError("/options", "repeated", "Two options have the same name.")]
    if repeated := _repeated_values(options):
        return repeated
    allowed = [set(option.values) for option in options]
    errors = [
        FieldError(
            f"/variants/{row.position}/option_values" if are_sent else "/options",
            "options",
            f"{row.option_values} is not a value of each option {names}.",
        )
        for row in variants
        if len(row.option_values) != len(options)
        or any(value not in allowed[at] for at, value in enumerate(row.option_values))
    ]
    return errors if are_sent else errors[:1]


def _repeated_values(options: list[Option]) -> list[FieldError]:
    return [
        FieldError(f"/options/{place}/values", "repeated", "A value stands here twice.")
        for place, option in enumerate(options)
        if len(set(option.values)) < len(option.values)
    ]
