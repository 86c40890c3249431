"""schema.sql: the same on every day, and never stale."""

import re
from pathlib import Path

import pytest

from galleria.ops.errors import OperatorError
from galleria.ops.schema_dump import check_schema, dump_schema, write_schema


def test_the_schema_names_no_day_no_version_and_no_administrator() -> None:
    dumped = dump_schema()
    assert "CREATE TABLE public.organization" in dumped
    assert re.search(r"_20\d{6}\b", dumped) is None
    assert "galleria_admin" not in dumped
    assert "Dumped" not in dumped


def test_a_stale_schema_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_schema()
    check_schema()
    (tmp_path / "schema.sql").write_text("-- as it was")
    with pytest.raises(OperatorError, match="galleria schema dump"):
        check_schema()
