"""Ticks come as time goes by, also when the loop was late; a fault of one worker leaves the others alone."""

from __future__ import annotations

import asyncio

import pytest

from callplane.media.pacing import PERIOD, Pacer


async def test_ticks_are_even_and_end_with_the_last_worker() -> None:
    loop = asyncio.get_running_loop()
    pacer, times, ended = Pacer(loop), list[float](), asyncio.Event()

    def worker(now: float) -> None:
        times.append(now)
        if len(times) == 5:
            pacer.leave(worker)
            ended.set()

    pacer.join(worker)
    await ended.wait()
    assert [round((later - times[0]) / PERIOD, 6) for later in times] == [0, 1, 2, 3, 4]
    await asyncio.sleep(0)
    assert pacer._timer is None


async def test_a_fault_costs_only_the_one_who_made_it(caplog: pytest.LogCaptureFixture) -> None:
    pacer, well, ticks = Pacer(asyncio.get_running_loop()), asyncio.Event(), list[float]()

    def broken(now: float) -> None:
        raise ZeroDivisionError

    def worker(now: float) -> None:
        ticks.append(now)
        if len(ticks) == 3:
            well.set()

    pacer.join(broken)
    pacer.join(worker)
    await well.wait()
    pacer.close()
    pacer.close()
    assert caplog.text.count("A fault in making sound") == 1


async def test_a_loop_that_was_very_late_leaves_ticks_out() -> None:
    class LateLoop:
        def __init__(self) -> None:
            self.now = 0.0
            self.due: list[float] = []

        def time(self) -> float:
            return self.now

        def call_at(self, when: float, action: object) -> asyncio.TimerHandle:
            self.due.append(when)
            return asyncio.get_running_loop().call_later(0, lambda: None)

    loop = LateLoop()
    pacer = Pacer(loop)  # type: ignore[arg-type]
    pacer.join(lambda now: None)
    loop.now = 1.0
    pacer._tick()
    assert pacer.left_out == 49
    assert loop.due[-1] == pytest.approx(1.02)
