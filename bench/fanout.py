"""One event to many WebSockets: frames a second of ours and of others side by side: `python -m bench.fanout`, some minutes.

Each server is a process of its own (`bench.fanout_source`); all are there at a time and only one is busy. The receiver is the
same for all: it has one of the cores, and counts a mark in the bytes that come. Loopback only. The servers take turns; the
median of the rounds counts, for the ratios too, which are taken round by round.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import uvloop
from bench.fanout_source import MARK
from bench.figures import table
from bench.link import PONG, masked
from bench.processes import cpu_seconds

KINDS = {
    "queues": "callplane, queues and WebSocket",
    "product": "callplane, PBX report to socket",
    "bare": "uvloop, one write a frame",
    "joined": "uvloop, frames joined by hand",
    "aiohttp": "aiohttp, one by one",
    "nats": "NATS server, WebSocket",
}
SOCKETS = (200, 1000)
MODES = {"burst of 20": 20, "single": 1}
FRAMES = 300_000
"""Frames of one measurement, about."""
ROUNDS = 5
LIVE_SECONDS = 7
_PONG = masked(b"", PONG)
SECONDS = 20
"""The longest that a measurement may take."""
TOGETHER = 50
"""So many sockets are opened at a time."""


class Rate(NamedTuple):
    """Frames a second, and microseconds of the server's processor time a frame (of all its processes and threads)."""

    frames: float
    cpu: float


class Receiver:
    """Counts what comes in on all sockets of one server."""

    def __init__(self) -> None:
        self.buffer = bytearray(1 << 18)
        self.frames = 0
        self.expected = 0
        self.complete = asyncio.Event()

    def expect(self, frames: int) -> None:
        """Count anew."""
        self.frames, self.expected = 0, frames
        self.complete.clear()

    def take(self, size: int) -> None:
        """So many bytes are in the buffer."""
        self.frames += self.buffer.count(MARK, 0, size)
        if self.frames >= self.expected:
            self.complete.set()


