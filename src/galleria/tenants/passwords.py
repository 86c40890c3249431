"""Passwords: argon2id, off the event loop, at the same cost whether or not the account exists."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from galleria.base.refusals import FieldError, Invalid, Overloaded

T = TypeVar("T")

LENGTH_MIN = 10
LENGTH_MAX = 256
# OWASP's password storage cheat sheet: 19 MiB, two passes, one lane; about 25 ms.
MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
# Each hash fills a core and 19 MiB: more at once would only slow the shops down.
THREADS = 2
WAITING_MAX = 64


class Passwords:
    """Hashes and verifies in a small thread pool; close it when done."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
        self._waiting = 0
        # What an account without a password is compared with, so that it takes as long.
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """Return the hash to keep; Overloaded when too many wait."""
        return await self._off_loop(lambda: self._hasher.hash(_normal(password)))

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Say whether the password is the one; None matches nothing, as slowly."""
        matched = await self._off_loop(lambda: self._verify(password_hash, password))
        return matched and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Say whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def close(self) -> None:
        """Stop the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password_hash: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash or self._nobodys, _normal(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _off_loop(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING_MAX:
            raise Overloaded("Too many are signing in.", retry_after_s=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def _normal(password: str) -> str:
    # Keyboards differ in how they spell one letter: é may be one character or two.
    return unicodedata.normalize("NFC", password)


def refuse_email_as_password(password: str, email: str) -> None:
    """Raise Invalid when the password is the e-mail address."""
    if password.strip().lower() == email:
        detail = "The password must not be the e-mail address."
        raise Invalid(errors=[FieldError("/password", "is_email", detail)])


async def hash_once(password: str | None, email: str) -> str | None:
    """Check a password that the operator chose and return its hash; None stays None."""
    if password is None:
        return None
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        detail = f"From {LENGTH_MIN} to {LENGTH_MAX} characters."
        raise Invalid(errors=[FieldError("/password", "length", detail)])
    refuse_email_as_password(password, email)
    passwords = Passwords()
    try:
        return await passwords.hash(password)
    finally:
        passwords.close()
