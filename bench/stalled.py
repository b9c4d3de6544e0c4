"""Clients that stop reading, and what the others notice: `python -m bench.stalled`, about a minute.

A server in a process of its own, 200 sessions that monitor one line with a call, and a client that changes the call's data again
and again. In turns all of them read, or 50 do not: their sockets stay open with small buffers. For the others the time is
measured from the moment when the command is sent to the event's arrival. In the end the stalled ones stay as they are until the
server has cut them off. Loopback only.
"""

from __future__ import annotations

import asyncio
import base64
import re
import socket
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

import aiohttp
import uvloop
from bench.figures import table
from bench.link import Link, invoke, masked
from bench.load import percentile
from bench.load_place import PASSWORD, Place, extension, owner, running, uri

READERS, STALLED = 150, 50
TURNS, SECONDS, RATE = 2, 6.0, 50
DATA = "." * 15_360
"""Rides on the call. A kernel takes more than 2 MiB for a socket on loopback; only then the queues fill."""
RECEIVE_BUFFER = 4_096
PATIENCE = 60
"""Seconds within which the server must have cut off who does not read."""
MAKE_CALL, ANSWER, SET_DATA, SNAPSHOT, MONITOR_START, LOG_OFF = 1202, 1207, 1225, 1261, 1262, 1001
_CHANGE = re.compile(rb'"value":"(\d+) ')
CONFLATIONS, CUT_OFF = "callplane_conflations_total", "callplane_clients_cut_off_total"
QUEUES, WAITING = "callplane_queue_bytes", 'callplane_sessions{state="waiting"}'


class Peer(Link):
    """A client that can stop reading and can log off."""

    def stall(self) -> None:
        """Read nothing from now on, and let the kernel take little."""
        self._transport.pause_reading()
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)

    def leave(self) -> None:
        """End the session: nothing is kept for it."""
        self.send(masked(invoke(2, LOG_OFF, {})))
        self._transport.close()


@dataclass
class Seen:
    """What the readers have seen in turns of one kind: latencies in seconds; how many have missed an event or its order."""

    latencies: list[float] = field(default_factory=list)
    missed: int = 0


