"""An exchange driver with a clock that the test sets and a list of what it reports."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

from callplane.drivers.base import ControlReply, ControlRequest, DriverContext
from callplane.drivers.exchange.driver import ExchangeDriver
from callplane.model.events import CallReported, Fact
from callplane.model.line import LineSettings
from callplane.numbers import DEMO_LOCATION

OPTIONS: Mapping[str, object] = {"extensions": [{"number": str(number), "name": f"N{number}"} for number in range(101, 106)]}


class Rig:
    def __init__(
        self,
        recordings: Path,
        options: Mapping[str, object] = OPTIONS,
        settings: Mapping[str, LineSettings] | None = None,
    ) -> None:
        ids = itertools.count(1)
        self.now = 1000.0
        self.facts: list[Fact] = []
        self.batches = asyncio.Queue[Sequence[Fact]]()
        self.driver = ExchangeDriver(
            DriverContext(
                pbx="demo",
                location=DEMO_LOCATION,
                options=options,
                report=self._report,
                clock=lambda: self.now,
                new_id=lambda: f"{{{next(ids)}}}",
                settings=settings or {},
                recordings=recordings,
            )
        )

    def _report(self, facts: Sequence[Fact]) -> None:
        self.facts += facts
        self.batches.put_nowait(facts)

    async def control(self, method: str, path: str, **body: object) -> ControlReply:
        assert self.driver.control is not None
        return await self.driver.control(ControlRequest(method, tuple(path.split("/")), body))

    def states(self, extension: str) -> list[str]:
        """The states that were reported of the calls of an extension."""
        uri = f"tel:+49815136856{extension}@demo"
        return [f.call.state.name for f in self.facts if isinstance(f, CallReported) and f.call.line == uri]
