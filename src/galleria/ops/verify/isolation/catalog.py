"""The database as PostgreSQL's catalog describes it, read once: what lint and attacks work from."""

from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from galleria.ops.roles import Connection
from galleria.ops.verify.isolation import catalog_sql as sql

S = TypeVar("S", bound=Struct)

TABLE_KINDS = ("r", "p", "f")


class Relation(Struct, frozen=True):
    """A table (kind r), partitioned parent (p), view (v), materialized view (m) or sequence (S)."""

    name: str
    kind: str
    owner: str
    is_secured: bool
    is_forced: bool
    parent: str | None
    is_temporary: bool
    is_invoker: bool


class Column(Struct, frozen=True):
    relation: str
    name: str
    type: str
    is_not_null: bool
    has_default: bool
    is_generated: bool
    comment: str | None


class Index(Struct, frozen=True):
    relation: str
    name: str
    is_unique: bool
    is_primary: bool
    is_exclusion: bool
    columns: list[str]


class ForeignKey(Struct, frozen=True):
    relation: str
    name: str
    target: str
    columns: list[str]
    target_columns: list[str]


class Check(Struct, frozen=True):
    relation: str
    columns: list[str]
    expression: str


class Policy(Struct, frozen=True):
    """`command` is '*' for a policy that holds for every verb."""

    relation: str
    name: str
    command: str
    is_permissive: bool
    roles: list[str]
    using: str | None
    with_check: str | None


class Grant(Struct, frozen=True):
    """`column` is '' where the whole relation was granted."""

    relation: str
    grantee: str
    privilege: str
    column: str


class Function(Struct, frozen=True):
    name: str
    arguments: str
    owner: str
    is_definer: bool
    is_leakproof: bool
    settings: list[str]
    grantees: list[str]

    @property
    def signature(self) -> str:
        return f"{self.name}({self.arguments})"


class Role(Struct, frozen=True):
    name: str
    is_super: bool
    bypasses_rls: bool
    creates_roles: bool
    creates_databases: bool
    replicates: bool
    can_log_in: bool
    member_of: list[str]
    creates_objects: bool
    settings: list[str]
    owned_count: int


class Rewrite(Struct, frozen=True):
    relation: str
    name: str


class DefaultGrant(Struct, frozen=True):
    """A privilege that whatever `owner` makes from now on is granted with."""

    owner: str
    grantee: str
    privilege: str


class Schema(Struct, frozen=True):
    name: str


class Extension(Struct, frozen=True):
    name: str


class Catalog(Struct, frozen=True, dict=True):
    """Everything in the schema `public`, and the project's roles."""

    relations: list[Relation]
    columns: list[Column]
    indexes: list[Index]
    foreign_keys: list[ForeignKey]
    checks: list[Check]
    policies: list[Policy]
    grants: list[Grant]
    functions: list[Function]
    roles: list[Role]
    rewrites: list[Rewrite]
    schemas: list[Schema]
    default_grants: list[DefaultGrant]
    extensions: list[Extension]

    @cached_property
    def tables(self) -> list[Relation]:
        """Tables and partitioned parents; partitions are apart."""
        return [r for r in self.relations if r.kind in TABLE_KINDS and not self.is_partition(r)]

    @cached_property
    def partitions(self) -> list[Relation]:
        return [r for r in self.relations if r.kind in TABLE_KINDS and self.is_partition(r)]

    @cached_property
    def kinds(self) -> dict[str, str]:
        return {relation.name: relation.kind for relation in self.relations}

    def is_partition(self, relation: Relation) -> bool:
        """Say whether it is a partition; a child of plain inheritance is a table of its own."""
        return relation.parent is not None and self.kinds[relation.parent] == "p"

    def columns_of(self, relation: str) -> list[Column]:
        return [column for column in self.columns if column.relation == relation]

    def primary_key(self, relation: str) -> list[str]:
        keys = [i.columns for i in self.indexes if i.relation == relation and i.is_primary]
        return keys[0] if keys else []


async def read_catalog(connection: Connection) -> Catalog:
    """Read it as of this transaction, so that a change not yet committed is seen."""

    async def rows(statement: str, kind: type[S]) -> list[S]:
        return [kind(*row) for row in await connection.fetch(statement)]

    return Catalog(
        relations=await rows(sql.RELATIONS, Relation),
        columns=await rows(sql.COLUMNS, Column),
        indexes=await rows(sql.INDEXES, Index),
        foreign_keys=await rows(sql.FOREIGN_KEYS, ForeignKey),
        checks=await rows(sql.CHECKS, Check),
        policies=await rows(sql.POLICIES, Policy),
        grants=await rows(sql.GRANTS, Grant),
        functions=await rows(sql.FUNCTIONS, Function),
        roles=await rows(sql.ROLES, Role),
        rewrites=await rows(sql.REWRITES, Rewrite),
        schemas=await rows(sql.SCHEMAS, Schema),
        default_grants=await rows(sql.DEFAULT_GRANTS, DefaultGrant),
        extensions=await rows(sql.EXTENSIONS, Extension),
    )
