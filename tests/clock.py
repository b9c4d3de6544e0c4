"""A clock that a test moves by hand."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count


class HandClock:
    """`clock()` tells the time, `schedule(seconds, action)` waits for `advance(seconds)`; nothing happens by itself."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now
        self._waiting: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def __call__(self) -> float:
        return self.now

    def schedule(self, seconds: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._waiting, (self.now + seconds, next(self._order), action))

    def advance(self, seconds: float) -> None:
        """Let time pass and do what falls due, in order."""
        until = self.now + seconds
        while self._waiting and self._waiting[0][0] <= until:
            self.now, _, action = heapq.heappop(self._waiting)
            action()
        self.now = until

    @property
    def waiting(self) -> int:
        """How many actions have not been due yet."""
        return len(self._waiting)
