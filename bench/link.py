"""The measuring side of one WebSocket: as little work a message as possible, so that the server is what is measured.

Messages go out masked with zeros, many in one write; incoming frames are counted, and the first bytes of each can be looked at.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
from collections.abc import Callable, Mapping
from typing import Self, cast
from urllib.parse import urlsplit

PING, PONG = 0x9, 0x8A
Take = Callable[[bytes], None]


def masked(message: bytes, opcode: int = 0x81) -> bytes:
    """A frame of a client (RFC 6455, 5.2), text if not said otherwise, masked with zeros."""
    length = len(message)
    head = struct.pack("!BB", opcode, 0x80 | length) if length < 126 else struct.pack("!BBH", opcode, 0x80 | 126, length)
    return head + b"\0\0\0\0" + message


class Link(asyncio.Protocol):
    """One WebSocket. `take` is called with every message."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.opened = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport
        self.take: Take = lambda _: None

    @classmethod
    async def connect(cls, url: str, path: str, take: Take = lambda _: None) -> Self:
        """Open a WebSocket on loopback."""
        address = urlsplit(url)
        loop = asyncio.get_running_loop()
        transport, link = await loop.create_connection(cls, str(address.hostname), address.port or 0)
        link.take = take
        key = base64.b64encode(os.urandom(16)).decode()
        head = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13")
        lines = (f"GET {path} HTTP/1.1", f"Host: {address.netloc}", *head, "", "")
        transport.write("\r\n".join(lines).encode())
        await link.opened
        return link

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Cut messages out of what has come."""
        self._buffer += data
        if not self.opened.done():
            head, end, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not end:
                return
            assert b" 101 " in head.splitlines()[0], head
            self._buffer[:] = rest
            self.opened.set_result(None)
        self._buffer[:] = self._cut(bytes(self._buffer))

    def _cut(self, data: bytes) -> bytes:
        """Hand out the whole messages at the beginning; what is left over."""
        start, end = 0, len(data)
        while end - start >= 2:
            length, head = data[start + 1], 2
            if length == 126:
                length, head = int.from_bytes(data[start + 2 : start + 4]), 4
            elif length == 127:
                length, head = int.from_bytes(data[start + 2 : start + 10]), 10
            if end - start < head + length:
                break
            if data[start] & 0x0F == 1:
                self.take(data[start + head : start + head + length])
            elif data[start] & 0x0F == PING:
                self.send(masked(data[start + head : start + head + length], PONG))
            start += head + length
        return data[start:]

    def send(self, frames: bytes) -> None:
        """Send frames that are ready."""
        self._transport.write(frames)

    async def ask(self, operation: int, argument: Mapping[str, object]) -> dict[str, object]:
        """One invoke and its result, for what is set up before a measurement."""
        answer: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()

        def take(message: bytes) -> None:
            (found,) = json.loads(message)
            if "invoke" not in found and not answer.done():
                answer.set_result(found)

        self.take = take
        self.send(masked(invoke(1, operation, argument)))
        found = await answer
        value: dict[str, object] = found["result"]["result"]["result"]  # type: ignore[index]
        return value

    def close(self) -> None:
        """Go away."""
        self._transport.abort()


def invoke(number: int, operation: int, argument: Mapping[str, object]) -> bytes:
    """A request."""
    body = {"invokeID": number, "operationID": operation, "argument": argument}
    return json.dumps({"invoke": body}, separators=(",", ":")).encode()
