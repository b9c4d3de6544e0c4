"""The bridge program, built with AddressSanitizer, where telephony service providers lie, block, repeat, fail and lose lines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.components.tapi.harness import ProgramHarness
from tests.components.tapi.rig import Bridge, with_sanitizer
from tests.components.tapi.test_contract import running
from tests.contract.tapi_harness import uri

from callplane.drivers import commands as c
from callplane.drivers.tapi import link as link_module
from callplane.errors import CommandFailed, LinkDown
from callplane.model.call import CallState
from callplane.model.events import Synchronised
from callplane.model.line import Capability, Forward, ForwardMode, LineStatus
from callplane.testing.harness import Bench, bench_of

S = CallState
A = uri("101")
PARTY = "0089111"


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[ProgramHarness]:
    async with running(with_sanitizer(), tmp_path) as made:
        yield made


@pytest.fixture
async def bench(harness: ProgramHarness) -> AsyncIterator[Bench]:
    async with bench_of(harness) as made:
        yield made
        await harness.bridge.ask("reset")
        if made.witness.link_up:
            await made.until(lambda: not made.witness.calls, "all calls have ended")
            await no_handle_is_left(harness.bridge)


@pytest.fixture
def bridge(bench: Bench, harness: ProgramHarness) -> Bridge:
    return harness.bridge


async def no_handle_is_left(bridge: Bridge) -> None:
    """What is over was given back to TAPI."""
    async with asyncio.timeout(10):
        while await bridge.ask("handles") != "0":  # noqa: ASYNC110 (TAPI tells nobody)
            await asyncio.sleep(0.01)


def line_is(bench: Bench, line: str, status: LineStatus) -> Callable[[], bool]:
    return lambda: line in bench.witness.lines and bench.witness.lines[line].status is status


async def test_lines_and_calls_that_come_and_go(bench: Bench, bridge: Bridge) -> None:
    """Closed and opened again, initialised again, removed, created: the call stays the same one as long as it lasts."""
    call_id = await bench.talk(PARTY)
    await bridge.ask("close", "101")
    await bench.until(line_is(bench, A, LineStatus.CLOSED), "the line is closed")
    await bench.until(line_is(bench, A, LineStatus.OPEN), "the line is open again")
    await bench.execute(c.Hold(A, call_id))
    await bench.reaches(call_id, S.HOLD)
    told = len(bench.witness.facts)
    await bridge.ask("reinit")
    await bench.until(lambda: any(isinstance(f, Synchronised) for f in bench.witness.facts[told:]), "the whole truth")
    await bench.execute(c.Retrieve(A, call_id))
    await bench.reaches(call_id, S.CONNECTED)
    await bridge.ask("remove", "101")
    await bench.until(lambda: A not in bench.witness.lines, "the line is gone")
    assert call_id in bench.witness.ended
    await bridge.ask("create", "101")
    await bench.until(line_is(bench, A, LineStatus.OPEN), "the line is there again")
    again = await bench.ring()
    await bench.execute(c.Answer(A, again))
    await bench.reaches(again, S.CONNECTED)


async def test_a_line_that_cannot_be_opened_at_first(bench: Bench, bridge: Bridge) -> None:
    await bridge.ask("fail", "lineOpenW", "8000000F")
    await bridge.ask("create", "120")
    await bench.until(line_is(bench, uri("120"), LineStatus.CLOSED), "the line is closed")
    await bridge.ask("fail", "-", "0")
    await bench.until(line_is(bench, uri("120"), LineStatus.OPEN), "the line is open")
    await bridge.ask("remove", "120")
    await bench.until(lambda: uri("120") not in bench.witness.lines, "the line is gone")


async def test_out_of_service_and_other_capabilities(bench: Bench, bridge: Bridge) -> None:
    await bridge.ask("status", "101", "1")
    await bench.until(line_is(bench, A, LineStatus.NO_PHONE), "no phone")
    await bridge.ask("status", "101", "5")
    await bench.until(line_is(bench, A, LineStatus.OPEN), "the line is open")
    await bridge.ask("caps", "101", "0x84", "0x2", "0", "0")
    await bench.until(lambda: bench.can == Capability.MAKE_CALL | Capability.DROP | Capability.ANSWER, "a modem")


async def test_sizes_that_are_lies(bench: Bench, bridge: Bridge) -> None:
    """Nothing outside of what was allocated is read: AddressSanitizer would end the program."""
    await bridge.ask("lies", "1")
    await bridge.ask("status", "101", "5")
    call_id = await bench.ring()
    await bench.execute(c.Answer(A, call_id))
    await bench.reaches(call_id, S.CONNECTED)
    assert not bench.call(call_id).remote.number
    await bench.execute(c.SetForward(A, Forward(ForwardMode.BUSY, "+4989123450")))
    await bridge.ask("reinit")
    await bench.until(lambda: isinstance(bench.witness.facts[-1], Synchronised), "the whole truth")
    await bridge.ask("lies", "0")


@pytest.mark.parametrize("fault", ["repeats", "reverses"])
async def test_messages_that_come_twice_or_in_another_order(bench: Bench, bridge: Bridge, fault: str) -> None:
    await bridge.ask(fault, "1")
    call_id = await bench.talk(PARTY)
    await bench.execute(c.Hold(A, call_id))
    await bench.reaches(call_id, S.HOLD)
    second = await bench.talk("0089222")
    await bench.execute(c.SwapHold(A, call_id, second))
    await bench.reaches(second, S.HOLD)
    await bridge.ask("hangup", "0089222")
    await bench.ends(second)
    await bench.execute(c.Drop(A, call_id))
    await bench.ends(call_id)


async def test_errors_at_once_and_late(bench: Bench, bridge: Bridge) -> None:
    call_id = await bench.talk(PARTY)
    for how in ("fail", "late"):
        await bridge.ask(how, "lineHold", "8000004B")
        with pytest.raises(CommandFailed, match="no resources left"):
            await bench.execute(c.Hold(A, call_id))
        await bridge.ask(how, "-", "0")
    await bridge.ask("late", "lineMakeCallW", "80000053")
    await bench.execute(c.Hold(A, call_id))
    await bench.execute(c.MakeCall(A, "{refused}", PARTY))
    await bench.until(lambda: "{refused}" in bench.witness.attempts, "the decision")
    assert not bench.witness.attempts["{refused}"]


async def test_a_provider_that_blocks(bench: Bench, bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bridge still says that it lives, and for how long a function has been running; afterwards it tells everything."""
    monkeypatch.setattr(link_module, "BUSY_SECONDS", 1.0)
    monkeypatch.setattr(link_module, "ANSWER_SECONDS", 0.2)
    call_id = await bench.ring()
    await bridge.ask("stuck", "60000")
    with pytest.raises(CommandFailed, match="in time"):
        await bench.execute(c.Answer(A, call_id))
    await bench.until(lambda: not bench.witness.link_up, "the bridge is blocked")
    with pytest.raises(LinkDown):
        await bench.execute(c.Drop(A, call_id))
    await bridge.ask("hangup", "08930999")
    await bridge.ask("stuck", "0")
    await bench.until(lambda: bench.witness.link_up, "the bridge is back")
    await bench.until(lambda: call_id in bench.witness.ended, "the call has ended meanwhile")


async def test_a_hundred_lines_and_calls(bench: Bench, bridge: Bridge) -> None:
    numbers = [str(number) for number in range(110, 190)]
    for number in numbers:
        await bridge.ask("create", number)
    await bench.until(lambda: len(bench.witness.lines) == len(numbers) + 2, "all lines")
    for number in numbers:
        await bridge.ask("in", number, "0894711")
    await bench.until(lambda: len(bench.witness.calls) == len(numbers), "all calls")
    await bridge.ask("hangup", "0894711")
    await bench.until(lambda: not bench.witness.calls, "the end of all")
