"""The sitemap protocol's two kinds of file, as text; pure."""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from galleria.listing.shop.addresses import Kind, Site
from galleria.listing.shop.stream_queries import MappedPage

URLS_MAX = 50_000
FILE_BYTES_MAX = 50 * 1024 * 1024
# One address with all around it, at the longest that host, slug and language can be.
LINK_BYTES_MAX = 750

BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
END = "</urlset>\n"


def rows_a_file(locales: int) -> int:
    """Return how many things, with an address in each language, a file can hold at worst."""
    links = 1 if locales == 1 else locales + 2
    urls = min(URLS_MAX, FILE_BYTES_MAX // (LINK_BYTES_MAX * links))
    return max(1, urls // locales)


def index_file(addresses: Iterable[str]) -> str:
    """Return the file that names the others."""
    files = "".join(f"<sitemap><loc>{escape(it)}</loc></sitemap>\n" for it in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{files}</sitemapindex>\n"
    )


def entries(site: Site, kind: Kind, row: MappedPage) -> str:
    """Return an address a language, each with all of them as its alternates."""
    pages = {
        locale: site.page(kind, slug, locale)
        for locale, slug in zip(row.locales, row.slugs, strict=True)
    }
    others = _alternates(site, pages) if len(pages) > 1 else ""
    changed = f"<lastmod>{_instant(row.updated_at)}</lastmod>"
    return "".join(
        f"<url><loc>{escape(page)}</loc>{changed}{others}</url>\n" for page in pages.values()
    )


def _alternates(site: Site, pages: dict[str, str]) -> str:
    links = [_link(locale, page) for locale, page in pages.items()]
    if site.locale in pages:
        links.append(_link("x-default", pages[site.locale]))
    return "".join(links)


def _link(language: str, page: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={quoteattr(page)}/>'


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
