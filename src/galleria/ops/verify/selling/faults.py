"""Guards removed on purpose: a checker that does not notice one of them proves nothing.

A simulation with a fault puts a `sitecustomize` before its children's path, so that each process of
theirs has the fault before it does anything.
"""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec.structs import force_setattr

NAMED = "FAULT_OF_A_SIMULATION"
CUSTOM = "from galleria.ops.verify.selling.faults import install\ninstall()\n"


def install() -> None:
    """Remove the guard that the environment names."""
    FAULTS[os.environ[NAMED]]()


@contextmanager
def faulty(name: str | None) -> Generator[dict[str, str]]:
    """Lend the environment in which every Python process has this fault."""
    if name is None:
        yield {}
        return
    with TemporaryDirectory(prefix="galleria-fault-") as folder:
        (Path(folder) / "sitecustomize.py").write_text(CUSTOM)
        path = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))
        yield {"PYTHONPATH": path, NAMED: name}


def _without_lock() -> None:
    """Count without a lock."""
    _rewrite("galleria.stock.shelf_queries", "lock_counts", "FOR NO KEY UPDATE", "")


def _without_memory() -> None:
    """Take every key for a new one."""
    import galleria.engine.idempotency as idempotency

    async def begin_keys(_tx: Any, *, keys: list[str]) -> list[Any]:
        del keys
        return []

    idempotency.begin_keys = begin_keys


def _without_patience() -> None:
    """Answer before the disk has what was answered."""
    import asyncpg

    connect: Callable[..., Any] = asyncpg.connect

    def hasty(*values: Any, server_settings: dict[str, str], **more: Any) -> Any:
        settings = {**server_settings, "synchronous_commit": "off"}
        return connect(*values, server_settings=settings, **more)

    asyncpg.connect = hasty


def _without_news() -> None:
    """Place an order in a while without an event that says so."""
    # By its module's name: the package has a function of that name.
    placing: Any = import_module("galleria.orders.place")
    told = placing.record
    calls = iter(range(10**9))

    async def record(tx: Any, events: list[Any], **more: Any) -> None:
        if next(calls) % 20 == 19:
            return
        await told(tx, events, **more)

    placing.record = record


def _without_release() -> None:
    """Set free what a hold held, and keep the hold."""
    _rewrite(
        "galleria.stock.shelf_queries",
        "write_counts",
        "AND hold.hold_id = gone",
        "AND false AND hold.hold_id = gone",
    )


FAULTS: dict[str, Callable[[], None]] = {
    "no lock": _without_lock,
    "no memory of keys": _without_memory,
    "no wait for the disk": _without_patience,
    "no event": _without_news,
    "no release": _without_release,
}
# What is lost only when PostgreSQL dies.
NEEDS_CRASHES = frozenset({"no wait for the disk"})


def _rewrite(module: str, name: str, old: str, new: str) -> None:
    from galleria.base.sql import STATEMENTS

    import_module(module)
    (statement,) = [it for it in STATEMENTS if it.module == module and it.name == name]
    assert old in statement.text
    force_setattr(statement, "text", statement.text.replace(old, new))
