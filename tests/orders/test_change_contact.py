"""What of an order can be changed that is no line: addresses, contacts, a comment, metadata."""

from typing import Any

import msgspec
import pytest

from galleria.base.tx import Tx
from galleria.orders.change_body import ChangedLine, OrderChanges, PaymentUnderWay
from galleria.orders.change_order import change_order
from galleria.orders.details import OrderDetails
from galleria.orders.refusals import AddressIncomplete
from galleria.orders.rows import Order
from galleria.orders.sale import Address
from galleria.orders.transitions import IllegalTransition
from tests.orders.living import (
    event_bodies,
    given_order,
    ship,
)
from tests.selling import BERLIN, given_selling_shop


async def change(tx: Tx, order: Order, **changes: Any) -> OrderDetails:
    return await change_order(tx, order_id=order.order_id, body=OrderChanges(**changes))


async def test_contacts_and_addresses_are_others(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    after = await change(tx, order, customer_name="Grace", shipping_address=BERLIN, comment="Bell")
    assert (after.customer_name, after.comment) == ("Grace", "Bell")
    assert msgspec.json.decode(after.shipping_address or b"")["city"] == "Berlin"
    [said] = await event_bodies(tx, "order.edited")
    assert said["changed"] == ["customer_name", "shipping_address", "comment"]
    assert "Grace" not in str(said)


async def test_what_changes_nothing_makes_no_version(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), customer_name="Ada")
    assert (await change(tx, order, customer_name="Ada")).version == order.version
    assert await event_bodies(tx, "order.edited") == []


async def test_metadata_changes_at_any_time(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    await ship(tx, order.order_id)
    after = await change(tx, order, metadata=msgspec.Raw(b'{"erp": 7}'))
    assert msgspec.json.decode(after.metadata) == {"erp": 7}
    with pytest.raises(IllegalTransition):
        await change(tx, order, comment="Too late")


async def test_what_it_costs_is_fixed_while_it_is_being_paid(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product(), paid=False, is_held=True)
    with pytest.raises(PaymentUnderWay):
        await change(tx, order, change_lines=[ChangedLine(1, 1)])
    assert (await change(tx, order, customer_name="Grace")).customer_name == "Grace"


async def test_an_address_has_what_its_country_needs(tx: Tx) -> None:
    shop = await given_selling_shop(tx)
    order = await given_order(shop, await shop.product())
    for name in ("shipping_address", "billing_address"):
        with pytest.raises(AddressIncomplete):
            await change(tx, order, **{name: Address(country="DE", line1="Torstr. 1")})
