"""What scenarios share: a demo server for each, whose population is made once."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from tests.scenarios.demo import Demo

from callplane.store import demo as population
from callplane.store.store import Store

MakeDemo = Callable[..., Awaitable[Demo]]


@pytest.fixture(scope="session")
def populated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the demo's users and rights: hashing their passwords takes its time."""
    path = tmp_path_factory.mktemp("population") / "callplane.db"
    store = Store(f"sqlite:///{path}", create=True)
    population.populate(store, time.time())
    store.close()
    return path


@asynccontextmanager
async def _running(directory: Path, populated: Path, lacks: tuple[str, ...] = ()) -> AsyncIterator[Demo]:
    shutil.copy(populated, directory / "callplane.db")
    async with AsyncExitStack() as stack:
        demo = Demo(directory, stack, lacks)
        await demo.start()
        yield demo
        await demo.stop()


@pytest.fixture
async def demo(tmp_path: Path, populated: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Demo]:
    """The demo's server. Calls that have ended are shown for a moment only."""
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    async with _running(tmp_path, populated) as server:
        yield server


@pytest.fixture
async def plain_demo(tmp_path: Path, populated: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Demo]:
    """The same with a PBX that can do little: the server does the rest."""
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    lacks = ("DO_NOT_DISTURB", "FORWARD", "CALLBACK", "REMOTE_OFFICE", "SWAP", "CONSULTATION")
    async with _running(tmp_path, populated, lacks) as server:
        yield server
