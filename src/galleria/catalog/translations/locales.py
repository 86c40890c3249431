"""Which locales there are translations in; pure."""

from galleria.base.refusals import FieldError
from galleria.tenants import locale_errors


def translatable_locale_errors(locale: str, pointer: str) -> list[FieldError]:
    """Return the error of what is no locale, or is not spelt as one.

    One spelling only, because a store's language and a translation's are compared as they are.
    """
    if errors := locale_errors(locale, pointer):
        return errors
    spelt = _spelt(locale)
    if spelt == locale:
        return []
    return [FieldError(pointer, "spelling", f"Write it {spelt!r}.")]


def _spelt(locale: str) -> str:
    language, *others = locale.split("-")
    return "-".join([language.lower(), *map(_subtag, others)])


def _subtag(part: str) -> str:
    script_length, region_length = 4, 2
    if len(part) == script_length and part.isalpha():
        return part.title()
    return part.upper() if len(part) == region_length else part.lower()
