"""`galleria verify selling`: simulations on a PostgreSQL of their own, then with guards removed."""

import asyncio
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from galleria.base.config import Settings, load_settings
from galleria.ops.database import with_database
from galleria.ops.laptop import throwaway_postgres
from galleria.ops.migrator import migrate
from galleria.ops.verify.selling import FAULTS, NEEDS_CRASHES, Chaos, Simulation, Wanted, simulate

PART_S = 60.0
CONTROL_S = 8.0
KILL_EVERY_S = 3.0
CRASH_EVERY_S = 1.5
SHOWN_MAX = 50


def verify_selling(*, minutes: float = 2.0, seed: int | None = None, controls: bool = True) -> None:
    """Sell at random while processes and PostgreSQL are killed, and check every snapshot.

    Exit status 1 when anything is found wrong, or a removed guard is not noticed.

    Parameters
    ----------
    minutes
        For how long, a minute from each seed.
    seed
        The first one; any unless said. The same seed plans the same deeds.
    controls
        Also remove guards, one at a time, and see that it is noticed.

    """
    settings = load_settings()
    seed = random.randrange(10**9) if seed is None else seed
    deadline = time.monotonic() + minutes * 60
    is_sound = True
    while (left_s := deadline - time.monotonic()) > 0:
        done = simulated(settings, seed=seed, seconds=min(PART_S, left_s))
        print(done.line, *[f"  {it}" for it in done.violations[:SHOWN_MAX]], sep="\n", flush=True)
        is_sound = is_sound and done.is_clean
        seed += 1
    if controls:
        is_sound = all([_is_noticed(settings, fault, seed) for fault in FAULTS]) and is_sound
    print("verify selling: " + ("clean" if is_sound else "VIOLATED"))
    sys.exit(0 if is_sound else 1)


def simulated(
    settings: Settings,
    *,
    seed: int,
    seconds: float,
    is_killing: bool = True,
    fault: str | None = None,
) -> Simulation:
    """Run one simulation on a new, durable PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="galleria-selling-"))
    try:
        with throwaway_postgres(careless=False) as server:
            asyncio.run(migrate(server.url, passwords_from=server.url, note=_silently))
            chaos = Chaos(server.postmaster, KILL_EVERY_S) if is_killing else None
            if fault in NEEDS_CRASHES:
                chaos = Chaos(server.postmaster, CRASH_EVERY_S, ("postgres",))
            wanted = Wanted(seed, seconds, chaos, fault)
            return asyncio.run(simulate(with_database(settings, server.url), folder, wanted))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_noticed(settings: Settings, fault: str, seed: int) -> bool:
    done = simulated(settings, seed=seed, seconds=CONTROL_S, is_killing=False, fault=fault)
    noticed = len(done.violations)
    print(
        f"control, {fault}: " + (f"noticed, {noticed} x" if noticed else "NOT NOTICED"), flush=True
    )
    return noticed > 0


def _silently(_text: str) -> None:
    return
