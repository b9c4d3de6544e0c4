"""One WebSocket on a transport that the HTTP server has handed over: frames, pings, closing.

Knows RFC 6455 (through the sans-I/O core of `websockets`) and the transport. It must not know what messages say: complete
messages go to a `Connection`, encoded ones come back through `write`, all of one turn of the event loop in one piece.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from struct import Struct
from typing import Final

from websockets.exceptions import PayloadTooBig
from websockets.frames import CloseCode, Opcode
from websockets.frames import Frame as WireFrame
from websockets.protocol import SEND_EOF, Protocol, State

from callplane.gateway.links import Links
from callplane.gateway.session import Carrier, Connection
from callplane.gateway.stream import Stream
from callplane.service.messages import Framing, Item, to_bytes
from callplane.service.outbox import Send
from callplane.service.sessions import TAKEN_OVER, TOO_SLOW
from callplane.wire.codec import Encoding

PING_SECONDS: Final = 7.5
"""Who was silent for so long is pinged: with rounds of 5 s, a silent peer every 10 s."""
SILENCE_SECONDS: Final = 25.0
"""Who was silent for so long is dead: with rounds of 5 s, he is found within 30 s."""
MAX_REASON: Final = 120
"""Bytes of a close frame's reason: a control frame has room for 125, two are the code."""

TAKEN_OVER_CODE: Final = 4001
"""Our own close code: another connection carries the session now, so that there is nothing to come back to."""

CLOSE_CODES: Final = {TOO_SLOW: CloseCode.TRY_AGAIN_LATER, TAKEN_OVER: TAKEN_OVER_CODE}

_SHORT = Struct("!BB").pack
_MEDIUM = Struct("!BBH").pack
_LONG = Struct("!BBQ").pack
_TEXT = 0x80 | Opcode.TEXT
_BINARY = 0x80 | Opcode.BINARY


def frame_head(opcode: int, length: int) -> bytes:
    """The head of an unmasked frame (RFC 6455, 5.2); `opcode` with its FIN bit, `length` in bytes."""
    if length < 126:
        return _SHORT(opcode, length)
    if length < 65536:
        return _MEDIUM(opcode, 126, length)
    return _LONG(opcode, 127, length)


@lru_cache
def framing(size: int, binary: bool) -> tuple[bytes, bytes]:
    """What stands before and behind a message: BER is a binary frame, JSON an array of one in a text frame."""
    return (frame_head(_BINARY, size), b"") if binary else (frame_head(_TEXT, size + 2) + b"[", b"]")


def is_utf8(text: bytes) -> bool:
    """Whether a text frame's payload is text."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


class WebSocket(Stream):
    """One WebSocket after its handshake, the carrier of the connection that `connect` makes for it."""

    def __init__(
        self,
        connect: Callable[[Carrier], Connection],
        links: Links,
        core: Protocol,
        transport: asyncio.Transport,
    ) -> None:
        super().__init__(links)
        self._core = core
        self._transport = transport
        self._heard = self._loop.time()
        self._encoding = Encoding.JSON
        self._fragments: bytearray | None = None
        self._connection: Connection = connect(self)
        links.add(self)

    # --- from the transport ----------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Bytes of the peer, in pieces of any size."""
        self._heard = self._loop.time()
        if self._core.state is State.CLOSED:
            return
        self._core.receive_data(data)
        for frame in self._core.events_received():
            if isinstance(frame, WireFrame):
                self._take(frame)
        if isinstance(self._core.parser_exc, PayloadTooBig) and not self._closing:
            self._connection.refuse(f"a message may have {self._core.max_message_size} bytes")
        self._flush()

    def eof_received(self) -> None:
        """The peer sends no more: the transport closes itself."""
        self._core.receive_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        """The transport is gone; the core's parser and its error hold the core, and would keep all until it is collected."""
        super().connection_lost(exc)
        self._core.parser.close()
        self._core.parser_exc = None

    # --- from the links --------------------------------------------------------------------------------

    def look_after(self) -> None:
        """Ping a silent peer, give up one that is dead or has left."""
        if self._closing:
            return  # its time is short already
        silent = self._loop.time() - self._heard
        if silent >= SILENCE_SECONDS or self._core.state is State.CLOSED:
            self._transport.abort()
        elif silent >= PING_SECONDS:
            self._core.send_ping(b"")
            self._flush()

    # --- from the connection ---------------------------------------------------------------------------

    @property
    def framing(self) -> Framing:
        """Frames of WebSockets."""
        return framing

    @property
    def send(self) -> Send:
        """Sends frames; for those who are told when it is over."""
        return self._transport.write

    def write(self, items: list[Item]) -> None:
        """Send messages in one piece."""
        if not self._closing:
            self._transport.write(to_bytes(items, framing))

    def close(self, reason: str, *, leaving: bool = False) -> None:
        """Begin to close: with 1001 when the server is `leaving`, one of CLOSE_CODES where the reason has one, else 1000."""
        if self._core.state is State.OPEN:
            code = CloseCode.GOING_AWAY if leaving else CLOSE_CODES.get(reason, CloseCode.NORMAL_CLOSURE)
            self._core.send_close(code, reason.encode()[:MAX_REASON].decode(errors="ignore"))
            self._flush()

    # --- inside ----------------------------------------------------------------------------------------

    def _take(self, frame: WireFrame) -> None:
        """Put messages together from their frames."""
        if frame.opcode is Opcode.TEXT:
            self._encoding = Encoding.JSON
        elif frame.opcode is Opcode.BINARY:
            self._encoding = Encoding.BER
        elif frame.opcode is not Opcode.CONT:
            return
        if frame.fin and self._fragments is None:
            self._deliver(bytes(frame.data))
            return
        self._fragments = self._fragments or bytearray()
        self._fragments += frame.data
        if frame.fin:
            message, self._fragments = bytes(self._fragments), None
            self._deliver(message)

    def _deliver(self, message: bytes) -> None:
        if self._core.state is not State.OPEN:
            return
        if self._encoding is Encoding.JSON and not is_utf8(message):
            self._core.fail(CloseCode.INVALID_DATA, "text must be UTF-8")  # RFC 6455, 8.1
            return
        self._connection.receive(message, self._encoding)

    def _flush(self) -> None:
        """Send what the core wants to send; wait a little for the end once it expects one."""
        for data in self._core.data_to_send():
            if data is SEND_EOF:
                self._finish(half=self._core.close_rcvd is None)
            else:
                self._write_unqueued(data)
        if self._core.close_expected():
            self._expect_end()
