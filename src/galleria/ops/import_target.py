"""Which organization and which catalog a file is imported into."""

from uuid import UUID

from msgspec import Struct

from galleria.base.context import Context, Tier, system_context
from galleria.base.database import Database
from galleria.base.pages import PageQuery
from galleria.base.refusals import NotFound
from galleria.base.tx import ReadTx, Tx, platform_transaction
from galleria.catalog import NewCatalog, create_catalog, list_catalogs, read_catalog
from galleria.ops.errors import OperatorError
from galleria.transfers import catalog_of_store, catalogs_called

NAMED_MAX = 20
CURRENCY = "EUR"
ORGANIZATIONS = """
SELECT org_id, slug, tier
FROM organization
WHERE state = 'active' AND ($1::text IS NULL OR slug = $1)
ORDER BY slug
LIMIT $2
"""


class Target(Struct, frozen=True):
    """A catalog, or (`unmade`) the one to be made."""

    catalog_id: UUID | None
    name: str
    currency: str
    unmade: NewCatalog | None = None

    async def made(self, tx: Tx) -> "Target":
        """Make the catalog; what `told` says stays the same."""
        assert self.unmade is not None
        catalog = await create_catalog(tx, body=self.unmade)
        return Target(catalog.catalog_id, self.name, self.currency, self.unmade)

    def told(self, *, is_dry_run: bool) -> str:
        """Say where the rows go."""
        if self.unmade is None:
            return f"into the catalog {self.name!r} ({self.currency})"
        verb = "as if into a new catalog" if is_dry_run else "into a new catalog,"
        return f"{verb} {self.name!r} ({self.currency}): there was none of that name"


async def found_organization(database: Database, slug: str | None) -> Context:
    """Return a context inside the organization; without a slug, in the only one there is."""
    async with platform_transaction(database) as tx:
        rows = await tx.connection.fetch(ORGANIZATIONS, slug, NAMED_MAX + 1)
        if len(rows) == 1:
            org_id: UUID = rows[0]["org_id"]
            tier: Tier = rows[0]["tier"]
            return system_context(org_id, request_id="import", tier=tier)
        others = await tx.connection.fetch(ORGANIZATIONS, None, NAMED_MAX + 1)
    names = ", ".join(row["slug"] for row in others[:NAMED_MAX]) or "none yet"
    more = ", …" if len(others) > NAMED_MAX else ""
    wrong = "Say --organization SLUG." if slug is None else f"There is no organization {slug!r}."
    raise OperatorError(f"{wrong} There are: {names}{more}.")


async def find_target(
    tx: ReadTx, *, catalog: str | None, store: str | None, currency: str | None
) -> Target:
    """Return the catalog that is meant, which may have to be made."""
    if catalog is not None and store is not None:
        raise OperatorError("Say --catalog or --store, not both.")
    if store is not None:
        return await _sold_by(tx, store)
    if catalog is None:
        return await _only(tx)
    try:
        return await _read(tx, UUID(catalog))
    except ValueError:
        pass
    except NotFound:
        raise OperatorError(f"There is no catalog {catalog}.") from None
    called = await catalogs_called(tx, name=catalog)
    if len(called) > 1:
        raise OperatorError(f"Several catalogs are called {catalog!r}: say its id.")
    if called:
        return await _read(tx, called[0])
    new = NewCatalog(name=catalog, kind="manual", currency=currency or CURRENCY)
    return Target(None, new.name, new.currency, new)


async def _sold_by(tx: ReadTx, slug: str) -> Target:
    sold = await catalog_of_store(tx, slug=slug)
    if sold is None:
        raise OperatorError(f"The organization has no store {slug!r}.")
    if sold.catalog_id is None:
        raise OperatorError(f"The store {slug!r} sells no catalog yet: say --catalog.")
    return await _read(tx, sold.catalog_id)


async def _only(tx: ReadTx) -> Target:
    found = (await list_catalogs(tx, query=PageQuery(limit=NAMED_MAX))).items
    if len(found) == 1:
        return Target(found[0].catalog_id, found[0].name, found[0].currency)
    names = ", ".join(repr(each.name) for each in found) or "none yet"
    raise OperatorError(f"Say --catalog NAME (one of that name is made if needed): {names}.")


async def _read(tx: ReadTx, catalog_id: UUID) -> Target:
    catalog = await read_catalog(tx, catalog_id=catalog_id)
    return Target(catalog_id, catalog.name, catalog.currency)
