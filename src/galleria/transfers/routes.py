"""HTTP doors to imports, and the jobs behind them."""

from galleria.base.http import Access, command, special
from galleria.base.refusals import Invalid, NotFound, TooLarge
from galleria.engine.idempotency import InFlight, KeyReused
from galleria.transfers.accept import AcceptedImport, ImportQuery, upload_import
from galleria.transfers.download import (
    NotEnded,
    download_changes,
    download_notices,
    download_problems,
)
from galleria.transfers.formats import UnreadableFile
from galleria.transfers.list import list_imports, read_import
from galleria.transfers.objects import UPLOAD_BYTES_MAX

UPLOAD_TIMEOUT_S = 1_800.0
DOWNLOAD_TIMEOUT_S = 600.0

ROUTES = [
    special(
        "POST",
        "/catalogs/{catalog_id}/imports",
        upload_import,
        access=Access.CALLER,
        permission="catalog:write",
        query=ImportQuery,
        result=AcceptedImport,
        status=202,
        upload_types=(
            "text/csv",
            "application/jsonl",
            "application/gzip",
            "application/octet-stream",
        ),
        refusals=(NotFound, Invalid, UnreadableFile, TooLarge, InFlight, KeyReused),
        body_bytes_max=UPLOAD_BYTES_MAX,
        timeout_s=UPLOAD_TIMEOUT_S,
        idempotent=True,
    ),
    command("GET", "/imports", list_imports, permission="catalog:read"),
    command(
        "GET", "/imports/{import_id}", read_import, permission="catalog:read", refusals=(NotFound,)
    ),
    *[
        special(
            "GET",
            f"/imports/{{import_id}}/{name}",
            handler,
            access=Access.CALLER,
            permission="catalog:read",
            refusals=(NotFound, NotEnded),
            timeout_s=DOWNLOAD_TIMEOUT_S,
            media_type="text/csv",
        )
        for name, handler in (
            ("problems", download_problems),
            ("changes", download_changes),
            ("notices", download_notices),
        )
    ],
]
