"""Many lines, many sessions, many calls: `python -m bench.load`, about three minutes; `--minutes 10` for the full run.

The server runs as users start it, on the embedded exchange; this process is all clients and does little for an event.
Each session monitors MONITORS lines, and two sessions monitor each line. Clients make, answer and drop the calls. Every session
checks that the life of each call on its lines is complete: it begins, is connected and ends, and both sessions on a line have got
the same number of events. Latency is counted from the moment when a client sends AnswerCall to the event `connected` at each of
the four sessions on both lines, so it has the command and the clients' own slowness in it. Loopback only.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import gc
import json
import re
import statistics
import sys
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from time import perf_counter

import aiohttp
import uvloop
from bench.figures import table
from bench.link import Link, invoke, masked
from bench.load_place import PASSWORD, Place, extension, owner, running, uri

LINES, SESSIONS, BACK = 10_000, 5_000, 1_000
RATES = [50.0, 100.0]
SIZES = (100, 1_000, 10_000)
GROWTH_RATE, GROWTH_SECONDS, GROWTH_HOLD = 25.0, 8.0, 0.3
HOLD, IDLE_SECONDS = 3.0, 10.0
MONITORS = 4
TOGETHER = 50
"""So many sessions are opened at a time."""
MAKE_CALL, DROP, ANSWER, MONITOR_START = 1202, 1203, 1207, 1262
DESTROYED, OFFERING, CONNECTED = b"1", b"2", b"32"
END_SECONDS = 15
_EVENT = re.compile(rb'"u8sMonitorCrossRefID":"(\w+)".*?"u8sConnectionID":"([^"]+)","iCallState":(\d+)', re.DOTALL)


@dataclass
class Figures:
    """What a run has shown."""

    calls: int = 0
    events: int = 0
    errors: int = 0
    incomplete: int = 0
    latencies: list[float] = field(default_factory=list)
    cpu: float = 0.0


class Client:
    """One session with its monitors, and what it has seen of calls: (line, call) -> states in their order."""

    def __init__(self, load: Load, lines: list[int]) -> None:
        self._load = load
        self.lines = lines
        self.session = ""
        self.link: Link
        self.received = 0
        self.references: dict[bytes, int] = {}
        self.seen: dict[tuple[int, bytes], list[bytes]] = defaultdict(list)

    async def log_on(self, http: aiohttp.ClientSession, url: str) -> None:
        """A new session."""
        credentials = base64.b64encode(f"{owner(self.lines[0])}:{PASSWORD}".encode()).decode()
        async with http.get(f"{url}/ws/client/createsession", headers={"Authorization": f"Basic {credentials}"}) as answer:
            self.session = (await answer.json(content_type=None))["sessionid"]

    async def connect(self, url: str, *, resume: bool = False) -> None:
        """A WebSocket of the session; monitors live on when it is resumed."""
        again = f"&resume={self.received}" if resume else ""
        self.link = await Link.connect(url, f"/ws/client/websocket?x-ucsessionid={self.session}{again}", self.take)

    async def monitor(self) -> None:
        """Monitor all lines."""
        self.references.clear()
        for line in self.lines:
            result = await self.link.ask(MONITOR_START, {"u8sLinePhoneNumber": uri(line)})
            self.received += 1
            self.references[str(result["u8sMonitorCrossRefID"]).encode()] = line
        self.link.take = self.take

    def send(self, operation: int, **argument: object) -> None:
        """A request whose answer only counts when it is a refusal."""
        self.link.send(masked(invoke(1, operation, argument)))

    def take(self, message: bytes) -> None:
        """An event or an answer."""
        self.received += 1
        if not message.startswith(b'[{"invoke"'):
            self._load.answered(message)
        elif (found := _EVENT.search(message)) is not None:
            reference, call, state = found.groups()
            line = self.references[reference]
            self.seen[line, call].append(state)
            self._load.event(self, line, call, state)


class Load:
    """All clients, and the calls between their lines."""

    def __init__(self, place: Place, lines: int, sessions: int) -> None:
        self._place = place
        self._lines = lines
        per_line = max(1, sessions * MONITORS // lines)
        self.clients = [
            Client(self, [(number * MONITORS + at) % lines for at in range(MONITORS)])
            for number in range(lines * per_line // MONITORS)
        ]
        self._of_line: dict[int, list[Client]] = defaultdict(list)
        for client in self.clients:
            for line in client.lines:
                self._of_line[line].append(client)
        self._free = deque(range(lines))
        self._all_free = asyncio.Event()
        self._talks: dict[int, tuple[int, float]] = {}  # called line -> calling line, when it was answered
        self._calling: dict[int, int] = {}  # calling line -> called line
        self._ends: Counter[int] = Counter()
        self._hold = 0.0
        self.figures = Figures()

    async def open(self, clients: list[Client], *, new: bool = True, resume: bool = False) -> None:
        """Connect clients: with new sessions and monitors, or by resuming theirs."""
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=TOGETHER)) as http:
            gate = asyncio.Semaphore(TOGETHER)

            async def one(client: Client) -> None:
                async with gate:
                    if new:
                        await client.log_on(http, self._place.url)
                    await client.connect(self._place.url, resume=resume)
                    if new:
                        await client.monitor()

            await asyncio.gather(*map(one, clients))

    async def run(self, rate: float, seconds: float, hold: float) -> Figures:
        """So many calls a second for so long, each connected for `hold` seconds."""
        self.figures, self._hold = Figures(), hold
        for client in self.clients:
            client.seen.clear()
        busy, start = self._place.cpu, perf_counter()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - perf_counter()))
            self._call()
        async with asyncio.timeout(END_SECONDS + hold):
            await self._all_free.wait()
        await asyncio.sleep(0.2)
        self.figures.cpu = self._place.cpu - busy
        self._check()
        return self.figures

    def _call(self) -> None:
        calling, called = self._free.popleft(), self._free.popleft()
        self._all_free.clear()
        self._calling[calling] = called
        self._talks[called] = calling, 0.0
        self.figures.calls += 1
        argument = {"u8sPhoneNumberFrom": uri(calling), "u8sPhoneNumberTo": extension(called), "iNumberFormat": 0}
        self._of_line[calling][0].send(MAKE_CALL, **argument)

    def answered(self, message: bytes) -> None:
        """An answer has come."""
        if not message.startswith(b'[{"result"'):
            self.figures.errors += 1

    def event(self, client: Client, line: int, call: bytes, state: bytes) -> None:
        """An event has come to a client."""
        self.figures.events += 1
        first = client is self._of_line[line][0]
        if state == OFFERING and first and line in self._talks and not self._talks[line][1]:
            self._talks[line] = self._talks[line][0], perf_counter()
            client.send(ANSWER, u8sConnectionID=call.decode())
            asyncio.get_running_loop().call_later(self._hold, self._drop, client, call)
        elif state == CONNECTED and client.seen[line, call].count(CONNECTED) == 1:
            called = self._calling.get(line, line)
            self.figures.latencies.append(perf_counter() - self._talks[called][1])
        elif state == DESTROYED:
            self._ends[line] += 1
            if self._ends[line] == len(self._of_line[line]):
                del self._ends[line]
                self._talks.pop(self._calling.pop(line, -1), None)
                self._free.append(line)
                if len(self._free) == self._lines:
                    self._all_free.set()

    @staticmethod
    def _drop(client: Client, call: bytes) -> None:
        client.send(DROP, u8sConnectionID=call.decode())

    def _check(self) -> None:
        """Count the lives that a session has not seen whole, or not as another one on that line."""
        lives: Counter[tuple[int, bytes]] = Counter()
        lengths: dict[tuple[int, bytes], set[int]] = defaultdict(set)
        for client in self.clients:
            for key, states in client.seen.items():
                lives[key] += 1
                lengths[key].add(len(states))
                if states[-1] != DESTROYED or states.count(DESTROYED) != 1 or CONNECTED not in states:
                    self.figures.incomplete += 1
        for key, number in lives.items():
            if number != len(self._of_line[key[0]]) or len(lengths[key]) != 1:
                self.figures.incomplete += 1
        self.figures.incomplete += abs(len(lives) - 2 * self.figures.calls)


def percentile(values: list[float], percent: float) -> float:
    """So many per cent of the values are not above it."""
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))]


async def measure(lines: int, sessions: int, rates: list[float], seconds: float, back: int) -> str:
    """The table of one place."""
    gc.disable()  # the clients' own pauses would count as the server's
    rows: list[tuple[str, str]] = [("lines", f"{lines:,}")]
    async with running(lines) as place:
        rows.append(("memory after the start", _mebibytes(place.memory)))
        load = Load(place, lines, sessions)
        before, start = place.memory, perf_counter()
        await load.open(load.clients)
        count = len(load.clients)
        rows += [
            ("sessions, each monitoring 4 lines", f"{count:,}"),
            ("time to open them all", f"{perf_counter() - start:.1f} s"),
            ("memory with them", _mebibytes(place.memory)),
            ("memory per idle session", f"{(place.memory - before) / count / 1024:.1f} KiB"),
        ]
        idle = await _idle(place)
        rows.append(("CPU per idle session", f"{idle / count * 1e6:.1f} µs/s"))
        for rate in rates:
            figures = await load.run(rate, seconds, HOLD)
            rows += [(f"{rate:g} calls/s: {name}", text) for name, text in _figures(figures, idle * (seconds + HOLD))]
        rows.append(("memory in all at the end", _mebibytes(place.memory)))
        for name, new in (("resume", False), ("log on anew and restore 4 monitors", True)):
            some = load.clients[:back]
            for client in some:
                client.link.close()
            start = perf_counter()
            await load.open(some, new=new, resume=not new)
            rows.append((f"{len(some):,} sessions {name}", f"{perf_counter() - start:.2f} s"))
        rows.append(("warnings and errors in the server's log", f"{len(place.faults)}"))
        print(*place.faults[:5], sep="\n", file=sys.stderr)
    return table(("Load", "figure"), rows)


async def _idle(place: Place) -> float:
    """The part of a processor that the server takes when nothing happens but the pings of all sessions."""
    await asyncio.sleep(IDLE_SECONDS)
    busy = place.cpu
    await asyncio.sleep(IDLE_SECONDS)
    return (place.cpu - busy) / IDLE_SECONDS


def _figures(figures: Figures, idle: float) -> list[tuple[str, str]]:
    p50, p99 = (percentile(figures.latencies, percent) * 1000 for percent in (50, 99))
    return [
        ("calls, events", f"{figures.calls:,}, {figures.events:,}"),
        ("refused commands, incomplete lives", f"{figures.errors}, {figures.incomplete}"),
        ("answer to `connected`, p50, p99, most", f"{p50:.1f}, {p99:.1f}, {max(figures.latencies) * 1000:.1f} ms"),
        ("CPU per call", f"{(figures.cpu - idle) / figures.calls * 1e6:,.0f} µs"),
    ]


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"


async def growth(sizes: tuple[int, ...]) -> str:
    """What a call costs with more and more lines, and sessions to monitor them."""
    rows = []
    for lines in sizes:
        async with running(lines) as place:
            load = Load(place, lines, lines // 2)
            await load.open(load.clients)
            idle = await _idle(place)
            costs = []
            for _ in range(3):
                figures = await load.run(GROWTH_RATE, GROWTH_SECONDS, GROWTH_HOLD)
                costs.append((figures.cpu - idle * GROWTH_SECONDS) / figures.calls * 1e6)
            rows.append((f"{lines:,}", f"{len(load.clients):,}", f"{statistics.median(costs):,.0f}"))
    return table(("Lines", "sessions", "CPU per call, µs"), rows)


def report() -> str:
    """The figures of the whole place as a table."""
    return uvloop.run(measure(LINES, SESSIONS, RATES, 60.0, BACK))


def growth_report() -> str:
    """The cost of a call in places of several sizes as a table."""
    return uvloop.run(growth(SIZES))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--rates", type=json.loads, default=RATES, help="calls a second, such as [50,100]")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--back", type=int, default=BACK, help="sessions that break and come back")
    parser.add_argument("--growth", action="store_true", help="measure the cost of a call by the number of lines instead")
    options = parser.parse_args()
    if options.growth:
        print(growth_report())
    else:
        print(uvloop.run(measure(options.lines, options.sessions, options.rates, options.minutes * 60, options.back)))


if __name__ == "__main__":
    main()
