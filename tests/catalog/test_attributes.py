"""An organization's attributes: what a merchant can rely on."""

import asyncio
from uuid import UUID

import pytest
from msgspec import Raw

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.ids import new_id
from galleria.base.pages import PageQuery
from galleria.base.refusals import Invalid, NotFound, Stale
from galleria.base.tx import Tx, transaction
from galleria.catalog.attributes import create
from galleria.catalog.attributes.change import change_attribute
from galleria.catalog.attributes.create import TooManyAttributes, create_attribute
from galleria.catalog.attributes.delete import delete_attribute
from galleria.catalog.attributes.in_use import AttributeInUse
from galleria.catalog.attributes.list import list_attributes, read_attribute
from galleria.catalog.attributes.queries import Attribute, attribute_definitions
from galleria.catalog.attributes.rows import AttributeChanges, NewAttribute
from tests.catalog.given import events_of, given_catalog, given_product


async def given_attribute(tx: Tx, key: str = "wood", **fields: object) -> Attribute:
    if fields.get("kind", "choice") == "choice":
        fields = {"kind": "choice", "choices": ["Oak", "Beech"], **fields}
    return await create_attribute(tx, body=NewAttribute(key=key, name=key.title(), **fields))  # type: ignore[arg-type]


async def changed(tx: Tx, attribute_id: UUID, if_match: int = 1, **fields: object) -> Attribute:
    body = AttributeChanges(**fields)  # type: ignore[arg-type]
    return await change_attribute(tx, attribute_id=attribute_id, body=body, if_match=if_match)


def pointers(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in refusal.value.errors]


