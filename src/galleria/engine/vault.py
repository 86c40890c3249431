"""Other people's secrets that we must be able to use again: sealed before they are stored.

With a secret of the installation (GALLERIA_SECRET) they are encrypted with AES-256-GCM, bound to
the row they belong to; without one they are stored as they are, and whoever lists them is told so.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from galleria.base.config import Settings

_PLAIN = b"\x00"
_SEALED = b"\x01"
_NONCE_BYTES = 12
_KEY_BYTES = 32


class CannotOpen(Exception):
    """It was sealed with another secret, or for another row: GALLERIA_SECRET was changed."""


class Vault:
    """Seals and opens; holds the key."""

    def __init__(self, secret: str | None) -> None:
        self._cipher = AESGCM(_key(secret)) if secret else None

    @property
    def is_sealing(self) -> bool:
        """Say whether what is sealed now is encrypted."""
        return self._cipher is not None

    def seal(self, plain: bytes, *, of: bytes) -> bytes:
        """Return `plain` as it may be stored; it opens only for the same `of`."""
        if self._cipher is None:
            return _PLAIN + plain
        nonce = os.urandom(_NONCE_BYTES)
        return _SEALED + nonce + self._cipher.encrypt(nonce, plain, of)

    def open(self, sealed: bytes, *, of: bytes) -> bytes:
        """Return what was sealed; CannotOpen with another secret or another `of`."""
        kind, rest = sealed[:1], sealed[1:]
        if kind == _PLAIN:
            return rest
        if self._cipher is None:
            raise CannotOpen
        try:
            return self._cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], of)
        except InvalidTag:
            raise CannotOpen from None


def is_sealed(stored: bytes) -> bool:
    """Say whether what is stored is encrypted."""
    return stored[:1] == _SEALED


def open_vault(settings: Settings) -> Vault:
    """Return the vault of an installation."""
    return Vault(settings.secret)


def _key(secret: str) -> bytes:
    derive = HKDF(SHA256(), length=_KEY_BYTES, salt=None, info=b"galleria vault 1")
    return derive.derive(secret.encode())
