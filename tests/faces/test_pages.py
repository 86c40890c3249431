import re
from html.parser import HTMLParser

import pytest

from galleria.faces.assets import ASSETS, asset_url
from galleria.faces.home import (
    HomeExample,
    HomeLink,
    HomeLogin,
    HomeOrganization,
    HomeStore,
    HomeView,
    render_home,
)
from galleria.faces.pages import PAGE_HEADERS, PAGES
from galleria.faces.reference import render_reference

REFERENCE_GZIPPED_BYTES_MAX = 60 * 1024
HOSTILE = '</title><script>alert(\'x\')</script>" onload="alert(1)" $name &amp;'


def _view(text: str, token: str = "tok-1") -> HomeView:
    return HomeView(
        text,
        (
            HomeOrganization(
                slug=text,
                name=text,
                tagline=text,
                picture=text,
                token=token,
                note=text,
                stores=(HomeStore(text, text, text, (text,), (HomeLink(text, text),)),),
                logins=(HomeLogin(text, text, text),),
                examples=(HomeExample(text, f"curl -H 'Authorization: Bearer {token}' {text}"),),
            ),
        ),
    )


class _Seen(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


PAGES_OF_HTML = [render_home(HomeView("1.0")), render_home(_view(HOSTILE)), render_reference()]


@pytest.mark.parametrize("page", PAGES_OF_HTML)
def test_no_page_has_inline_script_style_or_handlers(page: str):
    for tag, attributes in _Seen(page).tags:
        assert tag != "style"
        assert tag != "script" or (attributes["src"] or "").startswith("/assets/")
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("page", PAGES_OF_HTML)
def test_no_page_asks_another_host_for_anything(page: str):
    for tag, attributes in _Seen(page).tags:
        if tag in ("link", "script", "img") and HOSTILE not in attributes.values():
            address = attributes.get("src") or attributes.get("href") or ""
            assert re.match(r"/[^/]", address)


def test_hostile_names_stay_text():
    seen = _Seen(render_home(_view(HOSTILE)))
    assert [tag for tag, _ in seen.tags].count("script") == 1
    assert HOSTILE in "".join(seen.words)


def test_token_can_be_copied_whole_with_its_command():
    page = render_home(_view("x", token="eyJ.abc.def"))
    assert '<span class="token">eyJ.abc.def</span>' in page


def test_without_a_demo_the_page_shows_a_notice_and_no_secrets():
    page = render_home(HomeView("1.0"))
    assert "This server is running" in page
    assert "Bearer" not in page
    assert "Sign in as" not in page


def test_reference_with_all_its_assets_stays_small():
    sent = sum(len(file.gzipped or file.body) for file in PAGES)
    assert sent < REFERENCE_GZIPPED_BYTES_MAX


def test_asset_addresses_change_with_their_content_and_are_kept_forever():
    files = {file.path: file for file in PAGES}
    for asset in ASSETS:
        assert re.match(r"/assets/[0-9a-f]{12}/", asset_url(asset.name))
        assert "immutable" in files[asset_url(asset.name)].cache_control


def test_scripts_import_only_assets_that_exist():
    names = {asset.name for asset in ASSETS}
    for asset in ASSETS:
        for path in re.findall(r'from "(\.{1,2})/([\w.-]+)"', asset.body.decode()):
            folder = "reference/" if asset.name.startswith("reference/") and path[0] == "." else ""
            assert folder + path[1] in names


def test_policy_allows_nothing_inline():
    policy = PAGE_HEADERS["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
