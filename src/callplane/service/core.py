"""The live lines: applies what drivers report to the model and tells subscribers what changed.

Knows the model and time; nothing of users, sessions, wire or drivers' insides. Synchronous: one batch is applied as a whole.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from callplane import metrics
from callplane.errors import Busy, IllegalTransition
from callplane.model import changes, events
from callplane.model.call import Call, CallReport, CallState, CallType, DisconnectCause
from callplane.model.changes import CallChanged, Change, ChangeReason, ConferenceStep
from callplane.model.features import features_of
from callplane.model.line import (
    Capability,
    ForwardMode,
    Line,
    LineReport,
    LineSettings,
    LineStatus,
    PbxLink,
)
from callplane.model.reasons import first_reason, reasons_for
from callplane.service.ended_calls import EndedCalls
from callplane.service.expectations import Expectations, Expected
from callplane.service.reports import Report
from callplane.service.scenarios import Announcements, Scenarios
from callplane.service.synchronisation import differences

log = logging.getLogger(__name__)

LINGER_SECONDS = 2.0
"""How long a call that the other side ended stays visible as DISCONNECTED."""

DECISION_SECONDS = 10.0
"""How long after its link came back a PBX has for its decision about a call that was asked for before."""

_TALKING = frozenset({CallState.CONNECTED, CallState.CONFERENCED, CallState.HOLD})


class Core:
    """All lines of all PBXs, by URI.

    `clock` tells UTC seconds since the epoch; `schedule(seconds, action)` runs an action later; `emulation(report)` says what the
    server adds to what a line can do; `stored` are the settings of lines from before the start. Subscribers are called in order
    with every change; they must not raise.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        schedule: Callable[[float, Callable[[], None]], object],
        new_id: Callable[[], str],
        emulation: Callable[[LineReport], tuple[Capability, ForwardMode]] = lambda _: (
            Capability.NONE,
            ForwardMode.NONE,
        ),
        stored: Mapping[str, LineSettings] | None = None,
    ) -> None:
        self._clock = clock
        self._schedule = schedule
        self._new_id = new_id
        self._emulation = emulation
        self._stored = stored or {}
        self._line_of_call: dict[str, Line] = {}
        self._by_number: dict[str, list[Line]] = {}
        self._expectations = Expectations()
        self._callbacks: dict[str, str] = {}  # call id -> tracker id, of callbacks that the server makes
        self._ended = EndedCalls()
        self._touched: dict[str, Line] = {}
        self._synthetic = False  # what is told now was found by comparing
        self.lines: dict[str, Line] = {}
        self.links: dict[str, PbxLink] = {}  # of the PBXs that have said so far
        self.scenarios = Scenarios()
        self.announcements = Announcements()
        self.subscribers: list[Callable[[Change], None]] = []

    # -- what the service asks

    def find_call(self, call_id: str) -> tuple[Line, Call] | None:
        """A living call and its line."""
        line = self._line_of_call.get(call_id)
        return (line, line.calls[call_id]) if line is not None else None

    def lines_with_number(self, number: str) -> Sequence[Line]:
        return self._by_number.get(number, ())

    # -- what the service tells

    def expect(self, call_id: str, expected: Expected) -> None:
        """Remember what belongs to a call that a command is about to make."""
        self._expectations.add(call_id, expected)

    def forget(self, call_id: str) -> None:
        """The expected call will not come."""
        self._expectations.forget(call_id)
        self._callbacks.pop(call_id, None)

    def set_data(self, call: Call, pairs: Iterable[tuple[str, str]]) -> None:
        """Put pairs on the scenario of a call. Raises Busy beyond the limits."""
        if self.scenarios.update(call.tracker_id, pairs):
            self._spread_data(call.tracker_id)

    def set_settings(self, line: Line, settings: LineSettings) -> None:
        """The settings of a line are now as given; subscribers hear what differs."""
        before, line.settings = line.settings, settings
        if before.do_not_disturb != settings.do_not_disturb:
            self._tell(changes.DoNotDisturbChanged(line))
        if before.forwards != settings.forwards:
            self._tell(changes.ForwardsChanged(line))
        if before.remote_office != settings.remote_office:
            self._tell(changes.RemoteOfficeChanged(line))

    # -- what drivers report

    def report(self, pbx: str, facts: Iterable[events.Fact]) -> None:
        """Apply a batch of facts of one PBX, in order. A fact that cannot be is logged and changes nothing."""
        with Report():
            for fact in facts:
                log.debug("PBX %s reported %r", pbx, fact)
                metrics.FACTS.inc(pbx, type(fact).__name__)
                self._apply(pbx, fact)
            self._refresh_features()

    def _apply(self, pbx: str, fact: events.Fact) -> None:
        try:
            _APPLY[type(fact)](self, pbx, fact)
        except IllegalTransition as error:
            log.warning("PBX %s reported %r: %s", pbx, fact, error)

    def _call_reported(self, _pbx: str, fact: events.CallReported) -> None:
        report = fact.call
        line = self.lines.get(report.line)
        if line is None or report.call_id in self._ended:
            log.debug("report of a call that is not known here: %r", report)
            return
        before = line.calls.get(report.call_id)
        if before is None:
            self._begin(line, report)
        elif before.facts != (report := self._as_callback(report)):
            self._change(line, before, report)

    def _as_callback(self, report: CallReport) -> CallReport:
        """A call that the server itself makes as a callback is shown as one, in the scenario that it belongs to."""
        tracker_id = self._callbacks.get(report.call_id)
        if tracker_id is None:
            return report
        kind = CallType.CALLBACK if report.type is CallType.NORMAL else report.type
        return replace(report, type=kind, tracker_id=tracker_id)

    def _begin(self, line: Line, report: CallReport) -> None:
        now = self._clock()
        if self._synthetic and self._expectations.is_undecided(report.call_id):
            self._call_attempted(line.pbx, events.CallAttempted(line.uri, report.call_id, accepted=True))
        expected = self._expectations.meet(report.call_id)
        if expected.callback_of:
            self._callbacks[report.call_id] = expected.callback_of
        report = self._as_callback(report)
        tracker_id = report.tracker_id or self._new_id()
        self.scenarios.join(tracker_id, report.call_id)
        call = Call(
            facts=report,
            tracker_id=tracker_id,
            created=report.created or now,
            connected=report.connected or (now if report.state in _TALKING else 0.0),
            contact=expected.contact,
            project=expected.project,
        )
        spread = self._claim(line, call, begins=True)
        self._line_of_call[report.call_id] = line
        ended = report.state is CallState.DISCONNECTED
        self._store(line, replace(call, data=self.scenarios.data(tracker_id)), first_reason(report))
        if spread:
            self._spread_data(tracker_id, but=report.call_id)
        if ended:
            self._disconnected(line, line.calls[report.call_id])

    def _change(self, line: Line, before: Call, report: CallReport) -> None:
        reasons: Sequence[ChangeReason | None] = reasons_for(before.facts, report, gap=self._synthetic) or [None]
        tracker_id = report.tracker_id or before.tracker_id
        spread = tracker_id != before.tracker_id and self.scenarios.move(before.id, before.tracker_id, tracker_id)
        now = self._clock()
        call = replace(
            before,
            facts=report,
            tracker_id=tracker_id,
            connected=before.connected or report.connected or (now if report.state in _TALKING else 0.0),
            contact=before.contact if before.facts.remote.number in ("", report.remote.number) else None,
        )
        spread = self._claim(line, call, begins=False) or spread
        data = self.scenarios.data(tracker_id)
        if data != call.data:
            call = replace(call, data=data)
        if report.state is CallState.DISCONNECTED:
            call = replace(call, disconnected=now)
        for reason in reasons:
            self._store(line, call, reason)
        if spread:
            self._spread_data(tracker_id, but=call.id)
        if report.state is CallState.DISCONNECTED:
            self._linger(call.id)

    def _claim(self, line: Line, call: Call, *, begins: bool) -> bool:
        """Put what was announced for a call on its scenario, where it has room. Returns whether the scenario's data changed."""
        pairs = self.announcements.claim(line, call, self._clock(), begins=begins)
        try:
            return bool(pairs) and self.scenarios.update(call.tracker_id, pairs)
        except Busy as error:
            log.warning("line %s: data announced for a call are left out: %s", line.uri, error)
            return False

    def _disconnected(self, line: Line, call: Call) -> None:
        self._store(line, replace(call, disconnected=self._clock()), ChangeReason.DISCONNECTED)
        self._linger(call.id)

    def _linger(self, call_id: str) -> None:
        def destroy() -> None:
            found = self.find_call(call_id)
            if found is not None:
                with Report():
                    self._end(*found, found[1].facts.cause)
                    self._refresh_features()

        self._schedule(LINGER_SECONDS, destroy)

    def _call_cleared(self, _pbx: str, fact: events.CallCleared) -> None:
        found = self.find_call(fact.call_id)
        if found is None:
            return
        line, call = found
        if fact.phone_lost:
            gone = replace(call.facts, state=CallState.DISCONNECTED, cause=fact.cause)
            self._store(line, replace(call, facts=gone, disconnected=self._clock()), ChangeReason.PHONE_LOST)
        self._end(line, line.calls[call.id], fact.cause)

    def _end(self, line: Line, call: Call, cause: DisconnectCause) -> None:
        del line.calls[call.id]
        del self._line_of_call[call.id]
        self.forget(call.id)
        self._ended.add(call.id)
        self.scenarios.leave(call.tracker_id, call.id)
        self._touched[line.uri] = line
        facts = replace(call.facts, state=CallState.DESTROYED, cause=cause)
        final = replace(call, facts=facts, disconnected=call.disconnected or self._clock(), features=0)
        self._tell(CallChanged(line, final, ChangeReason.DESTROYED, self._synthetic))

    def _call_attempted(self, _pbx: str, fact: events.CallAttempted) -> None:
        line = self.lines.get(fact.line)
        asked_by = self._expectations.decide(fact.call_id)
        if not fact.accepted:  # its call may still come, to be seen ending
            self._schedule(LINGER_SECONDS, lambda: self._expectations.forget(fact.call_id))
        if line is not None:
            self._tell(changes.CallAttemptDecided(line, fact.call_id, fact.accepted, asked_by))

    def _conference(self, _pbx: str, fact: events.ConferenceFact) -> None:
        line = self.lines.get(fact.line)
        controller = line.calls.get(fact.controller_id) if line else None
        if line is None or controller is None:
            log.warning("conference on %s: its controller call is not known", fact.line)
            return
        members = tuple(line.calls[member] for member in fact.members if member in line.calls)
        if not members:
            log.warning("conference on %s: none of its members is known", fact.line)
            return
        self._refresh_features()
        step, controller = _STEPS[type(fact)], line.calls[controller.id]
        self._tell(changes.ConferenceChanged(line, step, controller, members, self._synthetic))

    def _line_reported(self, pbx: str, fact: events.LineReported) -> None:
        line = self.lines.get(fact.line.uri)
        if line is None:
            self._add_line(pbx, fact.line)
        elif line.report != (report := replace(fact.line, settings=line.report.settings)):
            number, line.report = line.number, report
            if number != line.number:
                self._by_number[number].remove(line)
                self._by_number.setdefault(line.number, []).append(line)
            line.emulated, line.emulated_forward_modes = self._emulation(fact.line)
            self._touched[line.uri] = line
            self._tell(changes.LineChanged(line))

    def _add_line(self, pbx: str, report: LineReport) -> None:
        line = Line(report, pbx)
        line.emulated, line.emulated_forward_modes = self._emulation(report)
        line.settings = line.combined(report.settings, self._stored.get(report.uri, LineSettings()))
        self.lines[line.uri] = line
        self._by_number.setdefault(line.number, []).append(line)
        self._tell(changes.LineAdded(line))

    def _line_removed(self, _pbx: str, fact: events.LineRemoved) -> None:
        line = self.lines.get(fact.line)
        if line is None:
            return
        for call in list(line.calls.values()):
            self._end(line, call, DisconnectCause.NONE)
        del self.lines[line.uri]
        self._touched.pop(line.uri, None)
        self._by_number[line.number].remove(line)
        self._tell(changes.LineRemoved(line))

    def _settings_changed(self, _pbx: str, fact: events.SettingsChanged) -> None:
        line = self.lines.get(fact.line)
        if line is not None:
            self.set_settings(line, line.combined(fact.settings, line.settings))

    def _link_changed(self, pbx: str, fact: events.LinkChanged) -> None:
        before = self.links.get(pbx)
        since = before.since if before is not None and before.up == fact.up else self._clock()
        self.links[pbx] = PbxLink(fact.up, since, fact.reason, fact.login_failed)
        level, state = (logging.INFO, "up") if fact.up else (logging.WARNING, "lost")
        log.log(level, "PBX %s link %s %s", pbx, state, fact.reason)
        if not fact.up:
            status = LineStatus.LOGIN_FAILED if fact.login_failed else LineStatus.NO_PBX
            for line in self._lines_of(pbx):
                self._line_reported(pbx, events.LineReported(replace(line.report, status=status)))

    def _synchronised(self, pbx: str, fact: events.Synchronised) -> None:
        self._synthetic = True
        try:
            for difference in differences(self._lines_of(pbx), fact):
                self._apply(pbx, difference)
        finally:
            self._synthetic = False
        if undecided := self._expectations.undecided([line.uri for line in self._lines_of(pbx)]):
            self._schedule(DECISION_SECONDS, lambda: self._give_up(undecided))

    def _give_up(self, undecided: list[tuple[str, str]]) -> None:
        """What a PBX has not decided long after its link came back, it will never decide."""
        for line_uri, call_id in undecided:
            if self._expectations.is_undecided(call_id):
                self._call_attempted("", events.CallAttempted(line_uri, call_id, accepted=False))

    def _recording_stored(self, _pbx: str, fact: events.RecordingStored) -> None:
        line = self.lines.get(fact.line)
        if line is not None:
            self._tell(changes.RecordingStored(line, fact.call_id, fact.file, fact.started, fact.seconds))

    # -- how it is told

    def _lines_of(self, pbx: str) -> list[Line]:
        return [line for line in self.lines.values() if line.pbx == pbx]

    def _store(self, line: Line, call: Call, reason: ChangeReason | None) -> None:
        line.calls[call.id] = call
        self._touched[line.uri] = line
        if reason is None:
            return  # nothing but its features: told with those of the line
        features = int(features_of(line.calls.values(), line.capabilities, line.emulated)[call.id])
        if features != call.features:
            call = line.calls[call.id] = replace(call, features=features)
        self._tell(CallChanged(line, call, reason, self._synthetic))

    def _spread_data(self, tracker_id: str, but: str = "") -> None:
        data = self.scenarios.data(tracker_id)
        for call_id in self.scenarios.calls(tracker_id):
            found = self.find_call(call_id)
            if found is not None and call_id != but:
                self._store(found[0], replace(found[1], data=data), ChangeReason.DATA)

    def _refresh_features(self) -> None:
        touched, self._touched = self._touched, {}
        for line in touched.values():
            changed: dict[str, tuple[int, Call]] = {}
            for call_id, features in features_of(line.calls.values(), line.capabilities, line.emulated).items():
                call = line.calls[call_id]
                if call.features != features:
                    line.calls[call_id] = replace(call, features=int(features))
                    changed[call_id] = (call.features, line.calls[call_id])
            if changed:
                self._tell(changes.FeaturesChanged(line, changed))

    def _tell(self, change: Change) -> None:
        for subscriber in self.subscribers:
            subscriber(change)


_STEPS: Mapping[type, ConferenceStep] = {
    events.ConferenceCreated: ConferenceStep.CREATED,
    events.ConferencePartyAdded: ConferenceStep.PARTY_ADDED,
    events.ConferencePartyRemoved: ConferenceStep.PARTY_REMOVED,
    events.ConferenceEnded: ConferenceStep.ENDED,
}

_APPLY: Mapping[type, Callable[..., None]] = {
    events.LineReported: Core._line_reported,
    events.LineRemoved: Core._line_removed,
    events.SettingsChanged: Core._settings_changed,
    events.CallAttempted: Core._call_attempted,
    events.CallReported: Core._call_reported,
    events.CallCleared: Core._call_cleared,
    **dict.fromkeys(_STEPS, Core._conference),
    events.RecordingStored: Core._recording_stored,
    events.LinkChanged: Core._link_changed,
    events.Synchronised: Core._synchronised,
}
