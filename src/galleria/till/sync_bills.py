"""Post what a till sold offline: each bill exactly once, in any order, whatever is left of it."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from galleria.base.ids import new_id
from galleria.base.lane import Asked
from galleria.base.refusals import FieldError, Invalid, NotFound, Refusal
from galleria.base.tx import Tx
from galleria.engine.events import record
from galleria.orders import Order, Sale, place
from galleria.till.entries import Entry, write_entries
from galleria.till.events import BillSynced
from galleria.till.offline import (
    BillOutcome,
    OfflineBill,
    OfflineBills,
    Posted,
    SyncReport,
    fingerprint_of,
    has_overrides,
    posted_of,
    refused_outcome,
    sale_of,
)
from galleria.till.queries import (
    Till,
    drop_bills,
    find_till,
    hold_open_shifts,
    hold_shifts,
    posted_bills,
    take_bills,
    write_outcomes,
)


class Sync(Struct, frozen=True):
    till_id: UUID
    body: OfflineBills


class _Taken(Struct, frozen=True):
    """A bill that is to be posted now."""

    bill: OfflineBill
    order_id: UUID
    shift_id: UUID | None


async def sync_bills(tx: Tx, asked: list[Asked[Sync]]) -> list[SyncReport | Refusal]:
    """Post the bills; NotFound for the till. What was posted before is told again.

    A bill that names what the catalog never had is refused alone, and its key stays free. About 9
    statements a call, however many bills.
    """
    # A device sends its bills in one call, so calls of a batch are done one after the other.
    return [await _synced(tx, it) for it in asked]


async def _synced(tx: Tx, asked: Asked[Sync]) -> SyncReport | Refusal:
    till = await find_till(tx, till_id=asked.command.till_id)
    if till is None:
        return NotFound()
    bills = asked.command.body.bills
    if errors := _repeated(bills):
        return Invalid(errors=errors)
    shifts = await _shifts(tx, till, bills)
    known = await _take(tx, till, bills, shifts)
    taken = [it for it in known if isinstance(it, _Taken)]
    sales = [_sale(asked, till, it) for it in taken]
    answers = await place(tx, sales) if sales else []
    posted = dict(zip([it.bill.bill_key for it in taken], answers, strict=True))
    outcomes = [
        _outcome(it.bill.bill_key, posted[it.bill.bill_key]) if isinstance(it, _Taken) else it
        for it in known
    ]
    await _keep(tx, till, outcomes)
    await _enter(tx, asked, taken, answers)
    await _record(tx, asked, till, taken, outcomes)
    return SyncReport(outcomes)


def _repeated(bills: list[OfflineBill]) -> list[FieldError]:
    seen: set[str] = set()
    errors: list[FieldError] = []
    for place_, bill in enumerate(bills):
        if bill.bill_key in seen:
            detail = "Another bill of this call has the same key."
            errors.append(FieldError(f"/bills/{place_}/bill_key", "repeated", detail))
        seen.add(bill.bill_key)
    return errors


async def _shifts(tx: Tx, till: Till, bills: list[OfflineBill]) -> dict[UUID | None, UUID | None]:
    """Return the shift of each that is named; under None, the one that is open."""
    opened = await hold_open_shifts(tx, till_ids=[till.till_id])
    named = sorted({bill.shift_id for bill in bills if bill.shift_id})
    held = await hold_shifts(tx, shift_ids=named) if named else []
    shifts: dict[UUID | None, UUID | None] = {
        it.shift_id: it.shift_id for it in held if it.till_id == till.till_id
    }
    shifts[None] = opened[0].shift_id if opened else None
    return shifts


async def _take(
    tx: Tx, till: Till, bills: list[OfflineBill], shifts: dict[UUID | None, UUID | None]
) -> list[_Taken | BillOutcome]:
    """Take the keys of those that are new, waiting for whoever posts the same ones just now."""
    order_ids = [new_id() for _ in bills]
    new = set(
        await take_bills(
            tx,
            till_ids=[till.till_id] * len(bills),
            bill_keys=[bill.bill_key for bill in bills],
            fingerprints=[fingerprint_of(bill) for bill in bills],
            order_ids=order_ids,
        )
    )
    old = [bill.bill_key for bill, id_ in zip(bills, order_ids, strict=True) if id_ not in new]
    before = (
        await posted_bills(tx, till_ids=[till.till_id] * len(old), bill_keys=old) if old else []
    )
    known = {it.bill_key: it for it in before}
    taken: list[_Taken | BillOutcome] = []
    for bill, order_id in zip(bills, order_ids, strict=True):
        if order_id not in new:
            was = known[bill.bill_key]
            taken.append(_known(bill, was.fingerprint, was.outcome))
        else:
            # A shift that is not this till's is as good as none: the bill is posted all the same.
            taken.append(_Taken(bill, order_id, shifts.get(bill.shift_id, shifts[None])))
    return taken


def _known(bill: OfflineBill, fingerprint: bytes, outcome: Raw | None) -> BillOutcome:
    assert outcome is not None, "a bill's key commits with its outcome"
    if fingerprint != fingerprint_of(bill):
        detail = "Another bill was posted under this key."
        return BillOutcome(bill.bill_key, "refused", None, "bill_key_reused", detail)
    return BillOutcome(bill.bill_key, "known", msgspec.json.decode(outcome, type=Posted))


def _sale(asked: Asked[Any], till: Till, taken: _Taken) -> Asked[Sale]:
    return sale_of(
        asked,
        taken.bill,
        till_id=till.till_id,
        store_id=till.store_id,
        order_id=taken.order_id,
        shift_id=taken.shift_id,
    )


def _outcome(bill_key: str, answer: Order | Refusal) -> BillOutcome:
    if isinstance(answer, Refusal):
        return refused_outcome(bill_key, answer)
    return BillOutcome(bill_key, "posted", posted_of(answer))


async def _keep(tx: Tx, till: Till, outcomes: list[BillOutcome]) -> None:
    """Keep what was told of those posted now; the keys of those refused now are free again."""
    posted = [it for it in outcomes if it.status == "posted"]
    refused = [
        it.bill_key for it in outcomes if it.status == "refused" and it.code != "bill_key_reused"
    ]
    if posted:
        await write_outcomes(
            tx,
            till_ids=[till.till_id] * len(posted),
            bill_keys=[it.bill_key for it in posted],
            outcomes=[Raw(msgspec.json.encode(it.posted)) for it in posted],
        )
    if refused:
        await drop_bills(tx, till_ids=[till.till_id] * len(refused), bill_keys=refused)


async def _enter(
    tx: Tx, asked: Asked[Sync], taken: list[_Taken], answers: list[Order | Refusal]
) -> None:
    await write_entries(
        tx,
        [
            Entry(
                it.shift_id,
                "sale",
                it.bill.tender.method,
                answer.total_minor,
                asked.actor,
                answer.order_id,
            )
            for it, answer in zip(taken, answers, strict=True)
            if it.shift_id is not None and isinstance(answer, Order)
        ],
    )


async def _record(
    tx: Tx, asked: Asked[Sync], till: Till, taken: list[_Taken], outcomes: list[BillOutcome]
) -> None:
    bills = {it.bill.bill_key: it.bill for it in taken}
    events = [
        BillSynced(
            it.posted.order_id,
            till.till_id,
            it.bill_key,
            it.posted.number,
            sum(short.units for short in it.posted.shortfalls),
            has_overrides(bills[it.bill_key]),
        )
        for it in outcomes
        if it.status == "posted" and it.posted is not None
    ]
    await record(
        tx,
        list(events),
        actors=[asked.actor] * len(events),
        request_ids=[asked.request_id] * len(events),
    )
