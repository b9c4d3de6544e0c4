"""Whatever befalls the link to the exchange, what monitors are told stays in order, and ends up as the truth."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import HandClock
from tests.service.line_viewer import LineViewer

from callplane.drivers import commands as c
from callplane.drivers.base import ControlRequest, DriverContext
from callplane.drivers.exchange.driver import ExchangeDriver
from callplane.errors import LinkDown, Refusal
from callplane.model.call import Call, CallState
from callplane.model.features import Feature, can_make_call
from callplane.model.line import Line, LineStatus
from callplane.numbers import DEMO_LOCATION
from callplane.service.core import LINGER_SECONDS, Core
from callplane.service.emulation import emulated
from callplane.service.expectations import Expected

EXTENSIONS = ("101", "102", "103", "104")
NUMBERS = (*EXTENSIONS, "0301230", "0301231", "0301232", "0301234", "0301235")
STEP = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))


class World:
    """The exchange, its link and a core with one hand clock; a viewer of all lines."""

    def __init__(self) -> None:
        self.clock = HandClock()
        ids = map("{{{}}}".format, itertools.count(1))
        self.new_id: Callable[[], str] = lambda: next(ids)
        self.core = Core(self.clock, self.clock.schedule, self.new_id, emulated)
        self.viewer = LineViewer(self.core)
        self.driver = ExchangeDriver(
            DriverContext(
                pbx="demo",
                location=DEMO_LOCATION,
                options={"extensions": [{"number": number, "name": number} for number in EXTENSIONS]},
                report=lambda facts: self.core.report("demo", facts),
                clock=self.clock,
                new_id=self.new_id,
                settings={},
                recordings=Path("/nonexistent"),
            )
        )

    async def run(self, kind: int, one: int, two: int) -> None:
        with contextlib.suppress(Refusal, LinkDown):
            await ACTIONS[kind % len(ACTIONS)](self, one, two)
        self.viewer.agrees()
        for line in self.core.lines.values():
            if not line.reachable:
                assert not any(call.features for call in line.calls.values())

    async def control(self, path: str, method: str = "POST", **body: object) -> int:
        assert self.driver.control is not None
        return (await self.driver.control(ControlRequest(method, tuple(path.split("/")), body))).status

    def line(self, choice: int) -> Line:
        lines = list(self.core.lines.values())
        return lines[choice % len(lines)]

    def call(self, choice: int, feature: Feature = Feature.NONE) -> Call | None:
        calls = list(self.viewer.calls.values())
        calls = [call for call in calls if call.features & feature] or calls
        return calls[choice % len(calls)] if calls else None

    # What people, programs and time do

    async def phone(self, one: int, two: int) -> None:
        action = ("answer", "answer", "hangup", "hold", "retrieve")[two % 5]
        await self.control(f"phones/{EXTENSIONS[one % 4]}/{action}")

    async def dial(self, one: int, two: int) -> None:
        await self.control(f"phones/{EXTENSIONS[one % 4]}/dial", number=NUMBERS[two % len(NUMBERS)])

    async def plug(self, one: int, two: int) -> None:
        await self.control(f"phones/{EXTENSIONS[one % 4]}/{'unplug' if two % 4 == 0 else 'plug'}")

    async def outside(self, one: int, two: int) -> None:
        await self.control("outside", **{"from": f"+493012{two % 10}", "to": EXTENSIONS[one % 4]})

    async def make_call(self, one: int, two: int) -> None:
        line, call_id = self.line(one), self.new_id()
        if can_make_call(line.calls.values(), line.capabilities):
            self.core.expect(call_id, Expected("session", line=line.uri))
            try:
                await self.driver.execute(c.MakeCall(line.uri, call_id, NUMBERS[two % len(NUMBERS)]))
            except (Refusal, LinkDown):
                self.core.forget(call_id)

    async def act(self, one: int, two: int) -> None:
        kind, feature = ((c.Answer, Feature.ANSWER), (c.Drop, Feature.HANG_UP), (c.Hold, Feature.HOLD))[two % 3]
        if call := self.call(one, feature):
            await self.driver.execute(kind(call.line, call.id))

    async def join(self, one: int, two: int) -> None:
        if call := self.call(one, Feature.CONFERENCE | Feature.CONFERENCE_ADD):
            mates = [mate for mate in self.viewer.calls.values() if mate.line == call.line and mate.id != call.id]
            if mates:
                await self.driver.execute(c.Conference(call.line, call.id, mates[two % len(mates)].id))

    async def merge(self, one: int, two: int) -> None:
        if call := self.call(one, Feature.MERGE):
            mates = [mate for mate in self.viewer.calls.values() if mate.line == call.line and mate.id != call.id]
            if mates:
                await self.driver.execute(c.Merge(call.line, call.id, mates[two % len(mates)].id))

    async def do_not_disturb(self, one: int, two: int) -> None:
        await self.driver.execute(c.SetDoNotDisturb(self.line(one).uri, on=two % 3 == 0))

    async def wait(self, one: int, _: int) -> None:
        await self.pass_time((0.05, 0.2, 1.0, 2.0, 5.0, 9.0, 21.0, 61.0)[one % 8])

    async def pass_time(self, seconds: float) -> None:
        """In small steps, as the driver's timer does it."""
        while seconds > 0:
            step = min(seconds, 0.5)
            self.clock.advance(step)
            self.driver._due()
            seconds -= step

    # What befalls the link

    async def cut(self, one: int, two: int) -> None:
        assert await (self.control("link/cut", seconds=1 + two % 20) if one % 2 else self.control("link/cut")) == 200
        assert not any(line.reachable for line in self.core.lines.values())

    async def restore(self, *_: int) -> None:
        assert await self.control("link/restore") == 200

    async def disturb(self, one: int, two: int) -> None:
        faults = (
            {"lose": 0.3},
            {"lose": 1},
            {"double": 0.5},
            {"delay_ms": 300},
            {"reorder": True},
            {"lose": 0.2, "double": 0.3, "delay_ms": 400, "reorder": True},
        )
        assert await self.control("faults", **faults[one % len(faults)], seed=two) == 200

    async def calm(self, *_: int) -> None:
        assert await self.control("faults", "DELETE") == 200

    async def refuse(self, one: int, _: int) -> None:
        assert await self.control("refuse-login", refuse=one % 2 == 0) == 200

    async def restart(self, one: int, _: int) -> None:
        if one % 3 == 0:
            assert await self.control("restart") == 200


