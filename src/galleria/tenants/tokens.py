"""Signed tokens (RFC 7519, hardened as RFC 8725 says): what the caller is, with no lookup.

One algorithm a key, found by `kid`, which is compared and nothing else; a header with anything
beyond alg, kid and typ is refused, so no token can bring its own key or ask for an extension.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from msgspec import Struct

from galleria.base.context import Tier
from galleria.base.refusals import Unauthorized
from galleria.tenants.directory.trust.queries import SigningKey

ISSUER = "galleria"
AUDIENCE = "galleria"
TYPE = "at+jwt"
LIFE_S = 15 * 60
# The longest life that a token is believed, whatever it says.
LIFE_MAX_S = 60 * 60
# Between the database's clock, which dates tokens, and this process's.
LEEWAY_S = 30
TOKEN_LENGTH_MAX = 4_096
# Tokens whose signature was found right, and need not be computed again.
SEEN_MAX = 10_000

TokenKind = Literal["member", "customer", "api", "platform"]


class Claims(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a token says. `sub` is the member, customer, key or platform account.

    `acc` is the account signed in and `sid` its session, by which a token can be taken back.
    """

    iss: str = ""
    aud: str = ""
    sub: UUID
    kind: TokenKind
    jti: UUID
    iat: float
    exp: float
    nbf: float | None = None
    org: UUID | None = None
    tier: Tier = "standard"
    role: str | None = None
    perms: list[str] | None = None
    acc: UUID | None = None
    sid: UUID | None = None
    store: UUID | None = None
    customer: UUID | None = None


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    alg: str
    kid: str
    typ: str


class Keyring:
    """The keys that sign and verify, as last read from the directory."""

    def __init__(self) -> None:
        self._keys: dict[str, SigningKey] = {}
        self._jwks: dict[str, OctKey] = {}
        self._seen: dict[str, tuple[SigningKey, Claims]] = {}

    def load(self, keys: list[SigningKey]) -> None:
        """Replace every key."""
        loaded = {key.kid: key for key in keys}
        if loaded != self._keys:
            self._seen.clear()
        self._keys = loaded
        self._jwks = {
            key.kid: self._jwks.get(key.kid) or OctKey.import_key(key.secret) for key in keys
        }

    def sign(self, claims: Claims) -> str:
        """Sign with the newest key that signs by then. The issuer and audience are ours."""
        claims = msgspec.structs.replace(claims, iss=ISSUER, aud=AUDIENCE)
        at = datetime.fromtimestamp(claims.iat, UTC)
        signing = [key for key in self._keys.values() if key.signs_from <= at]
        # Right after the first start the database's clock may be a moment behind its own key.
        chosen = max(signing or self._keys.values(), key=lambda key: key.signs_from)
        header = {"alg": chosen.algorithm, "kid": chosen.kid, "typ": TYPE}
        return jws.serialize_compact(
            header,
            msgspec.json.encode(claims),
            self._jwks[chosen.kid],
            algorithms=[chosen.algorithm],
        )

    def verify(self, token: str, now: datetime) -> Claims:
        """Return what a token of ours says; Unauthorized for every other string.

        A signature that was right stays so as long as its key; everything else is asked each time.
        """
        seen = self._seen.get(token)
        key, claims = seen or self._signed(token)
        if key.verifies_until is not None and key.verifies_until <= now:
            raise _bad()
        _check(claims, now.timestamp())
        if seen is None:
            if len(self._seen) >= SEEN_MAX:
                self._seen.clear()
            self._seen[token] = key, claims
        return claims

    def _signed(self, token: str) -> tuple[SigningKey, Claims]:
        header = _header(token)
        key = self._keys.get(header.kid)
        if key is None or header.alg != key.algorithm or header.typ != TYPE:
            raise _bad()
        try:
            signed = jws.deserialize_compact(token, self._jwks[key.kid], algorithms=[key.algorithm])
            return key, msgspec.json.decode(signed.payload, type=Claims)
        except (JoseError, ValueError, RecursionError):
            raise _bad() from None


def _header(token: str) -> Header:
    if len(token) > TOKEN_LENGTH_MAX or not token.isascii() or token.count(".") != 2:
        raise _bad()
    parts = [_decoded(part) for part in token.split(".")]
    try:
        return msgspec.json.decode(parts[0], type=Header)
    except (ValueError, RecursionError):
        raise _bad() from None


def _decoded(part: str) -> bytes:
    """Decode base64url as it was encoded: one token has one spelling."""
    try:
        value = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        raise _bad() from None
    if urlsafe_b64encode(value).rstrip(b"=").decode() != part:
        raise _bad()
    return value


def _check(claims: Claims, now_s: float) -> None:
    is_ours = claims.iss == ISSUER and claims.aud == AUDIENCE
    is_believable = 0 < claims.exp - claims.iat <= LIFE_MAX_S
    is_issued = max(claims.iat, claims.nbf or 0) <= now_s + LEEWAY_S
    if not (is_ours and is_believable and is_issued and _is_whole(claims)):
        raise _bad()
    if claims.exp <= now_s:
        raise Unauthorized("The token has expired.")


def _is_whole(claims: Claims) -> bool:
    """Say whether the claims fit their kind: only platform staff are in no organization."""
    if claims.kind == "platform":
        return claims.org is None and claims.role is not None
    if claims.org is None:
        return False
    if claims.kind == "customer":
        return claims.customer is not None
    return claims.role is not None if claims.kind == "member" else claims.perms is not None


def _bad() -> Unauthorized:
    return Unauthorized("This token is not valid.")
