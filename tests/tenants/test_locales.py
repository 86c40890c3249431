"""Which locales stores speak and translations are in: one spelling of each."""

import pytest

from galleria.tenants import locale_errors


@pytest.mark.parametrize("locale", ["de", "en-GB", "zh-Hant-TW", "zh-TW", "es-419", "fil"])
def test_a_locale_that_is_known(locale: str) -> None:
    assert locale_errors(locale, "/locale") == []


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("xx", "unknown_locale"),
        ("klingon", "unknown_locale"),
        ("", "unknown_locale"),
        ("DE", "spelling"),
        ("en-gb", "spelling"),
        ("zh-hant-tw", "spelling"),
    ],
)
def test_what_is_no_locale_or_spelt_otherwise_is_refused(locale: str, code: str) -> None:
    assert [error.code for error in locale_errors(locale, "/locale")] == [code]
