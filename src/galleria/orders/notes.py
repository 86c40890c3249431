"""Note something about an order, for those who work on it."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from galleria.base.ids import new_id
from galleria.base.pages import Page, PageQuery, page
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx, Tx
from galleria.engine.events import record
from galleria.orders.details import OrderNote
from galleria.orders.life_events import OrderNoteAdded
from galleria.orders.note_queries import insert_note, notes_of_order, order_name

AFTER_ALL = UUID(int=2**128 - 1)


class NewNote(Struct, frozen=True, forbid_unknown_fields=True):
    """Customers do not see it."""

    text: Annotated[str, Meta(min_length=1, max_length=2_000, examples=["Called: ship Monday."])]


class NotePosition(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page of notes ended."""

    before: UUID


async def create_note(tx: Tx, *, order_id: UUID, body: NewNote) -> OrderNote:
    """Add a note; NotFound. The order itself, and its version, stay as they are."""
    name = await order_name(tx, order_id=order_id)
    if name is None:
        raise NotFound()
    actor = tx.context.actor
    note = await insert_note(
        tx,
        note_id=new_id(),
        order_id=order_id,
        text=body.text,
        actor_kind=actor.kind,
        actor_id=actor.actor_id,
    )
    await record(tx, [OrderNoteAdded(order_id, name.store_id, name.number, note.note_id)])
    return note


async def list_notes(tx: ReadTx, *, order_id: UUID, query: PageQuery) -> Page[OrderNote]:
    """Return an order's notes, the newest first; NotFound. 2 statements."""
    if await order_name(tx, order_id=order_id) is None:
        raise NotFound()
    position = query.after(NotePosition) or NotePosition(AFTER_ALL)
    rows = await notes_of_order(
        tx, order_id=order_id, before=position.before, rows_max=query.limit + 1
    )
    return page(rows, query.limit, _position)


def _position(note: OrderNote) -> NotePosition:
    return NotePosition(note.note_id)
