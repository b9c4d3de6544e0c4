"""The outside world, where the exchange simulates it: knows how a number behaves by its last digit. Pure table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

SIMULATED = ""
Carrier = Callable[[str], str | None]
"""Who takes a call to a number outside: the name of a trunk, SIMULATED where there are none, None where none of them can."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a party outside does with a call; times in seconds, None for never."""

    busy: bool = False
    unobtainable: bool = False
    answers_after: float | None = None
    rejects_after: float | None = None
    hangs_up_after: float | None = None


_USUAL = Behaviour(answers_after=1.0)
_BY_LAST_DIGIT = {
    "1": Behaviour(busy=True, answers_after=1.0),  # it answers once it is free again
    "2": Behaviour(),
    "3": Behaviour(unobtainable=True),
    "4": Behaviour(rejects_after=1.0),
    "5": Behaviour(answers_after=1.0, hangs_up_after=2.0),
}


def behaviour(number: str) -> Behaviour:
    """How the party with this number behaves."""
    return _BY_LAST_DIGIT.get(number[-1:], _USUAL)
