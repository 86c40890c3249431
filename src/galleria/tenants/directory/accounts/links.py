"""Links that work once: their token is handed out once and kept as a hash."""

from datetime import datetime, timedelta

from galleria.base.refusals import Refusal
from galleria.base.tx import PlatformTx
from galleria.tenants.directory.accounts.queries import Link, Purpose, insert_link, void_links
from galleria.tenants.directory.secrets import new_secret, secret_hash

LIFE: dict[Purpose, timedelta] = {
    "invitation": timedelta(days=7),
    "password_reset": timedelta(hours=24),
}


class BadLink(Refusal):
    code = "bad_link"
    status = 404
    title = "This link is not known, was used, or has expired"


async def issue_link(
    tx: PlatformTx, link: Link, *, purpose: Purpose, now: datetime
) -> tuple[str, datetime]:
    """Return a link's token and when it expires; the one before for the same purpose is void."""
    token, expires_at = new_secret(), now + LIFE[purpose]
    await void_links(tx, account_id=link.account_id, purpose=purpose, organization_id=link.org_id)
    await insert_link(
        tx,
        token_hash=secret_hash(token),
        purpose=purpose,
        account_id=link.account_id,
        organization_id=link.org_id,
        member_id=link.member_id,
        now=now,
        expires_at=expires_at,
    )
    return token, expires_at
