"""What scenarios share: a demo server for each, whose population is made once."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import uvloop
from tests.scenarios.demo import CERTIFICATE, KEY, Demo, Sections

from callplane.gateway.tls import make_self_signed
from callplane.store import demo as population
from callplane.store.store import Store

MakeDemo = Callable[..., Awaitable[Demo]]


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Scenarios run on the event loop that `callplane serve` runs on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def populated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the demo's users and rights (hashing their passwords takes its time), and beside it a certificate."""
    path = tmp_path_factory.mktemp("population") / "callplane.db"
    store = Store(f"sqlite:///{path}", create=True)
    population.populate(store, time.time())
    store.close()
    make_self_signed(path.with_name(CERTIFICATE), path.with_name(KEY), ["localhost", "127.0.0.1"], time.time())
    return path


def populate_directory(directory: Path, populated: Path) -> None:
    """Put the demo's store and certificate into a data directory."""
    shutil.copytree(populated.parent, directory, dirs_exist_ok=True)


@asynccontextmanager
async def _running(
    directory: Path, populated: Path, lacks: tuple[str, ...] = (), more: Sections | None = None
) -> AsyncIterator[Demo]:
    populate_directory(directory, populated)
    async with AsyncExitStack() as stack:
        demo = Demo(directory, stack, lacks, more)
        await demo.start()
        yield demo
        await demo.stop()


@pytest.fixture
async def demo(
    tmp_path: Path, populated: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Demo]:
    """The demo's server; as parameter: further settings. Calls that have ended are shown for a moment only."""
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    async with _running(tmp_path, populated, more=getattr(request, "param", None)) as server:
        yield server


@pytest.fixture
async def plain_demo(tmp_path: Path, populated: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Demo]:
    """The same with a PBX that can do little: the server does the rest."""
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    lacks = ("DO_NOT_DISTURB", "FORWARD", "CALLBACK", "REMOTE_OFFICE", "SWAP", "CONSULTATION")
    async with _running(tmp_path, populated, lacks) as server:
        yield server
