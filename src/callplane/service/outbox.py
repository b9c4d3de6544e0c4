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
from typing import TYPE_CHECKING, Protocol

from callplane import metrics
from callplane.service.history import MAX_MESSAGES, History, HistoryBudget
from callplane.service.messages import Batch, Copy, Frame, Framing, Item, conflated, frames_of

if TYPE_CHECKING:
    from callplane.service.reports import Report

Overflow = Callable[[], None]
Send = Callable[[bytes], None]

log = logging.getLogger(__name__)


class Writer(Protocol):
    """What sends messages to a queue's peer."""

    @property
    def framing(self) -> Framing:
        """How it frames a message."""

    @property
    def send(self) -> Send:
        """Sends messages that are framed already."""

    def write(self, items: list[Item]) -> None:
        """Send messages in one piece."""


class Sender(Protocol):
    """What has something to send."""

    def oldest_report(self) -> Report | None:
        """What the PBX reported that led to the oldest event that waits."""

    def flush(self) -> None:
        """Send everything that may leave."""


class Pump:
    """Lets all that have something to send do so, once per turn of the event loop.

    It measures how long the oldest event of a turn has waited, and says whether to log what is written (`traces`).
    """

    __slots__ = ("_loop", "_ready", "traces")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready: list[Sender] = []
        self.traces = False

    def add(self, sender: Sender) -> None:
        """This one has something to send."""
        if not self._ready:
            self._loop.call_soon(self._flush)
        self._ready.append(sender)

    def _flush(self) -> None:
        ready, self._ready = self._ready, []
        self.traces = log.isEnabledFor(logging.DEBUG)
        oldest = ready[0].oldest_report()
        for sender in ready:
            sender.flush()
        if oldest is not None:
            oldest.handed_over()


class Step(Protocol):
    """What a queue's session is sent in step with others, past the queue, all under one `reference`."""

    reference: bytes

    @property
    def sent(self) -> tuple[int, list[Batch]]:
        """What was sent and is not in the history: how many messages that are forgotten, then those that are not."""

    @property
    def waiting(self) -> list[Batch]:
        """What waits for the end of the turn."""

    def leave(self) -> None:
        """Go apart."""


