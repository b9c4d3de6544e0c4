"""The way of messages from the exchange to its driver, with the faults that it is told to have. Knows times and chance, which
come in as arguments; no telephony."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

MAX_DELAY_MS = 60_000
MAX_UNDER_WAY = 10_000
"""Messages that can be under way at a time; a further one is lost, which is noticed like any loss."""

_OVERTAKING_MS = 100

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Faults:
    """What befalls messages. `lose`, `double`: probabilities; `delay_ms`: how long each takes. `reorder`: it takes any time up
    to that (up to 100 ms where there is no delay), so that later ones overtake. `seed`: of the chance that decides."""

    lose: float = 0.0
    double: float = 0.0
    delay_ms: int = 0
    reorder: bool = False
    seed: int = 0


class Wire(Generic[M]):
    """Carries messages one way. `sent`, `lost` and `doubled` count them."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.sent = self.lost = self.doubled = 0
        self._chance: Callable[[], float] = lambda: 0.5
        self._under_way: list[tuple[float, int, M]] = []
        self._order = count()

    def suffer(self, faults: Faults, chance: Callable[[], float]) -> None:
        """From now on these faults happen; `chance()` is a random number from 0 to 1, without 1."""
        self.faults, self._chance = faults, chance

    def send(self, message: M, now: float) -> None:
        self.sent += 1
        if self._happens(self.faults.lose):
            self.lost += 1
            return
        self._put(message, now)
        if self._happens(self.faults.double):
            self.doubled += 1
            self._put(message, now)

    def arrived(self, now: float) -> list[M]:
        """What has arrived until now, in the order of its arrival."""
        found = []
        while self._under_way and self._under_way[0][0] <= now:
            found.append(heapq.heappop(self._under_way)[2])
        return found

    def next(self) -> float | None:
        """When the next message arrives; None when none is under way."""
        return self._under_way[0][0] if self._under_way else None

    def clear(self) -> None:
        """All that is under way is lost."""
        self.lost += len(self._under_way)
        self._under_way.clear()

    def _happens(self, probability: float) -> bool:
        return probability > 0 and self._chance() < probability

    def _put(self, message: M, now: float) -> None:
        if len(self._under_way) >= MAX_UNDER_WAY:
            self.lost += 1
            return
        delay = self.faults.delay_ms / 1000
        if self.faults.reorder:
            delay = self._chance() * (delay or _OVERTAKING_MS / 1000)
        heapq.heappush(self._under_way, (now + delay, next(self._order), message))
