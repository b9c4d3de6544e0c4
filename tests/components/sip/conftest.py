"""What tests with phones share: a server for each, whose population is made once."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.components.sip.house import House
from tests.scenarios.conftest import populated, pytest_asyncio_loop_factories

__all__ = ["populated", "pytest_asyncio_loop_factories"]


@pytest.fixture
async def house(
    tmp_path: Path, populated: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[House]:
    """A server with SIP phones; as parameter: more of its configuration."""
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    directory = tmp_path / "house"
    shutil.copytree(populated.parent, directory)
    async with AsyncExitStack() as stack:
        house = House(directory, stack, getattr(request, "param", ""))
        await house.start()
        yield house
        await house.stop()
