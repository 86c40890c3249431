"""One JSON line an occurrence, on standard output: errors always, successes sampled."""

import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

import msgspec

# 32 random bytes as text: an address that is a key to what it names (a guest's cart).
SECRET_SEGMENT = re.compile(r"/[A-Za-z0-9_-]{43}(?=/|$)")


class Log:
    """Writes JSON lines. Facts must be free of secrets and bodies; callers pass fields by name."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._encode = msgspec.json.Encoder(enc_hook=str).encode

    def write(self, event: str, **facts: object) -> None:
        """Write one line: the time, what happened, and the facts."""
        line = {"at": datetime.now(UTC), "event": event, **facts}
        self._stream.write(self._encode(line).decode() + "\n")
        self._stream.flush()

    def failure(self, event: str, error: BaseException, **facts: object) -> None:
        """Write one line with the error's type, message and traceback."""
        trace = "".join(traceback.format_exception(error))
        self.write(event, level="error", error=repr(error), trace=trace[-8_000:], **facts)


def path_without_secrets(path: str) -> str:
    """Return a request's path as it may be written down: no key is in it."""
    return SECRET_SEGMENT.sub("/*", path)
