"""The real daemons that these tests start: a D-Bus of their own and oFono."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import uvloop
from tests.components import needs

from callplane.testing.bluetooth.rig import Rig


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """These tests run on the event loop that `callplane serve` runs on."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(params=["ofono", "bluez"])
def backend(request: pytest.FixtureRequest) -> str:
    """Who speaks with the phones: oFono, or the driver itself."""
    return str(request.param)


@pytest.fixture
async def rig(backend: str) -> AsyncIterator[Rig]:
    """A real D-Bus with a BlueZ of ours and no phone yet, and the real ofonod where the back end needs it."""
    needs.program("dbus-daemon", "dbus-daemon")
    async with Rig() as running:
        if backend == "ofono":
            needs.program("ofonod", "ofono")
            await running.start_ofono()
        yield running
