from collections.abc import AsyncGenerator

import pytest

from tests.sandbox.shop import Shop, open_shop


@pytest.fixture
async def shop() -> AsyncGenerator[Shop]:
    async with open_shop() as opened:
        yield opened