class Socket(asyncio.BufferedProtocol):
    """One WebSocket: the handshake, then counting. `answer`: what comes back for `first`, else nothing is waited for."""

    def __init__(self, receiver: Receiver, hello: bytes, first: bytes, answer: bytes) -> None:
        self._receiver = receiver
        self._hello = hello
        self._first = first
        self._answer = answer
        self._head = b""
        self._transport: asyncio.Transport
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._hello)

    def get_buffer(self, _sizehint: int) -> bytearray:
        """All sockets share one buffer."""
        return self._receiver.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes have come."""
        if self.opened.done():
            self._receiver.take(nbytes)
            return
        self._head += self._receiver.buffer[:nbytes]
        if b"\r\n\r\n" in self._head and self._first:
            self._transport.write(self._first)
            self._first = b""
        if b"\r\n\r\n" in self._head and self._answer in self._head:
            assert b" 101 " in self._head[:20], self._head
            self.opened.set_result(None)

    def live(self) -> None:
        """Give a sign of life: servers give up a peer that says nothing for long."""
        self._transport.write(_PONG)

    def close(self) -> None:
        """Go away."""
        self._transport.abort()


class Server:
    """One server with all its sockets open."""

    def __init__(self, process: asyncio.subprocess.Process, receiver: Receiver, sockets: int) -> None:
        self._process = process
        self._receiver = receiver
        self._sockets = sockets

    @classmethod
    @asynccontextmanager
    async def start(cls, kind: str, sockets: int) -> AsyncIterator[Server]:
        """A server, with sockets to it; both go when the context ends."""
        pipe = asyncio.subprocess.PIPE
        words = ("-m", "bench.fanout_source", kind, str(sockets))
        process = await asyncio.create_subprocess_exec(sys.executable, *words, stdin=pipe, stdout=pipe, limit=1 << 20)
        assert process.stdin is not None
        assert process.stdout is not None
        receiver = Receiver()
        links: list[Socket] = []
        try:
            async with asyncio.timeout(SECONDS):
                word, _, description = (await process.stdout.readline()).partition(b" ")
                assert word == b"ready", f"{kind} did not start"
                links = await _open(receiver, json.loads(description))
            living = asyncio.get_running_loop().create_task(_live(links))
            yield cls(process, receiver, sockets)
            living.cancel()
        finally:
            for link in links:
                link.close()
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def rate(self, events: int) -> Rate:
        """How fast it is with so many events a turn."""
        turns = max(1, FRAMES // (events * self._sockets))
        frames = turns * events * self._sockets
        self._receiver.expect(frames)
        assert self._process.stdin is not None
        start, busy = perf_counter(), cpu_seconds(self._process.pid)
        self._process.stdin.write(b"run %d %d\n" % (turns, events))
        async with asyncio.timeout(SECONDS):
            await self._receiver.complete.wait()
        busy = cpu_seconds(self._process.pid) - busy
        return Rate(frames / (perf_counter() - start), busy / frames * 1e6)


async def _live(links: list[Socket]) -> None:
    while True:
        await asyncio.sleep(LIVE_SECONDS)
        for link in links:
            link.live()


async def _open(receiver: Receiver, description: dict[str, Any]) -> list[Socket]:
    address = urlsplit(description["url"])
    first, answer = bytes.fromhex(description.get("first", "")), description.get("answer", "").encode()
    loop = asyncio.get_running_loop()
    links: list[Socket] = []
    paths = description["paths"]
    for begin in range(0, len(paths), TOGETHER):
        for path in paths[begin : begin + TOGETHER]:
            key = base64.b64encode(os.urandom(16)).decode()
            head = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13")
            hello = "\r\n".join((f"GET {path} HTTP/1.1", f"Host: {address.netloc}", *head, "", "")).encode()
            link = Socket(receiver, hello, first, answer)
            await loop.create_connection(lambda link=link: link, address.hostname, address.port)  # type: ignore[misc]
            links.append(link)
        await asyncio.gather(*(link.opened for link in links[begin:]))
    return links


async def measure(kinds: Sequence[str], sockets: int, events: int, rounds: int = ROUNDS) -> dict[str, list[Rate]]:
    """Rates of each server, one a round."""
    async with AsyncExitStack() as stack:
        servers = {kind: await stack.enter_async_context(Server.start(kind, sockets)) for kind in kinds}
        rates: dict[str, list[Rate]] = {kind: [] for kind in kinds}
        for number in range(rounds + 1):
            for kind, server in servers.items():
                rate = await server.rate(events)
                if number:  # the first round warms up
                    rates[kind].append(rate)
    return rates


def ratio(rates: dict[str, list[Rate]], ours: str, other: str) -> str:
    """The median of the rounds' ratios."""
    pairs = zip(rates[ours], rates[other], strict=True)
    return f"{statistics.median(one.frames / another.frames for one, another in pairs):.2f}"


async def _report(kinds: Sequence[str] = tuple(KINDS), rounds: int = ROUNDS) -> str:
    """The figures as tables."""
    found = {
        f"{sockets} sockets, {name}": await measure(kinds, sockets, events, rounds)
        for name, events in MODES.items()
        for sockets in SOCKETS
    }
    rows, busy = [], []
    for kind in kinds:
        medians = [[statistics.median(figures) for figures in zip(*rates[kind], strict=True)] for rates in found.values()]
        rows.append((KINDS[kind], *(f"{frames:,.0f}" for frames, _ in medians)))
        busy.append((KINDS[kind], *(f"{cpu:.1f}" for _, cpu in medians)))
    ratios = [
        (f"{KINDS[ours]} / {KINDS[other]}", *(ratio(rates, ours, other) for rates in found.values()))
        for ours in ("queues", "product")
        for other in ("bare", "aiohttp", "nats")
        if {ours, other} <= set(kinds)
    ]
    return "\n\n".join(
        (table(("Frames a second", *found), rows), table(("Ratio", *found), ratios), table(("CPU, µs a frame", *found), busy))
    )


def report() -> str:
    """All figures as tables."""
    return uvloop.run(_report())


if __name__ == "__main__":
    print(uvloop.run(_report(sys.argv[2:] or tuple(KINDS), int(sys.argv[1]))) if sys.argv[1:] else report())
