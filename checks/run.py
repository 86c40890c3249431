"""`make check`: every step, two at a time, whatever fails; then the list of what failed."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

AT_ONCE = 2
BIN = Path(sys.executable).parent

# The slowest first, so that it is not what everybody waits for at the end.
STEPS = {
    "types": "basedpyright",
    "sql contracts": "pytest -q tests/contracts",
    "imports": "lint-imports --no-logo",
    "schema.sql": "galleria schema check",
    "openapi.json": "galleria openapi check",
    "format": "ruff format --check --quiet .",
    "lint": "ruff check --quiet .",
    "house rules": "python checks/house_rules.py",
    "migrations": "squawk migrations/*.sql",
}


def main() -> None:
    """Run the steps named as arguments, or all."""
    wanted = sys.argv[1:] or list(STEPS)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        passed = dict(zip(wanted, threads.map(_passes, wanted), strict=True))
    failed = [step for step in wanted if not passed[step]]
    if failed:
        print(f"make check: failed: {', '.join(failed)}")
        sys.exit(1)
    print(f"make check: {len(wanted)} steps passed")


def _passes(step: str) -> bool:
    program, *arguments = STEPS[step].split()
    expanded = [found for argument in arguments for found in _expanded(argument)]
    began = time.monotonic()
    done = subprocess.run(
        [BIN / program, *expanded], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    result = "passed" if done.returncode == 0 else f"FAILED ({done.returncode})"
    said = "" if done.returncode == 0 else "\n" + done.stdout.decode(errors="replace").rstrip()
    print(f"{step}: {result} in {time.monotonic() - began:.1f} s{said}", flush=True)
    return done.returncode == 0


def _expanded(argument: str) -> list[str]:
    return sorted(str(path) for path in Path().glob(argument)) if "*" in argument else [argument]


if __name__ == "__main__":
    main()
