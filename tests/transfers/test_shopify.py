"""Shopify's export: products from several rows each, without SKUs."""

import json

import pytest

from galleria.transfers.formats import UnreadableFile
from tests.transfers.reading import Reading, reading

HEADER = (
    "Handle,Title,Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Image Alt Text\n"
)


def export(*rows: str) -> Reading:
    return reading(HEADER + "\n".join(rows) + "\n", "shopify-csv")


def test_identity_is_handle_and_option_values() -> None:
    file = export(
        'shirt,Shirt,Acme,Tops,"a, b",true,Size,S,,1,10,,,', "shirt,,,,,,,M,,2,11.50,12,,"
    )
    (shirt,) = file.products
    assert (shirt.external_key, shirt.slug, shirt.rows) == ("shirt", "shirt", 2)
    assert [variant.option_values for variant in shirt.variants] == [("S",), ("M",)]
    assert shirt.variants[1].price_minor == 1150
    assert shirt.variants[1].compare_at_minor == 1200


def test_type_is_the_category_and_vendor_the_brand() -> None:
    (shirt,) = export('shirt,Shirt,Acme,Tops,"a, b",true,Title,Default Title,,,1,,,').products
    assert (shirt.category_keys, shirt.brand) == (("tops",), "Acme")
    assert shirt.tags == ("a", "b")


def test_default_title_means_no_options() -> None:
    (mug,) = export("mug,Mug,,,,true,Title,Default Title,,,1,,,").products
    assert (mug.option_names, mug.variants[0].option_values) == ((), ())


def test_rows_with_only_a_picture_add_it() -> None:
    (mug,) = export(
        "mug,Mug,,,,true,Title,Default Title,,,1,,https://x.example/1.jpg,Front",
        "mug,,,,,,,,,,,,https://x.example/2.jpg,Back",
    ).products
    assert [media.alt_text for media in mug.media] == ["Front", "Back"]
    assert (len(mug.variants), mug.rows) == (1, 2)


def test_a_wrong_picture_is_refused_without_its_product() -> None:
    file = export("mug,Mug,,,,true,Title,Default Title,,,1,,,", "mug,,,,,,,,,,,,1.jpg,")
    assert (3, "Image Src", "url_invalid") in file.refusals()
    assert file.names() == ["Mug"]


def test_unpublished_products_are_drafts() -> None:
    assert export("mug,Mug,,,,FALSE,Title,Default Title,,,1,,,").products[0].status == "draft"


def test_cells_without_a_field_are_kept_as_source_data() -> None:
    (mug,) = export("mug,Mug,,,,true,Title,Default Title,,7,1,,,").products
    assert json.loads(bytes(mug.source_data)) == {"rows": [{"Variant Inventory Qty": "7"}]}


def test_malformed_rows_are_named_by_line_and_column() -> None:
    file = export(
        "mug,Mug,,,,true,Title,Default Title,,,free,,,",
        ",Nameless,,,,true,Title,Default Title,,,1,,,",
        "cup,Cup,,,,maybe,Title,Default Title,,,1,-2,,",
        "orphan,,,,,,,L,,,1,,,",
        "pot,Pot,,,,true,Size,L,,,,,,",
    )
    assert file.refusals() == [
        (2, "Variant Price", "price_invalid"),
        (3, "Handle", "missing"),
        (4, "Variant Compare At Price", "price_negative"),
        (4, "Published", "flag_invalid"),
        (5, None, "name_missing"),
        (6, "Variant Price", "missing"),
    ]
    assert (file.counts.rows, file.counts.refused) == (5, 5)


def test_another_csv_is_refused_up_front() -> None:
    with pytest.raises(UnreadableFile, match="Handle"):
        reading("a,b\n1,2\n", "shopify-csv")