async def test_an_attribute_is_defined_and_read(tx: Tx) -> None:
    made = await given_attribute(tx, "weight", kind="number", unit="kg", is_required=True)
    assert (made.version, made.unit, made.choices, made.is_filterable) == (1, "kg", [], True)
    assert await read_attribute(tx, attribute_id=made.attribute_id) == made
    (definition,) = await attribute_definitions(tx)
    assert (definition.key, definition.kind, definition.is_required) == ("weight", "number", True)
    assert await events_of(tx, "attribute.created") == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "text", "unit": "kg"}, [("/unit", "kind")]),
        ({"kind": "text", "choices": ["a"]}, [("/choices", "kind")]),
        ({"kind": "choice", "choices": []}, [("/choices", "missing")]),
        ({"kind": "choice", "choices": ["Oak", "oak"]}, [("/choices/1", "repeated")]),
    ],
)
async def test_what_does_not_fit_its_kind_is_refused(
    tx: Tx, fields: dict[str, object], wrong: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refusal:
        await given_attribute(tx, **fields)
    assert pointers(refusal) == wrong


async def test_a_key_is_one_attributes(tx: Tx) -> None:
    await given_attribute(tx)
    with pytest.raises(Invalid) as refusal:
        await given_attribute(tx)
    assert pointers(refusal) == [("/key", "taken")]


async def test_of_two_that_define_a_key_at_once_one_is_refused(
    database: Database, context: Context
) -> None:
    async def define() -> object:
        async with transaction(database, context) as tx:
            return await given_attribute(tx)

    outcomes = await asyncio.gather(define(), define(), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Attribute", "Invalid"]


async def test_there_are_not_too_many(tx: Tx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(create, "ATTRIBUTES_MAX", 1)
    await given_attribute(tx, "a")
    with pytest.raises(TooManyAttributes):
        await given_attribute(tx, "b")


async def test_pages_go_by_order_and_key(tx: Tx) -> None:
    for key, sort_order in (("b", 0), ("a", 0), ("z", -1)):
        await given_attribute(tx, key, sort_order=sort_order)
    first = await list_attributes(tx, query=PageQuery(limit=2))
    rest = await list_attributes(tx, query=PageQuery(limit=2, cursor=first.next_cursor))
    assert [row.key for row in (*first.items, *rest.items)] == ["z", "a", "b"]
    assert rest.next_cursor is None


async def test_fields_change_and_the_fact_names_them(tx: Tx) -> None:
    made = await given_attribute(tx)
    after = await changed(tx, made.attribute_id, name="Timber", choices=["Beech", "Oak", "Ash"])
    assert (after.version, after.name, after.choices[-1]) == (2, "Timber", "Ash")
    body = await tx.connection.fetchval("SELECT body FROM event WHERE type = 'attribute.updated'")
    assert b'"changed": ["name", "choices"]' in bytes(body)


async def test_changing_nothing_makes_no_new_version(tx: Tx) -> None:
    made = await given_attribute(tx)
    assert await changed(tx, made.attribute_id, name="Wood") == made
    assert await events_of(tx, "attribute.updated") == 0


async def test_another_version_is_stale(tx: Tx) -> None:
    made = await given_attribute(tx)
    with pytest.raises(Stale):
        await changed(tx, made.attribute_id, if_match=7, name="Timber")
    with pytest.raises(Stale):
        await delete_attribute(tx, attribute_id=made.attribute_id, if_match=7)


async def test_a_choice_that_products_have_stays(tx: Tx) -> None:
    made, catalog = await given_attribute(tx), await given_catalog(tx)
    for _ in range(2):
        await given_product(tx, catalog, attributes=Raw(b'{"wood": "Oak"}'))
    with pytest.raises(AttributeInUse) as refusal:
        await changed(tx, made.attribute_id, choices=["Beech"])
    assert refusal.value.facts["products"] == 2
    assert (await changed(tx, made.attribute_id, choices=["Oak"])).choices == ["Oak"]


async def test_an_attribute_that_products_have_stays(tx: Tx) -> None:
    made, catalog = await given_attribute(tx), await given_catalog(tx)
    await given_product(tx, catalog, attributes=Raw(b'{"wood": "Oak"}'))
    with pytest.raises(AttributeInUse) as refusal:
        await delete_attribute(tx, attribute_id=made.attribute_id, if_match=1)
    assert refusal.value.detail == "1 product has it; change them first."


async def test_an_attribute_that_no_product_has_goes(tx: Tx) -> None:
    made, catalog = await given_attribute(tx), await given_catalog(tx)
    await given_product(tx, catalog, attributes=Raw(b'{"wood": null}'))
    await delete_attribute(tx, attribute_id=made.attribute_id, if_match=1)
    with pytest.raises(NotFound):
        await read_attribute(tx, attribute_id=made.attribute_id)
    assert await events_of(tx, "attribute.deleted") == 1


async def test_nobody_begins_to_use_a_choice_that_goes(
    database: Database, context: Context
) -> None:
    async with transaction(database, context) as tx:
        made, catalog = await given_attribute(tx), await given_catalog(tx)

    async def use() -> object:
        async with transaction(database, context) as tx:
            return await given_product(tx, catalog, attributes=Raw(b'{"wood": "Oak"}'))

    async with transaction(database, context) as tx:
        await changed(tx, made.attribute_id, choices=["Beech"])
        using = asyncio.create_task(use())
        await asyncio.sleep(0.2)
        assert not using.done()
    await asyncio.wait([using])
    assert isinstance(using.exception(), Invalid | None)


async def test_another_organization_has_attributes_of_its_own(tx: Tx, other_tx: Tx) -> None:
    made = await given_attribute(tx)
    assert (await given_attribute(other_tx)).key == made.key
    with pytest.raises(NotFound):
        await read_attribute(other_tx, attribute_id=made.attribute_id)
    with pytest.raises(NotFound):
        await changed(other_tx, made.attribute_id, name="Theirs")
    with pytest.raises(NotFound):
        await delete_attribute(other_tx, attribute_id=made.attribute_id, if_match=1)


async def test_what_is_not_there_is_not_found(tx: Tx) -> None:
    with pytest.raises(NotFound):
        await changed(tx, new_id(), name="Nothing")
    with pytest.raises(NotFound):
        await delete_attribute(tx, attribute_id=new_id(), if_match=1)
