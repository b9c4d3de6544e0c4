"""Who controlled which call, line or user: the newest entries in memory, each one in the log as well.

Knows what an entry says; nothing of operations, sessions' insides or transports. The memory is bounded: it is for looking at
what has just happened. What must be kept is in the log, whose logger is this module's.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Final

log = logging.getLogger(__name__)

KEPT: Final = 2_000
"""Entries in memory; the oldest make room for new ones."""

DONE: Final = "done"
"""The outcome of what was accepted; all others are the codes of refusals, or `failed`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `number` counts all of them; `time`: UTC seconds since the epoch; `session` as logs name it; `line`: a URI;
    `target`: the number, user or thing that was named; `text`: why it was refused."""

    number: int
    time: float
    user: str
    session: str
    action: str
    line: str = ""
    call: str = ""
    target: str = ""
    outcome: str = DONE
    text: str = ""


_SAID: Final = ("user", "session", "action", "line", "call", "target", "outcome", "text")


class Audit:
    """`clock`: UTC seconds since the epoch."""

    def __init__(self, clock: Callable[[], float], kept: int = KEPT) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._entries: deque[Entry] = deque(maxlen=kept)

    def note(
        self,
        user: str,
        session: str,
        action: str,
        *,
        line: str = "",
        call: str = "",
        target: str = "",
        outcome: str = DONE,
        text: str = "",
    ) -> None:
        """Somebody did something, or was refused it."""
        entry = Entry(next(self._numbers), self._clock(), user, session, action, line, call, target, outcome, text)
        self._entries.append(entry)
        if log.isEnabledFor(logging.INFO):
            said = {name: value for name in _SAID if (value := getattr(entry, name))}
            log.info("%s by %s: %s", action, user, outcome, extra={"audit": said})

    def after(self, number: int, limit: int = KEPT) -> list[Entry]:
        """The newest entries with higher numbers, newest first."""
        found: list[Entry] = []
        for entry in reversed(self._entries):
            if entry.number <= number or len(found) >= limit:
                break
            found.append(entry)
        return found
