"""An import to be made of a file: what it is, in which currency, and that it waits."""

from uuid import UUID

from msgspec import Struct

from galleria.base.money import is_currency
from galleria.base.refusals import FieldError, Invalid
from galleria.base.tx import Tx
from galleria.catalog import Catalog, MergeMode
from galleria.transfers.formats import FORMATS, FormatName, detect
from galleria.transfers.formats.source import open_bytes
from galleria.transfers.queries import insert_import


class ReceivedFile(Struct, frozen=True):
    """A file that is stored, or at hand."""

    name: str
    size_bytes: int
    sha256: str
    head: bytes


class NewImport(Struct, frozen=True):
    """An import to be made of a file.

    In the mode replace at most `archive_max` products may be archived; None: any number.
    """

    import_id: UUID
    catalog_id: UUID | None
    file: ReceivedFile
    form: FormatName
    currency: str
    mode: MergeMode
    archive_max: int | None
    is_dry_run: bool


async def save_import(tx: Tx, new: NewImport, *, job_id: UUID | None) -> None:
    """Write down that the import waits."""
    await insert_import(
        tx,
        import_id=new.import_id,
        catalog_id=new.catalog_id,
        job_id=job_id,
        name=new.file.name,
        form=new.form,
        currency=new.currency,
        mode=new.mode,
        archive_max=new.archive_max,
        is_dry_run=new.is_dry_run,
        size_bytes=new.file.size_bytes,
        sha256=new.file.sha256,
        now=tx.context.now,
    )


def chosen_form(form: FormatName | None, file: ReceivedFile) -> FormatName:
    """Return the format that was named, or the file's; `Invalid` or UnreadableFile otherwise."""
    if not file.size_bytes:
        raise Invalid("The file is empty.", errors=[FieldError("", "empty", "Send the file.")])
    open_bytes([file.head])
    found = form or detect(file.name, file.head)
    if found is None:
        detail = f"It is none of {', '.join(FORMATS)}; check its header, or say `form`."
        raise Invalid(detail, errors=[FieldError("?form", "unknown_format", detail)])
    return found


def check_mode(mode: MergeMode, form: FormatName) -> None:
    """Raise `Invalid` where a file of this form cannot replace a catalog's products."""
    if mode == "replace" and form == "category-graph-json":
        detail = "A category graph names no products: it cannot replace them."
        raise Invalid(detail, errors=[FieldError("?mode", "no_products", detail)])


def chosen_currency(currency: str | None, catalog: Catalog) -> str:
    """Return the currency of prices that name none; `Invalid` when there is no such currency."""
    if currency is None:
        return catalog.currency
    if not is_currency(currency):
        detail = f"{currency!r} is no currency in use (ISO 4217)."
        raise Invalid(detail, errors=[FieldError("?currency", "unknown_currency", detail)])
    return currency
