"""The limit of a read: pgbench, which runs the same transactions with as many clients.

As the product does: BEGIN and every SET LOCAL in one round trip, the statement, prepared once a
connection and executed with other values each time, COMMIT. No Python, no encoding, no pool.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from galleria.ops.bench.logins import Login, login
from galleria.ops.bench.measures import percentile
from galleria.ops.bench.replay import Sent, execution
from galleria.ops.binaries import find_binaries
from galleria.ops.errors import OperatorError

FEW = 20
SCRIPTS_MAX = 128  # pgbench's own limit.
ENDS_WITHIN_S = 60.0
DONE = re.compile(r"^number of transactions actually processed: (\d+)", re.M)
FAILED = re.compile(r"^number of failed transactions: (\d+)", re.M)
PER_SECOND = re.compile(r"^tps = ([0-9.]+)", re.M)


class Pgbench(Struct, frozen=True):
    """What one run of it came to."""

    transactions: int
    per_second: float
    p99_ms: float


class Read(Struct, frozen=True):
    """What a read sends, in each sample with other values. `begin` enters the tenant."""

    begin: str
    samples: Sequence[Sequence[Sent]]

    def __post_init__(self) -> None:
        assert 1 <= len(self.samples) <= SCRIPTS_MAX

    @property
    def prepared(self) -> dict[str, str]:
        """Every text once, with the name that it is prepared under."""
        texts = dict.fromkeys(sent.text for sample in self.samples for sent in sample)
        return {text: f"bench_{number}" for number, text in enumerate(texts)}


def run_pgbench(url: str, read: Read, *, clients: int, seconds: float) -> Pgbench:
    """Run the samples, drawn at random, as fast as so many clients can."""
    scripts = [_script(read, sample) for sample in read.samples]
    return run_scripts(url, scripts, clients=clients, seconds=seconds)


def run_scripts(url: str, scripts: Sequence[str], *, clients: int, seconds: float) -> Pgbench:
    """Run pgbench's own scripts, drawn at random; `:ready` is 0 in a connection's first."""
    with tempfile.TemporaryDirectory(prefix="galleria-bench-") as name:
        folder = Path(name)
        for number, script in enumerate(scripts):
            (folder / f"{number}.sql").write_text(script)
        said = _said(login(url), folder, len(scripts), clients, seconds)
        took_ms = [
            float(line.split()[2]) / 1000
            for path in folder.glob("took.*")
            for line in path.read_text().splitlines()
        ]
    transactions = _number(DONE, said)
    if not transactions or _number(FAILED, said):
        raise OperatorError(f"pgbench failed:\n{said[-2000:]}")
    return Pgbench(int(transactions), _number(PER_SECOND, said), percentile(took_ms, 99))


def preparing(read: Read) -> list[str]:
    """Return what a connection prepares before its first read."""
    return [f"PREPARE {name} AS {text.rstrip('; ')};" for text, name in read.prepared.items()]


def executing(read: Read, sample: Sequence[Sent]) -> list[str]:
    """Return the statements of one read, after it was begun."""
    names = read.prepared
    return [execution(names[sent.text], sent.values, sent.types) for sent in sample]


def _script(read: Read, sample: Sequence[Sent]) -> str:
    # `ready` lives as long as the client's connection, whichever script comes first.
    lines = [
        "\\if :ready = 0",
        *preparing(read),
        "\\set ready 1",
        "\\endif",
        # One round trip, as ours.
        read.begin.replace(";", "\\;") + ";",
        *executing(read, sample),
        "COMMIT;",
    ]
    return "\n".join(lines) + "\n"


def _said(as_role: Login, folder: Path, scripts: int, clients: int, seconds: float) -> str:
    command = [
        find_binaries().path("pgbench"),
        "--no-vacuum",
        f"--client={clients}",
        # In whole seconds; for less, a few transactions show that it works.
        f"--time={round(seconds)}" if seconds >= 1 else f"--transactions={FEW}",
        "--define=ready=0",
        "--log",
        f"--log-prefix={folder / 'took'}",
        *(f"--file={folder / f'{number}.sql'}" for number in range(scripts)),
        as_role.url,
    ]
    done = subprocess.run(
        command,
        env=as_role.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=seconds + ENDS_WITHIN_S,
    )
    if done.returncode != 0:
        raise OperatorError(f"pgbench failed:\n{done.stdout[-2000:]}")
    return done.stdout


def _number(pattern: re.Pattern[str], said: str) -> float:
    found = pattern.search(said)
    return float(found[1]) if found else 0.0
