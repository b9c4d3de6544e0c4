"""Callbacks, call data, remote offices and projects at a real Asterisk, from its phones to the clients of the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.components.asterisk.place import EXTENSIONS, Place, needed
from tests.scenarios.asterisk_office import AroundCalls, Office
from tests.scenarios.conftest import populate_directory, populated

__all__ = ["populated"]


class RealPhones:
    """People at phones that are registered at the PBX."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def lift(self, extension: str) -> None:
        phone = self._place[extension]
        phone.answer(await phone.rings())

    async def refuse(self, extension: str) -> None:
        phone = self._place[extension]
        phone.reject(await phone.rings())

    async def call_in(self, extension: str) -> None:
        self._place["outside"].dial(extension)


@pytest.fixture
async def phones() -> AsyncIterator[RealPhones]:
    needed()
    async with Place() as place:
        yield RealPhones(place)


@pytest.fixture
async def office(tmp_path: Path, populated: Path, phones: RealPhones, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    populate_directory(tmp_path, populated)
    _host, port = needed()
    async with AsyncExitStack() as stack:
        server = Office(tmp_path, stack, port, len(EXTENSIONS))
        await server.start()
        yield server
        await server.stop()


class TestAroundCalls(AroundCalls):
    """At the real one."""
