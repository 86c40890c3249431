"""No card number gets past the door: not by any text field, address, header or file.

What is sent are the numbers that gateways print for testing, one of each brand.
"""

import gzip
import io
import itertools
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from galleria.app import serving
from galleria.base.config import Settings
from galleria.base.database import Database
from galleria.base.log import Log
from galleria.ops.dump import run_client
from tests.conftest import forget_jobs
from tests.engine.working import until
from tests.journeys.conftest import Merchant, given_merchant
from tests.journeys.test_first_shop import a_set_up, a_slug, set_up
from tests.journeys.text_fields import operations, text_bodies

PANS = [
    "4242424242424242",
    "5555555555554444",
    "378282246310005",
    "6011111111111117",
    "3566002020360505",
    "6205500000000000004",
    "2223003122003222",
    "4000056655665556",
]


@dataclass
class House:
    """A merchant with a shop, in a process whose log and folder are looked through afterwards."""

    merchant: Merchant
    shop: str
    log: io.StringIO
    data: Path
    url: str

    def path(self, template: str) -> str:
        known = template.replace("{store_slug}", self.shop)
        return re.sub(r"\{\w+\}", lambda _: str(uuid4()), known)

    def found(self) -> list[str]:
        """Return every number that was left anywhere."""
        dump = self.data / "dump.sql"
        run_client("pg_dump", self.url, "--data-only", f"--file={dump}")
        # A dump that lacks what is there would lack everything else, too.
        assert self.shop in dump.read_text()
        kept = [path.read_bytes() for path in self.data.rglob("*") if path.is_file()]
        kept.append(self.log.getvalue().encode())
        return [pan for pan in PANS if any(pan.encode() in text for text in kept)]


@pytest.fixture
async def house(server_url: str, database: Database, tmp_path: Path) -> AsyncIterator[House]:
    log = io.StringIO()
    await forget_jobs(database)
    settings = Settings(database_url=server_url, data=tmp_path, log_sample=1.0)
    async with serving(settings, Log(log), with_worker=True) as app:
        merchant = await given_merchant(app, database)
        shop = a_slug()
        accepted = await set_up(merchant.client, a_set_up(shop))
        await is_built(merchant.client, accepted["job_id"])
        yield House(merchant, shop, log, tmp_path, server_url)
        await merchant.client.aclose()


async def is_built(client: httpx.AsyncClient, job_id: str) -> None:
    async def holds() -> bool:
        return (await client.get(f"/jobs/{job_id}")).json()["state"] == "completed"

    await until(holds)


async def test_no_text_field_takes_a_card_number(house: House) -> None:
    brands, refused, others = itertools.cycle(PANS), 0, dict[str, int]()
    for method, template, operation in operations():
        for place, body in text_bodies(operation, next(brands)):
            headers = {"if-match": '"1"', "idempotency-key": str(uuid4())}
            path = house.path(template)
            answer = await house.merchant.client.request(method, path, json=body, headers=headers)
            assert not any(pan in answer.text for pan in PANS), (method, template, place)
            # Who may not come in at all is told so before anything is read.
            assert answer.status_code in (422, 401, 403, 404, 405), (method, template, answer.text)
            if answer.json()["code"] == "card_data_refused":
                assert answer.json()["errors"][0]["pointer"] == place
                refused += 1
            else:
                others[template] = answer.status_code
    assert refused > 300, (refused, others)
    assert house.found() == []


@pytest.mark.parametrize("number", PANS[:3])
async def test_no_address_or_header_takes_a_card_number(house: House, number: str) -> None:
    client = house.merchant.client
    answers = [
        await client.get(f"/products/{number}"),
        await client.get(f"/shops/{house.shop}/products/{number}/x"),
        await client.get("/stores", params={"cursor": number}),
        await client.get(f"/shops/{house.shop}/search", params={"q": f"my {number}"}),
        await client.post("/stores", json={}, headers={"idempotency-key": number}),
        await client.get("/stores", headers={"x-request-id": number}),
        await client.get("/stores", headers={"user-agent": f"agent {number}"}),
        await client.patch("/organization", json={}, headers={"if-match": number}),
    ]
    assert [it.json()["code"] for it in answers] == ["card_data_refused"] * len(answers)
    assert not any(number in it.text or number in str(it.headers) for it in answers)
    assert house.found() == []


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
async def test_no_file_brings_a_card_number_in(house: House, pack: type[bytes]) -> None:
    catalog = (await house.merchant.client.get("/catalogs")).json()["items"][0]["catalog_id"]
    rows = "".join(f"A{number},Tea {number},4006381333931,3.00\n" for number in range(2_000))
    text = f"sku,name,barcode,price\n{rows}B1,Paid with {PANS[0]},,1.00\n"
    answer = await house.merchant.client.post(
        f"/catalogs/{catalog}/imports",
        content=pack(text.encode()),
        headers={"content-type": "text/csv"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "card_data_refused")
    assert answer.json()["errors"][0]["pointer"] == "line 2002/name"
    assert house.found() == []


async def test_a_security_code_is_refused_by_its_name(house: House) -> None:
    body = {"name": "Tea", "metadata": {"cvv": "123"}}
    for template in ("/stores", f"/catalogs/{uuid4()}/products"):
        answer: httpx.Response = await house.merchant.client.post(template, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "card_data_refused")
