"""What every connection's byte stream has in common: flow control in both directions, and an end that comes for certain.

Knows asyncio transports; nothing of framing. Limits: while the transport holds enough, messages wait in the session's queue;
what the server must answer by itself (pings, rejects) may add MAX_UNREAD bytes, then the peer is cut off.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Final

from callplane import metrics
from callplane.gateway.links import CLOSING_SECONDS, Links
from callplane.gateway.session import Connection

MAX_UNREAD: Final = 1 << 20
STALLED_SECONDS: Final = 30.0
"""A peer that reads nothing for so long while much waits for it is dead."""


class Stream(asyncio.Protocol, ABC):
    """A transport and the connection that it carries, which is None as long as nobody is logged on."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._connection: Connection | None = None
        self._reads_slowly = False
        self._unread = 0
        self._closing = False
        self._lost = False
        self._timer: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    # --- from the transport ----------------------------------------------------------------------------

    def pause_writing(self) -> None:
        """The peer reads too slowly: messages wait in the session's queue."""
        self._reads_slowly = True
        if self._connection is not None:
            self._connection.hold()
        self._watch_reader()

    def resume_writing(self) -> None:
        """The peer has caught up."""
        self._stop_watching_reader()
        self._reads_slowly, self._unread = False, 0
        if self._connection is not None and not self._closing:
            self._connection.release()

    def connection_lost(self, _exc: Exception | None) -> None:
        """The transport is gone; the session lives on."""
        if self._lost:
            return
        self._lost = self._closing = True
        self._stop_timer()
        self._stop_watching_reader()
        self._links.discard(self)
        connection, self._connection = self._connection, None  # they need each other no more: nothing is left to be collected
        if connection is not None:
            connection.lost()

    def look_after(self) -> None:
        """TCP itself looks whether the peer is alive."""

    # --- from the connection ---------------------------------------------------------------------------

    def pause_reading(self) -> None:
        """Take no more from the peer for now."""
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take bytes from the peer again."""
        if not self._transport.is_closing():
            self._transport.resume_reading()

    @abstractmethod
    def close(self, reason: str, *, leaving: bool = False) -> None:
        """Close in order, after what has been written. `leaving`: because the server stops."""

    # --- for those who know the framing ------------------------------------------------------------------

    def _finish(self, *, half: bool) -> None:
        """Send no more and wait a little for the peer to close; at once where it has said all it had to say.

        `half`: it may still be sending. Closed at once, a connection with unread bytes is reset, and the peer loses what it
        was told last.
        """
        if half and self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()

    def _expect_end(self) -> None:
        """Cut the peer off unless it ends the connection in time."""
        if not self._closing:
            self._closing = True
            if self._connection is not None:
                self._connection.hold()
            self.resume_reading()
            self._stop_timer()
            self._timer = self._loop.call_later(CLOSING_SECONDS, self._transport.abort)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _watch_reader(self, before: int = 0) -> None:
        """Cut off a peer that takes nothing for too long: of `before` bytes that waited, as many still do."""
        waiting = self._transport.get_write_buffer_size()
        if before and waiting >= before:
            self._cut_off()
        else:
            self._stall = self._loop.call_later(STALLED_SECONDS, self._watch_reader, waiting)

    def _cut_off(self) -> None:
        """The peer does not read: no close frame would reach it."""
        if not self._transport.is_closing():
            metrics.CUT_OFF.inc()
            self._transport.abort()

    def _stop_watching_reader(self) -> None:
        if self._stall is not None:
            self._stall.cancel()

    def _write_unqueued(self, data: bytes) -> None:
        """Send what cannot wait in a session's queue; cut off a peer that causes too much of it and does not read."""
        self._transport.write(data)
        if self._reads_slowly:
            self._unread += len(data)
            if self._unread > MAX_UNREAD:
                self._cut_off()
