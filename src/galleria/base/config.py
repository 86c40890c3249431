"""Configuration from the environment: every wrong value is named at once, with what would be right.

Names are `GALLERIA_` and the field's name in capitals; an empty value counts as not set.
"""

import hashlib
import hmac
import os
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from galleria.base.forwarded import networks

PREFIX = "GALLERIA_"

Port = Annotated[int, Meta(ge=1, le=65_535)]
Share = Annotated[float, Meta(ge=0, le=1)]
Connections = Annotated[int, Meta(ge=1, le=500)]
Seconds = Annotated[float, Meta(gt=0, le=3_600)]


class WrongConfiguration(Exception):
    """One or more settings are wrong; the message names each with its remedy."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """What varies between one installation and the next."""

    # The owner's or administrator's PostgreSQL; unset = the laptop's own server.
    database_url: str | None = None
    # Log-in roles of the app and the platform; unset = derived from database_url.
    app_database_url: str | None = None
    platform_database_url: str | None = None
    # For what cannot pass a transaction pooler: LISTEN, elections, migrations.
    direct_database_url: str | None = None
    host: str = "127.0.0.1"
    port: Port = 8000
    # Where a laptop keeps its database and files; unset = the platform's user data folder.
    data: Path | None = None
    # Where uploaded and prepared objects are kept: a folder, or s3://bucket/prefix.
    storage_url: str | None = None
    # The address shoppers and staff use, when a proxy stands in front.
    public_url: str | None = None
    # Proxies whose X-Forwarded-For and -Proto are believed: "10.0.0.0/8, 127.0.0.1".
    trusted_proxies: str | None = None
    # Signs cursors; unset = derived from the database's password.
    secret: Annotated[str, Meta(min_length=32)] | None = None
    app_connections: Connections = 16
    platform_connections: Connections = 6
    job_concurrency: Annotated[int, Meta(ge=1, le=200)] = 4
    # A dead worker's jobs go on elsewhere after this long.
    job_lease_s: Annotated[float, Meta(ge=1, le=3_600)] = 30.0
    request_timeout_s: Seconds = 30.0
    slow_request_ms: Annotated[int, Meta(ge=1)] = 500
    log_sample: Share = 0.01
    requests_max: Annotated[int, Meta(ge=1, le=100_000)] = 512
    # "off": each sale in a transaction of its own. For measuring what the lane is worth.
    lane: Literal["on", "off"] = "on"
    # Calls out may go to this machine and its network: on under `galleria up`, for trying things.
    allow_private_targets: bool = False
    # Folder with real data for imports, tests and benchmarks.
    shared_data: Path | None = None

    @cached_property
    def cursor_secret(self) -> bytes:
        """The key that cursors are signed with; the same in every process of an installation."""
        url = self.platform_database_url or self.database_url or ""
        return _cursor_secret(self.secret, url)


@cache
def _cursor_secret(secret: str | None, url: str) -> bytes:
    # Asked for by every request.
    if secret:
        return secret.encode()
    password = urlsplit(url).password or "no password"
    return hmac.digest(password.encode(), b"galleria cursor", hashlib.sha256)


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read `GALLERIA_*`; raises WrongConfiguration that names every wrong or unknown setting."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in (os.environ if environment is None else environment).items()
        if name.startswith(PREFIX) and value
    }
    fields = {field.name: field for field in msgspec.structs.fields(Settings)}
    wrong = [_unknown(name, fields) for name in given if name not in fields and name not in OTHERS]
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in given:
            try:
                values[name] = _value(given[name], field.type)
                CHECKS.get(name, _anything)(given[name])
            except (msgspec.ValidationError, ValueError) as error:
                wrong.append(f"{PREFIX}{name.upper()}={given[name]!r}: {error}")
    if wrong:
        raise WrongConfiguration("\n".join(wrong))
    return Settings(**values)


# What a type cannot say; each raises ValueError.
CHECKS: dict[str, Callable[[str], object]] = {"trusted_proxies": networks}

# Read elsewhere: by the test suite, and by the acceptance run that must not skip.
OTHERS = frozenset({"acceptance", "bench_url"})


def _anything(text: str) -> object:
    return text


def _value(text: str, annotation: Any) -> Any:
    if Path in get_args(annotation) or annotation is Path:
        return Path(text).expanduser()
    return msgspec.convert(text, annotation, strict=False)


def _unknown(name: str, known: Mapping[str, object]) -> str:
    nearest = [other for other in known if other.startswith(name[:4])]
    hint = f"; did you mean {PREFIX}{nearest[0].upper()}?" if nearest else ""
    return f"{PREFIX}{name.upper()} is not a setting{hint}"
