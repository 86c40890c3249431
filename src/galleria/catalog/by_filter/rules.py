"""What becomes of a price: whole minor units throughout, so that no rounding happens unasked; pure.

The same rule is in plan_by_filter, where it is done to many prices at once.
"""

from decimal import Decimal

from msgspec import Struct

from galleria.base.money import MINOR_MAX

HUNDREDTHS = 10_000  # A price times one, plus its percents in hundredths, is in these parts.


class Repricing(Struct, frozen=True):
    """A new price is `fixed_minor`; or the old one and `percent_hundredths` of it, and the amount.

    Then it is the nearest of those that end with `ends_minor` of `each_minor`: 99 of 100 is .99,
    0 of 5 is what can be paid where the smallest coin is 5, 0 of 1 is every whole minor unit.
    """

    percent_hundredths: int
    amount_minor: int
    fixed_minor: int | None
    ends_minor: int
    each_minor: int


def repriced(price_minor: int, how: Repricing) -> int:
    """Return the new price.

    Of two that are as near, the lower one. What is free, or would be, is free: no ending makes a
    price of nothing. Never below 0, nor above MINOR_MAX.
    """
    exact = HUNDREDTHS * (how.amount_minor if how.fixed_minor is None else how.fixed_minor)
    if how.fixed_minor is None:
        exact += price_minor * (HUNDREDTHS + how.percent_hundredths)
    if exact <= 0:
        return 0
    # The number of whole steps above the ending, rounded half down: ceil(x - 1/2).
    step = 2 * how.each_minor * HUNDREDTHS
    over = 2 * (exact - how.ends_minor * HUNDREDTHS) - how.each_minor * HUNDREDTHS
    steps = (max(over, 0) + step - 1) // step
    return how.ends_minor + how.each_minor * min(steps, steps_max(how))


def steps_max(how: Repricing) -> int:
    """Return how many steps lead to the highest price there may be."""
    return (MINOR_MAX - how.ends_minor) // how.each_minor


def hundredths(percent: str) -> int:
    """Return a decimal with at most two places, such as "-12.5", as hundredths."""
    return int(Decimal(percent).scaleb(2))
