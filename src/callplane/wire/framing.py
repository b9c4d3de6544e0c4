"""Where a message begins and ends on each transport. Knows frames; nothing of what is in them, and reads from no socket.

Source: interface README section 5. A WebSocket carries each JSON message of the server as an array of one, and each BER
message as it is. On TCP JSON is `J`, seven decimal digits and the message; BER is the bare element, first octet A1 to A4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from callplane.wire import tlv
from callplane.wire.codec import DEFAULT_LIMITS, Encoding, Limits, UndecodableMessage
from callplane.wire.types.rose import GeneralProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER_LENGTH = 8


class Frame(NamedTuple):
    """One message of a TCP stream, without its header."""

    encoding: Encoding
    message: bytes


class BrokenFrame(UndecodableMessage):
    """The stream cannot be read any further: send the reject in `encoding`, then close."""

    def __init__(self, encoding: Encoding, details: str) -> None:
        super().__init__(GeneralProblem.badlyStructuredAPDU, details)
        self.encoding = encoding


def to_websocket(encoding: Encoding, message: bytes) -> bytes:
    """The payload of a WebSocket frame (text for JSON, binary for BER)."""
    return b"[" + message + b"]" if encoding is Encoding.JSON else message


def tcp_framing(size: int, binary: bool) -> tuple[bytes, bytes]:
    """What stands before and behind a message of so many bytes on a TCP stream. `binary`: BER, else JSON.

    ValueError for JSON that seven digits cannot count.
    """
    if binary:
        return b"", b""
    if size > 9_999_999:
        raise ValueError(f"A message of {size} bytes cannot be framed")
    return b"J%07d" % size, b""


def to_tcp(encoding: Encoding, message: bytes) -> bytes:
    """What goes on a TCP stream. ValueError for JSON that seven digits cannot count."""
    return tcp_framing(len(message), encoding is Encoding.BER)[0] + message


class TcpFrameReader:
    """Cuts a TCP stream into messages, however the bytes arrive."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._scan: tlv.Scan | None = None

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Takes bytes; yields the messages that are complete now, then raises BrokenFrame where the stream is broken."""
        self._buffer += data
        return self._frames()

    def take_rest(self) -> bytes:
        """Bytes that belong to no complete message; they are no longer kept. For StartTLS: there must be none."""
        rest = bytes(self._buffer)
        self._buffer.clear()
        self._scan = None
        return rest

    def _frames(self) -> Iterator[Frame]:
        while self._buffer:
            encoding = self._encoding()
            span = self._json_span() if encoding is Encoding.JSON else self._ber_span()
            if span is None:
                return
            message = bytes(self._buffer[span[0] : span[1]])
            del self._buffer[: span[1]]
            yield Frame(encoding, message)

    def _encoding(self) -> Encoding:
        first = self._buffer[0]
        if first == ord("J"):
            return Encoding.JSON
        if 0xA1 <= first <= 0xA4:
            return Encoding.BER
        raise BrokenFrame(Encoding.JSON, f"A message begins with J or A1 to A4, not with {first:02X}")

    def _json_span(self) -> tuple[int, int] | None:
        digits = bytes(self._buffer[1:HEADER_LENGTH])
        if digits and not digits.isdigit():
            raise BrokenFrame(Encoding.JSON, "J must be followed by seven decimal digits")
        if len(digits) < HEADER_LENGTH - 1:
            return None
        end = HEADER_LENGTH + int(digits)
        if int(digits) > self._limits.size:
            raise BrokenFrame(Encoding.JSON, f"The message has more than {self._limits.size} bytes")
        return (HEADER_LENGTH, end) if end <= len(self._buffer) else None

    def _ber_span(self) -> tuple[int, int] | None:
        scan = self._scan = self._scan or tlv.Scan(0, self._limits.depth, self._limits.elements)
        try:
            end = scan.run(self._buffer)
        except tlv.Truncated:
            end = scan.at
        except tlv.TlvError as error:
            raise BrokenFrame(Encoding.BER, f"Not BER: {error}") from None
        if end > self._limits.size:
            raise BrokenFrame(Encoding.BER, f"The message has more than {self._limits.size} bytes")
        if not scan.done or end > len(self._buffer):
            return None
        self._scan = None
        return 0, end
