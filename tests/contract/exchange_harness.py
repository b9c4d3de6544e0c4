"""The embedded exchange for the contract: extension 101 is tried, people act on the other phones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from callplane.drivers.base import ControlRequest, Driver
from callplane.drivers.exchange.driver import ExchangeDriver
from callplane.model.events import Fact
from callplane.model.line import LineSettings
from callplane.numbers import DEMO_LOCATION
from callplane.testing.harness import Harness

EXTENSIONS = [{"number": str(number), "name": f"Phone {number}"} for number in range(101, 106)]


def uri(extension: str) -> str:
    return f"tel:{DEMO_LOCATION.trunk}{extension}@demo"


class ExchangeHarness(Harness):
    """An exchange that is to do without what `lacks` names, and a clock that stands still unless it is moved."""

    line = uri("101")
    mate = uri("105")
    numbers = ("102", "103", "104")
    busy_number = "0089123451"

    def __init__(self, recordings: Path, lacks: Sequence[str] = ()) -> None:
        self._recordings = recordings
        self._lacks = list(lacks)
        self._now = 1000.0
        self._caller = ""
        self._driver: ExchangeDriver

    def clock(self) -> float:
        return self._now

    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        options = {"extensions": EXTENSIONS, "lacks": self._lacks}
        context = self.context(
            "demo", self._recordings, report, location=DEMO_LOCATION, options=options, new_id=ids, settings=settings
        )
        self._driver = ExchangeDriver(context)
        return self._driver

    async def call_in(self, line: str) -> None:
        reply = await self._control("outside", {"from": "+4930999", "to": line[4:].partition("@")[0]})
        assert isinstance(reply, dict)
        self._caller = reply["id"]

    async def answer(self, number: str) -> None:
        await self._control(f"phones/{number}/answer")

    async def hang_up(self, number: str) -> None:
        await self._control(f"phones/{number}/hangup" if number else f"outside/{self._caller}/hangup")

    async def lose_link(self) -> None:
        await self._control("link/cut")

    async def restore_link(self) -> None:
        await self._control("link/restore")

    async def set_free(self, number: str) -> None:
        self._now += 31
        self._driver.act(lambda _: [])

    async def _control(self, path: str, body: Mapping[str, object] | None = None) -> object:
        assert self._driver.control is not None
        reply = await self._driver.control(ControlRequest("POST", tuple(path.split("/")), body or {}))
        return reply.body
