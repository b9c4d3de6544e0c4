"""What a session's client was sent lately, so that it can be sent again after a broken connection.

Pure; knows encoded messages and their number, nothing of sessions or sockets. All histories together keep within one
budget: the more sessions there are, the less each may keep, but never less than `FLOOR_BYTES`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from callplane.service.reports import Report

MAX_MESSAGES = 10_000
MAX_BYTES = 4 << 20
FLOOR_BYTES = 64 << 10


class Frame(NamedTuple):
    """One encoded ROSE message. `binary`: BER, else JSON text in UTF-8.

    `topic` is what the message is about where a newer one on the same topic makes it needless; None where it must never be left
    out: answers, beginnings and ends. `report`: what the PBX reported that led to it.
    """

    data: bytes
    binary: bool
    topic: tuple[str, ...] | None = None
    report: Report | None = None


@dataclass(slots=True)
class HistoryBudget:
    """What all histories together may keep, in bytes."""

    total: int = 256 << 20
    histories: int = 0

    @property
    def share(self) -> int:
        """What one history may keep now."""
        return min(MAX_BYTES, max(FLOOR_BYTES, self.total // max(1, self.histories)))


class History:
    """The latest messages in the order in which they were sent. `sent` counts all that ever were."""

    __slots__ = ("_budget", "_frames", "_size", "sent")

    def __init__(self, budget: HistoryBudget) -> None:
        self._budget = budget
        self._frames: deque[Frame] = deque()
        self._size = 0
        self.sent = 0
        budget.histories += 1

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._size

    def add(self, frames: list[Frame], size: int) -> None:
        """These were sent now, `size` bytes in all."""
        self.sent += len(frames)
        self._frames += frames
        self._size += size
        share = self._budget.share
        while self._frames and (self._size > share or len(self._frames) > MAX_MESSAGES):
            self._size -= len(self._frames.popleft().data)

    def rewind(self, received: int) -> list[Frame] | None:
        """The messages behind the first `received` ones, which count as not sent any more; None when not all are kept."""
        missing = max(0, self.sent - received)
        if missing > len(self._frames):
            return None
        frames = [self._frames.pop() for _ in range(missing)]
        frames.reverse()
        self._size -= sum(len(frame.data) for frame in frames)
        self.sent -= missing
        return frames

    def forget(self) -> None:
        """The session is over."""
        self._frames.clear()
        self._size = 0
        self._budget.histories -= 1
