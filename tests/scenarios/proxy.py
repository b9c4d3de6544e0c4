"""A bad network between a client and a server: a TCP relay on loopback that stalls, delays, cuts and half-closes when told."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from types import TracebackType
from urllib.parse import urlsplit

CHUNK = 1 << 16
NARROW = 1 << 14
"""Bytes of a receive buffer, so that a network that is stalled is full soon."""


class Wire:
    """One relayed connection. `down` is the way to the client, `up` the one to the server; each has a gate."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client = client
        self.server = server
        self.up, self.down = asyncio.Event(), asyncio.Event()
        self.up.set()
        self.down.set()
        self.left: int | None = None  # bytes that may still go down before the wire is cut
        self.tasks: list[asyncio.Task[None]] = []

    def cut(self) -> None:
        """Both ends see a reset or an end at once."""
        for task in self.tasks:
            task.cancel()
        self.client.transport.abort()
        self.server.transport.abort()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, gate: asyncio.Event) -> None:
        """One direction, until it ends."""
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await gate.wait()
                if gate is self.down and self.left is not None:
                    data, self.left = data[: self.left], max(0, self.left - len(data))
                writer.write(data)
                await writer.drain()
                if gate is self.down and self.left == 0:
                    self.cut()
            writer.write_eof()


class Proxy:
    """An asynchronous context manager; `url` stands for the server's."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._listener: asyncio.Server
        self._wires: list[Wire] = []
        self._accepting = True

    async def __aenter__(self) -> Proxy:
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listener.close()
        self.cut()

    @property
    def port(self) -> int:
        return int(self._listener.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._accepting:
            writer.transport.abort()
            return
        far = socket.socket()
        far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW)
        far.setblocking(False)
        await asyncio.get_running_loop().sock_connect(far, (self._target.hostname, self._target.port))
        far_reader, far_writer = await asyncio.open_connection(sock=far, limit=NARROW)
        wire = Wire(writer, far_writer)
        self._wires.append(wire)
        wire.tasks = [
            asyncio.create_task(wire.carry(reader, far_writer, wire.up)),
            asyncio.create_task(wire.carry(far_reader, writer, wire.down)),
        ]

    def cut(self) -> None:
        """All connections break; new ones are taken."""
        wires, self._wires = self._wires, []
        for wire in wires:
            wire.cut()

    def cut_after(self, size: int) -> None:
        """The newest connection breaks when so many more bytes have gone to the client, be it within a message."""
        self._wires[-1].left = size
        if not size:
            self._wires.pop().cut()

    def refuse(self, refused: bool = True) -> None:
        """New connections break at once, or are taken again."""
        self._accepting = not refused

    def stall(self, *, up: bool = True, down: bool = True) -> None:
        """Nothing passes on the connections that there are; they stay open. `release` lets it go on, late."""
        for wire in self._wires:
            if up:
                wire.up.clear()
            if down:
                wire.down.clear()

    def release(self) -> None:
        """What was stalled passes."""
        for wire in self._wires:
            wire.up.set()
            wire.down.set()

    def half_close(self) -> None:
        """The clients' ends say that they send no more; what the server sends still passes."""
        for wire in self._wires:
            wire.server.write_eof()
