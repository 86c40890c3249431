"""The first page of a laptop with the demo: its stores, logins, and commands with a live token."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request

from galleria import __version__
from galleria.base.refusals import Refusal
from galleria.faces.home import HomeExample, HomeOrganization, HomeView
from galleria.tenants import Identities, Login, SignedIn, log_in

# Written by the demo's seed beside the database, readable by its owner alone.
DEMO_FILE = "demo.json"
TOKEN_PLACE = "YOUR_TOKEN"
RENEW_BEFORE = timedelta(minutes=10)


class DemoHome:
    """Shows what the seed wrote; signs in as each organization's first login for a token.

    Without the seed's file, or where its logins do not hold (a database of one's own), the page
    holds no secrets.
    """

    def __init__(self, identities: Identities, data: Path | None) -> None:
        self._identities = identities
        self._organizations = _read(data)
        self._tokens: dict[str, SignedIn] = {}
        self._turn = asyncio.Lock()

    async def view(self, request: Request[Any, Any, Any]) -> HomeView:
        """Return the page's view, with tokens that last for ten minutes at least."""
        address = str(request.base_url).rstrip("/")
        shown = [await self._with_token(it, address) for it in self._organizations]
        return HomeView(__version__, tuple(it for it in shown if it is not None))

    async def _with_token(
        self, organization: HomeOrganization, address: str
    ) -> HomeOrganization | None:
        token = await self._token(organization)
        if not token:
            return None
        examples = tuple(
            HomeExample(
                example.title,
                example.command.replace(TOKEN_PLACE, token).replace("http://localhost", address),
            )
            for example in organization.examples
        )
        return msgspec.structs.replace(organization, token=token, examples=examples)

    async def _token(self, organization: HomeOrganization) -> str:
        async with self._turn:
            known = self._tokens.get(organization.slug)
            if known is None or known.expires_at < datetime.now(UTC) + RENEW_BEFORE:
                known = await self._signed_in(organization)
            return known.token if known else ""

    async def _signed_in(self, organization: HomeOrganization) -> SignedIn | None:
        first = organization.logins[0]
        login = Login(first.email, first.password, organization=organization.slug)
        try:
            admission = await log_in(
                self._identities, body=login, address="first page", now=datetime.now(UTC)
            )
        except Refusal:
            # Another database, or another password since: it is not shown.
            return None
        self._tokens[organization.slug] = admission.signed_in
        return admission.signed_in


def _read(data: Path | None) -> tuple[HomeOrganization, ...]:
    file = data / DEMO_FILE if data is not None else None
    if file is None or not file.exists():
        return ()
    return msgspec.json.decode(file.read_bytes(), type=tuple[HomeOrganization, ...])
