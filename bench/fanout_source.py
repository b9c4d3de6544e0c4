"""One server of the fan-out measurement, as a process of its own: `python -m bench.fanout_source KIND SOCKETS`.

It prints `ready` with a JSON text: the URL, the paths for its WebSockets and what each must say first. Then it takes lines
`run TURNS EVENTS` and sends so many turns of so many events to all sockets; a new turn begins when every socket has room again.
Every event holds the byte MARK once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, cast

import uvloop
from aiohttp import web
from bench.link import masked
from bench.nats import NatsServer

from callplane.app import App
from callplane.cli.templates import demo_toml
from callplane.drivers.registry import check_driver
from callplane.gateway.links import Links
from callplane.gateway.session import Carrier, Connection
from callplane.gateway.upgrade import upgrade
from callplane.gateway.websocket import WebSocket, frame_head
from callplane.model.call import CallReport, CallState, Party
from callplane.model.events import CallReported
from callplane.service.configuration import load_configuration
from callplane.service.fanout import Listeners
from callplane.service.history import HistoryBudget
from callplane.service.messages import Frame
from callplane.service.monitors import REFERENCE_LENGTH
from callplane.service.outbox import Outbox, Pump, Writer
from callplane.settings import DEFAULT_FILE
from callplane.store import demo
from callplane.wire.json_codec import JsonTemplate

SIZE = 900
MARK = b"$"
TEXT = 0x81
LINE = "tel:+49815136856101@demo"
REMOTE_LENGTH = 24
LOOK = 64
"""After about so many events it is looked whether there is room: that costs time, too."""


class Source(ABC):
    """What sends events to sockets."""

    def __init__(self) -> None:
        self._held: set[object] = set()
        self._room = asyncio.Event()
        self._room.set()

    @abstractmethod
    async def turn(self, events: int) -> None:
        """Send so many events to every socket, in one turn of the loop where that is possible."""

    async def run(self, turns: int, events: int) -> None:
        """Send turns, each when every socket has room."""
        for _ in range(turns):
            await self.turn(events)
            await asyncio.sleep(0)
            await self._room.wait()

    def hold(self, who: object) -> None:
        """A socket has no room."""
        self._held.add(who)
        self._room.clear()

    def release(self, who: object) -> None:
        """It has room again."""
        self._held.discard(who)
        if not self._held:
            self._room.set()


async def _serve_http(connect: Callable[[web.Request], web.StreamResponse]) -> str:
    async def handle(request: web.Request) -> web.StreamResponse:
        return connect(request)

    return await _listen(handle)


async def _listen(handle: Callable[[web.Request], object]) -> str:
    app = web.Application()
    app.router.add_get("/", handle)  # type: ignore[arg-type]
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


class BareSocket(asyncio.Protocol):
    """A WebSocket that is written to without anything in between."""

    def __init__(self, source: Bare, transport: asyncio.Transport) -> None:
        self._source = source
        source.transports.append(transport)

    def data_received(self, data: bytes) -> None:
        """Nothing is asked."""

    def pause_writing(self) -> None:
        """The transport is full."""
        self._source.hold(self)

    def resume_writing(self) -> None:
        """The transport has room."""
        self._source.release(self)


class Bare(Source):
    """uvloop, one write a frame."""

    def __init__(self) -> None:
        super().__init__()
        self.transports: list[asyncio.Transport] = []
        self.frame = frame_head(TEXT, SIZE) + MARK.ljust(SIZE, b"x")

    async def turn(self, events: int) -> None:
        frame = self.frame
        for _ in range(events):
            for transport in self.transports:
                transport.write(frame)

    @classmethod
    @asynccontextmanager
    async def open(cls, sockets: int) -> AsyncIterator[tuple[Source, dict[str, object]]]:
        """Serve."""
        source = cls()
        url = await _serve_http(lambda request: upgrade(request, lambda _, transport: BareSocket(source, transport), 1 << 20))
        yield source, {"url": url, "paths": ["/"] * sockets}


class BareJoined(Bare):
    """uvloop, the frames of a turn joined by hand: what could be reached at best."""

    async def turn(self, events: int) -> None:
        frames = self.frame * events
        for transport in self.transports:
            transport.write(frames)


class OneByOne(Source):
    """aiohttp's own WebSockets, one awaited send a frame."""

    def __init__(self) -> None:
        super().__init__()
        self.sockets: list[web.WebSocketResponse] = []
        self.text = MARK.ljust(SIZE, b"x").decode()

    async def turn(self, events: int) -> None:
        for _ in range(events):
            for socket in self.sockets:
                await socket.send_str(self.text)

    @classmethod
    @asynccontextmanager
    async def open(cls, sockets: int) -> AsyncIterator[tuple[Source, dict[str, object]]]:
        """Serve."""
        source = cls()

        async def handle(request: web.Request) -> web.WebSocketResponse:
            socket = web.WebSocketResponse(compress=False)
            await socket.prepare(request)
            source.sockets.append(socket)
            async for _ in socket:
                pass
            return socket

        yield source, {"url": await _listen(handle), "paths": ["/"] * sockets}


