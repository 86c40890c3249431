"""What a set-up's items must be, before anything is written."""

from msgspec import UNSET, Raw

from galleria.catalog import Definition, NewProduct
from galleria.catalog.products.rows import BundlePart
from galleria.setup.payload import SetUp, StoreToSetUp
from galleria.setup.rules import attribute_errors, set_up_errors

STORE = StoreToSetUp(
    name="Shop", slug="shop", kind="online", currency="EUR", locale="en-GB", time_zone="UTC"
)
TEA = NewProduct(name="Tea", price_minor=1, sku="TEA")


def box(sku: str) -> NewProduct:
    return NewProduct(name="Box", price_minor=1, kind="bundle", bundle=[BundlePart(sku=sku)])


def test_a_bundle_may_stand_before_what_it_is_made_of() -> None:
    assert set_up_errors(SetUp(STORE, [], [box("TEA"), TEA])) == []


def test_a_bundle_of_what_is_not_there_is_refused() -> None:
    errors = set_up_errors(SetUp(STORE, [], [TEA, box("CUP")]))
    assert [(e.pointer, e.code) for e in errors] == [("/items/1/bundle/0/sku", "not_found")]


def test_items_are_held_to_the_organizations_attributes() -> None:
    volume = Definition("volume", "number", [], is_required=True)
    items = [
        NewProduct(name="A", price_minor=1, attributes=Raw(raw) if raw else UNSET)
        for raw in (b'{"volume":1}', b'{"volume":"x"}', None)
    ]
    errors = attribute_errors([volume], SetUp(STORE, [], items))
    assert [(e.pointer, e.code) for e in errors] == [
        ("/items/1/attributes/volume", "type"),
        ("/items/2/attributes/volume", "missing"),
    ]
