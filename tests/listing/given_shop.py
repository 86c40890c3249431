"""What a test of shoppers' reads starts from: a menu in a shop, and what its merchant decides."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from galleria.base.ids import new_id
from galleria.base.tx import Tx
from galleria.catalog import CategoriesWritten, ProductsWritten, sell_catalog
from galleria.engine.notices import tell
from tests.catalog.given import given_catalog, given_category, given_product, given_store


class Menu(Struct, frozen=True):
    """Drinks > Hot > Tea, in a shop in English and German; `tx` is a shopper's, and may write."""

    tx: Tx
    store: UUID
    catalog: UUID
    drinks: UUID
    hot: UUID
    tea: UUID

    async def category(self, name: str, **more: object) -> UUID:
        return await given_category(self.tx, self.catalog, name, **more)  # type: ignore[arg-type]

    async def product(self, name: str, **more: object) -> UUID:
        return await given_product(self.tx, self.catalog, name, **more)  # type: ignore[arg-type]

    async def set(self, sql: str, *values: object) -> None:
        """Change rows; the listing is told of everything there is."""
        await self.tx.connection.execute(sql, *values)
        rows = await self.tx.connection.fetch("SELECT product_id FROM product")
        await tell(self.tx, ProductsWritten(self.catalog, [row["product_id"] for row in rows]))
        rows = await self.tx.connection.fetch("SELECT category_id FROM category")
        await tell(self.tx, CategoriesWritten(self.catalog, [row["category_id"] for row in rows]))


def seen_by(tx: Tx, store: UUID) -> Tx:
    return structs.replace(tx, context=structs.replace(tx.context, store_id=store))


async def given_menu(tx: Tx) -> Menu:
    store, catalog = await given_store(tx), await given_catalog(tx)
    await tx.connection.execute("UPDATE store SET further_locales = '{de-DE}'")
    await sell_catalog(tx, store_id=store, catalog_id=catalog)
    drinks = await given_category(tx, catalog, "Drinks")
    hot = await given_category(tx, catalog, "Hot", parent_id=drinks)
    tea = await given_product(tx, catalog, "Tea", category_id=hot, sku="T-1")
    return Menu(seen_by(tx, store), store, catalog, drinks, hot, tea)


async def exclude(menu: Menu, *, product: UUID | None = None, category: UUID | None = None) -> None:
    await menu.set(
        """INSERT INTO store_exclusion (org_id, exclusion_id, store_id, catalog_id, product_id,
                                        category_id, reason, actor_kind, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, 'not here', 'member', now())""",
        menu.tx.context.org_id, new_id(), menu.store, menu.catalog, product, category,
    )  # fmt: skip


async def say_product(menu: Menu, product: UUID, **said: object) -> None:
    """Say it in German: name, slug, description."""
    await menu.set(
        """INSERT INTO product_translation (org_id, product_id, locale, catalog_id, name, slug,
                                            description, updated_at)
           VALUES ($1, $2, 'de-DE', $3, $4, $5, $6, now())""",
        menu.tx.context.org_id, product, menu.catalog,
        said.get("name"), said.get("slug"), said.get("description"),
    )  # fmt: skip


async def say_category(menu: Menu, category: UUID, **said: object) -> None:
    """Say it in German: name, slug, description."""
    await menu.set(
        """INSERT INTO category_translation (org_id, category_id, locale, catalog_id, name, slug,
                                             description, updated_at)
           VALUES ($1, $2, 'de-DE', $3, $4, $5, $6, now())""",
        menu.tx.context.org_id, category, menu.catalog,
        said.get("name"), said.get("slug"), said.get("description"),
    )  # fmt: skip


async def price_here(menu: Menu, price_minor: int, compare_at_minor: int | None = None) -> None:
    """Give every variant a price of the store's own."""
    await menu.set(
        """INSERT INTO store_price SELECT org_id, $1, variant_id, $2, $3, now() FROM variant""",
        menu.store, price_minor, compare_at_minor,
    )  # fmt: skip


async def sell_between(
    menu: Menu, product: UUID, begins: datetime | None, ends: datetime | None
) -> None:
    await menu.set(
        "INSERT INTO store_window VALUES ($1, $2, $3, $4, $5, now())",
        menu.tx.context.org_id, menu.store, product, begins, ends,
    )  # fmt: skip
