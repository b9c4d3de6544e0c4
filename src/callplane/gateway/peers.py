"""The WebSockets on which programs of a PBX's side connect to its driver: `/drivers/{pbx}/{entrance}`. Knows no driver by name.

The driver decides who may come in; here connections are carried and bounded. Nothing is pinged: the driver's protocol has
keep-alives of its own, and some WebSocket clients (Windows' WinHTTP under Wine) break at a ping.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from aiohttp import WSMsgType, web

from callplane.drivers.base import Entrance
from callplane.gateway.credentials import Authenticator
from callplane.gateway.links import CLOSING_SECONDS
from callplane.gateway.replies import text_problem

log = logging.getLogger(__name__)

MAX_WAITING: Final = 4 << 20
"""Characters that may wait for a peer that reads slowly."""
_MAX_REASON: Final = 120


class Peers:
    """The routes. `entrances` are those of the PBXs that have one, by name."""

    def __init__(self, entrances: Mapping[str, Entrance], authenticator: Authenticator) -> None:
        self._entrances = entrances
        self._authenticator = authenticator
        self._links: set[PeerSocket] = set()

    def add_to(self, app: web.Application) -> None:
        """Serve the entrances; close what is open when the server stops."""
        app.router.add_get("/drivers/{pbx}/{entrance}", self.serve)
        app.on_shutdown.append(self._close_all)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its handshake to its end."""
        entrance = self._entrances.get(request.match_info["pbx"])
        if entrance is None or entrance.name != request.match_info["entrance"]:
            raise text_problem(
                HTTPStatus.NOT_FOUND, "no PBX of that name waits for such connections: look at [pbx] in the settings"
            )
        if self._authenticator.can_be_overheard(request):
            raise text_problem(HTTPStatus.FORBIDDEN, "connect over TLS: this connection can be overheard")
        socket = web.WebSocketResponse(max_msg_size=entrance.max_bytes, timeout=CLOSING_SECONDS)
        if not socket.can_prepare(request):
            raise text_problem(HTTPStatus.UPGRADE_REQUIRED, "this is a WebSocket: connect with one", {"Upgrade": "websocket"})
        await socket.prepare(request)
        link = PeerSocket(socket, request.remote or "")
        self._links.add(link)
        try:
            await link.carry(entrance)
        finally:
            self._links.discard(link)
        return socket

    async def _close_all(self, _app: web.Application) -> None:
        for link in self._links:
            link.close("the server stops")


class PeerSocket:
    """One WebSocket: the `PeerLink` of a driver's peer."""

    def __init__(self, socket: web.WebSocketResponse, address: str) -> None:
        self.address = address
        self._socket = socket
        self._waiting: deque[str] = deque()
        self._size = 0
        self._news = asyncio.Event()
        self._closing: str | None = None

    def send(self, text: str) -> None:
        """Queue a text. A peer for which too much waits is cut off."""
        if self._closing is not None:
            return
        self._waiting.append(text)
        self._size += len(text)
        if self._size > MAX_WAITING:
            log.warning("peer at %s does not read: it is cut off", self.address)
            self._waiting.clear()
            self._closing = "read faster"
        self._news.set()

    def close(self, reason: str) -> None:
        """Close after what was sent."""
        if self._closing is None:
            self._closing = reason
            self._news.set()

    async def carry(self, entrance: Entrance) -> None:
        """Hand over what comes until the connection ends."""
        peer = entrance.admit(self)
        writer = asyncio.get_running_loop().create_task(self._write())
        try:
            async for message in self._socket:
                if message.type is not WSMsgType.TEXT:
                    break
                peer.received(message.data)
        finally:
            self.close("gone")
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            peer.lost()

    async def _write(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                text = self._waiting.popleft()
                self._size -= len(text)
                await self._socket.send_str(text)
            if self._closing is not None:
                await self._socket.close(message=self._closing.encode()[:_MAX_REASON])
                return
