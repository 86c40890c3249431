"""Run PostgreSQL's own dump and restore programs against a URL."""

import os
import subprocess
from urllib.parse import unquote, urlsplit, urlunsplit

from galleria.ops.binaries import find_binaries
from galleria.ops.errors import OperatorError

SAID_CHARACTERS_MAX = 3_000


def run_client(program: str, url: str, *arguments: str) -> str:
    """Run one of PostgreSQL's client programs and return what it printed; refused when it fails.

    The password travels by the environment: a command line can be read by everybody here.
    """
    parts = urlsplit(url)
    user, _, _ = parts.netloc.rpartition("@")[0].partition(":")
    host = parts.netloc.rpartition("@")[2]
    open_url = urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host))
    password = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    command = [find_binaries().path(program), f"--dbname={open_url}", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **password}
    )
    if done.returncode != 0:
        raise OperatorError(f"{program} failed:\n{done.stderr[-SAID_CHARACTERS_MAX:].strip()}")
    return done.stdout
