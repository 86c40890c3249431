"""Create a catalog."""

from typing import TypeVar
from uuid import UUID

from msgspec import Struct, field

from galleria.base.free_json import JsonObject, no_object, object_errors
from galleria.base.ids import new_id
from galleria.base.money import currency_errors
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import ReadTx, Tx
from galleria.catalog.events import CatalogCreated
from galleria.catalog.fields import CatalogName, CurrencyCode, Line
from galleria.catalog.queries import (
    Catalog,
    CatalogKind,
    CatalogStatus,
    insert_catalog,
    member_is_here,
)
from galleria.engine.events import record


class NewCatalog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`currency` is that of prices that name none. Shoppers see active catalogs only."""

    name: CatalogName
    kind: CatalogKind
    currency: CurrencyCode
    status: CatalogStatus = "active"
    source: Line | None = None
    source_config: JsonObject = field(default_factory=no_object)
    sync_settings: JsonObject = field(default_factory=no_object)
    owner_member_id: UUID | None = None


AnyCatalog = TypeVar("AnyCatalog", NewCatalog, Catalog)


async def create_catalog(tx: Tx, *, body: NewCatalog) -> Catalog:
    """Create the catalog; `Invalid` names every wrong field."""
    await refuse_unsound(tx, body)
    catalog = await insert_catalog(
        tx,
        catalog_id=new_id(),
        name=body.name,
        kind=body.kind,
        status=body.status,
        currency=body.currency,
        source=body.source,
        source_config=body.source_config,
        sync_settings=body.sync_settings,
        owner_member_id=body.owner_member_id,
        now=tx.context.now,
    )
    await record(tx, [CatalogCreated(catalog.catalog_id, catalog.name, catalog.kind)])
    return catalog


def catalog_errors(catalog: AnyCatalog, pointer: str = "") -> list[FieldError]:
    """Return everything wrong with a catalog's fields beyond their types. Pure."""
    return [
        *currency_errors(catalog.currency, f"{pointer}/currency"),
        *object_errors(catalog.source_config, f"{pointer}/source_config"),
        *object_errors(catalog.sync_settings, f"{pointer}/sync_settings"),
    ]


async def refuse_unsound(tx: ReadTx, catalog: AnyCatalog) -> None:
    """Raise `Invalid` that names every wrong field; an owner of elsewhere is one."""
    errors = catalog_errors(catalog)
    owner_id = catalog.owner_member_id
    if owner_id is not None and not await member_is_here(tx, member_id=owner_id):
        errors.append(FieldError("/owner_member_id", "not_found", "There is no such member."))
    if errors:
        raise Invalid(errors=errors)
