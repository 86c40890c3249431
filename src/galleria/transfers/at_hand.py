"""A file that is at hand, seen as one that was received."""

import hashlib
from pathlib import Path

from galleria.transfers.formats.detect import HEAD_BYTES
from galleria.transfers.new_import import ReceivedFile

NAME_CHARS_MAX = 200


def received_file(path: Path) -> ReceivedFile:
    """Read a local file once for its size and hash."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size_bytes = file.tell()
    return ReceivedFile(path.name[-NAME_CHARS_MAX:], size_bytes, digest, head)
