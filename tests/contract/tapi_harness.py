"""TAPI lines for the contract: a fake bridge with a simulated PBX behind it; line 101 is tried."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from callplane.drivers.base import Driver
from callplane.drivers.tapi.driver import TapiDriver
from callplane.drivers.tapi.enrolment import Enrolments
from callplane.drivers.tapi.forwards import to_list
from callplane.model.events import Fact
from callplane.model.line import LineSettings
from callplane.numbers import DEMO_LOCATION
from callplane.testing.fake_bridge import FakeBridge
from callplane.testing.fake_pbx import FakeLine
from callplane.testing.harness import Harness

NUMBERS = ("101", "105")


def uri(extension: str) -> str:
    return f"tel:{DEMO_LOCATION.trunk}{extension}@hall"


def enrolled(directory: Path, name: str = "main") -> str:
    """The token of a bridge that is enrolled in a driver's directory."""
    enrolments = Enrolments(directory)
    code = enrolments.invite(name, time.time())
    found = enrolments.redeem(code, "test-host", time.time())
    assert found is not None
    return found[1]


class TapiHarness(Harness):
    """`change(line)` takes something from what a line can do."""

    line = uri("101")
    mate = uri("105")
    numbers = ("0089111", "0089222", "0089333")
    busy_number = "0089777"

    def __init__(
        self,
        directory: Path,
        change: Callable[[FakeLine], None] = lambda _: None,
        options: Mapping[str, object] | None = None,
    ) -> None:
        self._directory = directory
        self._options = options or {}
        self._change = change
        self._token = enrolled(directory)
        self._driver: TapiDriver
        self.bridge: FakeBridge

    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        context = self.context(
            "hall",
            self._directory,
            report,
            location=DEMO_LOCATION,
            options=self._options,
            new_id=ids,
            settings=settings,
            state=self._directory,
        )
        self._driver = TapiDriver(context)
        self.bridge = FakeBridge(NUMBERS)
        self.bridge.pbx.busy.add(self.busy_number)
        for line in self.bridge.pbx.lines.values():
            self._change(line)
            line.forwards = to_list(settings.get(uri(line.number), LineSettings()), DEMO_LOCATION)  # a PBX remembers
        start = self._driver.start

        async def start_and_connect() -> None:
            await start()
            self.bridge.connect(self._driver, self._token)

        self._driver.start = start_and_connect  # type: ignore[method-assign]
        return self._driver

    async def call_in(self, line: str) -> None:
        self.bridge.pbx.call_in(line[-8:-5], "08930999")

    async def answer(self, number: str) -> None:
        self.bridge.pbx.answer(number)

    async def hang_up(self, number: str) -> None:
        self.bridge.pbx.hang_up(number or "08930999")

    async def set_free(self, number: str) -> None:
        self.bridge.pbx.set_free(number)

    async def lose_link(self) -> None:
        self.bridge.cut()

    async def restore_link(self) -> None:
        self.bridge.connect(self._driver, self._token)
