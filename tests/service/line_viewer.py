"""Somebody who was told all changes of a core bit by bit, and complains about what cannot be."""

from __future__ import annotations

from callplane.model import changes
from callplane.model.call import Call, CallState, CallType
from callplane.model.changes import CallChanged, Change, ChangeReason, ConferenceStep
from callplane.service.core import Core

BEGINNINGS = (ChangeReason.OFFERING, ChangeReason.DIALING)


class LineViewer:
    """A monitor on every line. `calls` are those that it believes to be there, by id; `conferences` members by controller id."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.calls: dict[str, Call] = {}
        self.begun: set[str] = set()
        self.ended: set[str] = set()
        self.conferences: dict[str, set[str]] = {}
        self.synthetic = 0
        core.subscribers.append(self.take)

    def take(self, change: Change) -> None:
        match change:
            case CallChanged():
                self.synthetic += change.synthetic
                self._call(change.call, change.reason)
            case changes.FeaturesChanged(_, calls):
                for call_id, (before, call) in calls.items():
                    assert self.calls[call_id].features == before
                    self.calls[call_id] = call
            case changes.ConferenceChanged(_, step, controller, members):
                self._conference(step, controller.id, {call.id for call in members})

    def _call(self, call: Call, reason: ChangeReason) -> None:
        assert call.id not in self.ended, f"{call.id} has ended and is told again"
        if call.id not in self.begun:
            assert reason in BEGINNINGS, f"the life of {call.id} begins with {reason.name}"
            self.begun.add(call.id)
        if reason is ChangeReason.DESTROYED:
            del self.calls[call.id]
            self.ended.add(call.id)
        else:
            self.calls[call.id] = call

    def _conference(self, step: ConferenceStep, controller: str, members: set[str]) -> None:
        match step:
            case ConferenceStep.CREATED:
                assert controller not in self.conferences
                self.conferences[controller] = members
            case ConferenceStep.ENDED:
                assert self.conferences.pop(controller) == members
            case ConferenceStep.PARTY_ADDED:
                assert not members & self.conferences[controller]
                self.conferences[controller] |= members
            case ConferenceStep.PARTY_REMOVED:
                assert members <= self.conferences[controller]
                self.conferences[controller] -= members

    def agrees(self) -> None:
        """What was told bit by bit is what the core has now."""
        now = {call.id: call for line in self._core.lines.values() for call in line.calls.values()}
        assert self.calls == now
        assert self.begun == self.ended | set(now)
        running: dict[str, set[str]] = {call.id: set() for call in now.values() if call.is_controller}
        for call in now.values():
            if call.type is CallType.CONFERENCE_MEMBER and call.state is not CallState.DISCONNECTED:
                running[call.facts.controller_id].add(call.id)
        assert self.conferences == running
