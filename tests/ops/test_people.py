"""Commands for people need no set-up: each brings the laptop's database with it."""

from tests.ops.running import Laptop

FOUND = ("org", "create", "Blue Bird", "--slug", "blue-bird", "--owner", "owner@bird.example")


def test_founds_an_organization_and_tells_how_its_owner_gets_in(laptop: Laptop) -> None:
    created = laptop.run(*FOUND)
    assert created.returncode == 0, created.stderr
    assert "owner owner@bird.example" in created.stdout
    assert "/api/v1/invitations/accept" in created.stdout
    laptop.wait_until_gone()


def test_a_password_that_is_typed_needs_no_link(laptop: Laptop) -> None:
    laptop.run(*FOUND)
    arguments = ("--organization", "blue-bird", "--role", "manager", "--password")
    added = laptop.run(
        "member", "create", "m@bird.example", *arguments, typed="a long enough password\n"
    )
    assert added.stdout == "manager m@bird.example of blue-bird\n"


def test_names_every_wrong_field_and_shows_no_traceback(laptop: Laptop) -> None:
    refused = laptop.run("org", "create", "B", "--slug", "Blue Bird", "--owner", "nobody")
    assert refused.returncode == 1
    for field in ("name", "slug", "owner/email"):
        assert f"  {field}: " in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_password_is_reset_by_a_link(laptop: Laptop) -> None:
    laptop.run(*FOUND)
    assert "Nobody signs in" in laptop.run("password", "reset", "x@bird.example").stderr
    reset = laptop.run("password", "reset", "owner@bird.example")
    assert "/api/v1/password-resets/accept" in reset.stdout


def test_wrong_settings_are_all_named_at_once(laptop: Laptop) -> None:
    refused = laptop.run("status", GALLERIA_PORT="many", GALLERIA_HOTS="localhost")
    assert refused.returncode == 1
    assert "GALLERIA_PORT" in refused.stderr
    assert "GALLERIA_HOTS" in refused.stderr


def test_a_backup_moves_a_laptop_into_a_new_folder(laptop: Laptop) -> None:
    laptop.run(*FOUND)
    backup, moved = laptop.folder.path.parent / "shops.backup", f"{laptop.folder.path}-moved"
    assert laptop.run("backup", str(backup)).returncode == 0
    assert laptop.run("restore", str(backup), GALLERIA_DATA=moved).returncode == 0
    assert "blue-bird" in laptop.run(*FOUND, GALLERIA_DATA=moved).stderr
    assert "not empty" in laptop.run("restore", str(backup), GALLERIA_DATA=moved).stderr
