"""A phone that refuses a command, does not answer it, or drops the link at it: nothing is lost for longer than that.

Each command of the dialogue is met once in each of the three ways, when the link is set up and when calls are controlled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.components.bluetooth.harness import IMPATIENT, QUICK, PhoneHarness

from callplane.drivers import commands as c
from callplane.drivers.commands import Command
from callplane.errors import CommandFailed
from callplane.model.call import CallState as S
from callplane.testing.bluetooth.handset import Status
from callplane.testing.bluetooth.rig import Rig
from callplane.testing.harness import Bench, bench_of

FAULTS = ("refuse", "silence", "cut")
_BOTH = ("AT+BRSF", "AT+CIND=?", "AT+CIND?", "AT+CMER", "AT+CHLD=?", "AT+CMEE", "AT+CLIP", "AT+CCWA", "AT+CLCC")
SETUP = {"ofono": (*_BOTH, "AT+XAPL", "AT+VGS", "AT+VGM", "AT+COPS=", "AT+COPS?"), "bluez": (*_BOTH, "AT+CNUM")}


async def talks(bench: Bench, harness: PhoneHarness) -> None:
    """Somebody calls and is answered, and we hang up: the line works. Where a link hangs, the first command shows that; it costs
    the attempt, and the link is set up anew, on a busy machine after more attempts."""
    for _ in range(50):
        await bench.until(lambda: bench.is_open, "the phone is connected")
        if not harness.phone.calls.calls:
            harness.phone.calls.ring("+4989777")
        await bench.until(lambda: bench.witness.of(bench.line), "the call is there")
        call = bench.witness.of(bench.line)[-1]
        try:
            if call.state is S.OFFERING:
                await bench.execute(c.Answer(bench.line, call.call_id))
                await bench.reaches(call.call_id, S.CONNECTED)
            await bench.execute(c.Drop(bench.line, call.call_id))
        except CommandFailed:
            await asyncio.sleep(0.1)
            continue
        await bench.ends(call.call_id)
        if not harness.phone.calls.calls:
            return
    raise AssertionError("the line does not come to work again")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("backend", "command"), [(backend, command) for backend, commands in SETUP.items() for command in commands]
)
async def test_a_link_is_set_up_in_spite_of(command: str, fault: str, backend: str, rig: Rig) -> None:
    harness = PhoneHarness(rig, backend, options=IMPATIENT if fault == "silence" else QUICK)
    getattr(harness.phone, fault)(command)
    async with bench_of(harness) as bench:
        await talks(bench, harness)
        assert any(heard.startswith(command) for heard in harness.phone.heard)
        bench.witness.check_snapshot(await bench.driver.snapshot())


# -- commands about calls: what leads to them, and what they lead to


Outcome = Callable[[], Awaitable[object]]
Prepared = tuple[Command, Outcome]


async def _dial(bench: Bench) -> Prepared:
    call_id = bench.new_id()
    return c.MakeCall(bench.line, call_id, "+49891009"), lambda: bench.reaches(call_id, S.RINGBACK)


async def _answer(bench: Bench) -> Prepared:
    call_id = await bench.ring()
    return c.Answer(bench.line, call_id), lambda: bench.reaches(call_id, S.CONNECTED)


async def _reject(bench: Bench) -> Prepared:
    call_id = await bench.ring()
    return c.Drop(bench.line, call_id), lambda: bench.ends(call_id)


async def _hold(bench: Bench) -> Prepared:
    call_id = await bench.talk(bench.harness.numbers[0])
    return c.Hold(bench.line, call_id), lambda: bench.reaches(call_id, S.HOLD)


async def _answer_second(bench: Bench) -> Prepared:
    await bench.talk(bench.harness.numbers[0])
    call_id = await bench.ring()
    return c.Answer(bench.line, call_id), lambda: bench.reaches(call_id, S.CONNECTED)


async def _reject_second(bench: Bench) -> Prepared:
    await bench.talk(bench.harness.numbers[0])
    call_id = await bench.ring()
    return c.Drop(bench.line, call_id), lambda: bench.ends(call_id)


async def _join(bench: Bench) -> Prepared:
    held, active = await bench.pair()
    return c.Conference(bench.line, held, active), lambda: bench.reaches(held, S.CONFERENCED)


async def _merge(bench: Bench) -> Prepared:
    held, active = await bench.pair()
    return c.Merge(bench.line, active, held), lambda: bench.ends(held)


async def _tones(bench: Bench) -> Prepared:
    call_id = await bench.talk(bench.harness.numbers[0])
    return c.SendDigits(bench.line, call_id, "1"), lambda: bench.reaches(call_id, S.CONNECTED)


CONTROL: dict[str, tuple[str, Callable[[Bench], Awaitable[Prepared]]]] = {
    "dial": ("ATD", _dial),
    "answer": ("ATA", _answer),
    "reject": ("AT+CHUP", _reject),
    "hold": ("AT+CHLD=2", _hold),
    "answer a second call": ("AT+CHLD=2", _answer_second),
    "reject a second call": ("AT+CHLD=0", _reject_second),
    "conference": ("AT+CHLD=3", _join),
    "merge": ("AT+CHLD=4", _merge),
    "digits": ("AT+VTS", _tones),
}


@pytest.mark.parametrize("name", CONTROL)
async def test_a_command_that_is_refused_can_be_given_again(name: str, backend: str, rig: Rig) -> None:
    beginning, prepare = CONTROL[name]
    harness = PhoneHarness(rig, backend)
    async with bench_of(harness) as bench:
        command, outcome = await prepare(bench)
        harness.phone.refuse(beginning)
        with pytest.raises(CommandFailed):
            await bench.execute(command)
        assert bench.is_open
        await bench.execute(command)
        await outcome()


@pytest.mark.parametrize("fault", ["silence", "cut"])
@pytest.mark.parametrize("name", CONTROL)
async def test_a_link_that_breaks_at_a_command_comes_back(name: str, fault: str, backend: str, rig: Rig) -> None:
    beginning, prepare = CONTROL[name]
    harness = PhoneHarness(rig, backend, options=IMPATIENT if fault == "silence" else QUICK)
    async with bench_of(harness) as bench:
        command, _ = await prepare(bench)
        before = {call.call_id for call in bench.witness.of(bench.line)}
        getattr(harness.phone, fault)(beginning)
        with pytest.raises(CommandFailed):
            await bench.execute(command)
        await bench.until(lambda: before <= bench.witness.ended, "the calls are lost")
        while harness.phone.calls.calls:
            harness.phone.calls.hangs_up()
        await bench.until(lambda: bench.is_open and not bench.witness.of(bench.line), "the phone is back, without calls")
        await talks(bench, harness)


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_end_of_a_call_is_seen_in_spite_of(fault: str, backend: str, rig: Rig) -> None:
    """The question about the calls (AT+CLCC) meets a fault while a call is going on."""
    harness = PhoneHarness(rig, backend, options=IMPATIENT if fault == "silence" else QUICK)
    async with bench_of(harness) as bench:
        held, _ = await bench.pair()
        getattr(harness.phone, fault)("AT+CLCC")
        harness.phone.calls.hangs_up(harness.numbers[1])
        assert harness.phone.calls.having(Status.HELD)
        await talks(bench, harness)
        await bench.ends(held)
