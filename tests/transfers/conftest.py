"""An importer with a catalog of its own."""

from pathlib import Path

import pytest

from galleria.base.context import Context
from galleria.base.database import Database
from galleria.engine.storage import folder_storage
from tests.transfers.given import Importer, given_importer


@pytest.fixture
async def importer(database: Database, context: Context, tmp_path: Path) -> Importer:
    return await given_importer(database, folder_storage(tmp_path / "objects"), context)
