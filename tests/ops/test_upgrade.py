"""What a database of the version before holds is there after the upgrade, and is shown."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from msgspec import Struct

from galleria.base.ids import new_id
from galleria.ops.laptop import throwaway_postgres
from galleria.ops.migrations import our_migrations
from galleria.ops.migrator import migrate

BEFORE_CATALOG = 6


class Upgraded(Struct, frozen=True):
    """A database that was filled by the version before, and the catalog in it."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    catalog_id: UUID


@pytest.fixture(scope="module")
async def upgraded() -> AsyncIterator[Upgraded]:
    with throwaway_postgres(careless=True) as address:
        before = our_migrations()[:BEFORE_CATALOG]
        await migrate(
            address.url, passwords_from=address.url, note=lambda _: None, migrations=before
        )
        connection = await asyncpg.connect(address.url)
        catalog_id = await _filled(connection)
        await migrate(address.url, passwords_from=address.url, note=lambda _: None)
        yield Upgraded(connection, catalog_id)
        await connection.close()


async def _filled(connection: "asyncpg.Connection[asyncpg.Record]") -> UUID:
    org, catalog, category, store, now = *(new_id() for _ in range(4)), datetime.now(UTC)
    statements = [
        "INSERT INTO organization VALUES ($1, 'a', 'standard', 'active', $5)",
        """INSERT INTO store (org_id, store_id, name, slug, kind, status, currency, locale,
                              time_zone, created_at, updated_at)
           VALUES ($1, $4, 'S', 's', 'online', 'active', 'EUR', 'en', 'UTC', $5, $5)""",
        """INSERT INTO catalog (org_id, catalog_id, name, kind, status, currency, created_at,
                                updated_at)
           VALUES ($1, $2, 'C', 'manual', 'active', 'EUR', $5, $5)""",
        "INSERT INTO store_catalog VALUES ($1, $4, $2, 1, $5)",
        """INSERT INTO category (org_id, category_id, catalog_id, name, slug, created_at,
                                 updated_at) VALUES ($1, $3, $2, 'Tea', 'tea', $5, $5)""",
        """INSERT INTO product (org_id, product_id, catalog_id, category_id, name, slug, media,
                                is_active, created_at, updated_at)
           VALUES ($1, gen_random_uuid(), $2, $3, 'Green', 'green', '["/a.jpg", "/b.jpg"]', true,
                   $5, $5),
                  ($1, gen_random_uuid(), $2, NULL, 'Old', 'old', '[]', false, $5, $5)""",
    ]
    values = {"$1": org, "$2": catalog, "$3": category, "$4": store, "$5": now}
    for statement in statements:
        text = statement
        for name, value in values.items():
            text = text.replace(name, f"'{value}'")
        await connection.execute(text)
    return catalog


async def test_what_was_switched_off_is_a_draft(upgraded: Upgraded) -> None:
    rows = await upgraded.connection.fetch("SELECT name, status FROM product ORDER BY name")
    assert [tuple(row) for row in rows] == [("Green", "active"), ("Old", "draft")]


async def test_a_products_category_is_among_its_categories(upgraded: Upgraded) -> None:
    assert await upgraded.connection.fetchval("SELECT count(*) FROM product_category") == 1


async def test_pictures_keep_their_order(upgraded: Upgraded) -> None:
    urls = await upgraded.connection.fetchval(
        """SELECT string_agg(shown.one ->> 'url', ' ')
           FROM product CROSS JOIN jsonb_array_elements(media) AS shown (one)"""
    )
    assert urls == "/a.jpg /b.jpg"


async def test_a_job_shows_every_catalog_that_is_sold(upgraded: Upgraded) -> None:
    row = await upgraded.connection.fetchrow("SELECT kind, payload ->> 'catalog_id' FROM job")
    assert row is not None
    assert tuple(row) == ("listing.show_catalog", str(upgraded.catalog_id))


async def test_every_table_is_forced_again(upgraded: Upgraded) -> None:
    loose = await upgraded.connection.fetchval(
        """SELECT count(*) FROM pg_class
           WHERE relrowsecurity AND NOT relforcerowsecurity"""
    )
    assert loose == 0
