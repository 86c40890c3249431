"""Modifiers: what a buyer adds or says, required or not."""

import pytest

from galleria.base.bulk import BulkRefused
from galleria.base.tx import Tx
from galleria.catalog.products.list import read_product
from galleria.catalog.products.modifiers import Choice, Modifier, modifier_errors
from galleria.catalog.products.rows import NewProduct
from tests.catalog.given import created_products, given_catalog, given_product

OAT, SOY = Choice(key="oat", name="Oat", price_minor=50), Choice(key="soy", name="Soy")
MILK = Modifier(key="milk", name="Milk", min=1, max=1, choices=[OAT, SOY])
EXTRAS = Modifier(key="extras", name="Extras", choices=[Choice(key="shot", name="Shot")])


def default(key: str) -> Choice:
    return Choice(key=key, name=key, is_default=True)


async def test_they_are_kept_in_their_order(tx: Tx) -> None:
    catalog = await given_catalog(tx)
    latte = await given_product(tx, catalog, modifiers=[MILK, EXTRAS])
    product = await read_product(tx, catalog_id=catalog, product_id=latte)
    assert product.modifiers == [MILK, EXTRAS]


@pytest.mark.parametrize(("modifiers", "pointer", "code"), [
    ([MILK, MILK], "/modifiers/1/key", "repeated"),
    ([Modifier(key="m", name="M", choices=[OAT, OAT])], "/modifiers/0/choices/1/key", "repeated"),
    ([Modifier(key="m", name="M", min=2, max=1, choices=[OAT, SOY])], "/modifiers/0/min", "range"),
    ([Modifier(key="m", name="M", max=3, choices=[OAT, SOY])], "/modifiers/0/max", "range"),
    ([Modifier(key="m", name="M", min=3, choices=[OAT, SOY])], "/modifiers/0/min", "range"),
    ([Modifier(key="m", name="M", max=1, choices=[default("a"), default("b")])],
     "/modifiers/0/choices", "range"),
])  # fmt: skip
def test_refuses_what_nobody_could_choose(
    modifiers: list[Modifier], pointer: str, code: str
) -> None:
    assert [(e.pointer, e.code) for e in modifier_errors(modifiers)] == [(pointer, code)]


def test_without_a_largest_number_all_may_be_taken() -> None:
    assert modifier_errors([Modifier(key="m", name="M", min=2, choices=[OAT, SOY])]) == []


async def test_a_product_with_wrong_ones_is_refused(tx: Tx) -> None:
    row = NewProduct(name="Latte", price_minor=1, modifiers=[MILK, MILK])
    with pytest.raises(BulkRefused) as refusal:
        await created_products(tx, await given_catalog(tx), row)
    assert [e.pointer for e in refusal.value.errors] == ["/rows/0/modifiers/1/key"]
