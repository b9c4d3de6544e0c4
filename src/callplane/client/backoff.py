"""How long to wait before each attempt to come back. Pure: chance and attempts come in as arguments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Delays that double from `first` up to `longest` seconds, each shortened by chance so that many clients do not come at once.

    Attempts end `give_up_after` seconds after the connection was lost.
    """

    first: float = 0.1
    longest: float = 5.0
    give_up_after: float = 300.0

    def delay(self, attempt: int, chance: float) -> float:
        """Seconds before an attempt (the first is 0); `chance` from 0 to 1 leaves between half of the delay and all of it."""
        return min(self.longest, self.first * 2.0 ** min(attempt, 32)) * (0.5 + chance / 2)
