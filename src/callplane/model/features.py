"""What can be done with a call now: features = f(its state, the other calls of its line, the line's capabilities).

A bit is set exactly when the operation would be accepted. Knows the model only. The bits are the interface's EnumCallFeatures.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntFlag

from callplane.model.call import Call, CallState, CallType, RecordingState
from callplane.model.line import Capability


class Feature(IntFlag):
    """Operations that a call allows (interface: EnumCallFeatures)."""

    NONE = 0
    ANSWER = 1
    MAKE_CALL = 2
    COMPLETE_CALL = 4
    MERGE = 16
    HANG_UP = 32
    BLIND_TRANSFER = 256
    REDIRECT = 512
    PICKUP = 1024
    SWAP_HOLD = 4096
    HOLD = 8192
    RETRIEVE = 16384
    CONFERENCE = 65536
    CONFERENCE_ADD = 131072
    DIGITS = 2097152
    START_RECORDING = 16777216
    STOP_RECORDING = 33554432


MAX_CALLS = 4
"""Calls that one line can have at once; the members of a conference are not counted."""

MAX_CONFERENCE_MEMBERS = 7
"""Members besides the line that controls the conference."""

MAX_KNOWN = 10_000
"""Combinations of calls and capabilities whose features are remembered."""

_CONTROLLER, _MEMBER = CallType.CONFERENCE_CONTROLLER, CallType.CONFERENCE_MEMBER


@dataclass(frozen=True, slots=True)
class Siblings:
    """The calls of one line, sorted by what matters for its features."""

    active: tuple[Call, ...]
    held: tuple[Call, ...]
    outgoing: tuple[Call, ...]
    members: tuple[Call, ...]
    controller: Call | None
    count: int

    @classmethod
    def of(cls, calls: Collection[Call]) -> Siblings:
        own = [call for call in calls if call.type is not _MEMBER and call.state is not CallState.DISCONNECTED]
        return cls(
            active=tuple(call for call in own if call.state is CallState.CONNECTED),
            held=tuple(call for call in own if call.state is CallState.HOLD),
            outgoing=tuple(call for call in own if call.state in (CallState.DIALING, CallState.RINGBACK)),
            members=tuple(c for c in calls if c.type is _MEMBER and c.state is not CallState.DISCONNECTED),
            controller=next((call for call in own if call.type is _CONTROLLER), None),
            count=len(own),
        )

    @property
    def room_to_dial(self) -> bool:
        """Whether another call can be made on the line."""
        return self.count < MAX_CALLS and not self.outgoing

    @property
    def pair(self) -> bool:
        """Whether there is an active and a held call, neither part of a conference."""
        return any(c.type is not _CONTROLLER for c in self.active) and any(c.type is not _CONTROLLER for c in self.held)


def can_make_call(calls: Collection[Call], capabilities: Capability) -> bool:
    """Whether a MakeCall on the line with these calls is accepted."""
    siblings = Siblings.of(calls)
    if not (capabilities & Capability.MAKE_CALL and siblings.room_to_dial):
        return False
    return not siblings.active or bool(capabilities & (Capability.CONSULTATION | Capability.HOLD))


def features_of(calls: Collection[Call], capabilities: Capability, emulated: Capability = Capability.NONE) -> dict[str, Feature]:
    """The features of every call of a line, by call id. `emulated`: those of the capabilities that the server adds.

    They are asked for twice a report, few combinations ever come up, and flags are slow: so the answers are kept.
    """
    combination = (*map(_traits, calls), capabilities, emulated)
    features = _known.get(combination)
    if features is None:
        if len(_known) >= MAX_KNOWN:
            _known.clear()
        features = _known[combination] = _features_of(calls, capabilities, emulated)
    return dict(zip((call.id for call in calls), features, strict=True))


_known: dict[tuple[object, ...], tuple[Feature, ...]] = {}


def _traits(call: Call) -> tuple[object, ...]:
    """All that matters of a call for the features of its line's calls."""
    facts = call.facts
    return facts.state, facts.type, facts.outbound, facts.records, facts.recording, facts.lacks


