"""HTTP doors to finding: each is there twice, by the shop's host and by its slug."""

from galleria.base.http import Endpoint, command
from galleria.listing.search.facets import count_shop_products
from galleria.listing.search.products import list_category_products, list_shop_products
from galleria.listing.search.suggestions import suggest_products


def _shopper(root: str) -> list[Endpoint]:
    return [
        command("GET", f"{root}/facets", count_shop_products, permission=None),
        command("GET", f"{root}/products", list_shop_products, permission=None),
        command("GET", f"{root}/suggestions", suggest_products, permission=None),
        command(
            "GET",
            f"{root}/categories/{{category}}/products",
            list_category_products,
            permission=None,
        ),
    ]


ROUTES = [*_shopper("/shop"), *_shopper("/shops/{store_slug}")]
