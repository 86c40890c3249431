"""Roles, fields and patches: pure, so they are read as tables."""

import pytest
from msgspec import Raw

from galleria.base.free_json import object_errors
from galleria.base.ids import new_id
from galleria.base.refusals import Invalid
from galleria.tenants.fields import (
    locale_errors,
    normal_domain,
    time_zone_errors,
)
from galleria.tenants.rules import (
    PERMISSIONS,
    is_last_owner,
    known_permissions,
    permissions_of,
)


def test_an_owner_may_do_everything_inside_the_organization() -> None:
    assert permissions_of("owner") == PERMISSIONS


@pytest.mark.parametrize(
    "permission",
    ["members:write", "keys:write", "organization:write", "platform:organizations:read"],
)
def test_a_manager_may_not(permission: str) -> None:
    assert permission not in permissions_of("manager")
    assert "catalog:write" in permissions_of("manager")


def test_a_cashier_sees_what_is_sold_and_works_a_till() -> None:
    sees = {f"{noun}:read" for noun in ("catalog", "stores", "stock", "orders", "tills")}
    assert permissions_of("cashier") == sees | {"tills:write"}


def test_a_discount_of_ones_own_is_a_managers() -> None:
    assert "tills:override" in permissions_of("manager")
    assert "tills:override" not in permissions_of("cashier")


def test_an_analyst_reads_everything_and_writes_nothing() -> None:
    assert permissions_of("analyst") == {name for name in PERMISSIONS if name.endswith(":read")}


@pytest.mark.parametrize("role", ["super_admin", "admin"])
def test_platform_staff_hold_nothing_inside_an_organization(role: str) -> None:
    assert permissions_of(role) & PERMISSIONS == frozenset()


@pytest.mark.parametrize("role", [None, "", "root", "OWNER"])
def test_an_unknown_role_may_nothing(role: str | None) -> None:
    assert permissions_of(role) == frozenset()


def test_a_platform_permission_cannot_be_a_keys() -> None:
    assert known_permissions(["platform:organizations:write", "jobs:read"]) == {"jobs:read"}


def test_the_only_owner_is_the_last() -> None:
    one, other = new_id(), new_id()
    assert is_last_owner([one], one)
    assert not is_last_owner([one, other], one)
    assert not is_last_owner([one], other)


@pytest.mark.parametrize("code", ["en-GB", "de", "zh-Hant-TW", "sr-Latn"])
def test_a_locale_is_known(code: str) -> None:
    assert locale_errors(code, "/locale") == []


@pytest.mark.parametrize("code", ["", "xx-YY", "en_GB", "nonsense", "en-", "en\n"])
def test_a_locale_is_not_known(code: str) -> None:
    assert locale_errors(code, "/locale") != []


@pytest.mark.parametrize("name", ["", "Mars/Base", "../UTC", "Europe/Paris\n"])
def test_a_time_zone_is_not_known(name: str) -> None:
    assert time_zone_errors(name, "/time_zone") != []


@pytest.mark.parametrize(
    "text",
    [b"[]", b"1", b'"a"', b"null", b'{"a": "\xff"}', b'{"a": 1e999}', b"{" + b" " * 20_000 + b"}"],
)
def test_free_json_is_a_sound_object_of_bounded_size(text: bytes) -> None:
    assert [error.pointer for error in object_errors(Raw(text), "/settings")] == ["/settings"]


@pytest.mark.parametrize("text", ["ﬀ.example", "FF.EXAMPLE", "ff.example."])
def test_spellings_of_one_domain_are_one(text: str) -> None:
    assert normal_domain(text, "/domain") == "ff.example"


def test_a_domain_that_only_looks_like_idna_is_refused() -> None:
    with pytest.raises(Invalid):
        normal_domain("xn--a.com", "/domain")
