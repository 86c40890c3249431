"""Notes about an order: kept with who wrote them, the newest first."""

import pytest

from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx
from galleria.orders.notes import NewNote, create_note, list_notes
from galleria.orders.read import read_order
from tests.orders.living import event_bodies, given_order
from tests.selling import given_selling_shop


async def test_a_note_says_who_wrote_it(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    note = await create_note(tx, order_id=order.order_id, body=NewNote("Call first."))
    assert (note.text, note.actor_id) == ("Call first.", tx.context.actor.actor_id)
    whole = await read_order(tx, order_id=order.order_id)
    assert (whole.notes, whole.version) == ([note], order.version)
    assert (await event_bodies(tx, "order.note_added"))[0]["note_id"] == str(note.note_id)


async def test_the_newest_come_first_page_by_page(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    for text in ("one", "two", "three"):
        await create_note(tx, order_id=order.order_id, body=NewNote(text))
    first = await list_notes(tx, order_id=order.order_id, query=PageQuery(limit=2))
    rest = PageQuery(limit=2, cursor=first.next_cursor)
    second = await list_notes(tx, order_id=order.order_id, query=rest)
    assert [it.text for it in first.items + second.items] == ["three", "two", "one"]
    assert second.next_cursor is None


async def test_nobody_notes_on_an_order_that_is_not_theirs(tx: Tx, other_tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    for order_id in (order.order_id, new_id()):
        with pytest.raises(NotFound):
            await create_note(other_tx, order_id=order_id, body=NewNote("Mine!"))
        with pytest.raises(NotFound):
            await list_notes(other_tx, order_id=order_id, query=PageQuery())
