"""Importing: what a merchant can rely on, whatever is in the file."""

import asyncio
import gzip
from pathlib import Path

import pytest
from msgspec import Raw

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.base.refusals import NotFound
from galleria.base.tx import Tx, transaction
from galleria.catalog import KeyedProduct, upsert_products
from galleria.transfers import KindCounts
from galleria.transfers.formats import UnreadableFile
from galleria.transfers.keyed import SOURCE_BYTES_MAX
from galleria.transfers.list import ImportsQuery, list_imports, read_import
from tests.catalog.given import given_catalog
from tests.conftest import given_organization
from tests.transfers.given import HEADER, Importer

TEA = "tea,Tea,3.50,T-1,Drinks > Hot,,,\n"
SHIRT = "shirt,Shirt,10,SH-S,,Size,S,\nshirt,,10,SH-M,,Size,M,\n"


def many(count: int) -> str:
    return "".join(f"k{n},Thing {n},1.00,S-{n},,,,\n" for n in range(count))


async def test_changed_fields_are_named_and_the_rest_is_unchanged(importer: Importer) -> None:
    await importer.read(TEA + SHIRT)
    ended = await importer.read(TEA.replace("3.50", "3.80").replace(",Tea,", ",Chai,") + SHIRT)
    assert ended.outcome.products == KindCounts(updated=1, unchanged=1)
    changes = {row["external_key"]: row for row in await importer.report(ended, "changes")}
    assert changes["tea"]["changed"] == "name variants"
    assert (changes["shirt"]["outcome"], changes["shirt"]["changed"]) == ("unchanged", "")


async def test_categories_are_made_by_their_path(importer: Importer) -> None:
    await importer.read(TEA)
    tree = await importer.fetch(
        """SELECT child.name, parent.name FROM category AS child
           LEFT JOIN category AS parent ON parent.category_id = child.parent_id ORDER BY 1"""
    )
    assert tree == [("Drinks", None), ("Hot", "Drinks")]


async def test_a_refused_row_takes_no_variant_away(importer: Importer) -> None:
    await importer.read(SHIRT)
    ended = await importer.read(SHIRT.replace(",10,SH-M", ",ten,SH-M"))
    assert (ended.rows_kept, ended.rows_refused) == (1, 1)
    assert await importer.fetch("SELECT count(*) FROM variant") == [(2,)]


async def test_a_product_goes_on_without_the_variant_that_the_catalog_refuses(
    importer: Importer,
) -> None:
    await importer.read("other,Other,1,SH-M,,,,\n")
    ended = await importer.read(SHIRT)
    assert (ended.rows_kept, ended.rows_refused) == (1, 1)
    (problem,) = await importer.report(ended, "problems")
    assert (problem["line"], problem["column"], problem["code"]) == ("3", "sku", "taken")
    assert ended.outcome.variants_refused == 1
    assert ended.outcome.products == KindCounts(created=1)


async def test_a_product_whose_only_variant_is_refused_is_refused(importer: Importer) -> None:
    await importer.read("other,Other,1,T-1,,,,\n")
    ended = await importer.read(TEA)
    assert ended.outcome.products == KindCounts(refused=1)
    assert (ended.rows_kept, ended.rows_refused) == (0, 1)
    assert ended.outcome.refused_by_code == {"taken": 1}


async def test_what_a_file_leaves_empty_stays_as_it_is(importer: Importer) -> None:
    await importer.read("tea,Tea,3.50,T-1,Drinks,,,Leaf\n")
    ended = await importer.read("tea,Tea,3.50,,,,,\n")
    assert ended.outcome.products == KindCounts(unchanged=1)


async def test_a_cell_that_a_spreadsheet_would_run_is_shown_as_text(importer: Importer) -> None:
    ended = await importer.read("=1+1,Tea,x,,,,,\n")
    (problem,) = await importer.report(ended, "problems")
    assert problem["excerpt"].startswith("'=1+1")


async def test_a_dry_run_says_what_the_import_then_does(importer: Importer) -> None:
    await importer.read(TEA)
    text = TEA.replace("3.50", "4") + SHIRT + "cup,Cup,-1,,,,,\n" + "mug,Mug,5,,Drinks > Cold,,,\n"
    tried = await importer.read(text, dry_run=True)
    assert await importer.fetch("SELECT count(*) FROM product") == [(1,)]
    done = await importer.read(text)
    assert tried.outcome == done.outcome
    assert tried.rows_read == done.rows_read
    reports = [await importer.report(one, "changes") for one in (tried, done)]
    assert reports[0] == reports[1]


async def test_a_dry_run_follows_a_code_from_row_to_row(importer: Importer) -> None:
    await importer.read(TEA + many(1_100))
    text = TEA.replace("T-1", "T-2") + many(1_100) + "mug,Mug,5,T-1,,,,\n"
    ended = await importer.read(text, dry_run=True)
    assert ended.outcome.products == KindCounts(created=1, updated=1, unchanged=1_100)


async def test_a_dry_run_says_what_it_did_not_compare(importer: Importer) -> None:
    ended = await importer.read(many(10_002) + "x,X,wrong,,,,,\n", dry_run=True)
    assert ended.outcome.not_compared == 2
    assert (ended.rows_read, ended.rows_refused) == (10_003, 1)


