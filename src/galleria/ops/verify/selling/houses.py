"""The processes of a simulation: two that serve, one that works; they die and are revived."""

import asyncio
import os
import signal
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random

from galleria.base.config import Settings
from galleria.ops.bench.children import (
    GALLERIA,
    Child,
    child,
    descendants,
    environment_of,
    free_port,
)
from galleria.ops.bench.served import is_ready

SERVERS = 2
VICTIMS = ("api", "api", "worker", "postgres", "backend")


class Houses:
    """Owns the processes; `revive` starts again what died. Close it to end them all."""

    def __init__(self, settings: Settings, folder: Path, fault: dict[str, str]) -> None:
        self._settings = settings
        self._folder = folder
        self._fault = fault
        self._running = ExitStack()
        self.ports = [free_port() for _ in range(SERVERS)]
        self._children: dict[str, Child] = {}
        self.kills: dict[str, int] = {"api": 0, "worker": 0, "postgres": 0}

    def start(self) -> None:
        """Start them all, and wait until each serves."""
        for name in self._names():
            self._start(name)
        for port in self.ports:
            self._children[f"api-{port}"].wait_until(lambda port=port: is_ready(port))

    def revive(self) -> None:
        """Start again whatever has died."""
        for name, running in list(self._children.items()):
            if running.process.poll() is not None:
                self._start(name)

    def kill(self, victim: str, dice: Random, postmaster: int) -> None:
        """Kill -9 one process of ours, PostgreSQL whole, or one of its backends."""
        if victim == "postgres":
            # All at once: nobody is left to write what was not written.
            for process in (postmaster, *descendants(postmaster)):
                _kill(process)
        elif victim == "backend":
            if backends := descendants(postmaster):
                _kill(dice.choice(backends))
        else:
            names = [name for name in self._children if name.startswith(victim)]
            running = self._children[dice.choice(names)]
            for process in (*descendants(running.process.pid), running.process.pid):
                _kill(process)
            running.process.wait()
        self.kills["postgres" if victim == "backend" else victim] += 1

    def close(self) -> None:
        """Ask every process to stop, and end those that do not."""
        self._running.close()

    def _names(self) -> list[str]:
        return [*(f"api-{port}" for port in self.ports), "worker"]

    def _start(self, name: str) -> None:
        changes = {"data": str(self._folder), "job_lease_s": "2", "allow_private_targets": "true"}
        if name != "worker":
            changes |= {"port": name.removeprefix("api-"), "host": "127.0.0.1"}
        environment = environment_of(self._settings, **changes)
        command = [*GALLERIA, "work" if name == "worker" else "serve"]
        self._children[name] = self._running.enter_context(
            child(command, {**environment, **self._fault})
        )


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


async def tend(houses: Houses, ends: asyncio.Event) -> None:
    """Start again whatever dies, until it ends."""
    while not ends.is_set():
        await asyncio.to_thread(houses.revive)
        await asyncio.sleep(0.2)
