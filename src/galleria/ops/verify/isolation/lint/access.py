"""Rules about roles and grants: who may do what, before any policy is asked."""

# ruff: noqa: D401  (the docstring of a rule is the reason for it)

from collections.abc import Iterator

from galleria.ops.verify.isolation.allowed import (
    APP,
    COLUMN_GRANTS,
    GLOBAL_TABLES,
    OWNER,
    PLATFORM,
    SEARCH,
    SEARCHES,
    SEEN_BY_SEARCH,
)
from galleria.ops.verify.isolation.catalog import Catalog, Grant, Role

ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def only_the_two_roles_are_granted_anything(catalog: Catalog) -> Iterator[str]:
    """No policy is written for anybody else, and PUBLIC is everybody, those to come included."""
    for grant in catalog.grants:
        searches = grant.grantee == SEARCH and grant.relation in SEEN_BY_SEARCH
        if grant.grantee not in (APP, PLATFORM) and not (searches and grant.privilege == "SELECT"):
            yield said(grant)


def only_rows_are_granted(catalog: Catalog) -> Iterator[str]:
    """TRUNCATE asks no policy; REFERENCES, TRIGGER and MAINTAIN reach past them, too."""
    for grant in catalog.grants:
        may = ("SELECT",) if grant.relation == "galleria_migration" else ROWS
        if grant.privilege not in may:
            yield said(grant)


def the_app_cannot_reach_the_directory(catalog: Catalog) -> Iterator[str]:
    """The directory is global: whoever reads it sees every organization."""
    for grant in catalog.grants:
        is_global = grant.relation in GLOBAL_TABLES and grant.relation != "galleria_migration"
        if is_global and grant.grantee != PLATFORM:
            yield said(grant)


def nothing_is_granted_on_a_partition(catalog: Catalog) -> Iterator[str]:
    """A partition that is read directly is not guarded by its parent's policies."""
    partitions = {relation.name for relation in catalog.partitions}
    for grant in catalog.grants:
        if grant.relation in partitions:
            yield said(grant)


def single_columns_are_granted_for_a_reason(catalog: Catalog) -> Iterator[str]:
    """A grant on a column shows in few listings; each one is on a list."""
    for grant in catalog.grants:
        if grant.column and (grant.relation, grant.column) not in COLUMN_GRANTS:
            yield said(grant)


def nothing_is_granted_in_advance(catalog: Catalog) -> Iterator[str]:
    """A default privilege opens tables and partitions that nobody has made yet."""
    for grant in catalog.default_grants:
        yield f"whatever {grant.owner} makes grants {grant.privilege} to {grant.grantee}"


def login_roles_are_powerless(catalog: Catalog) -> Iterator[str]:
    """Policies do not hold for superusers, BYPASSRLS, and owners; a member is what its group is."""
    found = {role.name: role for role in catalog.roles}
    for name in (APP, PLATFORM):
        if name not in found:
            yield f"there is no role {name}"
            continue
        yield from (f"{name} {power}" for power in powers(found[name]))
        if found[name].owned_count:
            yield f"{name} owns {found[name].owned_count} objects"


def the_search_can_only_search(catalog: Catalog) -> Iterator[str]:
    """It sees every organization's listings, through functions that ask whose they are, alone."""
    found = {role.name: role for role in catalog.roles}
    if SEARCH not in found:
        yield f"there is no role {SEARCH}"
        return
    yield from (f"{SEARCH} {power}" for power in powers(found[SEARCH]))
    if found[SEARCH].can_log_in:
        yield f"{SEARCH} can log in"
    if found[SEARCH].owned_count != len(SEARCHES):
        yield f"{SEARCH} owns {found[SEARCH].owned_count} objects"
    for function in catalog.functions:
        if function.owner == SEARCH and not function.is_definer:
            yield f"{function.name} is not SECURITY DEFINER"


def powers(role: Role) -> Iterator[str]:
    """Return what a role may beyond what was granted on tables."""
    named = {
        "is a superuser": role.is_super,
        "bypasses row-level security": role.bypasses_rls,
        "creates roles": role.creates_roles,
        "creates databases": role.creates_databases,
        "replicates": role.replicates,
        "creates objects": role.creates_objects and role.name != OWNER,
    }
    yield from (power for power, has in named.items() if has)
    yield from (f"is a member of {group}" for group in role.member_of)


def the_owner_owns_everything_and_cannot_log_in(catalog: Catalog) -> Iterator[str]:
    """An owner grants and alters as it likes; ours is nobody who could be at the door."""
    for relation in catalog.relations:
        if relation.owner != OWNER:
            yield f"{relation.name} is owned by {relation.owner}"
    for function in catalog.functions:
        if function.owner != (SEARCH if function.signature in SEARCHES else OWNER):
            yield f"{function.name} is owned by {function.owner}"
    for role in catalog.roles:
        if role.name == OWNER:
            yield from (f"{OWNER} {power}" for power in powers(role))
            if role.can_log_in:
                yield f"{OWNER} can log in"


def no_setting_enters_an_organization(catalog: Catalog) -> Iterator[str]:
    """A role or database that sets app.org_id for a session lets in whoever forgets to name one."""
    for role in catalog.roles:
        for setting in role.settings:
            if setting.partition("=")[0] in ("app.org_id", "row_security", "role", "search_path"):
                yield f"{role.name} begins every session with {setting}"


def said(grant: Grant) -> str:
    """Return a grant in a few words."""
    column = f" ({grant.column})" if grant.column else ""
    return f"{grant.grantee} has {grant.privilege}{column} on {grant.relation}"