class Outbox:
    """A session's queue of messages, bounded in bytes.

    Messages leave once per turn of the loop through the attached writer; what has left stays in the history for a while.

    The batch behind the queue grows without the queue being told, for as long as it is open: so an event for a thousand
    sessions costs nothing here. It is counted, and closed, as soon as anything else happens to the queue. A queue that hears
    nothing but such batches may even go in `step`: they are sent past it, until anything else happens to it.

    A peer that reads slowly (`pause`) has its queue conflated from half of `limit` on; beyond the limit even so, it is detached
    and `overflow` called: it is to be cut off. While nobody is attached, everything is kept for the peer's return, as much as
    the history may. What cannot be kept leaves a gap: events are dropped until `attach` reports it. `name` is for logs.
    """

    __slots__ = (
        "_answering",
        "_closed",
        "_conflate_at",
        "_count",
        "_deferred",
        "_gap",
        "_growing",
        "_half_full",
        "_history",
        "_limit",
        "_name",
        "_numbers",
        "_offered",
        "_overflow",
        "_paused",
        "_queue",
        "_scheduled",
        "_size",
        "_step",
        "_writer",
        "budget",
        "conflations",
        "pump",
    )

    def __init__(self, limit: int, overflow: Overflow, budget: HistoryBudget, pump: Pump, name: str = "") -> None:
        self._limit = limit
        self._overflow = overflow
        self.budget = budget
        self.pump = pump
        self._name = name
        self._history = History(budget)
        self._queue: list[Item] = []
        self._deferred: deque[tuple[int, Item]] = deque()  # events, each behind the newest answer that was being made
        self._answering: dict[int, None] = {}  # the answers that are being made, oldest first
        self._numbers = count(1)
        self._size = self._count = 0  # of what is in the queue
        self._growing: Copy | None = None  # stands behind the queue, and its batch still grows
        self._step: Step | None = None  # there is nothing in the queue then
        self._offered: Step | None = None
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
        growing = self._growing.size if self._growing is not None else 0
        past = sum(batch.size for batch in self._step.waiting) if self._step is not None else 0
        return self._size + growing + past

    @property
    def kept_bytes(self) -> int:
        """Bytes that are kept to be sent again."""
        if self._step is None:
            return self._history.size
        forgotten, sent = self._step.sent
        return sum(batch.size for batch in sent) + (0 if forgotten else self._history.size)

    def attach(self, writer: Writer, received: int | None = None) -> bool:
        """Send through `writer` from now on: what waits and, where the peer says how many messages of this session it has
        `received`, first of all what it missed.

        Returns whether the peer has missed nothing for good. After False its subscriptions must be ended.
        """
        self.settle()
        missed: list[Frame] | None = [] if received is None else self._history.rewind(received)
        complete = missed is not None and not self._gap
        self._gap = False
        self._paused = False
        self._writer = writer
        self._conflate_at = self._half_full
        if missed:
            self._queue[:0] = missed
            self._size += sum(frame.size for frame in missed)
            self._count += len(missed)
        self._schedule()
        return complete

    def arrived(self, unconfirmed: int, framing: Framing) -> int:
        """How many messages the peer has for certain; see History."""
        self.settle()
        return self._history.arrived(unconfirmed, framing)

    def detach(self, writer: Writer) -> None:
        """The connection is gone; of no effect when another one has taken its place."""
        if self._writer is writer:
            self.settle()
            self._writer = None

    def pause(self, writer: Writer) -> None:
        """The peer reads too slowly: nothing more for now."""
        if self._writer is writer:
            self.settle()
            self._paused = True

    def go_on(self, writer: Writer) -> None:
        """The peer has caught up."""
        if self._writer is writer:
            self._paused = False
            self._schedule()

    def put_copy(self, copy: Copy) -> None:
        """Queue a batch of events, behind the answers that are being made now."""
        self.settle()
        if self._gap or self._closed or self._answering:
            copy.batch.close()  # by the next event this may be over
            self.put_event(copy)
            return
        self._growing = copy
        if not self._scheduled:
            self._scheduled = True
            self.pump.add(self)

    def go_in_step(self, step: Step) -> Writer | None:
        """Let events be sent past this queue from now on, where it is at rest; returns through what.

        Only the second offer in a row is taken: to change often costs more than it saves.
        """
        offered, self._offered = self._offered, step
        busy = self._scheduled or self._queue or self._growing or self._answering or self._paused or self._closed
        if offered is not step or busy or self._step is not None or self._writer is None:
            return None
        self._step = step
        return self._writer

    def settle(self) -> None:
        """Take in what has come up past the queue, and close the batches in it."""
        if self._growing is not None:
            copy, self._growing = self._growing, None
            self._take_in(copy.batch, copy.reference)
        elif self._step is not None:
            step, self._step = self._step, None
            forgotten, sent = step.sent
            self._history.skip(forgotten)
            for batch in sent:
                self._history.add([Copy(batch, step.reference)], batch.size, len(batch.events))
            waiting = step.waiting
            step.leave()
            for batch in waiting:
                self._take_in(batch, step.reference)
            self._schedule()

    def put_event(self, event: Item) -> None:
        """Queue an event, or a batch that is closed, behind the answers that are being made now."""
        self.settle()
        if self._gap or self._closed:
            return
        if self._answering:
            self._deferred.append((next(reversed(self._answering)), event))
            if len(self._deferred) > MAX_MESSAGES:
                self._break()
        else:
            self._put(event)

    def put_answer(self, frame: Frame) -> None:
        """Queue a result, an error or a reject: it goes before the events that wait for it."""
        if not self._closed:
            self._put(frame)

    @contextmanager
    def events_wait(self) -> Iterator[None]:
        """While inside, new events wait: what a command causes must not overtake its answer. May overlap."""
        self.settle()
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
        self.settle()
        if self._writer is None or self._paused or not self._queue:
            return
        items, self._queue = self._queue, []
        messages = self._count
        self._history.add(items, self._size, messages)
        self._size = self._count = 0
        self._conflate_at = self._half_full
        self._writer.write(items)
        if self.pump.traces:
            self._trace(items, messages)

    def oldest_report(self) -> Report | None:
        """What the PBX reported that led to the oldest event that waits."""
        items = (*self._queue, *([] if self._growing is None else [self._growing]))
        return next((frame.report for item in items for frame in item.frames() if frame.report is not None), None)

    def close(self) -> None:
        """Send what may leave, then take nothing more."""
        if self._closed:
            return
        self.flush()
        self._closed = True
        self._clear()
        self._history.forget()

    def _trace(self, items: list[Item], messages: int) -> None:
        """These were handed over: tell which reports they come from."""
        last = self._history.sent
        reports = sorted({frame.report.number for frame in frames_of(items) if frame.report is not None})
        log.debug("messages %d to %d of %s written", last - messages + 1, last, self._name, extra={"reports": reports})

    def _release(self) -> None:
        """Queue the events whose answers have all been given."""
        oldest = next(iter(self._answering), None)
        while self._deferred and (oldest is None or self._deferred[0][0] < oldest):
            self._put(self._deferred.popleft()[1])

    def _put(self, item: Item) -> None:
        self.settle()
        self._queue.append(item)
        self._size += item.size
        self._count += item.count
        if self._size > self._conflate_at or self._writer is None:
            self._bound()
        self._schedule()

    def _take_in(self, batch: Batch, reference: bytes) -> None:
        """Queue a copy of a batch, which takes no more events."""
        batch.close()
        self._queue.append(Copy(batch, reference))
        self._size += batch.size
        self._count += len(batch.events)
        if self._size > self._conflate_at or self._writer is None:
            self._bound()

    def _bound(self) -> None:
        """See to it that not too much waits."""
        if self._writer is None:
            if self._size > self.budget.share or self._count > MAX_MESSAGES:
                self._break()
        elif self._paused:
            self._conflate()
        else:
            self.flush()  # a reader that keeps up may be told much at once

    def _conflate(self) -> None:
        """Make room. The next time comes when an eighth of the limit has been added, so that the cost stays small."""
        self.conflations += 1
        metrics.CONFLATIONS.inc()
        kept = conflated(frames_of(self._queue))
        self._queue = [*kept]
        self._count = len(kept)
        self._size = sum(frame.size for frame in kept)
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
        self._size = self._count = 0

    def _schedule(self) -> None:
        if not self._scheduled and (self._queue or self._growing) and self._writer is not None and not self._paused:
            self._scheduled = True
            self.pump.add(self)
