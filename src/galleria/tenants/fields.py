"""What fields of this capability may hold; pure checks that name every wrong field at once."""

import re
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

import idna
from babel.core import Locale, UnknownLocaleError
from msgspec import Meta

from galleria.base.refusals import FieldError, Invalid
from galleria.tenants.passwords import LENGTH_MAX, LENGTH_MIN

DOMAIN_LENGTH_MAX = 253

# One line of text: no control characters.
_LINE = r"^[^\x00-\x1f\x7f]*$"

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE, examples=["Corner Café"])]
OrganizationName = Annotated[
    str, Meta(min_length=2, max_length=200, pattern=_LINE, examples=["Harbour Gifts Ltd"])
]
PersonName = Annotated[str, Meta(max_length=200, pattern=_LINE, examples=["Ada Lovelace"])]
Slug = Annotated[
    str,
    # The look-ahead, because Python's $ also matches before a last line feed.
    Meta(max_length=63, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", examples=["corner-cafe"]),
]
Text = Annotated[str, Meta(max_length=5_000)]
Url = Annotated[str, Meta(max_length=2_000, pattern=r"^https?://[^\s\x00-\x1f]+$(?!\n)")]
Email = Annotated[
    str,
    Meta(
        max_length=254,
        pattern=r"^[^\s@\x00-\x1f\x7f]{1,64}@[^\s@\x00-\x1f\x7f]+$(?!\n)",
        examples=["ada@example.com"],
    ),
]
Phone = Annotated[str, Meta(max_length=40, pattern=r"^[0-9+()./ -]+$(?!\n)")]
StoreKind = Literal["online", "till", "gift"]
StoreStatus = Literal["draft", "active", "inactive"]
LocaleCode = Annotated[str, Meta(max_length=35, examples=["en-GB"])]
FURTHER_LOCALES_MAX = 20
FurtherLocales = Annotated[list[LocaleCode], Meta(max_length=FURTHER_LOCALES_MAX)]
TimeZone = Annotated[str, Meta(max_length=64, examples=["Europe/London"])]
CurrencyCode = Annotated[str, Meta(max_length=3, examples=["EUR"])]
Domain = Annotated[str, Meta(min_length=1, max_length=1_000, examples=["shop.example.com"])]
Password = Annotated[
    str,
    Meta(min_length=LENGTH_MIN, max_length=LENGTH_MAX, examples=["a long sentence is best"]),
]
# Of an account that has one: whatever its length was allowed to be.
KnownPassword = Annotated[str, Meta(max_length=LENGTH_MAX)]
LinkToken = Annotated[str, Meta(max_length=100)]

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def locale_errors(code: str, pointer: str) -> list[FieldError]:
    """Return the error of a tag that is no BCP 47 locale known to CLDR, or is not spelt as one.

    One spelling only, because a store's language and a translation's are compared as they are.
    """
    try:
        Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        return [FieldError(pointer, "unknown_locale", f"{code!r} is no known locale (BCP 47).")]
    language, *others = code.split("-")
    spelt = "-".join([language.lower(), *map(_spelt_subtag, others)])
    return [] if spelt == code else [FieldError(pointer, "spelling", f"Write it {spelt!r}.")]


def _spelt_subtag(part: str) -> str:
    script_length, region_length = 4, 2
    if len(part) == script_length and part.isalpha():
        return part.title()
    return part.upper() if len(part) == region_length else part.lower()


def further_locale_errors(codes: list[str], *, locale: str, pointer: str) -> list[FieldError]:
    """Return the errors of the languages beside a store's own: unknown ones, and repeated ones."""
    errors: list[FieldError] = []
    seen = {locale.casefold()}
    for index, code in enumerate(codes):
        at = f"{pointer}/{index}"
        errors += locale_errors(code, at)
        if code.casefold() in seen:
            errors.append(FieldError(at, "repeated", f"{code!r} is there already."))
        seen.add(code.casefold())
    return errors


def time_zone_errors(name: str, pointer: str) -> list[FieldError]:
    """Return the error of a name that is no IANA time zone."""
    if name in _time_zones():
        return []
    return [FieldError(pointer, "unknown_time_zone", f"{name!r} is no time zone (IANA).")]


def normal_domain(text: str, pointer: str) -> str:
    """Return a host name as it is looked up: lower case, IDNA; `Invalid` when it is none."""
    try:
        domain = idna.encode(text.strip().removesuffix("."), uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise _no_domain(text, pointer) from None
    labels = domain.split(".")
    if (
        len(labels) < 2
        or len(domain) > DOMAIN_LENGTH_MAX
        or labels[-1].isdigit()
        or not all(_LABEL.fullmatch(label) for label in labels)
    ):
        raise _no_domain(text, pointer)
    return domain


def _no_domain(text: str, pointer: str) -> Invalid:
    detail = f"{text[:80]!r} is no host name such as shop.example.com."
    return Invalid(errors=[FieldError(pointer, "no_domain", detail)])


def normal_email(text: str) -> str:
    """Return an e-mail address as accounts are found by: lower case."""
    return text.strip().lower()


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
