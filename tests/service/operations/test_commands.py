"""Commands that are repeated: done once, answered alike."""

from __future__ import annotations

import asyncio

import pytest
from msgspec import Struct
from tests.clock import HandClock

from callplane.errors import Refusal
from callplane.service.operations import commands as module
from callplane.service.operations.commands import KEEP_SECONDS, LONGEST_ID, PER_USER, Commands
from callplane.wire import operations as op
from callplane.wire.types import cti

DROP = cti.AsnCtiDropCallArgument(u8sConnectionID="{C}")
DONE = cti.AsnCtiDropCallResult(bSuccess=True)


class Work:
    """Something that is done when the gate is open, and counts how often."""

    def __init__(self, clock: HandClock) -> None:
        self.commands = Commands(clock)
        self.gate = asyncio.Event()
        self.gate.set()
        self.times = 0
        self.failure: Exception | None = None

    async def perform(self) -> Struct | None:
        self.times += 1
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return DONE

    async def do(self, command_id: str = "1", user: str = "alice", argument: Struct = DROP) -> Struct | None:
        return await self.commands.once(user, command_id, op.CTI_DROP_CALL, argument, self.perform)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def work(clock: HandClock) -> Work:
    return Work(clock)


async def test_a_repeated_command_is_done_once(work: Work) -> None:
    assert [await work.do() for _ in range(3)] == [DONE] * 3
    assert work.times == 1
    await work.do("2")
    await work.do(user="bob")
    assert work.times == 3


async def test_a_refusal_is_repeated_too(work: Work) -> None:
    work.failure = Refusal("not now")
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            await work.do()
        assert refused.value is work.failure
    assert work.times == 1


async def test_a_repetition_waits_for_the_first(work: Work) -> None:
    work.gate.clear()
    first = asyncio.create_task(work.do())
    await asyncio.sleep(0)
    impatient, patient = asyncio.create_task(work.do()), asyncio.create_task(work.do())
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.wait([impatient])
    work.gate.set()
    assert [await first, await patient] == [DONE, DONE]
    assert work.times == 1


async def test_a_first_that_was_broken_off_is_not_done_again(work: Work) -> None:
    work.gate.clear()
    first = asyncio.create_task(work.do())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    with pytest.raises(Refusal):
        await work.do()
    assert work.times == 1


async def test_an_id_belongs_to_one_command(work: Work) -> None:
    await work.do()
    with pytest.raises(Refusal):
        await work.do(argument=cti.AsnCtiDropCallArgument(u8sConnectionID="{D}"))
    with pytest.raises(Refusal):
        await work.do("x" * (LONGEST_ID + 1))


async def test_answers_are_kept_for_a_while(work: Work, clock: HandClock) -> None:
    await work.do("1")
    clock.advance(KEEP_SECONDS - 1)
    await work.do("2")
    await work.do("1")
    assert work.times == 2
    clock.advance(1)
    await work.do("1")
    assert work.times == 3
    assert len(work.commands) == 2


async def test_memory_is_bounded(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(PER_USER + 1):
        await work.do(str(number))
    assert len(work.commands) == PER_USER
    await work.do("1")
    assert work.times == PER_USER + 1
    await work.do("0")
    assert work.times == PER_USER + 2
    monkeypatch.setattr(module, "TOTAL", PER_USER)
    await work.do(user="bob")
    assert len(work.commands) == PER_USER
