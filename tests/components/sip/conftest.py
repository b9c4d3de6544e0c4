"""What tests with phones share: a server for each, whose population is made once."""

from __future__ import annotations

from collections.abc import AsyncIterator
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
    async with House.running(tmp_path / "house", populated, getattr(request, "param", "")) as house:
        yield house
