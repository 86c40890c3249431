"""Where the pages of a shop are: absolute, at the host that the request came to; pure."""

import re
from typing import Literal
from urllib.parse import quote

from msgspec import Struct

from galleria.base.call import Call
from galleria.base.refusals import Malformed

HOST = re.compile(r"([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.I)

Kind = Literal["products", "categories"]


class Site(Struct, frozen=True):
    """The shop's first address, without a slash at its end, and the language its pages are in."""

    root: str
    locale: str

    def page(self, kind: Kind, slug: str, locale: str) -> str:
        """Return a page's address; another language than the shop's own is named in it."""
        address = f"{self.root}/{kind}/{slug}"
        return address if locale == self.locale else f"{address}?locale={quote(locale)}"


def site_of(call: Call, locale: str) -> Site:
    """Return the site that a shopper's request came to; Malformed for a host that is none.

    A shop without a domain of its own is at /shops/ and its slug.
    """
    slug = call.path_values.get("store_slug")
    return Site(origin_of(call) + (f"/shops/{quote(slug)}" if slug else ""), locale)


def origin_of(call: Call) -> str:
    """Return scheme and host of a request; who stands behind a proxy of ours is believed."""
    host = call.headers.get("host", "")
    if len(host) > 260 or not HOST.fullmatch(host):
        raise Malformed("The Host header is no host.")
    return f"{'https' if call.is_https else 'http'}://{host}"
