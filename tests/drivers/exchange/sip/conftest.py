"""An exchange for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.drivers.exchange.sip.pbx import Pbx


@pytest.fixture
async def pbx(tmp_path: Path) -> AsyncIterator[Pbx]:
    async with AsyncExitStack() as stack:
        exchange = Pbx(tmp_path, stack)
        await exchange.start()
        yield exchange
