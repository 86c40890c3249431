"""How an order is added up: in minor units, each line for itself, so that the parts are the whole.

Tax is reckoned a line and rounded half to even; a discount on the whole order is spread over the
lines by what they cost, to the last minor unit (largest remainder). Pure.
"""

from msgspec import Struct

PPM = 1_000_000


class LineAmount(Struct, frozen=True):
    """What a line asks for: `discount_minor` is its own, and never above what it costs."""

    units: int
    price_minor: int
    discount_minor: int
    rate_ppm: int


class CodeDiscount(Struct, frozen=True):
    """A discount on all lines: a share of what they cost, or an amount."""

    rate_ppm: int | None
    amount_minor: int | None


class Charge(Struct, frozen=True):
    """What it costs to send the order; nothing from `free_from_minor` on."""

    price_minor: int
    free_from_minor: int | None
    rate_ppm: int


class LineTotal(Struct, frozen=True):
    """A line added up; `code_minor` is what of the order's discount fell on it."""

    code_minor: int
    tax_minor: int
    total_minor: int


class Totals(Struct, frozen=True):
    """An order added up. Taxes are within `total_minor`, whether included in prices or added."""

    lines: list[LineTotal]
    lines_minor: int
    discount_minor: int
    code_minor: int
    shipping_minor: int
    shipping_tax_minor: int
    tax_minor: int
    total_minor: int


def totals(
    lines: list[LineAmount],
    *,
    is_tax_included: bool,
    code: CodeDiscount | None,
    charge: Charge | None,
) -> Totals:
    """Add an order up. What it returns always holds:

    the lines' totals and shipping (with its tax, unless included) are the total; no part is
    negative; no discount is above its line.
    """
    if code is None and charge is None:
        return _plain(lines, is_tax_included=is_tax_included)
    gross = [line.units * line.price_minor for line in lines]
    nets = [cost - line.discount_minor for cost, line in zip(gross, lines, strict=True)]
    shares = [0] * len(lines) if code is None else allocated(_amount_off(code, sum(nets)), nets)
    added = [
        _line_total(net, share, line.rate_ppm, is_tax_included=is_tax_included)
        for net, share, line in zip(nets, shares, lines, strict=True)
    ]
    lines_minor, code_minor = sum(gross), sum(shares)
    left = sum(nets) - code_minor
    shipping, shipping_tax = _shipping(charge, left, is_tax_included=is_tax_included)
    tax = sum([line.tax_minor for line in added]) + shipping_tax
    return Totals(
        added,
        lines_minor,
        lines_minor - left,
        code_minor,
        shipping,
        shipping_tax,
        tax,
        left + shipping + (0 if is_tax_included else tax),
    )


def _plain(lines: list[LineAmount], *, is_tax_included: bool) -> Totals:
    """Add up an order without a code and without shipping, as nearly all at a counter are."""
    gross = net = tax = 0
    added: list[LineTotal] = []
    for line in lines:
        cost = line.units * line.price_minor
        amount = cost - line.discount_minor
        total = _line_total(amount, 0, line.rate_ppm, is_tax_included=is_tax_included)
        added.append(total)
        gross += cost
        net += amount
        tax += total.tax_minor
    return Totals(added, gross, gross - net, 0, 0, 0, tax, net if is_tax_included else net + tax)


def line_tax(amount_minor: int, rate_ppm: int, *, is_included: bool) -> int:
    """Return the tax within an amount, or on it; rounded half to even."""
    if not rate_ppm:
        return 0
    return rounded(amount_minor * rate_ppm, PPM + rate_ppm if is_included else PPM)


def rounded(numerator: int, denominator: int) -> int:
    """Divide what is not negative, and round half to even: over many, no side wins."""
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and quotient & 1):
        return quotient + 1
    return quotient


def allocated(amount: int, weights: list[int]) -> list[int]:
    """Spread an amount by weight, to the last unit; no share is above its weight.

    The amount is not above the sum of the weights. What rounding leaves goes to those that lost
    most by it, to the first of equals.
    """
    whole = sum(weights)
    if not amount:
        return [0] * len(weights)
    assert 0 < amount <= whole
    shares = [amount * weight // whole for weight in weights]
    left = amount - sum(shares)
    if left:
        lost = sorted(range(len(weights)), key=lambda at: -(amount * weights[at] % whole))
        for at in lost[:left]:
            shares[at] += 1
    return shares


def _amount_off(code: CodeDiscount, net_minor: int) -> int:
    if code.rate_ppm is not None:
        return rounded(net_minor * code.rate_ppm, PPM)
    assert code.amount_minor is not None
    return min(code.amount_minor, net_minor)


def _line_total(net: int, share: int, rate_ppm: int, *, is_tax_included: bool) -> LineTotal:
    amount = net - share
    tax = line_tax(amount, rate_ppm, is_included=is_tax_included)
    return LineTotal(share, tax, amount if is_tax_included else amount + tax)


def _shipping(charge: Charge | None, left: int, *, is_tax_included: bool) -> tuple[int, int]:
    if charge is None or (charge.free_from_minor is not None and left >= charge.free_from_minor):
        return 0, 0
    tax = line_tax(charge.price_minor, charge.rate_ppm, is_included=is_tax_included)
    return charge.price_minor, tax
