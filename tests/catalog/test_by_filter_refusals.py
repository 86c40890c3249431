"""Changes by filter that are refused: nothing changes, and every wrong field is named."""

from typing import Any

import msgspec
import pytest

from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import Invalid, NotFound
from galleria.base.tx import Tx
from galleria.catalog.attributes.create import create_attribute
from galleria.catalog.attributes.rows import NewAttribute
from galleria.catalog.by_filter.list import list_product_changes
from galleria.catalog.categories.filter import CategoryFilter
from tests.catalog.given import given_catalog, given_category, given_product
from tests.catalog.given_by_filter import changed


@pytest.mark.parametrize(
    ("wanted", "change", "pointers"),
    [
        ({}, {}, ["/change"]),
        ({}, {"price": {}}, ["/change/price"]),
        ({}, {"price": {"percent": "-100.01"}}, ["/change/price/percent"]),
        ({}, {"price": {"percent": "1", "set_minor": 1}}, ["/change/price/set_minor"]),
        ({}, {"price": {"set_minor": 5, "currency": "XYZ"}}, ["/change/price/currency"]),
        (
            {},
            {"price": {"round_to": {"ends_with_minor": 100, "of_minor": 100}}},
            ["/change/price/round_to/ends_with_minor"],
        ),
        ({}, {"compare_at": "old_price"}, ["/change/compare_at"]),
        ({}, {"add_tags": ["a"], "remove_tags": ["a"]}, ["/change/remove_tags"]),
        ({}, {"attributes": []}, ["/change/attributes"]),
        ({"category_id": str(new_id())}, {"brand": "A"}, ["/filter/category_id"]),
        ({}, {"category_id": str(new_id())}, ["/change/category_id"]),
        (
            {"price_min_minor": 2, "price_max_minor": 1, "attributes": {"a/b": []}},
            {"brand": "A"},
            ["/filter/price_max_minor", "/filter/attributes/a~1b"],
        ),
    ],
)
async def test_refuses(
    tx: Tx, wanted: dict[str, Any], change: dict[str, Any], pointers: list[str]
) -> None:
    catalog_id = await given_catalog(tx)
    with pytest.raises(Invalid) as refused:
        await changed(tx, catalog_id, wanted, **change)
    assert [error.pointer for error in refused.value.errors] == pointers


@pytest.mark.parametrize(
    ("wanted", "change"),
    [
        ({"colour": "red"}, {"brand": "A"}),
        ({}, {"name": "A"}),
        ({}, {"price": {"percent": "1.234"}}),
        ({}, {"price": {"percent": -10}}),
        ({}, {"status": "hidden"}),
    ],
)
async def test_a_field_that_there_is_not_is_refused(
    tx: Tx, wanted: dict[str, Any], change: dict[str, Any]
) -> None:
    with pytest.raises(msgspec.ValidationError):
        await changed(tx, new_id(), wanted, **change)


async def test_attributes_are_held_to_their_definitions(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    kinds: list[Any] = [("grade", "number", False), ("origin", "text", True)]
    for key, kind, is_required in kinds:
        body = NewAttribute(key=key, name=key, kind=kind, is_required=is_required)
        await create_attribute(tx, body=body)
    with pytest.raises(Invalid) as refused:
        await changed(tx, catalog_id, attributes={"grade": "two", "origin": None})
    pointers = [error.pointer for error in refused.value.errors]
    assert sorted(pointers) == ["/change/attributes/grade", "/change/attributes/origin"]


async def test_a_smart_category_is_no_place_to_put_products_in(tx: Tx) -> None:
    catalog_id = await given_catalog(tx)
    filter_ = CategoryFilter(brands=["A"])
    smart = await given_category(tx, catalog_id, kind="smart", filter=filter_)
    with pytest.raises(Invalid) as refused:
        await changed(tx, catalog_id, category_id=str(smart))
    assert [error.code for error in refused.value.errors] == ["smart"]


async def test_another_organizations_catalog_and_products_are_not_there(
    tx: Tx, other_tx: Tx
) -> None:
    theirs = await given_catalog(other_tx)
    product_id = await given_product(other_tx, theirs)
    with pytest.raises(NotFound):
        await changed(tx, theirs, brand="Mine")
    own = await given_catalog(tx)
    done = await changed(tx, own, {"product_ids": [str(product_id)]}, brand="Mine")
    assert done.matched == 0
    with pytest.raises(NotFound):
        await list_product_changes(tx, catalog_id=theirs, query=PageQuery())


async def test_another_catalogs_category_is_not_there(tx: Tx) -> None:
    catalog_id, other = await given_catalog(tx), await given_catalog(tx)
    category_id = await given_category(tx, other)
    with pytest.raises(Invalid):
        await changed(tx, catalog_id, category_id=str(category_id))
