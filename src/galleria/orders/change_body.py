"""What of an order can be changed before any of it is shipped, and who may not."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

from galleria.base.free_json import JsonObject, object_errors
from galleria.base.refusals import FieldError, Invalid, Refusal
from galleria.orders.addresses import address_errors
from galleria.orders.life import Life
from galleria.orders.refusals import AddressIncomplete
from galleria.orders.rows import OrderHead
from galleria.orders.sale import (
    LINES_MAX,
    METADATA_BYTES_MAX,
    Address,
    Comment,
    CustomerEmail,
    CustomerPhone,
    SaleLine,
    ShortText,
)
from galleria.orders.transitions import illegal, order_events
from galleria.orders.units import LineNo, Units

# What may be changed at any time: it changes nothing of the order itself.
ANY_TIME = frozenset({"metadata"})
LINE_FIELDS = ("add_lines", "change_lines", "remove_lines")


class PaymentUnderWay(Refusal):
    code = "payment_under_way"
    status = 409
    title = "Its payment is under way, so what it costs is fixed"
    decided = True


class AbovePaid(Refusal):
    code = "above_paid"
    status = 409
    title = "It would cost more than was paid for it"
    decided = True


class ChangedLine(Struct, frozen=True, forbid_unknown_fields=True):
    """How many units a line is to have."""

    line_no: LineNo
    units: Units


class OrderChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; `metadata` and addresses are replaced whole.

    New lines cost what they cost now; lines that were there keep their price.
    """

    add_lines: Annotated[list[SaleLine], Meta(max_length=LINES_MAX)] = field(
        default_factory=list[SaleLine]
    )
    change_lines: Annotated[list[ChangedLine], Meta(max_length=LINES_MAX)] = field(
        default_factory=list[ChangedLine]
    )
    remove_lines: Annotated[list[LineNo], Meta(max_length=LINES_MAX)] = field(
        default_factory=list[LineNo]
    )
    customer_name: ShortText | UnsetType = UNSET
    customer_email: CustomerEmail | UnsetType = UNSET
    customer_phone: CustomerPhone | UnsetType = UNSET
    shipping_address: Address | UnsetType | None = UNSET
    billing_address: Address | UnsetType | None = UNSET
    metadata: JsonObject | UnsetType = UNSET
    comment: Comment | UnsetType = UNSET

    @property
    def has_lines(self) -> bool:
        """Say whether lines are to be changed."""
        return bool(self.add_lines or self.change_lines or self.remove_lines)

    @property
    def is_repriced(self) -> bool:
        """Say whether it may cost something else then."""
        return self.has_lines or self.shipping_address is not UNSET


def refuse_change(life: Life, body: OrderChanges) -> None:
    """Raise IllegalTransition or PaymentUnderWay unless the order can be changed so now."""
    if isinstance(body.metadata, Raw) and (
        errors := object_errors(body.metadata, "/metadata", bytes_max=METADATA_BYTES_MAX)
    ):
        raise Invalid(errors=errors)
    if set(fields_of(body)) <= ANY_TIME and not body.has_lines:
        return
    if isinstance(body.billing_address, Address) and (
        errors := address_errors(body.billing_address, "/billing_address")
    ):
        raise AddressIncomplete(errors=errors)
    life.after("edit")
    state = life.head.state
    allowed = [event for event in order_events(state) if event != "edit"]
    if life.is_handed_over:
        raise illegal("order", state, "edit", allowed, "It was handed over at the till.")
    if any(line.shipped_units or line.returned_units for line in life.lines):
        raise illegal("order", state, "edit", allowed, "Some of it was shipped.")
    if body.is_repriced and (
        life.is_holding or life.head.payment_state in ("pending", "authorized")
    ):
        raise PaymentUnderWay("Cancel it and place another, or wait until it is paid.")


def refuse_wrong_rows(life: Life, body: OrderChanges) -> None:
    """Raise Invalid that names every line which is not the order's, or is named twice."""
    known = {line.line_no for line in life.lines}
    named = [(it.line_no, f"/change_lines/{at}") for at, it in enumerate(body.change_lines)]
    named += [(line_no, f"/remove_lines/{at}") for at, line_no in enumerate(body.remove_lines)]
    errors: list[FieldError] = []
    seen: set[int] = set()
    for line_no, pointer in named:
        if line_no not in known:
            detail = f"The order has no line {line_no}."
            errors.append(FieldError(pointer, "unknown", detail))
        elif line_no in seen:
            errors.append(FieldError(pointer, "repeated", f"Line {line_no} is named twice."))
        seen.add(line_no)
    count = len(known) - len(body.remove_lines) + len(body.add_lines)
    if not errors and not 0 < count <= LINES_MAX:
        detail = f"An order has 1 to {LINES_MAX} lines; cancel one that is off."
        errors.append(FieldError("/remove_lines", "range", detail))
    if errors:
        raise Invalid(errors=errors)


def fields_of(body: OrderChanges) -> dict[str, object]:
    """Return the fields of the order that are to be others, as the order keeps them."""
    given: dict[str, object] = {}
    for name in OrderChanges.__struct_fields__:
        value = getattr(body, name)
        if name not in LINE_FIELDS and value is not UNSET:
            given[name] = Raw(msgspec.json.encode(value)) if isinstance(value, Address) else value
    return given


def changed_names(before: OrderHead, after: OrderHead) -> list[str]:
    """Return which fields that can be changed are others now."""
    names = [name for name in OrderChanges.__struct_fields__ if name not in LINE_FIELDS]
    return [name for name in names if _plain(before, name) != _plain(after, name)]


def _plain(head: OrderHead, name: str) -> object:
    value = getattr(head, name)
    return msgspec.json.decode(value) if isinstance(value, Raw) else value
