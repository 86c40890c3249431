"""The checker of house rules finds what it should, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKER = Path(__file__).parents[2] / "checks/house_rules.py"


def checked(folder: Path, name: str, text: str) -> tuple[int, str]:
    """Run the checker in a repository that has this one file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    done = subprocess.run(
        [sys.executable, CHECKER], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


LONG = "    pass\n" * 40
SIDE_DOOR = "from galleria.catalog.create_catalog import create_catalog\n"
IMPORT = "from galleria.base.tx import platform_transaction\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("long.py", "x = 1\n" * 301, "301 lines"),
        ("long.sql", "SELECT 1;\n" * 301, "301 lines"),
        ("function.py", f"def do():\n{LONG}", "do has 41 lines"),
        ("utils.py", "x = 1\n", "says nothing"),
        ("later.py", "x = 1  # TO" + "DO: finish\n", "unfinished"),
        ("src/galleria/catalog/find.py", IMPORT, "is for edges"),
        ("src/galleria/setup/build.py", SIDE_DOOR, "import from galleria.catalog"),
    ],
)
def test_finds_a_breach(tmp_path: Path, name: str, text: str, said: str) -> None:
    status, printed = checked(tmp_path, name, text)
    assert status == 1
    assert said in printed


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("long.py", "# house: one table, read from top to bottom\n" + "x = 1\n" * 300),
        ("function.py", f"def do():  # house: one story, told in order\n{LONG}"),
        ("src/galleria/tenants/directory/find.py", IMPORT),
        ("src/galleria/setup/build.py", "from galleria.catalog import create_catalog\n"),
        ("src/galleria/catalog/build.py", SIDE_DOOR),
    ],
)
def test_lets_pass_what_has_its_reason(tmp_path: Path, name: str, text: str) -> None:
    assert checked(tmp_path, name, text)[0] == 0
