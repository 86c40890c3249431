"""What an endpoint's deliveries are signed with: Standard Webhooks 1.0, symmetric and asymmetric.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

HMAC_BYTES = 32
SEED_BYTES = 32


class Keys(Struct, frozen=True):
    """One generation: the shared secret, and the key whose public half anybody may have."""

    shared: bytes
    private: Ed25519PrivateKey

    @property
    def secret(self) -> str:
        """The shared secret as its owner is shown it."""
        return "whsec_" + base64.b64encode(self.shared).decode()

    @property
    def public_key(self) -> str:
        """The public half."""
        return "whpk_" + base64.b64encode(self.private.public_key().public_bytes_raw()).decode()

    @property
    def stored(self) -> bytes:
        """Both, as they are sealed."""
        return self.shared + self.private.private_bytes_raw()


def new_keys() -> Keys:
    """Make a generation of keys."""
    return keys_of(os.urandom(HMAC_BYTES + SEED_BYTES))


def keys_of(stored: bytes) -> Keys:
    """Return the keys that were stored."""
    shared, seed = stored[:HMAC_BYTES], stored[HMAC_BYTES:]
    return Keys(shared, Ed25519PrivateKey.from_private_bytes(seed))


def signed_headers(
    message_id: str, timestamp: int, body: bytes, generations: list[Keys]
) -> dict[str, str]:
    """Return the three headers: a `v1` and a `v1a` signature by each generation, newest first."""
    content = f"{message_id}.{timestamp}.".encode() + body
    signatures = [_v1(keys, content) for keys in generations]
    signatures += [_v1a(keys, content) for keys in generations]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def _v1(keys: Keys, content: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(keys.shared, content, hashlib.sha256)).decode()


def _v1a(keys: Keys, content: bytes) -> str:
    return "v1a," + base64.b64encode(keys.private.sign(content)).decode()
