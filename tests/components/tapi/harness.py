"""The bridge program for the drivers' contract: line 101 is tried, the fake TAPI's PBX stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.components.tapi.rig import Bridge, Turnstile
from tests.contract.tapi_harness import uri

from callplane.drivers.base import Driver
from callplane.drivers.tapi.driver import TapiDriver
from callplane.model.events import Fact
from callplane.model.line import LineSettings
from callplane.numbers import DEMO_LOCATION
from callplane.testing.harness import Harness

LINES = "101,105"


class ProgramHarness(Harness):
    """A bridge that runs, and knocks at the turnstile until a driver stands behind it."""

    line = uri("101")
    mate = uri("105")
    numbers = ("0089111", "0089222", "0089333")
    busy_number = "0089777"

    def __init__(self, bridge: Bridge, turnstile: Turnstile, state: Path) -> None:
        self.bridge = bridge
        self.turnstile = turnstile
        self._state = state

    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        context = self.context(
            "hall", self._state, report, location=DEMO_LOCATION, options={}, new_id=ids, settings=settings, state=self._state
        )
        driver = TapiDriver(context)
        start, stop = driver.start, driver.stop

        async def start_with_a_fresh_pbx() -> None:
            await start()
            self.turnstile.entrance = driver
            if self.bridge.process is None:
                self.bridge.start()
            await self.bridge.ask("reset")
            await self.bridge.ask("busy", self.busy_number)

        async def leave() -> None:
            self.turnstile.entrance = None
            await stop()

        driver.start, driver.stop = start_with_a_fresh_pbx, leave  # type: ignore[method-assign]
        return driver

    async def call_in(self, line: str) -> None:
        await self.bridge.ask("in", line[-8:-5], "08930999")

    async def answer(self, number: str) -> None:
        await self.bridge.ask("answer", number)

    async def hang_up(self, number: str) -> None:
        await self.bridge.ask("hangup", number or "08930999")

    async def set_free(self, number: str) -> None:
        await self.bridge.ask("free", number)
