"""A PostgreSQL data directory of our own: created whole or not at all, never of another major."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from msgspec import Struct

from galleria.ops.account import Account, account_for, give, open_passage
from galleria.ops.binaries import Binaries, find_binaries
from galleria.ops.errors import OperatorError

ADMIN = "galleria_admin"
DATABASE = "galleria"
PASSWORD_NAME = "postgres-password"
BUILTIN_LOCALE_SINCE = 17
SAID_CHARACTERS_MAX = 3_000


class Cluster(Struct, frozen=True):
    """A data directory, the programs of its major, and the account that runs them."""

    folder: Path
    binaries: Binaries
    account: Account

    @property
    def data_path(self) -> Path:
        return self.folder / "postgres"

    @property
    def log_path(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def password_path(self) -> Path:
        return self.folder / PASSWORD_NAME


def open_cluster(folder: Path) -> Cluster:
    """Find or create the cluster in `folder`; one of another PostgreSQL major is refused.

    Creating takes about half a second, and an interrupted creation leaves nothing that counts.
    The caller holds the data folder's lock.
    """
    cluster = Cluster(folder, find_binaries(), account_for(folder / "postgres"))
    open_passage(cluster.data_path, cluster.account)
    open_passage(cluster.binaries.folder / "postgres", cluster.account)
    if cluster.data_path.exists():
        _refuse_other_major(cluster)
    else:
        _create(cluster)
    return cluster


def environment() -> dict[str, str]:
    """Give PostgreSQL's programs our environment without what would bend their ways."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "LANG", "GALLERIA_"))
    }
    return {**ours, "LC_ALL": "C"}


def _refuse_other_major(cluster: Cluster) -> None:
    made_by = (cluster.data_path / "PG_VERSION").read_text().strip()
    if made_by != str(cluster.binaries.major):
        raise OperatorError(
            f"{cluster.folder} was made by PostgreSQL {made_by}, and this Galleria runs PostgreSQL "
            f"{cluster.binaries.major}. To keep the data: `galleria backup FILE` with the Galleria "
            "that made it, then `galleria restore FILE` here with GALLERIA_DATA naming a new "
            f"folder. To start afresh: move {cluster.folder} away."
        )


def _create(cluster: Cluster) -> None:
    # Made under another name and renamed when whole, so that a half-made one is never started.
    unfinished = cluster.folder / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    give(unfinished, cluster.account)
    password = secrets.token_hex(24)
    _write_secret(cluster.password_path, password)
    # The account may not read ours; initdb refuses a folder with a file in it, so it stands beside.
    copy = cluster.folder / "postgres.new.password"
    _write_secret(copy, password)
    give(copy, cluster.account)
    try:
        _run(cluster, _initdb(cluster, unfinished, copy), told="")
    finally:
        copy.unlink()
    single_user = [cluster.binaries.path("postgres"), "--single", "-D", str(unfinished), "postgres"]
    _run(cluster, single_user, told=f"CREATE DATABASE {DATABASE};\n")
    unfinished.rename(cluster.data_path)


def _initdb(cluster: Cluster, folder: Path, password_file: Path) -> list[str]:
    if cluster.binaries.major >= BUILTIN_LOCALE_SINCE:
        # The same on every machine, whatever its C library thinks of upper and lower case.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    else:
        locale = ["--locale=C.UTF-8"]
    return [
        cluster.binaries.path("initdb"),
        f"--pgdata={folder}",
        f"--username={ADMIN}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        *locale,
    ]


def _run(cluster: Cluster, command: list[str], *, told: str) -> None:
    done = subprocess.run(
        command,
        input=told.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        cwd="/",
        env=environment(),
        user=cluster.account.uid,
        group=cluster.account.gid,
        extra_groups=cluster.account.groups,
    )
    if done.returncode != 0:
        said = done.stdout.decode(errors="replace").strip()
        raise OperatorError(f"{Path(command[0]).name} failed:\n{said[-SAID_CHARACTERS_MAX:]}")


def _write_secret(path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(descriptor)
