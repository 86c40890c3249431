"""`galleria import` brings its own database, says what became of every row, and where to look."""

import csv
from pathlib import Path

import pytest

from tests.ops.running import Laptop
from tests.transfers.make_dirty_200 import FILE as DIRTY

TEA = "external_key,name,price\ntea,Tea,3.50\n"


@pytest.fixture
def organization(laptop: Laptop) -> str:
    founded = ("org", "create", "Blue Bird", "--slug", "blue-bird", "--owner", "owner@bird.example")
    assert laptop.run(*founded).returncode == 0
    return "blue-bird"


def a_file(laptop: Laptop, text: str = TEA) -> str:
    file = laptop.folder.path.parent / "tea.csv"
    file.write_text(text)
    return str(file)


def test_refused_rows_are_counted_explained_and_written_down(
    laptop: Laptop, organization: str, tmp_path: Path
) -> None:
    problems = tmp_path / "problems.csv"
    arguments = ("--organization", organization, "--catalog", "All", "--problems", str(problems))
    done = laptop.run("import", str(DIRTY), *arguments)
    assert done.returncode == 0, done.stderr
    assert "200 rows = 165 kept + 35 refused" in done.stdout
    assert "price_invalid" in done.stdout
    assert str(problems) in done.stdout
    with problems.open(newline="") as file:
        assert sum(int(row["rows"]) for row in csv.DictReader(file)) == 35


def test_a_dry_run_makes_not_even_the_catalog(laptop: Laptop, organization: str) -> None:
    tried = laptop.run(
        "import", a_file(laptop), "--catalog", "New", "--dry-run", "--problems", problems_of(laptop)
    )
    assert "nothing was changed: 1 rows = 1 kept + 0 refused" in tried.stdout
    assert tried.returncode == 0
    done = laptop.run("import", a_file(laptop), "--catalog", "New")
    assert "there was none of that name" in done.stderr
    again = laptop.run("import", a_file(laptop))
    assert "into the catalog 'New'" in again.stderr


def problems_of(laptop: Laptop) -> str:
    return str(laptop.folder.path.parent / "problems.csv")


def test_nothing_to_apply_is_an_error(laptop: Laptop, organization: str) -> None:
    file = a_file(laptop, TEA.replace("3.50", "free"))
    done = laptop.run("import", file, "--catalog", "All", "--problems", problems_of(laptop))
    assert done.returncode == 1
    assert "Nothing could be imported" in done.stdout


def test_what_is_wrong_with_the_command_is_said_in_a_line(
    laptop: Laptop, organization: str
) -> None:
    file = a_file(laptop)
    for arguments, said in (
        ((file, "--organization", "nobody"), "There are: blue-bird."),
        ((file,), "Say --catalog NAME"),
        ((file, "--store", "corner"), "no store 'corner'"),
        (("absent.csv",), "There is no file absent.csv."),
    ):
        refused = laptop.run("import", *arguments)
        assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
        assert said in refused.stderr


def test_replacing_asks_first_and_yes_answers(laptop: Laptop, organization: str) -> None:
    cup = TEA + "cup,Cup,2\n"
    assert laptop.run("import", a_file(laptop, cup), "--catalog", "All").returncode == 0
    file = a_file(laptop)
    problems = ("--problems", problems_of(laptop))
    asked = laptop.run("import", file, "--catalog", "All", "--mode", "replace", *problems)
    assert asked.returncode == 1
    assert "1 products that the file leaves out would be archived" in asked.stdout
    assert "say --yes" in asked.stderr
    done = laptop.run("import", file, "--catalog", "All", "--mode", "replace", "--yes", *problems)
    assert "1 products that the file leaves out were archived" in done.stdout


def test_a_mode_is_one_of_four(laptop: Laptop, organization: str) -> None:
    refused = laptop.run("import", a_file(laptop), "--catalog", "All", "--mode", "merge")
    assert refused.returncode != 0
    done = laptop.run("import", a_file(laptop), "--catalog", "All", "--mode", "create")
    assert done.returncode == 0, done.stderr
