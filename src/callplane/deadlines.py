"""Moments at which something is to be done: knows times and what to call, not what happens then. No clock of its own."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count


@dataclass(eq=False, slots=True)
class Deadline:
    """Something that is to be done at `when` (seconds since the epoch), unless it is cancelled before."""

    when: float
    action: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


class Deadlines:
    """All deadlines, the earliest first; those of the same moment in the order in which they were set."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Deadline]] = []
        self._order = count()

    def set(self, when: float, action: Callable[[], None]) -> Deadline:
        deadline = Deadline(when, action)
        heapq.heappush(self._heap, (when, next(self._order), deadline))
        return deadline

    def next(self) -> float | None:
        """When the next one is due; None when there is none."""
        while self._heap and self._heap[0][2].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take(self, now: float) -> Deadline | None:
        """Remove and return the first one that is due at `now`; it is not cancelled."""
        when = self.next()
        return heapq.heappop(self._heap)[2] if when is not None and when <= now else None
