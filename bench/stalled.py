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
TURNS, SECONDS, RATE = 2, 5.0, 20
DATA = "." * 8_192
"""Rides on the call, so that the queues fill soon."""
RECEIVE_BUFFER = 4_096
PATIENCE = 60
"""Seconds within which the server must have cut off who does not read."""
MAKE_CALL, ANSWER, SET_DATA, SNAPSHOT, MONITOR_START = 1202, 1207, 1225, 1261, 1262
_CHANGE = re.compile(rb'"value":"(\d+) ')
_COUNTERS = ("callplane_conflations_total", "callplane_clients_cut_off_total")


class Peer(Link):
    """A client that can stop reading."""

    def stall(self) -> None:
        """Read nothing from now on, and let the kernel take little."""
        self._transport.pause_reading()
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)


@dataclass
class Seen:
    """What the readers have seen in the turns of one kind: latencies in seconds, and how many events did not come in their order."""

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

    async def counters(self) -> dict[str, int]:
        """Counters and gauges of the server."""
        async with self._http.get(f"{self._place.url}/metrics") as answer:
            lines = [line for line in (await answer.text()).splitlines() if not line.startswith("#")]
        return {name: int(float(value)) for name, _, value in (line.rpartition(" ") for line in lines)}


async def measure() -> str:
    """The table."""
    alone, beside = Seen(), Seen()
    async with running(2) as place, aiohttp.ClientSession() as http:
        audience = Audience(place, http)
        await audience.open()
        await audience.change(1, Seen())
        for turn in range(TURNS):
            for seen in (alone, beside):
                others = [await audience.monitor([]) for _ in range(STALLED)]
                if seen is beside:
                    for peer in others:
                        peer.stall()
                await audience.change(SECONDS, seen)
                if seen is alone or turn < TURNS - 1:
                    for peer in others:
                        peer.close()
                    print({k:v for k,v in (await audience.counters()).items() if 'waiting' in k or 'session' in k or 'confl' in k or 'queue' in k or 'cut' in k or 'resident' in k})
        begin=perf_counter()
        await audience.change(35, Seen())
        print({k:v for k,v in (await audience.counters()).items() if 'waiting' in k or 'session' in k or 'confl' in k or 'queue' in k or 'cut' in k or 'resident' in k})
        print(place.faults[:5])
    return table(("Command to event, ms", "p50", "p99", "most", "events", "sessions that missed one"), [
        _row("all 200 read", alone), _row("50 of them do not", beside)])


def _row(name: str, seen: Seen) -> tuple[str, ...]:
    p50, p99, most = (percentile(seen.latencies, percent) * 1000 for percent in (50, 99, 100))
    return name, f"{p50:.2f}", f"{p99:.2f}", f"{most:.2f}", f"{len(seen.latencies):,}", f"{seen.missed}"


def main() -> None:
    """Measure and print."""
    print(uvloop.run(measure()))


if __name__ == "__main__":
    main()
