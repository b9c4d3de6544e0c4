"""The driver for Asterisk keeps the contract, with each of its ways to make phones act."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

import pytest
from tests.contract.asterisk_pbx import FakeAsterisk

from callplane.drivers.asterisk import link
from callplane.drivers.asterisk.driver import AsteriskDriver
from callplane.drivers.base import Driver
from callplane.model.events import Fact
from callplane.model.line import Capability, LineSettings
from callplane.numbers import DEMO_LOCATION
from callplane.testing.contract import CHECKS, Check, check_link, check_settings_survive, check_stop, check_undeclared
from callplane.testing.harness import Harness, bench_of


def uri(extension: str) -> str:
    return f"tel:{DEMO_LOCATION.trunk}{extension}@demo"


class AsteriskHarness(Harness):
    """Extension 101 is tried, people act on the other phones."""

    line = uri("101")
    mate = uri("105")
    numbers = ("102", "103", "104")

    def __init__(self, pbx: FakeAsterisk, directory: Path, options: Mapping[str, object]) -> None:
        self._pbx = pbx
        self._directory = directory
        self._options = options

    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        if settings.get(self.line):  # the database of the PBX has outlived the server
            self._pbx.database = {"DND": {"101": "YES"}, "CF": {"101": "0089123450"}}
        table = {"host": "127.0.0.1", "port": self._pbx.port, "username": "callplane", "secret": "callplane", **self._options}
        context = self.context(
            "demo", self._directory, report, location=DEMO_LOCATION, options=table, new_id=ids, settings=settings
        )
        return AsteriskDriver(context)

    async def call_in(self, line: str) -> None:
        self._pbx.call_in(line.partition("@")[0].removeprefix(f"tel:{DEMO_LOCATION.trunk}"))

    async def answer(self, number: str) -> None:
        self._pbx.answer(number)

    async def hang_up(self, number: str) -> None:
        self._pbx.hang_up(number)

    async def lose_link(self) -> None:
        await self._pbx.cut()

    async def restore_link(self) -> None:
        await self._pbx.listen()


WAYS: dict[str, dict[str, object]] = {
    "everything": {"features": "freepbx", "recording_directory": "/rec"},
    "no more than calls": {"answer": "none", "hold": "none"},
}


@pytest.fixture(params=WAYS)
async def harness(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AsteriskHarness]:
    monkeypatch.setattr(link, "MIN_BACKOFF", 0.005)
    options = dict(WAYS[request.param])
    if "recording_directory" in options:
        options["recording_path"] = str(tmp_path)
    async with FakeAsterisk(tmp_path) as pbx:
        yield AsteriskHarness(pbx, tmp_path / "here", options)


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_contract(check: Check, harness: AsteriskHarness) -> None:
    await check.run(harness)


async def test_what_is_not_declared(harness: AsteriskHarness) -> None:
    await check_undeclared(harness)


async def test_settings_survive(harness: AsteriskHarness) -> None:
    await check_settings_survive(harness)


async def test_stop(harness: AsteriskHarness) -> None:
    await check_stop(harness)


async def test_link(harness: AsteriskHarness) -> None:
    await check_link(harness)


async def test_it_declares_all_that_it_can_do(harness: AsteriskHarness) -> None:
    async with bench_of(harness) as bench:
        assert bench.can in AsteriskDriver.most
        assert Capability.RECORD not in bench.can or bench.can == AsteriskDriver.most
