"""What an import writes of a product, and what it says of it."""

from galleria.base.ids import new_id
from galleria.base.tx import transaction
from galleria.transfers import KindCounts
from tests.transfers.given import Importer

ROW = "external_key,name,price,attribute:weight,attribute:washable,attribute:colour\n"


async def define(importer: Importer, *definitions: tuple[str, str, list[str]]) -> None:
    async with transaction(importer.database, importer.context) as tx:
        for key, kind, choices in definitions:
            await tx.connection.execute(
                """INSERT INTO attribute (org_id, attribute_id, key, name, kind, choices,
                       created_at, updated_at)
                   VALUES ($1, $5, $2, $2, $3, $4, now(), now())""",
                importer.context.org_id, key, kind, choices, new_id(),
            )  # fmt: skip


async def test_texts_become_values_where_attributes_are_defined(importer: Importer) -> None:
    await define(importer, ("weight", "number", []), ("washable", "boolean", []))
    await importer.read(f"{ROW}a,A,1,12.5,yes,Red\n")
    ((attributes,),) = await importer.fetch("SELECT attributes::text FROM product")
    assert attributes == '{"colour": "Red", "weight": 12.5, "washable": true}'
    again = await importer.read(f"{ROW}a,A,1,12.5,yes,Red\n")
    assert again.outcome.products == KindCounts(unchanged=1)


async def test_another_spelling_of_a_barcode_changes_nothing(importer: Importer) -> None:
    head = "external_key,name,price,barcode,further_barcodes\n"
    first = await importer.read(f"{head}a,A,1,0036000291452,04006381333931\n")
    again = await importer.read(f"{head}a,A,1,0036000291452,04006381333931\n")
    upc = await importer.read(f"{head}a,A,1,036000291452,4006381333931\n")
    done = [one.outcome.products for one in (first, again, upc)]
    assert done == [KindCounts(created=1), KindCounts(unchanged=1), KindCounts(unchanged=1)]


async def test_a_text_that_is_no_value_is_named_by_line_and_attribute(importer: Importer) -> None:
    await define(importer, ("weight", "number", []), ("colour", "choice", ["Red", "Blue"]))
    ended = await importer.read(f"{ROW}a,A,1,heavy,,pink\nb,B,1,1,,blue\n")
    problems = await importer.report(ended, "problems")
    assert [(row["line"], row["column"]) for row in problems] == [
        ("2", "attributes.weight"), ("2", "attributes.colour"),
    ]  # fmt: skip
    assert ended.outcome.products == KindCounts(created=1, refused=1)


async def test_an_import_is_one_fact_and_a_row_of_history_a_changed_product(
    importer: Importer,
) -> None:
    await importer.read("a,A,1,,,,,\nb,B,1,,,,,\n")
    ended = await importer.read("a,AA,2,,,,,\nb,B,1,,,,,\nc,C,1,,,,,\n")
    changes = await importer.fetch(
        f"""SELECT external_key, product_change.kind, changed
            FROM product_change JOIN product USING (org_id, product_id)
            WHERE event_id = '{ended.import_id}' ORDER BY external_key"""
    )
    assert changes == [("a", "updated", ["name", "variants"]), ("c", "created", [])]
    facts = await importer.fetch("SELECT type, count(*)::int FROM event GROUP BY 1 ORDER BY 1")
    assert facts == [("catalog.created", 1), ("import.finished", 2)]


async def test_a_product_is_in_several_categories_by_path(importer: Importer) -> None:
    await importer.read(
        "external_key,name,price,category_path,further_category_paths\n"
        "a,A,1,Women > Shoes,Sale | Gifts > For her\n"
    )
    rows = await importer.fetch(
        """SELECT category.name, category.category_id = product.category_id
           FROM product_category JOIN category USING (org_id, category_id)
           JOIN product USING (org_id, product_id) ORDER BY 1"""
    )
    assert rows == [("For her", False), ("Sale", False), ("Shoes", True)]


async def test_what_a_file_says_of_a_product_is_all_stored(importer: Importer) -> None:
    text = (
        "external_key,name,price,status,kind,publish_at,tags,image_urls,image_alt_texts,"
        "variant_image_url,seo_title,seo_description\n"
        'a,A,1,draft,digital,2026-11-27T08:00:00+01:00,"x,y",https://x.example/1 '
        "https://x.example/2,One|,https://x.example/3,T,D\n"
    )
    await importer.read(text)
    (row,) = await importer.fetch(
        """SELECT status, kind, publish_at::text, tags, jsonb_path_query_array(
               product.media, '$[*].alt_text')::text, variant.media -> 0 ->> 'url', seo::text
           FROM product JOIN variant USING (org_id, product_id)"""
    )
    assert row[:2] == ("draft", "digital")
    assert row[3:6] == (["x", "y"], '["One", "", ""]', "https://x.example/3")
    assert row[6] == '{"title": "T", "description": "D"}'
    assert (await importer.read(text)).outcome.products == KindCounts(unchanged=1)


async def test_an_empty_status_says_nothing(importer: Importer) -> None:
    text = "external_key,name,price,status\n"
    await importer.read(f"{text}a,A,1,archived\n")
    await importer.read(f"{text}a,A,2,\n")
    assert await importer.fetch("SELECT status FROM product") == [("archived",)]
