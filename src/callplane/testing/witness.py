"""Believes a driver's facts and complains where they break the contract. Knows the model only: no driver, no clock, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from callplane.model.call import CallReport, CallState
from callplane.model.events import (
    CallAttempted,
    CallCleared,
    CallReported,
    ConferenceCreated,
    ConferenceEnded,
    ConferencePartyAdded,
    ConferencePartyRemoved,
    Fact,
    LineRemoved,
    LineReported,
    LinkChanged,
    RecordingStored,
    SettingsChanged,
    Synchronised,
)
from callplane.model.line import LineReport, LineSettings
from callplane.model.transitions import reason_for


class Witness:
    """What a driver has said so far, put together.

    `lines` and `calls` are those that are there now, by URI and id; `settings` by URI; `ended` the ids that must not come again.
    Raises AssertionError (or IllegalTransition) for facts that cannot be.
    """

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.link_up = False
        self.lines: dict[str, LineReport] = {}
        self.settings: dict[str, LineSettings] = {}
        self.calls: dict[str, CallReport] = {}
        self.ended: set[str] = set()
        self.attempts: dict[str, bool] = {}

    def take(self, facts: Iterable[Fact]) -> None:
        """Believe a batch, in order."""
        for fact in facts:
            self._BELIEVE[type(fact)](self, fact)
            self.facts.append(fact)

    def of(self, line: str) -> list[CallReport]:
        """The calls of a line, in the order in which they began."""
        return [call for call in self.calls.values() if call.line == line]

    def check_snapshot(self, snapshot: Synchronised) -> None:
        """What a driver says at once must be what it has said bit by bit."""
        assert {report.uri: report for report in snapshot.lines}.keys() == self.lines.keys(), "other lines"
        for report in snapshot.lines:
            assert report.settings == self.settings[report.uri], f"other settings of {report.uri}"
            assert _described(report) == _described(self.lines[report.uri]), f"another description of {report.uri}"
        assert {call.call_id: call for call in snapshot.calls} == self.calls, "other calls"

    def _call_reported(self, fact: CallReported) -> None:
        call = fact.call
        assert call.line in self.lines, f"{call.call_id} is on the unknown line {call.line}"
        assert call.call_id not in self.ended, f"{call.call_id} has ended and is reported again"
        before = self.calls.get(call.call_id)
        if before is not None:
            assert before.line == call.line, f"{call.call_id} moved to another line"
            reason_for(before.state, call.state)
        if call.state is CallState.DISCONNECTED:
            self._end(call.call_id)
        else:
            self.calls[call.call_id] = call

    def _call_cleared(self, fact: CallCleared) -> None:
        assert fact.call_id in self.calls, f"{fact.call_id} is not there and cannot be cleared"
        assert self.calls[fact.call_id].line == fact.line, f"{fact.call_id} is cleared on another line"
        self._end(fact.call_id)

    def _end(self, call_id: str) -> None:
        self.calls.pop(call_id, None)
        self.ended.add(call_id)

    def _attempted(self, fact: CallAttempted) -> None:
        assert fact.call_id not in self.attempts, f"two decisions about {fact.call_id}"
        self.attempts[fact.call_id] = fact.accepted

    def _conference(self, fact: ConferenceCreated | ConferenceEnded) -> None:
        self._known(fact.controller_id, *fact.member_ids)

    def _party(self, fact: ConferencePartyAdded | ConferencePartyRemoved) -> None:
        self._known(fact.controller_id, fact.member_id)

    def _known(self, *call_ids: str) -> None:
        for call_id in call_ids:
            assert call_id in self.calls, f"{call_id} is not there and cannot be in a conference"

    def _line_reported(self, fact: LineReported) -> None:
        self.settings.setdefault(fact.line.uri, fact.line.settings)
        self.lines[fact.line.uri] = fact.line

    def _line_removed(self, fact: LineRemoved) -> None:
        del self.lines[fact.line], self.settings[fact.line]
        for call in self.of(fact.line):
            self._end(call.call_id)

    def _settings_changed(self, fact: SettingsChanged) -> None:
        assert fact.line in self.lines, f"settings of the unknown line {fact.line}"
        self.settings[fact.line] = fact.settings

    def _link_changed(self, fact: LinkChanged) -> None:
        self.link_up = fact.up

    def _synchronised(self, fact: Synchronised) -> None:
        assert self.link_up, "a snapshot without a link"
        self.lines = {report.uri: report for report in fact.lines}
        self.settings = {report.uri: report.settings for report in fact.lines}
        gone = self.calls.keys() - {call.call_id for call in fact.calls}
        self.ended |= gone
        self.calls = {call.call_id: call for call in fact.calls}

    def _recording_stored(self, fact: RecordingStored) -> None:
        assert fact.line in self.lines, f"a recording of the unknown line {fact.line}"
        assert fact.seconds >= 0, "a recording of negative length"

    _BELIEVE: ClassVar[Mapping[type[Fact], Callable[..., None]]] = {
        LineReported: _line_reported,
        LineRemoved: _line_removed,
        SettingsChanged: _settings_changed,
        CallAttempted: _attempted,
        CallReported: _call_reported,
        CallCleared: _call_cleared,
        ConferenceCreated: _conference,
        ConferenceEnded: _conference,
        ConferencePartyAdded: _party,
        ConferencePartyRemoved: _party,
        RecordingStored: _recording_stored,
        LinkChanged: _link_changed,
        Synchronised: _synchronised,
    }


def _described(report: LineReport) -> tuple[object, ...]:
    """A report without its settings, which have facts of their own."""
    return (report.uri, report.number, report.descriptor, report.location_id, report.capabilities, report.status)
