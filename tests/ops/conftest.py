"""Real processes on free ports, each test with a data folder of its own."""

import asyncio
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from galleria.ops.account import Account, open_passage
from galleria.ops.binaries import find_binaries
from galleria.ops.folder import DataFolder
from galleria.ops.laptop import memory_folder, throwaway_postgres
from galleria.ops.migrator import migrate
from tests.ops.running import PRODUCT, Laptop

# Reads the interpreter and the packages wherever they are, and is an ordinary user in all else.
AS_NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
AS_NOBODY += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]


@pytest.fixture
def data_path() -> Iterator[Path]:
    """A folder as `mktemp -d` makes it: closed to everybody else."""
    path = Path(tempfile.mkdtemp(prefix="galleria-test-", dir=memory_folder()))
    yield path / "data"
    shutil.rmtree(path)


@pytest.fixture
def folder(data_path: Path) -> DataFolder:
    return DataFolder(data_path)


@pytest.fixture
def laptop(data_path: Path) -> Iterator[Laptop]:
    """`galleria up` as whoever runs the tests, stopped at the end whatever happens."""
    laptop = Laptop(data_path, [])
    yield laptop
    laptop.close()


@pytest.fixture
def product(data_path: Path) -> Iterator[Laptop]:
    """The whole product, with its application and its demo."""
    product = Laptop(data_path, [], PRODUCT)
    yield product
    product.close()


@pytest.fixture
def ordinary_laptop(data_path: Path) -> Iterator[Laptop]:
    """`galleria up` as an ordinary user."""
    if os.geteuid() != 0:
        laptop = Laptop(data_path, [])
    elif shutil.which("setpriv") is None:
        pytest.skip("this machine has no setpriv to become an ordinary user with")
    else:
        nobody = pwd.getpwnam("nobody")
        os.chown(data_path.parent, nobody.pw_uid, nobody.pw_gid)
        # initdb asks whether it may, and the answer leaves out what the capability allows.
        account = Account(nobody.pw_name, nobody.pw_uid, nobody.pw_gid)
        open_passage(find_binaries().folder / "initdb", account)
        laptop = Laptop(data_path, AS_NOBODY)
    yield laptop
    laptop.close()


@pytest.fixture(scope="session")
def durable_url() -> Iterator[str]:
    """A migrated server that keeps what it acknowledges."""
    with throwaway_postgres(careless=False) as address:
        asyncio.run(migrate(address.url, passwords_from=address.url, note=lambda _: None))
        yield address.url


@pytest.fixture(scope="session")
def careless_url() -> Iterator[str]:
    """An empty server of these tests, for databases that are made and forgotten."""
    with throwaway_postgres(careless=True) as address:
        yield address.url


@pytest.fixture
async def empty_url(careless_url: str) -> str:
    """An empty database of its own."""
    name = f"test_{os.urandom(6).hex()}"
    connection = await asyncpg.connect(careless_url)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return careless_url.rpartition("/")[0] + f"/{name}"
