"""SIP over a stream: cuts it into messages by Content-Length (RFC 3261, 18.3). Knows no header but that one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from callplane.sip.grammar import BadMessage
from callplane.sip.message import MAX_BYTES

PING = b"\r\n\r\n"
PONG = b"\r\n"
"""Keep-alives of a stream (RFC 5626, 4.4.1): a ping is answered by a pong."""

_LENGTH = re.compile(rb"\r\n(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,10})[ \t]*(?=\r\n)", re.IGNORECASE)


class StreamReader:
    """Gives whole messages of a stream. What waits is never longer than a message may be."""

    def __init__(self) -> None:
        self._data = bytearray()
        self.pings = 0
        """Pings since this was set to 0."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The messages that are complete now. Raises BadMessage when the stream cannot be read on: close it."""
        self._data += data
        while (message := self._next()) is not None:
            yield message

    def _next(self) -> bytes | None:
        while self._data[:2] == b"\r\n":
            if self._data[:4] == PING:
                self.pings += 1
                del self._data[:4]
            elif len(self._data) < 4:
                return None  # it may be half a ping
            else:
                del self._data[:2]
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            if len(self._data) > MAX_BYTES:
                raise BadMessage("the headers do not end")
            return None
        lengths = _LENGTH.findall(self._data, 0, end + 2)
        if len(lengths) != 1 or int(lengths[0]) + end + 4 > MAX_BYTES:
            raise BadMessage("over a stream, a message has one Content-Length, and not too great a one")
        size = end + 4 + int(lengths[0])
        if len(self._data) < size:
            return None
        message = bytes(self._data[:size])
        del self._data[:size]
        return message