class Subscriber:
    """Stands for a connection: an outgoing queue and its socket."""

    def __init__(self, source: Queues, carrier: Carrier) -> None:
        self._source = source
        self._writer: Writer = carrier
        reference = f"M{len(source.listeners):011}".encode()
        self.outbox = Outbox(4 << 20, lambda: None, source.budget, source.pump)
        self.outbox.attach(self._writer)
        source.listeners.add(self.outbox, reference)

    def receive(self, *_: object) -> None:
        """Nothing is asked."""

    def hold(self) -> None:
        """The transport is full."""
        self._source.hold(self)
        self.outbox.pause(self._writer)

    def release(self) -> None:
        """The transport has room."""
        self._source.release(self)
        self.outbox.go_on(self._writer)

    def lost(self) -> None:
        """The socket is gone."""
        self.outbox.detach(self._writer)


class Queues(Source):
    """Our queues and our WebSocket: each event is a template, from which each socket gets its own copy."""

    def __init__(self) -> None:
        super().__init__()
        self.pump = Pump()
        self.budget = HistoryBudget()
        self.listeners = Listeners(self.pump, self.budget)
        self.links = Links()
        self.template = JsonTemplate(b'{"id":', b',"text":"' + MARK.ljust(SIZE - 34, b"x") + b'"}')

    async def turn(self, events: int) -> None:
        for _ in range(events):
            start, rest = self.template.around(REFERENCE_LENGTH)
            self.listeners.tell(Frame(start, False, ("call",), rest=rest, more=REFERENCE_LENGTH + len(rest)))

    @classmethod
    @asynccontextmanager
    async def open(cls, sockets: int) -> AsyncIterator[tuple[Source, dict[str, object]]]:
        """Serve."""
        source = cls()

        def connect(carrier: Carrier) -> Connection:
            return cast("Connection", Subscriber(source, carrier))

        url = await _serve_http(
            lambda request: upgrade(request, lambda core, link: WebSocket(connect, source.links, core, link), 1 << 20)
        )
        yield source, {"url": url, "paths": ["/"] * sockets}


class Product(Source):
    """The whole server: reports of the PBX, the model, monitors of one line by as many sessions, their sockets."""

    def __init__(self, app: App) -> None:
        super().__init__()
        self._core = app.service.core
        self._sessions = list(app.service.sessions)
        self._call = CallReport(LINE, "{FAN-OUT}", CallState.CONNECTED, outbound=False, tracker_id="{FAN-OUT}")
        self._count = 0

    async def turn(self, events: int) -> None:
        for _ in range(events):
            self._count += 1
            name = f"{MARK.decode()}{self._count:0{REMOTE_LENGTH}}"
            self._core.report("demo", [CallReported(replace(self._call, remote=Party("+498912345", name)))])

    async def run(self, turns: int, events: int) -> None:
        """A session that is behind keeps its events waiting: that is how it is seen, now and then, that a socket has no room."""
        look = max(1, LOOK // events)
        for number in range(turns):
            await self.turn(events)
            await asyncio.sleep(0)
            while number % look == 0 and any(session.outbox.waiting_bytes for session in self._sessions):  # noqa: ASYNC110
                await asyncio.sleep(0)

    @classmethod
    @asynccontextmanager
    async def open(cls, sockets: int) -> AsyncIterator[tuple[Source, dict[str, object]]]:
        """Serve."""
        with TemporaryDirectory() as place:
            config = Path(place) / DEFAULT_FILE
            config.write_text(demo_toml(http_port=0, tcp_port=0, tls_port=0))
            async with App(load_configuration(config, check_driver), config, lambda store: demo.populate(store, 0.0)) as app:
                service = app.service
                sessions = [service.sessions.open("alice") for _ in range(sockets)]
                for session in sessions:
                    service.monitors.start(session, LINE)
                url = next(url for url in app.urls if url.startswith("http:"))
                paths = [f"/ws/client/websocket?x-ucsessionid={session.id}" for session in sessions]
                yield cls(app), {"url": url, "paths": paths}


class Nats(Source):
    """The NATS server's WebSocket listener, and a publisher that writes the events of a turn in one piece."""

    def __init__(self, server: NatsServer) -> None:
        super().__init__()
        self._server = server
        self._event = b"PUB call %d\r\n%b\r\n" % (SIZE, MARK.ljust(SIZE, b"x"))

    async def turn(self, events: int) -> None:
        await self._server.publish(self._event * events)

    @classmethod
    @asynccontextmanager
    async def open(cls, sockets: int) -> AsyncIterator[tuple[Source, dict[str, object]]]:
        """Serve."""
        hello = b'CONNECT {"verbose":false,"pedantic":false}\r\nSUB call 1\r\nPING\r\n'
        async with NatsServer.start() as server:
            first = masked(hello, opcode=0x82).hex()
            yield cls(server), {"url": server.url, "paths": ["/"] * sockets, "first": first, "answer": "PONG"}


class Kinds:
    """The servers by their names."""

    ALL: ClassVar[dict[str, type[Bare | BareJoined | OneByOne | Queues | Product | Nats]]] = {
        "queues": Queues,
        "product": Product,
        "bare": Bare,
        "joined": BareJoined,
        "aiohttp": OneByOne,
        "nats": Nats,
    }


async def main(kind: str, sockets: int) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    async with Kinds.ALL[kind].open(sockets) as (source, description):
        print("ready", json.dumps(description), flush=True)
        while order := await orders.readline():
            turns, events = (int(word) for word in order.split()[1:])
            await source.run(turns, events)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2])))
