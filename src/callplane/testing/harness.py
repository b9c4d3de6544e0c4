"""What the contract's checks need of a driver's world, and the bench on which they use it. Knows drivers by their contract."""

from __future__ import annotations

import asyncio
import itertools
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from callplane.drivers import commands as c
from callplane.drivers.base import Driver, DriverContext
from callplane.drivers.commands import Command
from callplane.model.call import CallReport, CallState
from callplane.model.events import Fact
from callplane.model.line import Capability, LineReport, LineSettings, LineStatus
from callplane.testing.witness import Witness

PATIENCE = 10.0
"""Seconds of real time within which a fact must come."""


class Harness(ABC):
    """How to make a driver, and how to move what is behind it.

    `line` is the URI of the line that is tried; `mate` the URI of another line of the same PBX, empty where there is none.
    `numbers` are three parties that can be called from the line, as one dials them; `busy_number` one that is busy.
    """

    line: str
    mate: str = ""
    numbers: tuple[str, str, str]
    busy_number: str = ""

    @abstractmethod
    def make(
        self, report: Callable[[Sequence[Fact]], None], settings: Mapping[str, LineSettings], ids: Callable[[], str]
    ) -> Driver:
        """A driver that has not been started, with the settings that the server remembers."""

    @abstractmethod
    async def call_in(self, line: str) -> None:
        """Somebody calls the line."""

    @abstractmethod
    async def answer(self, number: str) -> None:
        """The party that was called answers."""

    @abstractmethod
    async def hang_up(self, number: str) -> None:
        """The party that is connected hangs up."""

    async def set_free(self, number: str) -> None:
        """The busy party is free from now on. Needed for CALLBACK."""
        raise TypeError(f"a driver with CALLBACK needs a harness with set_free: how does {number} become free?")

    async def lose_link(self) -> None:
        """The link between driver and PBX breaks. Needed for `check_link`."""
        raise TypeError("check_link needs a harness with lose_link")

    async def restore_link(self) -> None:
        """The link works again. Needed for `check_link`."""
        raise TypeError("check_link needs a harness with restore_link")

    def clock(self) -> float:
        return time.time()

    def context(self, pbx: str, recordings: Path, report: Callable[[Sequence[Fact]], None], **more: object) -> DriverContext:
        """A context with this harness's clock; `more` are the fields that are left."""
        return DriverContext(pbx=pbx, recordings=recordings, report=report, clock=self.clock, **more)  # type: ignore[arg-type]


class Bench:
    """A started driver with a witness. `stopped`: no fact may come any more."""

    def __init__(self, harness: Harness, settings: Mapping[str, LineSettings]) -> None:
        self.harness = harness
        self.witness = Witness()
        self.stopped = False
        self._news = asyncio.Event()
        self._ids = map("{{contract-{}}}".format, itertools.count(1))
        self.driver = harness.make(self._report, settings, self.new_id)

    def new_id(self) -> str:
        return next(self._ids)

    def _report(self, facts: Sequence[Fact]) -> None:
        assert not self.stopped, f"facts after stop: {facts}"
        self.witness.take(facts)
        self._news.set()

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for facts that make the condition true."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"no fact told that {what}") from None

    # -- the line that is tried

    @property
    def line(self) -> str:
        return self.harness.line

    @property
    def is_open(self) -> bool:
        """Whether the line is there, with its phone."""
        return self.line in self.witness.lines and self.report.status is LineStatus.OPEN

    @property
    def report(self) -> LineReport:
        return self.witness.lines[self.line]

    @property
    def can(self) -> Capability:
        return self.report.capabilities

    def call(self, call_id: str) -> CallReport:
        return self.witness.calls[call_id]

    async def execute(self, command: Command) -> None:
        await self.driver.execute(command)

    async def reaches(self, call_id: str, state: CallState) -> CallReport:
        """Wait for a state of a call."""
        calls = self.witness.calls
        await self.until(lambda: call_id in calls and calls[call_id].state is state, f"{call_id} is {state.name}")
        return calls[call_id]

    async def ends(self, call_id: str) -> None:
        await self.until(lambda: call_id in self.witness.ended, f"{call_id} has ended")

    async def make_call(self, number: str, **more: object) -> str:
        """Make a call, and wait for the PBX's decision and the first word of the call."""
        call_id = self.new_id()
        await self.execute(c.MakeCall(self.line, call_id, number, **more))  # type: ignore[arg-type]
        witness = self.witness
        await self.until(lambda: call_id in witness.attempts, "the PBX has decided about the call")
        await self.until(lambda: call_id in witness.calls or call_id in witness.ended, "the call is there")
        return call_id

    async def talk(self, number: str, **more: object) -> str:
        """A connected call to that party."""
        call_id = await self.make_call(number, **more)
        await self.harness.answer(number)
        await self.reaches(call_id, CallState.CONNECTED)
        return call_id

    async def pair(self) -> tuple[str, str]:
        """A held and an active call."""
        held = await self.talk(self.harness.numbers[0])
        await self.execute(c.Hold(self.line, held))
        await self.reaches(held, CallState.HOLD)
        return held, await self.talk(self.harness.numbers[1])

    async def ring(self, line: str = "") -> str:
        """A call that is offered to the line."""
        called = line or self.line
        before = set(self.witness.calls)
        await self.harness.call_in(called)

        def offered() -> list[str]:
            calls = self.witness.of(called)
            return [call.call_id for call in calls if call.call_id not in before and call.state is CallState.OFFERING]

        await self.until(offered, "a call is offered")
        return offered()[0]


@asynccontextmanager
async def bench_of(harness: Harness, settings: Mapping[str, LineSettings] | None = None) -> AsyncIterator[Bench]:
    """A bench whose driver is up and synchronised; it is stopped at the end, and must then be silent."""
    bench = Bench(harness, settings or {})
    await bench.driver.start()
    try:
        await bench.until(lambda: bench.is_open, "the PBX is there with its lines, and the line is open")
        yield bench
    finally:
        await bench.driver.stop()
        bench.stopped = True
