"""The calls of one phone as facts: compares what the phone says now with what it said before. Pure; time is an argument.

Knows a phone's calls and the model's; no command, no D-Bus. Calls have ids and times of our own, because a phone uses the number
of a call again as soon as it has ended. A conference has a controller call, which stands for the group and of which the phone
knows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from callplane.drivers.bluetooth.backend import CallStatus, PhoneCall
from callplane.errors import IllegalTransition
from callplane.model.call import CallReport, CallState, CallType, DisconnectCause, Party
from callplane.model.events import (
    CallAttempted,
    CallCleared,
    CallReported,
    ConferenceCreated,
    ConferenceEnded,
    ConferencePartyAdded,
    ConferencePartyRemoved,
    Fact,
)
from callplane.model.line import Capability
from callplane.model.transitions import LATER, reason_for

STATES = {
    CallStatus.INCOMING: CallState.OFFERING,
    CallStatus.WAITING: CallState.OFFERING,
    CallStatus.DIALING: CallState.DIALING,
    CallStatus.ALERTING: CallState.RINGBACK,
    CallStatus.ACTIVE: CallState.CONNECTED,
    CallStatus.HELD: CallState.HOLD,
}
OUTGOING = (CallStatus.DIALING, CallStatus.ALERTING)
RINGING = (CallStatus.INCOMING, CallStatus.WAITING)
_ANOTHER = Capability.MAKE_CALL | Capability.CONSULTATION | Capability.HOLD
_TALKING = (CallState.CONNECTED, CallState.CONFERENCED, CallState.HOLD)


@dataclass(frozen=True, slots=True)
class Expected:
    """A call that we have told the phone to make."""

    call_id: str
    number: str
    hidden: bool = False
    tracker_id: str = ""


@dataclass(slots=True)
class Entry:
    """A call as the phone and as the model know it."""

    phone: PhoneCall
    report: CallReport


def lacking(calls: Sequence[PhoneCall]) -> Capability:
    """What cannot be done with any call as long as these are there: a phone has room for one active and one held call, and
    while one rings it puts none on hold."""
    statuses = {call.status for call in calls}
    if statuses & {*RINGING}:
        return _ANOTHER | Capability.SWAP
    return _ANOTHER if {CallStatus.ACTIVE, CallStatus.HELD} <= statuses else Capability.NONE


class Ledger:
    """`number_of(text, outbound)` makes a supercanonic number of what a phone says. `line` is the URI of the line."""

    def __init__(self, line: str, new_id: Callable[[], str], number_of: Callable[[str, bool], str]) -> None:
        self.line = line
        self._new_id = new_id
        self._number_of = number_of
        self._entries: dict[str, Entry] = {}
        self._controller: CallReport | None = None
        self._expected: Expected | None = None
        self._leaving: set[str] = set()
        self._lacks = Capability.NONE

    # -- what there is

    @property
    def reports(self) -> tuple[CallReport, ...]:
        """All calls of the line, the conference's own one too."""
        controller = () if self._controller is None else (self._controller,)
        return (*controller, *(entry.report for entry in self._entries.values()))

    @property
    def controller(self) -> CallReport | None:
        return self._controller

    def find(self, call_id: str) -> Entry | None:
        """The phone's call with that id; None also for a conference's controller."""
        return next((entry for entry in self._entries.values() if entry.report.call_id == call_id), None)

    def having(self, *status: CallStatus) -> list[Entry]:
        return [entry for entry in self._entries.values() if entry.phone.status in status]

    def tracker_of(self, call_id: str) -> str:
        """The tracker id of a call's scenario; empty when there is no such call."""
        return next((report.tracker_id for report in self.reports if report.call_id == call_id), "")

    # -- what we are about to do

    def expect(self, expected: Expected) -> None:
        """The next call that the phone makes is ours."""
        self._expected = expected

    def give_up(self, call_id: str) -> bool:
        """The expected call will not come. False: it has come already, or nothing was expected."""
        if self._expected is None or self._expected.call_id != call_id:
            return False
        self._expected = None
        return True

    def leaving(self, call_ids: Sequence[str]) -> None:
        """These calls are about to end because we want it."""
        self._leaving.update(call_ids)

    def staying(self, call_ids: Sequence[str]) -> None:
        """They are not, after all."""
        self._leaving.difference_update(call_ids)

    # -- what the phone says

    def update(self, calls: Sequence[PhoneCall], now: float) -> list[Fact]:
        """The phone's calls are now as given: what has happened, in an order that could have happened."""
        group = self._group(calls)
        self._lacks = lacking(calls)
        gone, known, new = self._compare(calls, group)
        were = self._members()
        facts = self._leave_conference(group, gone)
        ended = self._controller if not group else None
        facts += [self._end(handle) for handle in gone]
        if ended is not None:
            self._controller = None
            facts.append(CallCleared(self.line, ended.call_id))
        begins = bool(group) and self._controller is None
        changed = self._conduct(calls, group, now)
        changed += [report for call in known if (report := self._changed(call, group, now)) is not None]
        facts += map(CallReported, sorted(changed, key=lambda report: report.state is CallState.CONNECTED))
        for call in new:
            facts += self._begin(call, group, now)
        return facts + self._join_conference(were, begins=begins)

    def lose(self) -> list[Fact]:
        """The phone went out of reach. A call that is expected may still come when it is back."""
        facts: list[Fact] = []
        if self._controller is not None:
            facts.append(ConferenceEnded(self.line, self._controller.call_id, tuple(self._members())))
        facts += [CallCleared(self.line, report.call_id, phone_lost=True) for report in self.reports]
        self._entries.clear()
        self._leaving.clear()
        self._controller = None
        return facts

    def adopt(self, calls: Sequence[PhoneCall], now: float) -> None:
        """The phone's calls after a time in which nothing was heard: those that may be the same keep their ids. `reports` tells
        the outcome; no facts come of it."""
        before, self._entries = list(self._entries.values()), {}
        for call in calls:
            same = next((entry for entry in before if self._may_be(entry, call)), None)
            if same is not None:
                before.remove(same)
                self._entries[call.handle] = Entry(replace(call, outbound=same.report.outbound), same.report)
        self._expected = None
        self._leaving.clear()
        self.update(calls, now)

    def _may_be(self, entry: Entry, call: PhoneCall) -> bool:
        number = self._number_of(call.number, entry.report.outbound)
        state, former = STATES[call.status], entry.report.state
        return number in ("", entry.report.remote.number) and (state is former or state in LATER[former])

    # -- how it is done

    def _group(self, calls: Sequence[PhoneCall]) -> set[str]:
        """The handles of the conference's calls. It begins when all are in one state: while a phone joins them, they are not."""
        members = [call for call in calls if call.multiparty and STATES[call.status] in _TALKING]
        joining = self._controller is None and len({call.status for call in members}) > 1
        return set() if joining or len(members) < 2 else {call.handle for call in members}

    def _compare(self, calls: Sequence[PhoneCall], group: set[str]) -> tuple[list[str], list[PhoneCall], list[PhoneCall]]:
        """The handles of calls that have ended, the calls that go on, the new ones. A call in a state that it
        cannot come to is a new one under an old number."""
        gone = [handle for handle in self._entries if all(call.handle != handle for call in calls)]
        known: list[PhoneCall] = []
        new: list[PhoneCall] = []
        for call in calls:
            entry = self._entries.get(call.handle)
            state = CallState.CONFERENCED if call.handle in group else STATES[call.status]
            if entry is not None and _may_follow(entry.report.state, state):
                known.append(call)
            else:
                new.append(call)
                gone += [] if entry is None else [call.handle]
        return gone, known, new

    def _members(self) -> list[str]:
        """The ids of the conference's calls."""
        return [e.report.call_id for e in self._entries.values() if e.report.type is CallType.CONFERENCE_MEMBER]

    def _leave_conference(self, group: set[str], gone: Sequence[str]) -> list[Fact]:
        controller = self._controller
        if controller is None:
            return []
        if not group:
            return [ConferenceEnded(self.line, controller.call_id, tuple(self._members()))]
        return [
            ConferencePartyRemoved(self.line, controller.call_id, entry.report.call_id)
            for handle, entry in self._entries.items()
            if entry.report.type is CallType.CONFERENCE_MEMBER and (handle not in group or handle in gone)
        ]

    def _end(self, handle: str) -> Fact:
        report = self._entries.pop(handle).report
        cause = DisconnectCause.NONE if report.state in _TALKING else DisconnectCause.UNCONNECTED
        if report.call_id in self._leaving:
            self._leaving.discard(report.call_id)
            return CallCleared(self.line, report.call_id, cause)
        kind = CallType.NORMAL if report.type is CallType.CONFERENCE_MEMBER else report.type
        return CallReported(replace(report, state=CallState.DISCONNECTED, cause=cause, type=kind, controller_id=""))

    def _conduct(self, calls: Sequence[PhoneCall], group: set[str], now: float) -> list[CallReport]:
        """The conference's own call as it is now, where that is news."""
        if not group:
            return []
        active = any(call.handle in group and call.status is CallStatus.ACTIVE for call in calls)
        state = CallState.CONNECTED if active else CallState.HOLD
        before = self._controller
        controller = before or self._new_controller(group, state, now)
        self._controller = replace(controller, state=state, lacks=self._lacks)
        return [self._controller] if self._controller != before else []

    def _new_controller(self, group: set[str], state: CallState, now: float) -> CallReport:
        call_id, kind = self._new_id(), CallType.CONFERENCE_CONTROLLER
        tracker_id = next((e.report.tracker_id for h, e in self._entries.items() if h in group), "") or self._new_id()
        return CallReport(
            self.line, call_id, state, True, type=kind, tracker_id=tracker_id, controller_id=call_id, created=now, connected=now
        )

    def _changed(self, call: PhoneCall, group: set[str], now: float) -> CallReport | None:
        entry = self._entries[call.handle]
        before, entry.phone = entry.report, call
        entry.report = self._described(before, call, group, now)
        return entry.report if entry.report != before else None

    def _described(self, before: CallReport, call: PhoneCall, group: set[str], now: float) -> CallReport:
        member = call.handle in group and self._controller is not None
        state = CallState.CONFERENCED if member else STATES[call.status]
        kind = CallType.CONFERENCE_MEMBER if member else before.type
        if kind is CallType.CONFERENCE_MEMBER and not member:
            kind = CallType.NORMAL
        number = self._number_of(call.number, before.outbound) or before.remote.number
        return replace(
            before,
            state=state,
            type=kind,
            remote=Party(number, call.name or before.remote.name),
            controller_id=self._controller.call_id if member and self._controller else "",
            connected=before.connected or (now if state in _TALKING else 0.0),
            lacks=self._lacks,
        )

    def _begin(self, call: PhoneCall, group: set[str], now: float) -> list[Fact]:
        outbound = call.status in OUTGOING or bool(call.outbound)
        ours, facts = self._expected if outbound else None, list[Fact]()
        if ours is not None:
            self._expected = None
            facts.append(CallAttempted(self.line, ours.call_id, accepted=True))
        blank = CallReport(
            line=self.line,
            call_id=ours.call_id if ours else self._new_id(),
            state=STATES[call.status],
            outbound=outbound,
            remote=Party(self._number_of(ours.number, True) if ours else ""),
            type=CallType.CONSULTATION if ours and ours.tracker_id else CallType.NORMAL,
            caller_id_blocked=bool(ours and ours.hidden),
            tracker_id=(ours.tracker_id if ours else "") or self._new_id(),
            created=now,
        )
        report = self._described(blank, call, group, now)
        self._entries[call.handle] = Entry(call, report)
        return [*facts, CallReported(report)]

    def _join_conference(self, were: Sequence[str], *, begins: bool) -> list[Fact]:
        controller = self._controller
        if controller is None:
            return []
        if begins:
            return [ConferenceCreated(self.line, controller.call_id, tuple(self._members()))]
        return [ConferencePartyAdded(self.line, controller.call_id, member) for member in self._members() if member not in were]


def _may_follow(before: CallState, after: CallState) -> bool:
    try:
        reason_for(before, after)
    except IllegalTransition:
        return False
    return True
