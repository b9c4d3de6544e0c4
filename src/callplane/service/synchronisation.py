"""The whole truth of a PBX beside what is known: which facts were missed. Pure; knows the model, no subscribers and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    LineRemoved,
    LineReported,
    SettingsChanged,
    Synchronised,
)
from callplane.model.line import Line


@dataclass(slots=True)
class _Conference:
    line: str
    members: list[str] = field(default_factory=list)


_Conferences = dict[str, _Conference]
"""By the id of the controller call."""


def differences(lines: Sequence[Line], truth: Synchronised) -> list[Fact]:
    """The facts that lead from what is known of a PBX's lines to its truth, in the order in which they are to be told.

    Lines and settings are given as they are now, whether they differ or not. Conferences end before their calls change, and
    begin after. A line's active call gives way before another one takes its place. A call that the other side has ended is
    left alone: its own end is under way.
    """
    uris = {report.uri for report in truth.lines}
    facts: list[Fact] = [LineRemoved(line.uri) for line in lines if line.uri not in uris]
    for report in truth.lines:
        facts += LineReported(report), SettingsChanged(report.uri, report.settings)
    known = {call.id: call.facts for line in lines if line.uri in uris for call in line.calls.values()}
    living = {call_id: call for call_id, call in known.items() if call.state is not CallState.DISCONNECTED}
    before, after = _conferences(living.values()), _conferences(truth.calls)
    there = {call.call_id for call in truth.calls}
    changed = sorted((call for call in truth.calls if call.call_id in known), key=lambda call: call.state is CallState.CONNECTED)
    return [
        *facts,
        *_left(before, after),
        *(CallCleared(call.line, call_id) for call_id, call in living.items() if call_id not in there),
        *map(CallReported, changed),
        *(CallReported(call) for call in truth.calls if call.call_id not in known),
        *_joined(before, after),
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
