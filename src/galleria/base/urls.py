"""The login roles' URLs, derived from the administrator's."""

import hashlib
import hmac
from urllib.parse import quote, unquote, urlsplit, urlunsplit


def derived_url(admin_url: str, role: str) -> str:
    """Say how `role` logs in to the database of `admin_url`.

    Everything but the name and the password stays as it is. ValueError when the URL has no
    password to derive from: a guessable one would be worse than none.
    """
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    login = f"{quote(role, safe='')}:{derived_password(admin_url, role)}"
    return urlunsplit(parts._replace(netloc=f"{login}@{host}"))


def moved_url(url: str, to: str) -> str:
    """Return `url`'s login and database at the host and port of `to`: past a pooler, say."""
    parts, target = urlsplit(url), urlsplit(to)
    login = parts.netloc.rpartition("@")[0]
    host = target.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{login}@{host}" if login else host))


def derived_password(admin_url: str, role: str) -> str:
    """Derive the password of `role`: one secret to keep, and none can be told from another."""
    secret = urlsplit(admin_url).password
    if not secret:
        raise ValueError(
            "the URL has no password, which the passwords of galleria_app and galleria_platform "
            "are derived from"
        )
    return hmac.new(unquote(secret).encode(), role.encode(), hashlib.sha256).hexdigest()
