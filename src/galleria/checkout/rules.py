"""What is in a cart, and what has changed since it was put in; pure."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from galleria.checkout.rows import Cart, CartLine, CartNotice, CartRow, ShownLine
from galleria.listing import Offer
from galleria.orders import LINES_MAX, UNITS_MAX, Chosen, chosen

_LINES = msgspec.json.Decoder(list[CartLine])


class Now(Struct, frozen=True):
    """What a line's variant is sold for now; `price_minor` None: it cannot be bought like that."""

    offer: Offer | None
    price_minor: int | None
    available_units: int | None


def lines_of(row: CartRow) -> list[CartLine]:
    """Return the lines that the cart keeps."""
    return _LINES.decode(row.lines)


def kept(lines: list[CartLine]) -> Raw:
    """Return lines as the cart keeps them."""
    return Raw(msgspec.json.encode(lines))


def put_in(lines: list[CartLine], new: Iterable[CartLine]) -> list[CartLine]:
    """Add lines: what is there already with the same choices becomes more units of it.

    Of one line never more than UNITS_MAX; what is beyond LINES_MAX lines is left out.
    """
    together = {_same(line): line for line in lines}
    for line in new:
        there = together.get(_same(line))
        if there is not None:
            units = min(there.units + line.units, UNITS_MAX)
            together[_same(line)] = replace(there, units=units)
        elif len(together) < LINES_MAX:
            together[_same(line)] = line
    return list(together.values())


def now_of(offer: Offer | None, line: CartLine, available: dict[UUID, int | None]) -> Now:
    """Return what the line would be sold for now, and how many of it."""
    if offer is None:
        return Now(None, None, None)
    choice = chosen(offer.modifiers, line.modifiers, "")
    price = offer.price_minor + choice.price_minor if isinstance(choice, Chosen) else None
    return Now(offer, price, _available(offer, available))


def notices_of(line: CartLine, now: Now) -> list[CartNotice]:
    """Return what the shopper has to know about a line."""
    if now.offer is None:
        return [CartNotice(line.line_id, "not_for_sale", f"{line.name!r} is not sold any more.")]
    notices: list[CartNotice] = []
    if now.price_minor is None:
        detail = f"{line.name!r} cannot be had with these choices any more."
        notices.append(CartNotice(line.line_id, "wrong_modifiers", detail))
    elif now.price_minor != line.price_minor:
        detail = f"{line.name!r} cost {line.price_minor}, and now costs {now.price_minor}."
        notices.append(
            CartNotice(line.line_id, "price_changed", detail, line.price_minor, now.price_minor)
        )
    left = now.available_units
    if left is not None and left < line.units:
        detail = f"{left} of {line.name!r} are left." if left else f"{line.name!r} is sold out."
        notices.append(
            CartNotice(
                line.line_id,
                "only_left" if left else "sold_out",
                detail,
                wanted_units=line.units,
                available_units=left,
            )
        )
    return notices


def shown(row: CartRow, address: str, nows: list[Now] | None = None) -> Cart:
    """Return the cart as its shopper sees it, re-priced where it was looked up what is sold."""
    lines = lines_of(row)
    if nows is None:
        views = [_as_added(line) for line in lines]
        notices: list[CartNotice] = []
    else:
        pairs = list(zip(lines, nows, strict=True))
        views = [_repriced(line, now) for line, now in pairs]
        notices = [notice for line, now in pairs for notice in notices_of(line, now)]
    return Cart(
        cart=address,
        cart_id=row.cart_id,
        store_id=row.store_id,
        customer_id=row.customer_id,
        state=row.state,
        currency=row.currency,
        lines=views,
        lines_minor=sum(view.total_minor for view in views if view.is_for_sale),
        customer_name=row.customer_name,
        customer_email=row.customer_email,
        customer_phone=row.customer_phone,
        shipping_address=row.shipping_address,
        billing_address=row.billing_address,
        shipping_method=row.shipping_method,
        discount_code=row.discount_code,
        held_until=row.held_until,
        order_id=row.order_id,
        notices=notices,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _same(line: CartLine) -> tuple[UUID, frozenset[tuple[str, str]]]:
    return line.variant_id, frozenset((it.group, it.choice) for it in line.modifiers)


def _available(offer: Offer, available: dict[UUID, int | None]) -> int | None:
    if not offer.parts:
        return available.get(offer.variant_id)
    # As many bundles as the scarcest of its parts makes.
    limits = [
        units // part.quantity
        for part in offer.parts
        if (units := available.get(part.variant_id)) is not None
    ]
    return min(limits, default=None)


def _as_added(line: CartLine) -> ShownLine:
    return ShownLine(
        line.line_id,
        line.product_id,
        line.variant_id,
        line.name,
        line.sku,
        line.option_values,
        line.modifiers,
        line.units,
        line.price_minor,
        line.price_minor,
        line.units * line.price_minor,
    )


def _repriced(line: CartLine, now: Now) -> ShownLine:
    price = line.price_minor if now.price_minor is None else now.price_minor
    return replace(
        _as_added(line),
        price_minor=price,
        total_minor=line.units * price,
        is_for_sale=now.price_minor is not None,
        available_units=now.available_units,
    )
