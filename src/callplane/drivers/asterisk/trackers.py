"""Which calls belong to one scenario: one tracker id for all that Asterisk links, and for what we know to belong together. Pure.

Asterisk gives each channel a Linkedid and changes it when channels meet. Whatever was ever linked stays one scenario, until its
last channel is gone: a caller from outside who is sent from line to line is none of our calls, but carries the scenario along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class _Scenario:
    tracker: str
    age: int
    linked: set[str] = field(default_factory=set)
    calls: dict[str, None] = field(default_factory=dict)  # in the order in which they came


class Trackers:
    """Scenarios by linked id and by call. `new_id` makes the tracker ids."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._age = 0
        self._by_link: dict[str, _Scenario] = {}
        self._by_call: dict[str, _Scenario] = {}

    def __len__(self) -> int:
        return len(self._by_link)

    def tracker(self, call: str) -> str:
        """The tracker id of a call that was put somewhere."""
        return self._by_call[call].tracker

    def put(self, call: str, linked: str) -> tuple[str, ...]:
        """The call is linked so now. Gives the calls whose tracker id has changed by it."""
        scenario = self._by_link.get(linked)
        before = self._by_call.get(call)
        if scenario is None:
            scenario = before or self._new()
            scenario.linked.add(linked)
            self._by_link[linked] = scenario
        if before is None:
            scenario.calls[call] = None
            self._by_call[call] = scenario
            return ()
        return self._join(before, scenario)

    def join(self, one: str, other: str) -> tuple[str, ...]:
        """Two calls belong together. Gives the calls whose tracker id has changed by it."""
        return self._join(self._by_call[one], self._by_call[other])

    def leave(self, call: str) -> None:
        """The call has ended. Its scenario stays while there is something that is linked so: see `clear`."""
        scenario = self._by_call.pop(call, None)
        if scenario is not None:
            scenario.calls.pop(call, None)

    def clear(self, linked: str, in_use: Callable[[], Iterable[str]]) -> None:
        """A channel that was linked so is gone: the scenario is forgotten when it has no call and no channel any more."""
        scenario = self._by_link.get(linked)
        if scenario is not None and not scenario.calls and scenario.linked.isdisjoint(in_use()):
            for one in scenario.linked:
                del self._by_link[one]

    def _new(self) -> _Scenario:
        self._age += 1
        return _Scenario(self._new_id(), self._age)

    def _join(self, one: _Scenario, other: _Scenario) -> tuple[str, ...]:
        if one is other:
            return ()
        stays, goes = (one, other) if one.age < other.age else (other, one)
        moved = tuple(goes.calls)
        for linked in goes.linked:
            self._by_link[linked] = stays
        for call in moved:
            self._by_call[call] = stays
        stays.linked |= goes.linked
        stays.calls |= goes.calls
        return moved
