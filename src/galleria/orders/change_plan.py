"""What an edit makes of an order's lines, and what that takes from stock; pure."""

from uuid import UUID

from msgspec import UNSET, Struct
from msgspec.structs import replace

from galleria.orders.change_body import OrderChanges
from galleria.orders.change_rules import DraftLine, Place, added, kept, with_portions
from galleria.orders.change_stock import Growing, Shrinking
from galleria.orders.delivery import Delivery
from galleria.orders.life import Life, portions_of
from galleria.orders.rows import OrderLine
from galleria.orders.rules import PricedLine
from galleria.orders.taken import wants_of
from galleria.pricing import StoreTerms
from galleria.stock import Portion, Want


class Edit(Struct, frozen=True):
    """An edit with all that decides on it."""

    life: Life
    body: OrderChanges
    terms: StoreTerms
    delivery: Delivery
    new: list[PricedLine]

    @property
    def place(self) -> Place:
        """Whose taxes count: those of another address, when there is one."""
        moves = self.body.shipping_address is not UNSET
        return Place(self.terms if moves else None, self.delivery.country, self.delivery.region)


def drafts(edit: Edit) -> list[DraftLine]:
    """Return the lines as they will be, not added up yet; new ones have the next numbers."""
    units = {it.line_no: it.units for it in edit.body.change_lines}
    gone = set(edit.body.remove_lines)
    there = [
        kept(line, units.get(line.line_no, line.units), edit.place)
        for line in edit.life.lines
        if line.line_no not in gone
    ]
    first = _next_line_no(edit.life)
    return there + [added(first + at, it, edit.life.head) for at, it in enumerate(edit.new)]


def differences(edit: Edit) -> tuple[list[Shrinking], list[Growing]]:
    """Return which lines give units back, and which need more."""
    lines = {line.line_no: line for line in edit.life.lines}
    shrinking = [Shrinking(lines[it], lines[it].units) for it in edit.body.remove_lines]
    growing: list[Growing] = []
    for at, it in enumerate(edit.body.change_lines):
        line, more = lines[it.line_no], it.units - lines[it.line_no].units
        if more < 0:
            shrinking.append(Shrinking(line, -more))
        elif more > 0:
            growing.append(Growing(it.line_no, _more(line, more), f"/change_lines/{at}/units"))
    first = _next_line_no(edit.life)
    growing += [
        Growing(first + at, wants_of(it), f"/add_lines/{at}/units")
        for at, it in enumerate(edit.new)
    ]
    return shrinking, growing


def _more(line: OrderLine, more: int) -> list[Want]:
    """Return what more units of a line take: of a bundle, its parts as they were sold."""
    sold: dict[UUID, int] = {}
    for portion in portions_of(line):
        sold[portion.variant_id] = sold.get(portion.variant_id, 0) + portion.units
    if not sold:
        return [Want(line.variant_id, more)]
    return [Want(variant_id, units // line.units * more) for variant_id, units in sold.items()]


def stocked(line: OrderLine, edit: Edit, portions: dict[int, list[Portion]]) -> OrderLine:
    """Return the line with from where its stock comes now."""
    if line.line_no not in portions:
        return line
    before = next((it for it in edit.life.lines if it.line_no == line.line_no), None)
    own = portions[line.line_no]
    if before is not None and line.units > before.units:
        own = [*portions_of(before), *own]
    return with_portions(line, own)


def removed(life: Life, body: OrderChanges) -> list[OrderLine]:
    """Return the lines that are taken out: they stay as they were, and have no stock."""
    gone = set(body.remove_lines)
    return [
        replace(with_portions(line, []), is_removed=True)
        for line in life.lines
        if line.line_no in gone
    ]


def _next_line_no(life: Life) -> int:
    return 1 + max(line.line_no for line in (*life.lines, *life.removed))
