"""Configuration is right, or every wrong value is named."""

from pathlib import Path

import pytest

from galleria.base.config import WrongConfiguration, load_settings


def test_nothing_set_is_a_laptop() -> None:
    settings = load_settings({})
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8000, None)


def test_reads_numbers_and_paths() -> None:
    settings = load_settings({"GALLERIA_PORT": "9000", "GALLERIA_DATA": "/tmp/shop"})
    assert (settings.port, settings.data) == (9000, Path("/tmp/shop"))


def test_names_every_wrong_value_at_once() -> None:
    wrong = {"GALLERIA_PORT": "http", "GALLERIA_LOG_SAMPLE": "2", "GALLERIA_PROT": "1"}
    with pytest.raises(WrongConfiguration) as error:
        load_settings(wrong)
    assert all(name in str(error.value) for name in wrong)


def test_an_empty_value_is_not_set() -> None:
    assert load_settings({"GALLERIA_DATABASE_URL": ""}).database_url is None


def test_other_programs_variables_are_no_business_of_ours() -> None:
    assert load_settings({"PATH": "/bin", "PORT": "x"}).port == 8000
