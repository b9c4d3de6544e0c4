"""The contract of drivers at a real Asterisk: extension 101 is tried, people act on the other phones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

import pytest
from tests.components.asterisk.place import Place, needed
from tests.scenarios.proxy import Proxy

from callplane.drivers.asterisk.driver import AsteriskDriver
from callplane.drivers.base import Driver
from callplane.model.events import Fact
from callplane.model.line import LineSettings
from callplane.numbers import DEMO_LOCATION
from callplane.testing.contract import CHECKS, Check, check_link, check_stop, check_undeclared
from callplane.testing.harness import Harness


def uri(extension: str) -> str:
    return f"tel:{DEMO_LOCATION.trunk}{extension}@demo"


class LiveHarness(Harness):
    line = uri("101")
    mate = uri("105")
    numbers = ("102", "103", "104")

    def __init__(self, place: Place, proxy: Proxy, recordings: Path, options: Mapping[str, object]) -> None:
        self._place = place
        self._proxy = proxy
        self._recordings = recordings
        self._options = options

    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        table = {"host": "127.0.0.1", "port": self._proxy.port, "username": "callplane", "secret": "callplane", **self._options}
        context = self.context(
            "demo", self._recordings, report, location=DEMO_LOCATION, options=table, new_id=ids, settings=settings
        )
        return AsteriskDriver(context)

    async def call_in(self, line: str) -> None:
        self._place["outside"].dial(line.partition("@")[0].removeprefix(f"tel:{DEMO_LOCATION.trunk}"))
        await asyncio.sleep(0)

    async def answer(self, number: str) -> None:
        phone = self._place[number]
        phone.answer(await phone.rings())

    async def hang_up(self, number: str) -> None:
        phone = self._place[number or "outside"]
        await phone.until(lambda: phone.calls)
        phone.hang_up()
        await phone.silent()

    async def lose_link(self) -> None:
        self._proxy.refuse()
        self._proxy.cut()

    async def restore_link(self) -> None:
        self._proxy.refuse(False)


WAYS: dict[str, dict[str, object]] = {
    "any phone": {"features": "freepbx"},
    "phones that obey": {"answer": "talk", "hold": "talk"},
}


@pytest.fixture(params=WAYS)
async def harness(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[LiveHarness]:
    host, port = needed()
    options = WAYS[request.param]
    async with Place(obeys=["101"] if "talk" in options.values() else []) as place, Proxy(f"http://{host}:{port}") as proxy:
        yield LiveHarness(place, proxy, tmp_path, options)


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_contract(check: Check, harness: LiveHarness) -> None:
    await check.run(harness)


async def test_what_is_not_declared(harness: LiveHarness) -> None:
    await check_undeclared(harness)


async def test_stop(harness: LiveHarness) -> None:
    await check_stop(harness)


async def test_link(harness: LiveHarness) -> None:
    await check_link(harness)