ACTIONS = (
    World.dial, World.dial, World.phone, World.phone, World.phone, World.outside, World.make_call, World.make_call, World.act,
    World.act, World.join, World.join, World.merge, World.plug, World.do_not_disturb, World.wait, World.wait,
    World.cut, World.restore, World.restore, World.disturb, World.disturb, World.calm, World.refuse, World.restart,
)  # fmt: skip


async def play(steps: list[tuple[int, int, int]]) -> None:
    world = World()
    await world.driver.start()
    for step in steps:
        await world.run(*step)
    await world.calm()
    await world.refuse(1, 0)
    await world.restore()
    await world.pass_time(2 + LINGER_SECONDS)
    world.viewer.agrees()
    truth = await world.driver.snapshot()
    living = [call.facts for call in world.viewer.calls.values() if call.state is not CallState.DISCONNECTED]
    assert {call.call_id: call for call in living} == {call.call_id: call for call in truth.calls}
    for report in truth.lines:
        line = world.core.lines[report.uri]
        assert (line.report.status, line.settings) == (report.status, report.settings)
        assert line.report.status in (LineStatus.OPEN, LineStatus.NO_PHONE)
    while world.viewer.calls:
        call = next(iter(world.viewer.calls.values()))
        if call.state is not CallState.DISCONNECTED:
            await world.driver.execute(c.Drop(call.line, call.id))
        await world.pass_time(LINGER_SECONDS)
    assert world.viewer.begun == world.viewer.ended
    await world.driver.stop()


@settings(max_examples=100, deadline=None)
@given(st.lists(STEP, min_size=20, max_size=60))
def test_what_is_told_stays_in_order_and_becomes_the_truth(steps: list[tuple[int, int, int]]) -> None:
    asyncio.run(play(steps))
