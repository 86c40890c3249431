"""Migrations: each once, in order, by one at a time."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from galleria.base.urls import derived_url
from galleria.ops.errors import OperatorError
from galleria.ops.migrations import Migration, our_migrations, read_migrations
from galleria.ops.migrator import migrate, missing_migrations

ROLES = our_migrations()[0]


def numbered(*texts: str) -> list[Migration]:
    """The first migration of ours, and these after it."""
    return [ROLES, *(Migration(n, f"{n:04}_pre_test", text) for n, text in enumerate(texts, 2))]


async def applied(url: str, migrations: list[Migration]) -> list[str]:
    return await migrate(url, passwords_from=None, note=lambda _: None, migrations=migrations)


async def fetch(url: str, question: str) -> list[object]:
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch(question)]
    finally:
        await connection.close()


async def test_applies_what_is_missing_and_nothing_twice(empty_url: str) -> None:
    first = numbered("CREATE TABLE one ()")
    assert await applied(empty_url, first) == [ROLES.name, "0002_pre_test"]
    assert await applied(empty_url, first) == []
    both = numbered("CREATE TABLE one ()", "CREATE TABLE two ()")
    assert await applied(empty_url, both) == ["0003_pre_test"]


async def test_two_at_once_apply_each_migration_once(empty_url: str) -> None:
    migrations = numbered("SELECT pg_sleep(0.2)", "CREATE TABLE one ()")
    done = await asyncio.gather(*(applied(empty_url, migrations) for _ in range(3)))
    assert sorted(len(names) for names in done) == [0, 0, 3]


async def test_refuses_a_migration_that_changed_after_it_was_applied(empty_url: str) -> None:
    await applied(empty_url, numbered("CREATE TABLE one ()"))
    with pytest.raises(OperatorError, match=r"0002_pre_test was applied .* has changed since"):
        await applied(empty_url, numbered("CREATE TABLE other ()"))


async def test_refuses_a_database_that_is_newer(empty_url: str) -> None:
    await applied(empty_url, numbered("CREATE TABLE one ()"))
    with pytest.raises(OperatorError, match=r"0002_pre_test, which this version .* not know"):
        await applied(empty_url, [ROLES])


async def test_a_migration_that_fails_leaves_nothing(empty_url: str) -> None:
    with pytest.raises(OperatorError, match='0002_pre_test: table "absent" does not exist'):
        await applied(empty_url, numbered("CREATE TABLE one (); DROP TABLE absent"))
    assert await fetch(empty_url, "SELECT to_regclass('one')") == [None]
    assert await fetch(empty_url, "SELECT number FROM galleria_migration") == [1]


async def test_builds_an_index_without_a_transaction(empty_url: str) -> None:
    index = """-- galleria: no-transaction
        DROP INDEX CONCURRENTLY IF EXISTS by_id;
        CREATE INDEX CONCURRENTLY by_id ON one (id);
        -- The end."""
    await applied(empty_url, numbered("CREATE TABLE one (id int)", index))
    assert await fetch(empty_url, "SELECT to_regclass('by_id')::text") == ["by_id"]


async def test_gives_up_on_a_lock_that_somebody_keeps(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("galleria.ops.migrator.LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr("galleria.ops.migrator.LOCK_PAUSE_S", 0.01)
    await applied(empty_url, numbered("CREATE TABLE one ()"))
    keeper = await asyncpg.connect(empty_url)
    async with keeper.transaction():
        await keeper.execute("LOCK one")
        with pytest.raises(OperatorError, match="lock timeout"):
            await applied(empty_url, numbered("CREATE TABLE one ()", "DROP TABLE one"))
    await keeper.close()


async def test_everything_belongs_to_the_owner_who_cannot_log_in(empty_url: str) -> None:
    await migrate(empty_url, passwords_from=None, note=lambda _: None)
    owners = await fetch(
        empty_url,
        """SELECT DISTINCT relowner::regrole::text FROM pg_class
           WHERE relnamespace = 'public'::regnamespace""",
    )
    assert owners == ["galleria_owner"]
    can_log_in = "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'galleria_owner'"
    assert await fetch(empty_url, can_log_in) == [False]


async def test_the_login_roles_log_in_with_derived_passwords(empty_url: str) -> None:
    await migrate(empty_url, passwords_from=empty_url, note=lambda _: None)
    for role in ("galleria_app", "galleria_platform"):
        assert await fetch(derived_url(empty_url, role), "SELECT current_user") == [role]


async def test_a_login_role_that_was_made_by_hand_logs_in_too(empty_url: str) -> None:
    await migrate(empty_url, passwords_from=empty_url, note=lambda _: None)
    await fetch(empty_url, "ALTER ROLE galleria_app NOLOGIN PASSWORD NULL")
    await migrate(empty_url, passwords_from=empty_url, note=lambda _: None)
    assert await fetch(derived_url(empty_url, "galleria_app"), "SELECT 1") == [1]


async def test_a_url_without_a_password_is_refused_with_the_remedy(empty_url: str) -> None:
    with pytest.raises(OperatorError, match="GALLERIA_APP_DATABASE_URL"):
        await migrate(empty_url, passwords_from="postgresql://me@db/shop", note=lambda _: None)


async def test_the_app_can_ask_what_is_missing(empty_url: str) -> None:
    await migrate(empty_url, passwords_from=empty_url, note=lambda _: None)
    connection = await asyncpg.connect(derived_url(empty_url, "galleria_app"))
    assert await missing_migrations(connection) == []
    await connection.close()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["0001_pre_one.sql", "0003_pre_three.sql"], "should have number 0002"),
        (["0001_pre_one.sql", "0001_pre_two.sql"], "should have number 0002"),
        (["first.sql"], "not named like"),
    ],
)
def test_files_that_are_not_in_order_are_refused(
    tmp_path: Path, names: list[str], said: str
) -> None:
    for name in names:
        (tmp_path / name).write_text("SELECT 1")
    with pytest.raises(OperatorError, match=said):
        read_migrations(tmp_path)
