"""Operations and events a second through one WebSocket, beside a bare echo: `python -m bench.websocket`.

A real server (the demo) runs in a second process, the echo in a third; only one of them is busy at a time. Loopback only, about
twenty seconds: both sides take turns of half a second, and the best turn of each counts.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import uvloop
from bench.figures import table
from bench.link import Link, invoke, masked

SECONDS = 0.5
TURNS = 5
WINDOW = 64
"""Requests under way at a time when they are pipelined."""
MONITORS = 100
CHANGES_AHEAD = 2
LINE = "tel:+49815136856101@demo"
NEVER_ANSWERS = "00498912342"
SNAPSHOT, MONITOR_START, MAKE_CALL, SET_CALL_DATA = 1261, 1262, 1202, 1225


@asynccontextmanager
async def server(*words: str) -> AsyncIterator[str]:
    """A server in another process; its URL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            while b" ready " not in (line := await process.stdout.readline()):
                assert line, f"{words[0]} did not start"
        yield line.split()[2].decode()
    finally:
        process.terminate()
        await process.wait()


def log_on(url: str) -> str:
    """The path of a new session's WebSocket."""
    credentials = base64.b64encode(b"alice:demo").decode()
    request = urllib.request.Request(f"{url}/ws/client/createsession", headers={"Authorization": f"Basic {credentials}"})
    with urllib.request.urlopen(request) as answer:
        return f"/ws/client/websocket?x-ucsessionid={json.load(answer)['sessionid']}"


async def rate(link: Link, request: bytes, window: int) -> float:
    """Answers a second, with so many requests under way."""
    done, finished = 0, asyncio.Event()
    frame = masked(request)
    end = time.perf_counter() + SECONDS

    def take(_message: bytes) -> None:
        nonlocal done
        done += 1
        if time.perf_counter() < end:
            link.send(frame)
        else:
            finished.set()

    link.take = take
    start = time.perf_counter()
    link.send(frame * window)
    await finished.wait()
    taken = time.perf_counter() - start
    await _settle(link)
    return done / taken


async def event_rate(link: Link, call_id: str) -> tuple[float, int]:
    """Call events a second when each change of a call goes to a hundred monitors, and the bytes of one event."""
    changes, events, size, finished = 0, 0, 0, asyncio.Event()
    end = time.perf_counter() + SECONDS

    def change() -> None:
        nonlocal changes
        changes += 1
        data = [{"key": "ticket", "value": f"{changes:08}"}]
        link.send(masked(invoke(1, SET_CALL_DATA, {"u8sConnectionID": call_id, "callDataList": data})))

    def take(message: bytes) -> None:
        nonlocal events, size
        if message.startswith(b'[{"invoke"'):
            events, size = events + 1, len(message)
        elif time.perf_counter() < end:
            change()
        else:
            finished.set()

    link.take = take
    start = time.perf_counter()
    for _ in range(CHANGES_AHEAD):
        change()
    await finished.wait()
    taken = time.perf_counter() - start
    await _settle(link)
    return events / taken, size


async def push_rate(link: Link, size: int) -> float:
    """Frames a second that the bare server pushes, in the same portions."""
    frames, finished = 0, asyncio.Event()
    push = masked(b"push %d %d" % (MONITORS, size))
    end = time.perf_counter() + SECONDS

    def take(_message: bytes) -> None:
        nonlocal frames
        frames += 1
        if frames % MONITORS == 0:
            if time.perf_counter() < end:
                link.send(push)
            else:
                finished.set()

    link.take = take
    start = time.perf_counter()
    link.send(push * CHANGES_AHEAD)
    await finished.wait()
    taken = time.perf_counter() - start
    await _settle(link)
    return frames / taken


async def _settle(link: Link) -> None:
    """Let what is still under way arrive, uncounted."""
    link.take = lambda _: None
    await asyncio.sleep(0.2)


async def beside(ours: Callable[[], Awaitable[float]], bare: Callable[[], Awaitable[float]]) -> tuple[str, ...]:
    """The best rate of either side, and their ratio."""
    rates = [(await ours(), await bare()) for _ in range(TURNS)]
    best, best_bare = (max(side) for side in zip(*rates, strict=True))
    return f"{best:,.0f}", f"{best_bare:,.0f}", f"{best / best_bare:.2f}"


async def measure() -> list[tuple[str, ...]]:
    """Rows of figures: what, callplane, echo, ratio."""
    ports = ("--http-port", "0", "--tcp-port", "0", "--tls-port", "0")
    async with server("callplane.cli.main", "demo", *ports) as url, server("bench.echo") as echo_url:
        link = await Link.connect(url, await asyncio.to_thread(log_on, url))
        echo = await Link.connect(echo_url, "/")
        rows = [*(await _answers(link, echo)), await _events(link, echo)]
        link.close()
        echo.close()
    return rows


async def _answers(link: Link, echo: Link) -> list[tuple[str, ...]]:
    snapshot = invoke(1, SNAPSHOT, {"u8sLinePhoneNumber": LINE})
    answer = b"x" * len(json.dumps(await link.ask(SNAPSHOT, {"u8sLinePhoneNumber": LINE}), separators=(",", ":")))
    rows = []
    for name, window in (("one by one", 1), (f"{WINDOW} under way", WINDOW)):
        rates = await beside(partial(rate, link, snapshot, window), partial(rate, echo, answer, window))
        rows.append((f"SnapshotPhoneLine, {name}, answers/s", *rates))
    return rows


async def _events(link: Link, echo: Link) -> tuple[str, ...]:
    call = {"u8sPhoneNumberFrom": LINE, "u8sPhoneNumberTo": NEVER_ANSWERS, "iNumberFormat": 1}
    call_id = str((await link.ask(MAKE_CALL, call))["u8sConnectionID"])
    for _ in range(MONITORS):
        await link.ask(MONITOR_START, {"u8sLinePhoneNumber": LINE})
    _, size = await event_rate(link, call_id)

    async def ours() -> float:
        return (await event_rate(link, call_id))[0]

    rates = await beside(ours, partial(push_rate, echo, size))
    return f"call events of {size} bytes, {MONITORS} monitors, events/s", *rates


def report() -> str:
    """The figures as a table."""
    return table(("Through one WebSocket", "callplane", "bare echo", "ratio"), uvloop.run(measure()))


if __name__ == "__main__":
    print(report())
