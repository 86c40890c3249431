"""The rules that the database's own description has to keep; each says why it is one."""

import inspect
from collections.abc import Callable, Iterator

from galleria.ops.verify.isolation.catalog import Catalog
from galleria.ops.verify.isolation.findings import LINT, Finding
from galleria.ops.verify.isolation.lint import access, personal, policies, programs, tables

Rule = Callable[[Catalog], Iterator[str]]

RULES: list[Rule] = [
    tables.every_table_has_its_tenant_or_a_reason,
    tables.org_id_is_never_null,
    tables.org_id_leads_the_primary_key,
    tables.org_id_is_in_every_unique_index,
    tables.org_id_is_in_every_foreign_key,
    tables.an_index_begins_with_org_id,
    tables.only_one_schema,
    policies.row_level_security_is_enabled_and_forced,
    policies.two_policies_exactly_as_written,
    policies.the_lists_of_exceptions_are_current,
    access.only_the_two_roles_are_granted_anything,
    access.only_rows_are_granted,
    access.the_app_cannot_reach_the_directory,
    access.nothing_is_granted_on_a_partition,
    access.single_columns_are_granted_for_a_reason,
    access.nothing_is_granted_in_advance,
    access.login_roles_are_powerless,
    access.the_search_can_only_search,
    access.the_owner_owns_everything_and_cannot_log_in,
    access.no_setting_enters_an_organization,
    programs.views_read_as_their_caller,
    programs.no_materialized_view,
    programs.definer_functions_are_listed,
    programs.extensions_are_listed,
    programs.functions_are_not_for_everybody,
    programs.no_function_claims_to_be_leakproof,
    programs.no_sequence_is_shared,
    programs.no_rewrite_rule,
    personal.personal_columns_say_so,
]


def lint(catalog: Catalog) -> list[Finding]:
    """Return every breach of every rule."""
    return [
        Finding(LINT, rule.__name__.replace("_", " "), text)
        for rule in RULES
        for text in rule(catalog)
    ]


def reasons() -> dict[str, str]:
    """Return each rule with why it is one."""
    return {rule.__name__: inspect.getdoc(rule) or "" for rule in RULES}
