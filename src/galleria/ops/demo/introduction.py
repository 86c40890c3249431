"""How a demo organization introduces itself on the first page."""

from galleria.faces.demo_home import TOKEN_PLACE
from galleria.faces.home import HomeExample, HomeLink, HomeLogin, HomeOrganization, HomeStore
from galleria.ops.demo.shapes import DemoOrganization, DemoStore

PICTURES = 8
API = "http://localhost/api/v1"


def introduced(demo: DemoOrganization, password: str) -> HomeOrganization:
    """Return what the first page shows of an organization; tokens are put in when it is sent."""
    branding = demo.stores[0].branding
    return HomeOrganization(
        slug=demo.slug,
        name=demo.name,
        tagline=branding.tagline,
        picture=branding.logo_url,
        token="",
        note="The token lasts a quarter of an hour; load this page again for a new one.",
        stores=tuple(_store(demo, store, place) for place, store in enumerate(demo.stores)),
        logins=tuple(HomeLogin(it.email, password, it.role) for it in demo.members),
        examples=tuple(HomeExample(title, command) for title, command in _examples(demo)),
    )


def _store(demo: DemoOrganization, store: DemoStore, place: int) -> HomeStore:
    items = demo.items[:: max(1, len(demo.items) // (2 * PICTURES))]
    shop = f"/api/v1/shops/{store.slug}"
    first = next(it.slug for it in demo.categories if it.key == demo.items[0].category_key)
    counts = f"{len(demo.items):,} products in {len(demo.categories)} categories"
    return HomeStore(
        name=store.name,
        kind=store.kind,
        facts=f"{counts} · {store.currency}",
        pictures=tuple(item.media[0] for item in items[place * PICTURES :][:PICTURES]),
        links=(
            HomeLink("Store", shop),
            HomeLink("Categories", f"{shop}/categories"),
            HomeLink("Products", f"{shop}/categories/{first}/products"),
            HomeLink("All products", f"{shop}/products"),
        ),
    )


def _examples(demo: DemoOrganization) -> list[tuple[str, str]]:
    signed = f"-H 'Authorization: Bearer {TOKEN_PLACE}'"
    store, item = demo.stores[0], demo.items[0]
    examples = [
        ("A product, as shoppers see it", f"curl '{API}/shops/{store.slug}/products/{item.slug}'"),
        ("Search, with a typo in it", f"curl '{API}/shops/{store.slug}/products?q={_typo(demo)}'"),
        ("What can be filtered by, with counts", f"curl '{API}/shops/{store.slug}/facets'"),
        ("The organization's stores", f"curl '{API}/stores' {signed}"),
        ("What is sold out, and where", f"curl '{API}/stock?is_out=true&limit=5' {signed}"),
        ("Its latest orders", f"curl '{API}/orders?limit=5' {signed}"),
        ("What is sold, as it happens", f"curl -N '{API}/events/stream?types=order.*' {signed}"),
        ("Its latest events", f"curl '{API}/audit-trail?limit=5' {signed}"),
        (
            "Set up a store with its menu in one request",
            f"curl -X POST '{API}/store-setups' {signed} -H 'Content-Type: application/json' "
            f"-d '{_small_set_up(store.currency)}'",
        ),
    ]
    if store.domains:
        by_domain = f"curl -H 'Host: {store.domains[0]}' '{API}/shop'"
        examples.insert(1, ("The same store by its domain", by_domain))
    return examples


def _typo(demo: DemoOrganization) -> str:
    """Return a word of the range with two letters the wrong way round."""
    word = max(demo.items[-1].name.lower().split(), key=len)
    return word[:2] + word[3] + word[2] + word[4:]


def _small_set_up(currency: str) -> str:
    return (
        '{"store":{"name":"Corner Stall","slug":"corner-stall","kind":"till",'
        f'"currency":"{currency}","locale":"en-GB","time_zone":"Europe/London"}},'
        '"categories":[{"external_key":"drinks","name":"Drinks"}],'
        '"items":[{"name":"Lemonade","category_external_key":"drinks","price_minor":250}]}'
    )