async def test_stopping_leaves_whole_chunks_and_says_how_far(
    importer: Importer, tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    file.write_text(HEADER + many(3_000))
    run = importer.command()
    run.show = lambda _done, _total, note: None if note.startswith("0 ") else run.stop()
    stopped = await importer.carry_out(await importer.wait_for(file), file, run)
    assert (stopped.state, stopped.rows_read, stopped.last_line) == ("stopped", 1_000, 1_001)
    assert await importer.fetch("SELECT count(*) FROM product") == [(1_000,)]
    again = await importer.run(file)
    assert again.outcome.products == KindCounts(unchanged=1_000, created=2_000)


async def test_a_run_that_died_is_run_again_from_the_start(
    importer: Importer, tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    file.write_text(HEADER + many(1_500))
    import_id = await importer.wait_for(file)
    run = importer.command()
    run.show = lambda _done, _total, note: None if note.startswith("0 ") else 1 / 0
    with pytest.raises(ZeroDivisionError):
        await importer.carry_out(import_id, file, run)
    half = await importer.seen(import_id)
    assert (half.state, half.rows_read) == ("running", 1_000)
    ended = await importer.carry_out(import_id, file)
    assert (ended.state, ended.rows_read) == ("completed", 1_500)
    assert ended.outcome.products == KindCounts(unchanged=1_000, created=500)


async def test_a_damaged_file_fails_after_what_was_sound(
    importer: Importer, tmp_path: Path
) -> None:
    file = tmp_path / "many.csv.gz"
    file.write_bytes(gzip.compress((HEADER + many(5_000)).encode(), mtime=0)[:-1_000])
    import_id = await importer.wait_for(file)
    with pytest.raises(UnreadableFile, match="gzip"):
        await importer.carry_out(import_id, file)
    failed = await importer.seen(import_id)
    assert failed.state == "failed"
    assert failed.rows_kept == failed.outcome.products.created > 1_000
    assert "gzip" in (failed.failure or "")


async def test_two_imports_of_the_same_file_at_once_make_each_product_once(
    importer: Importer,
) -> None:
    first, second = await asyncio.gather(importer.read(many(1_200)), importer.read(many(1_200)))
    created = first.outcome.products.created + second.outcome.products.created
    assert created == 1_200
    assert await importer.fetch("SELECT count(*) FROM product") == [(1_200,)]


async def test_the_end_of_an_import_is_one_fact(importer: Importer) -> None:
    ended = await importer.read(TEA + "cup,Cup,-1,,,,,\n")
    await importer.read(TEA, dry_run=True)
    facts = await importer.fetch(
        """SELECT subject_id, body ->> 'state', (body ->> 'rows_refused')::int
           FROM event WHERE type = 'import.finished'"""
    )
    assert facts == [(ended.import_id, "completed", 1)]


async def test_a_catalog_that_is_gone_fails_the_import(importer: Importer, tmp_path: Path) -> None:
    file = tmp_path / "tea.csv"
    file.write_text(HEADER + TEA)
    import_id = await importer.wait_for(file)
    async with transaction(importer.database, importer.context) as tx:
        await tx.connection.execute("DELETE FROM catalog")
    with pytest.raises(NotFound):
        await importer.carry_out(import_id, file)
    gone = await importer.seen(import_id)
    assert (gone.catalog_id, gone.name) == (None, "tea.csv")


async def test_imports_of_another_organization_are_not_there(
    importer: Importer, database: Database
) -> None:
    ended = await importer.read(TEA)
    other: Context = await given_organization(database)
    async with transaction(database, other) as tx:
        assert (await list_imports(tx, query=ImportsQuery())).items == []
        with pytest.raises(NotFound):
            await read_import(tx, import_id=ended.import_id)


async def test_imports_are_listed_newest_first_in_pages(importer: Importer) -> None:
    ids = [(await importer.read(TEA)).import_id for _ in range(3)]
    async with transaction(importer.database, importer.context) as tx:
        first = await list_imports(tx, query=ImportsQuery(limit=2))
        then = await list_imports(tx, query=ImportsQuery(limit=2, cursor=first.next_cursor))
    assert [one.import_id for one in (*first.items, *then.items)] == ids[::-1]


async def test_compare_at_cost_and_measures_are_the_variants_own(importer: Importer) -> None:
    await importer.read(
        "external_key,name,price,compare_at_price,cost,weight_grams,height_mm,further_barcodes\n"
        "tea,Tea,3.50,4.00,1.20,250,95,A-1 A-2\n"
    )
    rows = await importer.fetch(
        """SELECT compare_at_minor, cost_minor, weight_grams, height_mm, further_barcodes
           FROM variant"""
    )
    assert rows == [(400, 120, 250, 95, ["A-1", "A-2"])]


async def test_a_source_as_large_as_the_catalog_keeps_is_taken(tx: Tx) -> None:
    raw = Raw(b'{"a":"' + b"x" * (SOURCE_BYTES_MAX - 8) + b'"}')
    row = KeyedProduct(external_key="t", name="Tea", price_minor=1, source_raw=raw)
    catalog = await given_catalog(tx)
    (outcome,) = await upsert_products(tx, catalog_id=catalog, rows=[row])
    assert outcome.status == "created"
