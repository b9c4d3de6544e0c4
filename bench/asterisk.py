"""Events of an Asterisk, from the manager interface to the client: `python -m bench.asterisk`, about a minute and a half.

A recorded call between two phones is multiplied: PAIRS pairs of lines have it again and again, so that RATE events come each
second, until all have come. The server runs as users start it; this process is the PBX and the client. Latency is counted from
the moment in which an event is written to the manager interface to the event that it causes at the client's WebSocket, so it has
this process's own slowness in it. Loopback only.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import itertools
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import aiohttp
import uvloop
from bench.figures import table
from bench.link import Link
from bench.load_place import PASSWORD, Place, extension, owner, running, uri

from callplane.drivers.asterisk.lines import Lines
from callplane.drivers.asterisk.link import FILTERS
from callplane.drivers.asterisk.options import ConfiguredLine, LineWays
from callplane.drivers.asterisk.protocol import Message, Session
from callplane.drivers.asterisk.switchboard import CHANNEL_EVENTS
from callplane.drivers.asterisk.tracker import Tracker
from callplane.numbers import DEMO_LOCATION
from callplane.testing.ami import written
from callplane.testing.asterisk import AmiServer, read_recording

RECORDING = Path(__file__).resolve().parent.parent / "tests/samples/asterisk/02-incoming-ring-answer-hangup.jsonl"
PAIRS = 100
RATE = 2_000
EVENTS = 100_000
WARM = 20_000
"""Events after which memory is taken the first time."""

MONITOR_START = 1262
_EVENT = re.compile(rb'"u8sMonitorCrossRefID":"(\w+)".*?"iCallState":(\d+)', re.DOTALL)
OFFERING, CONNECTED = b"2", b"32"
_CAUSES = {b"DialBegin": OFFERING, b"Newstate": CONNECTED}
"""What the called phone's client is told at once when these events come for its channel."""


def call() -> list[bytes]:
    """The blocks of a recorded call between 101 and 102, as a driver gets them that has asked for its classes and filters."""
    steps = read_recording(RECORDING, "internal call", "caller 101 cancels")
    events = [written(step.fields) for step in steps if not step.sent and step.fields[0][0] == "Event"]
    return [event for event in events if event[7:].split(b"\r\n")[0].decode() not in FILTERS]


