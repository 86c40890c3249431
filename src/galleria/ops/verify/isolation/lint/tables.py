"""Rules about tables and keys: a row says whose it is, and nothing ties it to another's."""

# ruff: noqa: D401  (the docstring of a rule is the reason for it)

from collections.abc import Iterator

from galleria.ops.verify.isolation.allowed import GLOBAL_TABLES
from galleria.ops.verify.isolation.catalog import Catalog, Relation

ORG_ID = "org_id"


def tenant_tables(catalog: Catalog) -> list[Relation]:
    """Return the tables that hold organizations' rows: all that are not listed as global."""
    return [table for table in catalog.tables if table.name not in GLOBAL_TABLES]


def every_table_has_its_tenant_or_a_reason(catalog: Catalog) -> Iterator[str]:
    """A table without org_id holds everybody's rows; the few that must are listed with a reason."""
    for table in tenant_tables(catalog):
        column = next((c for c in catalog.columns_of(table.name) if c.name == ORG_ID), None)
        if column is None:
            yield f"{table.name} has no org_id and is not on the list of global tables"
        elif column.type != "uuid":
            yield f"{table.name}.org_id is {column.type}, not uuid"
        if table.kind == "f" or table.parent is not None:
            yield f"{table.name} is foreign or inherits: policies of a parent do not hold for it"


def org_id_is_never_null(catalog: Catalog) -> Iterator[str]:
    """A row with org_id NULL is nobody's, and a foreign key with a NULL in it is not checked."""
    names = {relation.name for relation in (*tenant_tables(catalog), *catalog.partitions)}
    for column in catalog.columns:
        if column.relation in names and column.name == ORG_ID and not column.is_not_null:
            yield f"{column.relation}.org_id may be NULL"


def org_id_leads_the_primary_key(catalog: Catalog) -> Iterator[str]:
    """A row is found within its organization, and a distributed PostgreSQL finds its node."""
    for table in tenant_tables(catalog):
        if catalog.primary_key(table.name)[:1] != [ORG_ID]:
            yield f"{table.name}: the primary key does not begin with org_id"


def org_id_is_in_every_unique_index(catalog: Catalog) -> Iterator[str]:
    """A unique index across organizations answers whether somebody else has a value."""
    names = {relation.name for relation in (*tenant_tables(catalog), *catalog.partitions)}
    for index in catalog.indexes:
        is_unique = index.is_unique or index.is_exclusion
        if index.relation in names and is_unique and index.columns[:1] != [ORG_ID]:
            yield f"{index.name} on {index.relation} does not begin with org_id"


def org_id_is_in_every_foreign_key(catalog: Catalog) -> Iterator[str]:
    """Foreign keys are checked past row-level security: a plain one takes another's id.

    A row could then point at another organization's, and the error for an absent one would tell
    which ids exist.
    """
    names = {table.name for table in tenant_tables(catalog)}
    for key in catalog.foreign_keys:
        if key.relation in names and (key.columns[0], key.target_columns[0]) != (ORG_ID, ORG_ID):
            yield f"{key.name} of {key.relation} does not pair org_id with {key.target}.org_id"
        elif key.relation in names and key.target not in names:
            yield f"{key.name} of {key.relation} points at {key.target}, which is no tenant's table"


def an_index_begins_with_org_id(catalog: Catalog) -> Iterator[str]:
    """The policy filters by org_id: without an index one organization reads past all others."""
    leading = {index.relation for index in catalog.indexes if index.columns[:1] == [ORG_ID]}
    for table in (*tenant_tables(catalog), *catalog.partitions):
        if table.name not in leading:
            yield f"{table.name} has no index that begins with org_id"


def only_one_schema(catalog: Catalog) -> Iterator[str]:
    """What stands in another schema is outside of what is checked here."""
    for schema in catalog.schemas:
        if schema.name != "public":
            yield f"schema {schema.name}"
