"""Orders as staff place them over HTTP."""

from typing import Any

import httpx

from tests.customers.given import Shopfront


async def made(answer: httpx.Response) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json()


async def given_tea(front: Shopfront) -> str:
    """Sell tea in the shop, without limit; return its variant."""
    staff = front.merchant.client
    catalog = await made(
        await staff.post("/catalogs", json={"name": "Range", "kind": "manual", "currency": "EUR"})
    )
    catalog_id = catalog["catalog_id"]
    sold = await staff.put(
        f"/stores/{front.store_id}/catalog",
        json={"catalog_id": catalog_id},
        headers={"if-match": '"0"'},
    )
    assert sold.status_code == 200, sold.text
    rows = [{"name": "Tea", "price_minor": 300}]
    done = await made(await staff.post(f"/catalogs/{catalog_id}/products", json={"rows": rows}))
    product = await made(
        await staff.get(f"/catalogs/{catalog_id}/products/{done['rows'][0]['id']}")
    )
    return product["variants"][0]["variant_id"]


async def given_order(front: Shopfront, variant_id: str, **more: Any) -> Any:
    """Sell two of it, paid in cash."""
    body = {
        "lines": [{"variant_id": variant_id, "units": 2}],
        "tender": {"method": "cash"},
        **more,
    }
    path = f"/stores/{front.store_id}/orders"
    return await made(await front.merchant.client.post(path, json=body))
