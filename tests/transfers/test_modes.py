"""What an import does with what is there, and with what the file leaves out."""

import pytest

from galleria.transfers import KindCounts
from galleria.transfers.replace import NotConfirmed
from tests.transfers.given import Importer

TEA, CUP, MUG = "tea,Tea,3.50,,,,,\n", "cup,Cup,2,,,,,\n", "mug,Mug,5,,,,,\n"
STATES = "SELECT external_key, status FROM product ORDER BY external_key"


async def test_create_refuses_what_is_there(importer: Importer) -> None:
    await importer.read(TEA)
    ended = await importer.read(TEA.replace("3.50", "4") + CUP, mode="create")
    assert ended.outcome.products == KindCounts(created=1, refused=1)
    assert ended.outcome.refused_by_code == {"there": 1}
    assert await importer.fetch("SELECT min(price_minor) FROM variant") == [(200,)]


async def test_update_refuses_what_is_not_there(importer: Importer) -> None:
    await importer.read(TEA)
    ended = await importer.read(TEA.replace("3.50", "4") + CUP, mode="update")
    assert ended.outcome.products == KindCounts(updated=1, refused=1)
    (problem,) = await importer.report(ended, "problems")
    assert (problem["line"], problem["column"], problem["code"]) == (
        "3", "external_key", "not_there",
    )  # fmt: skip


async def test_replace_archives_what_the_file_leaves_out(importer: Importer) -> None:
    await importer.read(TEA + CUP + MUG)
    ended = await importer.read(TEA + "pot,Pot,9,,,,,\n", mode="replace")
    assert (ended.outcome.archived, ended.state) == (2, "completed")
    assert await importer.fetch(STATES) == [
        ("cup", "archived"), ("mug", "archived"), ("pot", "active"), ("tea", "active"),
    ]  # fmt: skip
    changes = await importer.report(ended, "changes")
    assert [row["external_key"] for row in changes if row["outcome"] == "archived"] == [
        "cup", "mug",
    ]  # fmt: skip


async def test_what_comes_back_into_the_file_is_sold_again(importer: Importer) -> None:
    await importer.read(TEA + CUP)
    await importer.read(TEA, mode="replace")
    ended = await importer.read(TEA + CUP, mode="replace")
    assert ended.outcome.products == KindCounts(updated=1, unchanged=1)
    assert await importer.fetch(STATES) == [("cup", "active"), ("tea", "active")]


async def test_a_second_replace_changes_nothing(importer: Importer) -> None:
    await importer.read(TEA + CUP)
    await importer.read(TEA, mode="replace")
    again = await importer.read(TEA, mode="replace")
    assert again.outcome.archived == 0
    assert again.outcome.products == KindCounts(unchanged=1)


async def test_a_refused_row_still_names_its_product(importer: Importer) -> None:
    await importer.read(TEA + CUP)
    ended = await importer.read(TEA + CUP.replace(",2,", ",free,"), mode="replace")
    assert (ended.outcome.archived, ended.rows_refused) == (0, 1)
    assert await importer.fetch(STATES) == [("cup", "active"), ("tea", "active")]


@pytest.mark.parametrize("broken", ['cu"p,"Cup,2,,,,,\n', ",Nameless,2,,,,,\n", "cup,Cup\n"])
async def test_nothing_is_archived_while_a_row_may_name_anything(
    importer: Importer, broken: str
) -> None:
    await importer.read(TEA + CUP)
    ended = await importer.read(TEA + broken, mode="replace")
    assert (ended.outcome.archived, ended.outcome.notices) == (0, {"nothing_archived": 1})
    (notice,) = await importer.report(ended, "notices")
    assert notice["line"] == "3"


async def test_a_file_without_a_product_archives_nothing(importer: Importer) -> None:
    await importer.read(TEA)
    ended = await importer.read("", mode="replace")
    assert (ended.outcome.archived, ended.outcome.notices) == (0, {"nothing_archived": 1})


async def test_products_without_a_key_are_not_the_files_to_archive(importer: Importer) -> None:
    await importer.read(TEA + CUP)
    await importer.execute("UPDATE product SET external_key = NULL WHERE slug = 'cup'")
    ended = await importer.read(TEA, mode="replace")
    assert ended.outcome.archived == 0


async def test_a_dry_run_counts_what_would_be_archived(importer: Importer) -> None:
    await importer.read(TEA + CUP)
    tried = await importer.read(TEA, mode="replace", dry_run=True)
    assert tried.outcome.archived == 1
    changes = await importer.report(tried, "changes")
    assert [row["outcome"] for row in changes] == ["unchanged", "archived"]
    assert await importer.fetch(STATES) == [("cup", "active"), ("tea", "active")]


async def test_no_more_is_archived_than_was_confirmed(importer: Importer) -> None:
    await importer.read(TEA + CUP + MUG)
    with pytest.raises(NotConfirmed, match="2 would be archived, 1 were confirmed"):
        await importer.read(TEA.replace("3.50", "4"), mode="replace", archive_max=1)
    assert await importer.fetch("SELECT count(*) FROM product WHERE status = 'archived'") == [(0,)]
    (told,) = await importer.fetch("SELECT state, failure LIKE '2 would be%' FROM import "
                                   "ORDER BY import_id DESC LIMIT 1")  # fmt: skip
    assert told == ("failed", True)


async def test_archiving_is_in_each_products_history(importer: Importer) -> None:
    await importer.read(TEA + CUP)
    ended = await importer.read(TEA, mode="replace")
    changed = await importer.fetch(
        """SELECT product_change.event_id, product_change.changed, event.type
           FROM product_change JOIN event USING (org_id, event_id) WHERE kind = 'updated'"""
    )
    assert changed == [(ended.import_id, ["status"], "import.finished")]


async def test_a_category_graph_has_modes_of_its_own(importer: Importer) -> None:
    graph = '[{"id":"a","name":"A","path":[{"id":"a","name":"A"}],"subCategories":[]}]'
    refused = await importer.read(graph, mode="update")
    assert refused.outcome.categories == KindCounts(refused=1)
    await importer.read(graph, mode="create")
    again = await importer.read(graph, mode="create")
    assert (again.outcome.categories, again.rows_refused) == (KindCounts(refused=1), 1)
