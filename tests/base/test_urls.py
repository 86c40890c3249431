"""Where each role logs in follows from the URLs that were given."""

import pytest

from galleria.base.urls import derived_url, moved_url


def test_each_role_has_a_password_of_its_own() -> None:
    admin = "postgresql://admin:secret@db:5432/shop"
    app, platform = derived_url(admin, "galleria_app"), derived_url(admin, "galleria_platform")
    assert app.startswith("postgresql://galleria_app:")
    assert app.endswith("@db:5432/shop")
    assert len({admin, app, platform}) == 3


def test_a_url_without_a_password_is_refused() -> None:
    with pytest.raises(ValueError, match="no password"):
        derived_url("postgresql://admin@db/shop", "galleria_app")


def test_a_login_is_moved_past_the_pooler() -> None:
    pooled = "postgresql://galleria_platform:pw@pooler:6432/shop?sslmode=require"
    direct = "postgresql://admin:other@db:5432/shop"
    assert moved_url(pooled, direct) == (
        "postgresql://galleria_platform:pw@db:5432/shop?sslmode=require"
    )
