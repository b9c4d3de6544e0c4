"""Whether a SIP trunk works: when to register (or to ask, where nobody registers), what its answers mean. Pure; knows no bytes.

A registration is renewed in time; what was refused or not answered is tried again, later each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

ASK_SECONDS = 30.0
"""How often a static peer is asked (OPTIONS)."""

FIRST_RETRY, LAST_RETRY = 5.0, 300.0
LOGIN_RETRY = 120.0
"""After a wrong password: it may be changed at the provider, but more tries soon would only lock the account."""


class TrunkState(Enum):
    TRYING = "trying"
    UP = "up"
    UNREACHABLE = "unreachable"
    LOGIN_FAILED = "login failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 408 also where nothing came. `expires`, `min_expires`: seconds, 0 where they are not told."""

    status: int
    expires: int = 0
    min_expires: int = 0


class TrunkLink:
    """`ask(seconds)` sends a REGISTER for so long, or an OPTIONS; `changed(state)` is told every change."""

    def __init__(
        self, *, register: bool, expires: int, ask: Callable[[int], None], changed: Callable[[TrunkState], None]
    ) -> None:
        self.state = TrunkState.TRYING
        self._register = register
        self._expires = expires
        self._ask = ask
        self._changed = changed
        self._retry = FIRST_RETRY
        self._next: float | None = None
        self._leaving = False
        self.asking = False
        """Whether an answer is awaited."""

    @property
    def up(self) -> bool:
        return self.state is TrunkState.UP

    def start(self, now: float) -> None:
        self._next = now
        self.advance(now)

    def next_deadline(self) -> float | None:
        return self._next

    def advance(self, now: float) -> None:
        """Ask, if it is time."""
        if self._next is not None and self._next <= now and not self.asking:
            self._next, self.asking = None, True
            self._ask(self._expires)

    def answered(self, answer: Answer, now: float) -> None:
        self.asking = False
        if self._leaving:
            return
        if self._works(answer):
            self._retry = FIRST_RETRY
            granted = answer.expires or self._expires
            self._next = now + (max(granted * 0.8, granted - 60.0) if self._register else ASK_SECONDS)
            self._become(TrunkState.UP)
        elif answer.status == 423 and answer.min_expires > self._expires:
            self._expires = min(answer.min_expires, 86400)
            self._next = now
        elif answer.status in (401, 403, 407):
            self._next = now + LOGIN_RETRY
            self._become(TrunkState.LOGIN_FAILED)
        else:
            self._next, self._retry = now + self._retry, min(2 * self._retry, LAST_RETRY)
            self._become(TrunkState.UNREACHABLE)

    def failed(self, now: float) -> None:
        """A call found nobody there: look again at once."""
        if self.up and not self.asking:
            self._next = now

    def stop(self) -> None:
        """Leave: a registration is taken back; `asking` until that is answered."""
        self._next = None
        if self._register and self.up:
            self._leaving = self.asking = True
            self._ask(0)

    def _works(self, answer: Answer) -> bool:
        if self._register:
            return 200 <= answer.status < 300
        return answer.status not in (408, 503)  # whatever else it answers to OPTIONS: it is there

    def _become(self, state: TrunkState) -> None:
        if state is not self.state:
            self.state = state
            self._changed(state)