class Pbx(AmiServer):
    """An Asterisk with many phones, on which the same call goes on and on. `sent` tells when a pair's event was written."""

    def __init__(self, lines: int) -> None:
        super().__init__({extension(line): f"Phone {line}" for line in range(lines)})
        self.sent: dict[tuple[int, bytes], float] = {}
        self.lateness: list[float] = []
        self._template = call()
        self._stream = self.events()

    def events(self) -> Iterator[tuple[int, bytes]]:
        """Pairs and their events, without an end: one event of each pair in turn, and each pair at another point of its call."""
        length = len(self._template)
        for position in itertools.count():
            for pair in range(PAIRS):
                turn, step = divmod(position + pair * length // PAIRS, length)
                if turn:  # the first calls are not there from their beginning
                    yield pair, self._own(self._template[step], pair, turn)

    def _own(self, event: bytes, pair: int, turn: int) -> bytes:
        caller, callee = extension(2 * pair).encode(), extension(2 * pair + 1).encode()
        event = re.sub(rb"\b101\b", caller, re.sub(rb"\b102\b", callee, event))
        return re.sub(rb"(lab-\d+\.\d+|f4818098[-0-9a-f]+)", rb"\1-%d-%d" % (pair, turn), event)

    def note(self, event: bytes, pair: int) -> None:
        """Remember when an event was written that the client is told of at once."""
        name = event[7 : event.find(b"\r\n")]
        state = _CAUSES.get(name)
        if state == CONNECTED and not (
            b"ChannelState: 6" in event and b"ConnectedLineNum: %s" % extension(2 * pair).encode() in event
        ):
            return
        if state is not None:
            self.sent[pair, state] = perf_counter()

    async def play(self, count: int) -> None:
        """So many events more, at RATE a second."""
        begun = perf_counter()
        for done, (pair, event) in enumerate(itertools.islice(self._stream, count), start=1):
            self.note(event, pair)
            self.send_raw(event)
            if done % 10 == 0 and (ahead := begun + done / RATE - perf_counter()) > 0:
                assert self.connected, "the driver has gone"
                await asyncio.sleep(ahead)
                self.lateness.append(perf_counter() - begun - done / RATE)


class Watcher:
    """A client that monitors every called phone, and how late it was told."""

    def __init__(self, pbx: Pbx) -> None:
        self._pbx = pbx
        self._pairs: dict[bytes, int] = {}
        self.latencies: list[float] = []

    async def connect(self, place: Place, user: str, pairs: range) -> None:
        """One session for the lines of one user."""
        credentials = base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        address = f"{place.url}/ws/client/createsession"
        async with aiohttp.ClientSession(headers=headers) as http, http.get(address) as answer:
            session = (await answer.json(content_type=None))["sessionid"]
        link = await Link.connect(place.url, f"/ws/client/websocket?x-ucsessionid={session}")
        for pair in pairs:
            found = await link.ask(MONITOR_START, {"u8sLinePhoneNumber": uri(2 * pair + 1)})
            self._pairs[str(found["u8sMonitorCrossRefID"]).encode()] = pair
        link.take = self.take

    def take(self, message: bytes) -> None:
        """A message of the server: an event of a call, or something else."""
        if (found := _EVENT.search(message)) is None:
            return
        pair, state = self._pairs.get(found[1], -1), found[2]
        sent = self._pbx.sent.pop((pair, state), None)
        if sent is not None:
            self.latencies.append(perf_counter() - sent)


async def measure() -> list[tuple[str, str]]:
    """The figures."""
    async with Pbx(2 * PAIRS) as pbx:
        asterisk = f'driver = "asterisk"\nhost = "127.0.0.1"\nport = {pbx.port}\nusername = "callplane"\nsecret = "callplane"\n'
        async with running(2 * PAIRS, asterisk) as place:
            await pbx.until_asked("ShowDialPlan", 3)  # near the end of the snapshot
            await asyncio.sleep(2)
            watcher = Watcher(pbx)
            await watcher.connect(place, owner(0), range(PAIRS))
            await pbx.play(WARM)
            assert not place.faults, place.faults[:5]
            warm, cpu, begun = place.memory, place.cpu, perf_counter()
            await pbx.play(EVENTS)
            seconds = perf_counter() - begun
            share = (place.cpu - cpu) / seconds
            await asyncio.sleep(1)
            assert not place.faults, place.faults[:5]
            return figures(seconds, share, watcher.latencies, pbx.lateness, place.memory / warm, driver_growth())


def figures(
    seconds: float, share: float, latencies: list[float], lateness: list[float], growth: float, objects: float
) -> list[tuple[str, str]]:
    """The rows of the table."""
    return [
        ("events a second", f"{EVENTS / seconds:,.0f}"),
        ("of a core", f"{share:.0%}"),
        ("processor time an event / that of reading it", f"{share * seconds / EVENTS / reading_seconds():.1f}"),
        ("latency to the client, median", f"{statistics.median(latencies) * 1000:.1f} ms"),
        ("latency to the client, 99 of 100", f"{high(latencies) * 1000:.1f} ms"),
        ("lateness of a timer in this process, 99 of 100", f"{high(lateness) * 1000:.1f} ms"),
        (f"memory of the server after {WARM + EVENTS:,} events / after {WARM:,}", f"{growth:.3f}"),
        ("objects of the driver alone, likewise", f"{objects:.3f}"),
    ]


def high(times: list[float]) -> float:
    """What 99 of 100 do not pass."""
    return sorted(times)[int(len(times) * 0.99)]


def driver_growth() -> float:
    """Objects after all events / after the first ones, in the driver's pure part alone: the server keeps histories and caches."""
    lines = Lines("bench", DEMO_LOCATION)
    for line in range(2 * PAIRS):
        lines.add(ConfiguredLine(f"PJSIP/{extension(line)}", extension(line)), LineWays())
    ids = map(str, itertools.count())
    tracker, session, pbx = Tracker(lines, lambda: next(ids)), Session(CHANNEL_EVENTS), Pbx(2 * PAIRS)
    session.receive(b"Asterisk Call Manager/11.0.0\r\n")
    counts, stream = [], pbx.events()
    for count in (WARM, EVENTS):
        for _pair, event in itertools.islice(stream, count):
            for message in session.receive(event):
                if isinstance(message, Message):
                    tracker.handle(message, 0.0)
        gc.collect()
        counts.append(len(gc.get_objects()))
    return counts[1] / counts[0]


def reading_seconds() -> float:
    """What it costs to make messages of an event's bytes, and no more."""
    session = Session(CHANNEL_EVENTS)
    session.receive(b"Asterisk Call Manager/11.0.0\r\n")
    blocks = call() * 200
    begun = perf_counter()
    for block in blocks:
        session.receive(block)
    return (perf_counter() - begun) / len(blocks)


def report() -> str:
    """The figures as a table."""
    return table((f"{PAIRS} pairs of lines, {RATE:,} events a second", ""), uvloop.run(measure()))


if __name__ == "__main__":
    print(report())