def _features_of(calls: Collection[Call], capabilities: Capability, emulated: Capability) -> tuple[Feature, ...]:
    siblings = Siblings.of(calls)
    if siblings.outgoing and emulated & Capability.SWAP:
        capabilities &= ~Capability.SWAP  # it is made of hold and retrieve, and nothing is retrieved while the line dials
    return tuple(_features(call, siblings, capabilities & ~call.facts.lacks) for call in calls)


def _features(call: Call, siblings: Siblings, can: Capability) -> Feature:
    if call.state in (CallState.DISCONNECTED, CallState.DESTROYED, CallState.UNKNOWN):
        return Feature.NONE
    bits = _when(can, Capability.DROP, Feature.HANG_UP)
    if call.state is CallState.OFFERING:
        bits |= _offering(call, can)
    elif call.state is CallState.BUSY or (call.state is CallState.RINGBACK and call.facts.outbound):
        bits |= _when(can, Capability.CALLBACK, Feature.COMPLETE_CALL)
    elif call.state is CallState.CONNECTED:
        bits |= _connected(call, siblings, can)
    elif call.state is CallState.HOLD:
        bits |= _held(call, siblings, can)
    return bits | _conference(call, siblings, can) | _recording(call, can)


def _when(can: Capability, needed: Capability, feature: Feature) -> Feature:
    return feature if can & needed == needed else Feature.NONE


def _offering(call: Call, can: Capability) -> Feature:
    bits = _when(can, Capability.ANSWER, Feature.ANSWER)
    if call.type is not CallType.CALLBACK:
        bits |= _when(can, Capability.REDIRECT, Feature.REDIRECT) | _when(can, Capability.PICKUP, Feature.PICKUP)
    return bits


def _connected(call: Call, siblings: Siblings, can: Capability) -> Feature:
    bits = _when(can, Capability.HOLD, Feature.HOLD)
    if siblings.room_to_dial and can & (Capability.CONSULTATION | Capability.HOLD):
        bits |= _when(can, Capability.MAKE_CALL, Feature.MAKE_CALL)
    if call.type is not _CONTROLLER:
        bits |= _when(can, Capability.BLIND_TRANSFER, Feature.BLIND_TRANSFER)
        bits |= _when(can, Capability.DIGITS, Feature.DIGITS)
        if siblings.pair:
            bits |= _when(can, Capability.MERGE, Feature.MERGE)
    return bits


def _held(call: Call, siblings: Siblings, can: Capability) -> Feature:
    if not siblings.active:
        return Feature.NONE if siblings.outgoing else _when(can, Capability.HOLD, Feature.RETRIEVE)
    bits = _when(can, Capability.SWAP, Feature.SWAP_HOLD)
    if siblings.pair and call.type is not _CONTROLLER:
        bits |= _when(can, Capability.MERGE, Feature.MERGE)
    return bits


def _conference(call: Call, siblings: Siblings, can: Capability) -> Feature:
    if not can & Capability.CONFERENCE or call.state in (CallState.OFFERING, CallState.BUSY):
        return Feature.NONE
    if siblings.controller is None:
        fits = call.state in (CallState.CONNECTED, CallState.HOLD) and siblings.pair
        return Feature.CONFERENCE if fits else Feature.NONE
    candidates = [c for c in (*siblings.active, *siblings.held) if c is not siblings.controller]
    if not candidates or len(siblings.members) >= MAX_CONFERENCE_MEMBERS:
        return Feature.NONE
    fits = call is siblings.controller or call.type is _MEMBER or call in candidates
    return Feature.CONFERENCE_ADD if fits else Feature.NONE


def _recording(call: Call, can: Capability) -> Feature:
    if not can & Capability.RECORD:
        return Feature.NONE
    if call.facts.records:
        return Feature.STOP_RECORDING
    free = call.facts.recording is not RecordingState.RECORDED
    return Feature.START_RECORDING if free and call.state is CallState.CONNECTED else Feature.NONE
