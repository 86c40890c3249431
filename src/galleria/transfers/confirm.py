"""Whether it is sure that a file may replace a catalog: somebody saw what it leaves out."""

from uuid import UUID

import msgspec

from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import ReadTx
from galleria.transfers.new_import import NewImport
from galleria.transfers.outcome import Outcome
from galleria.transfers.queries import find_import


async def confirmed(
    tx: ReadTx, new: NewImport, *, confirm: UUID | None, is_sure: bool
) -> NewImport:
    """Return the import with what it may archive; `Invalid` while nobody confirmed it.

    A dry run confirms what it counted: should the catalog have grown, nothing is archived.
    """
    if new.mode != "replace" or new.is_dry_run:
        if confirm is not None or is_sure:
            raise _invalid("?mode", "not_replacing", "Only mode=replace without dry_run is sure.")
        return new
    if confirm is None:
        if is_sure:
            return new
        detail = "Say confirm=IMPORT_ID of a dry run of this file in mode=replace, or yes=true."
        raise _invalid("?confirm", "unconfirmed", detail)
    seen = await find_import(tx, import_id=confirm)
    is_same = (
        seen is not None
        and (seen.is_dry_run, seen.mode, seen.state) == (True, "replace", "completed")
        and (seen.catalog_id, seen.sha256) == (new.catalog_id, new.file.sha256)
    )
    if seen is None or not is_same:
        detail = "It is no completed dry run of this file into this catalog in mode=replace."
        raise _invalid("?confirm", "no_such_dry_run", detail)
    counted = msgspec.json.decode(seen.outcome, type=Outcome)
    return msgspec.structs.replace(new, archive_max=counted.archived)


def _invalid(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(detail, errors=[FieldError(pointer, code, detail)])
