"""One session's outgoing messages: in order, joined per turn of the event loop, never overtaking the answer that caused them.

Knows encoded messages and the event loop; nothing of sockets, of what the messages say or of who they are for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Frame(NamedTuple):
    """One encoded ROSE message. `binary`: BER, else JSON text in UTF-8."""

    data: bytes
    binary: bool


Writer = Callable[[list[Frame]], None]
Overflow = Callable[[], None]


class Outbox:
    """A session's queue of messages, bounded in bytes.

    Messages leave once per turn of the loop through the attached writer. While nobody is attached they wait. When more than
    `limit` bytes wait, `overflow` is called once and the queue takes nothing more.
    """

    __slots__ = (
        "_closed",
        "_deferred",
        "_holds",
        "_limit",
        "_loop",
        "_overflow",
        "_queue",
        "_scheduled",
        "_size",
        "_writer",
    )

    def __init__(self, limit: int, overflow: Overflow) -> None:
        self._loop = asyncio.get_running_loop()
        self._limit = limit
        self._overflow = overflow
        self._queue: list[Frame] = []
        self._deferred: list[Frame] = []
        self._size = 0
        self._holds = 0
        self._scheduled = False
        self._closed = False
        self._writer: Writer | None = None

    @property
    def waiting_bytes(self) -> int:
        """Bytes that have not been handed to a writer yet."""
        return self._size

    def attach(self, writer: Writer) -> None:
        """Send what waits, and everything from now on, through `writer`."""
        self._writer = writer
        self._schedule()

    def detach(self, writer: Writer) -> None:
        """Stop using `writer`; of no effect when another one has taken its place."""
        if self._writer == writer:
            self._writer = None

    def put_event(self, frame: Frame) -> None:
        """Queue an event; while an answer is being made it waits behind that answer."""
        if self._take(frame):
            (self._deferred if self._holds else self._queue).append(frame)
            self._schedule()

    def put_answer(self, frame: Frame) -> None:
        """Queue a result, an error or a reject: it goes before the events that wait for it."""
        if self._take(frame):
            self._queue.append(frame)
            self._schedule()

    @contextmanager
    def events_wait(self) -> Iterator[None]:
        """While inside, events wait: what a command causes must not overtake its answer. Nestable."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            if not self._holds and self._deferred:
                self._queue += self._deferred
                self._deferred.clear()
                self._schedule()

    def flush(self) -> None:
        """Hand everything that may leave to the writer now."""
        self._scheduled = False
        if self._writer is None or not self._queue:
            return
        frames, self._queue = self._queue, []
        self._size -= sum(len(frame.data) for frame in frames)
        self._writer(frames)

    def close(self) -> None:
        """Send what may leave, then take nothing more."""
        self.flush()
        self._closed = True
        self._queue.clear()
        self._deferred.clear()
        self._size = 0

    def _take(self, frame: Frame) -> bool:
        if self._closed:
            return False
        self._size += len(frame.data)
        if self._size > self._limit:
            self._closed = True
            self._overflow()
            return False
        return True

    def _schedule(self) -> None:
        if not self._scheduled and self._writer is not None:
            self._scheduled = True
            self._loop.call_soon(self.flush)
