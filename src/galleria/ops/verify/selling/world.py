"""The merchants of a simulation: each with a store, a till, two locations, and little to sell."""

import secrets
from typing import Any

from msgspec import Struct

from galleria.ops.verify.selling.door import Door

HOT_UNITS = 60
UNITS = 25
# What waits for its payment is free again after that.
PAYMENT_HOLD_S = 3


class Shop(Struct, frozen=True):
    """`hot` is what most want; `parts` and it are counted, `variants` has what is not, too."""

    org_id: str
    token: str
    store: str
    slug: str
    till: str
    locations: list[str]
    hot: str
    parts: list[str]
    variants: list[str]


async def open_shop(door: Door, org_id: str, token: str) -> Shop:
    """Set up a shop over the API: a hot item, a backordered one, a bundle, one not counted."""
    slug = f"sim-{secrets.token_hex(5)}"
    store = await door.made(token, "/stores", {**_STORE, "name": slug, "slug": slug})
    store_id = store["store_id"]
    catalog = await door.made(token, "/catalogs", _CATALOG)
    catalog_id = catalog["catalog_id"]
    await door.put(token, f"/stores/{store_id}/catalog", {"catalog_id": catalog_id}, version=0)
    locations = [
        (await door.made(token, "/locations", {"code": f"{slug}-{place}", "name": place}))[
            "location_id"
        ]
        for place in ("front", "back")
    ]
    names = ["hot", "tea", "mug", "owed", "coffee"]
    variants = dict(zip(names, await _products(door, token, catalog_id, names), strict=True))
    bundle_row = {
        "name": "set", "price_minor": 900, "kind": "bundle", "sku": f"{slug}-set",
        "bundle": [
            {"variant_id": variants["hot"], "quantity": 1},
            {"variant_id": variants["tea"], "quantity": 2},
        ],
    }  # fmt: skip
    bundle = await _variant(door, token, catalog_id, bundle_row)
    await _receive(door, token, variants, locations)
    owed = {"variant_id": variants["owed"], "policy": "backorder", "backorder_max": 30}
    await door.put(token, "/stock-policies", {"rows": [owed]})
    till = await door.made(token, f"/stores/{store_id}/tills", {"code": "one", "name": "One"})
    await door.made(token, f"/tills/{till['till_id']}/shifts", {"float_minor": 0})
    return Shop(
        org_id,
        token,
        store_id,
        slug,
        till["till_id"],
        locations,
        variants["hot"],
        [variants["tea"], variants["mug"], variants["owed"]],
        [*variants.values(), bundle],
    )


async def _products(door: Door, token: str, catalog_id: str, names: list[str]) -> list[str]:
    return [
        await _variant(
            door,
            token,
            catalog_id,
            {"name": name, "price_minor": 300 + place, "sku": f"{catalog_id}-{name}"},
        )
        for place, name in enumerate(names)
    ]


async def _variant(door: Door, token: str, catalog_id: str, row: dict[str, Any]) -> str:
    done = await door.made(token, f"/catalogs/{catalog_id}/products", {"rows": [row]})
    product_id = done["rows"][0]["id"]
    product = await door.read(token, f"/catalogs/{catalog_id}/products/{product_id}")
    return product["variants"][0]["variant_id"]


async def _receive(door: Door, token: str, variants: dict[str, str], locations: list[str]) -> None:
    rows = [
        {
            "kind": "receive",
            "variant_id": variants[name],
            "location_id": place,
            "units": HOT_UNITS if name == "hot" else UNITS,
        }
        for name in ("hot", "tea", "mug", "owed")
        for place in locations
    ]
    await door.made(token, "/stock/movements", {"rows": rows})


_CATALOG = {"name": "Range", "kind": "manual", "currency": "EUR"}
_STORE = {
    "kind": "online",
    "status": "active",
    "currency": "EUR",
    "locale": "en-GB",
    "time_zone": "Europe/Paris",
}
