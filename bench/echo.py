"""The barest server over the same library: a WebSocket that sends back what it gets, or pushes frames on request.

It takes the connection over from aiohttp and reads frames with the core of `websockets`, as the gateway does; there is no
session, no JSON, no operation. A message `push COUNT SIZE` is answered by so many frames of that size.
"""

from __future__ import annotations

import asyncio

import uvloop
from aiohttp import web
from websockets.frames import Frame as WireFrame
from websockets.protocol import Protocol

from callplane.gateway.upgrade import upgrade
from callplane.gateway.websocket import frame_head

TEXT = 0x81
BATCH = 100
"""Frames of a push that are written in one piece, as many as monitors in the measurement beside it."""


class Echo(asyncio.Protocol):
    """One connection."""

    def __init__(self, core: Protocol, transport: asyncio.Transport) -> None:
        self._core = core
        self._transport = transport
        self.data_received(b"")

    def data_received(self, data: bytes) -> None:
        """Answer all messages of one piece in one piece."""
        self._core.receive_data(data)
        answers = [self._answer(frame.data) for frame in self._core.events_received() if isinstance(frame, WireFrame)]
        self._transport.writelines([piece for piece in (*self._core.data_to_send(), *answers) if piece])

    def _answer(self, message: bytes | bytearray | memoryview) -> bytes:
        message = bytes(message)
        if not message.startswith(b"push "):
            return frame_head(TEXT, len(message)) + message
        count, size = (int(word) for word in message.split()[1:])
        frame = frame_head(TEXT, size) + b"x" * size
        for _ in range(count // BATCH):
            self._transport.write(frame * BATCH)
        return frame * (count % BATCH)


async def _serve() -> None:
    async def connect(request: web.Request) -> web.StreamResponse:
        return upgrade(request, Echo, 1 << 20)

    app = web.Application()
    app.router.add_get("/", connect)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"echo ready http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_serve())
