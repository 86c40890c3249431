"""Ring up a bill: an order that is paid as it is made, at a till with an open shift."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from galleria.base.free_json import JsonObject, no_object
from galleria.base.lane import Asked
from galleria.base.money import PriceMinor
from galleria.base.refusals import NotFound, Refusal
from galleria.base.tx import Tx
from galleria.orders import Order, Sale, SaleLine, Tender, place
from galleria.till.approve_override import code_hash
from galleria.till.entries import Entry, write_entries
from galleria.till.queries import (
    TillNow,
    find_till,
    give_back_approvals,
    hold_open_shifts,
    use_approvals,
)
from galleria.till.refusals import ApprovalRefused, NoShift, TillInactive

LINES_MAX = 200
OVERRIDE = "tills:override"


class Bill(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is bought and how it is paid; `approval` is a manager's code for this one bill."""

    lines: Annotated[list[SaleLine], Meta(min_length=1, max_length=LINES_MAX)]
    tender: Tender
    customer_id: UUID | None = None
    discount_code: Annotated[str, Meta(max_length=40)] | None = None
    expected_total_minor: PriceMinor | None = None
    approval: Annotated[str, Meta(max_length=20)] | None = None
    metadata: JsonObject = field(default_factory=no_object)
    comment: Annotated[str, Meta(max_length=2_000)] = ""


class RingUp(Struct, frozen=True):
    till_id: UUID
    body: Bill


async def ring_up(tx: Tx, asked: list[Asked[RingUp]]) -> list[Order | Refusal]:
    """Place the bills, each an order that is paid; `change_minor` goes back to the customer.

    Refusals: NotFound for the till, TillInactive, NoShift, ApprovalRefused, and those of an order.
    4 statements beside those of placing, however many bills.
    """
    tills = await _open_tills(tx, asked)
    approved = await _approved(tx, asked)
    answers: list[Order | Refusal | None] = [
        _refused(it, tills.get(it.command.till_id), is_approved)
        for it, is_approved in zip(asked, approved, strict=True)
    ]
    rung = [place for place, answer in enumerate(answers) if answer is None]
    sales = [
        _sale(asked[place], tills[asked[place].command.till_id], approved[place]) for place in rung
    ]
    # Refusals of tills that are not there are told apart only when there are any.
    for position, answer in zip(rung, await place(tx, sales), strict=True):
        answers[position] = answer
    await _enter(tx, asked, tills, answers)
    await _give_back(tx, asked, answers)
    return [await _told(tx, it, answer) for it, answer in zip(asked, answers, strict=True)]


async def _open_tills(tx: Tx, asked: list[Asked[RingUp]]) -> dict[UUID, TillNow]:
    wanted = sorted({it.command.till_id for it in asked})
    return {till.till_id: till for till in await hold_open_shifts(tx, till_ids=wanted)}


async def _approved(tx: Tx, asked: list[Asked[RingUp]]) -> list[bool]:
    """Use up the codes that were brought; of two bills with the same code the first has it."""
    brought = [_hash(it) for it in asked]
    codes = {code: it.command.till_id for code, it in zip(brought, asked, strict=True) if code}
    if not codes:
        return [False] * len(asked)
    used = set(await use_approvals(tx, till_ids=list(codes.values()), code_hashes=list(codes)))
    approved: list[bool] = []
    for code in brought:
        approved.append(code in used)
        used.discard(code or b"")
    return approved


def _hash(it: Asked[RingUp]) -> bytes | None:
    code = it.command.body.approval
    return None if code is None else code_hash(it.command.till_id, code)


def _refused(it: Asked[RingUp], till: TillNow | None, is_approved: bool) -> Refusal | None:
    if till is None:
        return NoShift("Open a shift first.")
    if not till.is_active:
        return TillInactive()
    if it.command.body.approval is not None and not is_approved:
        return ApprovalRefused()
    return None


def _sale(it: Asked[RingUp], till: TillNow, is_approved: bool) -> Asked[Sale]:
    bill = it.command.body
    sale = Sale(
        store_id=till.store_id,
        source="till",
        lines=bill.lines,
        customer_id=bill.customer_id,
        discount_code=bill.discount_code,
        expected_total_minor=bill.expected_total_minor,
        tender=bill.tender,
        till_id=till.till_id,
        shift_id=till.shift_id,
        metadata=bill.metadata,
        comment=bill.comment,
    )
    permissions = it.permissions | {OVERRIDE} if is_approved else it.permissions
    return Asked(sale, it.actor, it.request_id, it.now, permissions, it.store_id, it.customer_id)


async def _enter(
    tx: Tx,
    asked: list[Asked[RingUp]],
    tills: dict[UUID, TillNow],
    answers: list[Order | Refusal | None],
) -> None:
    await write_entries(
        tx,
        [
            Entry(
                tills[it.command.till_id].shift_id,
                "sale",
                it.command.body.tender.method,
                answer.total_minor,
                it.actor,
                answer.order_id,
            )
            for it, answer in zip(asked, answers, strict=True)
            if isinstance(answer, Order)
        ],
    )


async def _give_back(
    tx: Tx, asked: list[Asked[RingUp]], answers: list[Order | Refusal | None]
) -> None:
    """Leave the code to a bill that was refused for another reason than the code."""
    unused = {
        code: it.command.till_id
        for it, answer in zip(asked, answers, strict=True)
        if (code := _hash(it)) and not isinstance(answer, Order | ApprovalRefused)
    }
    if unused:
        await give_back_approvals(tx, till_ids=list(unused.values()), code_hashes=list(unused))


async def _told(tx: Tx, it: Asked[RingUp], answer: Order | Refusal | None) -> Order | Refusal:
    assert answer is not None
    if isinstance(answer, NoShift) and await find_till(tx, till_id=it.command.till_id) is None:
        return NotFound()
    return answer
