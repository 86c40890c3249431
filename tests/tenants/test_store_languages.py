"""The languages that a store is read in."""

import msgspec
import pytest

from galleria.base.refusals import Invalid
from galleria.base.tx import DirectoryTx, Tx
from galleria.engine.notices import Notice
from galleria.tenants.change_store import StoreChanges, change_store
from galleria.tenants.create_store import create_store
from galleria.tenants.list import read_store
from galleria.tenants.notices import StoreLocalesChanged
from tests.tenants.test_stores import a_store


async def test_a_store_is_read_in_further_languages(directory_tx: DirectoryTx) -> None:
    store = await create_store(directory_tx, body=a_store(further_locales=["en-GB", "fr"]))
    assert (await read_store(directory_tx, store_id=store.store_id)).further_locales == [
        "en-GB", "fr",
    ]  # fmt: skip
    changes = StoreChanges(further_locales=["fr"])
    for version in (1, 2):
        changed = await change_store(
            directory_tx, store_id=store.store_id, body=changes, if_match=version
        )
        assert (changed.further_locales, changed.version) == (["fr"], 2)


async def test_further_languages_are_known_and_named_once(directory_tx: DirectoryTx) -> None:
    codes = ["fr", "xx-YY", "FR", "de-DE"]
    with pytest.raises(Invalid) as refusal:
        await create_store(directory_tx, body=a_store(locale="de-DE", further_locales=codes))
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [
        ("/further_locales/1", "unknown_locale"), ("/further_locales/2", "spelling"),
        ("/further_locales/2", "repeated"), ("/further_locales/3", "repeated"),
    ]  # fmt: skip


async def test_another_language_of_a_store_is_told(directory_tx: DirectoryTx) -> None:
    told: list[Notice] = []

    async def react(tx: Tx, notice: Notice) -> None:
        told.append(notice)

    tx = msgspec.structs.replace(directory_tx, reactions={StoreLocalesChanged: [react]})
    store = await create_store(tx, body=a_store())
    for version, body in enumerate(
        (StoreChanges(name="New"), StoreChanges(further_locales=["fr"]), StoreChanges(locale="da")),
        1,
    ):
        await change_store(tx, store_id=store.store_id, body=body, if_match=version)
    assert told == [StoreLocalesChanged(store.store_id)] * 2
