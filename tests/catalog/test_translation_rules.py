"""Which locales there are translations in."""

import pytest

from galleria.catalog.translations.locales import translatable_locale_errors


@pytest.mark.parametrize("locale", ["de", "en-GB", "zh-Hant-TW", "zh-TW", "es-419", "fil"])
def test_a_locale_that_is_known(locale: str) -> None:
    assert translatable_locale_errors(locale, "/locale") == []


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
    assert [error.code for error in translatable_locale_errors(locale, "/locale")] == [code]
