"""The subscriptions of a program, which outlive the session in which they were made. Pure; knows no sockets.

A program knows a subscription by the cross-reference id that it was given first, the server by the one of the present
session. What comes in is translated here, and so is what goes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from callplane.client.differences import line_differences, list_differences
from callplane.client.events import Event, monitor_of
from callplane.client.line_state import LineState, ListState
from callplane.wire.operations import Operation
from callplane.wire.types import cti

T = TypeVar("T", bound=Struct)


@dataclass(eq=False, slots=True)
class Subscription:
    """One subscription: how to start it, its id for the program and for the server (empty while the server has none), what the
    program was told so far, and on which link it was started last."""

    operation: Operation[Any, Any]
    argument: Struct
    reference: str
    current: str
    state: LineState | ListState
    link: int


class Subscriptions:
    """All subscriptions of one program."""

    def __init__(self) -> None:
        self._by_reference: dict[str, Subscription] = {}
        self._by_current: dict[str, Subscription] = {}

    def answered(self, operation: Operation[Any, Any], argument: Struct, result: Any, link: int) -> Any:
        """A request of the program was granted; gives the result as the program is to see it."""
        current = subscribed(result)
        if not current:
            return result
        reference = current
        while reference in self._by_reference:
            reference += "'"  # a server that was started again counts from the beginning
        made = Subscription(operation, argument, reference, current, _state(result), link)
        self._by_reference[reference] = self._by_current[current] = made
        return _renamed(result, reference)

    def outgoing(self, argument: Struct) -> Struct:
        """An argument of the program as the server understands it."""
        if isinstance(argument, cti.AsnCtiLineMonitorStopArgument):
            known = self._by_reference.get(argument.u8sMonitorCrossRefID)
            if known is not None:
                return cti.AsnCtiLineMonitorStopArgument(u8sMonitorCrossRefID=known.current)
        return argument

    def settled(self, argument: Struct) -> None:
        """A request of the program has come to its end: what it wanted to stop is not its subscription any more."""
        if isinstance(argument, cti.AsnCtiLineMonitorStopArgument):
            self._forget(self._by_reference.get(argument.u8sMonitorCrossRefID))

    def take(self, event: Event, link: int) -> Event | None:
        """An event as the program is to see it; None for the end of a subscription from an earlier link, which may be started
        again (it is `missing` then)."""
        known = self._by_current.get(monitor_of(event))
        if known is None:
            return event
        if isinstance(event, cti.AsnCtiNotifyMonitorStoppedArgument):
            if known.link < link:
                self._drop_current(known)
                return None
            self._forget(known)
        known.state.take(event)
        return _renamed(event, known.reference)

    def session_lost(self) -> None:
        """The server knows none of them any more."""
        for known in self._by_reference.values():
            self._drop_current(known)

    def missing(self) -> list[Subscription]:
        """Those that the server does not have."""
        return [known for known in self._by_reference.values() if not known.current]

    def restored(self, known: Subscription, result: Any, link: int, now: str) -> Iterator[Event]:
        """One was started again: what the program must be told of what it missed. `now`: UTC, ISO 8601."""
        before, known.state = known.state, _state(result)
        known.current, known.link = subscribed(result), link
        self._by_current[known.current] = known
        if isinstance(before, LineState) and isinstance(known.state, LineState):
            return line_differences(before, known.state, known.reference, now)
        assert isinstance(before, ListState)
        assert isinstance(known.state, ListState)
        return list_differences(before, known.state, known.reference)

    def refused(self, known: Subscription) -> Event:
        """One cannot be started again: its last event."""
        self._forget(known)
        return cti.AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID=known.reference)

    def _drop_current(self, known: Subscription) -> None:
        self._by_current.pop(known.current, None)
        known.current = ""

    def _forget(self, known: Subscription | None) -> None:
        if known is not None:
            self._by_reference.pop(known.reference, None)
            self._by_current.pop(known.current, None)


def subscribed(result: Any) -> str:
    """The server's id of a subscription that a result tells of, empty for none."""
    if isinstance(result, cti.AsnCtiLineMonitorStartResult):
        return result.u8sMonitorCrossRefID
    return (result.u8sLineMonitorCrossRefID or "") if isinstance(result, cti.AsnCtiEnumPhoneLinesResult) else ""


def _state(result: cti.AsnCtiLineMonitorStartResult | cti.AsnCtiEnumPhoneLinesResult) -> LineState | ListState:
    return LineState(result) if isinstance(result, cti.AsnCtiLineMonitorStartResult) else ListState(result)


def _renamed(holder: T, reference: str) -> T:
    """A result or event with the id that the program knows."""
    name = "u8sMonitorCrossRefID" if hasattr(holder, "u8sMonitorCrossRefID") else "u8sLineMonitorCrossRefID"
    return holder if getattr(holder, name) == reference else replace(holder, **{name: reference})
