"""The page at `/`: where a person finds the demo's stores, logins and first commands.

Without the demo it says that the server runs and where its reference is, and nothing else.
"""

from msgspec import Struct

from galleria.faces.assets import asset_url
from galleria.faces.html import Html, escaped, fill, joined, template

REFERENCE_PATH = "/reference"
OPENAPI_PATH = "/api/v1/openapi.json"


class HomeLink(Struct, frozen=True):
    title: str
    url: str


class HomeStore(Struct, frozen=True):
    """`facts` is one line such as "1,000 products in 110 categories"; four pictures look best."""

    name: str
    kind: str
    facts: str
    pictures: tuple[str, ...]
    links: tuple[HomeLink, ...]


class HomeLogin(Struct, frozen=True):
    email: str
    password: str
    role: str


class HomeExample(Struct, frozen=True):
    title: str
    command: str


class HomeOrganization(Struct, frozen=True):
    """`token` is shown inside the commands; `note` says how long it lasts."""

    slug: str
    name: str
    tagline: str
    picture: str
    token: str
    note: str
    stores: tuple[HomeStore, ...]
    logins: tuple[HomeLogin, ...]
    examples: tuple[HomeExample, ...]


class HomeView(Struct, frozen=True):
    """No organizations: a server without the demo, whose page holds no secrets."""

    version: str
    organizations: tuple[HomeOrganization, ...] = ()


def render_home(view: HomeView) -> str:
    """Render the first page; everything in `view` is escaped."""
    return fill(
        _PAGE,
        logo=asset_url("logo.svg"),
        base_css=asset_url("base.css"),
        home_css=asset_url("home.css"),
        home_js=asset_url("home.js"),
        version=view.version,
        reference=REFERENCE_PATH,
        openapi=OPENAPI_PATH,
        lead=_DEMO_LEAD if view.organizations else _PLAIN_LEAD,
        actions=fill(_ACTION, url=REFERENCE_PATH),
        body=joined(map(_organization, view.organizations))
        or fill(_NOTICE, reference=REFERENCE_PATH),
    )


def _organization(organization: HomeOrganization) -> Html:
    return fill(
        _ORGANIZATION,
        slug=organization.slug,
        name=organization.name,
        tagline=organization.tagline,
        picture=organization.picture,
        note=organization.note,
        stores=joined(map(_store, organization.stores)),
        logins=joined(map(_login, organization.logins)),
        examples=joined(
            _example(organization, place, example)
            for place, example in enumerate(organization.examples, 1)
        ),
    )


def _store(store: HomeStore) -> Html:
    return fill(
        _STORE,
        name=store.name,
        kind=store.kind,
        facts=store.facts,
        pictures=joined(
            Html(f'<img src="{escaped(url)}" alt="" loading="lazy">') for url in store.pictures
        ),
        links=joined(
            Html(f'<li><a href="{escaped(link.url)}">{escaped(link.title)}</a></li>')
            for link in store.links
        ),
    )


def _login(login: HomeLogin) -> Html:
    return Html(
        f'<li><code>{escaped(login.email)}</code><span class="pill">{escaped(login.role)}</span>'
        f'<code class="secret">{escaped(login.password)}</code></li>'
    )


def _example(organization: HomeOrganization, place: int, example: HomeExample) -> Html:
    command = escaped(example.command)
    if organization.token:
        # The whole token is there to be copied; the style sheet shows only its beginning.
        token = escaped(organization.token)
        command = Html(command.replace(token, f'<span class="token">{token}</span>'))
    name = f"c-{organization.slug}-{place}"
    return fill(_EXAMPLE, id=name, title=example.title, command=command)


_PAGE = template("home")
_ORGANIZATION = template("home_organization")
_STORE = template("home_store")
_EXAMPLE = template("home_example")
_NOTICE = template("home_notice")
_ACTION = template("home_action")
_DEMO_LEAD = (
    "Two invented merchants live here to be looked at, changed and broken: a café with its menu, "
    "and a gift shop with a thousand products. Everything below can be copied and run as it is."
)
_PLAIN_LEAD = "One commerce server, any number of merchants, each in a shop of their own."
