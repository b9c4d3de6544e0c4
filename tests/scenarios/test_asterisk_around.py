"""Callbacks, call data, remote offices and projects on the lines of an Asterisk, from its manager interface to the client's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.contract.asterisk_pbx import NAMES, FakeAsterisk
from tests.scenarios.asterisk_office import AroundCalls, Office
from tests.scenarios.conftest import populate_directory


class FakePhones:
    """People at the phones of the fake Asterisk."""

    def __init__(self, pbx: FakeAsterisk) -> None:
        self._pbx = pbx

    async def lift(self, extension: str) -> None:
        if any(leg.originate for leg in self._pbx.legs_of(extension)):
            self._pbx.lift_recall(extension)
        else:
            self._pbx.answer(extension)

    async def refuse(self, extension: str) -> None:
        self._pbx.refuse(extension)

    async def call_in(self, extension: str) -> None:
        self._pbx.call_in(extension)


@pytest.fixture
async def pbx(tmp_path: Path) -> AsyncIterator[FakeAsterisk]:
    async with FakeAsterisk(tmp_path) as fake:
        yield fake


@pytest.fixture
def phones(pbx: FakeAsterisk) -> FakePhones:
    return FakePhones(pbx)


@pytest.fixture
async def office(tmp_path: Path, populated: Path, pbx: FakeAsterisk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    populate_directory(tmp_path, populated)
    async with AsyncExitStack() as stack:
        server = Office(tmp_path, stack, pbx.port, len(NAMES))
        await server.start()
        yield server
        await server.stop()


class TestAroundCalls(AroundCalls):
    """At the fake one."""
