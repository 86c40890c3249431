"""HTTP doors to what shoppers see: each is there twice, by the shop's host and by its slug."""

from galleria.base.http import Access, Endpoint, command, special
from galleria.base.refusals import Malformed
from galleria.listing.shop.categories import read_shop_categories, read_shop_category
from galleria.listing.shop.doors import ShopQuery
from galleria.listing.shop.feed import JSON_LINES, read_shop_feed
from galleria.listing.shop.product import read_shop_product
from galleria.listing.shop.read_shop import read_shop
from galleria.listing.shop.scan import scan_at_store, scan_in_shop
from galleria.listing.shop.sitemap import XML, SitemapQuery, read_shop_sitemap
from galleria.listing.shop.streams import STREAM_TIMEOUT_S


def _shopper(root: str) -> list[Endpoint]:
    return [
        command("GET", root, read_shop, permission=None),
        command("GET", f"{root}/categories", read_shop_categories, permission=None),
        command("GET", f"{root}/categories/{{category}}", read_shop_category, permission=None),
        command("GET", f"{root}/products/{{product}}", read_shop_product, permission=None),
        command("GET", f"{root}/scan/{{code}}", scan_in_shop, permission=None),
        special(
            "GET",
            f"{root}/sitemap.xml",
            read_shop_sitemap,
            access=Access.SHOPPER,
            query=SitemapQuery,
            media_type=XML,
            timeout_s=STREAM_TIMEOUT_S,
            refusals=(Malformed,),
        ),
        special(
            "GET",
            f"{root}/feed",
            read_shop_feed,
            access=Access.SHOPPER,
            query=ShopQuery,
            media_type=JSON_LINES,
            timeout_s=STREAM_TIMEOUT_S,
            refusals=(Malformed,),
        ),
    ]


ROUTES = [
    command(
        "GET",
        "/stores/{store_id}/scan/{code}",
        scan_at_store,
        permission="catalog:read",
        keeps_plans=True,
    ),
    *_shopper("/shop"),
    *_shopper("/shops/{store_slug}"),
]