class Audience:
    """The sessions that monitor one line, and the one that causes the events."""

    def __init__(self, place: Place, http: aiohttp.ClientSession) -> None:
        self._place = place
        self._http = http
        self._sent: list[float] = []
        self._taken: list[list[tuple[int, float]]] = [[] for _ in range(READERS)]
        self._actor: Peer
        self._readers: list[Peer] = []
        self.waiting: list[int] = []
        self._call: object

    async def open(self) -> None:
        """A call, and those who read."""
        self._actor = await self._connect()
        numbers = {"u8sPhoneNumberFrom": uri(0), "u8sPhoneNumberTo": extension(1), "iNumberFormat": 0}
        self._call = (await self._actor.ask(MAKE_CALL, numbers))["u8sConnectionID"]
        called = await self._actor.ask(SNAPSHOT, {"u8sLinePhoneNumber": uri(1)})
        (offered,) = cast("list[dict[str, object]]", called["seqCalls"])
        await self._actor.ask(ANSWER, {"u8sConnectionID": offered["u8sConnectionID"]})
        self._actor.take = lambda _: None
        self._readers = [await self.monitor(taken) for taken in self._taken]

    async def monitor(self, taken: list[tuple[int, float]]) -> Peer:
        """One more session that monitors the line; the changes that it is told, and when, go into `taken`."""

        def take(message: bytes) -> None:
            if (found := _CHANGE.search(message)) is not None:
                taken.append((int(found[1]), perf_counter()))

        peer = await self._connect()
        await peer.ask(MONITOR_START, {"u8sLinePhoneNumber": uri(0)})
        peer.take = take
        return peer

    async def _connect(self) -> Peer:
        credentials = base64.b64encode(f"{owner(0)}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        async with self._http.get(f"{self._place.url}/ws/client/createsession", headers=headers) as answer:
            session = (await answer.json(content_type=None))["sessionid"]
        return await Peer.connect(self._place.url, f"/ws/client/websocket?x-ucsessionid={session}")

    async def change(self, seconds: float, seen: Seen) -> None:
        """Change the call's data for so long; add what the readers have seen of it."""
        first, start = len(self._sent), perf_counter()
        for number in range(first, first + int(seconds * RATE)):
            await asyncio.sleep(max(0.0, start + (number - first) / RATE - perf_counter()))
            data = [{"key": "change", "value": f"{number} {DATA}"}]
            self._sent.append(perf_counter())
            self._actor.send(masked(invoke(1, SET_DATA, {"u8sConnectionID": self._call, "callDataList": data})))
        await asyncio.sleep(1)
        for taken in self._taken:
            seen.missed += [number for number, _ in taken] != list(range(first, len(self._sent)))
            seen.latencies += (at - self._sent[number] for number, at in taken)
            taken.clear()

    async def metric(self, name: str) -> int:
        """A counter or a gauge of the server."""
        async with self._http.get(f"{self._place.url}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        return next(int(float(line.rpartition(" ")[2])) for line in lines if line.startswith(f"{name} "))


async def measure() -> str:
    """The tables."""
    alone, beside = Seen(), Seen()
    async with running(2) as place, aiohttp.ClientSession() as http:
        audience = Audience(place, http)
        await audience.open()
        for turn in range(TURNS):
            await _turn(audience, alone, stalls=False)
            stalled = await _turn(audience, beside, stalls=True, leave=turn < TURNS - 1)
        conflations = await audience.metric(CONFLATIONS)
        before = perf_counter()
        after = Seen()
        while await audience.metric(WAITING) < STALLED and perf_counter() - before < PATIENCE:
            await audience.change(1, after)
        ends = [
            ("queues conflated", f"{conflations:,} times"),
            ("bytes that waited for the stalled ones, most", f"{max(audience.waiting):,}"),
            ("stalled clients that were cut off", f"{await audience.metric(WAITING)} of {len(stalled)}"),
            ("so long after their last turn", f"{perf_counter() - before:.0f} s"),
            ("for closing with 1013, because too much waited", f"{await audience.metric(CUT_OFF)}"),
            ("others that missed an event meanwhile", f"{after.missed}"),
            ("warnings and errors in the server's log", f"{len(place.faults)}"),
        ]
    head = ("Command to event", "p50", "p99", "most", "events", "sessions that missed one")
    rows = [_row("all 200 read", alone), _row("50 of them do not", beside), _ratios(beside, alone)]
    return f"{table(head, rows)}\n\n{table(('Stalled clients', 'figure'), ends)}"


async def _turn(audience: Audience, seen: Seen, *, stalls: bool, leave: bool = True) -> list[Peer]:
    """50 more sessions for one turn, which read or not."""
    others = [await audience.monitor([]) for _ in range(STALLED)]
    for peer in others if stalls else ():
        peer.stall()
    await audience.change(SECONDS, seen)
    audience.waiting.append(await audience.metric(QUEUES))
    for peer in others if leave else ():
        peer.leave()
    return others


def _percentiles(seen: Seen) -> list[float]:
    return [percentile(seen.latencies, percent) for percent in (50, 99, 100)]


def _row(name: str, seen: Seen) -> list[str]:
    times = [f"{seconds * 1000:.2f} ms" for seconds in _percentiles(seen)]
    return [name, *times, f"{len(seen.latencies):,}", f"{seen.missed}"]


def _ratios(seen: Seen, other: Seen) -> list[str]:
    pairs = zip(_percentiles(seen), _percentiles(other), strict=True)
    return ["ratio", *(f"{mine / its:.2f}" for mine, its in pairs), "", ""]


def report() -> str:
    """Measure; the figures for the report."""
    return uvloop.run(measure())


if __name__ == "__main__":
    print(report())
