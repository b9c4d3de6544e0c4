"""Encoded messages on their way to clients: single ones, and events that many sessions get alike but for one id.

Pure; knows bytes, and nothing of what they say, of sessions or of sockets. What is worked out for one of many is kept for the
others: a burst of events to a thousand sessions costs little more than a thousand times copying its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from msgspec import Struct, field

if TYPE_CHECKING:
    from callplane.service.reports import Report

BATCH_BYTES = 32 << 10
BATCH_EVENTS = 500
"""A batch takes no more events from here on: queues and histories keep or drop it as a whole."""

Framing = Callable[[int, bool], tuple[bytes, bytes]]
"""What a carrier puts before and behind a message of so many bytes. The second argument: BER, else JSON."""


class Frame(Struct, gc=False):
    """One encoded ROSE message: `start`, `reference` and `rest` behind one another. `binary`: BER, else JSON text in UTF-8.

    `reference` is a cross-reference id in ASCII; `more` counts the bytes behind `start`. `topic` is what the message is about
    where a newer one for the same reference on the same topic makes it needless; None where it must never be left out:
    answers, beginnings and ends. `report`: what the PBX reported that led to it.

    Many are made and kept, so it is small, and no matter for the garbage collector.
    """

    start: bytes
    binary: bool
    topic: tuple[str, ...] | None = None
    report: Report | None = None
    reference: bytes = b""
    rest: bytes = b""
    more: int = 0

    @property
    def data(self) -> bytes:
        """The whole message."""
        return self.start + self.reference + self.rest

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.start) + self.more

    @property
    def count(self) -> int:
        """How many messages it is."""
        return 1

    def frames(self) -> list[Frame]:
        """The messages one by one."""
        return [self]

    def framed(self, framing: Framing) -> bytes:
        """As it goes out."""
        head, tail = framing(self.size, self.binary)
        return b"".join((head, self.start, self.reference, self.rest, tail))


class Batch(Struct, gc=False, eq=False):
    """Events that came up behind one another for sessions that all see them alike: frames whose reference is left open.

    It grows while it is `open`: until it is closed, because something else came up for one of the sessions or the turn of the
    event loop is over, or until it is full. All references that are put in must have the length that the frames count with.

    Histories keep many for long: closed, it is no matter for the garbage collector.
    """

    events: list[Frame] | tuple[Frame, ...] = field(default_factory=list)
    size: int = 0

    @property
    def open(self) -> bool:
        """Whether it still grows."""
        return isinstance(self.events, list)

    def add(self, event: Frame) -> None:
        """One more event, while it is open."""
        events = cast("list[Frame]", self.events)
        events.append(event)
        self.size += event.size
        if self.size >= BATCH_BYTES or len(events) == BATCH_EVENTS:
            self.close()

    def close(self) -> None:
        """No more events."""
        self.events = tuple(self.events)


def batches(events: Iterable[Frame]) -> list[Batch]:
    """These events as batches, each but the last one full, and all closed."""
    found: list[Batch] = []
    for event in events:
        if not found or not found[-1].open:
            found.append(Batch())
        found[-1].add(event)
    if found:
        found[-1].close()
    return found


def cut(events: Iterable[Frame], framing: Framing) -> list[bytes]:
    """What stands before, between and behind the references of these events as they go out."""
    behind, pieces = b"", []
    for event in events:
        head, tail = framing(event.size, event.binary)
        pieces.append(behind + head + event.start)
        behind = event.rest + tail
    pieces.append(behind)
    return pieces


@lru_cache(32)
def _pieces(batch: Batch, framing: Framing) -> list[bytes]:
    """What a closed batch is cut into, for all its copies."""
    return cut(batch.events, framing)


class Copy(Struct, gc=False):
    """One session's copy of a batch: what it holds, with this reference put in."""

    batch: Batch
    reference: bytes

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.batch.size

    @property
    def count(self) -> int:
        """How many messages it is."""
        return len(self.batch.events)

    def frames(self) -> list[Frame]:
        """The messages one by one."""
        reference = self.reference
        return [Frame(e.start, e.binary, e.topic, e.report, reference, e.rest, e.more) for e in self.batch.events]

    def framed(self, framing: Framing) -> bytes:
        """As it goes out."""
        return self.reference.join(_pieces(self.batch, framing))


Item = Frame | Copy
"""What a queue holds: one message or several."""


def to_bytes(items: list[Item], framing: Framing) -> bytes:
    """Messages as they go out, in one piece."""
    return items[0].framed(framing) if len(items) == 1 else b"".join([item.framed(framing) for item in items])


def frames_of(items: Iterable[Item]) -> list[Frame]:
    """The messages one by one."""
    return [frame for item in items for frame in item.frames()]


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
