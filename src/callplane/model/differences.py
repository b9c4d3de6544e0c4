"""What happened between two moments: the facts that lead from some calls to others. Pure; knows the model only.

For those who know what is, and must tell what has changed: the server after a gap, and drivers whose PBX reports states.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from callplane.model.call import CallReport, CallState, CallType
from callplane.model.events import (
    CallCleared,
    CallReported,
    ConferenceCreated,
    ConferenceEnded,
    ConferencePartyAdded,
    ConferencePartyRemoved,
    Fact,
)


@dataclass(slots=True)
class _Conference:
    line: str
    members: list[str] = field(default_factory=list)


_Conferences = dict[str, _Conference]
"""By the id of the controller call."""


def call_differences(before: Iterable[CallReport], after: Iterable[CallReport]) -> list[Fact]:
    """The facts in the order in which they are to be told.

    Conferences end before their calls change, and begin after. A line's active call gives way before another one takes its
    place. Calls that are `before` in state DISCONNECTED are left alone: their own end is under way. All calls of `after` are
    reported, whether they differ or not.
    """
    known = {call.call_id: call for call in before}
    now = {call.call_id: call for call in after}
    living = {call_id: call for call_id, call in known.items() if call.state is not CallState.DISCONNECTED}
    were, are = _conferences(living.values()), _conferences(now.values())
    changed = sorted((call for call in now.values() if call.call_id in known), key=lambda call: call.state is CallState.CONNECTED)
    return [
        *_left(were, are),
        *(CallCleared(call.line, call_id) for call_id, call in living.items() if call_id not in now),
        *map(CallReported, changed),
        *(CallReported(call) for call in now.values() if call.call_id not in known),
        *_joined(were, are),
    ]


def _conferences(calls: Iterable[CallReport]) -> _Conferences:
    found: _Conferences = {}
    members: list[CallReport] = []
    for call in calls:
        if call.type is CallType.CONFERENCE_CONTROLLER:
            found[call.call_id] = _Conference(call.line)
        elif call.type is CallType.CONFERENCE_MEMBER:
            members.append(call)
    for call in members:
        if call.controller_id in found:
            found[call.controller_id].members.append(call.call_id)
    return found


def _left(before: _Conferences, after: _Conferences) -> Iterable[Fact]:
    for controller, was in before.items():
        if controller not in after:
            yield ConferenceEnded(was.line, controller, tuple(was.members))
            continue
        for member in was.members:
            if member not in after[controller].members:
                yield ConferencePartyRemoved(was.line, controller, member)


def _joined(before: _Conferences, after: _Conferences) -> Iterable[Fact]:
    for controller, now in after.items():
        if controller not in before:
            yield ConferenceCreated(now.line, controller, tuple(now.members))
            continue
        for member in now.members:
            if member not in before[controller].members:
                yield ConferencePartyAdded(now.line, controller, member)
