import xml.etree.ElementTree as ElementTree

import pytest

from galleria.faces.pictures import KINDS, PICTURE_BYTES_MAX, picture_svg

SLUGS = ["moss-tall-mug", "starry-night", "a", "hedgerow-stoneware-mug", "x" * 120]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_small_well_formed_and_titled(kind: str):
    for slug in SLUGS:
        picture = picture_svg(kind=kind, slug=slug)
        assert len(picture.encode()) <= PICTURE_BYTES_MAX
        assert ElementTree.fromstring(picture)[0].text
        assert "$" not in picture


def test_the_same_words_draw_the_same_picture():
    assert picture_svg(kind="mug", slug="fern") == picture_svg(kind="mug", slug="fern")


def test_other_slugs_draw_other_pictures():
    pictures = {picture_svg(kind="mug", slug=f"{n}-mug", title="Mug") for n in range(40)}
    assert len(pictures) > 20


def test_a_slug_names_its_colour():
    assert "#86a37f" in picture_svg(kind="mug", slug="moss-tall-mug")


def test_a_hostile_title_stays_text():
    picture = picture_svg(kind="mug", slug="mug", title='</title><script>alert("x")</script>&$body')
    title = ElementTree.fromstring(picture)[0].text
    assert title == '</title><script>alert("x")</script>&$body'


def test_an_unknown_kind_is_drawn_as_a_gift():
    assert picture_svg(kind="submarine", slug="a") == picture_svg(kind="gift", slug="a")
