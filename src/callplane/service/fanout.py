"""One session's outgoing messages: in order, joined per turn of the event loop, never overtaking the answer that caused them.

Knows encoded messages and the event loop; nothing of sockets, of what the messages say or of who they are for.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from callplane import metrics
from callplane.service.history import MAX_MESSAGES, Frame, History, HistoryBudget

if TYPE_CHECKING:
    from callplane.service.reports import Report

__all__ = ["Frame", "Outbox", "Pump", "conflated"]

Writer = Callable[[list[Frame]], None]
Overflow = Callable[[], None]

log = logging.getLogger(__name__)


def conflated(frames: list[Frame]) -> list[Frame]:
    """The frames without those that a newer one on the same topic makes needless; the order stays."""
    topics: set[tuple[bytes, tuple[str, ...]]] = set()
    kept = []
    for frame in reversed(frames):
        if frame.topic is None:
            kept.append(frame)
        elif (topic := (frame.reference, frame.topic)) not in topics:
            topics.add(topic)
            kept.append(frame)
    kept.reverse()
    return kept


class Pump:
    """Flushes all queues that have something to send, once per turn of the event loop.

    It measures how long the oldest event of a turn has waited, and says whether to log what is written (`traces`).
    """

    __slots__ = ("_loop", "_ready", "traces")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready: list[Outbox] = []
        self.traces = False

    def add(self, outbox: Outbox) -> None:
        """This queue has something to send."""
        if not self._ready:
            self._loop.call_soon(self._flush)
        self._ready.append(outbox)

    def _flush(self) -> None:
        ready, self._ready = self._ready, []
        self.traces = log.isEnabledFor(logging.DEBUG)
        oldest = ready[0].oldest_report()
        for outbox in ready:
            outbox.flush()
        if oldest is not None:
            oldest.handed_over()


class Outbox:
    """A session's queue of messages, bounded in bytes.

    Messages leave once per turn of the loop through the attached writer; what has left stays in the history for a while.

    A peer that reads slowly (`pause`) has its queue conflated from half of `limit` on; beyond the limit even so, it is detached
    and `overflow` called: it is to be cut off. While nobody is attached, everything is kept for the peer's return, as much as
    the history may. What cannot be kept leaves a gap: events are dropped until `attach` reports it. `name` is for logs.
    """

    __slots__ = (
        "_answering",
        "_budget",
        "_closed",
        "_conflate_at",
        "_deferred",
        "_gap",
        "_half_full",
        "_history",
        "_limit",
        "_name",
        "_numbers",
        "_overflow",
        "_paused",
        "_pump",
        "_queue",
        "_scheduled",
        "_size",
        "_writer",
        "conflations",
    )

    def __init__(self, limit: int, overflow: Overflow, budget: HistoryBudget, pump: Pump, name: str = "") -> None:
        self._limit = limit
        self._overflow = overflow
        self._budget = budget
        self._pump = pump
        self._name = name
        self._history = History(budget)
        self._queue: list[Frame] = []
        self._deferred: deque[tuple[int, Frame]] = deque()  # events, each behind the newest answer that was being made
        self._answering: dict[int, None] = {}  # the answers that are being made, oldest first
        self._numbers = count(1)
        self._size = 0
        self._conflate_at = self._half_full = limit // 2
        self._scheduled = False
        self._closed = False
        self._paused = False
        self._gap = False
        self._writer: Writer | None = None
        self.conflations = 0

    @property
    def waiting_bytes(self) -> int:
        """Bytes that have not been handed to a writer yet, events behind answers left out."""
        return self._size

    @property
    def kept_bytes(self) -> int:
        """Bytes that are kept to be sent again."""
        return self._history.size

    def attach(self, writer: Writer, received: int | None = None) -> bool:
        """Send through `writer` from now on: what waits and, where the peer says how many messages of this session it has
        `received`, first of all what it missed.

        Returns whether the peer has missed nothing for good. After False its subscriptions must be ended.
        """
        missed: list[Frame] | None = [] if received is None else self._history.rewind(received)
        complete = missed is not None and not self._gap
        self._gap = False
        self._paused = False
        self._writer = writer
        self._conflate_at = self._half_full
        if missed:
            self._queue[:0] = missed
            self._size += sum(frame.size for frame in missed)
        self._schedule()
        return complete

    def arrived(self, unconfirmed: int, header: Callable[[Frame], int]) -> int:
        """How many messages the peer has for certain; see History."""
        return self._history.arrived(unconfirmed, header)

    def detach(self, writer: Writer) -> None:
        """The connection is gone; of no effect when another one has taken its place."""
        if self._writer == writer:
            self._writer = None

    def pause(self, writer: Writer) -> None:
        """The peer reads too slowly: nothing more for now."""
        if self._writer == writer:
            self._paused = True

    def go_on(self, writer: Writer) -> None:
        """The peer has caught up."""
        if self._writer == writer:
            self._paused = False
            self._schedule()

    def put_event(self, frame: Frame) -> None:
        """Queue an event, behind the answers that are being made now."""
        if self._gap or self._closed:
            return
        if self._answering:
            self._deferred.append((next(reversed(self._answering)), frame))
            if len(self._deferred) > MAX_MESSAGES:
                self._break()
        else:
            self._put(frame)

    def put_answer(self, frame: Frame) -> None:
        """Queue a result, an error or a reject: it goes before the events that wait for it."""
        if not self._closed:
            self._put(frame)

    @contextmanager
    def events_wait(self) -> Iterator[None]:
        """While inside, new events wait: what a command causes must not overtake its answer. May overlap."""
        number = next(self._numbers)
        self._answering[number] = None
        try:
            yield
        finally:
            del self._answering[number]
            self._release()

    def flush(self) -> None:
        """Hand everything that may leave to the writer now."""
        self._scheduled = False
        if self._writer is None or self._paused or not self._queue:
            return
        frames, self._queue = self._queue, []
        self._history.add(frames, self._size)
        self._size = 0
        self._conflate_at = self._half_full
        self._writer(frames)
        if self._pump.traces:
            self._trace(frames)

    def oldest_report(self) -> Report | None:
        """What the PBX reported that led to the oldest event that waits."""
        return next((frame.report for frame in self._queue if frame.report is not None), None)

    def close(self) -> None:
        """Send what may leave, then take nothing more."""
        if self._closed:
            return
        self.flush()
        self._closed = True
        self._clear()
        self._history.forget()

    def _trace(self, frames: list[Frame]) -> None:
        """These were handed over: tell which reports they come from."""
        last = self._history.sent
        reports = sorted({frame.report.number for frame in frames if frame.report is not None})
        log.debug("messages %d to %d of %s written", last - len(frames) + 1, last, self._name, extra={"reports": reports})

    def _release(self) -> None:
        """Queue the events whose answers have all been given."""
        oldest = next(iter(self._answering), None)
        while self._deferred and (oldest is None or self._deferred[0][0] < oldest):
            self._put(self._deferred.popleft()[1])

    def _put(self, frame: Frame) -> None:
        self._queue.append(frame)
        self._size += len(frame.start) + frame.more
        if self._scheduled and self._size <= self._conflate_at:
            return
        if self._writer is None:
            if self._size > self._budget.share or len(self._queue) > MAX_MESSAGES:
                self._break()
            return
        if self._size > self._conflate_at:
            if self._paused:
                self._conflate()
            else:
                self.flush()  # a reader that keeps up may be told much at once
        if not self._scheduled:
            self._schedule()

    def _conflate(self) -> None:
        """Make room. The next time comes when an eighth of the limit has been added, so that the cost stays small."""
        self.conflations += 1
        metrics.CONFLATIONS.inc()
        self._queue = conflated(self._queue)
        self._size = sum(frame.size for frame in self._queue)
        self._conflate_at = min(self._limit, max(self._half_full, self._size + self._limit // 8))
        if self._size > self._limit:
            self._writer = None
            self._overflow()

    def _break(self) -> None:
        """Give up what waits."""
        self._clear()
        self._gap = True

    def _clear(self) -> None:
        self._queue.clear()
        self._deferred.clear()
        self._size = 0

    def _schedule(self) -> None:
        if self._queue and self._writer is not None and not self._paused and not self._scheduled:
            self._scheduled = True
            self._pump.add(self)
