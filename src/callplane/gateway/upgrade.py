"""From an HTTP request to a WebSocket: the opening handshake and the hand-over of the connection.

Knows aiohttp's server protocol and the sans-I/O core of `websockets`, nothing of sessions. After the hand-over the HTTP
server knows nothing of the connection any more: no task, no parser, no timer of it is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from aiohttp import web
from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.protocol import Protocol, Side
from websockets.server import ServerProtocol

if TYPE_CHECKING:
    import asyncio

    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.http import WebSocketReader

ProtocolMaker = Callable[[Protocol, "asyncio.Transport"], "asyncio.Protocol"]


class HandshakeError(Exception):
    """The request is no opening handshake of a WebSocket. `status` is the HTTP status that says why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class HandedOver(web.StreamResponse):
    """Stands for the answer to a request whose connection is no longer the HTTP server's: nothing is written."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write no head."""
        del request
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """Write no end."""
        del data


class _Tail:
    """Takes the bytes that the HTTP server has read beyond the request."""

    def __init__(self) -> None:
        self.data = b""

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        self.data += data
        return False, b""

    def feed_eof(self) -> None:
        """The HTTP server lets go."""


def upgrade(request: web.Request, make: ProtocolMaker, max_size: int) -> web.StreamResponse:
    """Answer an opening handshake and let the protocol from `make` take the transport over.

    `max_size` limits a message in bytes. Raises HandshakeError when the request is no handshake, and ConnectionResetError
    when the peer has gone.
    """
    handshake = ServerProtocol()
    protocol = f"HTTP/{request.version.major}.{request.version.minor}"
    headers = Headers(request.headers.items())
    response = handshake.accept(Request(request.path_qs, headers, request.method, protocol))
    handshake.parser.close()  # it holds the handshake, which would stay until it is collected
    if response.status_code != 101:
        raise HandshakeError(response.status_code, response.body.decode().strip())
    transport = request.transport
    if transport is None:
        raise ConnectionResetError("the peer has gone")
    tail = _release(request)
    transport.write(response.serialize())
    link = make(Protocol(Side.SERVER, max_size=max_size), transport)
    transport.set_protocol(link)
    link.data_received(tail)
    return HandedOver()


def _release(request: web.Request) -> bytes:
    """Make the HTTP server forget the connection, and return what it had read beyond the request."""
    server = request.protocol
    tail = _Tail()
    server.set_parser(cast("WebSocketReader", tail))
    server.transport = None  # so that it does not close it
    server.connection_lost(None)
    return tail.data
